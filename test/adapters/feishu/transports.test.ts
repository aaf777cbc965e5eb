/** Both ways by which the platform reaches us, over real sockets and with the unmodified SDK. */
import type { ActionReply } from '../../../src/chat/platform.ts';
import { eventually, GROUP, type Office, openOffice, QUICK_LINE } from '../../support/feishu-office.ts';

let office: Office;
let expected: readonly number[];
beforeEach(() => {
  expected = [];
});
afterEach(async () => {
  expect(await office.close(expected)).toEqual([]);
});
const NEW = { reconcile: false, firstTriedAt: null } as const;
const FORM = {
  title: '检查人员更换申请', tone: 'warn', summary: '更换申请',
  form: {
    fields: [
      { type: 'select', name: 'reason', label: '更换事由', required: true, options: [{ value: 'LEAVE', text: '请假' }, { value: 'OTHER', text: '其他' }] },
      { type: 'date', name: 'from', label: '起始日期' },
      { type: 'textarea', name: 'text', label: '情况说明' },
      { type: 'multiselect', name: 'who', label: '人选', options: [{ value: 'A', text: '甲' }, { value: 'B', text: '乙' }] },
    ],
    submit: { id: 'substitution.request', label: '提交申请', value: { inspection: 'T2026-007-02' } },
  },
} as const;

