import { Button, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { assign, previewAssign } from '../../api/assign';
import { useGroupNames } from '../../api/groupNames';
import { nameOfSku, useProducts, type Product } from '../../api/products';
import { useMay } from '../../api/session';
import type { User } from '../../api/users';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { LicenseChooser, type Chosen } from '../../components/LicenseChooser';
import { Loading } from '../../components/Loading';
import { useNotify } from '../../components/Notices';
import { PreviewPanel } from '../../components/PreviewPanel';
import { useExperience } from '../../lib/experience';
import { differing, directOf, edited, editsOf, inheritedOf, requestOf, type Edits } from '../../lib/licenseEdits';
import { LicenseErrors } from './LicenseErrors';
import { Waits } from './Waits';
import { UsageLocation } from './UsageLocation';
import { Why } from './Why';

const useStyles = makeStyles({
  place: { outlineStyle: 'none' },
  heading: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  actions: {
    position: 'sticky', bottom: 0, display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalM} 0`, backgroundColor: tokens.colorNeutralBackground1, borderTop: `1px solid ${tokens.colorNeutralStroke2}`, zIndex: 1,
  },
});

/** What others changed since the pane was opened: it is shown, and what was ticked here counts on top of it. */
function ChangedMeanwhile({ before, now, products }: { before: Chosen; now: Chosen; products: readonly Product[] }) {
  const { t } = useTranslation();
  const { added, removed, otherServices } = differing(before, now);
  const names = (ids: string[]) => ids.map((skuId) => nameOfSku(products, skuId)).join(', ');
  return added.length + removed.length + otherServices.length === 0 ? null : (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        {t('user.meanwhile')}
        {added.length === 0 ? null : <Text block>{t('user.meanwhileAdded', { names: names(added) })}</Text>}
        {removed.length === 0 ? null : <Text block>{t('user.meanwhileRemoved', { names: names(removed) })}</Text>}
        {otherServices.length === 0 ? null : <Text block>{t('user.meanwhileServices', { names: names(otherServices) })}</Text>}
      </MessageBarBody>
    </MessageBar>
  );
}

function useLockReasons(user: User): { locked: ReadonlyMap<string, string>; inherited: Chosen } {
  const { t } = useTranslation();
  const inherited = inheritedOf(user.licenseAssignmentStates);
  const names = useGroupNames([...inherited.values()].flatMap((item) => item.groups));
  return {
    inherited: new Map([...inherited].map(([skuId, { off }]) => [skuId, off])),
    locked: new Map([...inherited].map(([skuId, { groups }]) => [
      skuId, t('user.inherited', { groups: groups.map((id) => names.get(id) ?? id).join(', ') }),
    ])),
  };
}

/** The products that somebody has, with the button that makes them choosable: in the classic experience one says so first. */
function Held({ names, onEdit }: { names: readonly string[]; onEdit: (() => void) | null }) {
  const { t } = useTranslation();
  return (
    <>
      {names.length === 0 ? <Text block>{t('users.unlicensed')}</Text> : <ul>{names.map((name) => <li key={name}>{name}</li>)}</ul>}
      {onEdit === null ? null : <Button onClick={onEdit}>{t('common.edit')}</Button>}
    </>
  );
}

/** Licenses and Apps: the location, products with their services, what a change does, and what does not work (U-32). */
export function LicensesTab({ user, isGone, edits, setEdits }: { user: User; isGone: boolean; edits: Edits; setEdits: (edits: Edits) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const may = useMay();
  const notify = useNotify();
  const client = useQueryClient();
  const products = useProducts();
  const direct = directOf(user.licenseAssignmentStates);
  const [before, setBefore] = useState(direct);
  const isClassic = useExperience().experience === 'classic';
  const [isChoosing, setIsChoosing] = useState(!isClassic);
  const place = useRef<HTMLElement>(null);
  const choose = (isOn: boolean) => {
    if (isOn !== isChoosing) { // the button that has the focus goes
      setIsChoosing(isOn);
      place.current?.focus();
    }
  };
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const { locked, inherited } = useLockReasons(user);
  const request = requestOf(direct, edits);
  const preview = useQuery({
    queryKey: ['user', user.id, 'preview', request],
    queryFn: ({ signal }) => (request === null ? null : previewAssign(user.id, request, signal)),
    enabled: request !== null && !isGone,
    placeholderData: keepPreviousData,
  });
  if (products.data === undefined) {
    return products.error === null ? <Loading /> : <Failure error={products.error} retry={products.refetch} />;
  }
  const mayAssign = may('assignLicense') && !isGone;
  const save = async () => {
    if (request === null) {
      return;
    }
    setIsBusy(true);
    setError(null);
    try {
      const { operation } = await assign(user.id, request);
      setBefore(edited(direct, edits));
      setEdits(new Map());
      choose(!isClassic);
      notify({ title: t('user.licensesSaved', { name: user.displayName }), operation });
      await client.invalidateQueries();
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setIsBusy(false);
    }
  };
  const held = [...new Map([...inherited, ...direct]).keys()];
  const cancel = () => {
    setEdits(new Map());
    choose(!isClassic);
  };
  const conflicts = request === null ? 0 : preview.data?.conflicts.length ?? 0;
  const readOnly = new Map(products.data.map((product) => [product.skuId, locked.get(product.skuId) ?? t('user.mayNotAssign')]));
  return (
    <>
      <UsageLocation user={user} isGone={isGone} />
      <LicenseErrors user={user} products={products.data} />
      <Waits user={user} products={products.data} />
      <ChangedMeanwhile before={before} now={direct} products={products.data} />
      <section ref={place} tabIndex={-1} className={styles.place} aria-labelledby="user-licenses">
        <h3 id="user-licenses" className={styles.heading}>{t('user.licenses', { count: new Set(user.licenseAssignmentStates.map((state) => state.skuId)).size })}</h3>
        {isChoosing ? (
          <LicenseChooser
            products={products.data}
            chosen={new Map([...inherited, ...edited(direct, edits)])}
            onChange={(chosen) => setEdits(editsOf(direct, new Map([...chosen].filter(([skuId]) => !locked.has(skuId)))))}
            locked={mayAssign ? locked : readOnly}
            control={isClassic ? 'switch' : 'checkbox'}
          />
        ) : <Held names={held.map((skuId) => nameOfSku(products.data ?? [], skuId))} onEdit={mayAssign ? () => choose(true) : null} />}
      </section>
      {request === null ? null : preview.data === undefined || preview.data === null
        ? preview.error === null ? <Loading /> : <Failure error={preview.error} retry={() => void preview.refetch()} />
        : <PreviewPanel preview={preview.data} />}
      <FormError error={error} />
      {mayAssign && isChoosing ? (
        <div className={styles.actions}>
          <Button appearance="primary" disabledFocusable={isBusy || request === null || preview.data === undefined || preview.isPlaceholderData || conflicts > 0} onClick={() => void save()}>
            {t(isClassic ? 'common.save' : 'manage.save')}
          </Button>
          <Button disabledFocusable={isBusy || (request === null && !isClassic)} onClick={cancel}>{t('common.cancel')}</Button>
          {conflicts > 0 ? <Text size={200}>{t('user.inTheWay', { count: conflicts })}</Text> : null}
        </div>
      ) : null}
      <Why user={user} products={products.data} />
    </>
  );
}
