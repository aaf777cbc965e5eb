/**
 * The sandbox's time: still or flowing, moved ahead on demand, firing what falls due on the way.
 */
import { createClock } from '../../src/sandbox/world/clock.ts';

describe.each(['virtual', 'real'] as const)('a %s clock', (kind) => {
  it('fires in order, each at its own instant, what one thing starts on the way included', async () => {
    const clock = createClock(kind, 0);
    const startMs = clock.now();
    const fired: (readonly [string, boolean])[] = [];
    const note = (what: string, dueMs: number) => async (): Promise<void> => void fired.push([what, clock.now() >= dueMs]);
    clock.at(startMs + 20_000, note('second', startMs + 20_000));
    clock.at(startMs + 10_000, async () => {
      await note('first', startMs + 10_000)();
      clock.at(startMs + 30_000, note('third', startMs + 30_000));
    });
    clock.at(startMs + 15_000, note('cancelled', 0))();
    clock.at(startMs + 3600_000, note('later', 0));
    await clock.advance(60_000);
    expect(fired).toEqual([['first', true], ['second', true], ['third', true]]);
    expect(clock.now()).toBeGreaterThanOrEqual(startMs + 60_000);
    clock.stop();
  });
});

it('a virtual clock stands still', () => {
  const clock = createClock('virtual', 5);
  expect([clock.now(), clock.now()]).toEqual([5, 5]);
});
