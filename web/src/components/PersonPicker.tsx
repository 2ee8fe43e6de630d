import {
  Avatar, Field, Tag, TagPicker, TagPickerControl, TagPickerGroup, TagPickerInput, TagPickerList, TagPickerOption, Text,
} from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call } from '../api/client';

/** Somebody, or a group, that can be picked. */
export interface Pickable {
  id: string;
  displayName: string;
  /** What tells two of one name apart: an address. */
  hint: string;
}

const SUGGESTIONS = 8;

interface Found {
  id: string;
  displayName: string;
  userPrincipalName?: string;
  mail?: string | null;
}

function searchPath(kind: 'users' | 'groups', words: string): string {
  const quoted = words.replace(/["\\]/g, '\\$&');
  const search = kind === 'users' ? `"displayName:${quoted}" OR "userPrincipalName:${quoted}"` : `"displayName:${quoted}"`;
  const select = kind === 'users' ? 'id,displayName,userPrincipalName' : 'id,displayName,mail';
  return `/v1.0/${kind}?$top=${SUGGESTIONS}&$select=${select}&$search=${encodeURIComponent(search)}`;
}

/** Suggestions for what was typed, while the last ones stay until there are new ones. */
function useSuggestions(kind: 'users' | 'groups', words: string) {
  return useQuery({
    queryKey: ['suggestions', kind, words],
    queryFn: async ({ signal }) => {
      const { value } = await call<{ value: Found[] }>(searchPath(kind, words), { headers: { ConsistencyLevel: 'eventual' }, signal });
      return value.map((item): Pickable => ({ id: item.id, displayName: item.displayName, hint: item.userPrincipalName ?? item.mail ?? '' }));
    },
    enabled: words !== '',
    placeholderData: keepPreviousData,
  });
}

/** A field that takes people, or groups, by typing what they are called. */
export function PersonPicker({ kind = 'users', label, picked, onChange, error }: {
  kind?: 'users' | 'groups';
  label: string;
  picked: readonly Pickable[];
  onChange: (picked: Pickable[]) => void;
  error?: string | undefined;
}) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const suggestions = useSuggestions(kind, words.trim());
  // While new suggestions are on their way, only those of the last stay that still fit: Enter must not pick somebody else.
  const fits = (item: Pickable) => !suggestions.isPlaceholderData
    || `${item.displayName} ${item.hint}`.toLowerCase().includes(words.trim().toLowerCase());
  const shown = words.trim() === '' ? [] : (suggestions.data ?? []).filter((item) => picked.every((other) => other.id !== item.id) && fits(item));
  return (
    <div>
      <Field label={label} {...(error === undefined ? {} : { validationMessage: error })}>
        <TagPicker
          selectedOptions={picked.map((item) => item.id)}
          onOptionSelect={(_, { selectedOptions }) => {
            const known = [...picked, ...shown];
            onChange(selectedOptions.flatMap((id) => known.filter((item) => item.id === id).slice(0, 1)));
            setWords('');
          }}
          noPopover={shown.length === 0}
        >
          <TagPickerControl>
            <TagPickerGroup aria-label={label}>
              {picked.map((item) => <Tag key={item.id} shape="rounded" value={item.id} title={item.hint}>{item.displayName}</Tag>)}
            </TagPickerGroup>
            <TagPickerInput aria-label={label} placeholder={t('common.peopleHint')} value={words} onChange={(event) => setWords(event.target.value)} />
          </TagPickerControl>
          <TagPickerList>
            {shown.map((item) => (
              <TagPickerOption key={item.id} value={item.id} text={item.displayName} secondaryContent={item.hint} media={<Avatar name={item.displayName} aria-hidden />}>
                {item.displayName}
              </TagPickerOption>
            ))}
          </TagPickerList>
        </TagPicker>
      </Field>
      {words.trim() !== '' && shown.length === 0 && suggestions.data !== undefined && !suggestions.isFetching
        ? <Text role="status" size={200}>{t('common.nobodyFound')}</Text> : null}
    </div>
  );
}
