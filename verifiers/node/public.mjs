/**
 * The public value of a ceremony: what a plan may ask for, how a value is spelled, whether a drand signature is genuine.
 * Written from the specification; the pairing itself is @noble/curves when it is installed – without it the report says so.
 */
import { jcs, sha256, sha256Hex } from './canonical.mjs';

const LOTTERIES = {
  双色球: { encode: 'ssq/v1', at: 'T13:15:00.000Z', pools: [[6, 33], [1, 16]] },
  大乐透: { encode: 'dlt/v1', at: 'T13:25:00.000Z', pools: [[5, 35], [2, 12]] },
};
const BEACONS = {
  quicknet: { genesis: 1692803367, period: 3, bytes: 48, chained: false, key: '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a' },
  default: { genesis: 1595431050, period: 30, bytes: 96, chained: true, key: '868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31' },
};
const has = (object, names) => object !== null && typeof object === 'object' && !Array.isArray(object) && jcs(Object.keys(object).sort()) === jcs(names.split(' '));
const realDate = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
const combinations = (of, pick) => { let ways = 1; for (let i = 0; i < pick; i += 1) ways = (ways * (of - i)) / (i + 1); return ways; };

/** @returns what is wrong with the value a plan asks for; undefined when nothing */
export function planFault(awaited, closeAt) {
  if (has(awaited, 'kind')) return awaited.kind === 'none' ? undefined : '方案中公开数的种类未知';
  const { kind, source, issue, round, encode, notBefore } = awaited ?? {};
  if (typeof notBefore !== 'string' || typeof source !== 'string' || !(notBefore > closeAt)) return '公开数不晚于封口时限';
  if (kind === 'drand') {
    const beacon = Object.hasOwn(BEACONS, source) ? BEACONS[source] : undefined;
    const ok = has(awaited, 'encode kind notBefore round source') && beacon !== undefined && encode === 'drand/v1' && Number.isSafeInteger(round) && round > 0;
    return ok && notBefore === new Date((beacon.genesis + (round - 1) * beacon.period) * 1000).toISOString() ? undefined : '信标、轮次或时间不对';
  }
  if (!has(awaited, 'encode issue kind notBefore source') || typeof issue !== 'string') return '方案中公开数的字段不对';
  if (kind === 'index') {
    const names = source.split('、');
    return new Set(names).size >= 3 && encode === 'closes/v1' && realDate(issue) && notBefore === `${issue}T07:00:00.000Z` ? undefined : '收盘价的指数不足三个，或日期、时间不对';
  }
  const lottery = kind === 'lottery' && Object.hasOwn(LOTTERIES, source) ? LOTTERIES[source] : undefined;
  const enough = lottery !== undefined && lottery.pools.reduce((ways, [pick, of]) => ways * combinations(of, pick), 1) >= 2 ** 24;
  return enough && encode === lottery.encode && /^\d{5,7}$/.test(issue) && realDate(notBefore.slice(0, 10)) && notBefore.slice(10) === lottery.at ? undefined : '彩票、期号或时间不对';
}

function isSpelledAs({ kind, source }, text) {
  if (typeof text !== 'string') return false;
  const parts = text.split('+');
  if (kind === 'index') return parts.length === source.split('、').length && parts.every((close) => /^[1-9]\d{0,6}\.\d\d$/.test(close));
  const { pools } = LOTTERIES[source];
  return parts.length === pools.length && parts.every((part, i) => {
    const balls = part.split(',');
    return balls.length === pools[i][0] && balls.every((ball, n) => /^\d\d$/.test(ball) && Number(ball) >= 1 && Number(ball) <= pools[i][1] && (n === 0 || ball > balls[n - 1]));
  });
}

/** @returns what is wrong with a published event; undefined when nothing that needs no pairing */
export function valueFault(awaited, { value, by, confirmed }, closer, at) {
  if (awaited.kind === 'none') return '方案没有要求公开数';
  if (at < awaited.notBefore) return '公开数录入早于它公布的时间';
  if (awaited.kind === 'drand') {
    const { bytes, chained } = BEACONS[awaited.source];
    if (confirmed !== null || !has(value, chained ? 'kind previous round signature source value' : 'kind round signature source value')) return '信标的字段不对';
    const hex = (text, size) => typeof text === 'string' && text.length === size * 2 && /^[0-9a-f]+$/.test(text);
    if (value.kind !== 'drand' || value.source !== awaited.source || value.round !== awaited.round || !hex(value.signature, bytes)) return '信标不是方案写定的那一轮';
    if (chained && !hex(value.previous, bytes) && !(value.round === 1 && hex(value.previous, 32))) return '信标的前一轮签名不对';
    return value.value === sha256Hex(Buffer.from(value.signature, 'hex')) ? undefined : '信标的值不是其签名的 SHA-256';
  }
  if (typeof confirmed !== 'string' || confirmed === by || (by !== closer && confirmed !== closer)) return '公开数没有经两人核对，或其中没有见证人';
  if (!has(value, 'issue kind source value') || value.kind !== awaited.kind || value.source !== awaited.source || value.issue !== awaited.issue) return '公开数不是方案写定的那一期';
  return isSpelledAs(awaited, value.value) ? undefined : '公开数不是规范的写法';
}

/** Whether the signature is genuine; null without a pairing at hand. */
export function genuine({ source, round, signature, previous = '' }, bls) {
  if (bls === null) return null;
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(round));
  const { chained, key } = BEACONS[source];
  const message = chained ? sha256(Buffer.from(previous, 'hex'), number) : sha256(number);
  const scheme = chained ? bls.longSignatures : bls.shortSignatures;
  try {
    return scheme.verify(Buffer.from(signature, 'hex'), scheme.hash(message, `BLS_SIG_BLS12381G${chained ? 2 : 1}_XMD:SHA-256_SSWU_RO_NUL_`), Buffer.from(key, 'hex'));
  } catch {
    return false;
  }
}
