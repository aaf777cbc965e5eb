/**
 * 检查结束: the leader says when the visit was over and what came of it; from that day the time for publication runs.
 *
 * What was locked stays: a target that was gone is closed with a result, a text and proof, never exchanged.
 */
import { localDate } from '../calendar/working-days.ts';
import type { Fact } from '../events.ts';
import type { BlobRef, ConfidentialRef, LocalDate } from '../values.ts';
import type { InspectionId } from '../ids.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { requireStanding, rulesOfTask } from '../task/require.ts';
import { registrationsOf } from '../disclosure/channels.ts';
import { isDispatched } from '../task/task.ts';
import type { TaskState } from '../task/task.ts';
import { registersFor } from './inspection.ts';
import type { InspectionState, Post } from './inspection.ts';
import { needsEvidence, needsText, NOTHING_FOUND, OUTCOMES, outcomesText } from './outcomes.ts';
import type { OutcomeCode } from './outcomes.ts';

export interface WantedFinish {
  readonly on: LocalDate;
  /** Null: the day of the visit. */
  readonly resultOn: LocalDate | null;
  readonly outcomes: readonly OutcomeCode[];
  readonly hasDetail: boolean;
  readonly detail: ConfidentialRef | null;
}

const idOf = (visit: InspectionState): InspectionId => {
  if (visit.id !== null) return visit.id;
  throw new Refusal('inspection.unknown', '没有这一户检查', { next: '发送「我的」查看您的任务编号' });
};

const requireTeam = (task: TaskState, visit: InspectionState, by: Person): Post => {
  requireStanding(task);
  if (!isDispatched(task)) throw new Refusal('inspection.not-dispatched', '任务还没有派发', { next: '请经办人派发；派发后检查人员会收到任务单' });
  const own = visit.posts.find(({ inspector }) => inspector === by.certificate);
  if (own !== undefined) return own;
  throw new Refusal('inspection.not-in-team', '您不在本户检查组内', { next: '发送「我的」查看您的任务' });
};

const requireLeader = (task: TaskState, visit: InspectionState, by: Person): void => {
  if (registersFor(visit, requireTeam(task, visit, by))) return;
  const leader = visit.posts.find((post) => post.leader)?.name ?? '组长';
  throw new Refusal('visit.not-leader', '检查结束由组长登记', { next: `请${leader}（组长）登记`, clause: '岗位权限表' });
};

const requireAccepted = (task: TaskState, visit: InspectionState): void => {
  const waiting = visit.posts.find(({ substitution }) => substitution !== null);
  if (waiting !== undefined) throw new Refusal('visit.in-substitution', `${waiting.name}的更换申请还在审批`, { next: '请等审批结果出来再登记', clause: rulesOfTask(task).clauses.substitutionConsent });
  const missing = visit.posts.filter(({ acceptedAt }) => acceptedAt === null).map(({ name }) => name);
  if (missing.length > 0) throw new Refusal('visit.not-accepted', `检查组还有人没有接受任务：${missing.join('、')}`, { next: `请先接受：接受 ${visit.id ?? ''}`, clause: '检查人员不少于两人，均应到场' });
};

const requireDay = (task: TaskState, visit: InspectionState, on: LocalDate, today: LocalDate): void => {
  if (on > today) throw new Refusal('visit.future', `检查结束日期 ${on} 还没有到`, { next: '请在检查结束后登记实际日期' });
  const dispatched = task.dispatchedAt === null ? null : localDate(task.dispatchedAt);
  if (dispatched !== null && on < dispatched) throw new Refusal('visit.before-dispatch', `任务 ${dispatched} 才派发，检查不能在此之前结束`, { next: '请核对日期' });
  if (visit.window !== null && on < visit.window.from) throw new Refusal('visit.before-window', `检查期限从 ${visit.window.from} 开始`, { next: '请核对日期；确需提前的，请先由经办人改期' });
};

