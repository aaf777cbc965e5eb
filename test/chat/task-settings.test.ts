/**
 * The grammar of 任务 新建 and 任务 修改: everything a draw can do, typed by a tired clerk.
 */
import fc from 'fast-check';

import { settingsChanged } from '../../src/chat/verbs/task-changes.ts';
import { settingsFrom } from '../../src/chat/verbs/task-settings.ts';
import type { SettingsContext } from '../../src/chat/verbs/task-settings.ts';
import { readCommand } from '../../src/chat/parse/command.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import { itemCode } from '../../src/domain/ids.ts';
import type { ItemCode } from '../../src/domain/ids.ts';
import { rulesInForce } from '../../src/domain/rules/adopted.ts';

const TABLE = [{ verb: '任务 新建', aliases: [] }];
const context: SettingsContext = { today: '2026-09-08', ownSection: '教育科', rules: rulesInForce({ preset: 'weihai-lg', version: 1 }), items: ['A03', 'A07'] };
const settingsOf = (text: string): TaskSettings => {
  const reading = readCommand(`任务 新建 餐饮抽查 事项=A03 ${text}`, TABLE);
  if (reading.kind !== 'command') throw new Error('not read');
  return settingsFrom(reading.command, context);
};
const change = (before: TaskSettings, text: string): TaskSettings => {
  const reading = readCommand(`任务 新建 ${text}`, TABLE);
  if (reading.kind !== 'command') throw new Error('not read');
  return settingsChanged(before, reading.command, context);
};
const sizes = ({ strata }: TaskSettings): readonly string[] => strata.map(({ name, ratio: { num, den } }) => `${name} ${String(num)}/${String(den)}`);

describe('strata on one line', () => {
  test.each([
    ['比例=5%', ['重点 1/1', '普通 5/100']],
    ['比例=百分之五 重点=百分之五十', ['重点 50/100', '普通 5/100']],
    ['比例＝０．０５ 重点=无', ['普通 5/100']],
    ['信用=A:1%,B:5%,C:10%,D:全部', ['重点 1/1', '信用A 1/100', '信用B 5/100', '信用C 10/100', '信用D 1/1', '未评级 5/100']],
    ['信用=A：1％，D：全部 比例=5%', ['重点 1/1', '信用A 1/100', '信用D 1/1', '普通 5/100']],
    ['信用=a1%、b5% 重点=无', ['信用A 1/100', '信用B 5/100', '未评级 5/100']],
    ['信用=分级 重点=无', ['信用A 1/100', '信用B 5/100', '信用C 10/100', '信用D 1/1', '未评级 5/100']],
  ])('%s', (text, expected) => { expect(sizes(settingsOf(text))).toEqual(expected); });

  test('credit classes may be bounded, and say why they differ', () => {
    const { strata, ratioReason, scope } = settingsOf('信用=A:1%至多3,D:全部至少2 重点=无');
    expect(strata.map(({ name, min, max }) => [name, min, max])).toEqual([['信用A', undefined, 3], ['信用D', 2, undefined]]);
    expect([ratioReason, scope]).toEqual(['按信用风险等级差异化抽查', []]);
  });
  test('信用=C,D without ratios is a range, as before', () => {
    expect(settingsOf('信用=C,D 比例=5%')).toMatchObject({ scope: [{ field: 'credit', anyOf: ['C', 'D'] }], ratioReason: '' });
  });
  test('bounds, base, reserve and weights of the ordinary stratum', () => {
    expect(settingsOf('比例=5% 重点=无 至少=两户 至多=10 基数=合格 递补=3 权重=D:6,C:3,行业餐饮:2').strata).toEqual([{
      name: '普通', where: [], ratio: { num: 5, den: 100 }, min: 2, max: 10, base: 'eligible', reserve: 3,
      weights: [{ where: [{ field: 'credit', anyOf: ['D'] }], weight: 6 }, { where: [{ field: 'credit', anyOf: ['C'] }], weight: 3 }, { where: [{ field: 'industry', anyOf: ['餐饮'] }], weight: 2 }],
    }]);
  });
});

