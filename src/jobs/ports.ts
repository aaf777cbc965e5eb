/**
 * What the jobs need from outside, in their own words: calls into the application and the stores, and somebody who keeps time.
 */
import type { Instant } from '../domain/values.ts';

export interface JobRow {
  readonly name: string;
  /** Cron in Asia/Shanghai. */
  readonly cron: string;
  /** A run longer than this counts as dead: its lock is freed, and the row runs again, here or elsewhere. */
  readonly lockSeconds: number;
  /** Kept with the plan in the database. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** @throws when the kept payload is not what the row understands */
  readonly run: (payload: unknown, now: Instant) => Promise<number>;
}

/** Each call is safe to run twice and at any time; the count is for the log. */
export interface JobCalls {
  /** Reminds of assignments nobody accepted in time; records each reminder once. */
  readonly sweepAcceptances: (now: Instant) => Promise<number>;
  /** Asks again for substitutions nobody has decided. */
  readonly sweepSubstitutions: (now: Instant) => Promise<number>;
  /** Asks for substitutes of members who cannot make their visit any more. */
  readonly forceSubstitutions: (now: Instant) => Promise<number>;
  /** Asks for both lists the working day before a planned draw, and for the draw at its hour; draws nothing. */
  readonly sweepDraws: (now: Instant) => Promise<number>;
  /** Reminds of publications that come due or are overdue. */
  readonly sweepPublications: (now: Instant) => Promise<number>;
  /** Tells the teams of no-notice tasks their targets on the morning of the first day. */
  readonly sweepTargets: (now: Instant) => Promise<number>;
  /** 8:30: everything due for a person, on one card. */
  readonly sweepDigests: (now: Instant) => Promise<number>;
  /** The head of the journal, to the supervisors. */
  readonly sweepAnchors: (now: Instant) => Promise<number>;
  /** The first working day of a month: the month before, to the supervisors. */
  readonly sweepMonthly: (now: Instant) => Promise<number>;
  /** What needs the operator, to the administrators. */
  readonly sweepHealth: (now: Instant) => Promise<number>;
  /** Asks for the quarterly check of the rosters; certificates that run out, key objects to be reviewed. */
  readonly sweepRosterChecks: (now: Instant) => Promise<number>;
  /** Sends cards anew that still ask something and can soon be changed no more. */
  readonly resendOldCards: (now: Instant) => Promise<number>;
  /** Ends ceremonies whose witness did not come, as the rules say. */
  readonly sweepWitnesses: (now: Instant) => Promise<number>;
  /** Forgets handled messages of both boxes that are older than this. */
  readonly sweepBoxes: (before: Instant) => Promise<number>;
  /** Removes stored bytes that no entry names and that are older than this. */
  readonly sweepBlobs: (before: Instant) => Promise<number>;
  /** Re-hashes the journal and compares the projections with it; the number of places that do not agree. */
  readonly verifyJournal: () => Promise<number>;
}

export interface JobLog {
  readonly info: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (fields: Readonly<Record<string, unknown>>, message: string) => void;
}

/** Who runs the rows when they are due: any number of processes on one database, each slot in one of them. */
export interface Scheduler {
  /** Plans what is not planned yet and starts to run what is due; what was missed while nobody ran is run once. */
  readonly start: (rows: readonly JobRow[]) => Promise<void>;
  readonly health: () => Promise<{ readonly ok: boolean; readonly detail: string }>;
  /** Takes nothing new and waits for what runs, at most this long. */
  readonly stop: (limitMs: number) => Promise<void>;
}
