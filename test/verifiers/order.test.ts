/**
 * The order of a ceremony is its guarantee: whoever holds the log key and writes the events down in another order, leaves
 * one out or tells one twice, is refused by everybody.
 */
import fc from 'fast-check';

import { bundleBytes, sealBundle } from '../../src/domain/draw/bundle.ts';
import { chained } from '../../src/domain/draw/log.ts';
import type { LogEvent } from '../../src/domain/draw/log.ts';
import { play, signerOf } from '../support/ceremonies.ts';
import { request } from '../support/draw-lists.ts';
import { LOTTERY } from '../support/published.ts';
import { ALL } from '../support/verifiers.ts';
import type { Case } from '../support/verifiers.ts';

const small = request({ targets: request().targets.slice(38), recusals: [] });
/**
 * A void attempt, then a draw with a public value, a round given up and the round that filled the post, with a value of its own.
 * Outside the unit's tree of draws, which would refuse most of what follows for reasons of its own.
 */
const told = play([{ request: () => small, ending: 'void' }, { request: (_, previousPlan, attempt) => ({ ...small, attempt, previousPlan }), ending: 'round-lapsed', awaited: LOTTERY }], undefined, false);
type Draft = Pick<LogEvent, 'type' | 'at' | 'body'>;
const events: readonly Draft[] = told.log;
/** Signed anew, by the holder of the key. */
const retold = (list: readonly Draft[]): Case => ({ bundle: bundleBytes(sealBundle(chained(list), 'U1/T2026-007', signerOf(3))), lists: told.lists, key: told.key });
/** Instants stay with their place, so that only the order is wrong. */
const inPlace = (list: readonly Draft[]): readonly Draft[] => list.map(({ type, body }, i) => ({ type, body, at: events[i]?.at ?? '' }));
const named = (list: readonly Draft[]): string => list.map(({ type }) => type).join(' ');

test('the ceremony itself is told in this order and confirmed by everybody', () => {
  expect(named(events)).toBe('plan contribution contribution closed reveal result void plan contribution contribution closed public reveal result attested locked substitution-request approval round round-abandoned round round-contribution round-public appointed');
});

test.each(ALL)('%s: no event may be left out, but what stands at the end', (_, judge) => {
  const omitted = events.map((__, i) => events.filter((___, at) => at !== i));
  const passed = judge([events, ...omitted].map(retold)).map(({ ok }) => ok);
  expect(passed[0]).toBe(true);
  expect(events.filter((__, i) => passed[i + 1] === true).map(({ type }) => type)).toEqual(['appointed']);
});

test.each(ALL)('%s: no event may be told twice', (_, judge) => {
  const doubled = events.map((event, i) => [...events.slice(0, i + 1), event, ...events.slice(i + 1)]);
  const passed = judge(doubled.map(retold)).map(({ ok }) => ok);
  expect(events.filter((__, i) => passed[i] === true).map(({ type }) => type)).toEqual([]);
});

test.each(ALL)('%s: no two neighbours may change places, and no other order passes', (_, judge) => {
  const swapped = events.slice(1).map((event, i) => [...events.slice(0, i), event, events[i] ?? event, ...events.slice(i + 2)]);
  const shuffled = fc.sample(fc.shuffledSubarray([...events.keys()], { minLength: events.length, maxLength: events.length }), { numRuns: 24, seed: 7 })
    .map((order) => order.flatMap((i) => events[i] ?? []))
    .filter((list) => named(list) !== named(events));
  const cases = [...swapped, ...shuffled];
  expect(cases.length).toBeGreaterThan(40);
  expect(judge(cases.map((list) => retold(inPlace(list)))).flatMap(({ ok }, i) => (ok ? [named(cases[i] ?? [])] : []))).toEqual([]);
});
