/**
 * Which labels of a target are frozen: those the draw looks at, and no others.
 *
 * The list of targets is published with the bundle (draw specification, amendment 3): a credit class or a key mark that
 * decides nothing in this draw is nobody's business. Code, name and section always stand in it.
 */
import type { DrawFilter, DrawStratum, FilterField, TargetLine } from './types.ts';

/** @param strata with their ranges and weights; `cells` of the systematic mode; `scope` of the task */
export const labelsLookedAt = ({ strata, cells = [] }: { readonly strata: readonly DrawStratum[]; readonly cells?: readonly FilterField[] }, scope: readonly DrawFilter[]): ReadonlySet<FilterField> =>
  new Set([...scope, ...strata.flatMap(({ where, weights = [] }) => [...where, ...weights.flatMap((each) => each.where)])].map(({ field }) => field).concat(cells));

/** The line with every other label empty. */
export const onlyLabels = (line: TargetLine, fields: ReadonlySet<FilterField>): TargetLine => {
  const shown = (field: 'kind' | 'industry' | 'region' | 'scale' | 'credit'): string => (fields.has(field) ? line[field] : '');
  return { ...line, kind: shown('kind'), industry: shown('industry'), region: shown('region'), scale: shown('scale'), credit: shown('credit'), key: fields.has('key') && line.key };
};
