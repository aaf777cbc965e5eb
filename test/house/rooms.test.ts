/** The house as it stands: nobody climbs over a fence, and the picture of the rooms is the truth. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

test('no room imports what it may not, and docs/architecture.md shows who imports whom', () => {
  const done = spawnSync(process.execPath, [join(root, 'scripts/rooms.mjs'), '--check'], { encoding: 'utf8' });
  expect(done.stderr).toBe('');
  expect(done.status).toBe(0);
});
