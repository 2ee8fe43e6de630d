import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { licensingOf, reprocessGroup } from '../../api/groupLicenses';
import { applyGroup, type Group } from '../../api/groups';
import { useProducts } from '../../api/products';
import { useMay } from '../../api/session';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { LicenseChooser, type Chosen } from '../../components/LicenseChooser';
import { Loading } from '../../components/Loading';
import { useNotify } from '../../components/Notices';
import { PreviewPanel } from '../../components/PreviewPanel';
import { edited, editsOf, requestOf, type Edits } from '../../lib/licenseEdits';
import { useGroupPreview } from './MemberPanes';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  heading: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** What a group gives each member: products with their services, and what a change comes to for everybody. */
export function GroupLicensesTab({ group }: { group: Group }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const may = useMay();
  const notify = useNotify();
  const client = useQueryClient();
  const products = useProducts();
  const [edits, setEdits] = useState<Edits>(new Map());
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const given: Chosen = new Map(group.assignedLicenses.map((license) => [license.skuId, new Set(license.disabledPlans)]));
  const request = requestOf(given, edits);
  const change = request === null ? null : licensingOf(group.id, request);
  const preview = useGroupPreview(change);
  if (products.data === undefined) {
    return products.error === null ? <Loading /> : <Failure error={products.error} retry={products.refetch} />;
  }
  const attempt = async (work: () => Promise<{ operation: string | null }>, title: string) => {
    setIsBusy(true);
    setError(null);
    try {
      const { operation } = await work();
      notify({ title, operation });
      setEdits(new Map());
      await client.invalidateQueries();
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setIsBusy(false);
    }
  };
  const mayAssign = may('assignGroupLicense');
  const isReady = change !== null && preview.data !== undefined && preview.data !== null && preview.data.isAllowed && !preview.isPlaceholderData;
  return (
    <div className={styles.place}>
      <div>
        <h2 className={styles.heading}>{t('users.licenses')}</h2>
        <Text>{t('groups.licensesHint')}</Text>
      </div>
      <LicenseChooser
        products={products.data}
        chosen={edited(given, edits)}
        onChange={(chosen) => setEdits(editsOf(given, chosen))}
        {...(mayAssign ? {} : { locked: new Map(products.data.map((product) => [product.skuId, t('user.mayNotAssign')])) })}
      />
      {change === null ? null : preview.data === undefined || preview.data === null
        ? preview.error === null ? <Spinner label={t('common.preview.checking')} /> : <Failure error={preview.error} retry={() => void preview.refetch()} /> : (
          <>
            <Text>{t('groups.concerns', { count: preview.data.members })}</Text>
            <PreviewPanel preview={preview.data} />
          </>
        )}
      <FormError error={error} />
      {mayAssign ? (
        <div className={styles.buttons}>
          <Button
            appearance="primary"
            disabledFocusable={isBusy || !isReady}
            onClick={() => {
              if (change !== null) {
                void attempt(() => applyGroup(change), t('groups.licensesSaved', { group: group.displayName }));
              }
            }}
          >
            {t('manage.save')}
          </Button>
          <Button disabledFocusable={isBusy || change === null} onClick={() => setEdits(new Map())}>{t('common.cancel')}</Button>
          {group.assignedLicenses.length === 0 ? null : (
            <Button disabled={isBusy} onClick={() => void attempt(() => reprocessGroup(group.id), t('groups.reprocessed', { group: group.displayName }))}>{t('user.reprocess')}</Button>
          )}
        </div>
      ) : null}
    </div>
  );
}
