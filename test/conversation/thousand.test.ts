/**
 * A thousand inspectors hear of one dispatch, over real sockets with the platform's SDK, before the sandbox's own limits. The
 * platform's clock is virtual: our pacing moves it, so the seconds counted are those the limits cost, not the machine's.
 */
import { outbox } from '../../src/chat/outbox.ts';
import type { OutboxItem } from '../../src/chat/ports.ts';
import { LINHAI } from '../../src/sandbox/world/tenant.ts';
import { virtualTimers } from '../support/chat-office.ts';
import { openOffice } from '../support/feishu-office.ts';
import { bestMs, busiest } from '../support/limits.ts';
import { memoryOutbox } from '../support/memory-chat.ts';

jest.setTimeout(120_000);
const PEOPLE = 1000;
const PATH = '/open-apis/im/v1/messages';
const BY_CHANCE = 'by chance';
const crowd = Array.from({ length: PEOPLE }, (_, n) => ({ name: `执法人员${String(n)}`, jobTitle: '科员', departments: ['综合科'] }));

/** @param share of the calls that fail for no reason of ours: a third 429, a third 502, a third did their work and lost the answer */
const tellAll = async (share: number) => {
  const office = await openOffice({ transport: 'http', tenant: { ...LINHAI, people: [...LINHAI.people, ...crowd] } });
  const { control, sandbox } = office;
  // Starting asked the platform who the bot is; after a minute of rest all thousand fit into the next.
  await control.clock({ advanceMs: 61_000 });
  const before = control.requests().at(-1)?.n ?? 0;
  control.faults({ api: [
    ...[{ status: 429, code: 99991400 }, { status: 502, code: 2200 }].map((how) => ({ method: 'POST', path: PATH, times: null, share: share / 3, effect: { kind: 'refuse' as const, ...how, msg: BY_CHANCE } })),
    { method: 'POST', path: PATH, times: null, share: share / 3, effect: { kind: 'drop-after' } },
  ] });
  const now = (): string => new Date(sandbox.now()).toISOString();
  const store = memoryOutbox();
  const box = outbox({ store, platforms: new Map([['feishu', office.adapter]]), clock: now, random: () => 0.5, timers: virtualTimers(), owner: 'test', concurrency: 16, restMs: 1000, unreachable: () => Promise.resolve(), log: () => undefined });
  const began = sandbox.now();
  const people = control.state().people.filter(({ name }) => name.startsWith('执法人员'));
  await box.put(people.map(({ openId }): OutboxItem => ({ key: `dispatch/${openId}`, platform: 'feishu', to: { kind: 'person', user: openId }, message: { kind: 'text', text: '您有新的检查任务' }, subject: null, notBefore: now() })));
  for (;;) {
    await box.drain();
    if ((await store.lag(now())).waiting === 0) break;
    await control.clock({ advanceMs: 100 });
  }
  const calls = control.requests({ after: before }).filter(({ path }) => path === PATH);
  const heard = people.map(({ name }) => control.chat({ as: name, private: true }).messages.length);
  const { dead } = await store.lag(now());
  await office.close([99991400, 2200]);
  return { calls, heard, dead, began, failed: calls.filter(({ code }) => code !== 0) };
};

test.each([[0], [0.1]])('of a thousand people everybody hears once, within 1.2 times what the limits allow, and no limit is met (share of failing calls: %d)', async (share) => {
  const { calls, heard, dead, began, failed } = await tellAll(share);
  expect(heard.filter((count) => count !== 1)).toEqual([]);
  expect({ dead, overLimit: failed.filter(({ msg }) => msg !== BY_CHANCE) }).toEqual({ dead: 0, overLimit: [] });
  if (share > 0) expect(failed.length).toBeGreaterThan(40);
  const at = calls.map((call) => Date.parse(call.at) - began);
  expect(busiest(at, 1000)).toBeLessThanOrEqual(50);
  expect(busiest(at, 60_000)).toBeLessThanOrEqual(1000);
  expect(at.at(-1)).toBeLessThanOrEqual(bestMs(calls.length) * 1.2);
});
