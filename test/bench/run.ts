/**
 * npm run bench -- NAME [--rows N]: the one benchmark harness. JSON lines for machines on standard output, a table for
 * people on standard error. Without a name it lists what there is.
 */
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table } from './measure.ts';
import type { Bench } from './measure.ts';

const NOT_A_BENCH = new Set(['run', 'measure', 'load', 'bare-route-child']);
const names = readdirSync(import.meta.dirname)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !NOT_A_BENCH.has(name));

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rows: { type: 'string' } } });
const [name] = positionals;
if (name === undefined || !names.includes(name)) {
  process.stderr.write(`npm run bench -- NAME [--rows N]\nNAME: ${names.join(', ')}\n`);
  process.exit(2);
}
const rows = values.rows === undefined ? null : Number(values.rows);
if (rows !== null && !(Number.isInteger(rows) && rows > 0)) {
  process.stderr.write('--rows: a whole number above 0\n');
  process.exit(2);
}
const { bench } = (await import(`./${name}.ts`)) as { readonly bench: Bench };
const measures = await bench({ rows });
for (const each of measures) process.stdout.write(`${JSON.stringify(each)}\n`);
process.stderr.write(`\n${table(measures)}\n`);
process.exit(0);
