import {
  Avatar, Field, makeStyles, MessageBar, MessageBarBody, Tag, TagPicker, TagPickerControl, TagPickerGroup, TagPickerInput, TagPickerList, TagPickerOption, Text, tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { namesIn, resolveNames, useSuggestions, type Pickable, type PickableKind, type Resolved } from '../api/people';
import { useAction } from '../lib/useAction';
import { FormError } from './FormError';

export type { Pickable } from '../api/people';

const useStyles = makeStyles({ under: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, overflowWrap: 'anywhere' } });

/** Of what was pasted: what names nobody, and what names several. */
function NotFound({ resolved: { unknown, ambiguous } }: { resolved: Resolved }) {
  const { t } = useTranslation();
  return unknown.length + ambiguous.length === 0 ? null : (
    <MessageBar intent="warning" layout="multiline" role="alert">
      <MessageBarBody>
        {unknown.length === 0 ? null : <Text block>{t('common.pasted.unknown', { count: unknown.length, names: unknown.join(', ') })}</Text>}
        {ambiguous.length === 0 ? null : <Text block>{t('common.pasted.ambiguous', { count: ambiguous.length, names: ambiguous.join(', ') })}</Text>}
      </MessageBarBody>
    </MessageBar>
  );
}

/** A field that takes people, or groups, by typing what they are called, or by pasting many addresses or names at once. */
export function PersonPicker({ kind = 'users', label, hint, picked, onChange, error }: {
  kind?: PickableKind;
  label: string;
  hint?: string;
  picked: readonly Pickable[];
  onChange: (picked: Pickable[]) => void;
  error?: string | undefined;
}) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  const [resolved, setResolved] = useState<Resolved | null>(null);
  const pasting = useAction();
  const suggestions = useSuggestions(kind, words.trim());
  // While new suggestions are on their way, only those of the last stay that still fit: Enter must not pick somebody else.
  const fits = (item: Pickable) => !suggestions.isPlaceholderData
    || `${item.displayName} ${item.hint}`.toLowerCase().includes(words.trim().toLowerCase());
  const shown = words.trim() === '' ? [] : (suggestions.data ?? []).filter((item) => picked.every((other) => other.id !== item.id) && fits(item));
  const type = (value: string) => {
    setWords(value);
    setIsOpen(value.trim() !== '');
  };
  const paste = (names: readonly string[]) => void pasting.run(async () => {
    const answer = await resolveNames(kind, names);
    setResolved(answer);
    const known = new Map([...picked, ...answer.found].map((item) => [item.id, item]));
    onChange([...known.values()]);
  });
  return (
    <div className={styles.under}>
      <Field label={label} {...(hint === undefined ? {} : { hint })} {...(error === undefined ? {} : { validationMessage: error })}>
        <TagPicker
          selectedOptions={picked.map((item) => item.id)}
          open={isOpen && shown.length > 0}
          onOpenChange={(_, { open }) => setIsOpen(open)}
          onOptionSelect={(_, { selectedOptions }) => {
            const known = [...picked, ...shown];
            onChange(selectedOptions.flatMap((id) => known.filter((item) => item.id === id).slice(0, 1)));
            type('');
          }}
          noPopover={shown.length === 0}
        >
          <TagPickerControl>
            <TagPickerGroup aria-label={label}>
              {picked.map((item) => <Tag key={item.id} shape="rounded" value={item.id} title={item.hint}>{item.displayName}</Tag>)}
            </TagPickerGroup>
            <TagPickerInput
              aria-label={label}
              placeholder={t('common.peopleHint')}
              value={words}
              readOnly={pasting.isBusy}
              onChange={(event) => type(event.target.value)}
              onPaste={(event) => {
                const names = namesIn(event.clipboardData.getData('text'));
                if (names.length > 1) {
                  event.preventDefault();
                  paste(names);
                }
              }}
            />
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
      {pasting.isBusy ? <Text role="status" size={200}>{t('common.pasted.looking')}</Text> : null}
      {words.trim() !== '' && shown.length === 0 && suggestions.data !== undefined && !suggestions.isFetching
        ? <Text role="status" size={200}>{t('common.nobodyFound')}</Text> : null}
      {resolved === null ? null : <NotFound resolved={resolved} />}
      <FormError error={pasting.error} />
    </div>
  );
}
