/** The annual plan: drafted, checked against the rules of each bureau, compared, carried out. */
import fc from 'fast-check';
import type { TaskSettings } from '../../../src/domain/task/settings.ts';
import { itemCode, taskId } from '../../../src/domain/ids.ts';
import { checkPlan } from '../../../src/domain/plan/check.ts';
import type { PlanFacts } from '../../../src/domain/plan/check.ts';
import { comparePlans } from '../../../src/domain/plan/compare.ts';
import { draftPlan } from '../../../src/domain/plan/draft.ts';
import { demandPlanned } from '../../../src/domain/plan/execute.ts';
import { newPlan } from '../../../src/domain/plan/plan.ts';
import type { PlanState } from '../../../src/domain/plan/plan.ts';
import { requireSound, rowMeant, rowNumber, scopeOf, scopeText } from '../../../src/domain/plan/row.ts';
import type { PlanRow } from '../../../src/domain/plan/row.ts';
import type { ItemRow } from '../../../src/domain/roster/rows.ts';
import { rulesInForce } from '../../../src/domain/rules/adopted.ts';
import type { PresetId, RuleSet } from '../../../src/domain/rules/rule-set.ts';
import { itemRow, settings } from '../../support/bureau.ts';

const rules = (preset: PresetId): RuleSet => rulesInForce({ preset, version: 1 });
const code = (raw: string) => itemCode(raw) ?? (() => { throw new Error(raw); })();
const row = (n: number, over: Partial<PlanRow> = {}): PlanRow => ({
  no: rowNumber(2026, n), name: `抽查${String(n)}`, items: [code('A03')], basis: '条例', scope: [], scopeText: '全部', reach: '部门内', ratio: { num: 5, den: 100 }, campaigns: 1,
  drawOn: '2026-09-08', window: { from: '2026-09-09', to: '2026-09-30' }, methods: ['现场'], section: '教育科', cooperating: [], level: '', reason: '', ...over,
});
const facts = (over: Partial<PlanFacts> = {}): PlanFacts => ({
  items: [{ code: code('A03'), name: '办学行为', section: '教育科' }], targets: new Map([['2026-01', 46]]), exposure: new Map([[1, 46]]), inspectors: new Map([['教育科', 4]]),
  isWorkingDay: () => true, isPublishedYear: true, ...over,
});
const kinds = (rows: readonly PlanRow[], given: PlanFacts, preset: PresetId) => checkPlan(rows, given, rules(preset)).map(({ kind, grade }) => `${kind}/${grade}`);

describe('check-up', () => {
  test('a plan that leaves items out is stopped in 威海 and only noted elsewhere', () => {
    const given = facts({ items: [...facts().items, { code: code('A07'), name: '托幼卫生保健', section: '卫健科' }] });
    expect(kinds([row(1)], given, 'weihai-lg')).toContain('uncovered/blocks');
    expect(kinds([row(1)], given, 'xiping')).toContain('uncovered/note');
    expect(checkPlan([row(1)], given, rules('weihai-lg')).find(({ kind }) => kind === 'uncovered')).toMatchObject({ sentence: expect.stringContaining('缺：A07托幼卫生保健'), clause: '威海临港细则 第六条' });
  });

  test('福州: below five in a hundred, less than twice a year and too few joint draws ask for a reason; no other bureau asks', () => {
    const low = [row(1, { ratio: { num: 3, den: 100 } })];
    expect(kinds(low, facts(), 'fuzhou-gx')).toEqual(['below-floor/reason', 'too-seldom/reason', 'few-joint/reason']);
    expect(kinds([row(1, { ratio: { num: 3, den: 100 }, reason: '上级已全覆盖', campaigns: 2, reach: '联合' })], facts(), 'fuzhou-gx')).toEqual([]);
    for (const preset of ['nantong-tz', 'xiping', 'baofeng'] as const) expect(kinds(low, facts(), preset)).toEqual([]);
  });

  test('X2: how often an item is drawn and how often an object is visited are two counters', () => {
    const twice = [row(1, { campaigns: 2, reach: '联合' })];
    expect(kinds(twice, facts({ exposure: new Map([[2, 46]]) }), 'fuzhou-gx')).toEqual([]);
    expect(kinds(twice, facts({ exposure: new Map([[2, 46]]) }), 'baofeng')).toEqual(['over-cap/note']);
    expect(kinds(twice, facts({ exposure: new Map([[2, 46]]) }), 'nantong-tz')).toEqual([]);
  });

  test('holidays, empty ranges and sections without two certified people are named with their lines', () => {
    const found = checkPlan([row(1, { drawOn: '2026-10-01' }), row(2, { section: '卫健科' })], facts({ isWorkingDay: (date) => !date.startsWith('2026-10-0') }), rules('xiping'));
    expect(found.map(({ kind, rows }) => [kind, rows])).toEqual([['no-object', ['2026-02']], ['holiday', ['2026-01']], ['no-team', ['2026-02']]]);
  });

  test('an item that is not on the list stops the plan everywhere', () => {
    expect(kinds([row(1, { items: [code('Z99')] })], facts({ items: [] }), 'nantong-tz')).toContain('unlisted/blocks');
  });
});

