/**
 * Who may take over a post: the candidates with their load, everybody else with the reason (威海临港细则 第十三条).
 *
 * Judged on the lists of today, not of the draw: certificates lapse and people fall ill in between. Where the rule set
 * fills posts by lot (递补抽取), these are pinned by the consent and the round picks among them. Two things stay as the draw
 * froze them, so that a verifier finds the same: an interest that bound then keeps its pair apart to the end of the task, and
 * whoever was on the list and is on none now is named with the reason.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import { readInspectors, readRecusals } from '../../domain/draw/lines.ts';
import type { InspectorLine, RecusalLine } from '../../domain/draw/types.ts';
import { taskOf } from '../../domain/ids.ts';
import type { TaskSettings } from '../../domain/task/settings.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { InspectorCode, SubstitutionId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { fitsItems } from '../../domain/roster/qualified.ts';
import type { InspectorRow, TargetRow } from '../../domain/roster/rows.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { inspectorLine, recusalLines } from '../../domain/task/lines.ts';
import { itemsOfVisit, teamRuleOf } from '../../domain/task/modes.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import { barredByPart } from '../../domain/substitution/decide.ts';
import { refillRule } from '../../domain/substitution/refill.ts';
import { lockedAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { candidatesForPost } from '../../domain/team/substitutes.ts';
import type { Deps } from '../deps.ts';
import { voidTasks } from './open-visits.ts';

export interface Substitutes {
  readonly candidates: readonly { readonly inspector: InspectorCode; readonly name: string; readonly section: string; readonly load: number }[];
  readonly excluded: readonly { readonly inspector: InspectorCode; readonly name: string; readonly reason: string }[];
  /** The post is filled by lot (递补抽取): nobody chooses, and nobody knows the pick yet. */
  readonly byLot: boolean;
}

export type Reads = Pick<Deps, 'states' | 'rosters' | 'blobs' | 'clock'>;

/** Inspections of the year each person is in the team of. */
export const loadsNow = async (deps: Reads, task: TaskState): Promise<ReadonlyMap<string, number>> => {
  const { unit } = requireTask(task);
  const year = localDate(task.createdAt ?? deps.clock()).slice(0, 4);
  const loads = new Map<string, number>();
  const voided = await voidTasks(deps, unit);
  for (const { state } of await deps.states.find('inspection', { unit })) {
    if (state.task?.includes(`${year}-`) !== true || voided.has(state.task)) continue;
    state.inspectors.forEach((inspector) => loads.set(inspector, (loads.get(inspector) ?? 0) + 1));
  }
  return loads;
};

/** The first day on which a visit may still be made. */
const firstDay = (window: TaskSettings['window'], today: LocalDate): LocalDate => (today > window.from ? today : window.from);

/** 当日名录: leave that is over bars nobody, and what is left of the visit's window is what has to be covered. */
const fromToday = (settings: TaskSettings, window: TaskSettings['window'], today: LocalDate): TaskSettings => {
  const from = firstDay(window, today);
  return { ...settings, window: { from, to: window.to > from ? window.to : from } };
};

export interface PeopleNow { readonly lines: readonly InspectorLine[]; /** Whose items in the roster are not those of the visit, where the rules ask for it. */ readonly strangers: Substitutes['excluded'] }

/** @param section people of this section alone, whatever sections take part in the task; null: of those */
export const peopleNow = async (deps: Reads, task: TaskState, visit: InspectionState, loads: ReadonlyMap<string, number>, section: string | null = null): Promise<PeopleNow> => {
  const { value: mustMatch } = rulesOfTask(task).team.requireSpecialityMatch;
  const { unit, settings: asked } = requireTask(task);
  const items = itemsOfVisit(asked, visit.stratum);
  const settings = fromToday({ ...asked, ...(section === null ? {} : { section, cooperating: [] }) }, visit.window ?? asked.window, localDate(deps.clock()));
  const { state: roster } = await deps.states.load('roster', rosterStream(unit, 'inspectors'));
  const { state: duty } = await deps.states.load('duty', unit);
  const lines: InspectorLine[] = [];
  const strangers: Substitutes['excluded'][number][] = [];
  for await (const { row } of deps.rosters.rows(unit, 'inspectors', roster.version)) {
    const line = inspectorLine(row as unknown as InspectorRow, settings, duty, loads.get(String(row['code'])) ?? 0);
    if (line === null) continue;
    if (mustMatch && !fitsItems(row as unknown as InspectorRow, items)) strangers.push({ inspector: line.id, name: line.name, reason: '可查事项不含本次检查事项' });
    else lines.push(line);
  }
  return { lines, strangers };
};

