/** What taking the next messages costs the database: as many looks as messages taken, however many wait behind them. */
import { mongoOutbox } from '../../../src/adapters/mongo/outbox.ts';
import type { OutboxItem } from '../../../src/chat/ports.ts';
import { testDatabase } from '../../support/engine.ts';

const database = testDatabase();
const minute = (n: number): string => `2026-09-08T01:${String(n).padStart(2, '0')}:00.000Z`;
const item = (n: number, people: number): OutboxItem => ({ key: `m/${String(n)}`, platform: 'feishu', to: { kind: 'person', user: `ou_${String(n % people)}` }, message: { kind: 'text', text: '任务' }, subject: null, notBefore: minute(0) });
/** Index entries and documents the server has looked at so far. */
const looks = async (): Promise<number> => {
  const { metrics } = (await database.get().db.command({ serverStatus: 1 })) as { readonly metrics: { readonly queryExecutor: { readonly scanned: number | { toNumber: () => number }; readonly scannedObjects: number | { toNumber: () => number } } } };
  const { scanned, scannedObjects } = metrics.queryExecutor;
  return Number(scanned) + Number(scannedObjects);
};

test.each([[500], [5000]])('taking ten messages of %i that wait looks at a few dozen entries, twice over', async (waiting) => {
  const outbox = mongoOutbox(database.get().db);
  await outbox.prepare();
  await outbox.put(Array.from({ length: waiting }, (_, n) => item(n, 250)), minute(0));
  // One chat is held by another sender, one waits for its retry: both are passed by.
  await outbox.lease({ owner: 'other', now: minute(1), until: minute(30), limit: 2 });
  await outbox.retryAt('m/1', minute(20), '频率限制');
  for (const round of [1, 2]) {
    const before = await looks();
    const taken = await outbox.lease({ owner: 'one', now: minute(1 + round), until: minute(9), limit: 10 });
    expect(taken.map(({ item: { key } }) => key)).toEqual(Array.from({ length: 10 }, (_, n) => `m/${String(n + 2 + (round - 1) * 10)}`));
    const cost = (await looks()) - before;
    expect(cost).toBeGreaterThanOrEqual(10);
    expect(cost).toBeLessThan(150);
  }
});
