/**
 * Teams for the drawn targets: exactly feasible, least possible maximum load, otherwise decided by tickets (docs/the-draw.md, 6).
 *
 * First the smallest L such that nobody needs more than L visits this year (computed, never estimated). Then whoever made a
 * target's last visit is kept out of the next one, pair by pair in ticket order, where L can be held without him (P23). Then
 * post by post in ticket order: the least burdened candidate, among equals the lowest ticket, provided the rest can still be filled.
 *
 * Pure: the order of the lists does not matter; people of equal eligibility have equal chances for every post.
 */
import type { InspectorLine, RecusalLine, Team, TeamRule } from '../draw/types.ts';
import { byTicket, byUtf8, keyOf, ticketOf } from '../draw/ticket.ts';
import { postsOf, recusedPairs, unfitFor } from './candidates.ts';
import type { Post, Visit } from './candidates.ts';
import { bar, fillCompletely, fix, newMatching } from './matching.ts';
import type { Matching, Slot } from './matching.ts';

/** The posts of all visits as a network; slot = visit × posts + post. */
export interface TeamProblem {
  readonly visits: readonly Visit[];
  readonly posts: readonly Post[];
  readonly people: readonly InspectorLine[];
  readonly rule: TeamRule;
  readonly slots: readonly Slot[];
  /** Visits each person already has this year, lifted by the bounded catch-up. */
  readonly loads: readonly number[];
  /** Most visits of this task per person. */
  readonly caps: readonly number[];
}

/**
 * Loads for balancing: nobody counts as more than `catchUp` visits behind the average of those available.
 * @returns visits of this year per person (count, ≥ 0)
 */
export const balancingLoads = (people: readonly InspectorLine[], catchUp: number | null | undefined): readonly number[] => {
  const available = people.filter(({ away }) => away === '');
  if (catchUp == null || available.length === 0) return people.map(({ load }) => load);
  const average = Math.floor(available.reduce((sum, { load }) => sum + load, 0) / available.length);
  return people.map(({ load }) => Math.max(load, average - catchUp));
};

export const teamProblem = (visits: readonly Visit[], inspectors: readonly InspectorLine[], recusals: readonly RecusalLine[], rule: TeamRule): TeamProblem => {
  const people = [...inspectors].sort((a, b) => byUtf8(a.id, b.id));
  const posts = postsOf(rule);
  const recused = recusedPairs(recusals);
  // Candidates depend on the visit only through its recusals and, for cross-checks, its section: shared where equal.
  const shared = new Map<string, readonly (readonly number[])[]>();
  const candidatesOf = (visit: Visit): readonly (readonly number[])[] => {
    const pair = recused.get(visit.code);
    const section = rule.crossCheck === true ? visit.section : '';
    const known = pair === undefined ? shared.get(section) : undefined;
    if (known !== undefined) return known;
    const lists = posts.map((post) => people.flatMap((person, index) => (unfitFor(post, rule, visit, person, pair) === null ? [index] : [])));
    if (pair === undefined) shared.set(section, lists);
    return lists;
  };
  const slots = visits.flatMap((visit, index) => candidatesOf(visit).map((candidates) => ({ visit: index, candidates })));
  const most = rule.maxPerInspector ?? visits.length;
  return { visits, posts, people, rule, slots, loads: balancingLoads(people, rule.catchUp), caps: people.map(() => Math.min(most, visits.length)) };
};

/** The network with total loads held to `level`; null when not every post can be filled. */
const feasibleAt = (problem: TeamProblem, level: number): Matching | null => {
  const caps = Int32Array.from(problem.caps, (cap, person) => Math.max(0, Math.min(cap, level - (problem.loads[person] ?? 0))));
  const room = caps.reduce((sum, cap) => sum + cap, 0);
  if (room < problem.slots.length) return null;
  const matching = newMatching(problem.slots, caps);
  return fillCompletely(matching) ? matching : null;
};

/** The best possible maximum of total loads, with a complete assignment that reaches it; null when there is no assignment at all. */
export const leastMaximum = (problem: TeamProblem): { readonly level: number; readonly matching: Matching } | null => {
  const ceiling = problem.loads.reduce((most, load, person) => Math.max(most, load + (problem.caps[person] ?? 0)), 0);
  const unlimited = feasibleAt(problem, ceiling);
  if (unlimited === null) return null;
  let best = { level: ceiling, matching: unlimited };
  let low = problem.loads.reduce((least, load) => Math.min(least, load), ceiling);
  while (low < best.level) {
    const middle = Math.floor((low + best.level) / 2);
    const matching = feasibleAt(problem, middle);
    if (matching === null) low = middle + 1;
    else best = { level: middle, matching };
  }
  return best;
};

