/** `npm run stats`: the battery with fresh seeds, for reviewers. Prints every statistic; exit code 1 when one is beyond its limit. */
import { randomUUID } from 'node:crypto';

import { DRAWS_OF, engine, MUTANTS } from './samplers.ts';
import { DRAWS, failures, judge } from './statistics.ts';

const label = process.argv[2] ?? randomUUID();
process.stdout.write(`seeds ${label}\n`);
const findings = judge(engine(label));
for (const { statistic, value, limit, isFair } of findings) process.stdout.write(`${isFair ? 'fair  ' : 'UNFAIR'} ${statistic.padEnd(12)} ${value.toFixed(2).padStart(9)}  limit ${String(limit)}\n`);
let escaped = 0;
for (const [name, mutant] of Object.entries(MUTANTS)) {
  const found = failures(judge(mutant(label), DRAWS_OF[name] ?? DRAWS));
  if (found.length === 0) escaped += 1;
  process.stdout.write(`${found.length > 0 ? 'killed ' : 'ESCAPED'} ${name.padEnd(40)} ${found.join(', ')}\n`);
}
process.exitCode = failures(findings).length > 0 || escaped > 0 ? 1 : 0;
