/** npm run manual: writes 命令一览 of the staff manual from the table of commands, and takes its pictures anew (`--no-shots`: only the page). */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { commandsPage } from './manual/commands.ts';
import { takeShots } from './manual/shots.ts';

const { values } = parseArgs({ options: { shots: { type: 'boolean', default: true } }, allowNegative: true });
const manual = resolve(import.meta.dirname, '../docs/使用手册');

writeFileSync(join(manual, '命令一览.md'), commandsPage());
if (values.shots) {
  const taken = await takeShots(join(manual, '图'));
  process.stdout.write(`${String(taken.length)} pictures: ${taken.join('、')}\n`);
}
process.exit(0);
