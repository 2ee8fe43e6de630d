import { Button, Field, Input, makeStyles, Switch, Text, Textarea } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useProducts } from '../../api/products';
import { saveRequestSettings, type RequestSettings } from '../../api/requests';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { Choice } from '../../components/ServiceSwitches';
import { SidePane } from '../../components/SidePane';
import { useTextStyles } from '../../components/textStyles';
import { useAction } from '../../lib/useAction';

const MESSAGE_MAX = 1000;

const useStyles = makeStyles({
  fieldset: { border: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', minWidth: 0 },
});

/** Whether people ask here, what they are told instead, and for what nobody asks. */
export function SettingsPane({ settings, onClose }: { settings: RequestSettings; onClose: () => void }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const action = useAction();
  const products = useProducts().data?.filter(({ appliesTo }) => appliesTo === 'User') ?? [];
  const [isOwn, setIsOwn] = useState(settings.ownProcess.enabled);
  const [message, setMessage] = useState(settings.ownProcess.message ?? '');
  const [link, setLink] = useState(settings.ownProcess.link ?? '');
  const [bought, setBought] = useState<ReadonlySet<string>>(() => new Set(settings.selfServiceProducts.map(({ skuId }) => skuId)));
  const flip = (skuId: string, isOn: boolean) => setBought(new Set(isOn ? [...bought, skuId] : [...bought].filter((other) => other !== skuId)));
  const submit = async () => {
    const body = { ownProcess: { enabled: isOwn, message: message.trim() || null, link: link.trim() || null }, selfServiceProducts: [...bought] };
    if (await action.run(() => saveRequestSettings(body))) {
      notify({ title: t('requests.saved') });
      await client.invalidateQueries();
      onClose();
    }
  };
  return (
    <SidePane
      title={t('requests.settings')}
      isOpen
      isBusy={action.isBusy}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={action.isBusy} onClick={() => void submit()}>{t('common.save')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Switch label={t('requests.own')} checked={isOwn} onChange={(_, { checked }) => setIsOwn(checked)} />
      {isOwn ? (
        <>
          <Field label={t('requests.ownMessage')}><Textarea value={message} maxLength={MESSAGE_MAX} onChange={(_, { value }) => setMessage(value)} /></Field>
          <Field label={t('requests.ownLink')} hint={t('requests.ownLinkHint')}><Input type="url" value={link} onChange={(_, { value }) => setLink(value)} /></Field>
        </>
      ) : null}
      <fieldset className={styles.fieldset}>
        <legend><Text weight="semibold">{t('requests.selfService')}</Text></legend>
        <Text size={200} className={text.quiet}>{t('requests.selfServiceHint')}</Text>
        {products.map(({ skuId, displayName }) => (
          <Choice key={skuId} control="checkbox" label={displayName} isOn={bought.has(skuId)} onChange={(isOn) => flip(skuId, isOn)} />
        ))}
      </fieldset>
      <FormError error={action.error} />
    </SidePane>
  );
}
