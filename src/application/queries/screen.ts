/**
 * What the meeting-room screen shows of a draw in progress: the same as the card in the group, and nothing beyond it.
 *
 * Built from a white list: no certificate numbers, no reasons of recusal, 「对象 3」 instead of names where the targets must
 * not be told (威海临港细则 第十七条(二)). Whoever holds the address may look, so it closes half a day after the draw began.
 */
import { shortCode } from '../../domain/draw/draw.ts';
import { publicWords, sourceWords, valueWords } from '../../domain/draw/public.ts';
import { eligibleOf } from '../../domain/draw/strata.ts';
import type { DrawResult } from '../../domain/draw/types.ts';
import type { Instant } from '../../domain/values.ts';
import { nthInspection } from '../../domain/ids.ts';
import type { PersonId, TaskId } from '../../domain/ids.ts';
import { personName } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { PHASE_WORDS } from '../../domain/task/ceremony.ts';
import { numberedTarget } from '../../domain/task/notice.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { Attempt, AttemptPhase, TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { readResult } from './read-result.ts';
import { STAGE_NAMES } from '../../domain/task/words.ts';

/** Half a working day and a lunch: a draw that waits for its second stage is still on the screen. */
export const SCREEN_HOURS = 12;
const HOUR_MS = 3_600_000;

export interface ScreenRow {
  readonly no: number;
  readonly target: string;
  readonly stratum: string;
  /** First 8 hex digits; '' in the draw of inspectors, whose targets have no new tickets. */
  readonly ticket: string;
  /** '2/41': place among the eligible of its stratum. */
  readonly rank: string;
  /** Names, the leader's with ★; null before the inspectors are drawn. */
  readonly team: string | null;
}

export interface ScreenDraw {
  readonly phase: AttemptPhase;
  readonly phaseText: string;
  readonly stageText: string;
  /** 1-based among the attempts of the same stage. */
  readonly tryNumber: number;
  readonly drawer: string;
  readonly witness: string;
  readonly committedAt: Instant;
  readonly closeBefore: Instant;
  readonly drawnAt: Instant | null;
  readonly planCode: string;
  /** SHA-256 of the frozen list of targets. */
  readonly snapshot: string;
  readonly contributions: readonly { readonly seq: number; readonly who: string; readonly text: string; readonly closes: boolean }[];
  /** What is awaited after the close, or what was published; null where the rules ask for nothing. */
  readonly publicText: string | null;
  readonly seed: string | null;
  readonly strata: readonly { readonly name: string; readonly eligible: number; readonly drawn: number; readonly shortfall: number }[];
  readonly rows: readonly ScreenRow[];
  readonly attested: boolean;
  /** Why it ended without a result, or what is objected. */
  readonly remark: string | null;
}

export interface Screen {
  readonly unit: string;
  readonly task: TaskId;
  readonly name: string;
  /** Null before the first draw of the task. */
  readonly draw: ScreenDraw | null;
}

const nameIn = (unit: UnitState) => (id: PersonId): string => personName(unit, id);

const rowsOf = (result: DrawResult | null, noNotice: boolean): readonly ScreenRow[] => {
  if (result === null) return [];
  const teams = new Map((result.teams ?? []).map((team) => [team.no, team.members.map(({ name, leader }) => `${name}${leader ? '★' : ''}`).join(' ')]));
  return result.selected.map(({ no, name, stratum, ticket, rank }) => ({
    no, stratum,
    target: noNotice ? numberedTarget(nthInspection(result.task, no)) : name,
    ticket: ticket.slice(0, 8),
    rank: ticket === '' ? '' : `${String(rank)}/${String(eligibleOf(result.strata, stratum))}`,
    team: teams.get(no) ?? null,
  }));
};

const publicTextOf = ({ public: awaited, publicValue }: Attempt): string | null => {
  if (awaited === undefined) return null;
  if (publicValue === undefined) return `等待 ${publicWords(awaited)}`;
  return `${sourceWords(awaited)} ${valueWords(publicValue.value)}${publicValue.confirmedBy === null && publicValue.value.kind !== 'drand' ? '（待核对）' : ''}`;
};

/** When the screen closes: half a day after the draw began, or after its public value came. */
const closesAt = ({ committedAt, public: awaited }: Attempt): number => Math.max(Date.parse(committedAt), awaited === undefined ? 0 : Date.parse(awaited.notBefore)) + SCREEN_HOURS * HOUR_MS;

const drawOf = (task: TaskState, attempt: Attempt, result: DrawResult | null, unit: UnitState): ScreenDraw => {
  const named = nameIn(unit);
  const { phase, stage, contributions, objection } = attempt;
  return {
    phase,
    phaseText: PHASE_WORDS[phase],
    stageText: STAGE_NAMES[stage],
    tryNumber: task.attempts.filter((each) => each.stage === stage && each.attempt <= attempt.attempt).length,
    drawer: named(attempt.drawer),
    witness: named(attempt.witness),
    committedAt: attempt.committedAt,
    closeBefore: attempt.closeBefore,
    drawnAt: attempt.drawnAt,
    planCode: shortCode(attempt.planHash),
    snapshot: attempt.targets.sha256,
    contributions: contributions.map(({ seq, by, text }) => ({ seq, who: named(by), text, closes: by === attempt.witness })),
    publicText: publicTextOf(attempt),
    seed: attempt.seed,
    strata: result?.strata.map(({ name, eligible, drawn, shortfall }) => ({ name, eligible, drawn, shortfall })) ?? [],
    rows: rowsOf(result, task.settings?.noNotice ?? true),
    attested: attempt.attested,
    remark: attempt.endedBecause ?? objection?.reason ?? null,
  };
};

export interface Screening {
  /** Changes whenever what is shown may have changed. */
  readonly version: number;
  /** Reads the result list, which may be long: ask when the version is new. */
  readonly show: () => Promise<Screen>;
}

/** @returns null when there is no such task, it was withdrawn, or its last draw began more than SCREEN_HOURS ago */
export const screenOf = (deps: Pick<Deps, 'states' | 'blobs' | 'clock'>) => async (task: TaskId): Promise<Screening | null> => {
  const { state, version } = await deps.states.load('task', task);
  const { unit: unitId, settings } = state;
  if (state.id === null || unitId === null || settings === null || state.phase === 'withdrawn') return null;
  const attempt = lastAttempt(state);
  if (attempt !== null && Date.parse(deps.clock()) > closesAt(attempt)) return null;
  return {
    version,
    show: async () => {
      const { state: unit } = await deps.states.load('unit', unitId);
      const result = attempt?.result == null ? null : await readResult(deps.blobs, attempt.result.sha256);
      return { unit: unit.name, task, name: settings.name, draw: attempt === null ? null : drawOf(state, attempt, result, unit) };
    },
  };
};
