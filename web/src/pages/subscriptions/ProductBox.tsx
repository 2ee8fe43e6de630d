import { Combobox, Field, Option } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useProducts } from '../../api/products';
import { useOffered, type Offered } from '../../api/subscriptions';

const SHOWN = 50;

/** A field for a product of the catalogue, by typing what it is called. */
export function ProductBox({ picked, onPick }: { picked: Offered | null; onPick: (product: Offered | null) => void }) {
  const { t } = useTranslation();
  const [words, setWords] = useState(picked?.displayName ?? '');
  const owned = useProducts().data ?? [];
  const offered = useOffered().data ?? [];
  const all: Offered[] = [...owned, ...offered].sort((a, b) => a.displayName.localeCompare(b.displayName));
  const isPicked = picked !== null && words === picked.displayName;
  const wanted = words.toLocaleLowerCase().split(/\s+/);
  const shown = all.filter(({ displayName, skuPartNumber }) => isPicked || wanted.every((word) => `${displayName} ${skuPartNumber}`.toLocaleLowerCase().includes(word)));
  return (
    <Field label={t('licenses.product')} {...(words !== '' && shown.length === 0 ? { validationMessage: t('licenses.noneFound') } : {})}>
      <Combobox
        placeholder={t('licenses.search')}
        value={words}
        selectedOptions={picked === null ? [] : [picked.skuId]}
        onChange={(event) => {
          setWords(event.target.value);
          onPick(null);
        }}
        onOptionSelect={(_, { optionValue }) => {
          const product = all.find(({ skuId }) => skuId === optionValue) ?? null;
          onPick(product);
          setWords(product?.displayName ?? '');
        }}
      >
        {shown.slice(0, SHOWN).map((product) => <Option key={product.skuId} value={product.skuId} text={product.displayName}>{product.displayName}</Option>)}
      </Combobox>
    </Field>
  );
}
