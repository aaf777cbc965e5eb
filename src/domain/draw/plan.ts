/**
 * The plan (方案): one canonical JSON object that pins everything the seed will be applied to, before any randomness exists.
 *
 * Lists by their roots, sizes, rules, people of the ceremony, the top of the code chain and the position in the log of
 * draws. Its hash is what the group sees first; a change is another plan with another hash.
 */
import { canonical, sha256Hex } from '../canonical.ts';
import type { Json } from '../canonical.ts';
import { Refusal } from '../refusal.ts';
import { publicPlanFault } from './public.ts';
import type { PublicPlan } from './public-value.ts';
import { ROUND_SCOPES } from './round.ts';
import type { RoundScope } from './round.ts';
import { ENGINE } from './seed.ts';
import type { DrawRules } from './strata.ts';
import type { DrawRequest, PlanPosition, StratumResult, TeamRule } from './types.ts';
import type { DrawStage } from '../events.ts';
import type { Instant } from '../values.ts';
import type { TargetCode, TaskId } from '../ids.ts';

export const PLAN_VERSION = 'ssj-plan/v1';
/** Lines per leaf of the target list; the other lists have one line per leaf, so that lines can be withheld. */
export const TARGET_BLOCK = 1024;

export interface ListRoot { readonly root: string; readonly rows: number; readonly block: number }

export interface Plan {
  readonly v: typeof PLAN_VERSION;
  readonly engine: typeof ENGINE;
  /** '<task>/<attempt>'. */
  readonly drawId: string;
  readonly task: TaskId;
  readonly attempt: number;
  readonly stage: DrawStage;
  readonly unit: string;
  /** Hash of the plan of the attempt before: void and abandoned attempts are linked, never forgotten. */
  readonly prevDraw: string | null;
  /** Leaves in the unit's tree of draws when this plan was made; its own leaf is the next one. */
  readonly logSize: number;
  /** That tree's root and the draw's place in it; absent in plans from before the unit had one. */
  readonly unitLog?: PlanPosition;
  readonly roster: ListRoot & { readonly perStratum: readonly { readonly name: string; readonly onRoster: number; readonly excluded: number; readonly eligible: number }[] };
  readonly inspectors: ListRoot;
  readonly conflicts: ListRoot;
  /** Who was left out because of the yearly cap, by root, and the log position it was counted at. */
  readonly capState: { readonly root: string; readonly logSize: number };
  readonly rules: { readonly preset: string; readonly version: number; readonly team: TeamRule } & DrawRules;
  /** Sizes as they will be drawn; only strata tied in a budget may still get one more, by ticket. */
  readonly sizes: readonly { readonly stratum: string; readonly wanted: number; readonly n: number }[];
  readonly lockedTargets: readonly TargetCode[] | null;
  /** Roles and salted ids of those who may type something; null: everybody bound in the group. */
  readonly contributors: readonly string[] | null;
  /** The witness, who types last. */
  readonly closer: string;
  readonly quorum: number;
  readonly closeAt: Instant;
  /** What has to be published after the close before the code is revealed. */
  readonly public: PublicPlan;
  readonly otp: { readonly top: string; readonly length: number };
  /** 递补抽取: which posts are filled in later rounds with a witness text of their own; absent where somebody is always appointed. */
  readonly rounds?: RoundScope;
}

export interface FrozenRoots { readonly targets: ListRoot; readonly inspectors: ListRoot; readonly recusals: ListRoot; readonly capped: string }

export interface PlanDetails {
  readonly otpTop: string;
  readonly otpLength: number;
  /** Role and salted id, e.g. 「监督员#3fa0c1d2」. */
  readonly witness: string;
  readonly closeBefore: Instant;
  readonly logSize: number;
  readonly unitLog?: PlanPosition;
  readonly contributors?: readonly string[] | null;
  /** 'none' when absent. */
  readonly public?: PublicPlan;
  readonly rounds?: RoundScope;
}

export interface Planned { readonly plan: Plan; readonly bytes: Uint8Array; readonly planHash: string }

export const planBytes = (plan: Plan): Uint8Array => new TextEncoder().encode(canonical(plan));

