// How SQLite finds what the statements ask for: through an index, not by walking through a whole organisation. The tables
// that grow with the number of users or changes are the ones that matter.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { skipUnless } from '../lib/database.mjs';
import { init, root, temporaryFolder } from '../lib/licentia.mjs';

const large = /app_user|license_path|operation|\bp\b|\bu\b|\bc\b|\bo\b/;

/** Statements whose task is the whole organisation. */
const whole = new Set([
  'doctor/deleted_holders.sql', 'doctor/ledger_gaps.sql', 'doctor/paths.sql', 'doctor/unpooled.sql', 'users/count.sql',
]);

const skip = skipUnless('sqlite', 'PostgreSQL plans by the number of rows, so a small database shows nothing');

test('every statement on a table that grows uses an index', { skip }, (t) => {
  const file = init(temporaryFolder(t)).db.replace('sqlite:', '');
  const folder = join(root, 'sql/queries');
  let checked = 0;
  for (const area of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, area))) {
      const statement = readFileSync(join(folder, area, name), 'utf8').replace(/^--.*$/gm, '').replace(/:[a-z_]+/g, '?');
      const result = spawnSync('sqlite3', [file, `EXPLAIN QUERY PLAN ${statement}`], { encoding: 'utf8' });
      assert.equal(result.status, 0, `${area}/${name}: ${result.stderr}`);
      const walks = result.stdout.split('\n').filter((line) => large.test(line) && (/SCAN /.test(line) || /\(tenant_id=\?\)$/.test(line)));
      assert.ok(walks.length === 0 || whole.has(`${area}/${name}`), `${area}/${name} walks through all rows:\n${walks.join('\n')}`);
      checked++;
    }
  }
  assert.ok(checked > 60, 'the statements are there');
});