export const sectionOfTarget = async (deps: Reads, task: TaskState, inspection: InspectionState): Promise<string> => {
  const { unit } = requireTask(task);
  const { state: roster } = await deps.states.load('roster', rosterStream(unit, 'targets'));
  const row = await deps.rosters.row(unit, 'targets', roster.version, inspection.target?.code ?? '');
  return (row as unknown as TargetRow | null)?.section ?? '';
};

/** Pairs that must not meet at a visit: those that bind now, and those the draw has frozen, whatever became of them since. */
export const pairsApart = async (deps: Reads, task: TaskState, visit: InspectionState, people: readonly InspectorLine[]): Promise<readonly RecusalLine[]> => {
  const { unit, settings } = requireTask(task);
  const { state: duty } = await deps.states.load('duty', unit);
  const ids = new Set(people.map(({ id }) => id));
  const now = recusalLines(duty, ids, new Set(visit.target === null ? [] : [visit.target.code]), firstDay(visit.window ?? settings.window, localDate(deps.clock())));
  const drawn = lockedAttempt(task, ['together', 'inspectors']);
  const frozen = drawn === null ? [] : readRecusals(await deps.blobs.get(drawn.recusals.sha256)).filter(({ inspector, target }) => ids.has(inspector) && target === visit.target?.code);
  return [...new Map([...now, ...frozen].map((line) => [line.id, line])).values()];
};

/** Whoever was on the list of the draw and is on today's no more: gone to another section, or out of the roster. */
const movedOn = async (deps: Reads, task: TaskState, present: ReadonlySet<string>): Promise<Substitutes['excluded']> => {
  const drawn = lockedAttempt(task, ['together', 'inspectors']);
  if (drawn === null) return [];
  return readInspectors(await deps.blobs.get(drawn.inspectors.sha256)).flatMap(({ id, name }) => (present.has(id) ? [] : [{ inspector: id, name, reason: '已不在参加科室的人员名录中' }]));
};

/** @throws Refusal when there is no such request */
export const substitutes = (deps: Reads) => async (id: SubstitutionId): Promise<Substitutes> => {
  const { state: request } = await deps.states.load('substitution', id);
  if (request.inspection === null || request.inspector === null) throw new Refusal('substitution.unknown', `没有「${id}」这个更换申请`, { next: '发送「我的」查看待审批的申请' });
  const { state: inspection } = await deps.states.load('inspection', request.inspection);
  const { state: task } = await deps.states.load('task', taskOf(request.inspection));
  const { settings, rules } = requireTask(task);
  const set = rulesInForce(rules);
  const byLot = refillRule(set, request.reason).value === 'redraw';
  const code = inspection.target?.code;
  const post = inspection.posts.findIndex((each) => each.inspector === request.inspector);
  if (code === undefined || post < 0) return { candidates: [], excluded: [], byLot };

  // A visit that was passed on is filled from the section that makes it now.
  const { lines: inspectors, strangers } = await peopleNow(deps, task, inspection, await loadsNow(deps, task), inspection.reassigned ?? null);
  const { candidates, excluded } = candidatesForPost({
    post,
    team: { members: inspection.posts },
    target: { code, name: inspection.target?.name ?? '', section: await sectionOfTarget(deps, task, inspection) },
    inspectors,
    recusals: await pairsApart(deps, task, inspection, inspectors),
    rules: inspection.reassigned === undefined ? teamRuleOf(settings, set) : { ...teamRuleOf(settings, set), ...(set.team.leaderFrom.value === 'initiatingSection' ? { leaderSection: inspection.reassigned } : {}) },
  });
  // The team of another section was not drawn: no list of the draw says who could have come.
  const gone = inspection.reassigned === undefined ? await movedOn(deps, task, new Set<string>([...inspectors.map((line) => line.id), ...strangers.map(({ inspector }) => inspector)])) : [];
  const { state: unit } = await deps.states.load('unit', requireTask(task).unit);
  const barred = barredByPart(unit, task, request.approver);
  const parties = candidates.flatMap(({ id: inspector, name }) => (barred.has(inspector) ? [{ inspector, name, reason: barred.get(inspector) ?? '' }] : []));
  return { candidates: candidates.filter(({ id }) => !barred.has(id)).map(({ id: inspector, name, section, load }) => ({ inspector, name, section, load })), excluded: [...parties, ...excluded.map(({ inspector, name, reason }) => ({ inspector, name, reason })), ...strangers, ...gone], byLot };
};
