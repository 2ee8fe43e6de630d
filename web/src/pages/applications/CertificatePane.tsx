import { Button, Field, Input, Textarea } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplicationChanges, type Application } from '../../api/applications';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { SidePane } from '../../components/SidePane';
import { useAction } from '../../lib/useAction';

/** Registers a certificate: pasted, or read from a file. */
export function CertificatePane({ application, isOpen, onClose }: { application: Application; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const action = useAction();
  const { addCertificate } = useApplicationChanges();
  const [displayName, setDisplayName] = useState('');
  const [certificate, setCertificate] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const submit = () => void action.run(async () => {
    const name = displayName.trim();
    await addCertificate(application.id, { certificate, ...(name === '' ? {} : { displayName: name }) });
    notify({ title: t('applications.certificate.added') });
    onClose();
  });
  const read = async (chosen: File | undefined) => {
    if (chosen !== undefined) {
      setCertificate(await chosen.text());
    }
  };
  return (
    <SidePane
      title={t('applications.certificate.add')}
      isOpen={isOpen}
      isBusy={action.isBusy}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={action.isBusy || certificate.trim() === ''} onClick={submit}>{t('common.add')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Field label={t('applications.certificate.name')} hint={t('applications.certificate.nameHint')}>
        <Input value={displayName} maxLength={120} onChange={(_, { value }) => setDisplayName(value)} />
      </Field>
      <Field label={t('applications.certificate.text')} hint={t('applications.certificate.hint')} required>
        <Textarea rows={10} resize="vertical" spellCheck={false} value={certificate} onChange={(_, { value }) => setCertificate(value)} />
      </Field>
      <div>
        <input ref={file} type="file" hidden accept=".pem,.crt,.cer" onChange={(event) => void read(event.target.files?.[0])} />
        <Button onClick={() => file.current?.click()}>{t('applications.certificate.choose')}</Button>
      </div>
      <FormError error={action.error} />
    </SidePane>
  );
}
