/**
 * Substitutions in any order of events, under all five presets: requests, consents, lots, refusals, leaves, interests, lapsed
 * certificates, people who leave, delegations, a voided task; everything delivered twice, at once, or through a store that fails in
 * the middle. After every step the promises of a locked team hold (test/application/model/watch.ts says which).
 *
 * A failure prints its seed and the shortest game that fails; MODEL_SEED=… plays others.
 */
import fc from 'fast-check';

import type { Fact } from '../../src/domain/events.ts';
import { PRESET_IDS } from '../../src/domain/rules/rule-set.ts';
import { KINDS, openGame, WAYS } from './model/game.ts';
import type { Step } from './model/game.ts';

const RUNS = 42;
const STEPS = 30;
const SEED = Number(process.env['MODEL_SEED'] ?? '20261122');
const step: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom(...KINDS), way: fc.constantFrom(...WAYS), n: fc.nat(50), m: fc.nat(50), minutes: fc.constantFrom(0, 0, 1, 5, 10, 20, 60, 240, 1200) });

/** What a set of games must have seen to be worth anything. */
const EVERYWHERE: readonly Fact['type'][] = ['SubstitutionRequested', 'SubstitutionApproved', 'SubstitutionRefused', 'AssignmentAccepted', 'InspectionFinished', 'TaskVoided', 'PersonUnbound', 'DelegationGranted', 'InterestRegistered', 'LeaveTaken'];
const BY_LOT: readonly Fact['type'][] = ['SubstitutionRoundOpened', 'SubstitutionRoundWitnessed', 'SubstitutionRoundAbandoned'];

test.each(PRESET_IDS)(`%s: ${String(RUNS)} games of about ${String(STEPS)} steps keep what was promised at the lock`, async (preset) => {
  const met = new Map<Fact['type'], number>();
  let played = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(2, 2, 3), fc.array(step, { minLength: 1, maxLength: 72, size: 'max' }), async (teamSize, steps) => {
      const { play, watched, end } = await openGame(preset, teamSize);
      for (const each of steps) await play(each);
      played += steps.length;
      await end(steps.length % 8 === 0);
      watched.counts.forEach((count, type) => met.set(type, (met.get(type) ?? 0) + count));
    }),
    { numRuns: RUNS, seed: SEED + PRESET_IDS.indexOf(preset) },
  );
  expect(played).toBeGreaterThan(RUNS * 20);
  for (const type of [...EVERYWHERE, ...(preset === 'fuzhou-gx' ? BY_LOT : [])]) expect([type, (met.get(type) ?? 0) > 0]).toEqual([type, true]);
}, 120_000);
