/**
 * Every way to draw, as a clerk types it: created, previewed with its sum, drawn in front of a witness, locked, recomputed –
 * by the service and by the independent verifiers.
 */
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { resultModel } from '../../src/application/queries/result-sheet.ts';
import type { ResultSheetModel } from '../../src/application/sheets/result-model.ts';
import { taskId } from '../../src/domain/ids.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { inspectorRow, openBureau, STAFF, targetRow } from '../support/bureau.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { INDEPENDENT } from '../support/verifiers.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const idOf = (n: number): TaskId => taskId(`T2026-00${String(n)}`) ?? (() => { throw new Error('no id'); })();

/** 40 enterprises: two trades, four towns, four credit classes and none, ten to fifty people; three key ones. */
const labelled = async (preset: PresetId, keys = 3): Promise<Office> => {
  const bureau = await openBureau({ preset });
  await bureau.roster('targets', Array.from({ length: 46 }, (_, i) => targetRow(`QT-${String(i + 1).padStart(3, '0')}`, {
    key: i < keys, industry: i % 2 === 0 ? '餐饮' : '校外培训', town: `镇${String(i % 4)}`, credit: ['A', 'B', 'C', 'D', ''][i % 5], scale: String(10 + i), status: i < 40 ? '存续' : '注销',
  })));
  return openOffice({ bureau });
};

const confirm = async (office: Office, n: number): Promise<void> => {
  await office.say('赵红', `确认名录 ${String(n)}`);
  await office.say('李建国', `确认名录 ${String(n)}`);
};

/** From the preview to the lock; in two stages where the rules ask for it. */
const draw = async (office: Office, n: number, more = ''): Promise<ResultSheetModel> => {
  await confirm(office, n);
  for (let stage = 0; stage < 2; stage += 1) {
    if ((await office.bureau.deps.states.load('task', idOf(n))).state.phase === 'locked') break;
    expect(words(office, await office.say('赵红', `抽取 ${String(n)} @孙岩 ${more}`))).toContain('已承诺');
    expect(words(office, await office.say('孙岩', `见证 ${String(n)} 3859`))).toContain('已封口并开出');
    await office.say('孙岩', `确认结果 ${String(n)}`);
    expect(words(office, await office.say('王敏', `锁定 ${String(n)}`))).toContain('已锁定');
  }
  return resultModel(office.bureau.deps)(idOf(n), 'full');
};

/** Recomputed by the service, and by everybody else. */
const recompute = async (office: Office, n: number): Promise<void> => {
  expect(words(office, await office.say('孙岩', `复核 ${String(n)}`))).toContain('全部一致');
  const { bundle, lists } = await drawBundle(office.bureau.deps)(idOf(n), 'full');
  const bytes = await Promise.all([bundle, ...lists].map(({ sha256 }) => office.bureau.deps.blobs.get(sha256)));
  const [first = new Uint8Array(), ...rest] = bytes;
  for (const [name, judge] of INDEPENDENT) {
    const [verdict] = judge([{ bundle: first, lists: rest }]);
    expect([name, verdict?.ok, verdict?.ok === true ? '' : verdict?.lines.at(-1)]).toEqual([name, true, '']);
  }
};
const drawAndRecompute = async (office: Office, n: number): Promise<ResultSheetModel> => {
  const model = await draw(office, n);
  await recompute(office, n);
  return model;
};

const create = (office: Office, text: string): Promise<readonly Delivered[]> => office.say('王敏', `任务 新建 联合抽查 发起=教育科 配合=综合科 事项=A03,A07 期限=9.9-9.30 来源=上级交办 ${text}`);
const previewOf = async (office: Office, n = 1): Promise<{ readonly body: string; readonly rows: readonly (readonly string[])[] }> => {
  const { card } = office.card(await office.say('王敏', `预览 ${String(n)}`), '抽取预览');
  return { body: card.body ?? '', rows: card.table?.rows ?? [] };
};
const bySum = (model: ResultSheetModel): Readonly<Record<string, number>> => Object.fromEntries(model.strata.map(({ name, drawn }) => [name, drawn]));

