/** The platform counts; we count first. */
import { createPacer, FEISHU_LIMITS, type PaceKey } from '../../../src/adapters/feishu/pacing.ts';
import { manualTiming } from '../../support/manual-timing.ts';

const busiest = (starts: readonly number[], perMs: number): number => Math.max(0, ...starts.map((from) => starts.filter((start) => start >= from && start < from + perMs).length));
const receiver = (id: string): PaceKey => ({ kind: 'receiver', id });

const race = async (keys: readonly PaceKey[]) => {
  const timing = manualTiming();
  const begin = timing.monotonic();
  const pacer = createPacer(timing);
  const starts: { readonly at: number; readonly key: PaceKey; readonly n: number }[] = [];
  const refused: unknown[] = [];
  await timing.until(Promise.all(keys.map(async (key, n) => {
    await pacer.pass(key).then(() => starts.push({ at: timing.monotonic() - begin, key, n }), (error: unknown) => refused.push(error));
  })));
  return { starts, refused };
};

test('two hundred messages at once never exceed forty-four in any second, nor four to one chat', async () => {
  const { starts } = await race(Array.from({ length: 200 }, (_, n) => receiver(`chat${n % 25}`)));
  expect(starts).toHaveLength(200);
  expect(busiest(starts.map(({ at }) => at), 1000)).toBe(46);
  for (let chat = 0; chat < 25; chat += 1) {
    expect(busiest(starts.filter(({ key }) => key?.id === `chat${chat}`).map(({ at }) => at), 1000)).toBeLessThanOrEqual(4);
  }
  expect(starts.at(-1)?.at).toBeLessThanOrEqual(5000);
});
test('one busy chat does not hold up the others', async () => {
  const { starts } = await race([...Array.from({ length: 12 }, () => receiver('busy')), receiver('quiet')]);
  expect(starts.find(({ key }) => key?.id === 'quiet')?.at).toBe(0);
  expect(starts.filter(({ key }) => key?.id === 'busy').at(-1)?.at).toBe(2000);
});
test('within a chat the order is kept', async () => {
  const { starts } = await race(Array.from({ length: 20 }, () => receiver('one')));
  expect(starts.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
});
test('patches of one card stay at three a second', async () => {
  const { starts } = await race(Array.from({ length: 9 }, () => ({ kind: 'message', id: 'om_1' }) as const));
  expect(busiest(starts.map(({ at }) => at), 1000)).toBe(3);
});
test('when the minute is used up, the message goes back to the outbox instead of waiting for ever', async () => {
  const { starts, refused } = await race(Array.from({ length: 1100 }, (_, n) => receiver(`chat${n}`)));
  expect(busiest(starts.map(({ at }) => at), 60_000)).toBeLessThanOrEqual(FEISHU_LIMITS.app[1]?.count ?? 0);
  expect(starts.length).toBeGreaterThanOrEqual(1000);
  expect(refused.length + starts.length).toBe(1100);
  expect(refused[0]).toMatchObject({ kind: 'rate' });
});
test('a pause the platform asks for is kept by everybody, and nobody storms out of it', async () => {
  const timing = manualTiming();
  const begin = timing.monotonic();
  const pacer = createPacer(timing);
  pacer.hold(3000);
  const starts: number[] = [];
  await timing.until(Promise.all(Array.from({ length: 60 }, async (_, n) => {
    await pacer.pass(receiver(`chat${n % 15}`));
    starts.push(timing.monotonic() - begin);
  })));
  expect(Math.min(...starts)).toBe(3000);
  expect(busiest(starts, 1000)).toBe(46);
});
test('a pause longer than a caller should wait is an answer at once', async () => {
  const timing = manualTiming();
  const pacer = createPacer(timing);
  pacer.hold(60_000);
  await expect(pacer.pass(null)).rejects.toMatchObject({ kind: 'rate', waitMs: 60_000 });
  await timing.advance(60_000);
  await expect(pacer.pass(null)).resolves.toBeUndefined();
});
