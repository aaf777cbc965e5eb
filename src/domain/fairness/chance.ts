/**
 * What chance alone would do: how likely a count at least as large is, and whether a figure is worth a second look.
 *
 * A period has many pairs of people and many picks, and the largest of many figures is always large; a figure is called remarkable
 * only when chance would bring anything like it, anywhere in the table, once in a hundred periods. Where even the most extreme
 * outcome could not have reached that, the figures say nothing, and that is said instead of an all-clear.
 */

/** Chance, over all figures compared, below which a figure is remarkable. */
export const DOUBT = 0.01;

/** The same small chance, several times. */
export interface Chances {
  /** 0–1. */
  readonly each: number;
  readonly times: number;
}

/** More tries than this: the Poisson law, whose upper tail is the larger one, so that nobody is suspected sooner. */
const EXACT_TRIES = 500;

const poissonAtLeast = (seen: number, expected: number): number => {
  let term = Math.exp(-expected);
  let below = 0;
  for (let count = 0; count < seen; count += 1) {
    below += term;
    term *= expected / (count + 1);
  }
  if (below < 0.5) return 1 - below;
  // Summed from the far side: 1 − below would lose the small figure it is about.
  let tail = 0;
  for (let count = seen; term > tail * 1e-12 && term > 0; count += 1) {
    tail += term;
    term *= expected / (count + 1);
  }
  return tail;
};

/** Probabilities of 0 … tries hits after one more try. */
const withTry = (hits: readonly number[], chance: number): readonly number[] =>
  Array.from({ length: hits.length + 1 }, (_, count) => (hits[count] ?? 0) * (1 - chance) + (count === 0 ? 0 : (hits[count - 1] ?? 0) * chance));

/**
 * @param seen hits (count, ≥ 0)
 * @returns how likely at least so many hits are, 0–1: exact for up to 500 tries, from above beyond
 */
export const atLeast = (seen: number, chances: readonly Chances[]): number => {
  if (seen <= 0) return 1;
  const tries = chances.reduce((sum, { times }) => sum + times, 0);
  if (seen > tries) return 0;
  if (tries > EXACT_TRIES) return poissonAtLeast(seen, expectedOf(chances));
  const hits = chances.reduce<readonly number[]>((law, { each, times }) => Array.from({ length: times }).reduce<readonly number[]>((now) => withTry(now, each), law), [1]);
  return hits.slice(seen).reduce((sum, chance) => sum + chance, 0);
};

export const expectedOf = (chances: readonly Chances[]): number => chances.reduce((sum, { each, times }) => sum + each * times, 0);

/** 'too-few': nothing that could have happened would have been remarkable. */
export type Judgement = 'too-few' | 'ordinary' | 'remarkable';

/**
 * @param most the largest count there could have been
 * @param compared figures of the same kind looked at together
 */
export const judged = (seen: number, most: number, chances: readonly Chances[], compared: number): Judgement => {
  if (atLeast(seen, chances) * compared < DOUBT) return 'remarkable';
  return atLeast(most, chances) * compared < DOUBT ? 'ordinary' : 'too-few';
};
