/**
 * What comes after the preview, on cards: contradictions one by one, the second person, taking back, and long files that are
 * judged while everything else goes on.
 */
import type { SheetJudge } from '../../src/application/imports/ports.ts';
import type { Sheet, SheetCell } from '../../src/application/ports.ts';
import { LONG_FILE_BYTES } from '../../src/application/imports/stage.ts';
import { openBureau, U1 } from '../support/bureau.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { judgeHere } from '../support/judge-here.ts';
import { creditCode } from '../support/workbooks.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const cell = (value: string): SheetCell => (value === '' ? null : { kind: 'text', value });
const HEADER = ['对象名称', '对象类型', '统一社会信用代码', '住所', '监管科室', '存续状态'];
const row = (n: number, address = '文化路1号', name = `第${String(n)}培训学校`): readonly string[] => [name, '企业', creditCode(n), address, '教育科', '存续'];
const sheet = (rows: readonly (readonly string[])[]): Sheet => ({ name: 'Sheet1', hidden: false, merges: [], rows: [HEADER, ...rows].map((cells, index) => ({ number: index + 1, cells: cells.map(cell) })) });
const withJudge = async (sheetJudge: SheetJudge): Promise<Office> => {
  const bureau = await openBureau();
  return openOffice({ bureau: { ...bureau, deps: { ...bureau.deps, sheetJudge } } });
};
const withRows = (rows: readonly (readonly string[])[]): Promise<Office> => withJudge(judgeHere([sheet(rows)]));
const versionOf = async ({ bureau }: Office): Promise<number> => (await bureau.deps.states.load('roster', `${U1}/targets`)).state.version;
const BYTES = new TextEncoder().encode('a workbook');

describe('这是什么表', () => {
  const pairs: Sheet = { name: 'Sheet1', hidden: false, merges: [], rows: [['检查人员', '执法证号', '对象名称', '统一社会信用代码', '监管科室', '对象类型', '存续状态'], ['张伟', 'ZF0001', '第1培训学校', creditCode(1), '教育科', '企业', '存续']].map((cells, index) => ({ number: index + 1, cells: cells.map(cell) })) };

  test('a file that could be two things is asked about; its button reads it as what the clerk says', async () => {
    const office = await withJudge(judgeHere([pairs]));
    const asked = office.card(await office.drop('王敏', '利害关系.xlsx', BYTES), '这是什么表');
    expect(asked.card.actions?.map(({ label }) => label)).toEqual(expect.arrayContaining(['利害关系登记表', '检查对象名录库']));
    await office.press('王敏', asked, '检查对象名录库');
    expect(office.card(office.inbox('王敏'), '导入预检').card.body).toContain('新增 1');
    expect(office.card(office.inbox('王敏'), '这是什么表').card.summary).toContain('按检查对象名录库读取');
  });

  test('typed as well; what a kind cannot be read from says what is missing', async () => {
    const office = await withJudge(judgeHere([pairs]));
    const asked = office.card(await office.drop('王敏', '利害关系.xlsx', BYTES), '这是什么表');
    const source = /[0-9a-f]{64}/.exec(asked.card.note ?? '')?.[0] ?? '';
    expect(words(office, await office.say('王敏', `导入 认作 利害关系登记表 ${source} 利害关系.xlsx`))).toContain('没有利害关系登记表的表头');
    expect(words(office, await office.say('王敏', `导入 认作 菜单 ${source}`))).toContain('没有「菜单」这种可以导入的表');
    expect(words(office, await office.say('王敏', '导入 认作 利害关系登记表 abc'))).toContain('已过期或不存在');
  });
});

