/**
 * 协助人员和专家: people who come along to a visit and do not inspect (威海临港细则 第八条, 国办发〔2024〕54号).
 *
 * They stand beside the teams, never in them: they fill no post, count towards no certificate and no load, and no draw looks
 * at them. Whoever is in the team of a visit or has a registered interest in its object is no helper there, whenever
 * that became so.
 */
import type { Fact } from '../events.ts';
import type { InspectionId, InspectorCode, TargetCode } from '../ids.ts';
import type { InspectionState } from '../inspection/inspection.ts';
import { demand } from '../people/permissions.ts';
import { impossible } from '../people/separation.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { isKeptApart } from '../roster/interests.ts';
import type { DutyState, Interest } from '../roster/roster.ts';
import type { InspectorRow } from '../roster/rows.ts';
import type { LocalDate } from '../values.ts';
import type { Helper, HelperKind } from './helper-words.ts';
import { leavesOf } from './lines.ts';
import { requireStanding, requireTask } from './require.ts';
import { lockedAttempt } from './task.ts';
import type { TaskState } from './task.ts';

const MOST_HELPERS = 10;
const CLAUSE = '国办发〔2024〕54号（协助人员、专家不得单独实施检查）';

/** What of a visit decides who may come along. */
export interface HelpedVisit {
  readonly id: InspectionId | null;
  readonly target: { readonly code: TargetCode } | null;
  readonly inspectors: readonly InspectorCode[];
}

const isRecused = ({ settings }: Pick<TaskState, 'settings'>, interests: readonly Interest[], helper: InspectorCode, { target }: HelpedVisit): boolean =>
  isKeptApart(interests, helper, target?.code, settings?.window.from ?? '');

/** Who comes along to a visit, each once; those for the whole task first. */
export const helpersOfVisit = (task: Pick<TaskState, 'helpers' | 'settings'>, interests: readonly Interest[], visit: HelpedVisit): readonly Helper[] => {
  const own = (task.helpers ?? []).filter(({ inspection, helper }) => (inspection === null || inspection === visit.id) && !visit.inspectors.includes(helper) && !isRecused(task, interests, helper, visit));
  return [...new Map(own.map((each) => [each.helper, each])).values()];
};

const demandHand = (task: TaskState, by: Person): void => {
  const { settings } = requireTask(task);
  demand(by, 'helper.attach', settings.section);
  requireStanding(task);
};

const demandPresent = (task: TaskState, row: InspectorRow, duty: DutyState, today: LocalDate): void => {
  const { window } = requireTask(task).settings;
  const from = today > window.from ? today : window.from;
  const away = row.status === '请假' || leavesOf(row, duty).some((leave) => leave.from <= window.to && leave.to >= from);
  if (row.status === '停用') throw new Refusal('helper.suspended', `${row.name}在名录中已停用`, { next: '请另选一位；停用有误的：名录 启用 人员 姓名 理由=…' });
  if (away) throw new Refusal('helper.on-leave', `${row.name}在检查期间请假`, { next: '请另选一位；已回来的可先登记：销假 姓名' });
};

export interface WantedHelper {
  readonly inspection: InspectionId | null;
  /** As in the list of today; null = not in it. */
  readonly row: InspectorRow | null;
  readonly as: HelperKind;
}
interface Matter {
  readonly task: TaskState;
  readonly unit: UnitState;
  readonly duty: DutyState;
  /** The visits it is about. */
  readonly visits: readonly InspectionState[];
}

/** @throws Refusal before the teams are locked, after the visit, and for whoever may not come along */
export const decideHelper = ({ task, unit, duty, visits }: Matter, by: Person, { inspection, row, as }: WantedHelper, today: LocalDate): readonly Fact[] => {
  const { id } = requireTask(task);
  demandHand(task, by);
  if (lockedAttempt(task, ['together', 'inspectors']) === null) throw new Refusal('helper.too-early', '检查组还没有抽出并锁定', { next: `锁定之后再安排协助人员和专家；进度发送「任务 ${id}」` });
  if (visits.length === 0) throw new Refusal('inspection.unknown', `没有「${inspection ?? id}」这一户检查`, { next: `发送「期限 ${id}」查看各户编号` });
  const open = visits.filter(({ finished }) => finished === undefined);
  if (open.length === 0) throw new Refusal('visit.finished', `${inspection ?? id} 已登记检查结束`, { next: '检查已经结束，无需再安排协助' });
  if (row === null) throw new Refusal('helper.unknown', '名录里没有这位协助人员或专家', { next: '请先列入执法检查人员名录库：没有执法证的，「是否具备执法资格」填否；外请专家「专家」填是', clause: CLAUSE });
  if (as === 'expert' && !row.expert) throw new Refusal('helper.no-expert', `${row.name}在名录中不是专家`, { next: `可作为协助人员：协助 ${inspection ?? id} ${row.name}；确是专家的，请先在名录「专家」一列填是` });
  const helper = row.code;
  demandPresent(task, row, duty, today);
  const witness = unit.people.find((person) => person.certificate === helper && task.attempts.some((attempt) => attempt.phase === 'locked' && attempt.witness === person.id));
  if (witness !== undefined) throw impossible('helper.witness', 'inspector-witness', witness, []);
  if (open.every(({ inspectors }) => inspectors.includes(helper))) throw new Refusal('helper.in-team', `${row.name}已是本户检查组成员`, { next: '检查组成员无需另列为协助人员' });
  if (open.every((visit) => isRecused(task, duty.interests, helper, visit) || visit.inspectors.includes(helper))) throw new Refusal('helper.recused', `${row.name}与检查对象有利害关系登记，应当回避`, { next: '请另选一位', clause: '执法回避' });
  const now = task.helpers ?? [];
  if (now.some((each) => each.helper === helper && (each.inspection === null || each.inspection === inspection))) throw new Refusal('helper.known', `${row.name}已安排协助 ${inspection ?? id}`, { next: `不再需要的可取消：协助 取消 ${inspection ?? id} ${row.name}` });
  if (now.filter((each) => each.inspection === null || each.inspection === inspection).length >= MOST_HELPERS) throw new Refusal('helper.too-many', `${inspection ?? id} 已有 ${String(MOST_HELPERS)} 名协助人员`, { next: '请先取消不参加的', clause: CLAUSE });
  return [{ type: 'HelperAttached', task: id, inspection, helper, as, by: by.id }];
};

export const decideHelperRelease = (task: TaskState, by: Person, inspection: InspectionId | null, helper: InspectorCode, name: string): readonly Fact[] => {
  const { id } = requireTask(task);
  demandHand(task, by);
  const known = (task.helpers ?? []).filter((each) => each.helper === helper);
  if (known.some((each) => each.inspection === inspection)) return [{ type: 'HelperReleased', task: id, inspection, helper, by: by.id }];
  const [first] = known;
  throw new Refusal('helper.not-attached', `${name}没有安排协助 ${inspection ?? `${id} 全部各户`}`, { next: first === undefined ? `发送「协助 ${inspection ?? id}」查看` : `安排的是 ${first.inspection ?? `${id} 全部各户`}：协助 取消 ${first.inspection ?? id} ${name}` });
};
