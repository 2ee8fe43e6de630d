// The life cycle from the command line: showing, renewing, cancelling, deleting; what to look at.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startWithClock, until, untilStatus } from '../lib/clock.mjs';
import { assertSound, run, sku } from '../lib/licentia.mjs';

/** Runs a verb that must succeed; returns what it printed. */
function good(server, ...args) {
  const result = server.cli(args);
  assert.equal(result.status, 0, result.stderr);
  return result.stdout;
}

const json = (server, ...args) => JSON.parse(good(server, ...args, '--json'));

test('the life of a subscription from the command line', async (t) => {
  const server = await startWithClock(t);
  const { clock } = server;
  let id;

  await t.test('add with offer and term, show', () => {
    const added = json(server, 'subscription', 'add', '--sku', 'ENTERPRISEPACK', '--seats', '3', '--offer', 'enterprise', '--term', 'P3Y', '--end', clock.date(20).slice(0, 10));
    ({ id } = added);
    assert.deepEqual([added.offer, added.term, added.graceDays, added.disabledDays], ['Enterprise', 'P3Y', 90, 90]);
    const shown = good(server, 'subscription', 'show', id);
    assert.match(shown, /^Office 365 E3\n  Seats +3\n  Status +Enabled\n/);
    assert.match(shown, /ends on \d{4}-\d\d-\d\d and does not renew by itself\.\nRenew it/);
    assert.deepEqual(json(server, 'subscription', 'show', id), json(server, 'subscription', 'list').value[0]);
  });

  await t.test('L-08 the list and the status warn', () => {
    assert.match(server.cli(['subscription', 'list']).stderr, /1 of them should be looked at: licentia status/);
    assert.equal(server.cli(['subscription', 'list', '--csv']).stderr, '', 'programs read that');
    assert.match(good(server, 'status'), new RegExp(`ends on .*\\n  Renew it, .*Id: ${id}`));
    assert.equal(json(server, 'status').value[0].kind, 'subscriptionEnds');
    assert.match(good(server, 'status', '--csv'), /^displayName,message,remedy,dateTime,subscriptionId/);
  });

  await t.test('L-02 recurring billing on and off', () => {
    assert.equal(json(server, 'subscription', 'set', id, '--recurring', 'yes').recurringBilling, true);
    assert.match(good(server, 'status'), /^All is well/);
    assert.equal(json(server, 'subscription', 'set', id, '--recurring', 'no').recurringBilling, false);
  });

  await t.test('L-05 renew after the end; R-11 with fewer seats, which is a licence conflict', async () => {
    const { body } = await server.get(`/api/v1/subscriptions/${id}`);
    clock.moveTo(body.endDate);
    await untilStatus(server, id, 'Warning');
    assert.match(good(server, 'status'), /is expired\. People keep working/);
    for (const name of ['one', 'two']) {
      const user = await server.addUser(name);
      assert.equal((await server.assign(user.id, [sku.ENTERPRISEPACK])).status, 200);
    }
    const tried = good(server, 'subscription', 'renew', id, '--seats', '1', '--dry-run');
    assert.match(tried, /^Would be: Renewed\./);
    const renewed = json(server, 'subscription', 'renew', id, '--seats', '1', '--recurring', 'yes');
    assert.deepEqual([renewed.status, renewed.totalLicenses, renewed.recurringBilling], ['Enabled', 1, true]);
  });

  await t.test('R-10 the conflict, and what can be done', () => {
    const list = server.cli(['sku', 'list']);
    assert.match(list.stderr, /License conflict: 1 of Office 365 E3 too many.*licentia sku conflict "ENTERPRISEPACK"/);
    assert.match(good(server, 'status'), /1 license of Office 365 E3 too many: 2 assigned, 1 there/);
    const shown = good(server, 'sku', 'conflict', 'ENTERPRISEPACK');
    assert.match(shown, /Too many +1\n  Clear by +\d{4}.*\n1 Buy more licenses\.\n1 Take licenses/);
    assert.equal(json(server, 'sku', 'conflict', 'ENTERPRISEPACK').excess, 1);
    assert.equal(good(server, 'subscription', 'set', id, '--seats', '2').includes('Changed.'), true);
    assert.equal(server.cli(['sku', 'list']).stderr, '', 'no conflict, no word');
  });

  await t.test('U-53 fewer seats at the next renewal, and not after all', () => {
    assert.equal(json(server, 'subscription', 'set', id, '--seats-at-renewal', '1').licensesAtRenewal, 1);
    assert.match(good(server, 'subscription', 'show', id), /At renewal +1/);
    assert.equal(json(server, 'subscription', 'set', id, '--seats-at-renewal', 'none').licensesAtRenewal, null);
    assert.equal(server.cli(['subscription', 'set', id, '--seats-at-renewal', 'few']).status, 2);
  });

  await t.test('U-54 what is paid beforehand, by product key', () => {
    const keyOf = (letter) => `${letter}BCDE-FGHJK-MNPQR-STVWX-Y234${letter}`;
    const { id: prepaid } = json(server, 'subscription', 'add', '--sku', 'EMS', '--seats', '5', '--channel', 'Prepaid', '--product-key', keyOf('A'));
    assert.equal(server.cli(['subscription', 'add', '--sku', 'EMS', '--seats', '5', '--channel', 'Prepaid']).status, 2);
    const again = server.cli(['subscription', 'set', prepaid, '--seats', '6', '--product-key', keyOf('A')]);
    assert.deepEqual([again.status, /ends in Y234A was used on/.test(again.stderr)], [2, true], again.stderr);
    assert.equal(json(server, 'subscription', 'set', prepaid, '--seats', '6', '--product-key', keyOf('B')).totalLicenses, 6);
    assert.equal(json(server, 'subscription', 'renew', prepaid, '--seats', '4', '--product-key', keyOf('C')).totalLicenses, 4);
    assert.match(good(server, 'subscription', 'show', prepaid), /Product key +ends in Y234A, 5 seats since .*\n.*ends in Y234B, 6 seats since .*\n.*ends in Y234C, 4 seats/);
  });

  await t.test('R-100 an add-on', () => {
    const addOn = json(server, 'subscription', 'add', '--sku', 'MCOMEETADV', '--seats', '1', '--add-on-of', id);
    assert.equal(addOn.addOnOf, id);
    assert.match(good(server, 'subscription', 'show', addOn.id), new RegExp(`Add-on of +${id}`));
    const refused = server.cli(['subscription', 'delete', addOn.id]);
    assert.deepEqual([refused.status, /R-100/.test(refused.stderr)], [1, true]);
  });

  await t.test('L-03 cancel, L-04 delete', async () => {
    clock.set(clock.offset + 30 * 86_400_000);
    assert.match(good(server, 'subscription', 'cancel', id), /^Cancelled: it does not renew any more/);
    const monthly = await server.buy('VISIOCLIENT', 1, { term: 'P1M' });
    assert.match(good(server, 'subscription', 'cancel', monthly.id), /^Cancelled: nobody can use it from now on\./);
    assert.equal(good(server, 'subscription', 'delete', monthly.id, '--dry-run'), 'Would be: Deleted.\n');
    assert.equal(good(server, 'subscription', 'delete', monthly.id), 'Deleted.\n');
    assert.match(good(server, 'subscription', 'show', monthly.id), /Status +Deleted/);
    const again = server.cli(['subscription', 'delete', monthly.id]);
    assert.deepEqual([again.status, /deleted already/.test(again.stderr)], [1, true]);
    assert.equal(server.cli(['subscription', 'renew', monthly.id]).status, 1, 'L-05');
    assert.equal(server.cli(['subscription', 'renew', id, '--recurring', 'maybe']).status, 2);
    assert.equal(server.cli(['subscription', 'show', 'nonsense']).status, 1);
  });
  await server.stop();
  assertSound(server.db);
});

