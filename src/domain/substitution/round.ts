/**
 * 递补抽取 as a ceremony of its own: consent pins who may take the post, the witness types, a public value follows where the
 * rules ask for one, and only then the next code of the draw's chain names the colleague.
 *
 * Nobody – the approver included – knows the pick before the round is closed, so nobody can consent because of it.
 */
import type { PublicPlan, PublicValue } from '../draw/public-value.ts';
import type { RoundPlan } from '../draw/round.ts';
import type { Fact, SubstitutionLot } from '../events.ts';
import type { Instant } from '../values.ts';
import type { InspectorCode } from '../ids.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { contributionText } from '../task/ceremony.ts';
import { demandMayConfirm, demandMayEnter } from '../task/public-value.ts';
import type { Waiting } from '../task/public-value.ts';
import { requireStanding, requireTask, rulesOfTask } from '../task/require.ts';
import { clauseOf, demandNotOwnPost, requireApprover, requireDecidable, requireReopenable } from './decide.ts';
import type { Matter } from './decide.ts';
import type { SubstitutionRound, SubstitutionState } from './substitution.ts';
import { waysWords } from './way-out.ts';

/** What a round waits for now; null where none is open. */
export type RoundStep = 'text' | 'value' | 'reveal';
export const roundStep = ({ phase, round }: SubstitutionState): RoundStep | null => {
  if (phase !== 'drawing' || round === undefined) return null;
  if (round.contribution === null) return 'text';
  const { publicValue } = round;
  return round.public.kind === 'none' || publicValue?.confirmedBy != null || publicValue?.value.kind === 'drand' ? 'reveal' : 'value';
};

const STEP_WORDS: Readonly<Record<RoundStep, string>> = { text: '等见证人输入', value: '已封口，等公开数', reveal: '已封口，正在开出' };

const requireRound = (matter: Matter, step: RoundStep, what: string): { readonly id: NonNullable<SubstitutionState['id']>; readonly inspection: NonNullable<SubstitutionState['inspection']>; readonly round: SubstitutionRound } => {
  const { id, inspection, round, phase } = matter.substitution;
  const now = roundStep(matter.substitution);
  requireStanding(matter.task);
  if (id === null || inspection === null) throw new Refusal('substitution.unknown', '没有这个更换申请', { next: '发送「我的」查看待办' });
  if (now === step && round !== undefined) return { id, inspection, round };
  const where = now === null ? (phase === 'drawing' ? '这一轮已放弃，须重新发起' : '没有正在进行的递补抽取') : STEP_WORDS[now];
  throw new Refusal('round.wrong-step', `「${id}」${where}，现在不能${what}`, { next: now === null && phase === 'drawing' ? `请分管负责人重新发送：同意更换 ${id}` : '发送「我的」查看待办' });
};

export interface NewRound {
  readonly round: number;
  readonly candidates: readonly InspectorCode[];
  readonly excluded: SubstitutionRound['excluded'];
  readonly witness: Person;
  readonly closer: string;
  readonly closeBefore: Instant;
  readonly public: PublicPlan;
}

export const decideRoundOpened = (matter: Matter, by: Person, made: NewRound): readonly Fact[] => {
  const { post, id } = matter.substitution.phase === 'drawing' ? requireReopenable(matter, by) : requireDecidable(matter, by);
  demandNotOwnPost(matter, by, made.candidates, post);
  if (made.candidates.length === 0) throw new Refusal('substitution.no-pick', '没有合格人员可以递补', { next: waysWords(id), clause: clauseOf(matter.task) });
  const { witness, ...pinned } = made;
  const { inspection } = matter.substitution;
  if (inspection === null) throw new Refusal('substitution.unknown', '没有这个更换申请', { next: '发送「我的」查看待审批的申请' });
  return [{ type: 'SubstitutionRoundOpened', substitution: id, inspection, old: post.inspector, ...pinned, witness: witness.id, by: by.id }];
};

export const decideRoundWitnessed = (matter: Matter, by: Person, raw: string, at: Instant): readonly Fact[] => {
  const { id, inspection, round } = requireRound(matter, 'text', '见证');
  if (by.id !== round.witness) throw new Refusal('draw.not-the-witness', `${by.name}不是本轮递补抽取的见证人`, { next: '只有被邀请的见证人可以封口', clause: '抽取人与见证人分离' });
  if (at >= round.closeBefore) throw new Refusal('draw.witness-late', '超过见证时限，本轮递补抽取已失效', { next: `请分管负责人重新发送：同意更换 ${id}`, clause: `见证时限：${rulesOfTask(matter.task).draw.witnessMinutes.clause}` });
  return [{ type: 'SubstitutionRoundWitnessed', substitution: id, inspection, by: by.id, alias: round.closer, text: contributionText(raw) }];
};

