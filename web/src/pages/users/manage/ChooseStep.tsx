import { Field, Link as FluentLink, makeStyles, MessageBar, MessageBarBody, Radio, RadioGroup, Select, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import type { Product } from '../../../api/products';
import type { Experience } from '../../../api/session';
import { LicenseChooser } from '../../../components/LicenseChooser';
import type { Action, Choice } from './useManage';

const MANY = 200; // from here on a group does the work better

const useStyles = makeStyles({
  heading: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface Props {
  choice: Choice;
  onChange: (choice: Choice) => void;
  products: readonly Product[];
  experience: Experience;
}

/** Add, replace, take all away, or one product for another. */
export function ActionChoice({ choice, onChange, experience }: Omit<Props, 'products'>) {
  const { t } = useTranslation();
  const actions: readonly Action[] = experience === 'new' ? ['add', 'replace', 'none', 'swap'] : ['add', 'replace', 'swap'];
  return (
    <Field label={t('manage.whatToDo')}>
      <RadioGroup value={choice.action} onChange={(_, { value }) => onChange({ ...choice, action: value as Action })}>
        {actions.map((action) => <Radio key={action} value={action} label={t(`manage.${experience}.${action}`)} />)}
      </RadioGroup>
    </Field>
  );
}

function SwapChoice({ choice, onChange, products }: Omit<Props, 'experience'>) {
  const { t } = useTranslation();
  const options = products.filter((product) => product.appliesTo === 'User');
  const select = (label: string, value: string, set: (skuId: string) => void, without: string) => (
    <Field label={label}>
      <Select value={value} onChange={(_, data) => set(data.value)}>
        <option value="">{t('manage.chooseProduct')}</option>
        {options.filter((product) => product.skuId !== without).map((product) => <option key={product.skuId} value={product.skuId}>{product.displayName}</option>)}
      </Select>
    </Field>
  );
  return (
    <>
      {select(t('manage.swapFrom'), choice.from, (from) => onChange({ ...choice, from }), choice.to)}
      {select(t('manage.swapTo'), choice.to, (to) => onChange({ ...choice, to }), choice.from)}
      <Text size={200}>{t('manage.swapHint')}</Text>
    </>
  );
}

/** The products of what is done, with what it means for those that people have. */
export function ProductChoice({ choice, onChange, products, experience }: Props) {
  const styles = useStyles();
  const { t } = useTranslation();
  if (choice.action === 'swap') {
    return <SwapChoice choice={choice} onChange={onChange} products={products} />;
  }
  if (choice.action === 'none') {
    return <MessageBar intent="warning" layout="multiline"><MessageBarBody>{t('manage.noneHint')}</MessageBarBody></MessageBar>;
  }
  return (
    <>
      {choice.action === 'replace'
        ? <MessageBar intent="warning" layout="multiline"><MessageBarBody>{t('manage.replaceHint')}</MessageBarBody></MessageBar>
        : <Text className={styles.quiet}>{t('manage.addHint')}</Text>}
      <section aria-label={t('manage.licenses')}>
        <h3 className={styles.heading}>{t('manage.licenses')}</h3>
        <LicenseChooser
          products={products}
          chosen={choice.chosen}
          onChange={(chosen) => onChange({ ...choice, chosen })}
          control={experience === 'new' ? 'checkbox' : 'switch'}
        />
      </section>
    </>
  );
}

/** Whom it is about, and for many the way that lasts (U-37). */
export function Whom({ count, names, onLeave }: { count: number; names: readonly string[]; onLeave: () => void }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const shown = names.slice(0, 3).join(', ');
  return (
    <>
      <Text>
        <strong>{t('users.ticked', { count, number: count.toLocaleString(i18n.language) })}</strong>
        {shown === '' ? null : <span className={styles.quiet}> {count > 3 ? t('manage.andMore', { names: shown, count: count - 3 }) : shown}</span>}
      </Text>
      {count < MANY ? null : (
        <MessageBar layout="multiline">
          <MessageBarBody>
            {t('manage.many')} <Link href="/groups" asChild><FluentLink inline onClick={onLeave}>{t('manage.useGroup')}</FluentLink></Link>
          </MessageBarBody>
        </MessageBar>
      )}
    </>
  );
}
