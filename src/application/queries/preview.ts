/**
 * 预览: what a draw would be applied to, before anything is frozen. Never names who will be drawn: nobody knows yet.
 */
import { EXCLUSION_WORDS } from '../../domain/draw/why.ts';
import type { StratumResult } from '../../domain/draw/types.ts';
import type { DrawStage } from '../../domain/events.ts';
import type { TaskId } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { missingConfirmations } from '../../domain/task/confirm.ts';
import type { ConfirmedRoster, RosterVersions } from '../../domain/task/confirm.ts';
import type { FoundConflict } from '../../domain/task/conflicts.ts';
import { nextStage } from '../../domain/task/ceremony.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { rosterVersions } from '../task.ts';
import { prepareDraw } from './prepare-draw.ts';

export interface Preview {
  readonly task: TaskState;
  readonly stage: DrawStage;
  readonly versions: RosterVersions;
  readonly strata: readonly StratumResult[];
  /** Excluded targets with the category, by code. */
  readonly excluded: readonly { readonly code: string; readonly name: string; readonly reason: string }[];
  readonly inspectors: { readonly onRoster: number; readonly available: number; readonly certified: number; readonly away: readonly { readonly name: string; readonly reason: string }[] };
  readonly recusals: number;
  readonly feasibility: { readonly ok: true } | { readonly ok: false; readonly sentence: string; readonly remedies: readonly string[] };
  /** Said on the card although it prevents nothing, e.g. a roster of two inspectors. */
  readonly notices: readonly string[];
  /** What a person has to give a reason for (P13, X3). */
  readonly conflicts: readonly FoundConflict[];
  readonly missing: readonly { readonly roster: ConfirmedRoster; readonly section: string }[];
}

const AWAY_WORDS = { leave: '请假', suspended: '停用', 'certificate-expired': '执法证过期', witness: '见证人' } as const;

export const previewDraw = (deps: Pick<Deps, 'states' | 'rosters' | 'blobs' | 'clock'>) => async (id: TaskId): Promise<Preview> => {
  const { state: task } = await deps.states.load('task', id);
  const { unit, rules } = requireTask(task);
  const stage = nextStage(task);
  if (stage === null) throw new Refusal('draw.already-locked', '本任务名单已锁定，没有可预览的抽取', { next: '发送「结果表」取抽取结果表，或「复核」重算', clause: rulesInForce(rules).clauses.lockIsFinal });
  const versions = await rosterVersions(deps, unit);
  const { request, frozen, conflicts } = await prepareDraw(deps)(task, stage, versions, null);
  const { inspectors, targets, recusals } = request;
  return {
    task, stage, versions,
    strata: frozen.strata,
    excluded: targets.flatMap(({ id: code, name, excluded }) => (excluded === null ? [] : [{ code, name, reason: EXCLUSION_WORDS[excluded] }])),
    inspectors: {
      onRoster: inspectors.length,
      available: inspectors.filter(({ away }) => away === '').length,
      certified: inspectors.filter(({ away, certified }) => away === '' && certified).length,
      away: inspectors.flatMap(({ name, away }) => (away === '' ? [] : [{ name, reason: AWAY_WORDS[away] }])),
    },
    recusals: recusals.length,
    feasibility: frozen.feasibility,
    notices: frozen.notices,
    conflicts,
    missing: missingConfirmations(task, versions),
  };
};
