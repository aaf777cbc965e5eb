/**
 * Exact feasibility of teams: can every post be filled at once?
 *
 * The network is source → person (cap) → (person, visit) 1 → post 1 → sink, so a complete assignment exists if and only if
 * augmenting paths find one; nothing is guessed. The same search moves people aside when one placement is tried for good.
 */

/** A post of a visit with the people who may take it, by index. */
export interface Slot {
  readonly visit: number;
  readonly candidates: readonly number[];
}

const NOBODY = -1;

/** An assignment being built: mutable inside, never shared. */
export interface Matching {
  /** Person per slot, -1 while empty. */
  readonly holder: Int32Array;
  readonly slots: Slot[];
  readonly caps: Int32Array;
  /** Slots per person. */
  readonly held: readonly Set<number>[];
  readonly slotsOfVisit: readonly (readonly number[])[];
  /** Slots that may not be moved any more. */
  readonly fixed: Uint8Array;
  /** Marks of the search in progress: number of the search that last came by, and from which slot. */
  readonly seenSlot: Int32Array;
  readonly seenPerson: Int32Array;
  readonly cameFrom: Int32Array;
  readonly searches: { count: number };
  /** Per person the closed sets he belongs to: only the slots of the set can ever be his. */
  readonly closed: Map<number, Uint8Array[]>;
}

export const newMatching = (slots: readonly Slot[], caps: Int32Array): Matching => {
  const visits = slots.reduce((most, slot) => Math.max(most, slot.visit + 1), 0);
  const slotsOfVisit: number[][] = Array.from({ length: visits }, () => []);
  slots.forEach((slot, index) => slotsOfVisit[slot.visit]?.push(index));
  return {
    holder: new Int32Array(slots.length).fill(NOBODY), slots: [...slots], caps, held: Array.from(caps, () => new Set<number>()), slotsOfVisit, fixed: new Uint8Array(slots.length),
    seenSlot: new Int32Array(slots.length), seenPerson: new Int32Array(caps.length), cameFrom: new Int32Array(slots.length), searches: { count: 0 }, closed: new Map(),
  };
};

const holderOf = (m: Matching, slot: number): number => m.holder[slot] ?? NOBODY;
const capOf = (m: Matching, person: number): number => m.caps[person] ?? 0;
export const countOf = (m: Matching, person: number): number => m.held[person]?.size ?? 0;

export const put = (m: Matching, slot: number, person: number): void => {
  const before = holderOf(m, slot);
  if (before !== NOBODY) m.held[before]?.delete(slot);
  m.holder[slot] = person;
  if (person !== NOBODY) m.held[person]?.add(slot);
};

/** The slot somebody holds in a visit, or -1: nobody holds two posts of one team. */
export const slotIn = (m: Matching, visit: number, person: number): number => {
  for (const slot of m.slotsOfVisit[visit] ?? []) if (m.holder[slot] === person) return slot;
  return NOBODY;
};

export interface Reach {
  /** The slot and person that complete an augmenting path; null when there is none. */
  readonly end: { readonly slot: number; readonly person: number } | null;
  readonly slots: readonly number[];
  readonly people: readonly number[];
}

/**
 * Breadth-first search over alternating paths from slots that need somebody. `cameFrom` says how a slot was reached: the
 * slot before it takes this one's holder.
 * @param toEnd stop at the first path (true), or visit everything reachable (false)
 */
export const reachFrom = (m: Matching, sources: readonly number[], toEnd: boolean): Reach => {
  m.searches.count += 1;
  const mark = m.searches.count;
  const queue: number[] = [];
  const people: number[] = [];
  const visitSlot = (slot: number, from: number): void => {
    if (m.seenSlot[slot] === mark || (from !== NOBODY && m.fixed[slot] === 1)) return;
    m.seenSlot[slot] = mark;
    m.cameFrom[slot] = from;
    queue.push(slot);
  };
  sources.forEach((slot) => { visitSlot(slot, NOBODY); });
  for (let at = 0; at < queue.length; at += 1) {
    const slot = queue[at] ?? NOBODY;
    const { visit, candidates } = m.slots[slot] ?? { visit: NOBODY, candidates: [] };
    if (toEnd) {
      // Somebody free is looked for first: most searches end here, without a look at what everybody else holds.
      for (const person of candidates) if (m.seenPerson[person] !== mark && countOf(m, person) < capOf(m, person) && slotIn(m, visit, person) === NOBODY) return { end: { slot, person }, slots: queue, people };
    }
    for (const person of candidates) {
      const own = slotIn(m, visit, person);
      // Already in this team: only changing posts with each other is possible.
      if (own !== NOBODY) { visitSlot(own, slot); continue; }
      if (m.seenPerson[person] === mark) continue;
      m.seenPerson[person] = mark;
      people.push(person);
      for (const other of m.held[person] ?? []) visitSlot(other, slot);
    }
  }
  return { end: null, slots: queue, people };
};

