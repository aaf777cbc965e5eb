/**
 * The ceremony of a draw (公开抽取): 承诺 → 投入 → 见证封口 → 开出 → 见证 | 异议 → 锁定.
 *
 * The order is the guarantee. The plan and the lists are pinned before anyone types; the witness types last; only then is
 * the committed code revealed. Every attempt is kept and counted, because re-rolling until it suits is the fraud to prevent.
 */
import type { PublicPlan } from '../draw/public-value.ts';
import type { DrawConflict, DrawStage, Fact, FactOf } from '../events.ts';
import type { BlobRef, Instant } from '../values.ts';
import type { Digest } from '../ids.ts';
import { demand, may } from '../people/permissions.ts';
import { impossible } from '../people/separation.ts';
import { personById } from '../people/unit.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { rulesInForce } from '../rules/adopted.ts';
import { missingConfirmations, ROSTER_WORDS } from './confirm.ts';
import type { RosterVersions } from './confirm.ts';
import { requireStanding, requireTask, rulesOfTask } from './require.ts';
import { lastAttempt, lockedAttempt } from './task.ts';
import type { Attempt, AttemptPhase, TaskState } from './task.ts';

/** Longest text a member or the witness may throw in, in characters. */
export const MAX_CONTRIBUTION = 64;

export const PHASE_WORDS: Readonly<Record<AttemptPhase, string>> = {
  committed: '已承诺，待见证', waiting: '已封口，待公开数', closed: '已封口，正在开出', drawn: '已抽取，待锁定', disputed: '有异议', locked: '已锁定', abandoned: '已放弃', void: '已作废',
};

/** The stage the next draw of this task is; null when everything has been drawn and locked. */
export const nextStage = (task: TaskState): DrawStage | null => {
  const { rules } = requireTask(task);
  if (lockedAttempt(task, ['together', 'inspectors']) !== null) return null;
  if (rulesInForce(rules).draw.stages.value === 'together') return 'together';
  return lockedAttempt(task, ['objects']) === null ? 'objects' : 'inspectors';
};

/** @throws Refusal unless a new attempt may be opened now; returns its stage */
export const requireOpenable = (task: TaskState, by: Person, versions: RosterVersions): DrawStage => {
  const { settings, rules } = requireTask(task);
  const set = rulesInForce(rules);
  requireStanding(task);
  demand(by, 'draw.open', settings.section);
  const stage = nextStage(task);
  if (stage === null) throw new Refusal('draw.already-locked', '本任务名单已锁定，不能再抽', { next: '人员确需更换请发送「更换」；整任务作废须主要负责人批准', clause: set.clauses.lockIsFinal });
  const last = lastAttempt(task);
  if (last !== null && ['committed', 'waiting', 'closed', 'drawn', 'disputed'].includes(last.phase)) {
    throw new Refusal('draw.already-open', `本任务第 ${String(last.attempt)} 次抽取${PHASE_WORDS[last.phase]}，不能另开`, { next: last.phase === 'drawn' ? '请锁定；确需重抽须分管负责人作废本次结果' : '请完成或等待本次抽取', clause: '一次任务只抽取一次' });
  }
  const missing = missingConfirmations(task, versions);
  if (missing.length > 0) {
    const who = missing.map(({ roster, section }) => `${section}（${ROSTER_WORDS[roster]}）`).join('、');
    throw new Refusal('draw.not-confirmed', `名录尚未全部确认，还差：${who}`, { next: '请责任科室负责人发送「确认名录」或点卡片确认', clause: set.roster.confirmBeforeDraw.clause });
  }
  return stage;
};

/**
 * The witness: not the drawer, not among the inspectors of the task, not the system administrator.
 * @param inspectors codes on the frozen inspector list
 */
