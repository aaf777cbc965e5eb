/**
 * From what people type to a public value: which one the plan shall await, and what was published.
 *
 * Everything refused here says what is missing and shows how to type it; what passes is canonical.
 */
import { sha256Hex } from '../canonical.ts';
import type { Instant } from '../values.ts';
import { Refusal } from '../refusal.ts';
import { BEACONS, roundAfter, roundTime } from './beacon.ts';
import { BEACON_ENCODE, closesText, INDEX_ENCODE, INDEX_SEPARATOR, indexInstant, isEnough, LOTTERIES, lotteryInstant, lotteryText, outcomesOf, publicValueFault, publicWords, REQUIRED_BITS, sourceWords, USUAL_INDICES } from './public.ts';
import type { AwaitedPublic, BeaconName, PublicKind, PublicPlan, PublicValue } from './public-value.ts';

/** What the drawer says about the value to wait for; '' where he says nothing. */
export interface PublicWish {
  /** 双色球, quicknet, 上证指数、深证成指、沪深300. */
  readonly source: string;
  /** 期号 of a lottery; the round of a beacon, which follows by itself when left out. */
  readonly issue: string;
  /** 开奖日期 of a lottery, 交易日 of the indices: YYYY-MM-DD. */
  readonly date: string;
}
export const NO_WISH: PublicWish = { source: '', issue: '', date: '' };

const CLAUSE = '公开数须在封口之后产生，且不少于 2^24 种可能';
const grouped = (n: bigint): string => n.toString().replace(/\B(?=(?:\d{3})+$)/g, ',');
const refuse = (code: string, message: string, next: string): never => { throw new Refusal(`draw.public-${code}`, message, { next, clause: CLAUSE }); };

