/**
 * Objects the lot never met, over how many draws they could have been met, and how many such objects chance leaves over.
 *
 * Counted over lists of a million lines: two numbers an object, no line is kept.
 */
import type { TargetCode } from '../ids.ts';

export interface ObjectsTally {
  /** One draw: who could be drawn and how likely, and who was. Called once per draw, in any order. */
  readonly add: (eligible: Iterable<{ readonly code: TargetCode; readonly chance: number }>, drawn: Iterable<TargetCode>) => void;
  readonly result: (listed: number) => ObjectFigures;
}
export interface ObjectFigures {
  /** Different objects that could be drawn. */
  readonly eligible: number;
  readonly drawn: number;
  readonly never: number;
  /** How many of them chance leaves undrawn. */
  readonly expectedNever: number;
  /** Never drawn, those first who could have been most often; `left` is how likely chance leaves exactly this one over (0–1). */
  readonly list: readonly { readonly code: TargetCode; readonly draws: number; readonly left: number }[];
}

export const objectsTally = (): ObjectsTally => {
  const at = new Map<TargetCode, number>();
  const draws: number[] = [];
  const left: number[] = [];
  const drawn = new Set<TargetCode>();
  return {
    add: (eligible, hits) => {
      for (const { code, chance } of eligible) {
        const index = at.get(code) ?? at.size;
        at.set(code, index);
        draws[index] = (draws[index] ?? 0) + 1;
        left[index] = (left[index] ?? 1) * (1 - chance);
      }
      for (const code of hits) drawn.add(code);
    },
    result: (listed) => {
      const never: { readonly code: TargetCode; readonly draws: number; readonly left: number }[] = [];
      for (const [code, index] of at) if (!drawn.has(code)) never.push({ code, draws: draws[index] ?? 0, left: left[index] ?? 1 });
      never.sort((a, b) => b.draws - a.draws || a.left - b.left || (a.code < b.code ? -1 : 1));
      return { eligible: at.size, drawn: drawn.size, never: never.length, expectedNever: left.reduce((sum, each) => sum + each, 0), list: never.slice(0, listed) };
    },
  };
};
