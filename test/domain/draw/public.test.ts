/**
 * The public value: which may be awaited, how it is spelled, and what is said to who gets it wrong.
 */
import { isEnough, outcomesOf, publicPlanFault, publicValueFault } from '../../../src/domain/draw/public.ts';
import { NO_WISH, planPublic, readPublicValue } from '../../../src/domain/draw/public-wish.ts';
import type { PublicWish } from '../../../src/domain/draw/public-wish.ts';
import type { PublicKind } from '../../../src/domain/draw/public-value.ts';
import type { Refusal } from '../../../src/domain/refusal.ts';
import { BEFORE_DEFAULT_1, DEFAULT_1, DEFAULT_CHAIN, INDEX, LOTTERY, QUICKNET, QUICKNET_1000 } from '../../support/published.ts';

const CLOSE = '2026-09-08T03:00:00.000Z';
const asked = (kind: PublicKind, wish: Partial<PublicWish>, close = CLOSE) => planPublic(kind, { ...NO_WISH, ...wish }, close);
const refusal = (work: () => unknown): Pick<Refusal, 'code' | 'message' | 'next'> => {
  try {
    work();
  } catch (error) {
    const { code, message, next } = error as Refusal;
    return { code, message, next };
  }
  throw new Error('nothing was refused');
};

describe('what may be awaited', () => {
  test('双色球 has 17,721,088 outcomes, which is enough; the 3D lottery, 排列五 and 七星彩 have too few', () => {
    expect(outcomesOf('lottery', '双色球')).toBe(17_721_088n);
    expect(outcomesOf('lottery', '大乐透')).toBe(21_425_712n);
    expect(['双色球', '大乐透', '福彩3D', '排列三', '排列五', '七星彩'].filter((name) => isEnough(outcomesOf('lottery', name)))).toEqual(['双色球', '大乐透']);
    expect(isEnough(outcomesOf('index', '上证指数、深证成指、沪深300'))).toBe(true);
    expect(isEnough(outcomesOf('index', '上证指数、上证指数、上证指数'))).toBe(false);
  });
  test('too small a value is refused with the number of its outcomes and what to use instead', () => {
    expect(refusal(() => asked('lottery', { source: '福彩3D', issue: '2026104', date: '2026-09-08' }))).toEqual({
      code: 'draw.public-too-small', next: '请改用：双色球、大乐透',
      message: '「福彩3D」只有 1,000 种可能，不足 2^24（16,777,216）种：事先多试一些方案，就可能使某一户的抽中机会明显偏移',
    });
    expect(refusal(() => asked('index', { source: '上证指数', date: '2026-09-08' })).message).toContain('每个指数只按末几位约 1,000 种计');
    expect(refusal(() => asked('index', { source: '上证指数、上证指数、深证成指', date: '2026-09-08' })).code).toBe('draw.public-twice');
  });
  test('it must come later than the latest close', () => {
    expect(refusal(() => asked('lottery', { source: '双色球', issue: '2026104', date: '2026-09-08' }, '2026-09-08T13:15:00.000Z')).code).toBe('draw.public-too-early');
    expect(refusal(() => asked('index', { date: '2026-09-08' }, '2026-09-08T07:00:00.000Z')).code).toBe('draw.public-too-early');
    expect(refusal(() => asked('drand', { issue: '1000' })).code).toBe('draw.public-too-early');
  });
  test('issue and date have to be said, on a day on which it is drawn or traded', () => {
    expect(refusal(() => asked('lottery', {})).next).toContain('期号=2026023');
    expect(refusal(() => asked('lottery', { issue: '2026104' })).code).toBe('draw.public-no-date');
    expect(refusal(() => asked('lottery', { issue: '2026104', date: '2026-09-09' }))).toMatchObject({ code: 'draw.public-no-such-day', message: '2026-09-09 是星期三，双色球不开奖' });
    expect(refusal(() => asked('lottery', { issue: '二十', date: '2026-09-08' })).code).toBe('draw.public-no-issue');
    expect(refusal(() => asked('lottery', { source: '刮刮乐' })).code).toBe('draw.public-unknown');
    expect(refusal(() => asked('index', { date: '2026-09-12' })).message).toContain('星期六');
    expect(refusal(() => asked('index', { date: '9月9日' })).code).toBe('draw.public-no-date');
    expect(refusal(() => asked('drand', { source: 'nist' })).code).toBe('draw.public-unknown');
  });
  test('the round of a beacon follows by itself: the first after the latest close', () => {
    const plan = asked('drand', {});
    expect(plan).toMatchObject({ kind: 'drand', source: 'quicknet', notBefore: '2026-09-08T03:00:03.000Z' });
    expect(publicPlanFault(plan, CLOSE)).toBe('');
    expect(asked('none', {})).toEqual({ kind: 'none' });
  });
  test('a plan that asks for anything else is no plan', () => {
    const { plan } = LOTTERY;
    const wrong: readonly unknown[] = [
      null, {}, { kind: 'lottery' }, { ...plan, kind: 'index' }, { ...plan, source: '福彩3D' }, { ...plan, encode: 'ssq/v2' }, { ...plan, notBefore: CLOSE }, { ...plan, notBefore: '2026-09-08T13:16:00.000Z' },
      { ...plan, issue: 7 }, { ...plan, more: 1 }, { ...QUICKNET.plan, round: 999 }, { ...QUICKNET.plan, source: 'toString' }, { ...INDEX.plan, source: '上证指数' }, { ...INDEX.plan, issue: '2026-02-30' },
    ];
    expect(wrong.filter((one) => publicPlanFault(one, '2026-09-08T02:59:00.000Z') === '')).toEqual([]);
    for (const { plan: right } of [LOTTERY, INDEX]) expect(publicPlanFault(right, CLOSE)).toBe('');
  });
});