export const assemblePlan = (request: DrawRequest, roots: FrozenRoots, strata: readonly StratumResult[], planned: DrawRules, details: PlanDetails): Planned => {
  const plan: Plan = {
    v: PLAN_VERSION,
    engine: ENGINE,
    drawId: `${request.task}/${String(request.attempt)}`,
    task: request.task,
    attempt: request.attempt,
    stage: request.stage,
    unit: request.unit,
    prevDraw: request.previousPlan,
    logSize: details.logSize,
    ...(details.unitLog === undefined ? {} : { unitLog: details.unitLog }),
    roster: { ...roots.targets, perStratum: strata.map(({ name, onRoster, excluded, eligible }) => ({ name, onRoster, excluded, eligible })) },
    inspectors: roots.inspectors,
    conflicts: roots.recusals,
    capState: { root: roots.capped, logSize: details.logSize },
    rules: { preset: request.rules.preset, version: request.rules.version, team: request.team, ...planned },
    sizes: request.stage === 'inspectors' ? [] : strata.map(({ name, wanted, drawn }) => ({ stratum: name, wanted, n: drawn })),
    lockedTargets: request.lockedTargets,
    contributors: details.contributors ?? null,
    closer: details.witness,
    quorum: 1,
    closeAt: details.closeBefore,
    public: details.public ?? { kind: 'none' },
    otp: { top: details.otpTop, length: details.otpLength },
    ...(details.rounds === undefined ? {} : { rounds: details.rounds }),
  };
  const bytes = planBytes(plan);
  return { plan, bytes, planHash: sha256Hex(bytes) };
};

const MEMBERS = ['attempt', 'capState', 'closeAt', 'closer', 'conflicts', 'contributors', 'drawId', 'engine', 'inspectors', 'lockedTargets', 'logSize', 'otp', 'prevDraw', 'public', 'quorum', 'roster', 'rules', 'sizes', 'stage', 'task', 'unit', 'v'].join();
const OPTIONAL = ['rounds', 'unitLog'];

const isPosition = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== 'drawNo,prev,root') return false;
  const { drawNo, prev, root } = value as Readonly<Record<string, unknown>>;
  const isHash = (hash: unknown): boolean => typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash);
  return Number.isSafeInteger(drawNo) && Number(drawNo) >= 1 && (prev === null) === (drawNo === 1) && (prev === null || isHash(prev)) && isHash(root);
};

const isPlan = (plan: unknown): plan is Plan => {
  if (typeof plan !== 'object' || plan === null || Object.keys(plan).filter((name) => !OPTIONAL.includes(name)).sort().join() !== MEMBERS) return false;
  if ('unitLog' in plan && !isPosition(plan.unitLog)) return false;
  const { v, engine, drawId, task, attempt, rounds } = plan as Readonly<Record<keyof Plan, unknown>>;
  if ('rounds' in plan && !ROUND_SCOPES.some((scope) => scope === rounds)) return false;
  return v === PLAN_VERSION && engine === ENGINE && Number.isSafeInteger(attempt) && drawId === `${String(task)}/${String(attempt)}`;
};

/**
 * A plan read back from JSON.
 * @throws Refusal when it is not exactly a plan of this engine
 */
export const readPlan = (plan: Json): Plan => {
  if (isPlan(plan)) {
    const fault = publicPlanFault(plan.public, plan.closeAt);
    if (fault === '') return plan;
    throw new Refusal('draw.bad-plan', fault, { next: '方案在抽取前就应当写定合格的公开数；请报告监督员' });
  }
  throw new Refusal('draw.bad-plan', '抽取方案不是本程序认识的格式', { next: `需要 ${PLAN_VERSION} 格式的方案；请核对文件是否完整` });
};

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A short code for people to compare by eye, 40 bits of the hash: 「7K2Q-M9XA」. */
export const shortCode = (hash: string): string => {
  const bits = BigInt(`0x${hash.slice(0, 10)}`);
  const letters = Array.from({ length: 8 }, (_, index) => CROCKFORD[Number((bits >> BigInt(35 - 5 * index)) & 31n)] ?? '').join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
};
