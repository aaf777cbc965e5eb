/**
 * The schedule as a table: name, when, payload, one call. It knows no scheduler.
 *
 * A row only says that it is time to look; what is due at this instant is for the domain to say. So a row may run twice,
 * late, or after days of silence, and nothing happens twice. Minutes keep away from :00 and :30, when everybody's machines
 * are busy; the hours only spare the database, office hours are judged with the unit's own calendar.
 */
import { z } from 'zod';
import type { Instant } from '../domain/values.ts';
import type { JobCalls, JobRow } from './ports.ts';

const row = <P extends Readonly<Record<string, unknown>>>(it: {
  readonly name: string;
  readonly cron: string;
  readonly lockSeconds: number;
  readonly schema: z.ZodType<P>;
  readonly payload: P;
  readonly call: (payload: P, now: Instant) => Promise<number>;
}): JobRow => ({ name: it.name, cron: it.cron, lockSeconds: it.lockSeconds, payload: it.payload, run: async (payload, now) => it.call(it.schema.parse(payload), now) });

const NOTHING = z.strictObject({});
const KEEP = z.strictObject({ keepDays: z.number().int().min(1) });
const DAY_MS = 86_400_000;
const daysBefore = (now: Instant, days: number): Instant => new Date(Date.parse(now) - days * DAY_MS).toISOString();

export const scheduleOf = (calls: JobCalls): readonly JobRow[] => [
  row({ name: 'targets-of-the-day', cron: '2-57/5 7-17 * * *', lockSeconds: 120, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepTargets(now) }),
  row({ name: 'morning-digest', cron: '3-58/5 8-17 * * *', lockSeconds: 300, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepDigests(now) }),
  row({ name: 'planned-draws', cron: '1-56/5 8-17 * * *', lockSeconds: 120, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepDraws(now) }),
  row({ name: 'acceptance-reminders', cron: '4-59/5 8-17 * * *', lockSeconds: 120, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepAcceptances(now) }),
  row({ name: 'substitution-reminders', cron: '8-58/10 8-17 * * *', lockSeconds: 120, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepSubstitutions(now) }),
  row({ name: 'forced-substitutions', cron: '41 8,13 * * *', lockSeconds: 600, schema: NOTHING, payload: {}, call: (_, now) => calls.forceSubstitutions(now) }),
  row({ name: 'publication-deadlines', cron: '6-56/10 8-17 * * *', lockSeconds: 300, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepPublications(now) }),
  row({ name: 'journal-anchor', cron: '47 16-17 * * *', lockSeconds: 120, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepAnchors(now) }),
  row({ name: 'monthly-report', cron: '12,42 9-17 * * *', lockSeconds: 300, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepMonthly(now) }),
  row({ name: 'health-report', cron: '13,43 9-17 * * *', lockSeconds: 120, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepHealth(now) }),
  row({ name: 'roster-checks', cron: '23 9,14 * * *', lockSeconds: 600, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepRosterChecks(now) }),
  row({ name: 'old-cards', cron: '19 9,14 * * *', lockSeconds: 600, schema: NOTHING, payload: {}, call: (_, now) => calls.resendOldCards(now) }),
  row({ name: 'witness-timeouts', cron: '* * * * *', lockSeconds: 120, schema: NOTHING, payload: {}, call: (_, now) => calls.sweepWitnesses(now) }),
  // Platforms redeliver for hours; cards are sent anew after 13 days, the days off behind them included (National Day: 8, Spring Festival: 9), and are found in the outbox.
  row({ name: 'sweep-boxes', cron: '17 * * * *', lockSeconds: 300, schema: KEEP, payload: { keepDays: 28 }, call: ({ keepDays }, now) => calls.sweepBoxes(daysBefore(now, keepDays)) }),
  row({ name: 'verify-journal', cron: '10 3 * * *', lockSeconds: 3600, schema: NOTHING, payload: {}, call: () => calls.verifyJournal() }),
  row({ name: 'sweep-blobs', cron: '40 3 * * *', lockSeconds: 900, schema: KEEP, payload: { keepDays: 7 }, call: ({ keepDays }, now) => calls.sweepBlobs(daysBefore(now, keepDays)) }),
];
