import { Button, Dropdown, makeStyles, mergeClasses, MessageBar, MessageBarBody, Option, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { SettingsRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useRequests, useRequestSettings, type LicenseRequest, type RequestState } from '../../api/requests';
import { useMay } from '../../api/session';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';
import { LicensesTabs } from '../licenses/LicensesTabs';
import { DecidePane } from './DecidePane';
import { OutcomePane } from './OutcomePane';
import { SettingsPane } from './SettingsPane';

const states = ['pending', 'completed'] as const satisfies readonly RequestState[];

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalL },
  filter: { minWidth: '190px' },
  notice: { marginBottom: tokens.spacingVerticalL },
});

function useColumns(open: (request: LicenseRequest) => void): Column<LicenseRequest>[] {
  const text = useTextStyles();
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  const { day } = useDates();
  return [
    {
      id: 'product', title: t('requests.product'), width: '2fr',
      cell: (request) => <button type="button" {...restore} className={mergeClasses(text.link, text.button)} onClick={() => open(request)}>{request.sku.displayName}</button>,
    },
    { id: 'by', title: t('requests.requestedBy'), width: '2fr', cell: ({ requestedBy }) => requestedBy.displayName },
    {
      id: 'for', title: t('requests.for'), width: '2fr', isWide: true,
      cell: ({ people }) => (people.length === 1 ? people[0]?.displayName : t('requests.people', { count: people.length })),
    },
    { id: 'date', title: t('requests.date'), width: '120px', isWide: true, cell: ({ createdDateTime }) => day(createdDateTime) },
  ];
}

function List({ state, open }: { state: RequestState; open: (request: LicenseRequest) => void }) {
  const { t } = useTranslation();
  const columns = useColumns(open);
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = useRequests(state);
  if (rows === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  return rows.length === 0
    ? <StateMessage title={t(state === 'pending' ? 'requests.empty' : 'requests.emptyCompleted')}>{t(state === 'pending' ? 'requests.emptyHint' : 'requests.emptyCompletedHint')}</StateMessage>
    : <DataTable label={t('requests.tabs.requests')} columns={columns} rows={rows} idOf={({ id }) => id} hasMore={hasMore} isLoadingMore={isLoadingMore} loadMore={loadMore} />;
}

/** Billing > Licenses > Requests: what people ask for, and what became of it. */
export default function RequestsPage() {
  const styles = useStyles();
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  const maySet = useMay()('manageSettings');
  const [state, setState] = useState<RequestState>('pending');
  const [opened, setOpened] = useState<LicenseRequest | null>(null);
  const [isSetting, setIsSetting] = useState(false);
  const settings = useRequestSettings();
  return (
    <>
      <PageTitle title={t('licenses.title')} />
      <LicensesTabs here="requests" />
      {settings.data?.ownProcess.enabled === true
        ? <MessageBar className={styles.notice} layout="multiline"><MessageBarBody>{t('requests.ownProcessIsOn')}</MessageBarBody></MessageBar> : null}
      <div className={styles.tools}>
        <Dropdown
          className={styles.filter}
          aria-label={t('requests.which')}
          value={t(`requests.state.${state}`)}
          selectedOptions={[state]}
          onOptionSelect={(_, { optionValue }) => setState(optionValue as RequestState)}
        >
          {states.map((item) => <Option key={item} value={item}>{t(`requests.state.${item}`)}</Option>)}
        </Dropdown>
        {maySet && settings.data !== undefined
          ? <Button {...restore} icon={<SettingsRegular />} onClick={() => setIsSetting(true)}>{t('requests.settings')}</Button> : null}
      </div>
      <List state={state} open={setOpened} />
      {opened === null ? null : opened.state === 'pending'
        ? <DecidePane request={opened} onClose={() => setOpened(null)} /> : <OutcomePane request={opened} onClose={() => setOpened(null)} />}
      {isSetting && settings.data !== undefined ? <SettingsPane settings={settings.data} onClose={() => setIsSetting(false)} /> : null}
    </>
  );
}
