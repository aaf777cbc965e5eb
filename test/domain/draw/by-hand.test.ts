/**
 * The page of the result sheet that says how to check one line: every command on it is typed into a shell, and prints what it says.
 */
import { execFileSync } from 'node:child_process';

import { checkByHand } from '../../../src/domain/draw/by-hand.ts';
import { objectsOf, planOf, freeze } from '../../../src/domain/draw/draw.ts';
import type { DrawRequest } from '../../../src/domain/draw/types.ts';
import { request, target } from '../../support/draw-lists.ts';

const seed = 'd525342d703c84e9ac542a1bceb969bc6fa17a5b35af15a95ab27607afc38eaf';
const linesFor = (over: Partial<DrawRequest> = {}): readonly string[] => {
  const wanted = request(over);
  const { plan } = planOf(wanted, freeze(wanted), { otpTop: 'a'.repeat(64), otpLength: 8, witness: '监督员#1', closeBefore: '2026-09-08T03:00:00.000Z', logSize: 0 });
  const { selected } = objectsOf(plan, [...wanted.targets].sort((a, b) => (a.id < b.id ? -1 : 1)), seed);
  return checkByHand({ seed, example: selected[0] ?? null, isWeighted: plan.rules.strata.some(({ weights }) => weights !== undefined), isSystematic: plan.rules.mode === 'systematic' });
};

test.each<readonly [string, Partial<DrawRequest>]>([
  ['a plain draw', {}],
  ['a code with a quote and a sign of the shell', { targets: [target("O'Neil $HOME", { key: true })], recusals: [] }],
  ['a draw by risk weights', { strata: [{ name: '全部', where: [], num: 1, den: 4, weights: [{ where: [{ field: 'key', anyOf: ['true'] }], weight: 6 }] }] }],
])('%s: each command prints what the sheet says it prints', (_, over) => {
  const lines = linesFor(over);
  const commands = lines.flatMap((line, at) => (line.trim().startsWith('printf') ? [[line.trim(), lines[at + 1]?.replace('应得', '').trim()] as const] : []));
  expect(commands).toHaveLength(2);
  for (const shell of ['sh', 'bash']) for (const [command, expected] of commands) expect(execFileSync(shell, ['-c', command], { encoding: 'utf8' }).split(' ')[0]).toBe(expected);
});

test('nothing drawn: the key can still be computed', () => {
  expect(checkByHand({ seed, example: null, isWeighted: false, isSystematic: true }).join('\n')).toMatch(/printf[\s\S]*等距/);
});
