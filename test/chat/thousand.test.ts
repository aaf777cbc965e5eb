/**
 * A thousand inspectors hear of one dispatch: the real outbox and the real pacing before the sandbox's own limits, on a
 * clock moved by hand. Counts only: how many arrived, in which order, how long it took on that clock, what was refused.
 */
import { createPacer } from '../../src/adapters/feishu/pacing.ts';
import { outbox } from '../../src/chat/outbox.ts';
import { PlatformError } from '../../src/chat/platform.ts';
import type { Platform } from '../../src/chat/platform.ts';
import type { OutboxItem } from '../../src/chat/ports.ts';
import { laneOf } from '../../src/chat/ports.ts';
import { appLimits, chatLimit, createBuckets, userLimit } from '../../src/sandbox/world/buckets.ts';
import { fakePlatform, virtualTimers } from '../support/chat-office.ts';
import { manualTiming } from '../support/manual-timing.ts';
import { memoryOutbox } from '../support/memory-chat.ts';

const PEOPLE = 1000;
/** What the limits allow at best: fifty at the beginning of every second, a thousand a minute. */
const bestMs = (messages: number): number => Math.floor((messages - 1) / 1000) * 60_000 + Math.floor(((messages - 1) % 1000) / 50) * 1000;

const randomFrom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4_294_967_296;
  };
};

interface Arrival { readonly at: number; readonly lane: string; readonly text: string }

/** @param faults share of calls that fail for no reason of ours, half of them refused, half of them lost on the way back */
const deliver = async (items: readonly Omit<OutboxItem, 'notBefore'>[], faults = 0) => {
  const timing = manualTiming();
  const begin = timing.now();
  const buckets = createBuckets({ now: timing.now, at: () => () => undefined, advance: () => Promise.resolve(), stop: () => undefined });
  const pacer = createPacer(timing);
  const random = randomFrom(20260908);
  const arrivals: Arrival[] = [];
  const seen = new Set<string>();
  const refusals: string[] = [];
  let failed = 0;
  const remember = fakePlatform();
  const platform: Platform = {
    ...remember,
    send: async (to, message, options) => {
      const receiver = to.kind === 'group' ? to.chat : to.user;
      await pacer.pass({ kind: 'receiver', id: receiver });
      const luck = random();
      if (luck < faults / 2) {
        failed += 1;
        throw luck < faults / 4 ? new PlatformError('rate', '99991400', 1000) : new PlatformError('retry', 'HTTP 502');
      }
      const exhausted = buckets.take([...appLimits, to.kind === 'group' ? chatLimit(receiver) : userLimit(receiver)]);
      if (exhausted !== null) {
        refusals.push(exhausted.limit.key);
        throw new PlatformError('rate', exhausted.limit.key, exhausted.waitMs);
      }
      if (!seen.has(options.uuid)) arrivals.push({ at: timing.now() - begin, lane: laneOf('feishu', to), text: message.kind === 'text' ? message.text : '' });
      seen.add(options.uuid);
      if (luck < faults) {
        failed += 1;
        throw new PlatformError('retry', 'the answer was lost');
      }
      return { message: options.uuid, card: null };
    },
  };
  const store = memoryOutbox();
  const now = (): string => new Date(timing.now()).toISOString();
  const box = outbox({ store, platforms: new Map([['feishu', platform]]), clock: now, random, timers: virtualTimers(), owner: 'test', concurrency: 16, restMs: 1000, unreachable: () => Promise.resolve(), log: () => undefined });
  await box.put(items.map((item) => ({ ...item, notBefore: now() })));
  for (let rounds = 0; rounds < 5000; rounds += 1) {
    await timing.until(box.drain());
    if ((await store.lag(now())).waiting === 0) break;
    await timing.advance(100);
  }
  const { waiting, dead } = await store.lag(now());
  return { arrivals, refusals, failed, waiting, dead };
};

const told = (people: number, each: number): readonly Omit<OutboxItem, 'notBefore'>[] =>
  Array.from({ length: people * each }, (_, n) => ({ key: `dispatch/${String(n)}`, platform: 'feishu', to: { kind: 'person', user: `ou_${String(n % people)}` }, message: { kind: 'text', text: String(Math.floor(n / people)) }, subject: null }));
const busiest = (arrivals: readonly Arrival[], perMs: number): number => {
  const starts = arrivals.map(({ at }) => at).toSorted((a, b) => a - b);
  let from = 0;
  return starts.reduce((most, at, n) => {
    while (at - (starts[from] ?? at) >= perMs) from += 1;
    return Math.max(most, n - from + 1);
  }, 0);
};
const last = (arrivals: readonly Arrival[]): number => Math.max(...arrivals.map(({ at }) => at));

test('a thousand people, one message each: all arrive within 1.2 times what the limits allow, and no limit is ever met', async () => {
  const { arrivals, refusals, waiting, dead } = await deliver(told(PEOPLE, 1));
  expect(new Set(arrivals.map(({ lane }) => lane)).size).toBe(PEOPLE);
  expect({ refusals, waiting, dead }).toEqual({ refusals: [], waiting: 0, dead: 0 });
  expect(busiest(arrivals, 1000)).toBeLessThanOrEqual(50);
  expect(busiest(arrivals, 60_000)).toBeLessThanOrEqual(1000);
  expect(last(arrivals)).toBeLessThanOrEqual(bestMs(PEOPLE) * 1.2);
}, 60_000);

test('three cards each, and the group beside them: the minute is kept over three minutes, each chat in order, at most five a second', async () => {
  const group = Array.from({ length: 20 }, (_, n) => ({ key: `group/${String(n)}`, platform: 'feishu' as const, to: { kind: 'group' as const, chat: 'oc_1' }, message: { kind: 'text' as const, text: String(n) }, subject: null }));
  const { arrivals, refusals, waiting, dead } = await deliver([...told(PEOPLE, 3), ...group]);
  expect({ refusals, waiting, dead, arrived: arrivals.length }).toEqual({ refusals: [], waiting: 0, dead: 0, arrived: 3020 });
  expect(busiest(arrivals, 60_000)).toBeLessThanOrEqual(1000);
  const lanes = new Map<string, Arrival[]>();
  for (const each of arrivals) lanes.set(each.lane, [...(lanes.get(each.lane) ?? []), each]);
  for (const list of lanes.values()) {
    expect(busiest(list, 1000)).toBeLessThanOrEqual(5);
    expect(list.map(({ text }) => Number(text))).toEqual(list.map((_, n) => n));
  }
  expect(last(arrivals)).toBeLessThanOrEqual(bestMs(3020) * 1.2);
}, 120_000);

test('every tenth call fails at random, refused or with its answer lost: nobody is left out, nobody hears it twice', async () => {
  const { arrivals, refusals, failed, waiting, dead } = await deliver(told(PEOPLE, 1), 0.1);
  expect(failed).toBeGreaterThan(60);
  expect(arrivals.map(({ lane }) => lane).toSorted()).toEqual(told(PEOPLE, 1).map(({ platform, to }) => laneOf(platform, to)).toSorted());
  expect({ refusals, waiting, dead }).toEqual({ refusals: [], waiting: 0, dead: 0 });
}, 60_000);
