/** The schedule as a table: names, times and payloads make sense, and every row ends in exactly one call. */
import { scheduleOf } from '../../src/jobs/schedule.ts';
import type { JobCalls } from '../../src/jobs/ports.ts';

const NOW = '2026-09-08T01:12:31.000Z';
const asked: (readonly [call: string, at: string])[] = [];
const noting = (call: string) => async (at: string) => asked.push([call, at]);
const calls: JobCalls = {
  sweepAcceptances: noting('acceptances'), sweepSubstitutions: noting('substitutions'), forceSubstitutions: noting('forced substitutions'), sweepDraws: noting('draws'), sweepPublications: noting('publications'), sweepTargets: noting('targets'), sweepDigests: noting('digests'), sweepAnchors: noting('anchors'), sweepMonthly: noting('monthly'), sweepHealth: noting('health'), sweepRosterChecks: noting('roster checks'), resendOldCards: noting('old cards'),
  sweepWitnesses: noting('witnesses'), sweepBoxes: noting('boxes'), sweepBlobs: noting('blobs'), verifyJournal: async () => asked.push(['journal', '']),
};
const rows = scheduleOf(calls);
beforeEach(() => void asked.splice(0));

test('every row has its own name, a readable time and an end to its lock', () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  for (const { cron, lockSeconds } of rows) {
    expect(cron).toMatch(/^[\d*/,-]+( [\d*/,-]+){4}$/);
    expect(lockSeconds).toBeGreaterThanOrEqual(60);
  }
});

test('what speaks to people keeps away from the full and the half hour', () => {
  for (const { name, cron } of rows.filter(({ name: each }) => !each.startsWith('sweep') && each !== 'verify-journal' && each !== 'witness-timeouts')) {
    const [minutes = ''] = cron.split(' ');
    for (const part of minutes.split(',')) {
      const [, from = '', step] = /^(\d+)(?:-\d+\/(\d+))?$/.exec(part) ?? [];
      for (let minute = Number(from); minute < 60; minute += step === undefined ? 60 : Number(step)) expect({ name, isBusy: minute === 0 || minute === 30 }).toEqual({ name, isBusy: false });
    }
  }
});

test('each row understands the payload it plans, and makes one call with the instant it was given', async () => {
  for (const row of rows) await row.run(row.payload, NOW);
  expect(asked).toEqual([
    ['targets', NOW],
    ['digests', NOW],
    ['draws', NOW],
    ['acceptances', NOW],
    ['substitutions', NOW],
    ['forced substitutions', NOW],
    ['publications', NOW],
    ['anchors', NOW],
    ['monthly', NOW],
    ['health', NOW],
    ['roster checks', NOW],
    ['old cards', NOW],
    ['witnesses', NOW],
    ['boxes', '2026-08-11T01:12:31.000Z'],
    ['journal', ''],
    ['blobs', '2026-09-01T01:12:31.000Z'],
  ]);
});

test('a payload that was tampered with in the database is refused before anything is swept', async () => {
  const blobs = rows.find(({ name }) => name === 'sweep-blobs');
  await expect(blobs?.run({ keepDays: -1 }, NOW)).rejects.toThrow();
  await expect(blobs?.run({ keepDays: 7, also: 'this' }, NOW)).rejects.toThrow();
  expect(asked).toEqual([]);
});