const waitingOf = (matter: Matter, what: string) => {
  const { id, inspection, round } = requireRound(matter, 'value', what);
  if (round.public.kind === 'none') throw new Refusal('draw.no-public', '本轮递补抽取不需要公开数', { next: '发送「我的」查看待办' });
  const waiting: Waiting = { public: round.public, witness: round.witness, entered: round.publicValue ?? null };
  return { id, inspection, waiting, section: requireTask(matter.task).settings.section };
};
/** What the round waits for, before a typed value is read. */
export const awaitedOfRound = (matter: Matter): Waiting['public'] => waitingOf(matter, '录入公开数').waiting.public;

export const decideRoundValue = (matter: Matter, by: Person, value: PublicValue, at: Instant): readonly Fact[] => {
  const { id, inspection, waiting, section } = waitingOf(matter, '录入公开数');
  demandMayEnter(waiting, by, section, at);
  return [{ type: 'SubstitutionRoundValueEntered', substitution: id, inspection, value, by: by.id }];
};
export const decideRoundConfirmed = (matter: Matter, by: Person): readonly Fact[] => {
  const { id, inspection, waiting, section } = waitingOf(matter, '核对公开数');
  demandMayConfirm(waiting, by, section);
  return [{ type: 'SubstitutionRoundValueConfirmed', substitution: id, inspection, by: by.id }];
};
export const decideRoundRejected = (matter: Matter, by: Person, reason: string): readonly Fact[] => {
  const { id, inspection, waiting, section } = waitingOf(matter, '退回公开数');
  demandMayConfirm(waiting, by, section);
  return [{ type: 'SubstitutionRoundValueRejected', substitution: id, inspection, by: by.id, reason: reason.trim() === '' ? '与公布的不一致' : reason.trim().slice(0, 200) }];
};

/** A round nobody witnessed in time is given up, and counted. */
export const decideRoundTimeout = ({ id, inspection, round, ...state }: SubstitutionState, at: Instant): readonly Fact[] =>
  id !== null && inspection !== null && round !== undefined && roundStep({ id, inspection, round, ...state }) === 'text' && at >= round.closeBefore
    ? [{ type: 'SubstitutionRoundAbandoned', substitution: id, inspection, reason: '见证人未在时限内见证' }]
    : [];

/** A round whose public value never comes is given up by who consented; the result of a closed round without one is not his to give up. */
export const decideRoundGivenUp = (matter: Matter, by: Person, reason: string): readonly Fact[] => {
  requireApprover(matter, by);
  const step = roundStep(matter.substitution) === 'text' ? 'text' : 'value';
  const { id, inspection } = requireRound(matter, step, '放弃这一轮');
  const text = reason.trim();
  if (text === '') throw new Refusal('draw.void-reason', '放弃这一轮必须写明理由', { next: `例如：不同意 ${id} 本期停售，公开数无法取得`, clause: rulesOfTask(matter.task).substitution.mode.clause });
  return [{ type: 'SubstitutionRoundAbandoned', substitution: id, inspection, reason: text.slice(0, 200) }];
};

/** The round as it was pinned. */
export const roundPlanOf = ({ id, inspection, inspector, round }: SubstitutionState): RoundPlan => {
  if (id === null || inspection === null || inspector === null || round === undefined) throw new TypeError('no round is open');
  const { candidates, excluded, closer, closeBefore } = round;
  return { substitution: id, inspection, inspector, round: round.round, candidates, exclusions: excluded, closer, closeAt: closeBefore, public: round.public };
};

export const decideRoundResult = (matter: Matter, pick: { readonly inspector: InspectorCode; readonly name: string; readonly section: string }, lot: SubstitutionLot): readonly Fact[] => {
  const { id, inspection, round } = requireRound(matter, 'reveal', '开出');
  const { inspector, decidedBy, decidedFor } = matter.substitution;
  if (inspector === null || decidedBy === null) throw new TypeError('a round is open that nobody consented to');
  return [{
    type: 'SubstitutionApproved', substitution: id, inspection, old: inspector, new: pick.inspector, newName: pick.name, newSection: pick.section,
    candidates: round.candidates, excluded: round.excluded, lot, by: decidedBy, ...(decidedFor === undefined ? {} : { for: decidedFor }),
  }];
};
