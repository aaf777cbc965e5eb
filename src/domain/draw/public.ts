/**
 * The public value (公开数): a number that nobody of the ceremony can choose, published after the contributions are closed.
 *
 * The plan pins which one before any randomness exists: a lottery issue, a drand round, the closes of several stock indices
 * of a day. Its canonical spelling enters the transcript of the seed, so that two readers of the same announcement get the
 * same seed. Less than 24 bits would let a service that tries many plans beforehand gain too much and is refused
 * (draw specification 2.3).
 *
 * Pure: says what a value must look like; that a drand signature is genuine is checked by whoever can (`BeaconCheck`).
 */
import { sha256Hex } from '../canonical.ts';
import type { Json } from '../canonical.ts';
import type { Instant, LocalDate } from '../values.ts';
import { BEACONS, roundTime } from './beacon.ts';
import type { AwaitedPublic, BeaconName, PublicValue } from './public-value.ts';

/** Whether a beacon's signature is genuine under the pinned key; outside the domain, because it needs a pairing. */
export type BeaconCheck = (value: Extract<PublicValue, { readonly kind: 'drand' }>) => boolean;

export const REQUIRED_BITS = 24;
/** The last digits of a close that nobody can foresee: about a thousand outcomes each (draw specification 2.3). */
const INDEX_OUTCOMES = 1000n;

/** `pools`: so many different numbers of 1 to `of`; `digits`: so many digits with repetition. */
export interface Lottery {
  readonly encode: string;
  readonly pools: readonly { readonly pick: number; readonly of: number }[];
  readonly digits: readonly number[];
  /** When it is drawn, UTC. */
  readonly drawnAt: string;
  /** Days of the week, 0 = Sunday. */
  readonly days: readonly number[];
}
const DAILY = [0, 1, 2, 3, 4, 5, 6];
export const LOTTERIES: Readonly<Record<string, Lottery>> = {
  双色球: { encode: 'ssq/v1', pools: [{ pick: 6, of: 33 }, { pick: 1, of: 16 }], digits: [], drawnAt: '13:15:00.000Z', days: [0, 2, 4] },
  大乐透: { encode: 'dlt/v1', pools: [{ pick: 5, of: 35 }, { pick: 2, of: 12 }], digits: [], drawnAt: '13:25:00.000Z', days: [1, 3, 6] },
  福彩3D: { encode: 'digits/v1', pools: [], digits: [10, 10, 10], drawnAt: '13:15:00.000Z', days: DAILY },
  排列三: { encode: 'digits/v1', pools: [], digits: [10, 10, 10], drawnAt: '13:25:00.000Z', days: DAILY },
  排列五: { encode: 'digits/v1', pools: [], digits: [10, 10, 10, 10, 10], drawnAt: '13:25:00.000Z', days: DAILY },
  七星彩: { encode: 'digits/v1', pools: [], digits: [10, 10, 10, 10, 10, 10, 15], drawnAt: '13:25:00.000Z', days: [0, 2, 5] },
};

export const INDEX_ENCODE = 'closes/v1';
export const BEACON_ENCODE = 'drand/v1';
/** 收盘, 15:00 in Shanghai. */
const CLOSES_AT = '07:00:00.000Z';
export const INDEX_SEPARATOR = '、';
/** Used when nobody names others. */
export const USUAL_INDICES: readonly string[] = ['上证指数', '深证成指', '沪深300'];

const choose = (of: number, pick: number): bigint => {
  let ways = 1n;
  for (let i = 1; i <= pick; i += 1) ways = (ways * BigInt(of - pick + i)) / BigInt(i);
  return ways;
};

/** How many equally likely values there are, at least. */
export const outcomesOf = (kind: 'lottery' | 'index', source: string): bigint => {
  if (kind === 'index') return INDEX_OUTCOMES ** BigInt(new Set(source.split(INDEX_SEPARATOR)).size);
  const lottery = LOTTERIES[source];
  if (lottery === undefined) return 1n;
  return lottery.pools.reduce((ways, { pick, of }) => ways * choose(of, pick), 1n) * lottery.digits.reduce((ways, values) => ways * BigInt(values), 1n);
};
export const isEnough = (outcomes: bigint): boolean => outcomes >= 1n << BigInt(REQUIRED_BITS);

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const isDate = (text: string): boolean => DATE.test(text) && new Date(`${text}T00:00:00.000Z`).toISOString().slice(0, 10) === text;
export const lotteryInstant = (lottery: Lottery, date: LocalDate): Instant => `${date}T${lottery.drawnAt}`;
export const indexInstant = (date: LocalDate): Instant => `${date}T${CLOSES_AT}`;

const CLOSE = /^[1-9]\d{0,6}\.\d{2}$/;
const BALLS = /^\d{2}(?:,\d{2})*(?:\+\d{2}(?:,\d{2})*)?$/;
const HEX = /^(?:[0-9a-f]{2})+$/;

/** 「01,05,12,18,22,31+07」: each pool ascending, two digits each. Null when these are no numbers of the lottery. */
export const lotteryText = ({ pools }: Lottery, numbers: readonly number[]): string | null => {
  const parts: string[] = [];
  let at = 0;
  for (const { pick, of } of pools) {
    const own = [...numbers.slice(at, at + pick)].sort((a, b) => a - b);
    at += pick;
    if (own.length !== pick || new Set(own).size !== pick || own.some((n) => !Number.isSafeInteger(n) || n < 1 || n > of)) return null;
    parts.push(own.map((n) => String(n).padStart(2, '0')).join(','));
  }
  return parts.length === 0 || at !== numbers.length ? null : parts.join('+');
};

