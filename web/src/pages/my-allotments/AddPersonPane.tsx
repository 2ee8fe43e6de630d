import { Button, Field, Input, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { addToAllotment, productOf, rehearseAddition, type Addition, type Allotment, type AllotmentGroup, type AllotmentPerson } from '../../api/allotments';
import { AllotmentCause } from '../../components/AllotmentPeople';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { SidePane } from '../../components/SidePane';
import { useTextStyles } from '../../components/textStyles';
import { useAction } from '../../lib/useAction';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  preview: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, padding: tokens.spacingHorizontalM, backgroundColor: tokens.colorNeutralBackground2, borderRadius: tokens.borderRadiusMedium },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
});

/** Who was found, and whether there is a license for him. */
function Found({ allotment, person }: { allotment: Allotment; person: AllotmentPerson }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  return (
    <section className={styles.preview} aria-labelledby="addition-found" role="status">
      <h3 id="addition-found" className={styles.title}>{t('common.preview.title')}</h3>
      <Text weight="semibold">{person.displayName}</Text>
      <Text size={200} className={text.quiet}>{person.userPrincipalName}</Text>
      <Text>{t(`allotments.own.would.${person.state}`, { product: productOf(allotment) })}</Text>
      <AllotmentCause person={person} />
    </section>
  );
}

/** Puts somebody into a group of the allotment: first it shows who that is, and whether there is a license. */
export function AddPersonPane({ allotment, groups, onClose }: { allotment: Allotment; groups: readonly AllotmentGroup[]; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const action = useAction();
  const [name, setName] = useState('');
  const [group, setGroup] = useState(groups.length === 1 ? groups[0]?.id ?? '' : '');
  const [found, setFound] = useState<{ person: AllotmentPerson; asked: Addition } | null>(null);
  const isComplete = name.trim() !== '' && group !== '';
  const look = async () => {
    const asked = { userPrincipalName: name.trim(), groupId: group };
    await action.run(async () => setFound({ asked, person: await rehearseAddition(allotment.id, asked) }));
  };
  const add = async (asked: Addition) => {
    await action.run(async () => {
      const { data: person } = await addToAllotment(allotment.id, asked);
      const isGood = person.state === 'licensed' || person.state === 'pending';
      notify({ title: t(`allotments.own.added.${person.state}`, { name: person.displayName, product: productOf(allotment) }), intent: isGood ? 'success' : 'warning' });
      onClose();
      await client.invalidateQueries();
    });
  };
  const go = () => void (found === null ? look() : add(found.asked));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isComplete && !action.isBusy) {
      go();
    }
  };
  const change = (make: () => void) => {
    setFound(null);
    make();
  };
  return (
    <SidePane
      title={t('allotments.own.add')}
      isOpen
      isBusy={action.isBusy}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={!isComplete || action.isBusy} onClick={go}>{t(found === null ? 'common.next' : 'common.add')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <form className={styles.form} onSubmit={submit}>
        <Field label={t('allotments.own.userName')} required hint={t('allotments.own.userNameHint')}>
          <Input type="email" autoComplete="off" value={name} onChange={(_, { value }) => change(() => setName(value))} />
        </Field>
        {groups.length === 1 ? null : (
          <Field label={t('allotments.own.group')} required>
            <RadioGroup value={group} onChange={(_, { value }) => change(() => setGroup(value))}>
              {groups.map(({ id, displayName }) => <Radio key={id} value={id} label={displayName} />)}
            </RadioGroup>
          </Field>
        )}
      </form>
      <FormError error={action.error} />
      {found === null ? null : <Found allotment={allotment} person={found.person} />}
    </SidePane>
  );
}