describe('ranges', () => {
  test('labels, a beginning, a range of integers; all of them must hold', () => {
    expect(settingsOf('比例=5% 行业=餐饮,食品 代码=9137＊ 规模=５０-200人').scope).toEqual([
      { field: 'industry', anyOf: ['餐饮', '食品'] }, { field: 'scale', from: 50, to: 200 }, { field: 'id', prefix: '9137' },
    ]);
  });
  test('a label that looks like a range is one where no integers are meant', () => {
    expect(settingsOf('比例=5% 行业=1-2').scope).toEqual([{ field: 'industry', anyOf: ['1-2'] }]);
  });
});

describe('modes', () => {
  test('总数 shares out by size; ratios then are weights', () => {
    expect(settingsOf('总数=27户')).toMatchObject({ mode: 'budget', budget: 27, strata: [{ name: '普通', ratio: { num: 1, den: 1 } }] });
    expect(sizes(settingsOf('总数=27 信用=A:1%,B:5% 重点=20%'))).toEqual(['重点 20/100', '信用A 1/100', '信用B 5/100', '未评级 5/100']);
  });
  test('等距 names its cells', () => {
    expect(settingsOf('比例=3% 等距=行业×区域')).toMatchObject({ mode: 'systematic', cells: ['industry', 'region'] });
  });
  test('联合: a department a line, with its own range, ratio and items', () => {
    const { mode, strata } = settingsOf('事项=A03,A07\n联合 市监 行业=餐饮 比例=10%\n联合 消防 规模=10-40 比例=百分之五 事项=A07');
    expect(mode).toBe('joint');
    expect(strata).toEqual([
      { name: '市监', where: [{ field: 'industry', anyOf: ['餐饮'] }], ratio: { num: 10, den: 100 } },
      { name: '消防', where: [{ field: 'scale', from: 10, to: 40 }], ratio: { num: 5, den: 100 }, items: ['A07'] },
    ]);
  });
  test('层: any stratum a line; further lines may also go on with the settings', () => {
    const { strata, teamSize } = settingsOf('\n层 重点户 条件=重点 比例=全部\n层 大型 规模=200-9999 比例=20% 至少=2\n每组=三人\n层 其余 比例=5%');
    expect(strata.map(({ name, min }) => [name, min])).toEqual([['重点户', undefined], ['大型', 2], ['其余', undefined]]);
    expect(teamSize).toBe(3);
  });
  test('teams: specialty, cross-check, caps; and the kind of visit', () => {
    expect(settingsOf('比例=5% 每组=3 专长=消防,食品 交叉检查=是 每人上限=6 追补=2 性质=投诉 例外=投诉举报')).toMatchObject({ teamSize: 3, specialties: ['消防', '食品'], crossCheck: true, maxPerInspector: 6, catchUp: 2, kind: 'complaint', capException: 'complaint' });
  });
});

test.each([
  ['比例=5', 'task.bad-ratio'], ['比例=5% 重点=一点点', 'task.bad-ratio'], ['总数=许多', 'task.bad-count'], ['比例=5% 至少=很多', 'task.bad-count'], ['信用=E:5%', 'task.bad-credit'], ['信用=A:很多%', 'task.bad-ratio'],
  ['比例=5% 权重=D', 'task.bad-weight'], ['比例=5% 权重=特别:3', 'task.bad-weight'], ['比例=5% 基数=一半', 'task.bad-base'], ['比例=5% 等距=天气', 'task.bad-cell'], ['比例=5% 性质=闲逛', 'task.bad-kind'], ['比例=5% 例外=无聊', 'task.bad-exception'],
  ['比例=5% 颜色=红', 'task.unknown-setting'], ['\n层 大型', 'task.layer-ratio'], ['\n层 比例=5%', 'task.layer-name'], ['\n层 大型 比例=5% 颜色=红', 'task.bad-layer'], ['\n随便写一行', 'task.bad-line'],
  ['比例=5%\n层 大型 比例=5%', 'task.layers-twice'], ['\n层 大型 比例=5%\n联合 市监 比例=5%', 'task.layers-and-joint'],
])('%s is refused, and the refusal says what to write instead', (text, code) => {
  expect(() => settingsOf(text)).toThrow(expect.objectContaining({ code, next: expect.stringMatching(/.{6,}/) }));
});

