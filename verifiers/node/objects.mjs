/** The draw of targets, recomputed: tickets, sizes, and every mode of `ssj-draw/v1`. */
import * as nodeCrypto from 'node:crypto';

import { jcs, sha256Hex } from './canonical.mjs';
import { compareBytes } from './lists.mjs';

const digest = typeof nodeCrypto.hash === 'function' ? (text) => nodeCrypto.hash('sha256', text, 'hex') : (text) => nodeCrypto.createHash('sha256').update(text).digest('hex');

export const keyOf = (seed, label) => digest(`ssj-draw/v1/key\0${label}\0${seed}`);
export const ticketOf = (key, id) => digest(key + id);
export const byTicket = (a, b) => (a.ticket === b.ticket ? compareBytes(a.id, b.id) : a.ticket < b.ticket ? -1 : 1);

export function seedOf(planText, round, contributions, otp, prev, beacon = null) {
  const transcript = jcs({ v: 'ssj-draw/v1', plan: sha256Hex(planText), round, contributions, beacon, prev });
  return nodeCrypto.createHmac('sha256', Buffer.from(otp, 'hex')).update(`ssj-draw/v1/seed\0${sha256Hex(transcript)}`).digest('hex');
}

/** A code opens the commitment when hashing it `round` times gives the top of the chain. */
export function opens(otp, round, top) {
  let code = Buffer.from(otp, 'hex');
  for (let i = 0; i < round; i += 1) code = nodeCrypto.createHash('sha256').update(code).digest();
  return code.length === 32 && code.toString('hex') === top;
}

function inRange(row, filters) {
  for (const filter of filters) {
    const label = filter.field === 'key' ? String(row.key) : row[filter.field];
    if (filter.anyOf !== undefined ? !filter.anyOf.includes(label)
      : filter.prefix !== undefined ? !label.startsWith(filter.prefix)
        : !(/^-?\d{1,15}$/.test(label) && filter.from <= Number(label) && Number(label) <= filter.to)) return false;
  }
  return true;
}

/** Whole numbers by largest remainder; equal remainders by ticket of the stratum's name. */
function hamilton(total, parts, key) {
  const product = parts.reduce((p, part) => p * BigInt(part.den), 1n);
  const weight = parts.map((part) => BigInt(part.num) * BigInt(part.base) * (product / BigInt(part.den)));
  const sum = weight.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return parts.map(() => 0);
  const sizes = weight.map((w) => Number(BigInt(total) * w / sum));
  const rest = weight.map((w) => BigInt(total) * w % sum);
  const ticket = parts.map((part) => ticketOf(key, part.name));
  const order = parts.map((_, i) => i).sort((a, b) => (rest[a] > rest[b] ? -1 : rest[a] < rest[b] ? 1 : ticket[a] < ticket[b] ? -1 : 1));
  let left = total - sizes.reduce((a, b) => a + b, 0);
  for (const i of order) { if (left === 0) break; sizes[i] += 1; left -= 1; }
  return sizes;
}

function walk(group, fields, key) {
  const tickets = new Map();
  const path = (row) => fields.map((_, level) => {
    const label = `cell|${JSON.stringify(fields.slice(0, level + 1).map((f) => (f === 'key' ? String(row.key) : row[f])))}`;
    if (!tickets.has(label)) tickets.set(label, ticketOf(key, label));
    return tickets.get(label);
  }).join('');
  return group.map((one) => ({ one, path: path(one.row) })).sort((a, b) => (a.path === b.path ? byTicket(a.one, b.one) : a.path < b.path ? -1 : 1)).map(({ one }) => one);
}

function uniform(key, label, below) {
  const space = 1n << 64n;
  for (let i = 0; ; i += 1) {
    const value = BigInt(`0x${digest(`${key}start|${label}|${i}`).slice(0, 16)}`);
    if (value < space - space % BigInt(below)) return Number(value % BigInt(below));
  }
}