describe.each(['ws', 'http'] as const)('%s', (transport) => {
  test('a command in the group arrives once, without the mention of the bot, and is acknowledged', async () => {
    office = await openOffice({ transport });
    const { message } = office.control.say({ as: '王敏', chat: GROUP, text: '@bot 任务 T2026-007 @{李建国}' });
    await office.control.settle();
    expect(office.desk.claimed).toMatchObject([{ kind: 'text', key: message, text: `任务 T2026-007 @{${office.id('李建国')}}`, chat: { kind: 'group', chat: office.chat(GROUP) }, from: { id: office.id('王敏') } }]);
    expect(office.control.deliveries()).toMatchObject([{ state: 'delivered', attempts: [{ ok: true }] }]);
  });
  test('a long Chinese message in many pieces arrives whole', async () => {
    office = await openOffice({ transport });
    if (transport === 'http') office.control.faults({ callbackStyle: ['spaced', 'chunked', 'query', 'charset'] });
    const text = '双随机、一公开：'.repeat(400);
    office.control.say({ as: '王敏', private: true, text });
    await office.control.settle();
    expect(office.desk.claimed).toMatchObject([{ text, chat: { kind: 'person', user: office.id('王敏') } }]);
  });
  test('what could not be claimed is not acknowledged, comes again after 15 seconds, and is claimed then', async () => {
    office = await openOffice({ transport });
    office.desk.failClaims = 1;
    office.control.say({ as: '王敏', private: true, text: '帮助' });
    await office.control.settle();
    expect(office.desk.claimed).toEqual([]);
    await office.control.clock({ advanceMs: 15_000 });
    await office.control.settle();
    expect(office.desk.claimed).toHaveLength(1);
    expect(office.desk.arrived.map(({ key }) => key)).toEqual([office.desk.claimed[0]?.key, office.desk.claimed[0]?.key]);
    expect(office.control.deliveries()).toMatchObject([{ state: 'delivered', attempts: [{ ok: false }, { ok: true }] }]);
  });
  test('delivered six hours late with its first timestamp, it still counts', async () => {
    office = await openOffice({ transport, switches: { redeliveryTimestamp: 'original' } });
    office.desk.failClaims = 4;
    office.control.say({ as: '王敏', private: true, text: '帮助' });
    await office.control.settle();
    await office.control.clock({ advanceMs: 8 * 3600_000 });
    await office.control.settle();
    expect(office.desk.claimed).toHaveLength(1);
  });
  test('events that come twice or in reverse order keep their keys', async () => {
    office = await openOffice({ transport });
    office.control.faults({ duplicates: 2, holdEvents: true });
    for (const text of ['一', '二', '三']) office.control.say({ as: '王敏', private: true, text });
    office.control.faults({ holdEvents: false });
    await office.control.settle();
    expect(office.desk.arrived).toHaveLength(9);
    expect(office.desk.claimed.map((said) => (said.kind === 'text' ? said.text : '')).sort()).toEqual(['一', '三', '二']);
  });
  test('a workbook dropped into the private chat is fetched byte for byte, within the limit only', async () => {
    office = await openOffice({ transport });
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251);
    office.control.upload({ as: '王敏', private: true, name: '对象名录.xlsx', bytes });
    await office.control.settle();
    const [said] = office.desk.claimed;
    if (said?.kind !== 'file') throw new Error('no file arrived');
    expect(said.file.name).toBe('对象名录.xlsx');
    expect(Buffer.compare(await office.adapter.fetchFile(said.file, 300_000), bytes)).toBe(0);
    await expect(office.adapter.fetchFile(said.file, 299_999)).rejects.toMatchObject({ kind: 'too-large' });
  });
  test('photos and films are fetched byte for byte: alone, or several in one message with a text', async () => {
    office = await openOffice({ transport });
    const [first, second] = [1, 2].map((n) => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(4000, n)]));
    if (first === undefined || second === undefined) throw new Error('no picture');
    const film = Buffer.alloc(9000, 3);
    office.control.upload({ as: '王敏', private: true, name: 'IMG_0001.PNG', bytes: first, kind: 'image' });
    await office.control.settle();
    office.control.upload({ as: '王敏', private: true, name: '现场.mp4', bytes: film, kind: 'media' });
    await office.control.settle();
    office.control.post({ as: '王敏', private: true, text: '证据 7-1', pictures: [first.toString('base64'), second.toString('base64')] });
    await office.control.settle();
    const [photo, video, both] = office.desk.claimed;
    if (photo?.kind !== 'file' || video?.kind !== 'file' || both?.kind !== 'text') throw new Error('not as sent');
    expect(photo.file.name).toMatch(/^照片\d{8}-\d{6}\.jpg$/);
    expect([video.file.name, both.text, both.files?.length]).toEqual(['现场.mp4', '证据 7-1', 2]);
    const sent = [first, film, first, second];
    for (const [n, file] of [photo.file, video.file, ...(both.files ?? [])].entries()) expect(Buffer.compare(await office.adapter.fetchFile(file, 9000), sent[n] ?? Buffer.alloc(0))).toBe(0);
    await expect(office.adapter.fetchFile(photo.file, 4000)).rejects.toMatchObject({ kind: 'too-large' });
  });
  test('the private chat is opened, the bot enters a group and leaves it', async () => {
    office = await openOffice({ transport });
    office.control.open({ as: '赵红' });
    office.control.open({ as: '赵红' });
    const { chat } = office.control.group({ as: '王敏', name: '新群', members: ['李建国'], bot: true });
    office.control.member({ as: '王敏', chat, bot: false });
    await office.control.settle();
    expect(office.desk.claimed.map(({ kind, from }) => `${kind} ${from.id}`).sort()).toEqual(
      [`joined-group ${office.id('王敏')}`, `left-group ${office.id('王敏')}`, `opened-chat ${office.id('赵红')}`],
    );
  });
  test('a click shows its toast, names the clicker, and the card is replaced after the answer', async () => {
    office = await openOffice({ transport, switches: { cardFrameType: 'card', earlyPatch: 'revert-for-clicker' } });
    const { control, desk, adapter } = office;
    const card = { title: '锁定', tone: 'info', summary: '锁定', actions: [{ id: 'task.lock', label: '锁定', value: { task: 'T2026-007' } }] } as const;
    const { message, card: ref } = await adapter.send({ kind: 'group', chat: office.chat(GROUP) }, { kind: 'card', card }, { uuid: 'card-1', ...NEW });
    const replaced: Promise<void>[] = [];
    desk.answer = (action): Promise<ActionReply> => {
      replaced.push(adapter.updateCard(action.card, { ...card, tone: 'ok', actions: [{ id: 'task.lock', label: '已锁定', disabled: true }] }));
      return Promise.resolve({ tone: 'ok', text: '任务已锁定' });
    };
    expect(await control.click({ as: '陈志远', message, button: '锁定' })).toMatchObject({ toast: { type: 'success', content: '任务已锁定' }, error: null });
    expect(desk.clicks).toMatchObject([{ action: 'task.lock', value: { task: 'T2026-007' }, from: { id: office.id('陈志远') }, card: ref, chat: { kind: 'group', chat: office.chat(GROUP) } }]);
    await Promise.all(replaced);
    const shown = control.chat({ as: '陈志远', chat: GROUP }).messages.at(-1)?.body;
    expect(JSON.stringify(shown)).toContain('已锁定');
  });
  test.each(['deliver', 'drop', 'refuse'] as const)('a form arrives in one shape, whether the platform %ss the button’s behaviours', async (formButtonBehaviors) => {
    expected = formButtonBehaviors === 'refuse' ? [230099] : [];
    for (const emptyFormFields of ['missing', 'empty'] as const) {
      office = await openOffice({ transport, switches: { formButtonBehaviors, emptyFormFields } });
      const { message } = await office.adapter.send({ kind: 'person', user: office.id('张伟') }, { kind: 'card', card: FORM }, { uuid: 'form-1', ...NEW });
      const click = await office.control.click({ as: '张伟', message, button: '提交申请', form: { reason: '请假', from: '2026-03-16', who: ['甲', '乙'] } });
      expect(click).toMatchObject({ toast: { type: 'success' }, error: null });
      expect(office.desk.clicks).toMatchObject([{ action: 'substitution.request', value: { inspection: 'T2026-007-02' }, chat: { kind: 'person', user: office.id('张伟') } }]);
      expect(office.desk.clicks[0]?.form).toEqual({ reason: 'LEAVE', from: '2026-03-16', who: ['A', 'B'] });
      if (emptyFormFields === 'missing') expect(await office.close(expected)).toEqual([]);
    }
  });
  test('an operator named by union id only is found', async () => {
    office = await openOffice({ transport, switches: { operatorIds: 'union_id' } });
    const { message } = await office.adapter.send({ kind: 'person', user: office.id('张伟') }, { kind: 'card', card: FORM }, { uuid: 'form-1', ...NEW });
    await office.control.click({ as: '张伟', message, button: '提交申请', form: { reason: '其他' } });
    expect(office.desk.clicks).toMatchObject([{ from: { id: office.id('张伟') } }]);
  });
  test('after stopping nothing is taken any more: the platform keeps it for later', async () => {
    office = await openOffice({ transport });
    await office.adapter.stop();
    office.control.say({ as: '王敏', private: true, text: '帮助' });
    await office.control.settle();
    expect(office.desk.arrived).toEqual([]);
    expect(office.control.deliveries()).toMatchObject([{ state: 'waiting' }]);
    expect(office.adapter.health().ok).toBe(false);
  });
});

