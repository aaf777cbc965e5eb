/**
 * What was put down is delivered once and in order, on good days and bad.
 */
import { outbox, uuidOf, waitAfter } from '../../src/chat/outbox.ts';
import type { Outbox } from '../../src/chat/outbox.ts';
import { PlatformError } from '../../src/chat/platform.ts';
import type { Address, Card, CardRef, PlatformErrorKind } from '../../src/chat/platform.ts';
import type { OutboxItem } from '../../src/chat/ports.ts';
import { memoryOutbox } from '../support/memory-chat.ts';
import { fakePlatform, virtualTimers } from '../support/chat-office.ts';
import type { FakePlatform } from '../support/chat-office.ts';

const START = Date.parse('2026-09-08T01:00:00.000Z');
const person = (user: string): Address => ({ kind: 'person', user });
const cardOf = (title: string): Card => ({ title, tone: 'info', summary: title });

interface Desk {
  readonly box: Outbox;
  readonly platform: FakePlatform;
  readonly store: ReturnType<typeof memoryOutbox>;
  readonly pass: (milliseconds: number) => void;
  readonly now: () => string;
  readonly item: (key: string, over?: Partial<OutboxItem>) => OutboxItem;
  readonly texts: () => readonly string[];
  /** Keys of messages whose reader was reported as out of reach. */
  readonly lost: readonly string[];
  /** A new process on the same store. */
  readonly again: () => Outbox;
}

const desk = (): Desk => {
  let time = START;
  const lost: string[] = [];
  const now = (): string => new Date(time).toISOString();
  const platform = fakePlatform();
  const store = memoryOutbox();
  const again = (): Outbox =>
    outbox({
      store, platforms: new Map([['feishu', platform]]), clock: now, random: () => 0.5, timers: virtualTimers(), owner: 'test', concurrency: 4, restMs: 1000, log: () => undefined,
      unreachable: (item) => {
        lost.push(item.key);
        return Promise.resolve();
      },
    });
  return {
    platform, store, lost, now, again, box: again(),
    pass: (milliseconds) => { time += milliseconds; },
    item: (key, over = {}) => ({ key, platform: 'feishu', to: person('王敏'), message: { kind: 'text', text: key }, subject: null, notBefore: now(), ...over }),
    texts: () => platform.sent.map(({ message }) => (message.kind === 'text' ? message.text : message.kind === 'card' ? message.card.title : message.name)),
  };
};
const fault = (kind: PlatformErrorKind, waitMs: number | null = null): PlatformError => new PlatformError(kind, 'test', waitMs);

describe('delivery', () => {
  test('messages to one chat arrive in the order they were put down; the same key once', async () => {
    const { box, item, texts } = desk();
    await box.put([item('a'), item('b'), item('a')]);
    await box.put([item('c'), item('b')]);
    await box.drain();
    expect(texts()).toEqual(['a', 'b', 'c']);
  });

  test('a message keeps its uuid for every try, and the platform sees at most 50 plain characters', () => {
    expect(uuidOf('main:000000000042/keep/任务')).toMatch(/^[0-9a-f]{40}$/);
    expect(uuidOf('a')).toBe(uuidOf('a'));
    expect(uuidOf('a')).not.toBe(uuidOf('b'));
  });

  test('a failure holds back its own chat and no other; everything arrives in order afterwards', async () => {
    const { box, platform, item, texts, pass } = desk();
    platform.faults.push(fault('retry'));
    await box.put([item('a'), item('b')]);
    await box.drain();
    expect(texts()).toEqual([]);
    await box.put([item('other', { to: person('赵红') })]);
    await box.drain();
    expect(texts()).toEqual(['other']);
    pass(1000);
    await box.drain();
    expect(texts()).toEqual(['other', 'a', 'b']);
  });

  test('told to wait by the platform, it waits as long as it was told', async () => {
    const { box, platform, item, texts, pass } = desk();
    platform.faults.push(fault('rate', 30_000));
    await box.put([item('a')]);
    await box.drain();
    pass(29_999);
    await box.drain();
    expect(texts()).toEqual([]);
    pass(1);
    await box.drain();
    expect(texts()).toEqual(['a']);
  });

  test('waits grow to a minute and are spread', () => {
    expect([0, 1, 2, 3, 10].map((failures) => waitAfter(failures, () => 0.5))).toEqual([1000, 2000, 4000, 8000, 60_000]);
    expect(waitAfter(0, () => 0)).toBe(500);
    expect(waitAfter(0, () => 0.999)).toBeLessThan(1500);
  });

  test('an urgent message calls its reader once it is there; that this is not possible sends nothing twice', async () => {
    const { box, platform, item, texts } = desk();
    await box.put([item('a', { urgent: true }), item('b')]);
    await box.drain();
    expect(platform.urged).toEqual([{ message: platform.sent[0]?.id, users: ['王敏'] }]);
    const refusing = desk();
    refusing.platform.urge = () => Promise.reject(fault('permanent'));
    await refusing.box.put([refusing.item('a', { urgent: true })]);
    await refusing.box.drain();
    expect([...texts(), ...refusing.texts()]).toEqual(['a', 'b', 'a']);
    expect(await refusing.store.lag(refusing.now())).toMatchObject({ waiting: 0, dead: 0 });
  });

  test('after more than the protected hour the sender looks into the history first', async () => {
    const { box, platform, item, pass } = desk();
    platform.faults.push(fault('retry'), fault('retry'));
    await box.put([item('a')]);
    await box.drain();
    pass(30 * 60_000);
    await box.drain();
    pass(30 * 60_000);
    await box.drain();
    expect(platform.sent.map(({ options }) => options)).toEqual([{ uuid: uuidOf('a'), reconcile: true, firstTriedAt: new Date(START).toISOString() }]);
  });

  test('stopped between sending and noting it: the next start sends with the same uuid, and one message is there', async () => {
    const { store, platform, item, now, again, texts } = desk();
    await store.put([item('a')], now());
    const [leased] = await store.lease({ owner: 'test', now: now(), until: '2026-09-08T02:00:00.000Z', limit: 1 });
    await platform.send(person('王敏'), { kind: 'text', text: 'a' }, { uuid: uuidOf(leased?.item.key ?? ''), reconcile: false, firstTriedAt: null });
    const next = again();
    await next.start();
    await next.drain();
    await next.stop();
    expect(texts()).toEqual(['a']);
    expect(await store.lag(now())).toMatchObject({ waiting: 0, dead: 0 });
  });

  test('stopped with much still in hand: the rest is given back and sent after the next start', async () => {
    const { box, item, texts, again } = desk();
    const keys = Array.from({ length: 60 }, (_, n) => `m${String(n)}`);
    await box.put(keys.map((key) => item(key, { to: person(key) })));
    await box.start();
    await box.stop();
    expect(texts().length).toBeLessThan(keys.length);
    const next = again();
    await next.start();
    await next.drain();
    await next.stop();
    expect([...texts()].sort()).toEqual([...keys].sort());
  });

  test('whose message cannot be delivered at all is reported, and the message is given up', async () => {
    const { box, platform, item, lost, store, now } = desk();
    platform.faults.push(fault('unreachable'));
    await box.put([item('a')]);
    await box.drain();
    expect(lost).toEqual(['a']);
    expect(await store.lag(now())).toMatchObject({ dead: 1, waiting: 0 });
  });

  test('what the platform refuses for its words arrives as a neutral line', async () => {
    const { box, platform, item, texts } = desk();
    platform.faults.push(fault('content'));
    await box.put([item('a', { message: { kind: 'card', card: cardOf('被拦截') }, subject: 's' })]);
    await box.drain();
    expect(texts()).toEqual(['有一条消息未能在此显示，请私聊我发送「我的」查看待办。']);
  });

  test('a permanent refusal is given up and does not hold back what follows', async () => {
    const { box, platform, item, texts } = desk();
    platform.faults.push(fault('permanent'));
    await box.put([item('a'), item('b')]);
    await box.drain();
    expect(texts()).toEqual(['b']);
  });

  test('a message for later does not hold back one for now', async () => {
    const { box, item, texts, pass, now } = desk();
    const later = new Date(Date.parse(now()) + 60_000).toISOString();
    await box.put([item('later', { notBefore: later }), item('now')]);
    await box.drain();
    expect(texts()).toEqual(['now']);
    pass(60_000);
    await box.drain();
    expect(texts()).toEqual(['now', 'later']);
  });
});

