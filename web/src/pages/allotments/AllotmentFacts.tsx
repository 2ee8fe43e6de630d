import { makeStyles, mergeClasses, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { productOf, type Allotment, type AllotmentGroup } from '../../api/allotments';
import { useMay } from '../../api/session';
import { AllotmentUse } from '../../components/AllotmentUse';
import { Facts } from '../../components/Facts';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '860px' },
  use: { width: 'min(320px, 100%)' },
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  note: { display: 'block' },
});

/** A group, and what keeps its members or the owners from what they should have. */
function Group({ group: { id, displayName, givesProduct, ownersMayUse }, hasOwners }: { group: AllotmentGroup; hasOwners: boolean }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const maySeeGroups = useMay()('readGroups');
  const note = mergeClasses(styles.note, text.quiet);
  return (
    <li>
      {maySeeGroups ? <Link className={text.link} href={`/groups/${id}`}>{displayName}</Link> : displayName}
      {givesProduct ? null : <Text size={200} className={note}>{t('allotments.givesNot')}</Text>}
      {givesProduct && hasOwners && !ownersMayUse ? <Text size={200} className={note}>{t('allotments.notForOwners')}</Text> : null}
    </li>
  );
}

/** More is taken than the limit allows, or people wait because of it: what that means, and what to do. */
function Note({ allotment: { limit, consumed, waiting, available } }: { allotment: Allotment }) {
  const { t, i18n } = useTranslation();
  const words = consumed > limit ? t('allotments.isAbove', { count: consumed - limit, number: (consumed - limit).toLocaleString(i18n.language) })
    : waiting > 0 ? t(available === 0 ? 'allotments.isFull' : 'allotments.poolIsEmpty') : null;
  return words === null ? null : <MessageBar intent="warning" layout="multiline"><MessageBarBody>{words}</MessageBarBody></MessageBar>;
}

/** What an allotment limits, for whom, and how it stands. */
export function AllotmentFacts({ allotment }: { allotment: Allotment }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t, i18n } = useTranslation();
  const { day } = useDates();
  const { skuId, limit, available, groups, owners } = allotment;
  const number = (value: number) => <span className={text.number}>{value.toLocaleString(i18n.language)}</span>;
  return (
    <div className={styles.place}>
      <div className={styles.use}><AllotmentUse allotment={allotment} /></div>
      <Note allotment={allotment} />
      <Facts
        facts={[
          { name: t('allotments.product'), value: skuId === null ? productOf(allotment) : <Link className={text.link} href={`/licenses/${skuId}`}>{productOf(allotment)}</Link> },
          { name: t('allotments.limit'), value: number(limit) },
          { name: t('allotments.available'), value: number(available) },
          {
            name: t('allotments.groups'),
            value: groups.length === 0 ? t('common.none')
              : <ul className={styles.list}>{groups.map((group) => <Group key={group.id} group={group} hasOwners={owners.length > 0} />)}</ul>,
          },
          {
            name: t('allotments.owners'),
            value: owners.length === 0 ? t('common.none')
              : <ul className={styles.list}>{owners.map(({ id, displayName, userPrincipalName }) => <li key={id} title={userPrincipalName}>{displayName}</li>)}</ul>,
          },
          { name: t('allotments.created'), value: day(allotment.createdDateTime) },
        ]}
      />
    </div>
  );
}
