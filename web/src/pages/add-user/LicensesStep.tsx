import { Button, Radio, RadioGroup, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { useProducts } from '../../api/products';
import { Failure } from '../../components/Failure';
import { LicenseChooser } from '../../components/LicenseChooser';
import { Loading } from '../../components/Loading';
import { LocationSelect } from '../../components/LocationSelect';
import { countryName } from '../../lib/countries';
import type { Draft } from './draft';

/** Whether the step can be left: with a license the location is known, or none is wanted. */
export function isLicensesComplete(draft: Draft): boolean {
  return !draft.withLicenses || (draft.usageLocation !== '' && draft.chosen.size > 0);
}

/** Assign product licenses: the location, which is never guessed (D-23), and the products. */
export function LicensesStep({ draft, onChange, country }: { draft: Draft; onChange: (draft: Draft) => void; country: string }) {
  const { t, i18n } = useTranslation();
  const products = useProducts();
  return (
    <>
      <LocationSelect
        label={t('user.selectLocation')}
        none={t('user.noLocation')}
        value={draft.usageLocation}
        onChange={(usageLocation) => onChange({ ...draft, usageLocation })}
        hint={draft.usageLocation === '' ? t('user.locationNeeded') : undefined}
      />
      {draft.usageLocation !== '' ? null : (
        <div>
          <Button onClick={() => onChange({ ...draft, usageLocation: country })}>
            {t('addUser.useCountry', { country: countryName(country, i18n.language) })}
          </Button>
        </div>
      )}
      <RadioGroup
        aria-label={t('manage.whatToDo')}
        value={draft.withLicenses ? 'with' : 'without'}
        onChange={(_, { value }) => onChange({ ...draft, withLicenses: value === 'with' })}
      >
        <Radio value="with" label={t('addUser.withLicense')} />
        <Radio value="without" label={t('addUser.withoutLicense')} />
      </RadioGroup>
      {!draft.withLicenses ? <Text>{t('addUser.withoutHint')}</Text> : products.data !== undefined
        ? <LicenseChooser products={products.data} chosen={draft.chosen} onChange={(chosen) => onChange({ ...draft, chosen })} />
        : products.error === null ? <Loading /> : <Failure error={products.error} retry={products.refetch} />}
    </>
  );
}
