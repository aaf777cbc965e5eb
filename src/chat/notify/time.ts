/** Who hears of the calendar, the end of visits, the publication, and what is due. The group hears of a publication, and of one that is overdue. */
import { calendarOf } from '../../domain/calendar/calendar.ts';
import { isWorkingDay } from '../../domain/calendar/working-days.ts';
import type { Calendar, CalendarState } from '../../domain/calendar/calendar.ts';
import type { FactOf } from '../../domain/events.ts';
import { taskOf } from '../../domain/ids.ts';
import type { InspectionId, TaskId, UnitId } from '../../domain/ids.ts';
import { isInCharge } from '../../domain/people/permissions.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { ROSTER_WORDS } from '../../domain/task/confirm.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { EVERYWHERE } from '../../application/calendar.ts';
import { runningByDue, taskDeadlines } from '../../application/queries/deadlines.ts';
import { DEPLOYMENT } from '../../application/set-up.ts';
import { disclosedGroupCard } from '../cards/disclosure.ts';
import { daysWords, dayWords } from '../day-words.ts';
import { silent } from './hearing.ts';
import type { HearingDeps, Hearing } from './hearing.ts';
import { outsiderGroups, ownGroups, peopleOf, tell, tellAll, toGroup, without } from './note.ts';
import type { Note } from './note.ts';
import { unique } from './short-visits.ts';
import { refreshTeam } from './assignments.ts';


/** The units a change of the calendar is for. */
const unitsOf = async (deps: HearingDeps, scope: FactOf<'CalendarImported'>['scope']): Promise<readonly UnitId[]> => (scope === EVERYWHERE ? (await deps.states.load('deployment', DEPLOYMENT)).state.units : [scope]);

/** Clerks hear what was changed; everybody whose deadline it moves hears from when to when. */
const calendarChanged = async (deps: HearingDeps, scope: FactOf<'CalendarImported'>['scope'], what: string, undo: (state: CalendarState, after: Calendar) => CalendarState): Promise<readonly Note[]> => {
  const notes: Note[] = [];
  for (const id of await unitsOf(deps, scope)) {
    const [{ state: unit }, { state: all }, { state: own }] = await Promise.all([deps.states.load('unit', id), deps.states.load('calendar', EVERYWHERE), deps.states.load('calendar', id)]);
    const after = calendarOf(all, own);
    const before = scope === EVERYWHERE ? calendarOf(undo(all, after), own) : calendarOf(all, undo(own, after));
    const changes = await deps.queries.deadlineChanges(id, before);
    const lines = changes.map(({ task, visits, before: was, after }) => `${task}（${String(visits)} 户）${dayWords(was)} → ${dayWords(after)}`);
    const clerks = withRole(unit, 'clerk');
    notes.push(...tellAll(clerks, `calendar/${id}`, lines.length === 0 ? `${what}。在走的期限没有变化。` : `${what}。公示期限有变化：${lines.join('；')}`));
    const told = new Map<Person, string[]>();
    changes.forEach((change, n) => {
      for (const person of without(unique([...peopleOf(unit, change.leaders), ...withRole(unit, 'section-head', change.section)]), ...clerks.map((clerk) => clerk.id))) told.set(person, [...(told.get(person) ?? []), lines[n] ?? '']);
    });
    for (const [person, mine] of told) notes.push(tell(person, `calendar/${id}`, `${what}。公示期限有变化：${mine.join('；')}`));
  }
  return notes;
};

const known = async (deps: HearingDeps, id: TaskId): Promise<{ readonly task: TaskState; readonly unit: UnitState }> => {
  const { state: task } = await deps.states.load('task', id);
  return { task, unit: (await deps.states.load('unit', requireTask(task).unit)).state };
};

/** Those who answer for a task: its section's head, the 分管负责人, the supervisors. */
const overseers = (unit: UnitState, section: string): readonly Person[] => unique([...withRole(unit, 'section-head', section), ...unit.people.filter((person) => isInCharge(person, section)), ...withRole(unit, 'supervisor')]);

/** When the last visit is over the clerk hears by when all of it has to be public. */
const finished = async (deps: HearingDeps, inspection: InspectionId): Promise<readonly Note[]> => {
  const deadlines = await taskDeadlines(deps)(taskOf(inspection));
  if (deadlines.visits.some(({ visit }) => visit.finished === undefined)) return [];
  const { unit } = await known(deps, taskOf(inspection));
  const [first] = runningByDue(deadlines);
  return first === undefined ? [] : tellAll(withRole(unit, 'clerk'), 'all-finished', `${taskOf(inspection)} 已全部检查结束，最早的公示期限是 ${dayWords(first.due)}。发送「期限 ${taskOf(inspection)}」看怎么算的`);
};

