/**
 * Writes the golden bundles: one whole ceremony per way to draw. Run once when a way is added (`npx tsx test/support/write-golden.ts`);
 * a bundle that exists is never rewritten, because published proofs must verify for ever.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DrawRequest } from '../../src/domain/draw/types.ts';
import type { TargetCode } from '../../src/domain/ids.ts';
import { play } from './ceremonies.ts';
import type { Ending, Played } from './ceremonies.ts';
import type { Awaited } from './ceremonies.ts';
import { BEFORE_DEFAULT_1, BEFORE_QUICKNET_1000, DEFAULT_CHAIN, INDEX, LOTTERY, QUICKNET } from './published.ts';
import { inspector, recusal, request, target } from './draw-lists.ts';

const HERE = join(process.cwd(), 'test/domain/draw/golden');
const ids = (...codes: readonly string[]): readonly TargetCode[] => codes.map((code) => code as TargetCode);
type Attempts = Parameters<typeof play>[0];
const once = (over: Partial<DrawRequest>, ending: Ending = 'locked'): Attempts => [{ request: () => request(over), ending }];
const labelled = Array.from({ length: 60 }, (_, i) => target(`9137${String(1000 + (i % 3))}MA3C${String(i).padStart(6, '0')}`, { industry: `行业${String(i % 7)}`, region: `地区${String(i % 4)}`, credit: 'ABCD'.charAt(i % 4), scale: String(i) }));

const awaiting = (awaited: Awaited, ending: Ending = 'locked'): Attempts => [{ request: () => request(), ending, awaited }];
/** When a ceremony begins whose beacon came into being in the past. */
const STARTS: Readonly<Record<string, string>> = { 'drand-quicknet': BEFORE_QUICKNET_1000, 'drand-default': BEFORE_DEFAULT_1 };

const CEREMONIES: Readonly<Record<string, Attempts>> = {
  lottery: awaiting(LOTTERY),
  index: awaiting(INDEX),
  'drand-quicknet': awaiting(QUICKNET),
  'drand-default': awaiting(DEFAULT_CHAIN),
  'witnessed-round': once({}, 'round-lapsed'),
  'round-with-lottery': awaiting(LOTTERY, 'round'),
  together: once({}, 'substituted'),
  'by-lot': once({}, 'redrawn'),
  'two-stages': [
    { request: () => request({ stage: 'objects' }), ending: 'declined' },
    { request: (_, previousPlan, attempt) => request({ stage: 'objects', attempt, previousPlan }), ending: 'void' },
    { request: (_, previousPlan, attempt) => request({ stage: 'objects', attempt, previousPlan }), ending: 'locked' },
    { request: (before, previousPlan, attempt) => request({ stage: 'inspectors', attempt, previousPlan, lockedTargets: (before.at(-1)?.selected ?? []).map(({ code }) => code), team: { size: 3, minCertified: 2, leaderSection: '监管一科', maxPerInspector: 6, catchUp: 2 } }), ending: 'substituted' },
  ],
  credit: once({ targets: labelled, strata: ['A', 'B', 'C', 'D'].map((grade, i) => ({ name: `信用${grade}`, where: [{ field: 'credit', anyOf: [grade] }], num: [1, 1, 2, 3][i] ?? 1, den: [20, 10, 5, 5][i] ?? 1, ...(grade === 'A' ? { max: 1 } : {}), ...(grade === 'D' ? { min: 5 } : {}) })) }),
  budget: once({ targets: labelled, mode: 'budget', budget: 11, strata: [{ name: '北', where: [{ field: 'id', prefix: '91371000' }], num: 1, den: 3 }, { name: '中', where: [{ field: 'id', prefix: '91371001' }], num: 1, den: 3 }, { name: '其余', where: [], num: 1, den: 3 }] }),
  systematic: once({ targets: labelled, mode: 'systematic', cells: ['industry', 'region'], strata: [{ name: '全部', where: [], num: 1, den: 7 }] }),
  joint: once({ targets: labelled, mode: 'joint', strata: [{ name: '市监', where: [], num: 1, den: 10 }, { name: '消防', where: [], num: 1, den: 10 }, { name: '教育', where: [{ field: 'scale', from: 10, to: 40 }], num: 1, den: 5 }] }),
  weighted: once({ targets: labelled, strata: [{ name: '全部', where: [], num: 1, den: 10, reserve: 4, weights: [{ where: [{ field: 'credit', anyOf: ['D'] }], weight: 6 }, { where: [{ field: 'credit', anyOf: ['C'] }], weight: 3 }] }] }),
  supplement: once({ targets: labelled, alreadyDrawn: labelled.slice(0, 20).map(({ id }) => id), strata: [{ name: '普通', where: [], num: 1, den: 10, base: 'eligible' }] }),
  // The unit's tree of draws, teams as a list of their own.
  tree: once({}, 'substituted'),
  'tree-two-stages': [
    { request: () => request({ stage: 'objects' }), ending: 'declined' },
    { request: (_, previousPlan, attempt) => request({ stage: 'objects', attempt, previousPlan }), ending: 'void' },
    { request: (_, previousPlan, attempt) => request({ stage: 'objects', attempt, previousPlan }), ending: 'locked' },
    { request: (before, previousPlan, attempt) => request({ stage: 'inspectors', attempt, previousPlan, lockedTargets: (before.at(-1)?.selected ?? []).map(({ code }) => code) }), ending: 'redrawn' },
  ],
  'two-inspectors': once({ inspectors: [inspector('ZF01'), inspector('ZF02')], recusals: [], team: { size: 2, minCertified: 2, leaderSection: null } }),
  'special-posts': once({
    inspectors: Array.from({ length: 9 }, (_, i) => inspector(`ZF${String(i)}`, { section: i % 2 === 0 ? '监管一科' : '监管二科', specialties: i % 2 === 1 || i === 0 ? ['消防'] : [], load: i, certified: i !== 8 })),
    recusals: [recusal('ZF0', 'K1'), recusal('ZF3', 'K2')], team: { size: 3, minCertified: 2, leaderSection: null, specialties: ['消防'], crossCheck: true, catchUp: 1 },
  }),
  // Two leaders, one of whom may not meet K1 and the other was there last: he cannot be spared; everybody else is.
  'not-twice-running': once({
    inspectors: [
      inspector('ZF01', { last: ids('E001', 'E007', 'E019', 'K2') }), inspector('ZF02', { last: ids('K1') }), inspector('ZF03', { section: '监管二科', last: ids('E003', 'K1', 'K3') }),
      inspector('ZF04', { section: '监管二科' }), inspector('ZF05', { section: '监管二科', load: 1, last: ids('E030') }),
    ],
    recusals: [recusal('ZF01', 'K1')],
  }),
};

const write = (name: string, { bundle, frozen, results, lists }: Played): void => {
  const folder = join(HERE, name);
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bundle.json'), bundle);
  const last = frozen.at(-1);
  if (last === undefined) return;
  writeFileSync(join(folder, 'roster.jsonl'), last.targets);
  writeFileSync(join(folder, 'inspectors.jsonl'), last.inspectors);
  writeFileSync(join(folder, 'recusals.jsonl'), last.recusals);
  if (results.some(({ teams }) => teams !== null)) writeFileSync(join(folder, 'teams.jsonl'), lists.at(-1) ?? new Uint8Array());
};

for (const [name, attempts] of Object.entries(CEREMONIES)) write(name, play(attempts, STARTS[name]));
