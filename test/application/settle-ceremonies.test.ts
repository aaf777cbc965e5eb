/**
 * The sweep over open ceremonies, when one of them cannot be finished: a secret under a key nobody has any more, say.
 */
import { openDraw, witnessDraw } from '../../src/application/draw.ts';
import { settleCeremonies } from '../../src/application/settle-ceremonies.ts';
import { lastAttempt } from '../../src/domain/task/task.ts';
import { openBureau, personOf } from '../support/bureau.ts';
import { confirmAll, newTaskIn } from '../support/ceremony.ts';

test('one draw that cannot be opened does not keep the others waiting, and is not passed over in silence', async () => {
  const bureau = await openBureau();
  const witness = (await personOf(bureau, '孙岩')).id;
  const [stuck, late] = [await newTaskIn(bureau), await newTaskIn(bureau)];
  for (const task of [stuck, late]) {
    await confirmAll(bureau, task);
    await openDraw(bureau.deps)(bureau.by('赵红'), task, witness);
  }
  const keyless = { ...bureau.deps, secrets: { ...bureau.deps.secrets, get: (id: string) => (id === `${stuck}/1` ? Promise.reject(new Error('no such key')) : bureau.deps.secrets.get(id)) } };
  await expect(witnessDraw(keyless)(bureau.by('孙岩'), stuck, '1')).rejects.toThrow('no such key');
  bureau.setTime('2026-09-08T02:00:00.000Z');
  await expect(settleCeremonies(keyless)(bureau.now())).rejects.toThrow('no such key');
  const phaseOf = async (task: string) => lastAttempt((await bureau.deps.states.load('task', task)).state)?.phase;
  expect([await phaseOf(stuck), await phaseOf(late)]).toEqual(['closed', 'abandoned']);
  expect(await settleCeremonies(bureau.deps)(bureau.now())).toBe(1);
  expect(await phaseOf(stuck)).toBe('drawn');
});
