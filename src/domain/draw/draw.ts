/**
 * The draw as the use cases call it: freeze the lists, plan, seed, draw, explain (specification `ssj-draw/v1`).
 *
 * `drawFrom` recomputes everything from the frozen bytes and the seed alone; it is what runs at the ceremony, after a
 * crash, and again whenever somebody asks 复核.
 */
import { sha256Hex } from '../canonical.ts';
import type { Json } from '../canonical.ts';
import type { TargetCode } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import { assign, teamProblem, teamsOf } from '../team/assign.ts';
import { coverageNotices, explainBeforeDraw, staffingNotices } from '../team/outlook.ts';
import { checkTeam } from '../team/rule.ts';
import type { Outlook } from '../team/outlook.ts';
import { infeasibility } from '../team/infeasible.ts';
import { inOrder, readInspectors, readRecusals, readTargets, writeInspectors, writeRecusals, writeTargets } from './lines.ts';
import { listRoot } from './merkle.ts';
import { assemblePlan, planBytes, readPlan, TARGET_BLOCK } from './plan.ts';
import type { FrozenRoots, ListRoot, Plan, PlanDetails, Planned } from './plan.ts';
import { selectTargets } from './select.ts';
import type { Selection } from './select.ts';
import { plannedRules, strataFor, strataOf } from './strata.ts';
import type { DrawRules } from './strata.ts';
import type { DrawRequest, DrawResult, StratumResult, TargetLine } from './types.ts';

export { otpChain, seedOf, transcriptOf } from './seed.ts';
export { shortCode } from './plan.ts';

/** Everything a draw is applied to, as bytes with their roots; the same request always freezes to the same bytes. */
export interface Frozen {
  /** JSON Lines. */
  readonly targets: Uint8Array;
  readonly inspectors: Uint8Array;
  readonly recusals: Uint8Array;
  readonly roots: FrozenRoots;
  /** The arithmetic before the draw; `drawn` is what will be drawn. */
  readonly strata: readonly StratumResult[];
  readonly feasibility: Outlook;
  /** What must be said on the card although it does not prevent the draw. */
  readonly notices: readonly string[];
}

const rootOf = (bytes: Uint8Array, rows: number, block: number): ListRoot => ({ root: listRoot(bytes, block), rows, block });
const NEWLINE = '\n';

/** The ids the yearly cap left out, as a list of their own. */
const cappedRoot = (targets: readonly TargetLine[]): string =>
  listRoot(new TextEncoder().encode(targets.filter(({ excluded }) => excluded === 'yearly-cap').map(({ id }) => `${JSON.stringify(id)}${NEWLINE}`).join('')), TARGET_BLOCK);

const lockedRows = (codes: readonly TargetCode[], targets: readonly TargetLine[]): readonly TargetLine[] => {
  const rows = new Map(targets.map((line) => [line.id, line]));
  return codes.map((code) => {
    const line = rows.get(code);
    if (line === undefined) throw new Refusal('draw.locked-missing', `已锁定的对象「${code}」不在名单快照中`, { next: '请核对已锁定的对象名单，名单一经锁定不得更改', clause: '名单一经锁定不得更改' });
    return line;
  });
};

/**
 * Fixes the lists before any randomness exists and says whether teams can be formed, exactly.
 * @param saltKey 32 random bytes from which each inspector and recusal line gets its salt; without them no line can be withheld from a public edition
 */
