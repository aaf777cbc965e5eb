/**
 * What every sheet of a task says about it: its settings in words, and every attempt so far – void and abandoned ones too,
 * because a draw repeated until it suits is what the paper must show (P17).
 */
import type { Fact } from '../../domain/events.ts';
import type { Instant } from '../../domain/values.ts';
import type { ItemCode, PersonId, TaskId } from '../../domain/ids.ts';
import { signature } from '../../domain/people/delegation.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import { streamOf } from '../../domain/streams.ts';
import { PHASE_WORDS } from '../../domain/task/ceremony.ts';
import { requireTask } from '../../domain/task/require.ts';
import { lastAttempt, standingAttempt } from '../../domain/task/task.ts';
import type { Attempt, TaskPhase, TaskState } from '../../domain/task/task.ts';
import { ratioText } from '../../domain/rules/ratio.ts';
import { rangeText, scopeText, sourceText } from '../../domain/task/words.ts';
import type { Deps } from '../deps.ts';
import { readResult } from '../queries/read-result.ts';
import { minuteText } from './make.ts';
import type { SheetContent } from './make.ts';

type Reads = Pick<Deps, 'states' | 'blobs' | 'rosters' | 'journal' | 'clock'>;

export const STAGE_WORDS: Readonly<Record<Attempt['stage'], string>> = { together: '对象与人员一并', objects: '检查对象', inspectors: '执法检查人员' };
const PHASES: Readonly<Record<TaskPhase, string>> = { withdrawn: '已撤销', void: '已整任务作废', confirming: '确认名录', drawing: '抽取中', locked: '已锁定', dispatched: '已派发', disclosed: '已公示' };

/** The stages whose results stand. */
const stagesText = (task: TaskState): string => {
  const stages = (['together', 'objects', 'inspectors'] as const).filter((stage) => standingAttempt(task, [stage]) !== null);
  return stages.length === 0 ? '尚未抽取' : stages.map((stage) => STAGE_WORDS[stage]).join('、');
};

/** 「第2次（第1次 已作废：名单有误）」, stage by stage. */
const attemptsText = ({ attempts }: TaskState): string => {
  if (attempts.length === 0) return '尚未抽取';
  const stages = [...new Set(attempts.map(({ stage }) => stage))];
  return stages.map((stage) => {
    const own = attempts.filter((attempt) => attempt.stage === stage);
    const ended = own.flatMap(({ phase, endedBecause }, index) => (phase === 'void' || phase === 'abandoned' ? [`第${String(index + 1)}次 ${PHASE_WORDS[phase]}：${endedBecause ?? ''}`] : []));
    return `${STAGE_WORDS[stage]} 共${String(own.length)}次${ended.length === 0 ? '' : `（${ended.join('；')}）`}`;
  }).join('；');
};

/** 「已整任务作废：理由（2026-09-10 09:30）」 where the main leader took the locked task back. */
export const statusText = ({ phase, voided }: TaskState): string => (voided === undefined ? PHASES[phase] : `${PHASES[phase]}：${voided.reason}（${minuteText(voided.at)}）`);

/** How often it was drawn, or begun to be drawn, for nothing (P17). */
export const endedAttempts = ({ attempts }: Pick<TaskState, 'attempts'>): number => attempts.filter(({ phase }) => phase === 'void' || phase === 'abandoned').length;

export const attemptRecords = ({ attempts }: TaskState): readonly SheetRecord[] => {
  const counted = new Map<Attempt['stage'], number>();
  return attempts.map(({ stage, phase, drawnAt, committedAt, endedBecause }, index): SheetRecord => {
    const nth = (counted.get(stage) ?? 0) + 1;
    counted.set(stage, nth);
    return { 序号: index + 1, 阶段: STAGE_WORDS[stage], 次数: `第${String(nth)}次`, 状态: PHASE_WORDS[phase], 抽取时间: minuteText(drawnAt ?? committedAt), 理由: endedBecause ?? '' };
  });
};

/** Codes with their names, in the order of the task. */
export const namesOfItems = async (deps: Reads, task: TaskState): Promise<ReadonlyMap<ItemCode, string>> => {
  const { unit, settings } = requireTask(task);
  const { state } = await deps.states.load('roster', rosterStream(unit, 'items'));
  return new Map(await Promise.all(settings.items.map(async (code) => {
    const row = await deps.rosters.row(unit, 'items', state.version, code);
    return [code, row === null ? code : `${code} ${String(row['name'])}`] as const;
  })));
};

/** The fields all sheets of a task share. */
export const taskFields = async (deps: Reads, task: TaskState): Promise<SheetRecord> => {
  const { id, settings } = requireTask(task);
  return {
    任务编号: id, 任务名称: settings.name, 任务来源: sourceText(settings), 抽查类型: settings.scope.length === 0 ? '不定向' : '定向', 检查对象范围: scopeText(settings.scope),
    发起科室: settings.section, 配合科室: settings.cooperating.length === 0 ? '无' : settings.cooperating.join('、'), 检查事项: [...(await namesOfItems(deps, task)).values()].join('；'),
    检查期限: periodOf(task), 每组人数: settings.teamSize, 抽取情况: attemptsText(task),
  };
};

