import { Button, makeStyles, MessageBar, MessageBarBody, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { PersonAddRegular, PersonDeleteRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { productOf, type Allotment, type AllotmentPerson } from '../../api/allotments';
import { AllotmentPeople } from '../../components/AllotmentPeople';
import { AllotmentUse } from '../../components/AllotmentUse';
import { PageTitle } from '../../components/PageTitle';
import { useTextStyles } from '../../components/textStyles';
import { AddPersonPane } from './AddPersonPane';
import { RemovePerson } from './RemovePerson';

const useStyles = makeStyles({
  way: { display: 'block', marginBottom: tokens.spacingVerticalXS },
  head: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, marginBottom: tokens.spacingVerticalXL, maxWidth: '860px' },
  use: { width: 'min(320px, 100%)' },
});

/** An allotment as its owner sees it: how it stands, and who is in it; he adds people and removes them. */
export function OwnAllotment({ allotment, isOnly }: { allotment: Allotment; isOnly: boolean }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  const [isAdding, setIsAdding] = useState(false);
  const [leaving, setLeaving] = useState<AllotmentPerson | null>(null);
  const usable = allotment.groups.filter(({ ownersMayUse }) => ownersMayUse);
  const groupsOf = (person: AllotmentPerson) => person.groups.filter(({ id }) => usable.some((group) => group.id === id));
  return (
    <>
      {isOnly ? null : (
        <nav className={styles.way} aria-label={t('product.way')}>
          <Link className={text.link} href="/my-allotments">{t('nav.myAllotments')}</Link> <span aria-hidden>›</span>
        </nav>
      )}
      <PageTitle title={allotment.displayName}>
        {usable.length === 0 ? null
          : <Button {...restore} appearance="primary" icon={<PersonAddRegular />} onClick={() => setIsAdding(true)}>{t('allotments.own.add')}</Button>}
      </PageTitle>
      <div className={styles.head}>
        <Text>{t('allotments.own.about', { product: productOf(allotment) })}</Text>
        <div className={styles.use}><AllotmentUse allotment={allotment} /></div>
        {usable.length > 0 ? null : (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>{t(allotment.groups.length === 0 ? 'allotments.own.noGroups' : 'allotments.own.noneUsable')}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      <AllotmentPeople
        allotment={allotment}
        isOwn
        nameCell={({ displayName }) => <Text weight="semibold" className={text.ellipsis} title={displayName}>{displayName}</Text>}
        none={t(usable.length === 0 ? 'allotments.nobodyHint' : 'allotments.own.nobodyHint')}
        {...(usable.length === 0 ? {} : {
          more: [{
            id: 'remove', title: t('common.remove'), width: '32px', titleCell: <span className={text.unseen}>{t('common.remove')}</span>,
            cell: (person: AllotmentPerson) => (groupsOf(person).length === 0 ? null
              : <Button {...restore} appearance="subtle" icon={<PersonDeleteRegular />} aria-label={t('allotments.own.removeOf', { name: person.displayName })} title={t('allotments.own.removeOf', { name: person.displayName })} onClick={() => setLeaving(person)} />),
          }],
        })}
      />
      {isAdding ? <AddPersonPane allotment={allotment} groups={usable} onClose={() => setIsAdding(false)} /> : null}
      {leaving === null ? null : <RemovePerson allotment={allotment} person={leaving} groups={groupsOf(leaving)} onClose={() => setLeaving(null)} />}
    </>
  );
}