describe('逐条确认', () => {
  test('one row of buttons for each contradiction, a page at a time; judged anew with what was chosen', async () => {
    const office = await withRows(Array.from({ length: 8 }, (_, n) => [row(n + 1, '东街'), row(n + 1, '西街')]).flat());
    const preview = office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入预检');
    expect(preview.card.body).toContain('有 8 处与库内或表内其他行不一致');
    await office.press('王敏', preview, '逐条确认');
    const card = office.card(office.inbox('王敏'), '逐条确认');
    expect(card.card.rows).toHaveLength(7);
    expect(card.card.rows?.[0]?.text).toContain('同码（表内同一代码、内容不同）：共 8 处');
    expect(card.card.rows?.[1]?.text).toContain('第2、3行同一代码');
    expect(card.card.rows?.[1]?.actions.map(({ label }) => label)).toEqual(['保留新值', '✓ 保留原值', '跳过']);
    expect(await office.press('王敏', card, '保留新值')).toMatchObject({ tone: 'ok', text: '第 1 处：保留新值' });
    expect(office.card(office.inbox('王敏'), '逐条确认').card.rows?.[1]?.actions.map(({ label }) => label)).toEqual(['✓ 保留新值', '保留原值', '跳过']);
    await office.press('王敏', card, '下一页');
    expect(office.card(office.inbox('王敏'), '逐条确认').card.rows).toHaveLength(2);
    expect(await office.press('赵红', card, '保留新值')).toMatchObject({ tone: 'warn' });
    await office.press('王敏', card, '按选择重新预检');
    const judged = office.card(office.inbox('王敏'), '导入预检');
    expect(judged.card.body).toContain('逐条选了 1 处');
    await office.press('王敏', judged, '写入 8 条');
    expect(await office.bureau.deps.rosters.row(U1, 'targets', 2, creditCode(1))).toMatchObject({ address: '西街' });
    expect(await office.bureau.deps.rosters.row(U1, 'targets', 2, creditCode(2))).toMatchObject({ address: '东街' });
  });

  test('typed as well: 导入 冲突, 导入 选择, 导入 按选择', async () => {
    const office = await withRows([row(1, '东街'), row(1, '西街')]);
    const preview = office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入预检');
    const id = /IMP-[0-9a-f]{12}/.exec(preview.card.note ?? '')?.[0] ?? '';
    expect(words(office, await office.say('王敏', `导入 冲突 ${id}`))).toContain('逐条确认');
    expect(words(office, await office.say('王敏', `导入 选择 ${id} 1 随便`))).toContain('没有看懂要怎么选');
    expect(words(office, await office.say('王敏', `导入 选择 ${id} 1 跳过`))).toContain('第 1 处：跳过');
    expect(words(office, await office.say('王敏', `导入 按选择 ${id}`))).toContain('拒收 2');
  });

  test('more than can be listed: the card says how many, nothing is written before each kind is chosen about, one button a kind', async () => {
    const twice = Array.from({ length: 5 }, (_, n) => [row(n + 1, '东街'), row(n + 1, '西街')]).flat();
    const office = await withJudge(judgeHere([sheet(twice)], () => Promise.resolve(), 2));
    const preview = office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入预检');
    expect(preview.card.body).toContain('有 5 处与库内或表内其他行不一致**，其中 3 处多到无法逐条列出');
    expect(preview.card.actions?.[0]).toMatchObject({ label: '先选定再写入', disabled: true });
    const id = /IMP-[0-9a-f]{12}/.exec(preview.card.note ?? '')?.[0] ?? '';
    const refused = words(office, await office.say('王敏', `导入 确认 ${id}`));
    expect(refused).toContain('“同码”还没有选定怎么办');
    expect(refused).toContain(`导入 按选择 ${id} 同码=全部以后一行为准`);
    await office.press('王敏', preview, '逐条确认');
    const card = office.card(office.inbox('王敏'), '逐条确认');
    expect(card.card.body).toContain('共 5 处，可以逐条看前 2 处，其余 3 处请按种类一次选定');
    expect(card.card.rows?.[0]?.text).toContain('共 5 处，其中 3 处不逐条列出\n现在：还没有选定');
    expect(await office.press('王敏', card, '全部以后一行为准')).toMatchObject({ text: '同码：全部以后一行为准。点“按选择重新预检”生效' });
    expect(words(office, await office.say('王敏', `导入 选择 ${id} 1 保留原值`))).toContain('第 1 处：保留原值');
    await office.press('王敏', card, '按选择重新预检');
    const judged = office.card(office.inbox('王敏'), '导入预检');
    expect(judged.card.body).toContain('已按您的选择判定（同码：全部以后一行为准；逐条选了 1 处）');
    await office.press('王敏', judged, '写入 5 条');
    const address = async (n: number) => (await office.bureau.deps.rosters.row(U1, 'targets', 2, creditCode(n)))?.['address'];
    expect([await address(1), await address(2), await address(5)]).toEqual(['东街', '西街', '西街']);
  });

  test('a kind is chosen about by typing, in one line with judging anew', async () => {
    const twice = Array.from({ length: 4 }, (_, n) => [row(n + 1, '东街'), row(n + 1, '西街')]).flat();
    const office = await withJudge(judgeHere([sheet(twice)], () => Promise.resolve(), 1));
    const preview = office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入预检');
    const id = /IMP-[0-9a-f]{12}/.exec(preview.card.note ?? '')?.[0] ?? '';
    expect(words(office, await office.say('王敏', `导入 按选择 ${id} 同码=随便`))).toContain('没有看懂「同码=随便」');
    expect(words(office, await office.say('王敏', `导入 按选择 ${id} 同码=全部跳过`))).toContain('拒收 8');
  });
});

