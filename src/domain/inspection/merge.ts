/**
 * 综合查一次 (国办发〔2024〕54号: 能合并的不重复检查): pending visits of several tasks to one object become one visit to its door.
 *
 * One day, one notice that names all tasks, one visit in the yearly count; every task keeps its own list, teams, result and trail.
 * It can be taken back until something was found. Visits of tasks that are not to be announced are never part of it: an offer
 * would tell that there is one.
 */
import type { Fact, FactOf } from '../events.ts';
import type { InspectionId, TaskId, UnitId } from '../ids.ts';
import { taskOf } from '../ids.ts';
import { demand } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { requireTask } from '../task/require.ts';
import { isDispatched } from '../task/task.ts';
import type { TaskState } from '../task/task.ts';
import type { LocalDate } from '../values.ts';
import type { InspectionState } from './inspection.ts';

export const MERGE_CLAUSE = '国办发〔2024〕54号 能合并的不重复检查';
const MOST_MERGED = 6;

/** One of the visits with its task. */
export interface MergePart { readonly visit: InspectionState; readonly task: TaskState }

/** The days on which all of several visits may be made; null when there is none. */
export const sharedWindow = (windows: readonly { readonly from: LocalDate; readonly to: LocalDate }[]): { readonly from: LocalDate; readonly to: LocalDate } | null => {
  const [first, ...others] = windows;
  if (first === undefined) return null;
  const shared = others.reduce((now, { from, to }) => ({ from: from > now.from ? from : now.from, to: to < now.to ? to : now.to }), first);
  return shared.from <= shared.to ? shared : null;
};

export const windowOf = ({ visit, task }: MergePart): { readonly from: LocalDate; readonly to: LocalDate } => visit.window ?? requireTask(task).settings.window;

/** Whether a visit could be merged with others at all; nothing is said about visits nobody may know of. */
export const isMergeable = ({ visit, task }: MergePart): boolean =>
  visit.id !== null && visit.target !== null && visit.finished === undefined && visit.merged === undefined && isDispatched(task) && task.settings?.noNotice === false;

const requireMergeable = (part: MergePart): void => {
  const { visit, task } = part;
  const id = visit.id ?? '';
  // As if there were no such visit, whatever else would be wrong with it.
  if (visit.id === null || task.settings?.noNotice !== false) throw new Refusal('merge.unknown', '没有可以合并的这一户检查', { next: '发送「合并」查看可以合并的检查' });
  if (!isDispatched(task)) throw new Refusal('inspection.not-dispatched', `${id} 的任务还没有派发`, { next: '请经办人先派发；派发后再合并' });
  if (visit.finished !== undefined) throw new Refusal('visit.finished', `${id} 已登记检查结束`, { next: '只合并还没有检查的；发送「合并」查看可以合并的检查' });
  if (visit.merged !== undefined) throw new Refusal('merge.already', `${id} 已与${visit.merged.visits.filter((other) => other !== id).join('、')}合并`, { next: `要重新安排请先取消：合并 取消 ${id} 理由` });
};

/** The clerk, or the leader of one of the visits. */
const requireHand = (parts: readonly MergePart[], by: Person): void => {
  demand(by, 'notice.issue');
  if (by.roles.includes('clerk') || parts.some(({ visit }) => visit.posts.some((post) => post.leader && post.inspector === by.certificate))) return;
  throw new Refusal('notice.not-leader', '合并检查由其中一户的组长或经办人办理', { next: '请组长或经办人办理', clause: '岗位权限表' });
};

/** @throws Refusal for visits that do not go together, or a day that is not open to all of them */
export const decideMerge = (unit: UnitId, parts: readonly MergePart[], by: Person, on: LocalDate, today: LocalDate): readonly Fact[] => {
  parts.forEach(requireMergeable);
  requireHand(parts, by);
  const visits = parts.flatMap(({ visit }) => visit.id ?? []);
  const tasks = new Set<TaskId>(visits.map(taskOf));
  if (parts.length < 2 || parts.length > MOST_MERGED || tasks.size !== parts.length) throw new Refusal('merge.count', `合并的是 2 至 ${String(MOST_MERGED)} 个不同任务对同一对象的检查`, { next: '例如：合并 7-1 9-3 日期=9.16' });
  if (new Set(parts.map(({ visit }) => visit.target?.code)).size > 1) throw new Refusal('merge.objects', '这几户不是同一个检查对象', { next: '发送「合并」查看可以合并的检查' });
  const shared = sharedWindow(parts.map(windowOf));
  if (shared === null) throw new Refusal('merge.no-day', '这几个任务的检查期限没有重合的日子', { next: '确需合并的，请先由经办人改期', clause: MERGE_CLAUSE });
  const from = shared.from > today ? shared.from : today;
  if (on < from || on > shared.to) throw new Refusal('merge.outside-window', `${on} 不在共同的检查期限 ${from} 至 ${shared.to} 内`, { next: `例如：合并 ${visits.join(' ')} 日期=${from}` });
  return [{ type: 'VisitsMerged', unit, visits, on, by: by.id }];
};

/** 取消合并: before anything was found at any of the visits. */
export const decideParting = (unit: UnitId, parts: readonly MergePart[], by: Person, reason: string): readonly Fact[] => {
  requireHand(parts, by);
  const visits = parts.flatMap(({ visit }) => visit.id ?? []);
  const finished = parts.find(({ visit }) => visit.finished !== undefined)?.visit;
  if (finished !== undefined) throw new Refusal('visit.finished', `${finished.id ?? ''} 已登记检查结束，合并检查已经进行`, { next: '不能再取消合并；登记有误请先撤销检查结束' });
  const text = reason.trim().slice(0, 200);
  if (text === '') throw new Refusal('merge.no-reason', '取消合并必须写明理由', { next: `例如：合并 取消 ${visits[0] ?? ''} 两组时间凑不到一起`, clause: '全程留痕' });
  return [{ type: 'VisitsParted', unit, visits, reason: text, by: by.id }];
};

/** 延期 takes a visit out of the merged one when the common day is none of its days any more: they are two visits to the door, and counted as two. */
export const partedByMove = (unit: UnitId, { merged }: Pick<InspectionState, 'merged'>, { from, to }: { readonly from: LocalDate; readonly to: LocalDate }, by: Person): readonly FactOf<'VisitsParted'>[] =>
  (merged === undefined || (merged.on >= from && merged.on <= to) ? [] : [{ type: 'VisitsParted', unit, visits: merged.visits, reason: '其中一户延期检查', by: by.id }]);

/** Groups of merged visits of a unit and year. Stream 'merges/U1/2026'. */
export interface MergesState { readonly groups: readonly (readonly InspectionId[])[] }
export const newMerges: MergesState = { groups: [] };
export const evolveMerges = (state: MergesState, fact: Fact): MergesState => {
  if (fact.type === 'VisitsMerged') return { groups: [...state.groups, fact.visits] };
  return fact.type === 'VisitsParted' ? { groups: state.groups.filter((group) => !group.some((visit) => fact.visits.includes(visit))) } : state;
};

/** Of merged visits all but one count for nothing (P15). @param counted whether visits of a task count at all: what was taken back whole, or looks into a complaint, is not the one */
export const countedOnce = ({ groups }: MergesState, counted: (task: TaskId) => boolean): ReadonlySet<InspectionId> =>
  new Set(groups.flatMap((group) => group.filter((visit) => counted(taskOf(visit))).slice(1)));
