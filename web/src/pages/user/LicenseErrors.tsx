import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { previewReprocess } from '../../api/assign';
import { useGroupNames } from '../../api/groupNames';
import { nameOfSku, type Product } from '../../api/products';
import { useMay } from '../../api/session';
import { isInError, reprocessUser, type User } from '../../api/users';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { ConflictMessage } from '../../components/PreviewPanel';

const errorNames = [
  'CountViolation', 'MutuallyExclusiveViolation', 'DependencyViolation', 'ProhibitedInUsageLocationViolation', 'UniquenessViolation', 'Other',
] as const;

const useStyles = makeStyles({ list: { margin: 0, paddingLeft: tokens.spacingHorizontalL } });

/** Licenses that do not work, in words, with what the server says about mending them, and another try (G-22). */
export function LicenseErrors({ user, products }: { user: User; products: readonly Product[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const mayReprocess = useMay()('assignLicense');
  const notify = useNotify();
  const client = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const states = user.licenseAssignmentStates.filter(isInError);
  const groups = useGroupNames(states.flatMap((state) => state.assignedByGroup ?? []));
  const details = useQuery({
    queryKey: ['user', user.id, 'reprocess', states],
    queryFn: ({ signal }) => previewReprocess(user.id, signal),
    enabled: mayReprocess && states.length > 0,
  });
  if (states.length === 0) {
    return null;
  }
  const reprocess = async () => {
    setIsBusy(true);
    setFailure(null);
    try {
      const { operation } = await reprocessUser(user.id);
      notify({ title: t('user.reprocessed', { name: user.displayName }), operation });
    } catch (error) {
      setFailure(error as Error);
    } finally {
      setIsBusy(false);
      await client.invalidateQueries();
    }
  };
  return (
    <section aria-label={t('user.errors')}>
      <MessageBar intent="error" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t('user.errors')}</MessageBarTitle>
          <ul className={styles.list}>
            {states.map((state) => (
              <li key={`${state.skuId}/${state.assignedByGroup ?? ''}`}>
                {state.assignedByGroup === null
                  ? t('user.errorDirect', { product: nameOfSku(products, state.skuId) })
                  : t('user.errorGroup', { product: nameOfSku(products, state.skuId), group: groups.get(state.assignedByGroup) ?? state.assignedByGroup })}
                {' '}{t(`user.error.${errorNames.find((name) => name === state.error) ?? 'Other'}`)}
              </li>
            ))}
          </ul>
        </MessageBarBody>
        {mayReprocess
          ? <MessageBarActions><Button disabled={isBusy} onClick={() => void reprocess()}>{t('user.reprocess')}</Button></MessageBarActions> : null}
      </MessageBar>
      {details.data?.conflicts.map((conflict, i) => <ConflictMessage key={i} conflict={conflict} />)}
      <FormError error={failure} />
    </section>
  );
}
