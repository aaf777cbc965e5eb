/** Every message arrives, and none twice: bad days of the platform, the unmodified SDK, real sockets. */
import type { Address, Card, Outgoing, SendOptions } from '../../../src/chat/platform.ts';
import type { ApiFault } from '../../../src/sandbox/control-api.ts';
import { GROUP, type Office, type OfficeOptions, openOffice } from '../../support/feishu-office.ts';

let office: Office;
let expected: readonly number[];
beforeEach(() => {
  expected = [];
});
afterEach(async () => {
  expect(await office.close(expected)).toEqual([]);
});

const MESSAGES = '/open-apis/im/v1/messages';
const card: Card = { title: '双随机抽查任务通知', tone: 'info', summary: '任务 T2026-007', body: '请确认是否参加', actions: [{ id: 'assignment.accept', label: '接受任务' }] };
const first = (uuid: string): SendOptions => ({ uuid, reconcile: false, firstTriedAt: null });
const openSend = (options: OfficeOptions = {}) => openOffice({ transport: 'http', ...options });
const group = (): Address => ({ kind: 'group', chat: office.chat(GROUP) });
const to = (name: string): Address => ({ kind: 'person', user: office.id(name) });
const inGroup = () => office.control.chat({ as: '王敏', chat: GROUP }).messages;
const inPrivate = (name: string) => office.control.chat({ as: name, private: true }).messages;
const fault = (effect: ApiFault['effect'], more: Partial<ApiFault> = {}) => office.control.faults({ api: [{ path: MESSAGES, times: 1, ...more, effect }] });
const calls = (path: string, method = 'POST') => office.control.requests().filter((call) => call.path.startsWith(path) && call.method === method);
const workbook = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(5000, 9)]);

describe('what is sent', () => {
  test('a text with a mention: the person is named, and typed tags are only characters', async () => {
    office = await openSend();
    await office.adapter.send(group(), { kind: 'text', text: '请确认 <at user_id="all"></at>', mention: [office.id('李建国')] }, first('t1'));
    const [message] = inGroup();
    expect(message?.body).toEqual({ kind: 'text', text: '@李建国 请确认 ＜at user_id="all">＜/at>' });
    expect(office.control.chat({ as: '李建国', chat: GROUP }).messages[0]?.mentionsMe).toBe(true);
  });
  test('a workbook arrives byte for byte under its Chinese name', async () => {
    office = await openSend();
    await office.adapter.send(to('张伟'), { kind: 'file', name: '抽取结果/T2026-007.xlsx', blob: office.keep(workbook) }, first('f1'));
    const body = inPrivate('张伟')[0]?.body;
    if (body?.kind !== 'file') throw new Error('no file');
    expect(body.name).toBe('抽取结果_T2026-007.xlsx');
    expect(Buffer.compare(office.control.file({ key: body.fileKey }).bytes, workbook)).toBe(0);
  });
  test('the same sheet for many people is uploaded once', async () => {
    office = await openSend();
    const blob = office.keep(workbook);
    for (const name of ['张伟', '刘洋', '黄丽']) await office.adapter.send(to(name), { kind: 'file', name: '表.xlsx', blob }, first(`f-${office.id(name).slice(0, 20)}`));
    expect(calls('/open-apis/im/v1/files')).toHaveLength(1);
  });
  test('a file of 31 MB is refused before it travels', async () => {
    office = await openSend();
    const blob = office.keep(Buffer.alloc(31 * 1024 * 1024));
    await expect(office.adapter.send(group(), { kind: 'file', name: '大.xlsx', blob }, first('f1'))).rejects.toMatchObject({ kind: 'too-large' });
    expect(calls('/open-apis/im/v1/files')).toEqual([]);
  });
  test('a text too long for a message travels as a file', async () => {
    office = await openSend();
    await office.adapter.send(group(), { kind: 'text', text: '滨'.repeat(60_000) }, first('t1'));
    expect(inGroup()[0]?.body).toMatchObject({ kind: 'file', name: '消息全文.txt', bytes: 180_003 });
  });
  test('a card is replaced where it stands; many replacements at once end with the newest', async () => {
    office = await openSend();
    const { message, card: ref } = await office.adapter.send(group(), { kind: 'card', card }, first('c1'));
    if (ref === null) throw new Error('no reference');
    await Promise.all(Array.from({ length: 30 }, (_, n) => office.adapter.updateCard(ref, { ...card, title: `第${n}版` })));
    expect(JSON.stringify(office.control.message({ message }).cardVersions.at(-1))).toContain('第29版');
    expect(calls(`${MESSAGES}/${message}`, 'PATCH').length).toBeLessThanOrEqual(3);
  });
  test('urging reaches the people, and degrades silently where it is not allowed', async () => {
    office = await openSend();
    const { message } = await office.adapter.send(group(), { kind: 'text', text: '催办' }, first('t1'));
    await office.adapter.urge(message, [office.id('张伟'), 'not-an-id']);
    expect(office.control.message({ message }).urgentTo).toEqual([office.id('张伟')]);
    expected = [230052, 99991672];
    office.control.switches({ urgentAllowed: false });
    await office.adapter.urge(message, [office.id('刘洋')]);
    office.control.switches({ scopes: office.control.switches({}).scopes.filter((scope) => !scope.includes('urgent')) });
    await office.adapter.urge(message, [office.id('刘洋')]);
    expect(office.control.message({ message }).urgentTo).toEqual([office.id('张伟')]);
  });
});

