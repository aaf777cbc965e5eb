/**
 * Clicks (facts §12, points 18 and 25): what a client refuses by itself, how it words what it sends, and what it makes of the answer.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../src/sandbox/control-types.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { dataOf, buttonOf, callerOf, cardOf, cardTo, chatIdOf, clientOf, connect, GROUP, openIdOf, sandboxWith, SEND_CHAT, stopAll } from './ground.ts';

afterEach(stopAll);

interface Scene { readonly sandbox: Sandbox; readonly actions: JsonObject[]; readonly show: (card: JsonObject) => Promise<string>; reply: unknown }
/** An app that answers every click with `reply`. */
const scene = async (): Promise<Scene> => {
  const sandbox = await sandboxWith();
  const actions: JsonObject[] = [];
  const found: Scene = {
    sandbox, actions, reply: {},
    show: async (card) => {
      const sent = await (await callerOf(sandbox))('POST', SEND_CHAT, cardTo(chatIdOf(sandbox), card));
      return dataOf(sent, 'message_id');
    },
  };
  await connect(sandbox, { 'card.action.trigger': async (data) => {
    actions.push(data['action'] as JsonObject);
    return found.reply;
  } });
  return found;
};
const formCard = (sandbox: Sandbox): JsonObject => JSON.parse(readFileSync(join(__dirname, 'cards', '2-substitution-form.json'), 'utf8')
  .replace('ou_c1b2c3d4e5f60718293a4b5c6d7e8f92', openIdOf(sandbox, '李娜')).replace('ou_d1b2c3d4e5f60718293a4b5c6d7e8f93', openIdOf(sandbox, '王磊'))) as JsonObject;
const filled = { reason_code: '公务冲突', suggested_person: '李娜', absent_from: '2026-03-16', explanation: '第一行\n第二行' };

describe('a form', () => {
  it('is sent in the documented formats', async () => {
    const { sandbox, actions, show } = await scene();
    const message = await show(formCard(sandbox));
    await expect(sandbox.control.click({ as: '马超', message, button: '提交申请', form: filled })).resolves.toMatchObject({ error: null, sent: true });
    expect(actions).toEqual([{
      tag: 'button', name: 'submit__subst__A-381__3', timezone: 'Asia/Shanghai', value: { v: 1, act: 'task.substitute.submit', assignment: 'A-381', rev: 3 },
      form_value: { reason_code: 'DUTY_CONFLICT', suggested_person: openIdOf(sandbox, '李娜'), absent_from: '2026-03-16 +0800', explanation: '第一行\n第二行' },
    }]);
  });

  it.each([
    ['a required field left empty', { ...filled, explanation: '' }, '必填'], ['an option not in the list', { ...filled, reason_code: '想休息' }, '没有“想休息”'],
    ['a person not offered', { ...filled, suggested_person: '张伟' }, '里没有张伟'], ['a day that is none', { ...filled, absent_from: '三月' }, '应为 日期'],
    ['501 characters', { ...filled, explanation: '字'.repeat(501) }, '最多 500 个字'], ['a field that is not there', { ...filled, colour: '红' }, '没有“colour”'],
  ])('is kept back by the client: %s', async (_what, form, why) => {
    const { sandbox, actions, show } = await scene();
    const message = await show(formCard(sandbox));
    const result = await sandbox.control.click({ as: '马超', message, button: '提交申请', form });
    expect(result).toMatchObject({ sent: false, error: { kind: 'client', text: expect.stringContaining(why) } });
    expect(actions).toEqual([]);
  });

  it('leaves optional fields out or sends them empty, and drops the button value, as the switches say', async () => {
    const { sandbox, actions, show } = await scene();
    const message = await show(formCard(sandbox));
    const { suggested_person: _optional, ...required } = filled;
    const press = () => sandbox.control.click({ as: '马超', message, button: '提交申请', form: required });
    await press();
    sandbox.control.switches({ emptyFormFields: 'empty', formButtonBehaviors: 'drop' });
    await press();
    expect(actions[0]?.['form_value']).not.toHaveProperty('suggested_person');
    expect(actions[1]).toMatchObject({ form_value: { suggested_person: '' } });
    expect(actions[1]).not.toHaveProperty('value');
    await expect(sandbox.control.click({ as: '马超', message, button: '清空重填' })).resolves.toMatchObject({ sent: false, error: null });
  });
});

