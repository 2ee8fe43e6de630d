import { Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiError } from '../../api/client';
import { useMay } from '../../api/session';
import { useSaveSettings, useSettings, type Setting, type SettingName, type SettingValue } from '../../api/settings';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { useNotify } from '../../components/Notices';
import { PageTitle } from '../../components/PageTitle';
import { ServerWords } from '../../components/ServerWords';
import { useAction } from '../../lib/useAction';
import { SettingField, typedOf, valueOf, type Typed } from './SettingField';

/** Settings by what they are about. */
const areas = [
  { name: 'licenses', settings: ['billingAdminMayAssign', 'subscriptionWarningDays'] },
  { name: 'signIn', settings: ['sessionIdleMinutes', 'sessionHours', 'passwordValidityDays', 'accessTokenMinutes', 'refreshTokenDays', 'passwordGrant', 'userConsent'] },
  { name: 'service', settings: ['adminCentreVariant', 'auditDays', 'strictGraph', 'batchRequests'] },
] as const satisfies readonly { name: string; settings: readonly SettingName[] }[];

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXL },
  area: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL },
  heading: { margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  bar: {
    display: 'flex', gap: tokens.spacingHorizontalM, position: 'sticky', bottom: 0, padding: `${tokens.spacingVerticalM} 0`,
    backgroundColor: tokens.colorNeutralBackground1, borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

type Edits = Partial<Record<SettingName, Typed>>;

function Form({ settings }: { settings: readonly Setting[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const save = useSaveSettings();
  const notify = useNotify();
  const action = useAction();
  const isReadOnly = !useMay()('manageSettings');
  const [edits, setEdits] = useState<Edits>({});
  const typedIn = (setting: Setting) => edits[setting.name] ?? typedOf(setting.value);
  const values = settings.map((setting) => [setting.name, valueOf(setting, typedIn(setting)), setting.value] as const);
  const changed = Object.fromEntries(values.filter(([, value, old]) => value !== undefined && value !== old)) as Partial<Record<SettingName, SettingValue>>;
  const isWrong = values.some(([, value]) => value === undefined);
  const details = action.error instanceof ApiError ? action.error.details : [];
  const errorOf = (setting: Setting) => {
    if (valueOf(setting, typedIn(setting)) === undefined) {
      return t('settings.notANumber');
    }
    const message = details.find(({ target }) => target === setting.name)?.message;
    return message === undefined ? undefined : <ServerWords text={message} />;
  };
  const submit = async () => {
    if (await action.run(() => save(changed))) {
      setEdits({});
      notify({ title: t('settings.saved') });
    }
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {isReadOnly ? <MessageBar><MessageBarBody>{t('settings.readOnly')}</MessageBarBody></MessageBar> : null}
      {areas.map((area) => (
        <section key={area.name} className={styles.area} aria-label={t(`settings.area.${area.name}`)}>
          <h2 className={styles.heading}>{t(`settings.area.${area.name}`)}</h2>
          {area.settings.flatMap((name) => settings.filter((setting) => setting.name === name)).map((setting) => (
            <SettingField
              key={setting.name}
              setting={setting}
              typed={typedIn(setting)}
              onChange={(typed) => setEdits({ ...edits, [setting.name]: typed })}
              isDisabled={isReadOnly}
              error={errorOf(setting)}
            />
          ))}
        </section>
      ))}
      <FormError error={action.error} />
      {isReadOnly ? null : (
        <div className={styles.bar}>
          <Button appearance="primary" type="submit" disabled={action.isBusy || isWrong || Object.keys(changed).length === 0}>{t('common.save')}</Button>
          <Button disabled={action.isBusy || Object.keys(edits).length === 0} onClick={() => setEdits({})}>{t('settings.discard')}</Button>
        </div>
      )}
    </form>
  );
}

/** Administration > Settings: what the organisation has chosen; saved together, in force from the next request. */
export default function SettingsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useSettings();
  if (data === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  return (
    <>
      <PageTitle title={t('settings.title')} />
      <Form settings={data} />
    </>
  );
}
