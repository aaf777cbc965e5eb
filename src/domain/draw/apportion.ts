/**
 * Hamilton apportionment (最大余数法): a fixed total over strata in proportion to ratio × base, in integers.
 *
 * Every stratum gets the whole part of its share; what is left goes to the largest remainders. Equal remainders are decided
 * by ticket, so nobody who writes the plan can decide them.
 */
import { byTicket, ticketOf } from './ticket.ts';

export interface Share { readonly name: string; readonly num: number; readonly den: number; readonly base: number }

/**
 * @param total how many in all (count, ≥ 0)
 * @param key   key of the strata; null before the seed exists: a tie then leaves its strata at the whole part
 * @returns size per stratum; they sum to the total when a key is given and any share is positive
 */
export const apportioned = (total: number, shares: readonly Share[], key: string | null): ReadonlyMap<string, number> => {
  const common = shares.reduce((product, { den }) => product * BigInt(den), 1n);
  const weights = shares.map(({ name, num, den, base }) => ({ name, weight: (BigInt(num) * BigInt(base) * common) / BigInt(den) }));
  const sum = weights.reduce((all, { weight }) => all + weight, 0n);
  if (sum === 0n) return new Map(shares.map(({ name }) => [name, 0]));
  const parts = weights.map(({ name, weight }) => ({
    name, id: name, size: Number((BigInt(total) * weight) / sum), rest: (BigInt(total) * weight) % sum, ticket: key === null ? '' : ticketOf(key, name),
  }));
  const left = total - parts.reduce((all, { size }) => all + size, 0);
  const order = [...parts].sort((a, b) => (a.rest === b.rest ? byTicket(a, b) : a.rest > b.rest ? -1 : 1));
  const [last, next] = [order[left - 1], order[left]];
  const isTied = key === null && last !== undefined && next !== undefined && last.rest === next.rest;
  const raised = new Set(order.slice(0, left).filter(({ rest }) => !isTied || rest > last.rest).map(({ name }) => name));
  return new Map(parts.map(({ name, size }) => [name, size + (raised.has(name) ? 1 : 0)]));
};
