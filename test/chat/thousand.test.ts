/**
 * Three thousand messages to a thousand inspectors, and a busy group: the real outbox and the real pacing before the sandbox's
 * own limits, on a clock moved by hand. Counts only: how many arrived, in which order, how long it took on that clock, what was
 * refused. (One message each over real sockets: test/conversation/thousand.test.ts.)
 */
import { createPacer } from '../../src/adapters/feishu/pacing.ts';
import { outbox } from '../../src/chat/outbox.ts';
import { PlatformError } from '../../src/chat/platform.ts';
import type { Platform } from '../../src/chat/platform.ts';
import type { OutboxItem } from '../../src/chat/ports.ts';
import { laneOf } from '../../src/chat/ports.ts';
import { appLimits, chatLimit, createBuckets, userLimit } from '../../src/sandbox/world/buckets.ts';
import { fakePlatform, virtualTimers } from '../support/chat-office.ts';
import { bestMs, busiest } from '../support/limits.ts';
import { manualTiming } from '../support/manual-timing.ts';
import { memoryOutbox } from '../support/memory-chat.ts';

const PEOPLE = 1000;
interface Arrival { readonly at: number; readonly lane: string; readonly text: string }

const deliver = async (items: readonly Omit<OutboxItem, 'notBefore'>[]) => {
  const timing = manualTiming();
  const begin = timing.now();
  const buckets = createBuckets({ now: timing.now, at: () => () => undefined, advance: () => Promise.resolve(), stop: () => undefined });
  const pacer = createPacer(timing);
  const arrivals: Arrival[] = [];
  const seen = new Set<string>();
  const refusals: string[] = [];
  const remember = fakePlatform();
  const platform: Platform = {
    ...remember,
    send: async (to, message, options) => {
      const receiver = to.kind === 'group' ? to.chat : to.user;
      await pacer.pass({ kind: 'receiver', id: receiver });
      const exhausted = buckets.take([...appLimits, to.kind === 'group' ? chatLimit(receiver) : userLimit(receiver)]);
      if (exhausted !== null) {
        refusals.push(exhausted.limit.key);
        throw new PlatformError('rate', exhausted.limit.key, exhausted.waitMs);
      }
      if (!seen.has(options.uuid)) arrivals.push({ at: timing.now() - begin, lane: laneOf('feishu', to), text: message.kind === 'text' ? message.text : '' });
      seen.add(options.uuid);
      return { message: options.uuid, card: null };
    },
  };
  const store = memoryOutbox();
  const now = (): string => new Date(timing.now()).toISOString();
  const box = outbox({ store, platforms: new Map([['feishu', platform]]), clock: now, random: () => 0.5, timers: virtualTimers(), owner: 'test', concurrency: 16, restMs: 1000, unreachable: () => Promise.resolve(), log: () => undefined });
  await box.put(items.map((item) => ({ ...item, notBefore: now() })));
  for (let rounds = 0; rounds < 5000; rounds += 1) {
    await timing.until(box.drain());
    if ((await store.lag(now())).waiting === 0) break;
    await timing.advance(100);
  }
  const { waiting, dead } = await store.lag(now());
  return { arrivals, refusals, waiting, dead };
};

const told = (people: number, each: number): readonly Omit<OutboxItem, 'notBefore'>[] =>
  Array.from({ length: people * each }, (_, n) => ({ key: `dispatch/${String(n)}`, platform: 'feishu', to: { kind: 'person', user: `ou_${String(n % people)}` }, message: { kind: 'text', text: String(Math.floor(n / people)) }, subject: null }));
const last = (arrivals: readonly Arrival[]): number => Math.max(...arrivals.map(({ at }) => at));

test('three cards each, and the group beside them: the minute is kept over three minutes, each chat in order, at most five a second', async () => {
  const group = Array.from({ length: 20 }, (_, n) => ({ key: `group/${String(n)}`, platform: 'feishu' as const, to: { kind: 'group' as const, chat: 'oc_1' }, message: { kind: 'text' as const, text: String(n) }, subject: null }));
  const { arrivals, refusals, waiting, dead } = await deliver([...told(PEOPLE, 3), ...group]);
  expect({ refusals, waiting, dead, arrived: arrivals.length }).toEqual({ refusals: [], waiting: 0, dead: 0, arrived: 3020 });
  expect(busiest(arrivals.map(({ at }) => at), 60_000)).toBeLessThanOrEqual(1000);
  const lanes = new Map<string, Arrival[]>();
  for (const each of arrivals) lanes.set(each.lane, [...(lanes.get(each.lane) ?? []), each]);
  for (const list of lanes.values()) {
    expect(busiest(list.map(({ at }) => at), 1000)).toBeLessThanOrEqual(5);
    expect(list.map(({ text }) => Number(text))).toEqual(list.map((_, n) => n));
  }
  expect(last(arrivals)).toBeLessThanOrEqual(bestMs(3020) * 1.2);
}, 120_000);
