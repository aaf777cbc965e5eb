/**
 * Randomly ordered systematic sampling (等距抽取) for ranges of many small cells: every cell, region and contiguous run gets
 * its expectation rounded down or up, everybody the same exact chance n / N. ceil per cell would draw 200 instead of 28.
 *
 * Cells are shuffled by ticket level by level, inside a cell people by ticket; walking along, one is taken at each step of
 * floor((n × position + u) / N) with one random integer u in [0, N). Integers only.
 */
import { createHash } from 'node:crypto';

import type { ScopeFilter } from '../task/settings.ts';
import { byTicket, ticketOf } from './ticket.ts';
import type { Ticketed } from './ticket.ts';
import type { TargetLine } from './types.ts';

export interface Walked extends Ticketed { readonly line: TargetLine }

const cellId = (labels: readonly string[]): string => `cell|${JSON.stringify(labels)}`;

/** A uniform integer in [0, below) from 64-bit draws; a draw that would favour small values is thrown away. */
export const uniformBelow = (key: string, label: string, below: number): number => {
  const limit = 2n ** 64n - (2n ** 64n % BigInt(below));
  for (let attempt = 0; ; attempt += 1) {
    const value = createHash('sha256').update(`${key}start|${label}|${String(attempt)}`).digest().readBigUInt64BE(0);
    if (value < limit) return Number(value % BigInt(below));
  }
};

/** The order in which the list is walked. */
export const walkOf = <Row extends Walked>(rows: readonly Row[], cells: readonly ScopeFilter['field'][], strataKey: string): readonly Row[] => {
  const known = new Map<string, string>();
  const cellTicket = (labels: readonly string[]): string => {
    const id = cellId(labels);
    const ticket = known.get(id) ?? ticketOf(strataKey, id);
    known.set(id, ticket);
    return ticket;
  };
  const placed = rows.map((row) => {
    const labels = cells.map((field) => (field === 'key' ? String(row.line.key) : row.line[field]));
    return { row, path: labels.map((_, level) => cellTicket(labels.slice(0, level + 1))) };
  });
  placed.sort((a, b) => {
    const level = a.path.findIndex((ticket, index) => ticket !== b.path[index]);
    if (level === -1) return byTicket(a.row, b.row);
    return (a.path[level] ?? '') < (b.path[level] ?? '') ? -1 : 1;
  });
  return placed.map(({ row }) => row);
};

/** Positions taken, 0-based: exactly `n` of `total`. */
export const stepsOf = (n: number, total: number, start: number): readonly number[] => {
  const taken: number[] = [];
  for (let position = 0; position < total; position += 1) {
    const [before, after] = [BigInt(n) * BigInt(position) + BigInt(start), BigInt(n) * BigInt(position + 1) + BigInt(start)];
    if (after / BigInt(total) > before / BigInt(total)) taken.push(position);
  }
  return taken;
};