describe('who and where', () => {
  test('people: name and whether they are still there', async () => {
    office = await openSend();
    office.control.person({ as: '刘洋', resigned: true });
    expect(await office.adapter.user(office.id('张伟'))).toMatchObject({ name: '张伟', active: true, account: { platform: 'feishu', id: office.id('张伟') } });
    expect(await office.adapter.user(office.id('刘洋'))).toMatchObject({ active: false });
    expected = [99992351, 41050];
    expect(await office.adapter.user('ou_00000000000000000000000000000000')).toBeNull();
    expect(await office.adapter.user(office.id('钱进'))).toBeNull();
    expect(await office.adapter.user('../../x')).toBeNull();
  });
  test('groups: with outsiders or without, whatever the size of the pages', async () => {
    office = await openSend();
    expect(await office.adapter.group(office.chat(GROUP))).toEqual({ chat: office.chat(GROUP), name: GROUP, outsiders: false });
    expect(await office.adapter.group(office.chat('公示联络群'))).toMatchObject({ outsiders: true });
    expected = [232006];
    expect(await office.adapter.group('oc_00000000000000000000000000000000')).toBeNull();
  });
  test('who cannot be reached any more is told apart from trouble that passes', async () => {
    office = await openSend();
    expected = [230013, 230029, 230053, 230038, 230002, 230035, 232009, 99992351, 230001];
    office.control.person({ as: '张伟', resigned: true });
    office.control.person({ as: '刘洋', stoppedBot: true });
    office.control.person({ as: '黄丽', visible: false });
    for (const name of ['张伟', '刘洋', '黄丽', '钱进']) await expect(office.adapter.send(to(name), { kind: 'text', text: '在吗' }, first(`t-${name.length}`))).rejects.toMatchObject({ kind: 'unreachable' });
    office.control.member({ as: '王敏', chat: GROUP, bot: false });
    await expect(office.adapter.send(group(), { kind: 'text', text: '在吗' }, first('t2'))).rejects.toMatchObject({ kind: 'unreachable' });
  });
  test('a card older than 14 days, or withdrawn, cannot be replaced: send it anew', async () => {
    office = await openSend();
    expected = [230031, 99992354, 99991663];
    const { card: ref } = await office.adapter.send(group(), { kind: 'card', card }, first('c1'));
    if (ref === null) throw new Error('no reference');
    await office.control.clock({ advanceMs: 14 * 24 * 3600_000 + 1 });
    await expect(office.adapter.updateCard(ref, card)).rejects.toMatchObject({ kind: 'stale' });
    await expect(office.adapter.updateCard('g:om_00000000000000000000000000000000' as typeof ref, card)).rejects.toMatchObject({ kind: 'stale' });
    await expect(office.adapter.updateCard('nonsense' as typeof ref, card)).rejects.toMatchObject({ kind: 'stale' });
  });
});

