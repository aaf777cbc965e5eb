/**
 * What busy people type is understood as they mean it, and never as something else.
 */
import fc from 'fast-check';
import { readCommand, textAfter, wordsOf } from '../../../src/chat/parse/command.ts';
import type { Command } from '../../../src/chat/parse/command.ts';
import { dateOf, rangeOf } from '../../../src/chat/parse/dates.ts';
import { countOf, ratioOf, wholeNumber } from '../../../src/chat/parse/numbers.ts';
import { ratioText } from '../../../src/domain/rules/ratio.ts';
import { mayMean, substitutionNumbering, taskNumbering, visitNumbering } from '../../../src/chat/parse/numbering.ts';
import { personWords, roleNamed } from '../../../src/chat/parse/people.ts';
import { VERBS } from '../../../src/chat/commands.ts';

const TODAY = '2026-09-08';
const command = (text: string): Command => {
  const reading = readCommand(text, VERBS);
  if (reading.kind !== 'command') throw new Error(`「${text}」 was not understood: ${JSON.stringify(reading)}`);
  return reading.command;
};

describe('commands', () => {
  test.each([
    ['抽取 7', '抽取', ['7']],
    ['抽取7', '抽取', ['7']],
    ['抽7号', '抽取', ['7号']],
    ['抽 7', '抽取', ['7']],
    ['/锁定 T2026-007。', '锁定', ['T2026-007']],
    ['锁定 T2026-007!', '锁定', ['T2026-007']],
    ['\uFF0F锁定 T2026-007\uFF01', '锁定', ['T2026-007']],
    ['抽取\uFF17', '抽取', ['7']],
    ['lock 7', '锁定', ['7']],
    ['DRAW 7', '抽取', ['7']],
    ['任务新建', '任务 新建', []],
    ['新建 任务', '任务 新建', []],
    ['同意更换SUB2026-019 李娜', '同意更换', ['SUB2026-019', '李娜']],
    ['?', '帮助', []],
    ['?', '帮助', []],
    ['接受 7-2', '接受', ['7-2']],
  ])('「%s」 means %s', (text, verb, words) => {
    expect(command(text)).toMatchObject({ verb, words });
  });

  test('键=值 in full or half width, in quotes, with a blank inside', () => {
    expect(command('任务 新建 比例=百分之五 行业=校外培训 名称=“校外 培训”').options).toEqual({ 比例: '百分之五', 行业: '校外培训', 名称: '校外 培训' });
  });

  test('a name said together with the bot, a line for each person', () => {
    const { words, lines } = command('绑定 @{ou_1}综合科 经办人\n@{ou_2} 教育科 科室负责人');
    expect(words).toEqual(['@{ou_1}', '综合科', '经办人']);
    expect(lines).toEqual([['@{ou_2}', '教育科', '科室负责人']]);
  });

  test('a trailing 确认 confirms and is no word of the command', () => {
    expect(readCommand('锁定 7 确认', VERBS)).toMatchObject({ kind: 'command', confirmed: true, command: { words: ['7'], rest: '7' } });
    expect(readCommand('锁定 7', VERBS)).toMatchObject({ confirmed: false });
  });

  test('a contribution keeps what was typed, 键=值 and wide characters included', () => {
    const typed = command('见证 7 冠字号=QR7123 4567');
    expect(textAfter(typed, 1)).toBe('冠字号=QR7123 4567');
  });

  test('an unknown verb is answered with the nearest three', () => {
    const reading = readCommand('锁顶 7', VERBS);
    expect(reading).toMatchObject({ kind: 'unknown', said: '锁顶' });
    expect(reading.kind === 'unknown' ? reading.nearest : []).toContain('锁定');
    expect(reading.kind === 'unknown' ? reading.nearest.length : 0).toBe(3);
  });

  test('whatever is typed, reading ends with a command, an unknown verb or nothing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      expect(['command', 'unknown', 'empty']).toContain(readCommand(text, VERBS).kind);
    }));
  });

  test('every verb and alias of the table is understood as its own row', () => {
    for (const { verb, aliases } of VERBS) for (const name of [verb, ...aliases]) expect([name, command(`${name} 7`).verb]).toEqual([name, verb]);
  });

  test('words hold no blanks and lose no other character', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '锁', ' ', '7', '='), maxLength: 40 }), (text) => {
      expect(wordsOf(text).join('')).toBe(text.replaceAll(' ', ''));
    }));
  });
});