type TimeFacts = 'EvidenceFiled' | 'InspectionFinished' | 'InspectionReopened' | 'DisclosureRegistered' | 'DisclosureWithdrawn' | 'OverdueExplained' | 'CalendarImported' | 'LocalDaysChanged' | 'DrawScheduled' | 'DrawPostponed';

export const TIME_HEARING: Hearing<TimeFacts> = {
  EvidenceFiled: silent,
  InspectionFinished: async ({ inspection }, heard) => [...(await refreshTeam(heard, inspection)), ...(await finished(heard.deps, inspection))],
  InspectionReopened: async ({ inspection, reason }, heard) => {
    const { task, unit } = await known(heard.deps, taskOf(inspection));
    const { settings } = requireTask(task);
    const who = without(unique([...withRole(unit, 'clerk'), ...withRole(unit, 'section-head', settings.section), ...withRole(unit, 'supervisor')]), heard.entry.actor.person);
    return [...(await refreshTeam(heard, inspection)), ...tellAll(who, 'reopened', `${inspection} 的检查结束登记已由 ${heard.entry.actor.name} 撤销：${reason}`)];
  },
  // Published in one place of several is not yet published.
  DisclosureRegistered: async ({ task: id, inspection, on, url, channels, left }, { deps }) => {
    if (inspection !== null || (channels !== undefined && left !== 0)) return [];
    const { task, unit } = await known(deps, id);
    return [...ownGroups(unit), ...outsiderGroups(unit)].map((group) => toGroup(group, 'disclosed', { kind: 'card', card: disclosedGroupCard(task, on, url) }));
  },
  DisclosureWithdrawn: async ({ task: id, inspection, reason }, { deps, entry }) => {
    const { task, unit } = await known(deps, id);
    return tellAll(without(overseers(unit, requireTask(task).settings.section), entry.actor.person), 'disclosure-withdrawn', `${inspection ?? id} 的公示登记已由 ${entry.actor.name} 撤销：${reason}。期限重新计算`);
  },
  OverdueExplained: async ({ task: id, due, reason }, { deps, entry }) => {
    const { task, unit } = await known(deps, id);
    const who = without(unique([...overseers(unit, requireTask(task).settings.section), ...withRole(unit, 'leader')]), entry.actor.person);
    return tellAll(who, 'overdue-explained', `${id} 公示逾期（期限 ${dayWords(due)}），${entry.actor.name} 填写原因：${reason}`);
  },
  CalendarImported: ({ scope, year, notice }, { deps }) =>
    calendarChanged(deps, scope, `已导入 ${String(year)} 年放假安排（${notice}）`, (state) => ({ ...state, imports: state.imports.filter((each) => each.year !== year) })),
  LocalDaysChanged: ({ scope, days, change, reason }, { deps }) =>
    calendarChanged(deps, scope, `日历调整：${daysWords(days)} ${change === 'off' ? '停工' : change === 'on' ? '上班' : '恢复公布的安排'}（${reason}）`, (state, after) => ({
      ...state,
      local: [...state.local.filter(({ date }) => !days.includes(date)), ...(change === 'as-official' ? days.map((date) => ({ date, change: isWorkingDay(after, date) ? ('off' as const) : ('on' as const), reason })) : [])],
    })),
  DrawPostponed: async ({ task: id, from, draw, missing }, { deps }) => {
    const { task, unit } = await known(deps, id);
    const { settings } = requireTask(task);
    const heads = missing.flatMap(({ section }) => [...withRole(unit, 'section-head', section), ...withRole(unit, 'liaison', section)]);
    const what = missing.map(({ roster, section }) => `${section}（${ROSTER_WORDS[roster]}）`).join('、');
    const line = `${id} 原定 ${dayWords(from.on)} ${from.time} 抽取，当日未完成名录确认：${what}。已自动顺延到 ${dayWords(draw.on)} ${draw.time}`;
    return [
      ...tellAll(unique(heads), 'draw-postponed', `${line}。请尽快发送「确认名录 ${id}」`),
      ...tellAll(without(unique([...withRole(unit, 'clerk'), ...overseers(unit, settings.section)]), ...heads.map((head) => head.id)), 'draw-postponed', `${line}。另定日期请发送：任务 改期 ${id} 日期 时间 理由`),
    ];
  },
  DrawScheduled: async ({ task: id, draw, reason }, { deps, entry }) => {
    const { task, unit } = await known(deps, id);
    const { settings } = requireTask(task);
    const heads = [settings.section, ...settings.cooperating].flatMap((section) => [...withRole(unit, 'section-head', section), ...withRole(unit, 'liaison', section)]);
    const who = without(unique([...heads, ...overseers(unit, settings.section)]), entry.actor.person);
    return tellAll(who, 'draw-scheduled', `${id} 抽取日定为 ${dayWords(draw.on)} ${draw.time}${reason === '' ? '' : `（${reason}）`}`);
  },
};