test('L-11 the clock for tests', async (t) => {
  const server = await startWithClock(t);
  const { clock } = server;
  const env = clock.env;

  await t.test('the log of the server says so', async () => {
    await until(() => server.log, (log) => /clock.*test clock/.test(log));
  });

  await t.test('a doctor at another time tells what waits for a server; nothing is broken', async () => {
    await server.buy('ENTERPRISEPACK', 1, { endDate: clock.date(3) });
    await server.stop();
    clock.set(5 * 86_400_000);
    const findings = JSON.parse(run(['doctor', '--db', server.db, '--json'], { env }).stdout).value;
    const late = findings.find(({ rule }) => rule === 'L-01');
    assert.match(late.detail, /due \d{4}-/);
    assert.equal(run(['doctor', '--db', server.db], { env }).status, 0);
    assert.equal(run(['doctor', '--db', server.db]).status, 0, 'with the clock of the system nothing is due');
  });

  await t.test('a file that is not there, or says nothing of use, is an error and does nothing', () => {
    for (const value of [`${server.folder}/nowhere`, '/dev/null', server.folder]) {
      const result = run(['doctor', '--db', server.db], { env: { LICENTIA_TEST_CLOCK: value } });
      assert.equal(result.status, 2, value);
      assert.match(result.stderr, /LICENTIA_TEST_CLOCK is '.*': .*P30D/);
    }
    assert.equal(run(['doctor', '--db', server.db], { env: { LICENTIA_TEST_CLOCK: '' } }).status, 0);
  });
});
