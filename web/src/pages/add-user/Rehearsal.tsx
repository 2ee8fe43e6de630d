import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { ApiError } from '../../api/client';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { useDebounced } from '../../lib/debounced';
import { bodyOf, rehearse } from './draft';
import type { Draft } from './draft';
import { Unlicensed } from './Unlicensed';

const TYPING_MS = 400;

/** What adding somebody would come to. */
export function Rehearsal({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const settled = useDebounced(JSON.stringify(bodyOf(draft)), TYPING_MS);
  const { data, error, refetch } = useQuery({ queryKey: ['addUser', settled], queryFn: ({ signal }) => rehearse(settled, signal), gcTime: 0, staleTime: 0 });
  const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500; // trying again would not help
  return isRefused ? <FormError error={error} /> : error !== null ? <Failure error={error} retry={() => void refetch()} /> : data === undefined ? <Loading /> : (
    <Unlicensed violations={data.violations} title={t('addUser.willBeUnlicensed')} />
  );
}
