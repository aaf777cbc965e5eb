/**
 * 行政检查通知 (威海临港细则 第十七条(二)): the object is told beforehand of the day, the matters and the people, in writing, by phone
 * or fax; where notice is unsuitable (不宜告知) nothing is made and nothing is told.
 *
 * A notice made again replaces the one before it and says so in its number; what was delivered was the one of then.
 */
import type { Fact } from '../events.ts';
import type { BlobRef, ConfidentialRef, Instant, LocalDate } from '../values.ts';
import { localDate } from '../calendar/working-days.ts';
import type { InspectionId } from '../ids.ts';
import { demand } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { requireTask, rulesOfTask } from '../task/require.ts';
import { isDispatched } from '../task/task.ts';
import type { TaskState } from '../task/task.ts';
import type { InspectionState } from './inspection.ts';
import { DELIVERY_WAYS } from './notice-words.ts';
import type { DayPart, DeliveryWay } from './notice-words.ts';

/** Why a notice does not hold any more: other people come than it names, or its day is out of the window since the visit was moved (延期). */
export const outdatedBy = ({ notice, inspectors, window }: InspectionState): 'team' | 'window' | 'merge' | null => {
  if (notice === undefined) return null;
  if (notice.regrouped === true) return 'merge';
  if (notice.team.length !== inspectors.length || notice.team.some((code) => !inspectors.includes(code))) return 'team';
  return window !== null && (notice.on < window.from || notice.on > window.to) ? 'window' : null;
};
export const isOutdated = (visit: InspectionState): boolean => outdatedBy(visit) !== null;

const idOf = (visit: InspectionState): InspectionId => {
  if (visit.id !== null) return visit.id;
  throw new Refusal('inspection.unknown', '没有这一户检查', { next: '发送「我的」查看您的任务编号' });
};

/** The leader of the visit, or the clerk. */
const requireHand = (visit: InspectionState, by: Person): void => {
  demand(by, 'notice.issue');
  if (by.roles.includes('clerk') || visit.posts.some((post) => post.leader && post.inspector === by.certificate)) return;
  throw new Refusal('notice.not-leader', '检查通知由本户组长或经办人办理', { next: `请${visit.posts.find((post) => post.leader)?.name ?? '组长'}（组长）办理`, clause: '岗位权限表' });
};

const requireTold = (task: TaskState): void => {
  if (!requireTask(task).settings.noNotice) return;
  throw new Refusal('notice.withheld', '本任务不宜告知：不生成检查通知书，也不登记告知', { next: '检查当日到场出示执法证件，不得事先透露检查对象', clause: rulesOfTask(task).clauses.withheldNotice });
};

/** @param alone false for a visit merged with the one that is dealt with: whose leader acts is asked there */
const requireOpen = (task: TaskState, visit: InspectionState, by: Person, alone = true): InspectionId => {
  const id = idOf(visit);
  if (alone) requireHand(visit, by);
  requireTold(task);
  if (!isDispatched(task)) throw new Refusal('inspection.not-dispatched', '任务还没有派发', { next: '请经办人先派发；派发后再通知检查对象' });
  if (visit.finished !== undefined) throw new Refusal('visit.finished', `本户已登记 ${visit.finished.on} 检查结束`, { next: '检查已经结束，无需再通知' });
  return id;
};

/** @throws Refusal whatever keeps a notice of this visit, on this day, from being made by this person */
export const requireNotice = (task: TaskState, visit: InspectionState, by: Person, on: LocalDate, today: LocalDate, alone = true): void => {
  const id = requireOpen(task, visit, by, alone);
  const waiting = visit.posts.find(({ substitution }) => substitution !== null);
  if (waiting !== undefined) throw new Refusal('visit.in-substitution', `${waiting.name}的更换申请还在审批，检查人员未定`, { next: '请等审批结果出来再生成通知书', clause: rulesOfTask(task).clauses.substitutionConsent });
  if (visit.merged !== undefined && visit.merged.on !== on) throw new Refusal('notice.merged-day', `${id} 已与${visit.merged.visits.filter((other) => other !== id).join('、')}合并，定于 ${visit.merged.on} 检查`, { next: `请写：通知 ${id} ${visit.merged.on}；要改日期请先取消合并：合并 取消 ${id} 理由` });
  const window = visit.window ?? requireTask(task).settings.window;
  if (on < today) throw new Refusal('notice.past', `检查日期 ${on} 已经过去`, { next: `例如：通知 ${id} ${today > window.from ? today : window.from} 上午` });
  if (on < window.from || on > window.to) throw new Refusal('notice.outside-window', `检查日期 ${on} 不在检查期限 ${window.from} 至 ${window.to} 内`, { next: '请在期限内选一天；确需延期的，请先由经办人改期' });
};