/** Everybody who may be drawn, per stratum in order, with ticket and whether drawn; and the arithmetic of each stratum. */
export function groupsOf(roster, rules, seed) {
  const [K, KS] = [keyOf(seed, 'objects'), keyOf(seed, 'strata')];
  const gone = new Set(rules.alreadyDrawn ?? []);
  const groups = rules.strata.map((stratum) => ({ stratum, rows: [], onRoster: 0 }));
  for (const row of roster) {
    if (gone.size > 0 && gone.has(row.id)) continue;
    for (const group of groups) {
      if (!inRange(row, group.stratum.where)) continue;
      group.onRoster += 1;
      if (row.excluded === null) {
        const weights = group.stratum.weights;
        let ticket = weights === undefined ? ticketOf(K, row.id) : 'g';
        const w = weights === undefined ? 0 : weights.find((each) => inRange(row, each.where))?.weight ?? 1;
        for (let j = 0; j < w; j += 1) { const t = ticketOf(K, `${row.id}#${j}`); if (t < ticket) ticket = t; }
        group.rows.push({ id: row.id, row, ticket });
      }
      if (rules.mode !== 'joint') break;
    }
  }
  const base = groups.map(({ stratum, rows, onRoster }) => (stratum.base === 'eligible' ? rows.length : onRoster));
  const budget = rules.mode === 'budget' ? hamilton(rules.budget, groups.map(({ stratum: { name, num, den } }, i) => ({ name, num, den, base: base[i] })), KS) : null;
  return groups.map(({ stratum, rows, onRoster }, i) => {
    const { name, num, den, min = 0, max = Infinity } = stratum;
    const plain = budget === null ? Number((BigInt(num) * BigInt(base[i]) + BigInt(den - 1)) / BigInt(den)) : budget[i];
    const wanted = Math.min(Math.max(plain, min), max);
    const drawn = Math.min(wanted, rows.length);
    const needed = Math.min(rows.length, drawn + (stratum.reserve ?? 0) + 1);
    let ordered = rules.mode === 'systematic' ? walk(rows, rules.cells, KS) : smallest(rows, needed);
    const start = rules.mode === 'systematic' && rows.length > 0 ? BigInt(uniform(KS, name, rows.length)) : 0n;
    const size = BigInt(rows.length);
    ordered = ordered.map((one, p) => ({
      ...one, stratum: name, rank: p + 1,
      drawn: rules.mode === 'systematic' ? (BigInt(drawn) * BigInt(p + 1) + start) / size > (BigInt(drawn) * BigInt(p) + start) / size : p < drawn,
    }));
    return { name, ordered, rows, figures: { name, onRoster, excluded: onRoster - rows.length, eligible: rows.length, wanted, drawn, shortfall: wanted - drawn } };
  });
}

/** The n smallest tickets in order: a threshold first, because sorting a million rows to keep a few is a waste. */
function smallest(rows, n) {
  const N = rows.length;
  if (N > 4096 && n * 4 < N) {
    const share = (n + 6 * Math.sqrt(n) + 20) / N;
    const limit = Math.floor(share * 2 ** 32).toString(16).padStart(8, '0');
    const kept = rows.filter(({ ticket }) => ticket < limit);
    if (kept.length >= n) return kept.sort(byTicket).slice(0, n);
  }
  return rows.sort(byTicket);
}

/** Selected targets and, where asked for, the reserve, numbered. */
export function selectFrom(groups, rules) {
  const numbered = (list) => list.map(({ row, stratum, ticket, rank }, i) => ({ no: i + 1, code: row.id, name: row.name, section: row.section, stratum, ticket, rank }));
  const drawn = groups.map(({ ordered }) => ordered.filter((one) => one.drawn).sort(byTicket));
  if (rules.mode === 'joint') {
    const union = new Map();
    for (const one of drawn.flat()) {
      const other = union.get(one.id);
      union.set(one.id, other === undefined ? one : { ...other, stratum: `${other.stratum}、${one.stratum}`, rank: Math.min(other.rank, one.rank) });
    }
    return { selected: numbered([...union.values()].sort(byTicket)) };
  }
  const selected = numbered(drawn.flat());
  if (rules.strata.every(({ reserve }) => reserve === undefined)) return { selected };
  const reserve = groups.flatMap(({ ordered }, i) => ordered.filter((one) => !one.drawn).sort(byTicket).slice(0, rules.strata[i].reserve ?? 0));
  return { selected, reserve: numbered(reserve) };
}
