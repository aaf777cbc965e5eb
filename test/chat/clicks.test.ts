/**
 * A click is answered in time, acts once, and is not lost when it takes longer than the platform waits.
 */
import { clicks } from '../../src/chat/clicks.ts';
import type { ClickResult } from '../../src/chat/clicks.ts';
import type { ActionIn, CardRef } from '../../src/chat/platform.ts';
import { virtualTimers } from '../support/chat-office.ts';

const click = (key = 'c1'): ActionIn => ({
  platform: 'feishu', key, at: '2026-09-08T01:00:00.000Z', from: { platform: 'feishu', id: 'ou_1' }, chat: { kind: 'person', user: 'ou_1' },
  kind: 'action', card: 'om_1' as CardRef, action: 'draw.lock', value: {}, form: {},
});
const done: ClickResult = { reply: { tone: 'ok', text: '已锁定' }, isTelling: true };

const desk = (act: () => Promise<ClickResult>) => {
  const timers = virtualTimers();
  const received: string[] = [];
  const told: string[] = [];
  let acts = 0;
  const desk = clicks({
    timers, log: () => undefined,
    inbox: () => ({ receive: ({ key }) => Promise.resolve(void received.push(key)) }),
    act: () => {
      acts += 1;
      return act();
    },
    tell: (_, text) => Promise.resolve(void told.push(text)),
  });
  return { ...desk, timers, received, told, acts: () => acts };
};

describe('clicks', () => {
  test('decided in time: the toast says so, nothing waits in the inbox', async () => {
    const { onAction, received } = desk(() => Promise.resolve(done));
    expect(await onAction(click())).toEqual(done.reply);
    expect(received).toEqual([]);
  });

  test('slower than the platform waits: claimed durably, answered, finished once, told in private', async () => {
    let finish: (result: ClickResult) => void = () => undefined;
    const { onAction, resume, timers, received, told, acts } = desk(() => new Promise((resolve) => { finish = resolve; }));
    const reply = onAction(click());
    timers.advance(1000);
    expect(await reply).toEqual({ tone: 'info', text: '已收到，正在处理，结果稍后显示' });
    expect(received).toEqual(['c1']);
    const resumed = resume(click());
    finish(done);
    await resumed;
    expect(acts()).toBe(1);
    expect(told).toEqual(['已锁定']);
  });

  test('the storage stumbles: the click is kept and tried again', async () => {
    let isBroken = true;
    const { onAction, resume, received, told } = desk(() => (isBroken ? Promise.reject(new Error('storage stumbled')) : Promise.resolve(done)));
    expect((await onAction(click())).tone).toBe('info');
    expect(received).toEqual(['c1']);
    isBroken = false;
    await resume(click());
    expect(told).toEqual(['已锁定']);
  });
});
