/** npm run manual: writes 命令一览 and 岗位权限 of the staff manual from the tables of commands and of permissions, and takes its pictures anew (`--no-shots`: only the pages). */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { commandsPage } from './manual/commands.ts';
import { powersPage } from './manual/powers.ts';
import { takeShots } from './manual/shots.ts';

const { values } = parseArgs({ options: { shots: { type: 'boolean', default: true } }, allowNegative: true });
const manual = resolve(import.meta.dirname, '../docs/使用手册');

writeFileSync(join(manual, '命令一览.md'), commandsPage());
writeFileSync(join(manual, '岗位权限.md'), powersPage());
if (values.shots) {
  const taken = await takeShots(join(manual, '图'));
  process.stdout.write(`${String(taken.length)} pictures: ${taken.join('、')}\n`);
}
process.exit(0);
