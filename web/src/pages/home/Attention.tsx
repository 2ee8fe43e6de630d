import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, ErrorCircleFilled, WarningFilled } from '@fluentui/react-icons';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useAttention, useTroubledGroups, type Notice, type TroubledGroups } from '../../api/attention';
import { useProducts, type Product } from '../../api/products';
import { useMay } from '../../api/session';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useTextStyles } from '../../components/textStyles';

const useStyles = makeStyles({
  heading: { margin: `0 0 ${tokens.spacingVerticalM}`, fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500, fontWeight: tokens.fontWeightSemibold },
  place: { marginBottom: tokens.spacingVerticalXXXL },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, maxWidth: '960px' },
  item: {
    display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
  },
  words: { flexGrow: 1, flexBasis: '240px', minWidth: 0, overflowWrap: 'anywhere' },
  icon: { fontSize: '20px', flexShrink: 0 },
  error: { color: tokens.colorStatusDangerForeground1 },
  warning: { color: tokens.colorStatusWarningForeground1 },
  fine: { color: tokens.colorStatusSuccessForeground1 },
});

/** Something to look at, and the way to where it is mended. */
interface Item {
  id: string;
  isUrgent: boolean;
  title: string;
  text: string;
  action: { label: string; href: string };
}

const urgent: readonly Notice['kind'][] = ['licenseConflict', 'subscriptionDisabled', 'subscriptionLockedOut', 'subscriptionDeleted'];

function itemOf(notice: Notice, mayBuy: boolean, t: TFunction, date: (value: string) => string): Item {
  const isConflict = notice.kind === 'licenseConflict';
  return {
    id: `${notice.kind} ${notice.subscriptionId ?? notice.skuId}`,
    isUrgent: urgent.includes(notice.kind),
    title: notice.displayName,
    text: notice.dateTime === null ? t(`home.notice.${notice.kind}`) : t(`home.noticeBy.${notice.kind}`, { date: date(notice.dateTime) }),
    action: isConflict || !mayBuy
      ? { label: t('home.look'), href: isConflict ? `/licenses/${notice.skuId}` : `/subscriptions/${notice.skuId}` }
      : { label: t(`home.do.${notice.kind}`), href: `/subscriptions/${notice.skuId}` },
  };
}

const NEARLY_ALL = 0.9;

function seatItems(products: readonly Product[], mayBuy: boolean, t: TFunction, number: (value: number) => string): Item[] {
  return products
    .filter(({ capacity, consumed, isInConflict }) => capacity > 0 && !isInConflict && consumed / capacity >= NEARLY_ALL)
    .map((product) => ({
      id: `seats ${product.skuId}`,
      isUrgent: false,
      title: product.displayName,
      text: product.available === 0 ? t('home.noSeats') : t('home.fewSeats', { count: product.available, total: number(product.capacity) }),
      action: mayBuy ? { label: t('home.buy'), href: `/subscriptions/${product.skuId}` } : { label: t('home.look'), href: `/licenses/${product.skuId}` },
    }));
}

function groupItems({ total, groups }: TroubledGroups, t: TFunction): Item[] {
  const shown = groups.map((group) => ({
    id: group.id, isUrgent: true, title: group.displayName, text: t('home.groupErrors'), action: { label: t('home.look'), href: `/groups/${group.id}` },
  }));
  return total <= shown.length ? shown : [...shown, {
    id: 'groups', isUrgent: true, title: t('home.moreGroups', { count: total - shown.length }), text: t('home.groupErrors'), action: { label: t('home.look'), href: '/groups' },
  }];
}

function Row({ item }: { item: Item }) {
  const styles = useStyles();
  const text = useTextStyles();
  const Icon = item.isUrgent ? ErrorCircleFilled : WarningFilled;
  return (
    <li className={styles.item}>
      <Icon aria-hidden className={mergeClasses(styles.icon, item.isUrgent ? styles.error : styles.warning)} />
      <div className={styles.words}>
        <Text weight="semibold" block>{item.title}</Text>
        <Text block>{item.text}</Text>
      </div>
      <Link className={text.link} href={item.action.href} aria-label={`${item.action.label}: ${item.title}`}>{item.action.label}</Link>
    </li>
  );
}

/** What an administrator should look at, what is urgent first. */
export function Attention() {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const may = useMay();
  const notices = useAttention(true);
  const products = useProducts();
  const troubled = useTroubledGroups(may('readGroups'));
  const error = notices.error ?? products.error ?? troubled.error;
  const retry = () => void Promise.all([notices.refetch(), products.refetch(), troubled.refetch()]);
  const date = (value: string) => new Date(value).toLocaleDateString(i18n.language, { dateStyle: 'long' });
  const number = (value: number) => value.toLocaleString(i18n.language);
  const found = products.data;
  const isThere = notices.data !== undefined && found !== undefined && (troubled.data !== undefined || !may('readGroups'));
  const mayBuy = may('manageSubscriptions');
  const items = !isThere ? [] : [
    ...notices.data.map((notice) => itemOf(notice, mayBuy, t, date)),
    ...groupItems(troubled.data ?? { total: 0, groups: [] }, t),
    ...seatItems(found, mayBuy, t, number),
  ].sort((a, b) => Number(b.isUrgent) - Number(a.isUrgent));
  return (
    <section className={styles.place} aria-labelledby="attention">
      <h2 id="attention" className={styles.heading}>{t('home.attention')}</h2>
      {error !== null ? <Failure error={error} retry={retry} /> : !isThere ? <Loading /> : items.length === 0 ? (
        <div className={mergeClasses(styles.list, styles.item)}>
          <Text><CheckmarkCircleFilled aria-hidden className={mergeClasses(styles.icon, styles.fine)} /> {t('home.fine')}</Text>
        </div>
      ) : <ul className={styles.list}>{items.map((item) => <Row key={item.id} item={item} />)}</ul>}
    </section>
  );
}
