/**
 * The rules in the chat: what holds and why, compared, changed by two people, kept by the tasks that were made before.
 */
import { openBureau } from '../support/bureau.ts';
import { newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { rulesInForce } from '../../src/domain/rules/adopted.ts';
import { requireTask } from '../../src/domain/task/require.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { U1 } from '../support/bureau.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const officeOf = async (preset: PresetId): Promise<Office> => openOffice({ bureau: await openBureau({ preset }) });
const rulesOf = async (office: Office) => rulesInForce((await office.bureau.deps.states.load('unit', U1)).state.rules);

describe('规则', () => {
  test('every value with its clause; one value on request; what can only be so is said to be so', async () => {
    const office = await officeOf('weihai-lg');
    const card = office.card(await office.say('马超', '规则'), '规则 · 威海临港').card;
    expect(card.table?.rows).toEqual(expect.arrayContaining([['同一对象年度上限', '2 次', '威海临港细则 第七条'], ['锁定后', '名单不得更改', '威海临港细则 第十二条'], ['见证时限', '30 分钟', '预设缺省（细则未规定）']]));
    // What the bureau's own document says comes before what it is silent on.
    const clauses = (card.table?.rows ?? []).map(([, , clause]) => clause ?? '');
    expect(clauses.findLastIndex((clause) => clause.startsWith('威海临港细则'))).toBeLessThan(clauses.findIndex((clause) => clause.startsWith('预设缺省')));
    expect(words(office, await office.say('马超', '规则 依据 公示期限'))).toContain('威海临港细则 第十七条(四)');
    expect(words(office, await office.say('马超', '依据 公示'))).toContain('可能是几项规则');
    expect(words(office, await office.say('马超', '规则 依据 锁定后'))).toContain('这一项不可更改');
  });

  test('compared with another preset: only what differs, both with their clauses', async () => {
    const office = await officeOf('weihai-lg');
    const card = office.card(await office.say('王敏', '规则 对比 福州高新'), '规则对比').card;
    const rows = card.table?.rows ?? [];
    expect(rows.map(([label]) => label)).toEqual(expect.arrayContaining(['比例下限', '同一对象年度上限', '抽取步骤', '组长', '更换方式']));
    expect(rows.map(([label]) => label)).not.toContain('公示期限');
    expect(rows.find(([label]) => label === '比例下限')).toEqual(['比例下限', '不限（缺省）', '5%（福州高新细则 三(五)）']);
  });
});

describe('changing the rules', () => {
  test('the clerk proposes with the basis, the leader approves on the card; value, basis and approver stand on 规则', async () => {
    const office = await officeOf('weihai-lg');
    expect(words(office, await office.say('王敏', '规则 修改 公示期限=15 依据=本局实施细则 第七条'))).toContain('已提出第 1 号规则修改（公示期限：20 个工作日 → 15 个工作日）');
    const asked = office.card(office.inbox('周正'), '规则修改待批准');
    expect(asked.card.fields).toEqual(expect.arrayContaining([
      { label: '原数值', value: '20 个工作日' }, { label: '拟改为', value: '15 个工作日' }, { label: '现行依据', value: '威海临港细则 第十七条(四)' }, { label: '宽严', value: '收紧' }, { label: '修改依据', value: '本局实施细则 第七条' },
    ]));
    expect(words(office, office.inbox('孙岩'))).toContain('提出规则修改');
    expect(words(office, await office.say('陈志远', '我的'))).toContain('批准规则修改第 1 号');
    await office.press('周正', asked, '同意');
    expect((await rulesOf(office)).publish.days).toMatchObject({ value: 15, clause: '本局实施细则 第七条' });
    const row = office.card(await office.say('马超', '规则'), '规则 · ').card.table?.rows.find(([label]) => label === '公示期限');
    expect(row?.[1]).toBe('15 个工作日');
    expect(row?.[2]).toMatch(/^本局实施细则 第七条；周正 .*09:00 批准（原：20 个工作日，威海临港细则 第十七条\(四\)）$/);
    expect(words(office, office.inbox('王敏'))).toContain('规则修改已由 周正 批准');
    expect(words(office, await office.say('陈志远', '规则 同意 1'))).toContain('已由周正于 09-08 09:00 同意');
    expect(office.card(office.inbox('陈志远'), '已处理').card.fields).toEqual(expect.arrayContaining([{ label: '处理结果', value: '同意，今后新建的任务按此执行' }]));
  });

  test('who proposes does not approve; inspectors propose nothing; a refusal says why', async () => {
    const office = await officeOf('weihai-lg');
    expect(words(office, await office.say('陈志远', '规则 修改 年度上限=不限 依据=试行'))).toContain('已提出第 1 号');
    expect(office.card(office.inbox('周正'), '规则修改待批准').card.fields).toEqual(expect.arrayContaining([{ label: '宽严', value: '放宽，请核对依据是否允许' }]));
    expect(words(office, await office.say('陈志远', '规则 同意'))).toContain('既是规则修改提出人又是批准人');
    expect(words(office, await office.say('马超', '规则 修改 公示期限=15 依据=x'))).toContain('不能提出修改规则');
    expect(words(office, await office.say('王敏', '规则 同意 1'))).toContain('不能批准规则');
    expect(words(office, await office.say('周正', '规则 不同意 1 与第七条不符'))).toContain('已退回第 1 号');
    expect(words(office, office.inbox('陈志远'))).toContain('未获同意（周正：与第七条不符）');
    expect((await rulesOf(office)).objectCap.maxPerYear.value).toBe(2);
  });

  test.each([
    ['规则 修改 见证=不要 依据=人手不够', '「见证：必须有见证人」不可更改'],
    ['规则 修改 清单=放开 依据=上级要求', '不可更改'],
    ['规则 修改 持证人数=1 依据=人手不够', '「每组持证人数」不能是这个值'],
    ['规则 修改 公示期限=30 依据=忙', '可写：1 到 20 的整数'],
    ['规则 修改 公示期限=很快 依据=忙', '看不懂「公示期限」的数值「很快」'],
    ['规则 修改 公示期限=15', '修改规则必须写明依据'],
    ['规则 修改 公示期限=20 依据=细则', '已经是「20 个工作日」'],
    ['规则 修改 公示期限=15 年度上限=1 依据=细则', '一次只能修改一项'],
    ['规则 修改 颜色=红 依据=细则', '没有叫「颜色」的规则项'],
    ['规则 采用 潍坊', '没有叫「潍坊」的规则'],
  ])('%s: refused, with what to do instead', async (line, answer) => {
    const office = await officeOf('weihai-lg');
    expect(words(office, await office.say('王敏', line))).toContain(answer);
    expect((await office.bureau.deps.states.load('rules', U1)).state.proposals).toEqual([]);
  });

  test('the form does the same as the line, and is closed when it was sent', async () => {
    const office = await officeOf('nantong-tz');
    const form = office.card(await office.say('王敏', '规则 修改'), '修改一项规则');
    expect(await office.press('王敏', form, '提出修改', { path: 'substitution.mode', value: '递补', basis: '区办会议纪要〔2026〕8号' })).toMatchObject({ tone: 'ok' });
    expect(office.card(office.inbox('周正'), '规则修改待批准').card.fields).toEqual(expect.arrayContaining([{ label: '拟改为', value: '递补抽取' }, { label: '修改依据', value: '区办会议纪要〔2026〕8号' }]));
    expect(office.card(office.inbox('王敏'), '已提出').card.tone).toBe('muted');
  });

  test('a preset and the overlay: at once by who may approve, by proposal from everybody else; the history has it all', async () => {
    const office = await officeOf('nantong-tz');
    expect(words(office, await office.say('李建国', '规则 采用 威海临港 依据=区政府统一部署'))).toContain('待分管负责人或主要负责人批准');
    expect((await rulesOf(office)).id).toBe('nantong-tz');
    expect(words(office, await office.say('周正', '规则 同意'))).toContain('已同意第 1 号');
    expect((await rulesOf(office)).id).toBe('weihai-lg');
    expect(words(office, await office.say('陈志远', '规则 叠加 54号'))).toContain('已叠加国办发〔2024〕54号');
    expect(words(office, office.inbox('孙岩'))).toContain('已叠加国办发〔2024〕54号');
    const row = office.card(await office.say('马超', '规则'), '54号').card.table?.rows.find(([label]) => label === '未持证人员');
    expect(row).toEqual(['未持证人员', '不得入组', expect.stringMatching(/54号.*（原：可任组员（不计入持证人数），威海临港细则 第八条）/)]);
    expect(words(office, await office.say('王敏', '规则 修改 未持证人员=允许 依据=第八条'))).toContain('叠加期间只能改得更严');
    const history = office.card(await office.say('王敏', '规则 历史'), '规则历史').card.table?.rows ?? [];
    expect(history.map(([version, , what, , by, approved]) => [version, what, by, approved])).toEqual([
      ['第 3 版', '叠加国办发〔2024〕54号', '陈志远', '—'],
      ['第 2 版', '采用「威海临港」（威海临港细则）', '李建国', '周正'],
      ['第 1 版', '采用「南通通州」（通州意见）', '建立单位时选定', '—'],
    ]);
  });

  test('a task keeps the rules it was made under; the next one has the new ones', async () => {
    const office = await officeOf('weihai-lg');
    const before = await newTaskIn(office.bureau);
    await office.say('王敏', '规则 修改 见证时限=10 依据=本局细则');
    await office.say('周正', '规则 同意');
    const after = await newTaskIn(office.bureau);
    const minutes = async (task: typeof before) => rulesInForce(requireTask((await office.bureau.deps.states.load('task', task)).state).rules).draw.witnessMinutes.value;
    expect([await minutes(before), await minutes(after)]).toEqual([30, 10]);
  });

  test('the value has moved since it was proposed: the approver hears it instead of approving something else', async () => {
    const office = await officeOf('weihai-lg');
    await office.say('王敏', '规则 修改 年度上限=1 依据=甲');
    await office.say('周正', '规则 采用 福州高新');
    expect(words(office, await office.say('陈志远', '规则 同意 1'))).toContain('已变为「不限」');
    expect(words(office, await office.say('王敏', '规则 修改 年度上限=3 依据=乙'))).toContain('同一项已有第 1 号修改待批准');
  });
});
