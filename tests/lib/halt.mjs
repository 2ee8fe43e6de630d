// Looking at what a process is doing without racing it.

import { setTimeout as delay } from 'node:timers/promises';

import { engine, Locked, sql } from './database.mjs';

/** What `isThere()` says; false where a process that stands still keeps it from looking. */
function looks(isThere) {
  try {
    return isThere();
  } catch (error) {
    if (error instanceof Locked) {
      return false;
    }
    throw error;
  }
}

/**
 * Lets a process run for moments, and looks while it stands still, however long looking takes, until `isThere()`, or until it has
 * ended. It stands still afterwards.
 */
export async function haltWhen(child, isThere) {
  child.kill('SIGSTOP');
  while (child.exitCode === null && child.signalCode === null && !looks(isThere)) {
    child.kill('SIGCONT');
    await delay(2);
    child.kill('SIGSTOP');
  }
}

/** What holds an import, on each engine. */
function hold(organisation, row, { sqlite, postgresql }) {
  const when = `WHEN (new.state = 2 AND new.done >= ${row})`;
  sql(organisation, engine === 'sqlite' ? `
    CREATE VIEW without_end AS WITH RECURSIVE n (one) AS (SELECT 1 UNION ALL SELECT one FROM n) SELECT one FROM n;
    CREATE TRIGGER hold BEFORE UPDATE OF done ON bulk_job ${when} BEGIN SELECT ${sqlite}; END;` : `
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${postgresql}; RETURN new; END $$;
    CREATE TRIGGER hold BEFORE UPDATE OF done ON bulk_job FOR EACH ROW ${when} EXECUTE FUNCTION hold();`);
}

/**
 * Has the database stop an import in the middle of the transaction that brings it to `row` or further: whoever runs it stands there
 * until it is killed. Then letGo() lets the next one pass.
 */
export function holdImportAt(organisation, row) {
  hold(organisation, row, { sqlite: 'count(*) FROM without_end', postgresql: 'PERFORM pg_sleep(86400)' });
}

/** Has the database refuse the transaction that brings an import to `row` or further, until letGo(). */
export function refuseImportAt(organisation, row) {
  hold(organisation, row, { sqlite: "RAISE(ABORT, 'held')", postgresql: "RAISE EXCEPTION 'held' USING ERRCODE = '53100'" });
}

/**
 * Has the database take its time with every so many users of a change of many: longer than such a change works at a stretch, so that each
 * time others have their turn.
 */
export function dawdleInChanges(organisation, each) {
  sql(organisation, engine === 'sqlite' ? `
    CREATE TRIGGER dawdle BEFORE UPDATE OF state ON bulk_item WHEN (new.seq % ${each} = 0) BEGIN
      SELECT count(*) FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 150000) SELECT i FROM n); END;` : `
    CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); RETURN new; END $$;
    CREATE TRIGGER dawdle BEFORE UPDATE OF state ON bulk_item FOR EACH ROW WHEN (new.seq % ${each} = 0) EXECUTE FUNCTION dawdle();`);
}

/** Ends what holdImportAt() or refuseImportAt() did; a process that stands there must have been killed. */
export function letGo(organisation) {
  sql(organisation, engine === 'sqlite' ? 'DROP TRIGGER hold; DROP VIEW without_end;' : `
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep';
    DROP FUNCTION hold CASCADE;`);
}