const demandEnough = (kind: 'lottery' | 'index', source: string): void => {
  const outcomes = outcomesOf(kind, source);
  if (isEnough(outcomes)) return;
  const per = kind === 'index' ? '（每个指数只按末几位约 1,000 种计）' : '';
  refuse('too-small', `「${source}」只有 ${grouped(outcomes)} 种可能${per}，不足 2^${String(REQUIRED_BITS)}（${grouped(1n << BigInt(REQUIRED_BITS))}）种：事先多试一些方案，就可能使某一户的抽中机会明显偏移`,
    kind === 'index' ? `请至少写三个不同的指数，例如：公开数=${USUAL_INDICES.join(INDEX_SEPARATOR)}` : `请改用：${Object.keys(LOTTERIES).filter((name) => isEnough(outcomesOf('lottery', name))).join('、')}`);
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const WEEKDAYS = '日一二三四五六';
const dateOf = (date: string, next: string): number => {
  const at = DATE.test(date) ? Date.parse(`${date}T00:00:00.000Z`) : Number.NaN;
  return Number.isNaN(at) ? refuse('no-date', date === '' ? '没有写明公开数公布的日期' : `日期「${date}」不认识`, next) : new Date(at).getUTCDay();
};

const demandLater = (plan: AwaitedPublic, closeBefore: Instant): PublicPlan =>
  plan.notBefore > closeBefore ? plan : refuse('too-early', `${publicWords(plan)}：不晚于封口时限，封口前可能已经公布`, '请选更晚的一期');

const lotteryPlan = (wish: PublicWish, closeBefore: Instant): PublicPlan => {
  const source = wish.source === '' ? '双色球' : wish.source;
  const how = `例如：抽取 7 @孙岩 公开数=${source} 期号=2026023 日期=2026-02-26`;
  const lottery = LOTTERIES[source] ?? refuse('unknown', `不认识彩票「${source}」`, `可用：双色球、大乐透。${how}`);
  demandEnough('lottery', source);
  if (!/^\d{5,7}$/.test(wish.issue)) refuse('no-issue', wish.issue === '' ? `没有写明${source}的期号` : `期号「${wish.issue}」应为 5–7 位数字`, how);
  const day = dateOf(wish.date, how);
  if (!lottery.days.includes(day)) refuse('no-such-day', `${wish.date} 是星期${WEEKDAYS.charAt(day)}，${source}不开奖`, `${source}逢星期${lottery.days.map((each) => WEEKDAYS.charAt(each)).join('、')}开奖；${how}`);
  return demandLater({ kind: 'lottery', source, issue: wish.issue, encode: lottery.encode, notBefore: lotteryInstant(lottery, wish.date) }, closeBefore);
};

const indexPlan = (wish: PublicWish, closeBefore: Instant): PublicPlan => {
  const names = wish.source === '' ? USUAL_INDICES : wish.source.split(/[、,，+/]/).map((name) => name.trim()).filter((name) => name !== '');
  const source = names.join(INDEX_SEPARATOR);
  if (new Set(names).size !== names.length) refuse('twice', `「${source}」里有重复的指数`, '每个指数只写一次');
  demandEnough('index', source);
  const how = `例如：抽取 7 @孙岩 公开数=${source} 日期=2026-02-26`;
  const day = dateOf(wish.date === '' ? wish.issue : wish.date, how);
  const date = wish.date === '' ? wish.issue : wish.date;
  if (day === 0 || day === 6) refuse('no-such-day', `${date} 是星期${WEEKDAYS.charAt(day)}，证券市场不交易`, how);
  return demandLater({ kind: 'index', source, issue: date, encode: INDEX_ENCODE, notBefore: indexInstant(date) }, closeBefore);
};

const beaconPlan = (wish: PublicWish, closeBefore: Instant): PublicPlan => {
  const source = wish.source === '' || wish.source === 'drand' ? 'quicknet' : wish.source;
  if (!Object.hasOwn(BEACONS, source)) return refuse('unknown', `不认识 drand 网络「${source}」`, '可用：quicknet、default；不写就是 quicknet');
  const name = source as BeaconName;
  const round = wish.issue === '' ? roundAfter(name, closeBefore) : Number(wish.issue);
  if (!Number.isSafeInteger(round) || round < 1) refuse('no-issue', `轮次「${wish.issue}」不认识`, '不写轮次时自动取封口时限之后的第一轮');
  return demandLater({ kind: 'drand', source: name, round, encode: BEACON_ENCODE, notBefore: roundTime(name, round) }, closeBefore);
};

/**
 * What the plan awaits.
 * @param closeBefore the latest close of the contributions
 * @throws Refusal when the value is too small, known before the close, or not said completely
 */
export const planPublic = (kind: PublicKind, wish: PublicWish, closeBefore: Instant): PublicPlan => {
  switch (kind) {
    case 'none': return { kind: 'none' };
    case 'lottery': return lotteryPlan(wish, closeBefore);
    case 'index': return indexPlan(wish, closeBefore);
    case 'drand': return beaconPlan(wish, closeBefore);
  }
};

/** How to type the value that is awaited. */
export const howToType = (plan: AwaitedPublic, subject: string): string => {
  switch (plan.kind) {
    case 'lottery': return `例如：公开数 ${subject} 期号=${plan.issue} 号码=01 05 12 18 22 31 + 07`;
    case 'index': return `按顺序写收盘价，保留两位小数，例如：公开数 ${subject} 日期=${plan.issue} 收盘=${plan.source.split(INDEX_SEPARATOR).map((_, i) => `${String(3245 + i)}.67`).join(' ')}`;
    case 'drand': return `把 https://api.drand.sh/${BEACONS[plan.source].chainHash}/public/${String(plan.round)} 显示的内容整段粘贴：公开数 ${subject} {"round":${String(plan.round)},…}`;
  }
};

const lotteryValue = (plan: Extract<AwaitedPublic, { kind: 'lottery' | 'index' }>, text: string, next: string): PublicValue => {
  const lottery = LOTTERIES[plan.source];
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  const value = lottery === undefined ? null : lotteryText(lottery, numbers);
  const words = (lottery?.pools ?? []).map(({ pick, of }) => `${String(pick)} 个 1–${String(of)} 的数`).join('，再 ');
  if (value === null) return refuse('bad-numbers', `「${text.trim()}」不是${plan.source}的号码：应依次写 ${words}，同一组内不重复`, next);
  return { kind: 'lottery', source: plan.source, issue: plan.issue, value };
};

const closes = (plan: Extract<AwaitedPublic, { kind: 'lottery' | 'index' }>, text: string, next: string): PublicValue => {
  const found = (text.replaceAll(/(\d)[,，](?=\d{3}(?:\D|$))/g, '$1').match(/\d+(?:\.\d+)?/g) ?? []);
  const value = closesText(plan.source, found);
  if (value === null) return refuse('bad-numbers', `「${text.trim()}」不是 ${String(plan.source.split(INDEX_SEPARATOR).length)} 个保留两位小数的收盘价（${plan.source}）`, next);
  return { kind: 'index', source: plan.source, issue: plan.issue, value };
};

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  const json = /\{[^{}]*\}/.exec(text)?.[0];
  if (json !== undefined) {
    try {
      return JSON.parse(json) as Readonly<Record<string, unknown>>;
    } catch {
      return {};
    }
  }
  const [signature, previous] = text.match(/[0-9a-fA-F]{64,}/g) ?? [];
  return { signature, previous_signature: previous, round: Number(/(?:^|\s)(\d{1,12})(?:\s|$)/.exec(text)?.[1] ?? Number.NaN) };
};

const beaconValue = (plan: Extract<AwaitedPublic, { kind: 'drand' }>, text: string, next: string): PublicValue => {
  const { round = plan.round, signature, previous_signature: previous } = parsed(text);
  if (typeof signature !== 'string') return refuse('bad-numbers', '没有找到信标的签名（signature）', next);
  if (Number.isFinite(round) && round !== plan.round) return refuse('wrong-issue', `这是第 ${String(round)} 轮，方案写定的是第 ${String(plan.round)} 轮`, next);
  const sig = signature.toLowerCase();
  const value = { kind: 'drand', source: plan.source, round: plan.round, signature: sig, value: sha256Hex(new Uint8Array(Buffer.from(sig, 'hex'))) } as const;
  return BEACONS[plan.source].previousBytes === 0 || typeof previous !== 'string' ? value : { ...value, previous: previous.toLowerCase() };
};

/**
 * The value somebody typed, in canonical spelling.
 * @param issue what was typed as 期号 or 日期; '' when nothing was
 * @throws Refusal when it is another issue or not a value of this kind
 */
export const readPublicValue = (plan: AwaitedPublic, issue: string, text: string, subject: string): PublicValue => {
  const next = howToType(plan, subject);
  if (plan.kind !== 'drand' && issue !== '' && issue !== plan.issue) refuse('wrong-issue', `「${issue}」不是方案写定的${sourceWords(plan)}`, next);
  const value = plan.kind === 'drand' ? beaconValue(plan, text, next) : plan.kind === 'lottery' ? lotteryValue(plan, text, next) : closes(plan, text, next);
  const fault = publicValueFault(plan, value);
  return fault === '' ? value : refuse('bad-numbers', fault, next);
};