describe('tokens', () => {
  test('many first calls ask for one token', async () => {
    office = await openSend({ start: false });
    await Promise.all(Array.from({ length: 12 }, (_, n) => office.adapter.send(to(['张伟', '刘洋', '黄丽'][n % 3] ?? ''), { kind: 'text', text: `${n}` }, first(`t${n}`))));
    expect(calls('/open-apis/auth')).toHaveLength(1);
  });
  test.each([400, 200] as const)('a token revoked early (HTTP %i) is replaced once, unnoticed by the sender', async (invalidTokenStatus) => {
    office = await openSend({ switches: { invalidTokenStatus } });
    expected = [99991663];
    await office.adapter.send(group(), { kind: 'text', text: '一' }, first('t1'));
    office.control.revoke();
    await office.adapter.send(group(), { kind: 'text', text: '二' }, first('t2'));
    expect(inGroup()).toHaveLength(2);
  });
  test('a right that is missing is named, and the message stays with the outbox', async () => {
    office = await openSend();
    expected = [99991672];
    office.control.switches({ scopes: [] });
    await expect(office.adapter.send(group(), { kind: 'text', text: '一' }, first('t1'))).rejects.toMatchObject({ kind: 'auth', detail: expect.stringContaining('im:message') as string });
  });
});

describe('bad days', () => {
  const text: Outgoing = { kind: 'text', text: '结果已公示' };
  test.each([
    ['a platform error', { kind: 'refuse', status: 500, code: 2200 }, 'retry'],
    ['a page of a proxy', { kind: 'garbage', status: 502 }, 'retry'],
    ['a page of a proxy that claims success', { kind: 'garbage', status: 200 }, 'retry'],
    ['a broken line', { kind: 'drop-before' }, 'retry'],
    ['an answer that is lost', { kind: 'drop-after' }, 'retry'],
    ['a platform that never answers', { kind: 'hang' }, 'retry'],
    ['pressure', { kind: 'refuse', status: 400, code: 11232 }, 'rate'],
    ['too many calls', { kind: 'rate-limit', resetSeconds: 2 }, 'rate'],
  ] as const)('%s: the next try with the same uuid leaves one message', async (_, effect, kind) => {
    office = await openSend({ deps: { callMs: 150 } });
    expected = [2200, 11232, 99991400];
    fault(effect);
    await expect(office.adapter.send(group(), text, first('t1'))).rejects.toMatchObject({ kind });
    await office.adapter.send(group(), text, { uuid: 't1', reconcile: false, firstTriedAt: office.control.state().now });
    expect(inGroup()).toHaveLength(1);
  });
  test('a pause the platform asks for is kept by the next call', async () => {
    office = await openSend();
    expected = [99991400];
    fault({ kind: 'rate-limit', resetSeconds: 3 });
    const before = Date.parse(office.control.state().now);
    await expect(office.adapter.send(group(), text, first('t1'))).rejects.toMatchObject({ kind: 'rate', waitMs: 3000 });
    await office.adapter.send(group(), text, first('t1'));
    expect(Date.parse(office.control.state().now) - before).toBeGreaterThanOrEqual(3000);
  });
  test('a dispatch to sixteen people and two groups, five messages each, never meets a limit', async () => {
    office = await openSend({ clock: 'real' });
    const receivers = [...office.control.state().people.filter(({ external }) => !external).map(({ openId }): Address => ({ kind: 'person', user: openId })), group(), { kind: 'group', chat: office.chat('公示联络群') } as const];
    await Promise.all(receivers.flatMap((receiver, index) => Array.from({ length: 5 }, (__, n) => office.adapter.send(receiver, { kind: 'text', text: `${n}` }, first(`d${index}-${n}`)))));
    expect(office.control.requests().filter(({ code }) => code !== 0)).toEqual([]);
    expect(inPrivate('张伟').map(({ body }) => (body.kind === 'text' ? body.text : '')).sort()).toEqual(['0', '1', '2', '3', '4']);
  });
});

