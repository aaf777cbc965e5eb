/** Small made-up bureaus for tests of the draw: enough people and enterprises to see every rule at work. */
import type { DrawRequest, InspectorLine, RecusalLine, TargetLine } from '../../src/domain/draw/types.ts';
import type { InspectorCode, TargetCode, TaskId } from '../../src/domain/ids.ts';

export const target = (id: string, over: Partial<TargetLine> = {}): TargetLine => ({
  id: id as TargetCode, name: `企业${id}`, section: '监管一科', kind: '企业', industry: '餐饮', region: '城区', scale: '小型', credit: 'B', key: false, excluded: null, ...over,
});

export const inspector = (id: string, over: Partial<InspectorLine> = {}): InspectorLine => ({
  id: id as InspectorCode, name: `人员${id}`, section: '监管一科', certified: true, mayLead: true, specialties: [], away: '', load: 0, ...over,
});

export const recusal = (who: string, whom: string): RecusalLine => ({ id: `${who} ${whom}`, inspector: who as InspectorCode, target: whom as TargetCode });

/** A deterministic stream of integers (mulberry32); tests name their seed. */
export const numbers = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
};

/** 40 ordinary and 3 key enterprises, two of them excluded; six inspectors in two sections, one on leave. */
export const request = (over: Partial<DrawRequest> = {}): DrawRequest => ({
  task: 'T2026-007' as TaskId,
  attempt: 1,
  stage: 'together',
  unit: 'U1',
  rules: { preset: 'weihai-lg', version: 1 },
  strata: [
    { name: '重点', where: [{ field: 'key', anyOf: ['true'] }], num: 1, den: 1 },
    { name: '普通', where: [], num: 1, den: 10 },
  ],
  team: { size: 2, minCertified: 2, leaderSection: '监管一科' },
  lockedTargets: null,
  targets: [
    ...Array.from({ length: 40 }, (_, i) => target(`E${String(i).padStart(3, '0')}`, i === 5 ? { excluded: 'yearly-cap' } : i === 6 ? { excluded: 'not-in-business' } : {})),
    ...['K1', 'K2', 'K3'].map((id) => target(id, { key: true })),
  ],
  inspectors: [
    inspector('ZF01'), inspector('ZF02'), inspector('ZF03', { away: 'leave' }),
    inspector('ZF04', { section: '监管二科' }), inspector('ZF05', { section: '监管二科' }), inspector('ZF06', { section: '监管二科', load: 3 }),
  ],
  recusals: [recusal('ZF01', 'E007'), recusal('ZF04', 'K1')],
  previousPlan: null,
  ...over,
});