describe('what was typed', () => {
  const read = (kind: 'lottery' | 'index' | 'drand' | 'chained', text: string, issue = '') => {
    const { plan } = { lottery: LOTTERY, index: INDEX, drand: QUICKNET, chained: DEFAULT_CHAIN }[kind];
    return readPublicValue(plan, issue, text, 'T2026-001');
  };
  test('numbers in any order, any punctuation, one canonical spelling', () => {
    for (const text of ['31 22 18 12 05 01 + 07', '01,05,12,18,22,31-7', '１ ５ １２ １８ ２２ ３１ ７'.normalize('NFKC')]) expect(read('lottery', text)).toEqual(LOTTERY.value);
    for (const text of ['3245.67 10123.45 3890.12', '3,245.67、10,123.45、3,890.12']) expect(read('index', text)).toEqual(INDEX.value);
  });
  test('a beacon as its servers show it, or its signature alone', () => {
    expect(read('drand', JSON.stringify(QUICKNET_1000))).toEqual(QUICKNET.value);
    expect(read('drand', QUICKNET_1000.signature.toUpperCase())).toEqual(QUICKNET.value);
    expect(read('drand', `1000 ${QUICKNET_1000.signature}`)).toEqual(QUICKNET.value);
    expect(read('chained', JSON.stringify(DEFAULT_1))).toEqual(DEFAULT_CHAIN.value);
    expect(BEFORE_DEFAULT_1 < DEFAULT_CHAIN.plan.notBefore).toBe(true);
  });
  test('what is no value of this kind is refused with an example that can be copied', () => {
    expect(refusal(() => read('lottery', '01 05 12 18 22 34 + 07'))).toMatchObject({ code: 'draw.public-bad-numbers', next: '例如：公开数 T2026-001 期号=2026104 号码=01 05 12 18 22 31 + 07' });
    expect(refusal(() => read('lottery', '01 05 12 18 22 22 + 07')).message).toContain('6 个 1–33 的数，再 1 个 1–16 的数');
    expect(refusal(() => read('index', '3245.6 10123.45 3890.12')).message).toContain('两位小数');
    expect(refusal(() => read('drand', '{"round":1001,"signature":"ab"}'))).toMatchObject({ code: 'draw.public-wrong-issue', message: '这是第 1001 轮，方案写定的是第 1000 轮' });
    expect(refusal(() => read('drand', '没有')).code).toBe('draw.public-bad-numbers');
    expect(refusal(() => read('drand', `{"round":1000,"signature":"${QUICKNET_1000.signature.slice(2)}"}`)).message).toContain('长度');
    expect(refusal(() => read('chained', JSON.stringify({ round: 1, signature: DEFAULT_1.signature }))).code).toBe('draw.public-bad-numbers');
  });
  test('another issue is refused', () => {
    expect(refusal(() => read('lottery', '01 05 12 18 22 31 + 07', '2026103'))).toMatchObject({ code: 'draw.public-wrong-issue', message: '「2026103」不是方案写定的双色球第 2026104 期开奖号码' });
    expect(refusal(() => read('index', '3245.67 10123.45 3890.12', '2026-09-07')).code).toBe('draw.public-wrong-issue');
  });
  test('only the canonical spelling passes a verifier', () => {
    const { plan, value } = LOTTERY;
    for (const text of ['05,01,12,18,22,31+07', '1,5,12,18,22,31+7', '01,05,12,18,22,31+17', '01,05,12,18,22,31', '01,05,12,18,22,31+07 ']) expect(publicValueFault(plan, { ...value, value: text })).not.toBe('');
    expect(publicValueFault(plan, value)).toBe('');
    expect(publicValueFault(INDEX.plan, { ...INDEX.value, value: '03245.67+10123.45+3890.12' })).not.toBe('');
    expect(publicValueFault(QUICKNET.plan, { ...QUICKNET.value, value: '0'.repeat(64) })).toBe('信标的值不是其签名的 SHA-256');
  });
});