describe('第二人复核与撤回', () => {
  test('a large import goes to the head of the section with the totals and the annotated sheet; both sides see what became of it', async () => {
    const office = await withRows(Array.from({ length: 501 }, (_, n) => row(n + 1)));
    const preview = office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入预检');
    expect(await office.press('王敏', preview, '写入 501 条')).toMatchObject({ text: expect.stringContaining('已请赵红复核') });
    expect(office.card(office.inbox('王敏'), '待复核').card.body).toContain('待赵红复核');
    const asked = office.card(office.inbox('赵红'), '导入复核');
    expect(asked.card.body).toContain('读取 501 行 | 新增 501');
    expect(office.inbox('赵红').some(({ message }) => message.kind === 'file')).toBe(true);
    expect(await office.press('王敏', asked, '复核无误')).toMatchObject({ tone: 'warn' });
    expect(await office.press('赵红', asked, '复核无误')).toMatchObject({ tone: 'ok' });
    expect(await versionOf(office)).toBe(2);
    expect(office.card(office.inbox('王敏'), '已写入').card.body).toContain('赵红复核');
    expect(office.card(office.inbox('赵红'), '已写入').id).toBe(asked.id);
  });

  test('sent back with a reason, which whoever imported reads', async () => {
    const office = await withRows(Array.from({ length: 501 }, (_, n) => row(n + 1)));
    await office.press('王敏', office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入预检'), '写入 501 条');
    const asked = office.card(office.inbox('赵红'), '导入复核');
    await office.press('赵红', asked, '退回', { reason: '少了卫健科' });
    expect(office.card(office.inbox('王敏'), '已退回').card.body).toContain('少了卫健科');
    expect(words(office, office.inbox('王敏'))).toContain('赵红 退回了您导入的检查对象名录库：少了卫健科');
    expect(await versionOf(office)).toBe(1);
  });

  test('撤回导入 shows the last imports, asks once more, and puts the rows back', async () => {
    const office = await withRows([row(1)]);
    expect(words(office, await office.say('王敏', '撤回导入'))).toContain('没有可以撤回的导入');
    await office.press('王敏', office.card(await office.drop('王敏', '名录.xlsx', BYTES), '导入预检'), '写入 1 条');
    const card = office.card(await office.say('王敏', '撤回导入'), '撤回导入');
    expect(card.card.rows?.[0]?.actions[0]?.confirm).toContain('恢复到第 1 版');
    expect(await office.press('王敏', card, '撤回这次导入')).toMatchObject({ tone: 'ok', text: '已撤回，检查对象名录库恢复到导入之前：移出 1，恢复 0' });
    expect(await versionOf(office)).toBe(3);
    expect(await office.bureau.deps.rosters.count(U1, 'targets', 3)).toBe(46);
    expect(office.card(office.inbox('王敏'), '已撤回').card.title).toContain('检查对象名录库');
    expect(words(office, await office.say('王敏', '撤回导入 对象'))).toContain('本身就是撤回');
  });
});

describe('long files', () => {
  /** A judge that waits at a gate, and goes through it when it is opened or the import is given up. */
  const gated = () => {
    const gate: { open: () => void } = { open: () => undefined };
    const opened = new Promise<void>((resolve) => { gate.open = resolve; });
    const held = (signal: AbortSignal | null): Promise<void> => Promise.race([opened, new Promise<void>((_, reject) => { signal?.addEventListener('abort', () => { reject(new Error('aborted')); }); })]);
    const inner = judgeHere([sheet([row(1), row(2), row(2, '别处')])], held);
    const judge: SheetJudge = { judge: (request) => { request.progress({ step: 'judging', rows: 120_000, about: 1_000_000 }); return inner.judge(request); } };
    return { gate, judge };
  };
  /** What goes on beside the chat comes as far as it can. */
  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
  const LONG = new Uint8Array(LONG_FILE_BYTES + 1);

  test('while a long file is judged every other word is answered; then the same card is the preview', async () => {
    const { gate, judge } = gated();
    const office = await withJudge(judge);
    const waiting = office.card(await office.drop('王敏', '全区名录.xlsx', LONG), '正在处理');
    await turn();
    await office.settle();
    expect(office.card(office.inbox('王敏'), '正在处理').card.body).toContain('读取、判定 120,000 / 约 1,000,000 行');
    expect(words(office, await office.say('王敏', '名录 统计'))).toContain('检查对象名录库');
    expect(words(office, await office.say('赵红', '我的'))).not.toBe('');
    expect(words(office, await office.say('王敏', `导入 确认 ${/IMP-\w+/.exec(waiting.card.note ?? '')?.[0] ?? ''}`))).toContain('还在读取、判定');
    gate.open();
    await office.imports.idle();
    await office.settle();
    const preview = office.card(office.inbox('王敏'), '导入预检');
    expect(preview.id).toBe(waiting.id);
    expect(preview.card.summary).toContain('读取 3 行 | 新增 2');
    expect(office.inbox('王敏').some(({ message }) => message.kind === 'file')).toBe(true);
    await office.press('王敏', preview, '写入 2 条');
    expect(await versionOf(office)).toBe(2);
  });

  test('取消: what was read is dropped, the card says so, nothing comes afterwards', async () => {
    const { gate, judge } = gated();
    const office = await withJudge(judge);
    const waiting = office.card(await office.drop('王敏', '全区名录.xlsx', LONG), '正在处理');
    expect(await office.press('王敏', waiting, '取消')).toMatchObject({ tone: 'ok' });
    gate.open();
    await office.imports.idle();
    await office.settle();
    expect(office.card(office.inbox('王敏'), '已放弃').id).toBe(waiting.id);
    expect(words(office, office.inbox('王敏'))).not.toContain('导入预检');
  });

  test('a restart in the middle takes it up again', async () => {
    const { gate, judge } = gated();
    const office = await withJudge(judge);
    const waiting = office.card(await office.drop('王敏', '全区名录.xlsx', LONG), '正在处理');
    await office.imports.stop();
    await office.restart();
    expect(office.card(office.inbox('王敏'), '正在处理').id).toBe(waiting.id);
    gate.open();
    await office.imports.resume();
    await office.imports.idle();
    await office.settle();
    expect(office.card(office.inbox('王敏'), '导入预检').id).toBe(waiting.id);
  });

  test('a long file that cannot be read ends as a card that says why', async () => {
    const office = await withJudge(judgeHere([{ ...sheet([]), rows: [] }]));
    await office.drop('王敏', '空.xlsx', LONG);
    await office.imports.idle();
    await office.settle();
    expect(office.card(office.inbox('王敏'), '没有读成').card.body).toContain('里没有内容');
  });
});