export const requireWitness = (unit: UnitState, drawer: Person, witness: Person['id'], inspectors: ReadonlySet<string>): Person => {
  const person = personById(unit, witness);
  if (person === null) throw new Refusal('draw.witness-unknown', '见证人还没有绑定身份', { next: '请系统管理员绑定监督员后再发起抽取', clause: '每次抽取由抽取人以外的人见证' });
  const isListed = ({ certificate }: Person): boolean => certificate !== null && inspectors.has(certificate);
  const isAdministrator = ({ roles }: Person): boolean => roles.includes('administrator');
  const others = unit.people.filter((other) => other.id !== drawer.id && !isListed(other) && !isAdministrator(other) && may(other, 'draw.witness'));
  if (person.id === drawer.id) throw impossible('draw.witness-is-drawer', 'drawer-witness', person, others);
  if (isListed(person)) throw impossible('draw.witness-is-inspector', 'inspector-witness', person, others);
  if (isAdministrator(person)) throw impossible('draw.witness-is-administrator', 'administrator-witness', person, others);
  demand(person, 'draw.witness');
  return person;
};

export interface Commitment {
  readonly stage: DrawStage;
  readonly plan: BlobRef;
  readonly planHash: Digest;
  readonly targets: BlobRef;
  readonly inspectors: BlobRef;
  readonly recusals: BlobRef;
  readonly witness: Person;
  readonly closeBefore: Instant;
  readonly capVersion: number;
  /** The years the visits are counted in, with the versions of their counts. */
  readonly capYears?: Attempt['capYears'];
  /** What was said when the lists were frozen, e.g. that a roster of two makes a fixed team. */
  readonly notices?: readonly string[];
  readonly conflicts?: readonly DrawConflict[];
  readonly reason?: string;
  readonly public: PublicPlan;
  readonly envelope: NonNullable<FactOf<'DrawCommitted'>['envelope']>;
}

export const nextAttempt = (task: TaskState): number => (lastAttempt(task)?.attempt ?? 0) + 1;

export const decideCommitment = (task: TaskState, drawer: Person, made: Commitment): readonly Fact[] => {
  const { id } = requireTask(task);
  const { stage, plan, planHash, targets, inspectors, recusals, witness, closeBefore, capVersion, capYears, notices = [], conflicts, reason, envelope } = made;
  return [{
    type: 'DrawCommitted', task: id, attempt: nextAttempt(task), stage, plan, planHash, targets, inspectors, recusals, drawer: drawer.id, witness: witness.id, closeBefore, capVersion, public: made.public, envelope,
    ...(capYears === undefined ? {} : { capYears }), ...(notices.length === 0 ? {} : { notices }), ...(conflicts === undefined ? {} : { conflicts }), ...(reason === undefined ? {} : { reason }),
  }];
};

/** The attempt that is open for contributions, or a refusal that says where the ceremony stands. */
const requireCommitted = (task: TaskState, at: Instant): Attempt => {
  const last = lastAttempt(task);
  if (last?.phase !== 'committed') {
    const where = last === null ? '还没有发起抽取' : `第 ${String(last.attempt)} 次抽取${PHASE_WORDS[last.phase]}`;
    throw new Refusal('draw.not-open', `${where}，现在不能投入或见证`, { next: '发送「任务」查看进度' });
  }
  if (at >= last.closeBefore) throw new Refusal('draw.witness-late', '超过见证时限，本次承诺已失效', { next: '请重新发起抽取（本次会计入抽取次数）', clause: `见证时限 ${String(rulesOfTask(task).draw.witnessMinutes.value)} 分钟：${rulesOfTask(task).draw.witnessMinutes.clause}` });
  return last;
};

/** Text as it enters the transcript: NFC, one line, trimmed. */
export const contributionText = (raw: string): string => {
  const text = raw.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  if (text === '' || [...text].length > MAX_CONTRIBUTION) {
    throw new Refusal('draw.bad-contribution', text === '' ? '没有输入内容' : '输入过长', { next: `请随意输入 1–${String(MAX_CONTRIBUTION)} 个字符，例如一张人民币的冠字号` });
  }
  return text;
};

/** A member of the group throws in a text; once each, before the witness closes. */
export const decideContribution = (task: TaskState, by: Person, raw: string, alias: string, at: Instant): readonly Fact[] => {
  const { id } = requireTask(task);
  demand(by, 'business.see');
  const attempt = requireCommitted(task, at);
  if (by.id === attempt.witness) throw new Refusal('draw.witness-closes', '见证人的输入会封口，请用「见证」', { next: '发送：见证 任务编号 任意内容' });
  if (attempt.contributions.some((other) => other.by === by.id)) throw new Refusal('draw.contributed', '您已经投入过，每人一次', { next: '请等待见证人封口' });
  return [{ type: 'Contributed', task: id, attempt: attempt.attempt, seq: attempt.contributions.length + 1, by: by.id, alias, text: contributionText(raw) }];
};

