import { Link as FluentLink, MessageBar, MessageBarBody, MessageBarTitle, Spinner, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { isOver, previewOf, useChange, type ChangeSummary } from '../../../api/changes';
import { ChangeProgress } from '../../../components/ChangeProgress';
import { ChangeResults } from '../../../components/ChangeResults';
import { Failure } from '../../../components/Failure';
import { PreviewPanel, type Preview } from '../../../components/PreviewPanel';

/** How many seats are missing of what, and where to buy them (U-36). */
function Missing({ summary }: { summary: ChangeSummary }) {
  const { t, i18n } = useTranslation();
  const missing = summary.conflicts.filter((conflict) => conflict.code === 'CountViolation');
  return missing.length === 0 ? null : (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('manage.shortTitle')}</MessageBarTitle>
        {missing.map((conflict, i) => (
          <Text key={i} block>
            {t('manage.short', { count: conflict.count, number: conflict.count.toLocaleString(i18n.language), product: conflict.about.find((item) => item.kind === 'sku')?.name ?? '' })}{' '}
            {t('common.preview.among', { names: conflict.users.join(', ') })}
          </Text>
        ))}
        <Link href="/subscriptions" asChild><FluentLink inline>{t('manage.buy')}</FluentLink></Link>
      </MessageBarBody>
    </MessageBar>
  );
}

/** The preview without what Missing tells. */
function withoutShort(preview: Preview): Preview {
  return { ...preview, conflicts: preview.conflicts.filter((conflict) => conflict.code !== 'CountViolation') };
}

/** What it would come to. */
export function ManagePreview({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useChange(id);
  if (data === undefined || !isOver(data)) {
    return error !== null ? <Failure error={error} retry={() => void refetch()} /> : data === undefined || data.total === 0
      ? <Spinner label={t('common.preview.checking')} /> : <ChangeProgress change={data} refetch={() => void refetch()} />;
  }
  if (data.summary === null) {
    return <ChangeProgress change={data} refetch={() => void refetch()} />;
  }
  const number = (value: number) => value.toLocaleString(i18n.language);
  const { changed, unchanged, refused } = data.counts;
  return (
    <>
      <Text block>{t('manage.willChange', { count: changed, number: number(changed) })}</Text>
      {unchanged === 0 ? null : <Text block>{t('manage.staySame', { count: unchanged, number: number(unchanged) })}</Text>}
      {refused === 0 ? null : <Text block weight="semibold">{t('manage.cannot', { count: refused, number: number(refused) })}</Text>}
      <Missing summary={data.summary} />
      <PreviewPanel preview={withoutShort(previewOf(data.summary))} />
    </>
  );
}

/** What comes of it. */
export function ManageResult({ id }: { id: string }) {
  const { data, error, refetch } = useChange(id);
  if (data === undefined) {
    return error === null ? <Spinner /> : <Failure error={error} retry={() => void refetch()} />;
  }
  return (
    <>
      <ChangeProgress change={data} refetch={() => void refetch()} />
      {isOver(data) ? <ChangeResults change={data} /> : null}
    </>
  );
}
