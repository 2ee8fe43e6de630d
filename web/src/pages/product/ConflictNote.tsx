import { Link as FluentLink, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { call } from '../../api/client';
import type { Product } from '../../api/products';
import type { components } from '../../api/schema.gen';
import { useMay } from '../../api/session';
import type { Full } from '../../lib/types';

type Conflict = Full<components['schemas']['conflict']>;

const useStyles = makeStyles({
  place: { marginBottom: tokens.spacingVerticalL },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL },
});

/** More of a product is assigned than there is: what can be done about it. */
export function ConflictNote({ product }: { product: Product }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { data } = useQuery({
    queryKey: ['conflict', product.skuId],
    queryFn: ({ signal }) => call<Conflict>(`/api/v1/skus/${product.skuId}/conflict`, { signal }),
  });
  const date = (value: string) => new Date(value).toLocaleDateString(i18n.language, { dateStyle: 'long' });
  return (
    <MessageBar className={styles.place} intent="error" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('licenses.conflict')}</MessageBarTitle>
        <Text block>{t('product.conflict.excess', { count: product.consumed - product.capacity })}</Text>
        {data === undefined ? null : (
          <>
            {data.clearByDateTime === null ? null : <Text block>{t('product.conflict.clearBy', { date: date(data.clearByDateTime) })}</Text>}
            <ul className={styles.list}>
              {data.remedies.map((remedy, i) => <li key={i}>{t(`product.conflict.remedy.${remedy.kind}`, { count: remedy.count })}</li>)}
            </ul>
            {data.couldBeFreed.length === 0 ? null : (
              <Text block>{t('product.conflict.couldBeFreed', { count: data.couldBeFreed.length, names: data.couldBeFreed.slice(0, 5).map(({ displayName }) => displayName).join(', ') })}</Text>
            )}
          </>
        )}
        {may('manageSubscriptions') ? <Link href={`/subscriptions/${product.skuId}`} asChild><FluentLink>{t('product.conflict.buy')}</FluentLink></Link> : null}
      </MessageBarBody>
    </MessageBar>
  );
}
