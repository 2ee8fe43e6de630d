import { Checkbox, makeStyles, mergeClasses, Spinner, tokens } from '@fluentui/react-components';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const ROW_HEIGHT = 44;
const HEADER_ROWS = 1;
const ROWS_AHEAD = 30; // the next page is asked for this many rows before the end

const narrow = '@media (max-width: 640px)';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'var(--columns)',
    alignItems: 'center',
    gap: `0 ${tokens.spacingHorizontalM}`,
    minHeight: `${ROW_HEIGHT}px`,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    boxSizing: 'border-box',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    [narrow]: { gridTemplateColumns: 'var(--columns-narrow)' },
  },
  head: {
    position: 'sticky',
    top: '48px',
    zIndex: 1,
    backgroundColor: tokens.colorNeutralBackground1,
    fontWeight: tokens.fontWeightSemibold,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
  },
  space: { position: 'relative' },
  placed: { position: 'absolute', top: 0, left: 0, right: 0, ':hover': { backgroundColor: tokens.colorNeutralBackground2 } },
  selected: { backgroundColor: tokens.colorBrandBackground2, ':hover': { backgroundColor: tokens.colorBrandBackground2 } },
  cell: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  wide: { [narrow]: { display: 'none' } },
  more: { padding: tokens.spacingVerticalM },
});

/** A column of a table. */
export interface Column<T> {
  id: string;
  title: string;
  /** A share of what is left, or so much at most: what else CSS knows would undo the whole grid. */
  width: `${number}fr` | `${number}px`;
  cell: (row: T) => ReactNode;
  /** Not shown on a phone. */
  isWide?: boolean;
  /** It is in the place of the title, which then only screen readers read. */
  titleCell?: ReactNode;
}

/** Which rows are ticked. */
export interface Selection<T> {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
  /** What a row is called, for its box. */
  nameOf: (row: T) => string;
}

function tracks<T>(columns: readonly Column<T>[], hasBoxes: boolean): string {
  return [...(hasBoxes ? ['32px'] : []), ...columns.map((column) => `minmax(0, ${column.width})`)].join(' ');
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) {
    next.add(id);
  }
  return next;
}

/**
 * A table of any length: only rows in sight are in the page, more are asked for by `loadMore` as they come near. The first column names the
 * row, and has the link or button that opens it. `total` is told to screen readers when it is known.
 */
export function DataTable<T>({ label, columns, rows, idOf, selection, total, hasMore = false, isLoadingMore = false, loadMore }: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  idOf: (row: T) => string;
  selection?: Selection<T>;
  total?: number | undefined;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  loadMore?: () => void;
}) {
  const styles = useStyles();
  const { t } = useTranslation();
  const body = useRef<HTMLDivElement>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 0,
    getItemKey: (index) => idOf(rows[index] as T),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && last >= rows.length - ROWS_AHEAD) {
      loadMore?.();
    }
  });
  const all = selection !== undefined && rows.length > 0 && rows.every((row) => selection.ids.has(idOf(row)));
  const style = {
    '--columns': tracks(columns, selection !== undefined),
    '--columns-narrow': tracks(columns.filter((column) => column.isWide !== true), selection !== undefined),
  } as React.CSSProperties;
  return (
    <div role="table" aria-label={label} aria-rowcount={hasMore ? (total === undefined ? -1 : total + HEADER_ROWS) : rows.length + HEADER_ROWS} style={style}>
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={mergeClasses(styles.row, styles.head)}>
          {selection === undefined ? null : (
            <div role="columnheader">
              <Checkbox
                aria-label={t('common.selectAll')}
                checked={all ? true : selection.ids.size > 0 ? 'mixed' : false}
                onChange={() => selection.onChange(all ? new Set() : new Set([...selection.ids, ...rows.map(idOf)]))}
              />
            </div>
          )}
          {columns.map((column) => (
            <div key={column.id} role="columnheader" className={mergeClasses(styles.cell, column.isWide === true && styles.wide)}>
              {column.titleCell ?? column.title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={body} className={styles.space} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index] as T;
          const id = idOf(row);
          const isSelected = selection?.ids.has(id) === true;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              role="row"
              aria-rowindex={item.index + 1 + HEADER_ROWS}
              className={mergeClasses(styles.row, styles.placed, isSelected && styles.selected)}
              style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
            >
              {selection === undefined ? null : (
                <div role="cell">
                  <Checkbox
                    aria-label={t('common.selectRow', { name: selection.nameOf(row) })}
                    checked={isSelected}
                    onChange={() => selection.onChange(toggled(selection.ids, id))}
                  />
                </div>
              )}
              {columns.map((column, i) => (
                <div key={column.id} role={i === 0 ? 'rowheader' : 'cell'} className={mergeClasses(styles.cell, column.isWide === true && styles.wide)}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {isLoadingMore ? <Spinner className={styles.more} size="tiny" label={t('common.loadingMore')} /> : null}
    </div>
  );
}
