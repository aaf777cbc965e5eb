/**
 * The unit's tree of draws (抽取日志): one RFC 9162 tree for everything that ever began or ended a draw of the unit.
 *
 * A leaf says that an attempt was committed, got its result, was declined, given up, voided or locked. Each plan pins the
 * tree as it was (`logSize`, root, the number of the draw, the plan before), so whoever noted one plan or one checkpoint
 * can tell whether anything before it was rewritten, dropped or inserted. Leaves are made from facts alone and name nobody.
 */
import { canonical, sha256Hex } from '../canonical.ts';
import type { Json } from '../canonical.ts';
import type { Fact } from '../events.ts';
import type { Instant } from '../values.ts';
import type { LogEvent, LogType } from './log.ts';
import { hashOfHex, hexOf, leafHash, rootOfPeaks, withLeaf } from './merkle.ts';
import type { Hash } from './merkle.ts';
import type { PlanPosition } from './types.ts';

/** Stream 'draws/<unit>'. */
export interface DrawsState {
  /** Number of the unit's last draw; numbers are consecutive, attempts that came to nothing have theirs. */
  readonly draws: number;
  /** Hash of its plan. */
  readonly lastPlan: string | null;
  /** Leaves in the tree. */
  readonly size: number;
  /** Roots of its complete subtrees, hex, largest first. */
  readonly peaks: readonly string[];
}
export const newDraws: DrawsState = { draws: 0, lastPlan: null, size: 0, peaks: [] };

export const positionIn = ({ draws, lastPlan, peaks }: DrawsState): PlanPosition => ({ drawNo: draws + 1, prev: lastPlan, root: hexOf(rootOfPeaks(peaks.map(hashOfHex))) });

interface Leaf { readonly type: LogType; readonly task: string; readonly attempt: number; /** Of the plan, or of the result as published. */ readonly hash: string | null }
const hashOfLeaf = (leaf: Leaf, at: Instant): Hash => leafHash(new TextEncoder().encode(canonical({ ...leaf, at })));

const leafOfFact = (fact: Fact): Leaf | null => {
  switch (fact.type) {
    case 'DrawCommitted': return { type: 'plan', task: fact.task, attempt: fact.attempt, hash: fact.planHash };
    // A result kept under the older form names inspectors; its digest would give them away and is not in the tree.
    case 'DrawCompleted': return fact.published === undefined ? null : { type: 'result', task: fact.task, attempt: fact.attempt, hash: fact.published };
    case 'WitnessDeclined': return { type: 'declined', task: fact.task, attempt: fact.attempt, hash: null };
    case 'AttemptAbandoned': return { type: 'abandoned', task: fact.task, attempt: fact.attempt, hash: null };
    case 'AttemptVoided': return { type: 'void', task: fact.task, attempt: fact.attempt, hash: null };
    case 'ObjectionDecided': return fact.upheld ? { type: 'objection-decided', task: fact.task, attempt: fact.attempt, hash: null } : null;
    case 'DrawLocked': return { type: 'locked', task: fact.task, attempt: fact.attempt, hash: null };
    default: return null;
  }
};

/** The leaf a fact adds to the tree; null for facts that are no milestone of a draw. */
export const unitLeaf = (fact: Fact, at: Instant): Hash | null => {
  const leaf = leafOfFact(fact);
  return leaf === null ? null : hashOfLeaf(leaf, at);
};

/** The leaf an event of a task's log stands for in the unit's tree. */
export const leafOfEvent = ({ type, at, body }: LogEvent, task: string, attempt: number): Hash | null => {
  const isLeaf = ['plan', 'result', 'declined', 'abandoned', 'void', 'locked'].includes(type) || (type === 'objection-decided' && (body as Readonly<Record<string, Json>>)['upheld'] === true);
  if (!isLeaf) return null;
  return hashOfLeaf({ type, task, attempt, hash: type === 'plan' || type === 'result' ? sha256Hex(canonical(body)) : null }, at);
};

export const evolveDraws = (state: DrawsState, fact: Fact, at: Instant): DrawsState => {
  const leaf = unitLeaf(fact, at);
  if (leaf === null) return state;
  const grown = { ...state, size: state.size + 1, peaks: withLeaf(state.peaks.map(hashOfHex), state.size, leaf).map(hexOf) };
  return fact.type === 'DrawCommitted' ? { ...grown, draws: state.draws + 1, lastPlan: fact.planHash } : grown;
};