describe('components outside a form', () => {
  const placeholder = { tag: 'plain_text', content: '请选' };
  const options = [{ text: { tag: 'plain_text', content: '甲' }, value: 'a' }, { text: { tag: 'plain_text', content: '乙' }, value: 'b' }];
  it.each<readonly [string, JsonObject, string | boolean | readonly string[], string, JsonValue]>([
    ['select_static', { tag: 'select_static', element_id: 'x', options, placeholder }, '乙', 'option', 'b'],
    ['multi_select_static', { tag: 'multi_select_static', element_id: 'x', options, placeholder }, ['甲', 'b'], 'options', ['a', 'b']],
    ['input', { tag: 'input', element_id: 'x', placeholder }, '3859', 'input_value', '3859'],
    ['picker_time', { tag: 'picker_time', element_id: 'x', placeholder }, '09:30', 'option', '09:30 +0800'],
    ['picker_datetime', { tag: 'picker_datetime', element_id: 'x', placeholder }, '2026-03-16 09:30', 'option', '2026-03-16 09:30 +0800'],
    ['checker', { tag: 'checker', element_id: 'x', behaviors: [{ type: 'callback', value: { act: 'tick' } }] }, true, 'checked', true],
    ['overflow', { tag: 'overflow', element_id: 'x', options }, '甲', 'option', 'a'],
  ])('%s calls back with its value', async (tag, element, input, field, value) => {
    const { sandbox, actions, show } = await scene();
    const message = await show(cardOf([element]));
    await expect(sandbox.control.click({ as: '王敏', message, button: 'x', input })).resolves.toMatchObject({ error: null, sent: true });
    expect(actions).toMatchObject([{ tag, [field]: value }]);
  });

  it('a person from an empty list is any member of the chat, and nobody else', async () => {
    const { sandbox, actions, show } = await scene();
    const message = await show(cardOf([{ tag: 'select_person', element_id: 'who', options: [], placeholder }]));
    const result = await sandbox.control.click({ as: '王敏', message, button: 'who', input: '钱进' });
    expect(result.error?.text).toContain('里没有钱进');
    await sandbox.control.click({ as: '王敏', message, button: 'who', input: '李建国' });
    expect(actions).toMatchObject([{ option: openIdOf(sandbox, '李建国') }]);
  });
});

describe('what cannot be pressed', () => {
  it('a button without behaviour, a link, a disabled one, a declined confirmation, one that is gone: nothing is sent', async () => {
    const { sandbox, actions, show } = await scene();
    const message = await show(cardOf([
      buttonOf('看看', null), buttonOf('打开', null, { behaviors: [{ type: 'open_url', default_url: 'https://example.org/a' }] }), buttonOf('不可用', { act: 'x' }, { disabled: true }),
      buttonOf('锁定', { act: 'lock' }, { confirm: { title: { tag: 'plain_text', content: '确定锁定？' } } }), buttonOf('同名', { act: 'one' }), buttonOf('同名', { act: 'two' }),
    ]));
    const press = (button: string, confirm = true) => sandbox.control.click({ as: '王敏', message, button, confirm });
    await expect(press('看看')).resolves.toMatchObject({ sent: false, error: null });
    await expect(press('打开')).resolves.toMatchObject({ sent: false, openUrl: 'https://example.org/a' });
    await expect(press('不可用')).resolves.toMatchObject({ sent: false, error: { kind: 'client' } });
    await expect(press('锁定', false)).resolves.toMatchObject({ sent: false, error: null });
    await expect(press('没有')).resolves.toMatchObject({ sent: false, error: { text: expect.stringContaining('可以点的有：看看、打开') } });
    await expect(press('同名')).resolves.toMatchObject({ sent: false, error: { text: expect.stringContaining('2 处') } });
    expect(actions).toEqual([]);
    await expect(press('two')).resolves.toMatchObject({ sent: true });
    expect(actions).toMatchObject([{ value: { act: 'two' } }]);
  });

  it('a recalled card, a card of 14 days, a card in a chat one is not in', async () => {
    const { sandbox, actions, show } = await scene();
    const message = await show(cardOf([buttonOf('好', { act: 'ok' })]));
    await expect(sandbox.control.click({ as: '钱进', message, button: '好' })).rejects.toThrow('看不到');
    await sandbox.control.clock({ advanceMs: 14 * 24 * 3600_000 + 1 });
    await expect(sandbox.control.click({ as: '王敏', message, button: '好' })).resolves.toMatchObject({ sent: false, error: { text: '卡片已过期' } });
    expect(sandbox.control.chat({ as: '王敏', chat: GROUP }).messages[0]?.body).toMatchObject({ pressable: false });
    const fresh = await show(cardOf([buttonOf('好', { act: 'ok' })]));
    await clientOf(sandbox).im.v1.message.delete({ path: { message_id: fresh } });
    await expect(sandbox.control.click({ as: '王敏', message: fresh, button: '好' })).resolves.toMatchObject({ sent: false, error: { text: '消息已撤回' } });
    expect(actions).toEqual([]);
  });
});

