import { Button, Field, Radio, RadioGroup, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { useProducts } from '../../api/products';
import { Failure } from '../../components/Failure';
import { LicenseChooser, type Chosen } from '../../components/LicenseChooser';
import { Loading } from '../../components/Loading';
import { LocationSelect } from '../../components/LocationSelect';
import { countryName } from '../../lib/countries';

/** What holds for everybody in the file who does not say it himself. */
export interface UserOptions {
  usageLocation: string;
  accountEnabled: boolean;
  chosen: Chosen;
}

/** Set user options: sign-in, location and licenses for the whole file. */
export function OptionsStep({ options, onChange, country }: { options: UserOptions; onChange: (options: UserOptions) => void; country: string }) {
  const { t, i18n } = useTranslation();
  const products = useProducts();
  return (
    <>
      <Text>{t('importUsers.optionsHint')}</Text>
      <Field label={t('importUsers.signIn')}>
        <RadioGroup value={options.accountEnabled ? 'allowed' : 'blocked'} onChange={(_, { value }) => onChange({ ...options, accountEnabled: value === 'allowed' })}>
          <Radio value="allowed" label={t('users.view.signInAllowed')} />
          <Radio value="blocked" label={t('users.view.signInBlocked')} />
        </RadioGroup>
      </Field>
      <LocationSelect
        label={t('user.selectLocation')}
        none={t('user.noLocation')}
        value={options.usageLocation}
        onChange={(usageLocation) => onChange({ ...options, usageLocation })}
      />
      {options.usageLocation !== '' ? null : (
        <div><Button onClick={() => onChange({ ...options, usageLocation: country })}>{t('addUser.useCountry', { country: countryName(country, i18n.language) })}</Button></div>
      )}
      {products.data !== undefined
        ? <LicenseChooser products={products.data} chosen={options.chosen} onChange={(chosen) => onChange({ ...options, chosen })} />
        : products.error === null ? <Loading /> : <Failure error={products.error} retry={products.refetch} />}
    </>
  );
}