describe('draft', () => {
  const items = [itemRow('A03'), itemRow('A07', { name: '消防安全', ratio: '10%', ratioBp: 1000 }), itemRow('B01', { section: '卫健科' })] as unknown as readonly ItemRow[];
  const drafting = { year: 2027, items, sections: ['综合科', '教育科', '卫健科'], rules: rules('fuzhou-gx'), workingDayFrom: (date: string) => (date === '2027-09-08' ? '2027-09-09' : date) };

  test('from the item list: every item once, by section and ratio, at least as often as the rules ask', () => {
    const rows = draftPlan({ ...drafting, last: [] });
    expect(rows.flatMap((each) => each.items).sort()).toEqual(['A03', 'A07', 'B01']);
    expect(rows.every(({ campaigns }) => campaigns >= 2)).toBe(true);
    expect(rows.map(({ no }) => no)).toEqual(rows.map((_, index) => rowNumber(2027, index + 1)));
    expect(() => requireSound(rows, drafting.sections)).not.toThrow();
  });

  test('from last year: same days moved off the holidays, items gone from the list left out, new ones added', () => {
    const rows = draftPlan({ ...drafting, last: [row(1), row(2, { items: [code('OLD')] })] });
    expect(rows.find(({ name }) => name === '抽查1')).toMatchObject({ drawOn: '2027-09-09', window: { from: '2027-09-09', to: '2027-09-30' } });
    expect(rows.some(({ name }) => name === '抽查2')).toBe(false);
    expect(rows.flatMap((each) => each.items).sort()).toEqual(['A03', 'A07', 'B01']);
  });
});

test('a line that no plan may hold is named', () => {
  const sections = ['教育科'];
  expect(() => requireSound([], sections)).toThrow('一行也没有');
  expect(() => requireSound([row(1), row(1)], sections)).toThrow('出现了两次');
  expect(() => requireSound([row(1, { section: '基建科' })], sections)).toThrow('基建科');
  expect(() => requireSound([row(1, { drawOn: '2026-10-09' })], sections)).toThrow('晚于检查期限');
  expect(() => requireSound([row(1, { ratio: { num: 6, den: 5 } })], sections)).toThrow('比例');
});

test('a range is read from what is written, and written so that it is read again', () => {
  expect(scopeOf('行业：校外培训、民办幼儿园；区域=城关镇；重点=是')).toEqual([{ field: 'industry', anyOf: ['校外培训', '民办幼儿园'] }, { field: 'region', anyOf: ['城关镇'] }, { field: 'key', anyOf: ['true'] }]);
  expect(scopeOf('辖区内校外培训机构')).toEqual([]);
  fc.assert(fc.property(fc.uniqueArray(fc.constantFrom('industry', 'region', 'kind', 'scale', 'credit', 'section'), { minLength: 1 }), fc.uniqueArray(fc.constantFrom('甲', '乙', '丙'), { minLength: 1 }), (fields, anyOf) => {
    const scope = fields.map((field) => ({ field: field as 'industry', anyOf }));
    expect(scopeOf(scopeText(scope))).toEqual(scope);
  }));
});

test('a line is found by its number, its bare number or a word of its name; never by chance', () => {
  const rows = [row(1, { name: '民办幼儿园' }), row(2, { name: '校外培训' }), row(12, { name: '校外托管' })];
  expect(rowMeant(rows, '2026-12')?.no).toBe('2026-12');
  expect(rowMeant(rows, '2')?.no).toBe('2026-02');
  expect(rowMeant(rows, '幼儿园')?.no).toBe('2026-01');
  expect(rowMeant(rows, '校外')).toBeNull();
  expect(rowMeant(rows, '')).toBeNull();
});

test('two versions are compared field by field', () => {
  expect(comparePlans([row(1), row(2)], [row(1, { ratio: { num: 8, den: 100 } }), row(3)])).toEqual([
    { no: '2026-01', name: '抽查1', change: 'changed', fields: [{ title: '抽查比例', before: '5%', after: '8%' }] },
    { no: '2026-03', name: '抽查3', change: 'added', fields: [] },
    { no: '2026-02', name: '抽查2', change: 'dropped', fields: [] },
  ]);
});

describe('carrying out', () => {
  const T1 = taskId('T2026-001');
  const inForce = (over: Partial<PlanState> = {}): PlanState => ({ ...newPlan, year: 2026, versions: [{ version: 1, rows: { sha256: '0'.repeat(64) as never, bytes: 1, name: 'x' }, count: 1, reason: '', approvals: [], approvedAt: '2026-01-10T00:00:00.000Z' }], ...over });
  const task = (over: Partial<TaskSettings> = {}): TaskSettings => settings({ source: 'plan', planRow: '2026-01', items: [code('A03')], ...over });
  const demand = (wanted: TaskSettings, plan = inForce()) => () => { demandPlanned(wanted, plan, [row(1)], rules('baofeng'), null); };

  test('with a plan in force a planned task names its line, keeps to its items and ratio, and is not made twice', () => {
    expect(demand(task())).not.toThrow();
    const { planRow: _line, ...without } = task();
    expect(demand(without)).toThrow('要写明是哪一行');
    expect(demand({ ...without, source: 'superior' })).not.toThrow();
    expect(demand(task({ planRow: '2026-07' }))).toThrow('没有「2026-07」');
    expect(demand(task({ items: [code('A07')] }))).toThrow('不在计划');
    expect(demand(task({ strata: [{ name: '普通', where: [], ratio: { num: 1, den: 100 } }] }))).toThrow('低于计划');
    expect(demand(task(), inForce({ tasks: [{ row: '2026-01', task: T1 ?? ('' as never) }] }))).toThrow('已建任务 T2026-001');
  });

  test('without a plan in force nothing is asked', () => {
    const { planRow: _line, ...without } = task();
    expect(demand(without, newPlan)).not.toThrow();
  });
});
