/**
 * A file dropped into the private chat: shown first, asked about where it does not say enough, written only when confirmed.
 */
import type { Sheet, SheetCell } from '../../src/application/ports.ts';
import { openBureau } from '../support/bureau.ts';
import { judgeHere } from '../support/judge-here.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const cell = (value: string): SheetCell => (value === '' ? null : { kind: 'text', value });
const sheet = (...rows: readonly (readonly string[])[]): Sheet => ({ name: 'Sheet1', hidden: false, merges: [], rows: rows.map((row, index) => ({ number: index + 1, cells: row.map(cell) })) });

const WHOLE = ['对象名称', '对象类型', '统一社会信用代码', '住所', '行业', '主体类型', '监管科室', '存续状态', '状态核对日期'];
const row = (name: string, code: string, section = '教育科'): readonly string[] => [name, '企业', code, '城关镇', '校外培训', '有限责任公司', section, '存续', '2026-09-01'];

const withSheet = async (content: Sheet): Promise<Office> => {
  const bureau = await openBureau();
  return openOffice({ bureau: { ...bureau, deps: { ...bureau.deps, sheetJudge: judgeHere([content]) } } });
};
const versionOf = async (office: Office): Promise<number> => (await office.bureau.deps.states.load('roster', 'U1/targets')).state.version;
const BYTES = new TextEncoder().encode('a workbook');

describe('importing', () => {
  test('preview with counts, row errors and an annotated sheet; confirming writes, once', async () => {
    const office = await withSheet(sheet(WHOLE, row('新星培训', '91371000MA3C00002U'), row('坏码培训', '91371000MA3C00003X')));
    const dropped = await office.drop('王敏', '名录0901.xlsx', BYTES);
    const preview = office.card(dropped, '导入预检 · 检查对象名录库');
    expect(preview.card.summary).toContain('读取 2 行 | 新增 1');
    expect(preview.card.body).toMatch(/第 ?3 ?行/);
    expect(dropped.some(({ message }) => message.kind === 'file')).toBe(true);
    expect(await versionOf(office)).toBe(1);
    expect(await office.press('赵红', preview, '写入 1 条')).toMatchObject({ tone: 'warn' });
    expect(await office.press('王敏', preview, '写入 1 条')).toMatchObject({ tone: 'ok', text: '已写入检查对象名录库：新增 1，变更 0' });
    expect(await versionOf(office)).toBe(2);
    expect(office.card(office.inbox('王敏'), '已写入').id).toBe(preview.id);
  });

  test('given up: nothing is written, and the card says so', async () => {
    const office = await withSheet(sheet(WHOLE, row('新星培训', '91371000MA3C00002U')));
    const preview = office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入预检');
    expect(await office.press('王敏', preview, '放弃')).toMatchObject({ tone: 'ok' });
    expect(office.card(office.inbox('王敏'), '已放弃').id).toBe(preview.id);
    expect(await versionOf(office)).toBe(1);
    expect(words(office, await office.say('王敏', `导入 确认 ${/IMP-[0-9a-f]{12}/.exec(preview.card.note ?? '')?.[0] ?? ''}`))).toContain('已放弃');
  });

  test('a missing column becomes a question with a proposal; answered on the card or typed', async () => {
    const office = await withSheet(sheet(WHOLE.filter((title) => title !== '监管科室'), row('新星培训', '91371000MA3C00002U').filter((_, index) => index !== 6)));
    const question = office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入提问');
    expect(question.card.body).toContain('表中没有的必填项：监管科室');
    expect(await office.press('王敏', question, '按此预检', {})).toMatchObject({ tone: 'warn' });
    await office.press('王敏', question, '按此预检', { fill_section: '教育科' });
    expect(office.card(office.inbox('王敏'), '导入预检').card.summary).toContain('新增 1');
    expect(office.card(office.inbox('王敏'), '已回答').id).toBe(question.id);

    const other = office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入提问');
    const id = /IMP-[0-9a-f]{12}/.exec(other.card.note ?? '')?.[0] ?? '';
    expect(words(office, await office.say('王敏', `导入 回答 ${id}`))).toContain('还需要指定「监管科室」');
    expect(words(office, await office.say('王敏', `导入 回答 ${id} 监管科室=教育科`))).toContain('导入预检');
  });

  test('strangers, files in a group, files that are too large or gone', async () => {
    const office = await withSheet(sheet(WHOLE));
    expect(words(office, await office.drop('路人', '名录.xlsx', BYTES))).toContain('还没有绑定身份');
    expect(words(office, await office.drop('张伟', '名录.xlsx', BYTES))).toContain('不能导入');
    expect(words(office, await office.drop('王敏', '大.xlsx', new Uint8Array(101 * 1024 * 1024)))).toContain('超过 100 MB');
    const before = office.platform.sent.length;
    await office.chat.handlers.onMessage({ platform: 'feishu', key: 'in-group', at: office.bureau.now(), from: { platform: 'feishu', id: 'ou_x' }, chat: { kind: 'group', chat: 'oc_work' }, kind: 'file', file: { name: 'a.xlsx', bytes: 1, token: 'none' } });
    await office.settle();
    expect(office.platform.sent.length).toBe(before);
  });
});