const requireOutcomes = (visit: InspectionState, { outcomes, hasDetail }: WantedFinish): void => {
  const list = outcomesText(Object.keys(OUTCOMES) as OutcomeCode[]);
  if (outcomes.length === 0) throw new Refusal('visit.no-outcome', '没有写检查结果', { next: `结果代码：${list}` });
  if (outcomes.length > 1 && outcomes.includes(NOTHING_FOUND)) throw new Refusal('visit.contradiction', '「未发现问题」不能与其他结果同时选', { next: '请二者选一' });
  const unsaid = outcomes.find((code) => needsText(code));
  if (unsaid !== undefined && !hasDetail) throw new Refusal('visit.no-text', `结果「${OUTCOMES[unsaid]}」必须写明情况`, { next: `例如：结束 ${visit.id ?? ''} 结果=${unsaid} 说明=登记住所已无人办公，邻居称三个月前搬走` });
  const unproven = outcomes.find((code) => needsEvidence(code));
  if (unproven !== undefined && (visit.evidence ?? []).length === 0) {
    throw new Refusal('visit.no-evidence', `结果「${OUTCOMES[unproven]}」必须有证据`, { next: '请先把现场照片或登记机关的材料（图片、PDF）作为文件私聊发给我，归入本户后再登记', clause: '名单锁定后不换对象，以结果代码和证据办结' });
  }
};

export const decideFinish = (task: TaskState, visit: InspectionState, by: Person, wanted: WantedFinish, today: LocalDate): readonly Fact[] => {
  const inspection = idOf(visit);
  requireLeader(task, visit, by);
  if (visit.finished !== undefined) {
    throw new Refusal('visit.finished', `本户已登记 ${visit.finished.on} 检查结束，结果 ${outcomesText(visit.finished.outcomes)}`, { next: `登记有误且还没有公示的，可撤销后重新登记：结束 撤销 ${inspection} 理由` });
  }
  requireAccepted(task, visit);
  requireDay(task, visit, wanted.on, today);
  const resultOn = wanted.resultOn ?? wanted.on;
  if (resultOn < wanted.on || resultOn > today) throw new Refusal('visit.bad-result-day', `检查结果产生之日 ${resultOn} 应在检查结束（${wanted.on}）之后、今天之前`, { next: '请核对；当场有结果的不必写', clause: rulesOfTask(task).publish.start.clause });
  requireOutcomes(visit, wanted);
  const outcomes = [...new Set(wanted.outcomes)].toSorted();
  return [{ type: 'InspectionFinished', inspection, on: wanted.on, ...(resultOn === wanted.on ? {} : { resultOn }), outcomes, detail: wanted.detail, by: by.id }];
};

/** Taken back by the leader while nothing of it is public. */
export const decideReopening = (task: TaskState, visit: InspectionState, by: Person, reason: string): readonly Fact[] => {
  const inspection = idOf(visit);
  requireLeader(task, visit, by);
  if (visit.finished === undefined) throw new Refusal('visit.not-finished', '本户还没有登记检查结束', { next: '无需撤销' });
  if (registrationsOf(task, inspection).length > 0) throw new Refusal('visit.disclosed', '本户结果已公示，不能撤销', { next: '确有错误的请走更正：公示后更正须主要负责人签字', clause: '公示后更正须主要负责人签字确认' });
  const text = reason.trim();
  if (text === '') throw new Refusal('visit.no-reason', '没有写撤销理由', { next: `例如：结束 撤销 ${inspection} 日期填错` });
  return [{ type: 'InspectionReopened', inspection, reason: text.slice(0, 200), by: by.id }];
};

const MAX_FILES = 60;
export const decideEvidence = (task: TaskState, visit: InspectionState, by: Person, file: BlobRef): readonly Fact[] => {
  const inspection = idOf(visit);
  requireTeam(task, visit, by);
  if (visit.finished !== undefined) throw new Refusal('visit.finished', '本户已登记检查结束，不能再加证据', { next: `确需补充且还没有公示的，组长可先撤销：结束 撤销 ${inspection} 理由` });
  const filed = visit.evidence ?? [];
  if (filed.some(({ sha256 }) => sha256 === file.sha256)) throw new Refusal('visit.evidence-known', '这个文件已经归入本户', { next: '无需重复发送' });
  if (filed.length >= MAX_FILES) throw new Refusal('visit.evidence-full', `本户已有 ${String(MAX_FILES)} 个文件`, { next: '请挑选主要的留存' });
  return [{ type: 'EvidenceFiled', inspection, file, by: by.id }];
};