export const freeze = (request: DrawRequest, saltKey: Uint8Array | null = null): Frozen => {
  checkTeam(request);
  const planned = plannedRules(request);
  const targets = writeTargets(request.targets);
  const inspectors = writeInspectors(request.inspectors, saltKey);
  const recusals = writeRecusals(request.recusals, saltKey);
  const roster = inOrder(request.targets);
  const roots: FrozenRoots = {
    targets: rootOf(targets, request.targets.length, TARGET_BLOCK),
    inspectors: rootOf(inspectors, request.inspectors.length, 1),
    recusals: rootOf(recusals, request.recusals.length, 1),
    capped: cappedRoot(roster),
  };
  const locked = request.lockedTargets === null ? null : lockedRows(request.lockedTargets, roster);
  const strata = strataOf(roster, planned, null);
  return {
    targets, inspectors, recusals, roots, strata,
    feasibility: explainBeforeDraw(request, planned, roster, locked),
    notices: [...(request.mode === 'budget' ? [] : coverageNotices(request, strata)), ...staffingNotices(request)],
  };
};

export const planOf = (request: DrawRequest, frozen: Frozen, details: PlanDetails): Planned =>
  assemblePlan(request, frozen.roots, frozen.strata, plannedRules(request), details);

const expectRoot = (list: string, bytes: Uint8Array, rows: number, expected: ListRoot): void => {
  if (listRoot(bytes, expected.block) !== expected.root || rows !== expected.rows) {
    throw new Refusal('draw.root-mismatch', `${list}与方案中锁定的指纹不一致`, { next: '请使用抽取前冻结的原始名单文件；名单被改动过时应立即报告监督员' });
  }
};

const namesOf = (line: TargetLine, rules: DrawRules): string => strataFor(line, rules).map(({ name }) => name).join('、');

const lockedSelection = (codes: readonly TargetCode[], targets: readonly TargetLine[], rules: DrawRules): Selection => ({
  // The first ceremony did the arithmetic.
  strata: [],
  // Their tickets belong to the first ceremony; here they are given.
  selected: lockedRows(codes, targets).map((line, index) => ({ no: index + 1, code: line.id, name: line.name, section: line.section, stratum: namesOf(line, rules), ticket: '', rank: 0 })),
});

/** The result as far as it follows from the target list alone: everything but the teams. */
export const objectsOf = (plan: Plan, roster: readonly TargetLine[], seed: string): Omit<DrawResult, 'teams'> => {
  const selection = plan.stage === 'inspectors' ? lockedSelection(plan.lockedTargets ?? [], roster, plan.rules) : selectTargets(roster, plan.rules, seed);
  return { v: 'ssj-result/v1', task: plan.task, attempt: plan.attempt, stage: plan.stage, planHash: sha256Hex(planBytes(plan)), seed, ...selection };
};

export interface DrawInput {
  readonly plan: Json;
  readonly targets: Uint8Array;
  readonly inspectors: Uint8Array;
  readonly recusals: Uint8Array;
  /** 64 hex. */
  readonly seed: string;
}

/**
 * The whole result from the frozen bytes and the seed.
 * @throws Refusal when a list does not have the root the plan pins, or when teams cannot be formed
 */
export const drawFrom = ({ plan: raw, targets, inspectors, recusals, seed }: DrawInput): DrawResult => {
  const plan = readPlan(raw);
  const [roster, people, pairs] = [readTargets(targets), readInspectors(inspectors), readRecusals(recusals)];
  expectRoot('检查对象名单', targets, roster.length, plan.roster);
  expectRoot('执法检查人员名单', inspectors, people.length, plan.inspectors);
  expectRoot('回避名单', recusals, pairs.length, plan.conflicts);
  const base = objectsOf(plan, roster, seed);
  const { selected } = base;
  if (plan.stage === 'objects') return { ...base, teams: null };
  const problem = teamProblem(selected, people, pairs, plan.rules.team);
  const assignment = assign(problem, seed);
  if (assignment === null) {
    const why = infeasibility(problem);
    throw new Refusal('team.infeasible', why?.sentence ?? '无法组成检查组', { next: why?.remedies.map(({ text }) => text).join('；') ?? '请补充执法检查人员', clause: '检查人员不少于两人，并持有执法证件' });
  }
  return { ...base, teams: teamsOf(problem, assignment, selected.map(({ no }) => no)) };
};