/** 文号 by the bureau's own pattern: the next running number of the year, for a notice made again as well. */
export interface Numbering { readonly pattern: string; readonly year: number; readonly serial: number }

/** 检通〔2026〕007-01号, of task T2026-007 and its first visit; by the bureau's own pattern where it has one. */
export const noticeNumber = (id: InspectionId, edition: number, own: Numbering | null = null): string => {
  if (own !== null) return `${own.pattern.replace('{年}', String(own.year)).replace('{序号}', String(own.serial))}${edition > 1 ? '（重新制发，此前的作废）' : ''}`;
  const [, unit = '', year = '', rest = ''] = /^T(?:(\d+)-)?(\d{4})-(\d+-\d+)$/.exec(id) ?? [];
  return `检通〔${year}〕${unit === '' ? '' : `${unit}-`}${rest}号${edition > 1 ? `（第${String(edition)}份，此前的作废）` : ''}`;
};
export const nextEdition = ({ notice }: InspectionState): number => (notice?.edition ?? 0) + 1;

export interface MadeNotice { /** Null: numbered by the task. */ readonly own: Numbering | null; /** Of the notice it shares with the visits it is merged with; absent: its own. */ readonly shared?: string; readonly on: LocalDate; readonly part: DayPart; readonly nth: number | null; readonly file: BlobRef }

export const decideNotice = (task: TaskState, visit: InspectionState, by: Person, { own, shared, on, part, nth, file }: MadeNotice, today: LocalDate): readonly Fact[] => {
  requireNotice(task, visit, by, on, today, shared === undefined);
  const inspection = idOf(visit);
  const edition = nextEdition(visit);
  return [{ type: 'NoticeIssued', inspection, number: shared ?? noticeNumber(inspection, edition, own), ...(own === null ? {} : { serial: own.serial }), edition, nth, on, part, team: visit.inspectors, file, by: by.id }];
};

/** @param at when it was delivered, which may be earlier than now but not before the notice was made */
export const decideDelivery = (task: TaskState, visit: InspectionState, by: Person, wanted: { readonly way: DeliveryWay; readonly receiver: ConfidentialRef | null; readonly hasReceiver: boolean; readonly at: Instant }, now: Instant, alone = true): readonly Fact[] => {
  const inspection = requireOpen(task, visit, by, alone);
  const { notice } = visit;
  if (notice === undefined) throw new Refusal('notice.none', '本户还没有生成检查通知书', { next: `请先生成：通知 ${inspection} 9月16日 上午` });
  const why = outdatedBy(visit);
  if (why === 'team') throw new Refusal('notice.outdated', '通知书生成后检查组换了人，通知书上的人员与实际不符', { next: `请重新生成后再告知：通知 ${inspection} ${notice.on}`, clause: '通知书应载明检查人员及其执法证号' });
  if (why === 'merge') throw new Refusal('notice.outdated', '通知书生成后合并检查有变，通知书上的任务和日期与现在的安排不符', { next: `请重新生成后再告知：通知 ${inspection} ${visit.merged?.on ?? notice.on}` });
  if (why === 'window') throw new Refusal('notice.outdated', `通知书生成后检查延期，通知书上的日期 ${notice.on} 不在新的检查期限内`, { next: `请重新生成后再告知：通知 ${inspection} ${visit.window?.from ?? ''}` });
  if (!wanted.hasReceiver) throw new Refusal('notice.no-receiver', `没有写${wanted.way === 'phone' ? '接听人' : '签收人'}`, { next: `例如：告知 登记 ${inspection} ${DELIVERY_WAYS[wanted.way]} ${wanted.way === 'phone' ? '接听人' : '签收人'}=李某` });
  if (wanted.at > now) throw new Refusal('notice.future', '告知时间还没有到', { next: '请在告知之后登记实际时间' });
  if (localDate(wanted.at) < localDate(notice.at)) throw new Refusal('notice.before-made', `通知书 ${localDate(notice.at)} 才生成，不能在此之前告知`, { next: '请核对时间' });
  return [{ type: 'NoticeDelivered', inspection, way: wanted.way, receiver: wanted.receiver, at: wanted.at, by: by.id }];
};
