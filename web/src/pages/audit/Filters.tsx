import { Button, Field, Input, makeStyles, Select, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AuditQuery } from '../../api/audit';
import { activities, nameOfActivity } from './activities';

const results = ['success', 'failure'] as const;

const useStyles = makeStyles({
  form: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalM },
  field: { flex: '1 1 170px', minWidth: 0, maxWidth: '280px' },
  input: { width: '100%', minWidth: 0, '> select': { width: '100%', minWidth: 0 } },
});

/** What to look for. It is looked for when one says so, so that half a name asks for nothing. */
export function Filters({ query, onChange, empty }: { query: AuditQuery; onChange: (query: AuditQuery) => void; empty: AuditQuery }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const names = activities.map((activity) => ({ activity, name: nameOfActivity(activity) })).sort((a, b) => a.name.localeCompare(b.name, i18n.language));
  const [typed, setTyped] = useState(query);
  const field = (name: 'from' | 'to' | 'by' | 'about', type: 'date' | 'text') => (
    <Field label={t(`audit.filter.${name}`)} className={styles.field}>
      <Input className={styles.input} type={type} value={typed[name]} onChange={(_, { value }) => setTyped({ ...typed, [name]: value })} />
    </Field>
  );
  return (
    <form
      className={styles.form}
      role="search"
      aria-label={t('audit.filter.title')}
      onSubmit={(event) => {
        event.preventDefault();
        onChange(typed);
      }}
    >
      {field('from', 'date')}
      {field('to', 'date')}
      <Field label={t('audit.filter.activity')} className={styles.field}>
        <Select className={styles.input} value={typed.activity} onChange={(_, { value }) => setTyped({ ...typed, activity: value })}>
          <option value="">{t('audit.filter.all')}</option>
          {names.map(({ activity, name }) => <option key={activity} value={activity}>{name}</option>)}
        </Select>
      </Field>
      {field('by', 'text')}
      {field('about', 'text')}
      <Field label={t('audit.result')} className={styles.field}>
        <Select value={typed.result} onChange={(_, { value }) => setTyped({ ...typed, result: value as AuditQuery['result'] })}>
          <option value="">{t('audit.filter.all')}</option>
          {results.map((item) => <option key={item} value={item}>{t(`audit.${item}`)}</option>)}
        </Select>
      </Field>
      <Button appearance="primary" type="submit">{t('audit.filter.apply')}</Button>
      <Button
        onClick={() => {
          setTyped(empty);
          onChange(empty);
        }}
      >
        {t('audit.filter.clear')}
      </Button>
    </form>
  );
}