describe('cards that change', () => {
  const update = (title: string) => ({ message: { kind: 'update', subject: 's', card: cardOf(title) } as const });
  const first = { message: { kind: 'card', card: cardOf('第一版') } as const, subject: 's' };

  test('an update replaces the card of its subject in place, in this chat only', async () => {
    const { box, platform, item, texts } = desk();
    await box.put([item('a', first), item('b', { ...first, to: person('赵红') })]);
    await box.drain();
    await box.put([item('u', update('第二版'))]);
    await box.drain();
    expect(texts()).toEqual(['第一版', '第一版']);
    expect(platform.shown.get('om_1' as CardRef)?.title).toBe('第二版');
    expect(platform.shown.get('om_2' as CardRef)?.title).toBe('第一版');
  });

  test('an update put down before its card was sent comes after it', async () => {
    const { box, platform, item } = desk();
    await box.put([item('a', first), item('u', update('第二版'))]);
    await box.drain();
    expect(platform.sent.length).toBe(1);
    expect(platform.shown.get('om_1' as CardRef)?.title).toBe('第二版');
  });

  test('of several waiting updates only the last is sent', async () => {
    const { box, platform, item } = desk();
    await box.put([item('a', first), item('u1', update('第二版')), item('u2', update('第三版'))]);
    await box.drain();
    expect(platform.updates.map(({ card }) => card.title)).toEqual(['第三版']);
  });

  test('a card too old to change is sent anew, and later updates find the new one', async () => {
    const { box, platform, item, texts, pass } = desk();
    await box.put([item('a', first)]);
    await box.drain();
    pass(14 * 86_400_000);
    await box.put([item('u', update('第二版'))]);
    await box.drain();
    expect(texts()).toEqual(['第一版', '第二版']);
    await box.put([item('v', update('第三版'))]);
    await box.drain();
    expect(texts()).toEqual(['第一版', '第二版']);
    expect(platform.shown.get('om_2' as CardRef)?.title).toBe('第三版');
  });

  test('a card that is gone on the platform is sent anew', async () => {
    const { box, platform, item, texts } = desk();
    await box.put([item('a', first)]);
    await box.drain();
    platform.faults.push(fault('stale'));
    await box.put([item('u', update('第二版'))]);
    await box.drain();
    expect(texts()).toEqual(['第一版', '第二版']);
  });

  test('without a card of the subject the update is the card', async () => {
    const { box, item, texts } = desk();
    await box.put([item('u', update('第一版'))]);
    await box.drain();
    expect(texts()).toEqual(['第一版']);
  });
});
