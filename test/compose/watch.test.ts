/** What the operator sees of the record, of the reminders and of the boxes. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { gaugesOf, journalWatch, reminderWatch } from '../../src/compose/watch.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { memoryInbox, memoryOutbox } from '../support/memory-chat.ts';

const clock = (): string => '2026-09-08T19:10:00.000Z';

test('a record that does not verify makes the service unhealthy, is logged, and stays so until it verifies again', async () => {
  const logged: unknown[] = [];
  let findings: readonly string[] = ['第 3 条的哈希不对'];
  const watch = journalWatch(async () => ({ entries: 7, findings }), { clock, log: { error: (fields: unknown) => void logged.push(fields) } });
  expect(watch.health()).toMatchObject({ ok: true });
  expect(await watch.run()).toBe(1);
  expect(watch.health()).toEqual({ ok: false, detail: '7 entries at 2026-09-08T19:10:00.000Z, 1 findings' });
  expect(logged).toEqual([{ findings: ['第 3 条的哈希不对'] }]);
  findings = [];
  expect(await watch.run()).toBe(0);
  expect(watch.health()).toMatchObject({ ok: true });
});

describe('reminders', () => {
  const at = (minute: number): string => new Date(Date.parse('2026-09-08T01:00:00.000Z') + minute * 60_000).toISOString();
  const slot = (subject: string) => ({ subject, kind: 'publication', due: '2026-09-01T01:00:00.000Z' });

  test('what stays due for half an hour makes the service unhealthy; what is found due late and given soon does not', async () => {
    let minute = 0;
    let due = [slot('T1')];
    let looks = 0;
    const watch = reminderWatch(() => { looks += 1; return Promise.resolve(due); }, { clock: () => at(minute), log: { error: () => undefined } });
    // Nobody waits for the first look.
    expect(watch.health()).toEqual({ ok: true, detail: '0 due and not given, oldest for 0 min' });
    await watch.refresh();
    expect(watch.health()).toEqual({ ok: true, detail: '1 due and not given, oldest for 0 min' });
    await watch.refresh();
    for (minute = 10; minute <= 30; minute += 10) await watch.refresh();
    due = [...due, slot('T2')];
    minute = 33;
    await watch.refresh();
    // The last look is three minutes old: no other yet.
    expect(looks).toBe(4);
    expect(watch.lag()).toEqual({ waiting: 1, oldestMs: 33 * 60_000 });
    expect(watch.health()).toMatchObject({ ok: false });
    await watch.refresh();
    due = [slot('T2')];
    minute = 40;
    await watch.refresh();
    expect(watch.health()).toEqual({ ok: true, detail: '1 due and not given, oldest for 0 min' });
  });

  test('a look that fails is logged and shows', async () => {
    const logged: unknown[] = [];
    const watch = reminderWatch(() => Promise.reject(new Error('database away')), { clock: () => at(0), log: { error: (fields: unknown) => void logged.push(fields) } });
    await watch.refresh();
    expect(watch.health()).toEqual({ ok: false, detail: 'could not be looked at' });
    expect(logged).toHaveLength(1);
  });
});

test('a scrape of all gauges looks into each box once', async () => {
  const asked = { inbox: 0, outbox: 0 };
  const [inbox, outbox] = [memoryInbox(), memoryOutbox()];
  const watched = {
    inbox: { ...inbox, lag: async (now: string) => { asked.inbox += 1; return inbox.lag(now); } },
    outbox: { ...outbox, lag: async (now: string) => { asked.outbox += 1; return outbox.lag(now); } },
    journal: { head: () => Promise.resolve({ seq: 7, hash: '' as never }) },
    platform: { health: () => ({ ok: true }) },
    reminders: { lag: () => ({ waiting: 2, oldestMs: 90_000 }) },
  };
  const metrics = createMetrics(gaugesOf(watched, clock));
  const server = new Koa().use(metrics.route).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const text = await (await fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`)).text();
    expect(text).toMatch(/^yaohao_reminders_oldest_seconds 90$/m);
    expect(text).toMatch(/^yaohao_outbox_dead 0$/m);
    expect(asked).toEqual({ inbox: 1, outbox: 1 });
  } finally {
    server.close();
    metrics.close();
  }
});
