import {
  Accordion, AccordionHeader, AccordionItem, AccordionPanel, Checkbox, makeStyles, Switch, tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { Product } from '../api/products';

/** How one is turned on: toggles in the experience of 2020, boxes since 2021 (U-04). */
export type ChooserControl = 'switch' | 'checkbox';

const useStyles = makeStyles({
  plans: { display: 'flex', flexDirection: 'column', listStyleType: 'none', margin: 0, padding: `0 0 0 ${tokens.spacingHorizontalS}` },
});

/** Something that is on or off. */
export function Choice({ control, label, isOn, onChange, disabled = false }: {
  control: ChooserControl;
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  disabled?: boolean;
}) {
  return control === 'switch'
    ? <Switch label={label} checked={isOn} disabled={disabled} onChange={(_, { checked }) => onChange(checked)} />
    : <Checkbox label={label} checked={isOn} disabled={disabled} onChange={(_, { checked }) => onChange(checked === true)} />;
}

function flipped(off: ReadonlySet<string>, plan: string, isOn: boolean): ReadonlySet<string> {
  return isOn ? new Set([...off].filter((other) => other !== plan)) : new Set([...off, plan]);
}

/** The apps and services of a product, each on or off; nothing for a product with one only. `off` has the ids of those that are off. */
export function ServiceSwitches({ product, off, onChange, control = 'checkbox', disabled = false, isOpen = false }: {
  product: Product;
  off: ReadonlySet<string>;
  onChange: (off: ReadonlySet<string>) => void;
  control?: ChooserControl;
  disabled?: boolean;
  /** Unfolded from the start. */
  isOpen?: boolean;
}) {
  const styles = useStyles();
  const { t } = useTranslation();
  const plans = product.plans.filter((plan) => plan.appliesTo === 'User');
  return plans.length < 2 ? null : (
    <Accordion collapsible defaultOpenItems={isOpen ? ['apps'] : []}>
      <AccordionItem value="apps">
        <AccordionHeader as="h3" size="small" expandIconPosition="end">{t('common.apps')}</AccordionHeader>
        <AccordionPanel>
          <ul className={styles.plans} aria-label={t('common.appsOf', { product: product.displayName })}>
            {plans.map((plan) => (
              <li key={plan.servicePlanId}>
                <Choice
                  control={control}
                  label={plan.displayName}
                  isOn={!off.has(plan.servicePlanId)}
                  disabled={disabled}
                  onChange={(isOn) => onChange(flipped(off, plan.servicePlanId, isOn))}
                />
              </li>
            ))}
          </ul>
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  );
}