describe('every way to draw, typed', () => {
  test('one ratio, rounded up, key targets all', async () => {
    const office = await labelled('nantong-tz');
    expect(words(office, await create(office, '比例=5%'))).toContain('普通 5%×43=2.15→3');
    expect((await previewOf(office)).rows.map(([name, , , , formula, n]) => [name, formula, n])).toEqual([['重点', '全部 3', '3'], ['普通', '5%×43=2.15→3', '3']]);
    const model = await drawAndRecompute(office, 1);
    expect(model.rows).toHaveLength(6);
    expect(model.remarks).toContain('重点对象全覆盖，随机确定检查批次');
    expect(words(office, office.inGroup())).toContain('重点对象全覆盖，随机确定检查批次');
  });
  test('信用分级: the better the class, the fewer', async () => {
    const office = await labelled('xiping');
    await create(office, '信用=A:1%,B:10%,C:20%,D:全部 重点=无');
    expect((await previewOf(office)).rows.map(([name, , , , formula]) => [name, formula])).toEqual([['信用A', '1%×10=0.1→1'], ['信用B', '10%×9=0.9→1'], ['信用C', '20%×9=1.8→2'], ['信用D', '全部 9→可抽仅 8'], ['未评级', '10%×9=0.9→1']]);
    expect(bySum(await drawAndRecompute(office, 1))).toEqual({ 信用A: 1, 信用B: 1, 信用C: 2, 信用D: 8, 未评级: 1 });
  });
  test('总数: shared out by the largest remainders', async () => {
    const office = await labelled('nantong-tz');
    await create(office, '总数=7\n层 餐饮 行业=餐饮 比例=全部\n层 培训 行业=校外培训 比例=50%');
    const { rows, body } = await previewOf(office);
    expect(rows.map(([name, , , , formula]) => [name, formula])).toEqual([['餐饮', '7×23/34.5=4.66…→5'], ['培训', '7×11.5/34.5=2.33…→2']]);
    expect(body).toContain('合计 **7 户**');
    expect(bySum(await drawAndRecompute(office, 1))).toEqual({ 餐饮: 5, 培训: 2 });
  });
  test('等距: every cell gets its share, up or down', async () => {
    const office = await labelled('nantong-tz');
    await create(office, '比例=15% 重点=无 等距=行业×区域');
    expect((await previewOf(office)).body).toContain('分 4 格');
    const model = await drawAndRecompute(office, 1);
    expect(model.rows).toHaveLength(7);
    const towns = new Map<string, number>();
    for (const { code } of model.rows) towns.set(String((Number(code.slice(3)) - 1) % 4), (towns.get(String((Number(code.slice(3)) - 1) % 4)) ?? 0) + 1);
    expect([...towns.values()].every((count) => count >= 1 && count <= 2)).toBe(true);
  });
  test('权重、至少、递补: some hold more tickets, and somebody follows where the rules let objects be followed', async () => {
    const office = await labelled('fuzhou-gx');
    await create(office, '比例=10% 重点=无 权重=D:6,C:3 至少=6 递补=2');
    expect((await previewOf(office)).rows[0]?.[4]).toBe('10%×46=4.6→5→至少 6');
    const { rows, reserve } = await drawAndRecompute(office, 1);
    expect([rows.length, reserve.map(({ order }) => order)]).toEqual([6, [1, 2]]);
    const strict = await labelled('weihai-lg');
    expect(words(strict, await create(strict, '比例=10% 递补=2'))).toContain('本单位规则不递补检查对象');
  });
  test('联合: one list, one visit, the items of whoever drew it', async () => {
    const office = await labelled('nantong-tz');
    await create(office, '\n联合 市监 比例=10% 事项=A03\n联合 消防 比例=10% 事项=A07\n联合 教育 行业=校外培训 比例=20%');
    const { body } = await previewOf(office);
    expect(body).toContain('合计 **5–10 户**');
    const model = await drawAndRecompute(office, 1);
    expect(model.strata.map(({ name, drawn }) => [name, drawn])).toEqual([['市监', 5], ['消防', 5], ['教育', 5]]);
    // The same range: the same lowest tickets; no visit is made twice.
    expect(model.rows.filter(({ stratum }) => stratum.includes('市监')).every(({ stratum }) => stratum.includes('市监、消防'))).toBe(true);
    expect(new Set(model.rows.map(({ code }) => code)).size).toBe(model.rows.length);
    const shared = model.rows.find(({ stratum }) => stratum === '市监、消防');
    expect(shared?.items).toBe('A03、A07');
  });
  test('威海 in two stages: specialty, cross-check, a cap a person, and a cap that is too low is raised by its button', async () => {
    const office = await labelled('weihai-lg');
    await office.bureau.roster('inspectors', STAFF.flatMap(({ name, section, certificate }) => (certificate === undefined ? [] : [inspectorRow(certificate, name, section, { specialties: section === '综合科' ? ['消防'] : ['教育'] })])));
    await create(office, '比例=10% 重点=无 专长=消防 交叉检查=是 每人上限=1 追补=2');
    await confirm(office, 1);
    await office.say('赵红', '抽取 1 @孙岩');
    await office.say('孙岩', '见证 1 3859');
    await office.say('孙岩', '确认结果 1');
    await office.say('王敏', '锁定 1');
    await confirm(office, 1);
    const preview = office.card(await office.say('王敏', '预览 1'), '抽取预览');
    expect(preview.card.body).toContain('将每人上限由 1 户调至 3 户（发送：任务 修改 T2026-001 每人上限=3）');
    expect(await office.press('王敏', preview, '每人上限调至 3')).toMatchObject({ tone: 'ok' });
    expect(words(office, await office.say('王敏', '任务 修改 1 比例=50%'))).toContain('检查对象已锁定，只能再改检查组的要求');
    const model = await drawAndRecompute(office, 1);
    expect(model.rows.every(({ members }) => members.every(({ section }) => section === '综合科'))).toBe(true);
  });
  test('补抽: a new task on what the locked one left; two supplements never meet', async () => {
    const office = await labelled('xiping');
    await create(office, '比例=10% 重点=无');
    const first = (await drawAndRecompute(office, 1)).rows.map(({ code }) => code);
    expect(words(office, await office.say('王敏', '补抽 1 比例=20% 理由=上级要求提高比例'))).toContain('普通 20%×41=8.2→9');
    expect((await previewOf(office, 2)).body).toContain('此前已抽中 5 户');
    const second = (await draw(office, 2)).rows.map(({ code }) => code);
    await office.say('王敏', '补抽 2 比例=10%');
    const third = (await drawAndRecompute(office, 3)).rows.map(({ code }) => code);
    expect(new Set([...first, ...second, ...third]).size).toBe(5 + 9 + 4);
    expect(words(office, await office.say('王敏', '补抽 4 比例=10%'))).toMatch(/没有|T2026-004/);
  });
  test('补抽 of a list that is not locked is refused', async () => {
    const office = await labelled('xiping');
    await create(office, '比例=10% 重点=无');
    expect(words(office, await office.say('王敏', '补抽 1 比例=10%'))).toContain('名单还没有锁定，不能补抽');
  });
});