describe('the callback address', () => {
  test('forged, unsigned, plain, foreign and stale requests are refused; odd but genuine ones are not', async () => {
    office = await openOffice({ transport: 'http' });
    const { control, desk } = office;
    control.say({ as: '王敏', private: true, text: '帮助' });
    await control.settle();
    for (const spoil of ['wrong-signature', 'unsigned', 'plaintext', 'foreign-app', 'wrong-token', 'stale'] as const) {
      expect([spoil, await control.raw({ spoil: [spoil] })]).toEqual([spoil, { status: 401, body: '{}' }]);
    }
    expect(await control.raw({ body: '{bad' })).toMatchObject({ status: 400 });
    expect(await control.raw({ body: JSON.stringify({ encrypt: 'x'.repeat(1_200_000) }) })).toMatchObject({ status: 413 });
    expect(desk.arrived).toHaveLength(1);
    for (const spoil of ['spaced', 'chunked', 'query', 'charset'] as const) expect(await control.raw({ spoil: [spoil] })).toMatchObject({ status: 200 });
    expect(desk.claimed).toHaveLength(1);
    expect(office.log()).not.toContain('帮助');
  });
  test('a long connection has no callback address', async () => {
    office = await openOffice();
    expect(await office.adapter.handleCallback({}, Buffer.from('{}'))).toMatchObject({ status: 503 });
  });
});

