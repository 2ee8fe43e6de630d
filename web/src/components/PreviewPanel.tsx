import {
  Link, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, Text, tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { AssignRequest } from '../api/assign';
import { useServerWords } from '../i18n/serverWords';
import { titleOfCode } from '../lib/codes';
import { ServerWords } from './ServerWords';

/** What a change would do, of one person or of many. */
export interface Preview {
  seats: { skuId: string; displayName: string; consumedBefore: number; consumedAfter: number; availableAfter: number }[];
  /** Services with the number of people who get them, and lose them. */
  gains: { name: string; count: number }[];
  losses: { name: string; count: number }[];
  conflicts: Conflict[];
}

/** A way to mend a conflict: in words, and as what to ask for instead; null where it lies outside the request. */
export interface Remedy {
  text: string;
  request: AssignRequest | null;
}

/** Something in the way: its code, the server's words, how to mend it, and whom it concerns. */
export interface Conflict {
  code: string;
  message: string;
  remedy: string | null;
  /** What can be done, the best first, each tried out by the server. */
  remedies?: Remedy[];
  /** People that it concerns; 1 and no names where one person is meant. */
  count: number;
  names: string[];
  /** What products, services and groups in the words are called. */
  about?: readonly string[];
}

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  scroll: { overflowX: 'auto' },
  table: { minWidth: '440px' },
});

const REMEDIES = 4;

/** What can be done about a conflict; what changes the request can be chosen, where that is possible. */
function Remedies({ remedies, about, onRemedy }: { remedies: readonly Remedy[]; about: readonly string[] | undefined; onRemedy: ((request: AssignRequest) => void) | undefined }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const serverWords = useServerWords();
  return (
    <ul className={styles.list}>
      {remedies.slice(0, REMEDIES).map(({ text, request }) => (
        <li key={text}>
          <ServerWords text={text} names={about} />{' '}
          {request === null || onRemedy === undefined ? null
            : <Link as="button" aria-label={t('common.preview.doThisOf', { remedy: serverWords(text, about) ?? text })} onClick={() => onRemedy(request)}>{t('common.preview.doThis')}</Link>}
        </li>
      ))}
    </ul>
  );
}

/** One thing in the way, with its remedies; one that is chosen is told to `onRemedy`. */
export function ConflictMessage({ conflict, onRemedy }: { conflict: Conflict; onRemedy?: ((request: AssignRequest) => void) | undefined }) {
  const { t } = useTranslation();
  const title = titleOfCode(conflict.code);
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{title ?? <ServerWords text={conflict.message} names={conflict.about} />}</MessageBarTitle>
        {title === null ? null : <> <ServerWords text={conflict.message} names={conflict.about} /></>}
        {conflict.remedies !== undefined && conflict.remedies.length > 0 ? <Remedies remedies={conflict.remedies} about={conflict.about} onRemedy={onRemedy} />
          : conflict.remedy === null ? null : <> <ServerWords text={conflict.remedy} names={conflict.about} /></>}
        {conflict.names.length === 0 ? null : (
          <Text block size={200}>
            {conflict.names.length >= conflict.count ? t('common.preview.these', { count: conflict.count, names: conflict.names.join(', ') })
              : <>{t('common.preview.times', { count: conflict.count })}. {t('common.preview.among', { names: conflict.names.join(', ') })}</>}
          </Text>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}

function Services({ title, services }: { title: string; services: Preview['gains'] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return services.length === 0 ? null : (
    <section>
      <h3 className={styles.title}>{title}</h3>
      <ul className={styles.list}>
        {services.map((service) => <li key={service.name}>{service.name}{service.count === 1 ? '' : ` (${t('common.preview.times', { count: service.count })})`}</li>)}
      </ul>
    </section>
  );
}

/** Seats before and after, services won and lost, and what stands in the way. */
export function PreviewPanel({ preview, onRemedy }: { preview: Preview; onRemedy?: (request: AssignRequest) => void }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const number = (value: number) => value.toLocaleString(i18n.language);
  const { seats, gains, losses, conflicts } = preview;
  return (
    <section className={styles.place} aria-label={t('common.preview.title')}>
      {conflicts.map((conflict, i) => <ConflictMessage key={i} conflict={conflict} onRemedy={onRemedy} />)}
      {seats.length + gains.length + losses.length + conflicts.length === 0 ? <Text>{t('common.preview.nothing')}</Text> : null}
      {seats.length === 0 ? null : (
        <div className={styles.scroll} role="group" aria-label={t('common.preview.seats')} tabIndex={0}>
          <Table className={styles.table} size="small" aria-label={t('common.preview.seats')}>
            <TableHeader>
              <TableRow>
                <TableHeaderCell>{t('common.preview.product')}</TableHeaderCell>
                <TableHeaderCell>{t('common.preview.assignedBefore')}</TableHeaderCell>
                <TableHeaderCell>{t('common.preview.assignedAfter')}</TableHeaderCell>
                <TableHeaderCell>{t('common.preview.availableAfter')}</TableHeaderCell>
              </TableRow>
            </TableHeader>
            <TableBody>
              {seats.map((seat) => (
                <TableRow key={seat.skuId}>
                  <TableCell>{seat.displayName}</TableCell>
                  <TableCell>{number(seat.consumedBefore)}</TableCell>
                  <TableCell>{number(seat.consumedAfter)}</TableCell>
                  <TableCell>{number(seat.availableAfter)}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      )}
      <Services title={t('common.preview.gains')} services={gains} />
      <Services title={t('common.preview.losses')} services={losses} />
    </section>
  );
}
