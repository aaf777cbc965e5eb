/**
 * What was said is handled once, in order per chat, and never lost on the way.
 */
import { inbox } from '../../src/chat/inbox.ts';
import type { Inbox } from '../../src/chat/inbox.ts';
import type { Address, TextIn } from '../../src/chat/platform.ts';
import { virtualTimers } from '../support/chat-office.ts';
import { memoryInbox } from '../support/memory-chat.ts';

const said = (key: string, user = 'ou_1'): TextIn => {
  const chat: Address = { kind: 'person', user };
  return { platform: 'feishu', key, at: '2026-09-08T01:00:00.000Z', from: { platform: 'feishu', id: user }, chat, kind: 'text', text: key, mentions: [] };
};

const desk = (handle: (key: string) => Promise<void> = () => Promise.resolve()) => {
  let time = Date.parse('2026-09-08T01:00:00.000Z');
  const store = memoryInbox();
  const handled: string[] = [];
  const sorry: string[] = [];
  const open = (): Inbox =>
    inbox({
      store, clock: () => new Date(time).toISOString(), timers: virtualTimers(), owner: 'test', concurrency: 4, restMs: 1000, log: () => undefined,
      handle: async ({ key }) => {
        await handle(key);
        handled.push(key);
      },
      giveUp: ({ key }) => Promise.resolve(void sorry.push(key)),
    });
  return { store, handled, sorry, open, box: open(), pass: (milliseconds: number) => { time += milliseconds; }, now: () => new Date(time).toISOString() };
};

describe('the inbox', () => {
  test('the platform delivers the same message again: it is handled once', async () => {
    const { box, handled } = desk();
    await box.receive(said('a'));
    await box.receive(said('a'));
    await box.drain();
    await box.receive(said('a'));
    await box.drain();
    expect(handled).toEqual(['a']);
  });

  test('within a chat the order of speaking is the order of handling', async () => {
    const { box, handled } = desk();
    for (const key of ['a', 'b', 'c']) await box.receive(said(key));
    await box.drain();
    expect(handled).toEqual(['a', 'b', 'c']);
  });

  test('one failure is tried again before what was said after it', async () => {
    let failures = 1;
    const { box, handled, pass } = desk((key) => (key === 'a' && failures-- > 0 ? Promise.reject(new Error('storage stumbled')) : Promise.resolve()));
    await box.receive(said('a'));
    await box.receive(said('b'));
    await box.receive(said('other', 'ou_2'));
    await box.drain();
    expect(handled).toEqual(['other']);
    pass(500);
    await box.drain();
    expect(handled).toEqual(['other', 'a', 'b']);
  });

  test('what fails again and again is answered, parked, and no longer in the way', async () => {
    const { box, handled, sorry, pass, store, now } = desk((key) => (key === 'poison' ? Promise.reject(new Error('always')) : Promise.resolve()));
    await box.receive(said('poison'));
    await box.receive(said('b'));
    for (let tries = 0; tries < 6; tries += 1) {
      await box.drain();
      pass(60_000);
    }
    expect(sorry).toEqual(['poison']);
    expect(handled).toEqual(['b']);
    expect(await store.lag(now())).toMatchObject({ waiting: 0, parked: 1 });
  });

  test('a burst from many chats, stopped on the way: the next start handles what is left, each once', async () => {
    const { open, handled, box, now, store } = desk();
    const keys = Array.from({ length: 100 }, (_, n) => `m${String(n)}`);
    for (const key of keys) await box.receive(said(key, `ou_${key}`));
    await box.start();
    await box.stop();
    expect(handled.length).toBeLessThan(keys.length);
    const next = open();
    await next.start();
    await next.drain();
    await next.stop();
    expect([...handled].sort()).toEqual([...keys].sort());
    expect(await store.lag(now())).toMatchObject({ waiting: 0 });
  });

  test('stopped in the middle: the next start takes up what was leased', async () => {
    const { store, open, handled, now } = desk();
    await store.claim(said('a'), now());
    await store.lease({ owner: 'test', now: now(), until: '2026-09-08T03:00:00.000Z', limit: 5 });
    const next = open();
    await next.start();
    await next.drain();
    await next.stop();
    expect(handled).toEqual(['a']);
  });
});
