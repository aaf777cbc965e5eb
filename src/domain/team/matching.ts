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
  readonly slots: readonly Slot[];
  readonly caps: Int32Array;
  /** Slots per person. */
  readonly held: readonly Set<number>[];
  readonly slotsOfVisit: readonly (readonly number[])[];
  /** Slots that may not be moved any more. */
  readonly fixed: Uint8Array;
}

export const newMatching = (slots: readonly Slot[], caps: Int32Array): Matching => {
  const visits = slots.reduce((most, slot) => Math.max(most, slot.visit + 1), 0);
  const slotsOfVisit: number[][] = Array.from({ length: visits }, () => []);
  slots.forEach((slot, index) => slotsOfVisit[slot.visit]?.push(index));
  return { holder: new Int32Array(slots.length).fill(NOBODY), slots, caps, held: Array.from(caps, () => new Set<number>()), slotsOfVisit, fixed: new Uint8Array(slots.length) };
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
export const slotIn = (m: Matching, visit: number, person: number): number => m.slotsOfVisit[visit]?.find((slot) => m.holder[slot] === person) ?? NOBODY;

export interface Reach {
  /** The slot and person that complete an augmenting path; null when there is none. */
  readonly end: { readonly slot: number; readonly person: number } | null;
  readonly slots: readonly number[];
  readonly people: ReadonlySet<number>;
  /** How a slot was reached: the slot before it, which will take this one's holder. */
  readonly parent: ReadonlyMap<number, number>;
}

/**
 * Breadth-first search over alternating paths from slots that need somebody.
 * @param toEnd stop at the first path (true), or visit everything reachable (false)
 */
export const reachFrom = (m: Matching, sources: readonly number[], toEnd: boolean): Reach => {
  const parent = new Map<number, number>(sources.map((slot) => [slot, NOBODY]));
  const queue = [...sources];
  const people = new Set<number>();
  for (let at = 0; at < queue.length; at += 1) {
    const slot = queue[at] ?? NOBODY;
    const { visit, candidates } = m.slots[slot] ?? { visit: NOBODY, candidates: [] };
    for (const person of candidates) {
      const own = slotIn(m, visit, person);
      if (own !== NOBODY) {
        // Already in this team: only changing posts with each other is possible.
        if (!parent.has(own) && m.fixed[own] === 0) { parent.set(own, slot); queue.push(own); }
        continue;
      }
      if (people.has(person)) continue;
      people.add(person);
      if (toEnd && countOf(m, person) < capOf(m, person)) return { end: { slot, person }, slots: queue, people, parent };
      for (const other of m.held[person] ?? []) if (!parent.has(other) && m.fixed[other] === 0) { parent.set(other, slot); queue.push(other); }
    }
  }
  return { end: null, slots: queue, people, parent };
};

/** Fills one of the sources by moving others aside. @returns the source that was filled, or -1 with the matching unchanged */
export const augment = (m: Matching, sources: readonly number[]): number => {
  const { end, parent } = reachFrom(m, sources, true);
  if (end === null) return NOBODY;
  let { slot, person } = end;
  for (;;) {
    const released = holderOf(m, slot);
    put(m, slot, person);
    const before = parent.get(slot) ?? NOBODY;
    if (before === NOBODY) return slot;
    slot = before;
    person = released;
  }
};

/** Fills as many slots as can be filled at once; the least burdened candidate first keeps later searches short. */
export const fill = (m: Matching): readonly number[] => {
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
  return open.filter((slot) => augment(m, [slot]) === NOBODY);
};

/**
 * Gives a slot to a person for good, if the rest can still be filled; moves others aside by one search.
 * @returns whether it was possible; when not, the matching is as before
 */
export const fix = (m: Matching, slot: number, person: number): boolean => {
  const visit = m.slots[slot]?.visit ?? NOBODY;
  const before = holderOf(m, slot);
  if (before === person) { m.fixed[slot] = 1; return true; }
  const own = slotIn(m, visit, person);
  if (own !== NOBODY && m.fixed[own] === 1) return false;
  const mustMove = own !== NOBODY ? [own] : countOf(m, person) < capOf(m, person) ? [] : [...(m.held[person] ?? [])].filter((other) => m.fixed[other] === 0);
  if (own === NOBODY && mustMove.length === 0 && countOf(m, person) >= capOf(m, person)) return false;
  if (own !== NOBODY) put(m, own, NOBODY);
  put(m, slot, person);
  m.fixed[slot] = 1;
  if (mustMove.length === 0) return true;
  // One of these slots has to let the person go; whoever the path ends with takes over.
  const moved = augment(m, mustMove);
  if (moved !== NOBODY) return true;
  m.fixed[slot] = 0;
  put(m, slot, before);
  if (own !== NOBODY) put(m, own, person);
  return false;
};