describe("what the clicker sees of the app's answer", () => {
  it.each<readonly [string, unknown, number | null]>([
    ['a toast of an unknown kind', { toast: { type: 'ok', content: 'x' } }, 200672], ['a toast without words', { toast: { type: 'info' } }, 200672], ['a card of no kind', { card: { data: cardOf() } }, 200672],
    ['a card that is refused', { card: { type: 'raw', data: { schema: '1.0' } } }, 200673], ['a template', { card: { type: 'template', data: { template_id: 'x' } } }, 200673],
    ['nothing', undefined, null], ['an empty object', {}, null],
  ])('%s', async (_what, reply, code) => {
    const stage = await scene();
    stage.reply = reply;
    const message = await stage.show(cardOf([buttonOf('好', { act: 'ok' })]));
    const result = await stage.sandbox.control.click({ as: '王敏', message, button: '好' });
    expect(result.error?.code ?? null).toBe(code);
    expect(result.toast).toBeNull();
  });

  it('a card in the answer replaces it for all, or is refused where the switch says so', async () => {
    const stage = await scene();
    stage.reply = { toast: { type: 'info', content: '处理中' }, card: { type: 'raw', data: cardOf([{ tag: 'markdown', content: '新' }]) } };
    const message = await stage.show(cardOf([buttonOf('好', { act: 'ok' })]));
    stage.sandbox.control.switches({ rawCardInAnswer: 'refuse-200673' });
    await expect(stage.sandbox.control.click({ as: '王敏', message, button: '好' })).resolves.toMatchObject({ error: { code: 200673 }, cardReplaced: false });
    stage.sandbox.control.switches({ rawCardInAnswer: 'apply' });
    await expect(stage.sandbox.control.click({ as: '王敏', message, button: '好' })).resolves.toMatchObject({ error: null, cardReplaced: true, toast: { type: 'info', content: '处理中' } });
    expect(stage.sandbox.control.message({ message }).cardVersions).toHaveLength(2);
  });

  it('a card patched before the answer may fall back on the screen of the one who clicked, until the next version', async () => {
    const sandbox = await sandboxWith();
    sandbox.control.switches({ earlyPatch: 'revert-for-clicker', operatorIds: 'union_id' });
    const call = await callerOf(sandbox);
    const sent = await call('POST', SEND_CHAT, cardTo(chatIdOf(sandbox), cardOf([buttonOf('好', { act: 'ok' })])));
    const message = dataOf(sent, 'message_id');
    const patch = (content: string) => call('PATCH', `/open-apis/im/v1/messages/${message}`, { content: JSON.stringify(cardOf([{ tag: 'markdown', content }, buttonOf('好', { act: 'ok' })])) });
    const operators: unknown[] = [];
    await connect(sandbox, { 'card.action.trigger': async (data) => {
      operators.push(data['operator']);
      await patch('太早');
      return {};
    } });
    await sandbox.control.click({ as: '王敏', message, button: '好' });
    const shown = (as: string): string => JSON.stringify(sandbox.control.chat({ as, chat: GROUP }).messages[0]?.body);
    expect(shown('李建国')).toContain('太早');
    expect(shown('王敏')).not.toContain('太早');
    await patch('再次');
    expect(shown('王敏')).toContain('再次');
    expect(operators).toEqual([expect.not.objectContaining({ open_id: expect.anything() })]);
  });

  it('nobody there, an exception, silence: the codes the platform shows, and never a second attempt', async () => {
    const sandbox = await sandboxWith();
    const sent = await (await callerOf(sandbox))('POST', SEND_CHAT, cardTo(chatIdOf(sandbox), cardOf([buttonOf('好', { act: 'ok' })])));
    const press = () => sandbox.control.click({ as: '王敏', message: dataOf(sent, 'message_id'), button: '好' });
    await expect(press()).resolves.toMatchObject({ sent: true, error: { kind: 'platform', code: 200340 } });
    const replies: (() => Promise<unknown>)[] = [() => Promise.reject(new Error('boom')), () => new Promise(() => undefined)];
    await connect(sandbox, { 'card.action.trigger': () => (replies.shift() ?? (() => Promise.resolve({})))() });
    await expect(press()).resolves.toMatchObject({ error: { code: 200671 } });
    sandbox.control.switches({ answerBudgetMs: 50 });
    await expect(press()).resolves.toMatchObject({ error: { code: 200341 } });
    await sandbox.control.clock({ advanceMs: 8 * 3600_000 });
    expect(sandbox.control.deliveries().map((one) => one.attempts.length)).toEqual([1, 1, 1]);
    expect(sandbox.control.hygiene().filter((problem) => problem.startsWith('callback never answered'))).toHaveLength(3);
  });
});
