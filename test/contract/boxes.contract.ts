/** What inbox, outbox and checkpoints promise, whatever keeps them. */
import type { Checkpoints, InboxStore, OutboxItem, OutboxStore } from '../../src/chat/ports.ts';
import type { Address, Card, CardRef, TextIn } from '../../src/chat/platform.ts';

const minute = (n: number): string => `2026-09-08T01:${String(n).padStart(2, '0')}:00.000Z`;
const group = (chat: string): Address => ({ kind: 'group', chat });
const said = (key: string, chat = 'oc_1'): TextIn => ({ kind: 'text', platform: 'feishu', key, at: minute(0), from: { platform: 'feishu', id: 'ou_1' }, chat: group(chat), text: `帮助 ${key}`, mentions: [] });
const lease = (now: number, limit = 10, owner = 'one') => ({ owner, now: minute(now), until: minute(now + 5), limit });

export const inboxContract = (open: () => Promise<InboxStore>): void => {
  const keys = async (inbox: InboxStore, request: ReturnType<typeof lease>): Promise<readonly string[]> => (await inbox.lease(request)).map(({ inbound }) => inbound.key);

  it('claims a message once, however often it is delivered', async () => {
    const inbox = await open();
    expect(await Promise.all([inbox.claim(said('a'), minute(0)), inbox.claim(said('b'), minute(0)), inbox.claim(said('a'), minute(0))])).toEqual(['new', 'new', 'seen']);
    await inbox.done(said('a'), minute(1));
    expect(await inbox.claim(said('a'), minute(2))).toBe('seen');
  });
  it('hands out one message a chat, in order, and none twice', async () => {
    const inbox = await open();
    for (const [key, chat] of [['a', 'oc_1'], ['b', 'oc_1'], ['c', 'oc_2'], ['d', 'oc_3']] as const) await inbox.claim(said(key, chat), minute(0));
    expect(await inbox.lease(lease(1, 2))).toEqual([
      { inbound: said('a'), claimedAt: minute(0), failures: 0 },
      { inbound: said('c', 'oc_2'), claimedAt: minute(0), failures: 0 },
    ]);
    expect(await keys(inbox, lease(1))).toEqual(['d']);
    expect(await keys(inbox, lease(1))).toEqual([]);
    await inbox.done(said('a'), minute(2));
    expect(await keys(inbox, lease(2))).toEqual(['b']);
  });
  it('hands a message out again when its holder died, or has come back', async () => {
    const inbox = await open();
    await inbox.claim(said('a'), minute(0));
    expect(await keys(inbox, lease(1))).toEqual(['a']);
    expect(await keys(inbox, lease(5, 10, 'two'))).toEqual([]);
    expect(await keys(inbox, lease(6, 10, 'two'))).toEqual(['a']);
    await inbox.release('one');
    expect(await keys(inbox, lease(7))).toEqual([]);
    await inbox.release('two');
    expect(await keys(inbox, lease(7))).toEqual(['a']);
  });
  it('a message that failed holds back its chat until it is tried again; one that is parked does not', async () => {
    const inbox = await open();
    await inbox.claim(said('a'), minute(0));
    await inbox.claim(said('b'), minute(0));
    await inbox.lease(lease(1));
    await inbox.failed(said('a'), { now: minute(1), why: '数据库忙', retryAt: minute(3) });
    expect(await keys(inbox, lease(2))).toEqual([]);
    expect(await inbox.lease(lease(3))).toEqual([{ inbound: said('a'), claimedAt: minute(0), failures: 1 }]);
    await inbox.failed(said('a'), { now: minute(3), why: '无法处理', retryAt: null });
    expect(await keys(inbox, lease(3))).toEqual(['b']);
    expect(await inbox.lag(minute(4))).toEqual({ waiting: 1, oldestMs: 240_000, parked: 1 });
  });
  it('forgets what was finished long ago, and nothing else', async () => {
    const inbox = await open();
    for (const key of ['a', 'b', 'c']) await inbox.claim(said(key, key), minute(0));
    await inbox.done(said('a', 'a'), minute(1));
    await inbox.done(said('b', 'b'), minute(9));
    expect(await inbox.sweep(minute(5))).toBe(1);
    expect(await inbox.claim(said('a', 'a'), minute(10))).toBe('new');
    expect(await inbox.claim(said('b', 'b'), minute(10))).toBe('seen');
    expect(await inbox.lag(minute(0))).toMatchObject({ waiting: 2, oldestMs: 0, parked: 0 });
  });
};