/** Moves everybody along the path of the last search. @returns the source that was filled */
const follow = (m: Matching, end: { readonly slot: number; readonly person: number }): number => {
  let { slot, person } = end;
  for (;;) {
    const released = holderOf(m, slot);
    put(m, slot, person);
    const before = m.cameFrom[slot] ?? NOBODY;
    if (before === NOBODY) return slot;
    slot = before;
    person = released;
  }
};

/** Fills one of the sources by moving others aside. @returns the source that was filled, or -1 with the matching unchanged */
export const augment = (m: Matching, sources: readonly number[]): number => {
  const { end } = reachFrom(m, sources, true);
  return end === null ? NOBODY : follow(m, end);
};

/**
 * A search that failed has found a tight cut: the people it reached are used up by the slots it reached, in every complete
 * assignment that keeps what is fixed, now and later. Remembered, so that hopeless placements cost one look.
 */
const remember = (m: Matching, { slots, people }: Reach): void => {
  const set = new Uint8Array(m.slots.length);
  for (const slot of slots) set[slot] = 1;
  for (const person of people) {
    const known = m.closed.get(person);
    if (known === undefined) m.closed.set(person, [set]);
    else if (known.length < CLOSED_SETS) known.push(set);
  }
};
const CLOSED_SETS = 16;
const isHopeless = (m: Matching, slot: number, person: number): boolean => m.closed.get(person)?.some((set) => set[slot] === 0) === true;

/** Gives every slot a person who is free, the one with most room first. @returns the slots that need a search */
const fillGreedily = (m: Matching): readonly number[] => {
  const open: number[] = [];
  m.slots.forEach((slot, index) => {
    if (holderOf(m, index) !== NOBODY) return;
    let best = NOBODY;
    let room = 0;
    for (const person of slot.candidates) {
      const left = capOf(m, person) - countOf(m, person);
      if (left > room && slotIn(m, slot.visit, person) === NOBODY) { best = person; room = left; }
    }
    if (best === NOBODY) open.push(index);
    else put(m, index, best);
  });
  return open;
};

/** Fills as many slots as can be filled at once. @returns the slots that stay empty */
export const fill = (m: Matching): readonly number[] => fillGreedily(m).filter((slot) => augment(m, [slot]) === NOBODY);

/** Whether all slots can be filled; stops at the first that cannot. */
export const fillCompletely = (m: Matching): boolean => fillGreedily(m).every((slot) => augment(m, [slot]) !== NOBODY);

/**
 * Gives a slot to a person for good, if the rest can still be filled; moves others aside by one search.
 * @returns whether it was possible; when not, the matching is as before
 */
export const fix = (m: Matching, slot: number, person: number): boolean => {
  const visit = m.slots[slot]?.visit ?? NOBODY;
  const before = holderOf(m, slot);
  if (before === person) { m.fixed[slot] = 1; return true; }
  if (isHopeless(m, slot, person)) return false;
  const own = slotIn(m, visit, person);
  if (own !== NOBODY && m.fixed[own] === 1) return false;
  const mustMove = own !== NOBODY ? [own] : countOf(m, person) < capOf(m, person) ? [] : [...(m.held[person] ?? [])].filter((other) => m.fixed[other] === 0);
  if (own === NOBODY && mustMove.length === 0 && countOf(m, person) >= capOf(m, person)) return false;
  if (own !== NOBODY) put(m, own, NOBODY);
  put(m, slot, person);
  m.fixed[slot] = 1;
  if (mustMove.length === 0) return true;
  // One of these slots has to let the person go; whoever the path ends with takes over.
  const reach = reachFrom(m, mustMove, true);
  if (reach.end !== null) { follow(m, reach.end); return true; }
  remember(m, reach);
  m.fixed[slot] = 0;
  put(m, slot, before);
  if (own !== NOBODY) put(m, own, person);
  return false;
};

/**
 * Keeps a person out of a visit for good, if everything can still be filled without him there; moves others by one search.
 * @returns whether it was possible; when not, the matching is as before
 */
export const bar = (m: Matching, visit: number, person: number): boolean => {
  const slots = m.slotsOfVisit[visit] ?? [];
  const before = slots.map((slot) => ({ slot, posts: m.slots[slot] }));
  for (const { slot, posts } of before) if (posts?.candidates.includes(person) === true) m.slots[slot] = { visit, candidates: posts.candidates.filter((other) => other !== person) };
  const own = slotIn(m, visit, person);
  if (own === NOBODY) return true;
  put(m, own, NOBODY);
  if (augment(m, [own]) !== NOBODY) return true;
  for (const { slot, posts } of before) if (posts !== undefined) m.slots[slot] = posts;
  put(m, own, person);
  return false;
};
