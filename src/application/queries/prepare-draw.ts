/**
 * Everything a draw is asked for, read from the rosters and the year's counts as they are now.
 *
 * Preview and commitment use the same preparation, so what people saw is what is frozen.
 */
import { labelsLookedAt, onlyLabels } from '../../domain/draw/labels.ts';
import { targetsIn } from '../../domain/draw/lines.ts';
import { freeze } from '../../domain/draw/draw.ts';
import type { Frozen } from '../../domain/draw/draw.ts';
import { matches, plannedRules } from '../../domain/draw/strata.ts';
import type { DrawRequest, InspectorLine, TargetLine } from '../../domain/draw/types.ts';
import type { DrawStage } from '../../domain/events.ts';
import type { TargetCode, TaskId } from '../../domain/ids.ts';
import { isKeyObject } from '../../domain/roster/key-object.ts';
import { fitsItems } from '../../domain/roster/qualified.ts';
import type { InspectorRow, TargetRow } from '../../domain/roster/rows.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { nextAttempt } from '../../domain/task/ceremony.ts';
import type { RosterVersions } from '../../domain/task/confirm.ts';
import { conflictsOf } from '../../domain/task/conflicts.ts';
import type { FoundConflict } from '../../domain/task/conflicts.ts';
import { inspectorLine, isOverCap, recusalLines, targetLine } from '../../domain/task/lines.ts';
import type { Counts, VisitCap } from '../../domain/task/lines.ts';
import { drawRulesOf, teamRuleOf } from '../../domain/task/modes.ts';
import { WITHOUT_NAMES } from '../../domain/task/notice.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import { lastAttempt, lockedAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { countsToCap } from '../../domain/task/visit-kinds.ts';
import { isFixedTeam } from '../../domain/team/outlook.ts';
import type { Outlook } from '../../domain/team/outlook.ts';
import type { Remedy } from '../../domain/team/infeasible.ts';
import type { Deps } from '../deps.ts';
import { keyStandings } from './key-objects.ts';
import { readResult } from './read-result.ts';
import { drawnBefore, yearlyCounts } from './yearly.ts';
import type { YearlyCounts } from './yearly.ts';

type Reads = Pick<Deps, 'states' | 'rosters' | 'blobs' | 'clock'>;

interface Lines { readonly lines: readonly TargetLine[]; /** Key targets that take part beyond the yearly cap (count). */ readonly overCap: number }

const targetLines = async (deps: Reads, task: TaskState, version: number, counts: Counts): Promise<Lines> => {
  const { unit, settings, rules } = requireTask(task);
  const { objectCap } = rulesInForce(rules);
  const cap: VisitCap = { maxPerYear: countsToCap(settings) && settings.capException === undefined ? objectCap.maxPerYear.value : null, keyObjectsExempt: objectCap.keyObjectsExempt.value };
  const labels = labelsLookedAt(drawRulesOf(settings), settings.scope);
  const lines: TargetLine[] = [];
  const standings = await keyStandings(deps, unit);
  let overCap = 0;
  for await (const { row } of deps.rosters.rows(unit, 'targets', version)) {
    const visits = counts.visits.get(String(row['code'])) ?? 0;
    const target = row as unknown as TargetRow;
    // What was decided about a target as a key one wins over the column of the imported list.
    const judged: TargetRow = { ...target, key: isKeyObject(target, standings.get(target.code)?.standing) };
    const line = targetLine(judged, visits, cap);
    if (!matches(line, settings.scope)) continue;
    lines.push(onlyLabels(line, labels));
    if (isOverCap(judged, visits, cap)) overCap += 1;
  }
  return { lines, overCap };
};

/** Per inspector the targets that may be drawn now and whose last visit he made, ascending. */
const lastVisits = (targets: readonly TargetLine[], last: YearlyCounts['last']): ReadonlyMap<string, readonly TargetCode[]> => {
  const byInspector = new Map<string, TargetCode[]>();
  for (const { id, excluded } of targets) {
    if (excluded !== null) continue;
    for (const inspector of new Set(last.get(id) ?? [])) {
      const list = byInspector.get(inspector);
      if (list === undefined) byInspector.set(inspector, [id]);
      else list.push(id);
    }
  }
  return new Map([...byInspector].map(([inspector, codes]) => [inspector, codes.sort()]));
};

interface Staff { readonly lines: readonly InspectorLine[]; /** What is said of those left out; no names. */ readonly notices: readonly string[] }

const inspectorLines = async (deps: Reads, task: TaskState, version: number, counts: YearlyCounts, targets: readonly TargetLine[]): Promise<Staff> => {
  const { unit, settings } = requireTask(task);
  const { requireSpecialityMatch: match } = rulesOfTask(task).team;
  const { state: duty } = await deps.states.load('duty', unit);
  // Who was unbound has left, whatever the roster still says: nobody is drawn who would have to be replaced the next day.
  const left = new Set<string>((await deps.states.load('unit', unit)).state.left ?? []);
  const last = lastVisits(targets, counts.last);
  const lines: InspectorLine[] = [];
  let others = 0;
  for await (const { row } of deps.rosters.rows(unit, 'inspectors', version)) {
    const code = String(row['code']);
    const present = row as unknown as InspectorRow;
    const line = inspectorLine(left.has(code) ? { ...present, status: '停用' } : present, settings, duty, counts.loads.get(code) ?? 0, last.get(code));
    if (line === null) continue;
    if (match.value && !fitsItems(present, settings.items)) others += 1;
    else lines.push(line);
  }
  return { lines, notices: others === 0 ? [] : [`${String(others)} 人的可查事项不含本次检查事项，未列入抽取（${match.clause}）`] };
};

