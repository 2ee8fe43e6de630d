import { Button, Checkbox, Link as FluentLink, makeStyles, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { reprocessGroup, useGroupMembers, type GroupMember, type LicensedGroup } from '../../api/groupLicenses';
import { reprocess } from '../../api/holders';
import type { Product } from '../../api/products';
import { useMay } from '../../api/session';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { useNotify } from '../../components/Notices';
import { ServerWords } from '../../components/ServerWords';
import { SidePane } from '../../components/SidePane';
import { HolderState } from './HolderState';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: { display: 'flex', gap: tokens.spacingHorizontalS, padding: `${tokens.spacingVerticalS} 0`, borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  person: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  cause: { margin: `${tokens.spacingVerticalS} 0 0`, paddingLeft: tokens.spacingHorizontalM, borderLeft: `3px solid ${tokens.colorStatusDangerBorder1}` },
});

type View = 'assigned' | 'actions';

function isHealthy(member: GroupMember): boolean {
  return member.licenses.length > 0 && member.licenses.every(({ error, state }) => error === 'None' && state !== 'Error');
}

/** Somebody, with the issue of each license that is not healthy, and its cause when it is asked for. */
function Member({ member, box }: { member: GroupMember; box: { isTicked: boolean; onTick: () => void } | null }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const issues = member.licenses.filter(({ error }) => error !== 'None');
  return (
    <li className={styles.item}>
      {box === null ? null : <Checkbox aria-label={t('common.selectRow', { name: member.displayName })} checked={box.isTicked} onChange={box.onTick} />}
      <div className={styles.person}>
        <Text weight="semibold" block>{member.displayName}</Text>
        <Text size={200} block>{member.userPrincipalName}</Text>
        {issues.map((license) => (
          <div key={license.skuId}>
            <Text block>{license.displayName}</Text>
            <HolderState holder={license} />
            {isOpen ? <div className={styles.cause}>{[license.cause, license.remedy].map((text, i) => (text === null ? null : <Text key={i} block><ServerWords text={text} /></Text>))}</div> : null}
          </div>
        ))}
        {issues.length === 0 ? null : (
          <div className={styles.tools}>
            <FluentLink as="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>{t(isOpen ? 'product.hideDetails' : 'product.details')}</FluentLink>
            <Link href={`/users/${member.id}`} asChild><FluentLink>{t('product.editUser')}</FluentLink></Link>
          </div>
        )}
      </div>
    </li>
  );
}

/** Trying again: for those who are ticked, or, when nobody is, for the whole group. */
function useReprocess(group: LicensedGroup, ticked: ReadonlySet<string>) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      if (ticked.size === 0) {
        return (await reprocessGroup(group.id)).operation;
      }
      for (const id of ticked) {
        await reprocess(id);
      }
      return null;
    },
    onSuccess: () => notify({ title: t('product.reprocessed', { name: group.displayName }) }),
    onSettled: () => client.invalidateQueries(),
  });
}

/** The members of a group: who has the licenses, and for whom something must be done (U-20). */
export function GroupMembersPane({ product, group, mayAssign, onClose }: { product: Product; group: LicensedGroup; mayAssign: boolean; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const may = useMay();
  const [view, setView] = useState<View>(group.status === 'errors' ? 'actions' : 'assigned');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = useGroupMembers(group.id, view === 'actions');
  const again = useReprocess(group, ticked);
  const shown = view === 'actions' ? rows : rows?.filter(isHealthy);
  const tick = (id: string) => setTicked(ticked.has(id) ? new Set([...ticked].filter((other) => other !== id)) : new Set([...ticked, id]));
  const mayTryAgain = view === 'actions' && mayAssign && shown !== undefined && shown.length > 0;
  return (
    <SidePane title={group.displayName} isOpen onClose={onClose} footer={<Button onClick={onClose}>{t('common.close')}</Button>}>
      <TabList selectedValue={view} onTabSelect={(_, { value }) => setView(value as View)}>
        <Tab value="assigned" id="members-assigned" aria-controls="members-panel">{t('product.membersAssigned')}</Tab>
        <Tab value="actions" id="members-actions" aria-controls="members-panel">{t('product.membersActions')}</Tab>
      </TabList>
      <div id="members-panel" role="tabpanel" aria-labelledby={`members-${view}`}>
        {mayTryAgain ? (
          <div className={styles.tools}>
            <Button disabled={again.isPending || (ticked.size > 0 && !may('assignLicense'))} onClick={() => again.mutate()}>
              {ticked.size === 0 ? t('product.reprocessAll') : t('product.reprocessSome', { count: ticked.size })}
            </Button>
            {may('manageSubscriptions') ? <Link href={`/subscriptions/${product.skuId}`} asChild><FluentLink>{t('product.conflict.buy')}</FluentLink></Link> : null}
          </div>
        ) : null}
        <FormError error={again.error} />
        {shown === undefined ? (error === null ? <Loading /> : <Failure error={error} retry={refetch} />)
          : shown.length === 0 && !hasMore ? <Text>{t(view === 'actions' ? 'product.noActions' : 'product.noneAssigned')}</Text> : (
            <ul className={styles.list}>
              {shown.map((member) => (
                <Member
                  key={member.id}
                  member={member}
                  box={mayTryAgain && may('assignLicense') ? { isTicked: ticked.has(member.id), onTick: () => tick(member.id) } : null}
                />
              ))}
            </ul>
          )}
        {hasMore ? <Button disabled={isLoadingMore} onClick={loadMore}>{t('product.more')}</Button> : null}
      </div>
    </SidePane>
  );
}
