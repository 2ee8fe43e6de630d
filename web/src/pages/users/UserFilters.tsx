import {
  Button, Dropdown, Field, Input, makeStyles, Option, OptionGroup, Popover, PopoverSurface, PopoverTrigger, SearchBox, tokens,
} from '@fluentui/react-components';
import { AddRegular, FilterRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Product } from '../../api/products';
import { isOfLicenses, type UserView } from '../../api/userViews';
import { LocationSelect } from '../../components/LocationSelect';
import { customViewOf, exactFields, standardViews, type StandardView, type UserQuery, type View } from './query';

const narrow = '@media (max-width: 640px)';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS, marginBottom: tokens.spacingVerticalM },
  search: { width: '300px', maxWidth: '100%', [narrow]: { width: '100%' } },
  view: { minWidth: '200px', [narrow]: { flexGrow: 1 } },
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, width: 'min(300px, 80vw)' },
});

/** Views that only make sense to who may see licenses. */
const ofLicenses: readonly StandardView[] = ['licensed', 'unlicensed', 'errors'];

const NEW = 'new';

/** What is looked for: words, a standard or custom filter or a product, and properties. */
export function UserFilters({ query, onChange, products, views, onNew, children }: {
  query: UserQuery;
  onChange: (query: UserQuery) => void;
  /** Undefined for roles that do not see licenses. */
  products: readonly Product[] | undefined;
  /** Custom filters. */
  views: readonly UserView[];
  /** Makes one; null for roles that may not. */
  onNew: (() => void) | null;
  /** What can be done with the custom filter that is shown. */
  children: ReactNode;
}) {
  const styles = useStyles();
  const { t } = useTranslation();
  const nameOf = (view: View) => (view.startsWith('sku:')
    ? products?.find((product) => `sku:${product.skuId}` === view)?.displayName ?? ''
    : view.startsWith('custom:') ? customViewOf(query, views)?.displayName ?? '' : t(`users.view.${view as StandardView}`));
  const shown = views.filter((view) => products !== undefined || !isOfLicenses(view));
  const more = exactFields.filter((field) => query[field] !== '').length;
  return (
    <div className={styles.bar} role="search" aria-label={t('users.searchLabel')}>
      <SearchBox
        className={styles.search}
        aria-label={t('users.searchLabel')}
        placeholder={t('users.searchHint')}
        value={query.words}
        onChange={(_, { value }) => onChange({ ...query, words: value })}
      />
      <Dropdown
        className={styles.view}
        aria-label={t('users.filter')}
        value={nameOf(query.view)}
        selectedOptions={[query.view]}
        onOptionSelect={(_, { optionValue }) => (optionValue === NEW ? onNew?.() : onChange({ ...query, view: optionValue as View }))}
      >
        <OptionGroup label={t('users.standardFilters')}>
          {standardViews.filter((view) => products !== undefined || !ofLicenses.includes(view)).map((view) => (
            <Option key={view} value={view}>{nameOf(view)}</Option>
          ))}
        </OptionGroup>
        {shown.length === 0 && onNew === null ? null : (
          <OptionGroup label={t('userViews.custom')}>
            {shown.map((view) => <Option key={view.id} value={`custom:${view.id}`}>{view.displayName}</Option>)}
            {onNew === null ? null : <Option value={NEW} text={t('userViews.new')}><AddRegular aria-hidden />{t('userViews.new')}</Option>}
          </OptionGroup>
        )}
        {products === undefined || products.length === 0 ? null : (
          <OptionGroup label={t('users.byProduct')}>
            {products.filter((product) => product.appliesTo === 'User').map((product) => (
              <Option key={product.skuId} value={`sku:${product.skuId}`}>{product.displayName}</Option>
            ))}
          </OptionGroup>
        )}
      </Dropdown>
      {children}
      <Popover trapFocus>
        <PopoverTrigger disableButtonEnhancement>
          <Button icon={<FilterRegular />}>{more === 0 ? t('users.moreFilters') : t('users.moreFiltersOn', { count: more })}</Button>
        </PopoverTrigger>
        <PopoverSurface aria-label={t('users.moreFilters')}>
          <div className={styles.form}>
            <Field label={t('users.field.department')} hint={t('users.exactHint')}>
              <Input value={query.department} onChange={(_, { value }) => onChange({ ...query, department: value })} />
            </Field>
            <Field label={t('users.field.jobTitle')} hint={t('users.exactHint')}>
              <Input value={query.jobTitle} onChange={(_, { value }) => onChange({ ...query, jobTitle: value })} />
            </Field>
            <LocationSelect label={t('users.usageLocation')} none={t('users.anyLocation')} value={query.usageLocation} onChange={(usageLocation) => onChange({ ...query, usageLocation })} />
            <Button onClick={() => onChange({ ...query, department: '', jobTitle: '', usageLocation: '' })}>{t('users.clearFilters')}</Button>
          </div>
        </PopoverSurface>
      </Popover>
    </div>
  );
}