describe('the long connection', () => {
  test.each([1000, 1006] as const)('a dropped line (%i) comes back, and what was missed is delivered again', async (code) => {
    office = await openOffice();
    const { control } = office;
    control.disconnect({ code });
    await eventually(() => !control.state().appOnline);
    control.say({ as: '王敏', private: true, text: '断线时说的' });
    await control.settle();
    await office.connected();
    await control.clock({ advanceMs: 15_000 });
    await control.settle();
    expect(office.desk.claimed).toMatchObject([{ text: '断线时说的' }]);
    expect(office.adapter.health()).toMatchObject({ ok: true });
    expect(control.connections()).toHaveLength(1);
  });
  test('a line that is open but dead is noticed and replaced', async () => {
    office = await openOffice({ switches: { answerBudgetMs: 200, clientConfig: { ...QUICK_LINE, PingInterval: 0.2 } } });
    const { control } = office;
    await eventually(() => control.connections().some(({ ready }) => ready));
    control.disconnect({ code: 'half-open' });
    await eventually(() => control.connections().some(({ ready, halfOpen }) => ready && !halfOpen));
    control.say({ as: '王敏', private: true, text: '还在吗' });
    await eventually(() => office.desk.claimed.length > 0 || control.deliveries().some(({ attempts }) => attempts.length > 0));
    await control.settle();
    await control.clock({ advanceMs: 15_000 });
    await control.settle();
    expect(office.desk.claimed).toMatchObject([{ text: '还在吗' }]);
  });
  test('refused discoveries and refused upgrades at the start are tried again', async () => {
    office = await openOffice({ start: false });
    const { control, adapter } = office;
    control.faults({ endpoint: { times: 2, code: 1000040350 }, refuseUpgrades: 1 });
    await adapter.start({ onMessage: () => Promise.resolve(), onAction: () => Promise.resolve({ tone: 'ok', text: '' }) });
    await office.connected();
    expect(adapter.health().ok).toBe(true);
    expect(office.log()).toContain('feishu.link.restart');
  });
  test('an event glued to the opening of the line is not lost for good', async () => {
    office = await openOffice({ switches: { answerBudgetMs: 200 } });
    const { control } = office;
    control.disconnect({ code: 1006 });
    await eventually(() => !control.state().appOnline);
    control.faults({ glueToUpgrade: 1 });
    control.say({ as: '王敏', private: true, text: '太早' });
    await office.connected();
    await eventually(() => control.faults({}).glueToUpgrade === 0);
    await control.settle();
    await control.clock({ advanceMs: 15_000 });
    await control.settle();
    expect(office.desk.claimed).toMatchObject([{ text: '太早' }]);
  });
});

describe('starting', () => {
  const idle = { onMessage: () => Promise.resolve(), onAction: () => Promise.resolve({ tone: 'ok', text: '' } as const) };
  test('an address that is not on the white list ends the start with a sentence for the operator', async () => {
    office = await openOffice({ start: false, switches: { ipAllowed: false } });
    expected = [99991401];
    await expect(office.adapter.start(idle)).rejects.toMatchObject({ name: 'Refusal', message: expect.stringContaining('飞书拒绝了本应用'), next: expect.stringContaining('IP 白名单') });
  });
  test('a platform that is away for a while does not: it is tried again', async () => {
    office = await openOffice({ start: false });
    expected = [2200];
    office.control.faults({ api: [{ path: '/open-apis/bot', times: 3, effect: { kind: 'refuse', status: 500, code: 2200 } }] });
    await office.adapter.start(idle);
    expect(office.adapter.health()).toMatchObject({ ok: false });
    await office.connected();
    await eventually(() => office.adapter.health().ok);
  });
});
