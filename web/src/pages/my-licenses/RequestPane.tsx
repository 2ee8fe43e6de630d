import { Button, Dropdown, Field, Option, Text, Textarea } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { requestLicense, type Requestable } from '../../api/requests';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { SidePane } from '../../components/SidePane';
import { useAction } from '../../lib/useAction';

const MESSAGE_MAX = 1000;

/** Asks for a license: of which product, for whom, and why. */
export function RequestPane({ products, onClose }: { products: Requestable['value']; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const action = useAction();
  const [sku, setSku] = useState('');
  const [people, setPeople] = useState('');
  const [message, setMessage] = useState('');
  const sorted = [...products].sort((a, b) => a.displayName.localeCompare(b.displayName, i18n.language));
  const product = products.find(({ skuId }) => skuId === sku)?.displayName ?? '';
  const submit = async () => {
    const names = people.split(/[\s,;]+/).filter((name) => name !== '');
    if (await action.run(() => requestLicense({ sku, people: names, message: message.trim() || null }))) {
      notify({ title: t('myLicenses.sent', { product }) });
      await client.invalidateQueries();
      onClose();
    }
  };
  return (
    <SidePane
      title={t('myLicenses.request')}
      isOpen
      isBusy={action.isBusy}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={sku === '' || action.isBusy} onClick={() => void submit()}>{t('myLicenses.send')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Text>{products.length === 0 ? t('myLicenses.nothing') : t('myLicenses.hint')}</Text>
      <Field label={t('myLicenses.product')} required>
        <Dropdown placeholder={t('myLicenses.choose')} value={product} selectedOptions={[sku]} onOptionSelect={(_, { optionValue }) => setSku(optionValue ?? '')}>
          {sorted.map(({ skuId, displayName }) => <Option key={skuId} value={skuId}>{displayName}</Option>)}
        </Dropdown>
      </Field>
      <Field label={t('myLicenses.message')}>
        <Textarea value={message} maxLength={MESSAGE_MAX} onChange={(_, { value }) => setMessage(value)} />
      </Field>
      <Field label={t('myLicenses.people')} hint={t('myLicenses.peopleHint')}>
        <Textarea value={people} onChange={(_, { value }) => setPeople(value)} />
      </Field>
      <FormError error={action.error} />
    </SidePane>
  );
}
