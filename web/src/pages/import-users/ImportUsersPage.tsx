import { Button, MessageBar, MessageBarBody, Spinner, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { startImport, verifyImport, type ImportReport } from '../../api/imports';
import { useOrganization, type Organization } from '../../api/organization';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { licensesOf } from '../../components/LicenseChooser';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { Steps } from '../../components/Steps';
import { FileStep } from './FileStep';
import { OptionsStep, type UserOptions } from './OptionsStep';
import { Problems } from './Problems';
import { ResultStep } from './ResultStep';

const steps = ['file', 'options', 'verify', 'result'] as const;
const VERIFY = 2;
const RESULT = 3;

function Verified({ report }: { report: ImportReport }) {
  const { t, i18n } = useTranslation();
  const good = report.rows - report.bad.length;
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <>
      <MessageBar intent={report.bad.length === 0 ? 'success' : 'warning'} layout="multiline">
        <MessageBarBody>
          {t('importUsers.good', { count: good, number: number(good) })}
          {report.bad.length === 0 ? null : <Text block>{t('importUsers.bad', { count: report.bad.length, number: number(report.bad.length) })}</Text>}
        </MessageBarBody>
      </MessageBar>
      <Problems title={t('importUsers.problems')} rows={report.bad} fileName="import-problems.csv" />
      <Problems title={t('importUsers.withoutLicenses')} rows={report.unlicensed} fileName="import-without-licenses.csv" />
    </>
  );
}

function Wizard({ organization }: { organization: Organization }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [file, setFile] = useState<File | null>(null);
  const [options, setOptions] = useState<UserOptions>({ usageLocation: '', accountEnabled: true, chosen: new Map() });
  const [report, setReport] = useState<ImportReport | null>(null);
  const [job, setJob] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const asked = { usageLocation: options.usageLocation, accountEnabled: options.accountEnabled, licenses: licensesOf(options.chosen) };
  const attempt = async (work: (chosen: File) => Promise<void>) => {
    if (file === null) {
      return;
    }
    setIsBusy(true);
    setError(null);
    try {
      await work(file);
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setIsBusy(false);
    }
  };
  const verify = () => attempt(async (chosen) => {
    setReport(await verifyImport(chosen, asked));
    setAt(VERIFY);
  });
  const run = () => attempt(async (chosen) => {
    setJob((await startImport(chosen, asked)).id);
    setAt(RESULT);
  });
  const domain = organization.verifiedDomains.find((item) => item.isDefault)?.name ?? organization.verifiedDomains[0]?.name ?? '';
  const canImport = report !== null && report.bad.length < report.rows;
  const footer = at === RESULT ? <Button appearance="primary" onClick={() => go('/users')}>{t('common.close')}</Button> : (
    <>
      {at === 0 ? <Button appearance="primary" disabled={file === null} onClick={() => setAt(1)}>{t('common.next')}</Button> : null}
      {at === 1 ? <Button appearance="primary" disabled={isBusy} onClick={() => void verify()}>{t('importUsers.verify')}</Button> : null}
      {at === VERIFY ? <Button appearance="primary" disabled={isBusy || !canImport} onClick={() => void run()}>{t('importUsers.add')}</Button> : null}
      {at === 0 ? null : <Button disabled={isBusy} onClick={() => setAt(at - 1)}>{t('common.back')}</Button>}
      <Button disabled={isBusy} onClick={() => go('/users')}>{t('common.cancel')}</Button>
    </>
  );
  return (
    <Steps names={steps.map((step) => t(`importUsers.step.${step}`))} at={at} footer={footer}>
      {at === 0 ? <FileStep file={file} onChange={setFile} domain={domain} /> : null}
      {at === 1 ? <OptionsStep options={options} onChange={setOptions} country={organization.countryLetterCode} /> : null}
      {at === VERIFY && report !== null ? <Verified report={report} /> : null}
      {at === RESULT && job !== null ? <ResultStep id={job} /> : null}
      {isBusy ? <Spinner label={t(at === 1 ? 'importUsers.verifying' : 'importUsers.sending')} /> : null}
      <FormError error={error} />
    </Steps>
  );
}

/** Users > Active users > Add multiple users, from a file (U-45, U-46). */
export default function ImportUsersPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useOrganization();
  return (
    <>
      <PageTitle title={t('importUsers.title')} />
      {data !== undefined ? <Wizard organization={data} /> : error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />}
    </>
  );
}
