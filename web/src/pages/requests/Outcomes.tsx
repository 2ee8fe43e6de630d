import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { RequestPerson } from '../../api/requests';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  person: { display: 'flex', flexDirection: 'column', overflowWrap: 'anywhere' },
});

/** What became of people of a request. */
export function Outcomes({ people }: { people: readonly RequestPerson[] }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const { day } = useDates();
  const given = ({ sku, group }: RequestPerson) => (sku === null ? null
    : group === null ? t('requests.given', { product: sku.displayName }) : t('requests.givenBy', { product: sku.displayName, group: group.displayName }));
  return (
    <ul className={styles.list}>
      {people.map((person) => (
        <li key={person.id} className={styles.person}>
          <Text weight="semibold">{person.displayName}</Text>
          <Text>
            {person.decidedDateTime === null || person.decidedBy === null ? t(`requests.state.${person.state}`)
              : t('requests.outcome', { state: t(`requests.state.${person.state}`), name: person.decidedBy, date: day(person.decidedDateTime) })}
          </Text>
          {given(person) === null ? null : <Text className={text.quiet}>{given(person)}</Text>}
          {person.message === null ? null : <Text className={text.quiet}>“{person.message}”</Text>}
        </li>
      ))}
    </ul>
  );
}