/** Tickets of the posts decide the order in which they are filled; label and separators are part of the specification. */
const slotId = (visit: Visit, post: number): string => `slot|${visit.code}|${String(post)}`;
const pairId = (visit: Visit, post: number, person: string): string => `pair|${visit.code}|${String(post)}|${person}`;

const lastId = (visit: Visit, person: string): string => `last|${visit.code}|${person}`;

/** Pairs of a visit and somebody who made the target's last one and could make the next, in ticket order. */
const repeats = ({ visits, people, slots, posts }: TeamProblem, key: string): readonly { readonly visit: number; readonly person: number }[] => {
  const at = new Map(visits.map(({ code }, index) => [code, index]));
  const pairs = people.flatMap(({ last = [], id }, person) => last.flatMap((code) => {
    const visit = at.get(code);
    const target = visit === undefined ? undefined : visits[visit];
    if (visit === undefined || target === undefined || !posts.some((_, post) => slots[visit * posts.length + post]?.candidates.includes(person) === true)) return [];
    const name = lastId(target, id);
    return [{ visit, person, id: name, ticket: ticketOf(key, name) }];
  }));
  return pairs.sort(byTicket);
};

export interface Assignment {
  /** Largest total load of anybody assigned, by balancing loads: the smallest possible. */
  readonly level: number;
  /** Person index per slot. */
  readonly holders: readonly number[];
}

/** @returns null when no complete assignment exists */
export const assign = (problem: TeamProblem, seed: string): Assignment | null => {
  const least = leastMaximum(problem);
  if (least === null) return null;
  const { level, matching } = least;
  const key = keyOf(seed, 'inspectors');
  for (const { visit, person } of repeats(problem, key)) bar(matching, visit, person);
  const width = problem.posts.length;
  const order = problem.visits
    .flatMap((visit, index) => problem.posts.map((post) => ({ slot: index * width + post.index, visit, id: slotId(visit, post.index), ticket: ticketOf(key, slotId(visit, post.index)) })))
    .sort(byTicket);
  const loads = [...problem.loads];
  for (const { slot, visit } of order) placeBest(problem, matching, key, loads, slot, visit);
  return { level, holders: [...matching.holder] };
};

/** Tries the candidates of one slot in order: least burdened, then lowest ticket. Tickets are made only as far as they are needed. */
const placeBest = (problem: TeamProblem, matching: Matching, key: string, loads: number[], slot: number, visit: Visit): void => {
  const width = problem.posts.length;
  const byLoad = new Map<number, number[]>();
  for (const person of matching.slots[slot]?.candidates ?? []) {
    const load = loads[person] ?? 0;
    const same = byLoad.get(load);
    if (same === undefined) byLoad.set(load, [person]);
    else same.push(person);
  }
  for (const load of [...byLoad.keys()].sort((a, b) => a - b)) {
    const equals = (byLoad.get(load) ?? [])
      .map((person) => {
        const id = pairId(visit, slot % width, problem.people[person]?.id ?? '');
        return { person, id, ticket: ticketOf(key, id) };
      })
      .sort(byTicket);
    for (const { person } of equals) {
      if (!fix(matching, slot, person)) continue;
      loads[person] = load + 1;
      return;
    }
  }
  throw new Error('a complete assignment was lost while placing people');
};

/** The teams as the result lists them: the leader first, the others in the order of their posts. */
export const teamsOf = (problem: TeamProblem, { holders }: Assignment, numbers: readonly number[]): readonly Team[] => {
  const width = problem.posts.length;
  return problem.visits.map((target, visit) => {
    const slots = problem.posts.map((post) => visit * width + post.index);
    const again = slots.filter((slot) => problem.people[holders[slot] ?? -1]?.last?.includes(target.code) === true).length;
    return {
      no: numbers[visit] ?? visit + 1,
      members: slots.map((slot, post) => {
        const person = problem.people[holders[slot] ?? -1];
        if (person === undefined) throw new Error('an empty post in a complete assignment');
        return { inspector: person.id, name: person.name, section: person.section, leader: post === 0 };
      }),
      singleCandidatePosts: slots.filter((slot) => problem.slots[slot]?.candidates.length === 1).length,
      ...(again === 0 ? {} : { sameAsLast: again }),
    };
  });
};
