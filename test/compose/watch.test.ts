/** What the operator sees of the record itself. */
import { journalWatch } from '../../src/compose/watch.ts';

const clock = (): string => '2026-09-08T19:10:00.000Z';

test('a record that does not verify makes the service unhealthy, is logged, and stays so until it verifies again', async () => {
  const logged: unknown[] = [];
  let findings: readonly string[] = ['第 3 条的哈希不对'];
  const watch = journalWatch(async () => ({ entries: 7, findings }), { clock, log: { error: (fields: unknown) => void logged.push(fields) } });
  expect(watch.health()).toMatchObject({ ok: true });
  expect(await watch.run()).toBe(1);
  expect(watch.health()).toEqual({ ok: false, detail: '7 entries at 2026-09-08T19:10:00.000Z, 1 findings' });
  expect(logged).toEqual([{ findings: ['第 3 条的哈希不对'] }]);
  findings = [];
  expect(await watch.run()).toBe(0);
  expect(watch.health()).toMatchObject({ ok: true });
});