describe('conflicts', () => {
  test('too few left under the cap: shown, a reason asked for, recorded, printed, never filled up', async () => {
    const office = await labelled('baofeng', 0);
    await create(office, '比例=60% 重点=无');
    await draw(office, 1);
    await create(office, '比例=60% 重点=无 名称=第二次抽查');
    await confirm(office, 2);
    expect((await previewOf(office, 2)).body).toContain('须写明理由');
    expect(words(office, await office.say('赵红', '抽取 2 @孙岩'))).toContain('应抽 28 实抽 12（缺 16）');
    expect(office.card(await office.say('赵红', '抽取 2'), '请监督员见证').card.form?.fields.map(({ name }) => name)).toContain('reason');
    const model = await draw(office, 2, '理由=其余本年已查，不再重复');
    expect(model.rows).toHaveLength(12);
    expect(model.remarks.join()).toMatch(/缺 16.*其余本年已查，不再重复/);
    expect(words(office, office.inGroup())).toContain('其余本年已查，不再重复');
  });
  test('例外=投诉举报: what the rules allow lifts the cap for a task; what they do not know is refused', async () => {
    const office = await labelled('baofeng', 0);
    await create(office, '比例=60% 重点=无');
    await draw(office, 1);
    expect(words(office, await create(office, '比例=60% 重点=无 例外=重点领域'))).toContain('不把「重点领域」作为超过年度上限的理由');
    await create(office, '比例=60% 重点=无 例外=投诉举报 名称=投诉核查');
    expect((await previewOf(office, 2)).rows[0]?.[5]).toBe('28');
  });
  test('a key target beyond the cap takes part, for a reason that is recorded', async () => {
    const office = await labelled('baofeng');
    await create(office, '比例=10%');
    await draw(office, 1);
    await create(office, '比例=10% 名称=第二次抽查');
    await confirm(office, 2);
    expect((await previewOf(office, 2)).body).toContain('重点对象 3 户本年已达 1 次，仍参加抽取');
    expect(words(office, await office.say('赵红', '抽取 2 @孙岩'))).toContain('请写明理由');
    expect((await draw(office, 2, '理由=投诉举报查实')).remarks).toEqual(expect.arrayContaining(['仍予抽取的理由：投诉举报查实']));
  });
  test('visits count in the year they are made, complaints and re-checks not at all', async () => {
    const office = await labelled('baofeng', 0);
    const make = (text: string): Promise<readonly Delivered[]> => office.say('王敏', `任务 新建 发起=教育科 配合=综合科 事项=A03 来源=上级交办 比例=60% 重点=无 ${text}`);
    await make('名称=甲 期限=2027-3-1至2027-3-31');
    await draw(office, 1);
    await make('名称=乙 期限=9.9-9.30');
    expect((await previewOf(office, 2)).rows[0]?.[5]).toBe('28');
    await make('名称=丙 期限=2027-4-1至2027-4-30');
    expect((await previewOf(office, 3)).rows[0]?.[5]).toBe('12（缺 16）');
    await make('名称=丁 期限=2026-12-20至2027-1-10');
    expect((await previewOf(office, 4)).rows[0]?.[5]).toBe('12（缺 16）');
    await make('名称=戊 期限=2027-4-1至2027-4-30 性质=复查');
    expect((await previewOf(office, 5)).rows[0]?.[5]).toBe('28');
  });
});

