/**
 * The order of events of each substitution inside a bundle: asked → approved → (round pinned → witnessed → public value) → filled.
 *
 * Where a plan promises rounds for a reason (递补抽取), a post vacated for it is filled in no other way; for any other, by no round.
 */
import type { Json } from '../canonical.ts';
import { nthInspection } from '../ids.ts';
import type { TaskId } from '../ids.ts';
import { BundleFault } from './bundle.ts';
import { publicFault } from './grammar.ts';
import type { Body, LoggedAttempt } from './grammar.ts';
import type { LogEvent, LogType } from './log.ts';
import { publicPlanFault } from './public.ts';
import type { PublicPlan, PublicValue } from './public-value.ts';
import { isByLot } from './round.ts';
import type { RoundPlan } from './round.ts';
import type { TranscriptContribution } from './seed.ts';

/** A round as the log tells it. */
export interface LoggedRound {
  readonly plan: RoundPlan;
  readonly contributions: readonly TranscriptContribution[];
  readonly published: PublicValue | null;
}

type Step = 'start' | 'asked' | 'agreed' | 'opened' | 'typed' | 'published' | 'done';
const ORDER: Readonly<Record<Step, Readonly<Partial<Record<LogType, Step>>>>> = {
  start: { 'substitution-request': 'asked' },
  asked: { 'substitution-refused': 'done', approval: 'agreed' },
  // Nobody of the lists was left: somebody lent, or another section (出路).
  agreed: { appointed: 'done', 'appointed-outside': 'done', round: 'opened' },
  opened: { 'round-contribution': 'typed', 'round-abandoned': 'agreed' },
  // What awaits a value may still be given up; what awaits nothing has its result already.
  typed: { 'round-public': 'published', 'round-abandoned': 'agreed', appointed: 'done' },
  published: { appointed: 'done' },
  done: {},
};
export const SUBSTITUTION_TYPES: readonly LogType[] = ['substitution-request', 'substitution-refused', 'approval', 'round', 'round-contribution', 'round-public', 'round-abandoned', 'appointed', 'appointed-outside'];

const fault = (event: LogEvent, what: string): never => { throw new BundleFault(`第 ${String(event.seq)} 个事件：${what}`); };
const isTexts = (value: Json | undefined): value is readonly string[] => Array.isArray(value) && (value as readonly Json[]).every((one) => typeof one === 'string');

interface Told { readonly step: Step; /** Whether the plan fills posts vacated for this reason by lot. */ readonly byLot: boolean; readonly round: LoggedRound | null }

const opened = (event: LogEvent, body: Body, task: TaskId, used: Set<number>): LoggedRound => {
  const { id, no, old, round, candidates, exclusions, closer, closeAt, public: awaited } = body;
  if (typeof round !== 'number' || !Number.isSafeInteger(round) || round < 2 || used.has(round)) return fault(event, '递补轮次重复或不对');
  used.add(round);
  if (typeof id !== 'string' || typeof no !== 'number' || typeof old !== 'string' || typeof closer !== 'string' || typeof closeAt !== 'string' || !isTexts(candidates) || !Array.isArray(exclusions)) return fault(event, '递补轮次的内容不合格式');
  const wrong = publicPlanFault(awaited, closeAt);
  if (wrong !== '') fault(event, wrong);
  return {
    plan: { substitution: id, inspection: nthInspection(task, no), inspector: old, round, candidates, exclusions: exclusions, closer, closeAt, public: awaited as unknown as PublicPlan },
    contributions: [], published: null,
  };
};

const absorb = (event: LogEvent, before: Told, next: Step, { plan }: LoggedAttempt, used: Set<number>): Told => {
  const body = event.body as Body;
  const { round, byLot } = before;
  if (event.type === 'substitution-request') return { step: next, byLot: isByLot(plan.rounds, body['reason']), round };
  if (event.type === 'round') {
    if (!byLot) fault(event, '方案没有规定这类更换递补抽取');
    return { step: next, byLot, round: opened(event, body, plan.task, used) };
  }
  if (event.type === 'appointed') {
    const byRound = before.step === 'typed' || before.step === 'published';
    if (byLot && (!byRound || body['lot'] === null)) fault(event, '方案规定递补抽取，人选却没有经过见证的一轮');
    if (plan.rounds !== undefined && !byLot && body['lot'] !== null) fault(event, '方案规定由分管负责人选派，人选却出自递补');
    if (before.step === 'typed' && round?.plan.public.kind !== 'none') fault(event, '公开数公布之前开出了递补人选');
    return { step: next, byLot, round };
  }
  if (round === null || !event.type.startsWith('round-')) return { step: next, byLot, round };
  if (body['round'] !== round.plan.round) fault(event, '不属于当前递补轮次');
  if (event.type === 'round-contribution') {
    const { by, text } = body;
    if (by !== round.plan.closer || typeof by !== 'string' || typeof text !== 'string' || event.at > round.plan.closeAt) return fault(event, '递补的投入者不是见证人，或晚于时限');
    return { step: next, byLot, round: { ...round, contributions: [{ by, seq: 1, text }] } };
  }
  if (event.type === 'round-public') {
    const wrong = publicFault(round.plan.public, body, round.plan.closer, event.at);
    if (wrong !== '') fault(event, wrong);
    return { step: next, byLot, round: { ...round, published: body['value'] as unknown as PublicValue } };
  }
  if (before.step === 'typed' && round.plan.public.kind === 'none') fault(event, '已经封口的递补轮次不能放弃');
  return { step: next, byLot, round: null };
};

/**
 * @param last the locked attempt the substitutions belong to
 * @returns the rounds that filled a post, by substitution
 * @throws BundleFault naming the first event that is out of order
 */
export const roundsOf = (events: readonly LogEvent[], last: LoggedAttempt): ReadonlyMap<string, LoggedRound> => {
  const told = new Map<string, Told>();
  const used = new Set<number>();
  for (const event of events) {
    if (!SUBSTITUTION_TYPES.includes(event.type)) continue;
    const { id } = event.body as Body;
    if (typeof id !== 'string') return fault(event, '更换编号不合格式');
    const before = told.get(id) ?? { step: 'start', byLot: false, round: null };
    const next = ORDER[before.step][event.type];
    if (next === undefined) return fault(event, `「${event.type}」不能出现在这里`);
    told.set(id, absorb(event, before, next, last, used));
  }
  return new Map([...told].flatMap(([id, { step, round }]) => (step === 'done' && round !== null ? [[id, round] as const] : [])));
};