export const periodOf = (task: TaskState): string => {
  const { window } = requireTask(task).settings;
  return `${window.from} 至 ${window.to}`;
};

interface Confirmed { readonly roster: 'targets' | 'inspectors'; readonly section: string; readonly rosterVersion: number; readonly by: PersonId; /** In whose place. */ readonly principal: PersonId | null; readonly at: Instant }

/** The confirmations that hold, with the time each was given. */
const confirmationsOf = async (deps: Reads, task: TaskState): Promise<readonly Confirmed[]> => {
  const entries = await deps.journal.ofStream(streamOf('task', requireTask(task).id));
  const given = entries.flatMap(({ at, events }) => events.filter((fact): fact is Extract<Fact, { type: 'RosterConfirmed' }> => fact.type === 'RosterConfirmed').map((fact) => ({ ...fact, at })));
  return task.confirmations.map(({ roster, section, rosterVersion, by }) => {
    const fact = given.findLast((each) => each.roster === roster && each.section === section);
    return { roster, section, rosterVersion, by, principal: fact?.for ?? null, at: fact?.at ?? '' };
  });
};

const confirmationRecords = async (deps: Reads, task: TaskState, unit: UnitState): Promise<readonly SheetRecord[]> =>
  (await confirmationsOf(deps, task)).map(({ roster, section, rosterVersion, by, principal, at }, index): SheetRecord => ({
    序号: index + 1, 名录: ROSTER_NAMES[roster], 科室: section, 名录版本: `第${String(rosterVersion)}版`, 确认人: signature(unit, by, principal), 确认时间: minuteText(at),
  }));

const loaded = async (deps: Reads, id: TaskId): Promise<{ readonly task: TaskState; readonly unit: UnitState }> => {
  const { state: task } = await deps.states.load('task', id);
  const { state: unit } = await deps.states.load('unit', requireTask(task).unit);
  return { task, unit };
};

/** 抽查任务方案表: what is to be drawn and how, before and after the draw. */
export const taskContent = async (deps: Reads, id: TaskId): Promise<SheetContent> => {
  const { task, unit } = await loaded(deps, id);
  const { settings, rules } = requireTask(task);
  const drawn = standingAttempt(task, ['objects', 'together']);
  const result = drawn?.result == null ? null : await readResult(deps.blobs, drawn.result.sha256);
  const strata = settings.strata.map(({ name, where, ratio }): SheetRecord => {
    const counted = result?.strata.find((stratum) => stratum.name === name);
    const said: SheetRecord = { 层别: name, 条件: where.length === 0 ? '其余对象' : rangeText(where), 比例: ratioText(ratio) };
    return counted === undefined ? said : { ...said, 在册: counted.onRoster, 排除: counted.excluded, 合格: counted.eligible, 应抽: counted.wanted, 实抽: counted.drawn, 缺口: counted.shortfall };
  });
  const fields: SheetRecord = {
    ...(await taskFields(deps, task)), 比例理由: settings.ratioReason === '' ? '无' : settings.ratioReason, 创建时间: minuteText(task.createdAt), 任务状态: statusText(task),
    抽取阶段: stagesText(task),
  };
  return { period: periodOf(task), rules, suffix: `_${id}`, fields, lists: { 层: strata, 确认: await confirmationRecords(deps, task, unit), 历次: attemptRecords(task) } };
};

/** 两库确认书 (威海 第八条): who confirmed which list, in which version, when. */
export const confirmationContent = async (deps: Reads, id: TaskId): Promise<SheetContent> => {
  const { task, unit } = await loaded(deps, id);
  const { unit: unitId, rules } = requireTask(task);
  const confirmed = await confirmationRecords(deps, task, unit);
  if (confirmed.length === 0) throw new Refusal('confirmation.none', `${id} 的名录还没有科室确认`, { next: '请责任科室负责人发送：确认名录 ' + id, clause: '抽取前须确认两库' });
  const counts = await Promise.all((['targets', 'inspectors'] as const).map(async (roster) => {
    const version = task.confirmations.find((each) => each.roster === roster)?.rosterVersion ?? 0;
    return version === 0 ? 0 : deps.rosters.count(unitId, roster, version);
  }));
  const last = lastAttempt(task);
  const fields: SheetRecord = {
    ...(await taskFields(deps, task)), 对象数: counts[0] ?? 0, 人员数: counts[1] ?? 0, 对象名单指纹: last?.targets.sha256 ?? '尚未冻结', 人员名单指纹: last?.inspectors.sha256 ?? '尚未冻结',
    确认情况: task.questioned === null ? `已确认 ${String(confirmed.length)} 项` : `${task.questioned.section}提出问题：${task.questioned.what}`,
  };
  return { period: periodOf(task), rules, suffix: `_${id}`, fields, lists: { 确认: confirmed, 历次: attemptRecords(task) } };
};