describe('numbers', () => {
  test.each([['5%', 5, 100], ['百分之五', 5, 100], ['5%', 5, 100], ['0.05', 5, 100], ['5/100', 5, 100], ['12.5%', 125, 1000], ['百分之十二点五', 125, 1000], ['千分之二', 2, 1000], ['全部', 1, 1], ['100%', 100, 100], ['百分之一百', 100, 100]])('%s', (text, num, den) => {
    const ratio = ratioOf(text);
    expect(ratio === null ? null : ratio.num * den).toBe(num * (ratio?.den ?? 0));
  });
  test.each(['5', '0', '0%', '101%', '百分之二百', '-5%', '5/0', 'abc', ''])('「%s」 is no ratio', (text) => {
    expect(ratioOf(text)).toBeNull();
  });
  test('a percentage survives being shown and read again', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), (basisPoints) => {
      const ratio = ratioOf(ratioText({ num: basisPoints, den: 10_000 }));
      expect(ratio === null ? -1 : ratio.num * 10_000).toBe(basisPoints * (ratio?.den ?? 0));
    }));
  });
  test.each([['两人', 2], ['每组两人', 2], ['2人', 2], ['三', 3], ['十二', 12], ['二十', 20], ['一百零五', 105]])('%s is %d', (text, count) => {
    expect(countOf(text)).toBe(count);
  });
  test('Chinese numerals to a thousand', () => {
    expect(['二〇二六', '九百九十九', '十', '一百一十'].map(wholeNumber)).toEqual([2026, 999, 10, 110]);
  });
});

describe('dates', () => {
  test.each([['9月16日', '2026-09-16'], ['9.16', '2026-09-16'], ['9/16', '2026-09-16'], ['2026-09-16', '2026-09-16'], ['2026年9月16号', '2026-09-16'], ['9.16', '2026-09-16'], ['明天', '2026-09-09'], ['1.5', '2027-01-05'], ['8.31', '2026-08-31']])('%s', (text, date) => {
    expect(dateOf(text, TODAY)).toBe(date);
  });
  test.each(['2.30', '13.1', '2026-02-29', '9月', '昨', ''])('「%s」 is no date', (text) => {
    expect(dateOf(text, TODAY)).toBeNull();
  });
  test.each([
    ['9.14-9.18', '2026-09-14', '2026-09-18'], ['9月14日至18日', '2026-09-14', '2026-09-18'], ['9月14日-9月18日', '2026-09-14', '2026-09-18'], ['2026-09-14至2026-09-18', '2026-09-14', '2026-09-18'],
    ['9.14~9.18', '2026-09-14', '2026-09-18'], ['12.28-1.5', '2026-12-28', '2027-01-05'], ['9.14', '2026-09-14', '2026-09-14'],
  ])('from %s', (text, from, to) => {
    expect(rangeOf(text, TODAY)).toEqual({ from, to });
  });
  test('a range that ends before it starts is none', () => {
    expect(rangeOf('2026-09-18至2026-09-14', TODAY)).toBeNull();
  });
  test.each(['constructor', 'toString', '__proto__', 'valueOf'])('the word %s is no date', (word) => {
    expect(dateOf(word, TODAY)).toBeNull();
    expect(rangeOf(`${word}至9.18`, TODAY)).toBeNull();
  });
  test('every real day written in words is read again as itself', () => {
    fc.assert(fc.property(fc.date({ min: new Date('2026-06-01'), max: new Date('2027-01-31'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10);
      expect(dateOf(`${day.slice(0, 4)}年${String(Number(day.slice(5, 7)))}月${String(Number(day.slice(8, 10)))}日`, TODAY)).toBe(day);
      expect(dateOf(day, TODAY)).toBe(day);
    }));
  });
});

describe('numbers of tasks and visits', () => {
  test.each([['7', 'T2026-007'], ['T7', 'T2026-007'], ['2026-7', 'T2026-007'], ['t2026-007', 'T2026-007'], ['7号', 'T2026-007']])('%s may mean %s', (typed, id) => {
    const numbering = taskNumbering(typed);
    expect(numbering !== null && mayMean(numbering, id)).toBe(true);
  });
  test.each([['7-2', 'T2026-007-02'], ['2026-7-2', 'T2026-007-02'], ['T2026-007-02', 'T2026-007-02']])('%s may mean the visit %s', (typed, id) => {
    const numbering = visitNumbering(typed);
    expect(numbering !== null && mayMean(numbering, id)).toBe(true);
  });
  test('a year with a number is a task, not a visit', () => {
    expect(visitNumbering('2026-7')).toBeNull();
  });
  test.each(['19', 'SUB19', 'SUB-2026-019', 'sub2026-019'])('%s may mean the substitution SUB2026-019', (typed) => {
    const numbering = substitutionNumbering(typed);
    expect(numbering !== null && mayMean(numbering, 'SUB2026-019')).toBe(true);
  });
});

describe('words about people', () => {
  test.each([['经办人', 'clerk'], ['科长', 'section-head'], ['分管副局长', 'deputy'], ['执法人员', 'inspector'], ['纪检', 'supervisor'], ['supervisor', 'supervisor']])('%s is the role %s', (word, role) => {
    expect(roleNamed(word)).toBe(role);
  });
  test('name, section, roles and certificate in any order', () => {
    expect(personWords(['教育科', '马超', 'ZF0004', '执法检查人员'], {}, ['教育科'])).toEqual({ name: '马超', section: '教育科', roles: ['inspector'], certificate: 'ZF0004', inCharge: [] });
    expect(personWords(['陈志远', '局领导', '分管负责人', '分管=教育科,综合科'], {}, ['教育科'])).toMatchObject({ name: '陈志远', section: '局领导', roles: ['deputy'], inCharge: ['教育科', '综合科'] });
  });
});
