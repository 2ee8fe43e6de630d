import { mergeClasses, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';

import { productOf, useOwnAllotments, type Allotment } from '../../api/allotments';
import { AllotmentUse } from '../../components/AllotmentUse';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { OwnAllotment } from './OwnAllotment';

function OwnAllotments({ allotments }: { allotments: readonly Allotment[] }) {
  const text = useTextStyles();
  const { t } = useTranslation();
  const columns: Column<Allotment>[] = [
    {
      id: 'name', title: t('allotments.name'), width: '2fr',
      cell: (allotment) => (
        <>
          <Link className={text.link} href={`/my-allotments/${allotment.id}`} title={allotment.displayName}>{allotment.displayName}</Link>
          <Text block size={200} className={mergeClasses(text.quiet, text.ellipsis)} title={productOf(allotment)}>{productOf(allotment)}</Text>
        </>
      ),
    },
    { id: 'use', title: t('allotments.use'), width: '2fr', cell: (allotment) => <AllotmentUse allotment={allotment} /> },
  ];
  return (
    <>
      <PageTitle title={t('nav.myAllotments')} />
      <DataTable label={t('nav.myAllotments')} columns={columns} rows={allotments} idOf={({ id }) => id} />
    </>
  );
}

/** For owners, also without a role: their allotments; who has only one sees it at once. */
export default function MyAllotmentsPage() {
  const { t } = useTranslation();
  const { id } = useParams();
  const { data, error, refetch } = useOwnAllotments();
  if (data === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  const [first, ...others] = data;
  const nothing = (title: string, hint: string) => <><PageTitle title={t('nav.myAllotments')} /><StateMessage title={title}>{hint}</StateMessage></>;
  if (first === undefined) {
    return nothing(t('allotments.own.none'), t('allotments.own.noneHint'));
  }
  if (id === undefined) {
    return others.length === 0 ? <OwnAllotment allotment={first} isOnly /> : <OwnAllotments allotments={data} />;
  }
  const allotment = data.find((item) => item.id === id);
  return allotment === undefined
    ? nothing(t('allotments.missing'), t('allotments.own.missingHint'))
    : <OwnAllotment key={id} allotment={allotment} isOnly={others.length === 0} />;
}
