import {
  Accordion, AccordionHeader, AccordionItem, AccordionPanel, Checkbox, makeStyles, Switch, Text, tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { Product } from '../api/products';

/** Products that are chosen, each with the services that are off in it. */
export type Chosen = ReadonlyMap<string, ReadonlySet<string>>;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: { borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, paddingBottom: tokens.spacingVerticalXS },
  seats: { display: 'block', marginLeft: tokens.spacingHorizontalXXXL, color: tokens.colorNeutralForeground2 },
  plans: { display: 'flex', flexDirection: 'column', listStyleType: 'none', margin: 0, padding: 0 },
});

/** How one is turned on: toggles in the experience of 2020, boxes since 2021 (U-04). */
export type ChooserControl = 'switch' | 'checkbox';

function Control({ control, label, isOn, onChange, disabled = false }: { control: ChooserControl; label: string; isOn: boolean; onChange: (isOn: boolean) => void; disabled?: boolean }) {
  return control === 'switch'
    ? <Switch label={label} checked={isOn} disabled={disabled} onChange={(_, { checked }) => onChange(checked)} />
    : <Checkbox label={label} checked={isOn} disabled={disabled} onChange={(_, { checked }) => onChange(checked === true)} />;
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): Map<K, V> {
  return new Map([...map].filter(([other]) => other !== key));
}

function flipped(off: ReadonlySet<string>, plan: string, isOn: boolean): ReadonlySet<string> {
  return isOn ? new Set([...off].filter((other) => other !== plan)) : new Set([...off, plan]);
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
        const plans = product.plans.filter((plan) => plan.appliesTo === 'User');
        return (
          <li key={product.skuId} className={styles.item}>
            <Control
              control={control}
              label={product.displayName}
              isOn={off !== undefined}
              disabled={why !== undefined}
              onChange={(isOn) => onChange(isOn ? new Map([...chosen, [product.skuId, new Set<string>()]]) : without(chosen, product.skuId))}
            />
            <Text size={200} className={styles.seats}>
              {why ?? t('common.availableOf', { available: number(product.available), total: number(product.capacity) })}
            </Text>
            {off === undefined || plans.length < 2 ? null : (
              <Accordion collapsible>
                <AccordionItem value="apps">
                  <AccordionHeader as="h3" size="small" expandIconPosition="end">{t('common.apps')}</AccordionHeader>
                  <AccordionPanel>
                    <ul className={styles.plans} aria-label={t('common.appsOf', { product: product.displayName })}>
                      {plans.map((plan) => (
                        <li key={plan.servicePlanId}>
                          <Control
                            control={control}
                            label={plan.displayName}
                            isOn={!off.has(plan.servicePlanId)}
                            disabled={why !== undefined}
                            onChange={(isOn) => onChange(new Map([...chosen, [product.skuId, flipped(off, plan.servicePlanId, isOn)]]))}
                          />
                        </li>
                      ))}
                    </ul>
                  </AccordionPanel>
                </AccordionItem>
              </Accordion>
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
