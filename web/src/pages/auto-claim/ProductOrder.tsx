import { Button, Dropdown, Field, makeStyles, Option, Text, tokens } from '@fluentui/react-components';
import { ArrowDownRegular, ArrowUpRegular, DismissRegular } from '@fluentui/react-icons';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Product } from '../../api/products';
import { ServiceSwitches } from '../../components/ServiceSwitches';
import { useTextStyles } from '../../components/textStyles';

export const PRODUCTS_MAX = 5;

/** A product of the policy, with the services that are off in it. */
export interface Wanted {
  skuId: string;
  displayName: string;
  off: ReadonlySet<string>;
}

const useStyles = makeStyles({
  fieldset: { border: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, minWidth: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  item: { border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}` },
  row: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  words: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column', overflowWrap: 'anywhere' },
  buttons: { display: 'flex', flexShrink: 0 },
});

function Item({ wanted, index, count, product, onMove, onRemove, onServices }: {
  wanted: Wanted;
  index: number;
  count: number;
  product: Product | undefined;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
  onServices: (off: ReadonlySet<string>) => void;
}) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const name = { product: wanted.displayName };
  return (
    <li className={styles.item}>
      <div className={styles.row}>
        <div className={styles.words}>
          <Text size={200} className={text.quiet}>{index === 0 ? t('autoClaim.primary') : t('autoClaim.backup', { number: index })}</Text>
          <Text weight="semibold">{wanted.displayName}</Text>
          <Text size={200} className={text.quiet}>{t('autoClaim.free', { count: product?.available ?? 0 })}</Text>
        </div>
        <div className={styles.buttons}>
          <Button appearance="subtle" icon={<ArrowUpRegular />} aria-label={t('autoClaim.up', name)} data-move={`${wanted.skuId} -1`} disabledFocusable={index === 0} onClick={() => onMove(-1)} />
          <Button appearance="subtle" icon={<ArrowDownRegular />} aria-label={t('autoClaim.down', name)} data-move={`${wanted.skuId} 1`} disabledFocusable={index === count - 1} onClick={() => onMove(1)} />
          <Button appearance="subtle" icon={<DismissRegular />} aria-label={t('autoClaim.remove', name)} onClick={onRemove} />
        </div>
      </div>
      {product === undefined ? null : <ServiceSwitches product={product} off={wanted.off} onChange={onServices} />}
    </li>
  );
}

/** The products of the policy in their order: the primary one first, then backups. All of it by keyboard. */
export function ProductOrder({ products, chosen, onChange }: { products: readonly Product[]; chosen: readonly Wanted[]; onChange: (chosen: Wanted[]) => void }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const moved = useRef<string | null>(null);
  const [told, setTold] = useState('');
  const others = products.filter(({ appliesTo, skuId }) => appliesTo === 'User' && !chosen.some((item) => item.skuId === skuId));
  useLayoutEffect(() => { // a row that is moved in the page loses the focus
    if (moved.current !== null) {
      list.current?.querySelector<HTMLElement>(`[data-move="${moved.current}"]`)?.focus();
      moved.current = null;
    }
  });
  const move = (index: number, by: 1 | -1) => {
    const item = chosen[index];
    if (item !== undefined && chosen[index + by] !== undefined) {
      moved.current = `${item.skuId} ${by}`;
      setTold(t('autoClaim.moved', { product: item.displayName, place: index + by + 1, total: chosen.length }));
      onChange(chosen.map((other, i) => (i === index ? chosen[index + by] ?? other : i === index + by ? item : other)));
    }
  };
  const add = (skuId: string | undefined) => {
    const product = others.find((other) => other.skuId === skuId);
    if (product !== undefined) {
      onChange([...chosen, { skuId: product.skuId, displayName: product.displayName, off: new Set() }]);
    }
  };
  return (
    <fieldset className={styles.fieldset}>
      <legend><Text weight="semibold">{t('autoClaim.products')}</Text></legend>
      <Text size={200} className={text.quiet}>{t('autoClaim.productsHint')}</Text>
      <ol ref={list} className={styles.list}>
        {chosen.map((wanted, index) => (
          <Item
            key={wanted.skuId}
            wanted={wanted}
            index={index}
            count={chosen.length}
            product={products.find(({ skuId }) => skuId === wanted.skuId)}
            onMove={(by) => move(index, by)}
            onRemove={() => onChange(chosen.filter((other) => other !== wanted))}
            onServices={(off) => onChange(chosen.map((other) => (other === wanted ? { ...wanted, off } : other)))}
          />
        ))}
      </ol>
      <span role="status" className={text.unseen}>{told}</span>
      {chosen.length >= PRODUCTS_MAX ? <Text size={200} className={text.quiet}>{t('autoClaim.full')}</Text> : (
        <Field label={t('autoClaim.addProduct')}>
          <Dropdown placeholder={t('autoClaim.chooseProduct')} value="" selectedOptions={[]} onOptionSelect={(_, { optionValue }) => add(optionValue)}>
            {others.map(({ skuId, displayName }) => <Option key={skuId} value={skuId}>{displayName}</Option>)}
          </Dropdown>
        </Field>
      )}
    </fieldset>
  );
}