describe('after a longer outage the chat itself is the witness', () => {
  /** Three hours pass; the token has ended meanwhile, and an ordinary call finds out. */
  const hoursPass = async () => {
    await office.control.clock({ advanceMs: 3 * 3600_000 });
    await office.adapter.user(office.id('王敏'));
  };
  beforeEach(() => {
    expected = [99991663];
  });
  const kinds = (): readonly (readonly [string, Outgoing])[] => [
    ['text', { kind: 'text', text: '结果已公示', mention: [office.id('李建国')] }],
    ['card', { kind: 'card', card }],
    ['file', { kind: 'file', name: '抽取结果.xlsx', blob: office.keep(workbook) }],
  ];
  const CHATTER = { kind: 'text', text: '早上好' } as const;

  describe.each(['raw', 'degraded'] as const)('history of cards: %s', (historyCardContent) => {
    test.each(['group', 'person'] as const)('%s: what arrived although its answer was lost is not sent again', async (where) => {
      office = await openSend({ switches: { historyCardContent } });
      const address = where === 'group' ? group() : to('张伟');
      const messages = () => (where === 'group' ? inGroup() : inPrivate('张伟'));
      await office.adapter.send(address, CHATTER, first('before'));
      for (const [kind, message] of kinds()) {
        const firstTriedAt = office.control.state().now;
        fault({ kind: 'drop-after' }, { method: 'POST' });
        await expect(office.adapter.send(address, message, first(`u-${kind}`))).rejects.toMatchObject({ kind: 'retry' });
        await hoursPass();
        const arrived = messages().at(-1)?.messageId;
        // After a restart, and with other people's messages in between.
        office.control.say(where === 'group' ? { as: '王敏', chat: GROUP, text: '收到了吗' } : { as: '张伟', private: true, text: '收到了吗' });
        const sent = await office.again().send(address, message, { uuid: `u-${kind}`, reconcile: true, firstTriedAt });
        expect([kind, sent.message]).toEqual([kind, arrived]);
        expect(sent.card === null).toBe(kind !== 'card');
      }
      expect(messages().filter(({ from }) => from.kind === 'bot')).toHaveLength(4);
    });
    test('what never arrived is sent, though the chat is full of similar things from before', async () => {
      office = await openSend({ switches: { historyCardContent } });
      for (const [kind, message] of kinds()) await office.adapter.send(group(), message, first(`old-${kind}`));
      await hoursPass();
      for (const [kind, message] of kinds()) {
        const firstTriedAt = office.control.state().now;
        fault({ kind: 'drop-before' }, { method: 'POST' });
        await expect(office.adapter.send(group(), message, first(`new-${kind}`))).rejects.toMatchObject({ kind: 'retry' });
        await hoursPass();
        await office.adapter.send(group(), message, { uuid: `new-${kind}`, reconcile: true, firstTriedAt });
      }
      expect(inGroup()).toHaveLength(6);
    });
  });
  test('two messages alike, put down together: the first arrived, the second did not; the second is sent', async () => {
    for (const historyCardContent of ['raw', 'degraded'] as const) {
      office = await openSend({ switches: { historyCardContent } });
      for (const [kind, message] of kinds()) {
        const bothTriedAt = office.control.state().now;
        const { message: arrivedFirst } = await office.adapter.send(group(), message, first(`a-${kind}`));
        fault({ kind: 'drop-before' }, { method: 'POST' });
        await expect(office.adapter.send(group(), message, first(`b-${kind}`))).rejects.toMatchObject({ kind: 'retry' });
        await hoursPass();
        const second = await office.again().send(group(), message, { uuid: `b-${kind}`, reconcile: true, firstTriedAt: bothTriedAt });
        expect(second.message).not.toBe(arrivedFirst);
      }
      expect(inGroup()).toHaveLength(6);
      if (historyCardContent === 'raw') expect(await office.close(expected)).toEqual([]);
    }
  });
  test('a message whose answer came, but was not written down before the crash, is not sent again', async () => {
    office = await openSend();
    const firstTriedAt = office.control.state().now;
    const { message } = await office.adapter.send(group(), CHATTER, first('t1'));
    await hoursPass();
    expect(await office.again().send(group(), CHATTER, { uuid: 't1', reconcile: true, firstTriedAt })).toEqual({ message, card: null });
    expect(inGroup()).toHaveLength(1);
  });
  test('a person never written to before is written to, though there is no chat to look into', async () => {
    office = await openSend();
    await office.adapter.send(to('张伟'), CHATTER, { uuid: 't1', reconcile: true, firstTriedAt: office.control.state().now });
    expect(inPrivate('张伟')).toHaveLength(1);
    expect(office.log()).toContain('feishu.history.unknown-chat');
  });
  test('without the right to read the chat a message is rather sent than lost', async () => {
    office = await openSend();
    await office.adapter.send(group(), CHATTER, first('t0'));
    const { scopes } = office.control.switches({});
    office.control.switches({ scopes: [...scopes.filter((scope) => scope !== 'im:message')] });
    expected = [99991672];
    await office.adapter.send(group(), CHATTER, { uuid: 't1', reconcile: true, firstTriedAt: office.control.state().now });
    expect(inGroup()).toHaveLength(2);
    expect(office.log()).toContain('feishu.history.no-right');
  });
  test('a retried file within the hour is one message, even where the platform compares contents', async () => {
    office = await openSend({ switches: { uuidCoversChangedContent: false } });
    const message = { kind: 'file', name: '表.xlsx', blob: office.keep(workbook) } as const;
    const firstTriedAt = office.control.state().now;
    fault({ kind: 'drop-after' }, { method: 'POST' });
    await expect(office.adapter.send(group(), message, first('f1'))).rejects.toMatchObject({ kind: 'retry' });
    await office.again().send(group(), message, { uuid: 'f1', reconcile: false, firstTriedAt });
    expect(inGroup()).toHaveLength(1);
  });
  test('where a used uuid is refused instead of answered, the message is found', async () => {
    office = await openSend({ switches: { duplicateUuid: 'refuse-230049' } });
    expected = [230049];
    const firstTriedAt = office.control.state().now;
    fault({ kind: 'drop-after' });
    await expect(office.adapter.send(group(), { kind: 'card', card }, first('c1'))).rejects.toMatchObject({ kind: 'retry' });
    const sent = await office.adapter.send(group(), { kind: 'card', card }, { uuid: 'c1', reconcile: false, firstTriedAt });
    expect(sent.message).toBe(inGroup()[0]?.messageId);
    expect(inGroup()).toHaveLength(1);
  });
  test('a trouble while looking is a reason to wait, not to send', async () => {
    office = await openSend();
    expected = [2200];
    fault({ kind: 'refuse', status: 500, code: 2200 }, { method: 'GET' });
    await expect(office.adapter.send(group(), CHATTER, { uuid: 't1', reconcile: true, firstTriedAt: office.control.state().now })).rejects.toMatchObject({ kind: 'retry' });
    expect(inGroup()).toEqual([]);
  });
});