const card = (title: string): Card => ({ title, tone: 'info', summary: title });
const text = (key: string, chat = 'oc_1', notBefore = minute(0)): OutboxItem => ({ key, platform: 'feishu', to: group(chat), message: { kind: 'text', text: `$${key}` }, subject: null, notBefore });
const cardOf = (key: string, subject: string, chat = 'oc_1'): OutboxItem => ({ ...text(key, chat), message: { kind: 'card', card: card(key) }, subject });
const updateOf = (key: string, subject: string, chat = 'oc_1'): OutboxItem => ({ ...text(key, chat), message: { kind: 'update', subject, card: card(key) } });
const ref = (name: string): CardRef => name as CardRef;

export const outboxContract = (open: () => Promise<OutboxStore>): void => {
  const keys = async (outbox: OutboxStore, request: ReturnType<typeof lease>): Promise<readonly string[]> => (await outbox.lease(request)).map(({ item }) => item.key);
  const sent = async (outbox: OutboxStore, key: string, at: string, given: CardRef | null = null): Promise<void> => outbox.sent(key, { at, message: `om_${key}`, card: given });

  it('hands out each message once, a chat’s messages in order to one holder', async () => {
    const outbox = await open();
    await Promise.all([outbox.put([text('a'), text('b', 'oc_2'), text('c')], minute(0)), outbox.put([text('d'), text('a')], minute(0))]);
    await outbox.put([{ ...text('a'), message: { kind: 'text', text: 'another' } }], minute(0));
    expect(await outbox.lease(lease(1))).toEqual(['a', 'b', 'c', 'd'].map((key) => ({ item: text(key, key === 'b' ? 'oc_2' : 'oc_1'), failures: 0, firstTriedAt: null })));
    await outbox.put([text('e'), text('f', 'oc_3')], minute(1));
    expect(await keys(outbox, lease(1, 10, 'two'))).toEqual(['f']);
    for (const key of ['a', 'c', 'd']) await sent(outbox, key, minute(2));
    expect(await keys(outbox, lease(2, 10, 'two'))).toEqual(['e']);
  });
  it('a message for later does not hold back what comes after it', async () => {
    const outbox = await open();
    await outbox.put([text('a', 'oc_1', minute(9)), text('b')], minute(0));
    expect(await keys(outbox, lease(1))).toEqual(['b']);
    await sent(outbox, 'b', minute(1));
    expect(await keys(outbox, lease(9))).toEqual(['a']);
  });
  it('a message that failed holds back its chat until it is tried again, or given up', async () => {
    const outbox = await open();
    await outbox.put([text('a'), text('b'), text('c')], minute(0));
    await outbox.lease(lease(1));
    await sent(outbox, 'a', minute(1));
    await outbox.retryAt('b', minute(4), '频率限制');
    await outbox.giveBack(['c']);
    expect(await keys(outbox, lease(2))).toEqual([]);
    expect(await outbox.lease(lease(4))).toEqual([
      { item: text('b'), failures: 1, firstTriedAt: minute(1) },
      { item: text('c'), failures: 0, firstTriedAt: null },
    ]);
    await outbox.dead('b', minute(5), '$对方已离职');
    await sent(outbox, 'c', minute(5));
    expect(await keys(outbox, lease(9))).toEqual([]);
    expect(await outbox.lag(minute(9))).toEqual({ waiting: 0, oldestMs: 0, dead: 1 });
  });
  it('remembers after a crash that a message may have been sent', async () => {
    const outbox = await open();
    await outbox.put([text('a')], minute(0));
    await outbox.lease(lease(1));
    expect(await outbox.lease(lease(5))).toEqual([]);
    expect(await outbox.lease(lease(6))).toEqual([{ item: text('a'), failures: 0, firstTriedAt: minute(1) }]);
    await outbox.giveBack(['a']);
    await outbox.release('one');
    expect(await outbox.lease(lease(6))).toMatchObject([{ firstTriedAt: minute(1) }]);
    await outbox.release('one');
    expect(await keys(outbox, lease(6, 10, 'two'))).toEqual(['a']);
  });
  it('finds the cards of a subject, sent or on their way, and the new card of an update', async () => {
    const outbox = await open();
    await outbox.put([cardOf('a', 'task/1'), cardOf('b', 'task/1', 'oc_2'), cardOf('c', 'task/2'), cardOf('d', 'task/1', 'oc_3'), updateOf('u', 'task/1', 'oc_4'), updateOf('v', 'task/1', 'oc_5')], minute(0));
    await outbox.lease(lease(1));
    await sent(outbox, 'a', minute(2), ref('om_a'));
    await outbox.dead('d', minute(2), '群已解散');
    await sent(outbox, 'u', minute(3), ref('om_new'));
    await sent(outbox, 'v', minute(3), null);
    expect(await outbox.cards('task/1')).toEqual([
      { platform: 'feishu', to: group('oc_1'), ref: 'om_a', sentAt: minute(2) },
      { platform: 'feishu', to: group('oc_2'), ref: null, sentAt: null },
      { platform: 'feishu', to: group('oc_4'), ref: 'om_new', sentAt: minute(3) },
    ]);
    expect(await outbox.cards('task/9')).toEqual([]);
  });
  it('finds the newest card of each subject in each chat that was sent long ago', async () => {
    const outbox = await open();
    await outbox.put([cardOf('a', 'task/1'), cardOf('b', 'task/1', 'oc_2'), cardOf('c', 'task/2'), cardOf('d', 'task/3', 'oc_3'), updateOf('u', 'task/1', 'oc_4'), text('t')], minute(0));
    await outbox.lease(lease(1));
    for (const [key, at] of [['a', 2], ['b', 2], ['c', 7], ['d', 2]] as const) await sent(outbox, key, minute(at), ref(`om_${key}`));
    await sent(outbox, 'u', minute(3), ref('om_u'));
    // Of these two chats there is a newer card: one waits to be sent, one cannot be sent at all.
    await outbox.put([cardOf('a2', 'task/1'), cardOf('d2', 'task/3', 'oc_3')], minute(4));
    await outbox.dead('d2', minute(4), '群已解散');
    const old = await outbox.ageing(minute(5));
    expect(old.toSorted((a, b) => a.key.localeCompare(b.key))).toEqual([
      { key: 'b', platform: 'feishu', to: group('oc_2'), subject: 'task/1' },
      { key: 'd', platform: 'feishu', to: group('oc_3'), subject: 'task/3' },
      { key: 'u', platform: 'feishu', to: group('oc_4'), subject: 'task/1' },
    ]);
    expect(await outbox.ageing(minute(2))).toEqual([]);
  });
  it('knows what waits, and forgets what was sent long ago', async () => {
    const outbox = await open();
    await outbox.put([text('a'), text('b', 'oc_2', minute(1)), text('c', 'oc_3', minute(30))], minute(0));
    expect(await outbox.lag(minute(3))).toEqual({ waiting: 2, oldestMs: 180_000, dead: 0 });
    await outbox.lease(lease(3));
    await sent(outbox, 'a', minute(4));
    await sent(outbox, 'b', minute(9));
    expect(await outbox.sweep(minute(5))).toBe(1);
    expect(await outbox.sweep(minute(5))).toBe(0);
    await outbox.put([text('b', 'oc_2')], minute(10));
    expect(await keys(outbox, lease(10))).toEqual([]);
  });
  it('a limit takes the front of a chat’s run; the rest waits for its turn', async () => {
    const outbox = await open();
    await outbox.put([text('a'), text('b'), text('c')], minute(0));
    expect(await keys(outbox, lease(1, 2))).toEqual(['a', 'b']);
    expect(await keys(outbox, lease(1, 2))).toEqual([]);
    await sent(outbox, 'a', minute(1));
    await sent(outbox, 'b', minute(1));
    expect(await keys(outbox, lease(1, 2))).toEqual(['c']);
  });
};

export const checkpointsContract = (open: () => Promise<Checkpoints>): void => {
  it('a follower goes forward only', async () => {
    const checkpoints = await open();
    expect(await checkpoints.get('notify')).toBe(0);
    await checkpoints.set('notify', 7);
    await checkpoints.set('notify', 5);
    expect(await checkpoints.get('notify')).toBe(7);
    expect(await checkpoints.get('other')).toBe(0);
  });
};
