import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { Product } from '../api/products';
import { Choice, ServiceSwitches, type ChooserControl } from './ServiceSwitches';

export type { ChooserControl };

/** Products that are chosen, each with the services that are off in it. */
export type Chosen = ReadonlyMap<string, ReadonlySet<string>>;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: { borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, paddingBottom: tokens.spacingVerticalXS },
  seats: { display: 'block', marginLeft: tokens.spacingHorizontalXXXL, color: tokens.colorNeutralForeground2 },
});

function without<K, V>(map: ReadonlyMap<K, V>, key: K): Map<K, V> {
  return new Map([...map].filter(([other]) => other !== key));
}

/** Products to choose from, with their seats and services. `locked` names for products that cannot be changed here why. */
export function LicenseChooser({ products, chosen, onChange, control = 'checkbox', locked = new Map<string, string>() }: {
  products: readonly Product[];
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
  control?: ChooserControl;
  locked?: ReadonlyMap<string, string>;
}) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <ul className={styles.list}>
      {products.filter((product) => product.appliesTo === 'User').map((product) => {
        const off = chosen.get(product.skuId);
        const why = locked.get(product.skuId);
        return (
          <li key={product.skuId} className={styles.item}>
            <Choice
              control={control}
              label={product.displayName}
              isOn={off !== undefined}
              disabled={why !== undefined}
              onChange={(isOn) => onChange(isOn ? new Map([...chosen, [product.skuId, new Set<string>()]]) : without(chosen, product.skuId))}
            />
            <Text size={200} className={styles.seats}>
              {why ?? t('common.availableOf', { available: number(product.available), total: number(product.capacity) })}
            </Text>
            {off === undefined ? null : (
              <ServiceSwitches
                product={product}
                off={off}
                control={control}
                disabled={why !== undefined}
                onChange={(next) => onChange(new Map([...chosen, [product.skuId, next]]))}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What is chosen, as the server takes it. */
export function licensesOf(chosen: Chosen): { skuId: string; disabledPlans: string[] }[] {
  return [...chosen].map(([skuId, off]) => ({ skuId, disabledPlans: [...off] }));
}
