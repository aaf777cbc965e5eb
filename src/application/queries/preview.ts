/**
 * 预览: what a draw would be applied to, before anything is frozen, with the whole arithmetic. Never names who will be drawn:
 * nobody knows yet.
 */
import { arithmeticOf, cellCount, totalOf } from '../../domain/draw/arithmetic.ts';
import type { Arithmetic } from '../../domain/draw/arithmetic.ts';
import { plannedRules, remaining, strataFor } from '../../domain/draw/strata.ts';
import { EXCLUSION_WORDS } from '../../domain/draw/why.ts';
import type { StratumResult } from '../../domain/draw/types.ts';
import type { DrawStage } from '../../domain/events.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { TaskId } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { missingConfirmations } from '../../domain/task/confirm.ts';
import type { ConfirmedRoster, RosterVersions } from '../../domain/task/confirm.ts';
import type { FoundConflict } from '../../domain/task/conflicts.ts';
import { nextStage } from '../../domain/task/ceremony.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { Outlook } from '../../domain/team/outlook.ts';
import type { Deps } from '../deps.ts';
import { rosterVersions } from '../task.ts';
import { prepareDraw } from './prepare-draw.ts';
import type { PreparedDraw } from './prepare-draw.ts';

type Reads = Pick<Deps, 'states' | 'rosters' | 'blobs' | 'clock'>;

export interface Preview {
  readonly task: TaskState;
  readonly stage: DrawStage;
  readonly versions: RosterVersions;
  readonly strata: readonly StratumResult[];
  /** How each stratum comes to its size, in the order of `strata`. */
  readonly arithmetic: readonly Arithmetic[];
  /** Visits in all; a range where departments share visits. */
  readonly total: { readonly least: number; readonly most: number };
  /** Systematic mode: cells of the list; null otherwise. */
  readonly cells: number | null;
  /** 补抽: drawn before, neither counted nor drawn again. */
  readonly drawnBefore: number;
  /** In the range, but in no stratum: never drawn. */
  readonly inNoStratum: number;
  /** Excluded targets with the category, by code. */
  readonly excluded: readonly { readonly code: string; readonly name: string; readonly reason: string }[];
  readonly inspectors: {
    readonly onRoster: number;
    readonly available: number;
    readonly certified: number;
    readonly away: readonly { readonly name: string; readonly reason: string }[];
    /** Visits the available ones have this year already. */
    readonly loads: { readonly least: number; readonly most: number };
  };
  readonly recusals: number;
  readonly feasibility: Outlook;
  /** Said on the card although it prevents nothing, e.g. a roster of two inspectors. */
  readonly notices: readonly string[];
  /** What a person has to give a reason for (P13, X3). */
  readonly conflicts: readonly FoundConflict[];
  readonly missing: readonly { readonly roster: ConfirmedRoster; readonly section: string }[];
}

const AWAY_WORDS = { leave: '请假', suspended: '停用', 'certificate-expired': '执法证过期', witness: '见证人' } as const;

/** What the next draw of a task would be made of, as everything is now. */
export const prepareNext = async (deps: Reads, id: TaskId): Promise<PreparedDraw & { readonly task: TaskState; readonly stage: DrawStage; readonly versions: RosterVersions }> => {
  const { state: task } = await deps.states.load('task', id);
  const { unit, rules } = requireTask(task);
  const stage = nextStage(task);
  if (stage === null) throw new Refusal('draw.already-locked', '本任务名单已锁定，没有可预览的抽取', { next: '发送「结果表」取抽取结果表，或「复核」重算', clause: rulesInForce(rules).clauses.lockIsFinal });
  const versions = await rosterVersions(deps, unit);
  return { ...(await prepareDraw(deps)(task, stage, versions, null)), task, stage, versions };
};

const staffing = ({ inspectors }: PreparedDraw['request']): Preview['inspectors'] => {
  const available = inspectors.filter(({ away }) => away === '');
  const loads = available.map(({ load }) => load);
  return {
    onRoster: inspectors.length,
    available: available.length,
    certified: available.filter(({ certified }) => certified).length,
    away: inspectors.flatMap(({ name, away }) => (away === '' ? [] : [{ name, reason: AWAY_WORDS[away] }])),
    loads: { least: loads.reduce((least, load) => Math.min(least, load), loads[0] ?? 0), most: loads.reduce((most, load) => Math.max(most, load), 0) },
  };
};

export const previewDraw = (deps: Reads) => async (id: TaskId): Promise<Preview> => {
  const { request, frozen, conflicts, task, stage, versions } = await prepareNext(deps, id);
  const { targets } = request;
  const rules = plannedRules(request);
  const left = remaining(targets, rules);
  return {
    task, stage, versions, conflicts,
    strata: frozen.strata,
    arithmetic: arithmeticOf(rules, frozen.strata),
    total: stage === 'inspectors' ? { least: targets.length, most: targets.length } : totalOf(targets, rules, frozen.strata),
    cells: rules.cells === undefined ? null : cellCount(targets, rules),
    drawnBefore: targets.length - left.length,
    inNoStratum: stage === 'inspectors' ? 0 : left.filter((line) => strataFor(line, rules).length === 0).length,
    excluded: left.flatMap(({ id: code, name, excluded }) => (excluded === null ? [] : [{ code, name, reason: EXCLUSION_WORDS[excluded] }])),
    inspectors: staffing(request),
    recusals: request.recusals.length,
    feasibility: frozen.feasibility,
    notices: frozen.notices,
    missing: missingConfirmations(task, versions),
  };
};

const COLUMNS = [['代码', 22], ['名称', 34], ['监管科室', 14], ['类型', 10], ['行业', 14], ['区域', 12], ['规模', 8], ['信用等级', 8], ['重点', 6], ['层', 14], ['参加抽取', 8], ['不参加的理由', 24]] as const;

/** Everybody of the range with his stratum, or why he takes no part: for whoever may see the list of the task. */
export const previewSheet = (deps: Reads & Pick<Deps, 'sheetWriter' | 'journal'>) => async (id: TaskId, madeBy: string): Promise<BlobRef> => {
  const { request, task } = await prepareNext(deps, id);
  const rules = plannedRules(request);
  const earlier = new Set(rules.alreadyDrawn ?? []);
  const { settings } = requireTask(task);
  const rows = request.targets.map((line) => {
    const strata = strataFor(line, rules).map(({ name }) => name).join('、');
    const why = earlier.has(line.id) ? '此前已抽中' : line.excluded !== null ? EXCLUSION_WORDS[line.excluded] : strata === '' ? '不在任何一层' : '';
    return [line.id, line.name, line.section, line.kind, line.industry, line.region, line.scale, line.credit, line.key ? '是' : '', strata, why === '' ? '是' : '否', why];
  });
  // The frozen lines hold only the labels this draw looks at; a column nobody has a value in says nothing.
  const used = COLUMNS.map((_, column) => column < 3 || column > 7 || rows.some((row) => row[column] !== ''));
  const { hash } = await deps.journal.head();
  return deps.blobs.put(`抽取预览名单_${id}.xlsx`, deps.sheetWriter.table({
    edition: 'full', unit: request.unit, title: `抽取预览名单（未抽取） ${id} ${settings.name}`, madeBy, madeAt: deps.clock(), fingerprint: hash,
    columns: COLUMNS.map(([title, width]) => ({ title, width })).filter((_, column) => used[column]), rows: rows.map((row) => row.filter((_, column) => used[column])),
  }));
};
