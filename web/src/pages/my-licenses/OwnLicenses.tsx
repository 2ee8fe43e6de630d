import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, Badge, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { OwnLicense } from '../../api/requests';
import { useTextStyles } from '../../components/textStyles';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, maxWidth: '720px' },
  license: { borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, padding: `${tokens.spacingVerticalM} 0` },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  name: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, flexGrow: 1, overflowWrap: 'anywhere' },
  services: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
});

function stateOf({ state, waiting }: OwnLicense) {
  return { isGood: state === 'Active', key: waiting ? 'myLicenses.waiting' as const : `myLicenses.state.${state}` as const };
}

/** Products that somebody has or waits for, with the services in them. */
export function OwnLicenses({ licenses }: { licenses: readonly OwnLicense[] }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  return (
    <ul className={styles.list}>
      {licenses.map((license) => {
        const { isGood, key } = stateOf(license);
        return (
          <li key={license.skuId} className={styles.license}>
            <div className={styles.head}>
              <h2 className={styles.name}>{license.displayName}</h2>
              <Badge appearance="tint" color={isGood ? 'success' : 'warning'}>{t(key)}</Badge>
            </div>
            {license.waiting || license.servicePlans.length === 0 ? null : (
              <Accordion collapsible>
                <AccordionItem value="services">
                  <AccordionHeader as="h3" size="small" expandIconPosition="end">{t('myLicenses.services')}</AccordionHeader>
                  <AccordionPanel>
                    <ul className={styles.services} aria-label={t('myLicenses.servicesOf', { product: license.displayName })}>
                      {license.servicePlans.map((plan) => (
                        <li key={plan.servicePlanId}>{plan.displayName}{plan.enabled ? null : <Text className={text.quiet}> · {t('myLicenses.off')}</Text>}</li>
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