describe('a change', () => {
  test('keeps what it does not mention', () => {
    const before = settingsOf('比例=5% 重点=50% 行业=餐饮 每组=3 专长=消防 期限=9.9-9.30 信用=A,B');
    const after = change(before, '比例=8%');
    expect(after).toEqual({ ...before, strata: [before.strata[0], { ...before.strata[1], ratio: { num: 8, den: 100 } }] });
    expect(change(before, '专长=无')).toEqual(Object.fromEntries(Object.entries(before).filter(([key]) => key !== 'specialties')));
    expect(change(before, '期限=10.8-10.30').window).toEqual({ from: '2026-10-08', to: '2026-10-30' });
  });
  test('keeps departments and strata of lines, unless lines are typed again', () => {
    const before = settingsOf('事项=A03,A07\n联合 市监 比例=10%\n联合 消防 比例=5% 事项=A07');
    expect(change(before, '每组=3')).toEqual({ ...before, teamSize: 3 });
    expect(change(before, '\n层 全部 比例=4%')).toMatchObject({ strata: [{ name: '全部' }] });
    expect(change(before, '\n层 全部 比例=4%').mode).toBeUndefined();
  });

  /** Any settings a line can say. */
  const ratios = fc.constantFrom('5%', '百分之三', '1/7', '全部', '0.05');
  const option = (key: string, values: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.option(values, { nil: '' }).map((value) => (value === '' ? '' : `${key}=${value}`));
  const count = fc.integer({ min: 1, max: 99 }).map(String);
  const typed = fc.tuple(
    ratios.map((ratio) => `比例=${ratio}`), option('重点', fc.oneof(ratios, fc.constant('无'))), option('信用', fc.constantFrom('A,B', '分级', 'A:1%至多3,D:全部')), option('总数', count), option('至少', fc.constantFrom('1', '2')), option('至多', count.map((n) => String(Number(n) + 2))),
    option('递补', count), option('基数', fc.constantFrom('合格', '名录')), option('权重', fc.constantFrom('D:6', 'D:6,行业餐饮:2')), option('行业', fc.constantFrom('餐饮', '餐饮,食品', '餐*')), option('规模', fc.constantFrom('10-40', '大型')), option('代码', fc.constantFrom('9137*', '1-50')),
    option('每组', fc.constantFrom('2', '三人')), option('专长', fc.constantFrom('消防', '消防,食品')), option('交叉检查', fc.constant('是')), option('每人上限', count), option('追补', count), option('性质', fc.constantFrom('复查', '随机抽查')), option('例外', fc.constant('投诉举报')), option('期限', fc.constantFrom('9.9-9.30', '12.20-1.10')),
    option('不宜告知', fc.constant('是')), option('理由', fc.constant('上级要求')), option('来源', fc.constantFrom('上级交办', '计划调整')),
  ).map((words) => words.filter((word) => word !== '').join(' '));
  test('of the name alone changes nothing else, whatever was typed before: settings can always be said again', () => {
    fc.assert(fc.property(typed, (text) => {
      const before = settingsOf(text);
      expect(change(before, '名称=另一个名称')).toEqual({ ...before, name: '另一个名称' });
    }), { numRuns: 300, seed: 7 });
  });
});

test('事项=全部 takes every item in force', () => {
  const reading = readCommand('任务 新建 甲 事项=全部 比例=5%', TABLE);
  if (reading.kind !== 'command') throw new Error('not read');
  expect(settingsFrom(reading.command, context).items).toEqual(['A03', 'A07'].flatMap((code): readonly ItemCode[] => { const item = itemCode(code); return item === null ? [] : [item]; }));
});