describe('试抽', () => {
  test('draws with a code that is thrown away, says so everywhere, and leaves nothing behind', async () => {
    const office = await labelled('nantong-tz');
    await create(office, '比例=10%');
    await confirm(office, 1);
    const [before, secrets] = [await office.bureau.deps.journal.head(), await office.bureau.deps.secrets.get('T2026-001/1')];
    const { card, to } = office.card(await office.say('赵红', '试抽 1', { group: true }), '试抽，不作数');
    expect(to.kind).toBe('person');
    expect([card.title, card.summary, card.body, card.note].every((text) => text?.includes('试抽，不作数') === true)).toBe(true);
    expect(card.table?.rows.every(([first]) => first?.startsWith('试') === true)).toBe(true);
    expect(await office.bureau.deps.journal.head()).toEqual(before);
    expect(await office.bureau.deps.secrets.get('T2026-001/1')).toEqual(secrets);
    expect((await office.bureau.deps.states.load('task', idOf(1))).state.attempts).toEqual([]);
  });
  test('is for whoever may draw, three times an hour, and not once the draw has begun', async () => {
    const office = await labelled('nantong-tz');
    await create(office, '比例=10%');
    await confirm(office, 1);
    expect(words(office, await office.say('张伟', '试抽 1'))).toContain('试抽');
    expect(words(office, await office.say('孙岩', '试抽 1'))).not.toContain('算完即弃');
    for (let n = 0; n < 3; n += 1) expect(words(office, await office.say('王敏', '试抽 1'))).toContain('算完即弃');
    expect(words(office, await office.say('王敏', '试抽 1'))).toContain('1 小时内已试抽 3 次');
    office.bureau.setTime('2026-09-08T02:00:01.000Z');
    expect(words(office, await office.say('王敏', '试抽 1'))).toContain('还可试抽 2 次');
    await office.say('赵红', '抽取 1 @孙岩');
    expect(words(office, await office.say('王敏', '试抽 1'))).toContain('不能再试抽');
  });
});

test('预览 7 名单 comes in private, to whoever may see the list', async () => {
  const office = await labelled('nantong-tz');
  await create(office, '比例=10%');
  expect(words(office, await office.say('王敏', '预览 1 名单', { group: true }))).toContain('名单不在群内发送');
  expect(words(office, await office.say('张伟', '预览 1'))).not.toContain('抽取预览');
});

test('the two inspectors of 西平: said before, at the draw, at the lock and on the sheet', async () => {
  const office = await labelled('xiping');
  await office.bureau.roster('inspectors', STAFF.flatMap(({ name, section, certificate }, n) => (certificate === undefined ? [] : [inspectorRow(certificate, name, section, { status: n < 9 ? '在岗' : '停用' })])));
  await create(office, '比例=5% 重点=无');
  const fixed = '名录中可参加的仅 2 人，人员随机不成立，固定组队；对象仍随机';
  expect((await previewOf(office)).body).toContain(fixed);
  const model = await draw(office, 1);
  expect(model.remarks).toContain(fixed);
  expect(office.card(office.inGroup(), '公开抽取').card.body).toContain(fixed);
  expect(office.card(office.inGroup(), '已锁定').card.body).toContain(fixed);
  // Both make every visit: the next draw cannot spare them, and says so.
  await create(office, '比例=全部 重点=无 名称=全面检查');
  expect((await previewOf(office, 2)).body).toContain('抽取时尽量避开');
  expect((await drawAndRecompute(office, 2)).remarks.join()).toContain('有上次检查该对象的人员，人员不足，无法避开');
});