/** The targets as they were frozen at the locked first stage (威海 第十四条): a second stage never sees a later roster of them. */
const lockedTargetsOf = async (deps: Reads, task: TaskState): Promise<readonly TargetCode[] | null> => {
  const objects = lockedAttempt(task, ['objects']);
  if (objects?.result == null) return null;
  return (await readResult(deps.blobs, objects.result.sha256)).selected.map(({ code }) => code);
};

const frozenTargets = async (deps: Reads, task: TaskState, locked: ReadonlySet<string>): Promise<readonly TargetLine[]> => {
  const objects = lockedAttempt(task, ['objects']);
  if (objects === null) return [];
  const found: TargetLine[] = [];
  for (const line of targetsIn(await deps.blobs.get(objects.targets.sha256))) if (locked.has(line.id)) found.push(line);
  return found;
};

export interface PreparedDraw {
  readonly request: DrawRequest;
  /** Its outlook with the clause that stands in the way. */
  readonly frozen: Omit<Frozen, 'feasibility'> & { readonly feasibility: { readonly ok: true } | (Extract<Outlook, { readonly ok: false }> & { readonly clause: string }) };
  /** Years of the visits with the versions of their counts; the first one's is also the position in the plan. */
  readonly capYears: readonly { readonly year: number; readonly version: number }[];
  readonly capVersion: number;
  /** What a person has to give a reason for. */
  readonly conflicts: readonly FoundConflict[];
  /** Everybody on the list of the sections taking part, also where only targets are drawn now. */
  readonly staff: readonly InspectorLine[];
  /** Visits of the year by target, without this task's. */
  readonly visits: ReadonlyMap<string, number>;
}

/** P10: before a draw the ways out are those of the task itself; once its targets are locked, only people can change. */
const waysBefore = (id: TaskId, stage: DrawStage): Remedy => ({
  kind: 'wait',
  text: stage === 'inspectors' ? '办理：借调人员写入执法检查人员名录（单位写派出单位）后重新确认；或任务 改期，等有人返岗' : `办理：①借调人员写入执法检查人员名录（单位写派出单位）后重新确认；②请其他科室参加：任务 修改 ${id} 配合=科室；③延期：任务 修改 ${id} 期限=10.9-10.31。不得单人检查`,
});

/** What stands in the way of the draw, by the task's rules too – of people already where only targets are drawn; without a name where none may be said. */
const outlookOf = (found: Outlook, people: Pick<DrawRequest, 'inspectors' | 'team' | 'task' | 'stage'>, { team: { rosterTooSmall, minCertified } }: RuleSet, noNotice: boolean): PreparedDraw['frozen']['feasibility'] => {
  if (!found.ok) return { ...found, remedies: [...found.remedies, waysBefore(people.task, people.stage)], ...(noNotice ? { sentence: WITHOUT_NAMES } : {}), clause: minCertified.clause };
  if (rosterTooSmall.value !== 'block' || !isFixedTeam(people)) return found;
  return {
    ok: false, clause: rosterTooSmall.clause, sentence: `名录中可参加的仅 ${String(people.team.size)} 人，刚够一组，人员随机不成立`,
    remedies: [
      { kind: 'borrow', text: '请配合科室一并参加或向上级、邻近单位借调（跨区域）' }, { kind: 'wait', text: '延期到有人销假' },
      waysBefore(people.task, people.stage),
      { kind: 'wait', text: '人员编制确实如此的，经批准改为固定组队：规则 修改 人员刚够一组时=固定组队 依据=…' },
    ],
  };
};

/**
 * @param versions of the lists: those whose confirmations were checked, so that an import in between is not drawn from
 * @param saltKey keys the salts of lines that the public edition may withhold; null for a preview
 * @throws Refusal when a list is not fit to be frozen
 */
export const prepareDraw = (deps: Reads) => async (task: TaskState, stage: DrawStage, versions: RosterVersions, saltKey: Uint8Array | null): Promise<PreparedDraw> => {
  const { id, unit, settings, rules } = requireTask(task);
  const set = rulesInForce(rules);
  const [counts, unitState, alreadyDrawn] = await Promise.all([yearlyCounts(deps, task), deps.states.load('unit', unit), drawnBefore(deps, task)]);
  const lockedTargets = stage === 'inspectors' ? await lockedTargetsOf(deps, task) : null;
  const { lines: targets, overCap } = lockedTargets === null ? await targetLines(deps, task, versions.targets, counts) : { lines: await frozenTargets(deps, task, new Set<string>(lockedTargets)), overCap: 0 };
  const { lines: staff, notices } = await inspectorLines(deps, task, versions.inspectors, counts, targets);
  const inspectors = stage === 'objects' ? [] : staff;
  const { state: duty } = await deps.states.load('duty', unit);
  const request: DrawRequest = {
    task: id,
    attempt: nextAttempt(task),
    stage,
    unit: unitState.state.name,
    rules,
    ...drawRulesOf(settings, alreadyDrawn),
    team: teamRuleOf(settings, set),
    lockedTargets,
    targets,
    inspectors,
    recusals: recusalLines(duty, new Set(inspectors.map((line) => line.id)), new Set(targets.map((line) => line.id)), settings.window.from),
    previousPlan: lastAttempt(task)?.planHash ?? null,
  };
  const frozen = freeze(request, saltKey);
  const conflicts = conflictsOf({ stage, targets, rules: plannedRules(request), strata: frozen.strata, overCap, ratioReason: settings.ratioReason }, set);
  return { request, frozen: { ...frozen, notices: [...frozen.notices, ...(stage === 'objects' ? [] : notices)], feasibility: outlookOf(frozen.feasibility, { inspectors: staff, team: request.team, task: id, stage }, set, settings.noNotice) }, capYears: counts.years, capVersion: counts.years[0]?.version ?? 0, conflicts, staff, visits: counts.visits };
};