const requireInvited = (attempt: Attempt, by: Person): void => {
  if (by.id === attempt.witness) return;
  throw new Refusal('draw.not-the-witness', `${by.name}不是本次抽取的见证人`, { next: '只有被邀请的见证人可以封口；您可以发送「投入」参与', clause: '抽取人与见证人分离' });
};

/**
 * The witness throws in the last text and closes. Where the yearly counts have moved since the lists were frozen, the lists
 * may hold somebody who has had his visits: the attempt is given up instead, and counted (年度上限, 通州意见 三(二)4).
 * A supplementary draw likewise: another supplement may have taken somebody of its list.
 * @param haveCountsMoved whether any of the yearly counts the lists were frozen on is another one now
 */
export const decideWitnessing = (task: TaskState, by: Person, raw: string, alias: string, at: Instant, haveCountsMoved: boolean): readonly Fact[] => {
  const { id, rules, settings } = requireTask(task);
  const attempt = requireCommitted(task, at);
  requireInvited(attempt, by);
  const text = contributionText(raw);
  const isCounted = rulesInForce(rules).objectCap.maxPerYear.value !== null || settings.supplements !== undefined;
  if (attempt.stage !== 'inspectors' && haveCountsMoved && isCounted) {
    return [{ type: 'AttemptAbandoned', task: id, attempt: attempt.attempt, reason: '承诺之后另一任务完成了抽取，年度抽查次数已变化，须重新冻结名单' }];
  }
  return [
    { type: 'Contributed', task: id, attempt: attempt.attempt, seq: attempt.contributions.length + 1, by: by.id, alias, text },
    { type: 'ContributionsClosed', task: id, attempt: attempt.attempt, by: by.id },
  ];
};

export const decideDecline = (task: TaskState, by: Person, reason: string, at: Instant): readonly Fact[] => {
  const { id } = requireTask(task);
  const attempt = requireCommitted(task, at);
  requireInvited(attempt, by);
  return [{ type: 'WitnessDeclined', task: id, attempt: attempt.attempt, by: by.id, reason: reason.trim() === '' ? '见证人不予见证' : reason.trim().slice(0, 200) }];
};

/** A commitment nobody witnessed in time is given up, and stays counted. */
export const decideTimeout = (task: TaskState, at: Instant): readonly Fact[] => {
  const { id } = requireTask(task);
  const last = lastAttempt(task);
  return last?.phase === 'committed' && at >= last.closeBefore ? [{ type: 'AttemptAbandoned', task: id, attempt: last.attempt, reason: '见证人未在时限内见证' }] : [];
};

/** The closed attempt that waits for its reveal; null when there is none. */
export const awaitingReveal = (task: TaskState): Attempt | null => {
  const last = lastAttempt(task);
  return last?.phase === 'closed' ? last : null;
};

/** @throws Refusal unless the last attempt is closed, has its public value, and was not opened by the service */
export const requireFinishable = (task: TaskState, by: Person): { readonly attempt: Attempt; readonly envelope: NonNullable<Attempt['envelope']> } => {
  requireTask(task);
  demand(by, 'draw.finish');
  const attempt = awaitingReveal(task);
  if (attempt === null) {
    const last = lastAttempt(task);
    const where = last === null ? '还没有发起抽取' : `第 ${String(last.attempt)} 次抽取${PHASE_WORDS[last.phase]}`;
    throw new Refusal('draw.nothing-to-finish', `${where}，不需要补开`, { next: last?.phase === 'waiting' ? '公开数录入并核对以后会自动开出；抽取人不录入的，监督员可以录入' : '封存件只在封口以后、结果没有开出时使用' });
  }
  if (attempt.envelope === undefined) throw new Refusal('draw.no-envelope', '本次抽取没有封存件', { next: '请系统管理员从备份恢复密钥后重启服务' });
  return { attempt, envelope: attempt.envelope };
};