/** 「3245.67+10123.45+3890.12」, in the order of the plan; null when something is no close with two decimals. */
export const closesText = (source: string, closes: readonly string[]): string | null =>
  closes.length === source.split(INDEX_SEPARATOR).length && closes.every((close) => CLOSE.test(close)) ? closes.join('+') : null;

const exactly = (value: unknown, members: string): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).sort().join() === members;

const sourceFault = (kind: 'lottery' | 'index', source: string, issue: string, encode: unknown, notBefore: Instant): string => {
  if (!isEnough(outcomesOf(kind, source))) return `公开数「${source}」的可能值不足 2^${String(REQUIRED_BITS)} 种`;
  if (kind === 'index') return encode === INDEX_ENCODE && isDate(issue) && notBefore === indexInstant(issue) ? '' : '公开数（收盘价）的日期、编码或时间不对';
  const lottery = LOTTERIES[source];
  const date = notBefore.slice(0, 10);
  return lottery !== undefined && encode === lottery.encode && /^\d{5,7}$/.test(issue) && isDate(date) && notBefore === lotteryInstant(lottery, date) ? '' : '公开数（彩票）的期号、编码或时间不对';
};

/** What is wrong with the public value a plan asks for, '' when nothing: known source, enough outcomes, after the latest close. */
export const publicPlanFault = (plan: unknown, closeAt: Instant): string => {
  if (exactly(plan, 'kind') && plan['kind'] === 'none') return '';
  const isBeacon = exactly(plan, 'encode,kind,notBefore,round,source');
  if (!isBeacon && !exactly(plan, 'encode,issue,kind,notBefore,source')) return '方案中公开数的字段不对';
  const { kind, source, notBefore, encode, issue, round } = plan;
  if (typeof source !== 'string' || typeof notBefore !== 'string') return '方案中公开数的字段不对';
  if (notBefore <= closeAt) return '公开数不晚于封口时限，封口前可能已经公布';
  if (isBeacon) {
    const beacon = kind === 'drand' && Object.hasOwn(BEACONS, source) ? BEACONS[source as BeaconName] : undefined;
    if (beacon === undefined || typeof round !== 'number' || !Number.isSafeInteger(round) || round < 1) return '方案中的信标或轮次不认识';
    return encode === BEACON_ENCODE && notBefore === roundTime(source as BeaconName, round) ? '' : '信标轮次与时间不符';
  }
  if ((kind !== 'lottery' && kind !== 'index') || typeof issue !== 'string') return '方案中公开数的种类不认识';
  return sourceFault(kind, source, issue, encode, notBefore);
};

/**
 * What is wrong with a value under a plan, '' when nothing that can be seen without a pairing.
 * @param plan one that `publicPlanFault` has nothing against
 */
export const publicValueFault = (plan: AwaitedPublic, value: unknown): string => {
  if (plan.kind === 'drand') {
    const { previousBytes, signatureBytes } = BEACONS[plan.source];
    if (!exactly(value, previousBytes === 0 ? 'kind,round,signature,source,value' : 'kind,previous,round,signature,source,value')) return '公开数（信标）的字段不对';
    const { kind, source, round, signature, previous } = value;
    if (kind !== 'drand' || source !== plan.source || round !== plan.round) return `公开数不是方案写定的 ${plan.source} 第 ${String(plan.round)} 轮`;
    const isHex = (text: unknown, bytes: number): text is string => typeof text === 'string' && HEX.test(text) && text.length === 2 * bytes;
    // The value of the first round of a chained beacon follows a seed of 32 bytes instead of a signature.
    if (!isHex(signature, signatureBytes) || (previousBytes > 0 && !isHex(previous, previousBytes) && !(round === 1 && isHex(previous, 32)))) return '信标的签名长度或格式不对';
    return value['value'] === sha256Hex(new Uint8Array(Buffer.from(signature, 'hex'))) ? '' : '信标的值不是其签名的 SHA-256';
  }
  if (!exactly(value, 'issue,kind,source,value')) return '公开数的字段不对';
  const { kind, source, issue, value: text } = value;
  if (kind !== plan.kind || source !== plan.source || issue !== plan.issue || typeof text !== 'string') return `公开数不是方案写定的${plan.source} ${plan.issue}`;
  if (kind === 'index') return closesText(plan.source, text.split('+')) === text ? '' : '收盘价不是规范的写法';
  const lottery = LOTTERIES[plan.source];
  return lottery !== undefined && BALLS.test(text) && lotteryText(lottery, text.split(/[,+]/).map(Number)) === text ? '' : '彩票号码不是规范的写法';
};

/** As a member of the transcript. */
export const beaconOf = (value: PublicValue | null): Json => (value === null ? null : { ...value });

const localStamp = (instant: Instant): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
export const sourceWords = (plan: AwaitedPublic): string => {
  switch (plan.kind) {
    case 'lottery': return `${plan.source}第 ${plan.issue} 期开奖号码`;
    case 'index': return `${plan.issue} ${plan.source}收盘价`;
    case 'drand': return `drand ${plan.source} 第 ${String(plan.round)} 轮`;
  }
};
/** 「双色球第 2026023 期开奖号码（2026-02-26 21:15 之后公布）」. */
export const publicWords = (plan: AwaitedPublic): string => `${sourceWords(plan)}（${localStamp(plan.notBefore)} 之后公布）`;

/** 「01 05 12 18 22 31 + 07」 as announced; of a beacon the beginning of its hash. */
export const valueWords = (value: PublicValue): string => {
  switch (value.kind) {
    case 'lottery': return value.value.replaceAll(',', ' ').replaceAll('+', ' + ');
    case 'index': return value.value.replaceAll('+', '、');
    case 'drand': return `${value.value.slice(0, 16)}…（签名已验证）`;
  }
};
