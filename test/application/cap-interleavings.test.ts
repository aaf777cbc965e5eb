/**
 * The yearly cap under simultaneous draws: three tasks on one list prepare, close, void and lock in every order chance finds.
 * Each game is played in a year of its own, so that visits of one are none of the other's.
 */
import { openDraw, witnessDraw } from '../../src/application/draw.ts';
import { readResult } from '../../src/application/queries/read-result.ts';
import { attestDraw, lockDraw, voidAttempt } from '../../src/application/settle.ts';
import { confirmRoster, createTask } from '../../src/application/task.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import { taskId } from '../../src/domain/ids.ts';
import type { PersonId, TaskId } from '../../src/domain/ids.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { lastAttempt, standingAttempt } from '../../src/domain/task/task.ts';
import type { Bureau } from '../support/bureau.ts';
import { inspectorRow, openBureau, personOf, settings, STAFF, targetRow, U1 } from '../support/bureau.ts';
import { numbers } from '../support/draw-lists.ts';

const GAMES = 500;
/** Games in one bureau: what is found by looking through all tasks stays quick. */
const PER_BUREAU = 10;
const STEPS = 8;
const TARGETS = 9;

const newTask = async (bureau: Bureau, over: Partial<TaskSettings>): Promise<TaskId> => {
  const entry = await createTask(bureau.deps)(bureau.by('王敏'), U1, settings({ cooperating: [], scope: [{ field: 'id', prefix: 'QT-00' }], strata: [{ name: '普通', where: [], ratio: { num: 40, den: 100 } }], ...over }));
  const id = taskId(entry.events.flatMap((fact) => (fact.type === 'TaskCreated' ? [fact.task as string] : []))[0] ?? '');
  if (id === null) throw new Error('no task');
  for (const roster of ['targets', 'inspectors'] as const) await confirmRoster(bureau.deps)(bureau.by('赵红'), id, roster, '教育科');
  return id;
};

/** What may happen to a task next; refusals are part of the game. */
const step = async (bureau: Bureau, task: TaskId, witness: PersonId, choice: number): Promise<void> => {
  const { deps } = bureau;
  const phase = lastAttempt((await deps.states.load('task', task)).state)?.phase;
  try {
    if (phase === undefined || phase === 'abandoned' || phase === 'void') await openDraw(deps)(bureau.by('赵红'), task, witness, '上限冲突，缺额不补');
    else if (phase === 'committed') await witnessDraw(deps)(bureau.by('孙岩'), task, String(choice));
    else if (phase === 'drawn' && choice === 0) await voidAttempt(deps)(bureau.by('陈志远'), task, '名录有误');
    else if (phase === 'drawn') await attestDraw(deps)(bureau.by('孙岩'), task).then(() => lockDraw(deps)(bureau.by('王敏'), task));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
};

const drawnIn = async (bureau: Bureau, task: TaskId): Promise<readonly string[]> => {
  const result = standingAttempt((await bureau.deps.states.load('task', task)).state, ['together', 'objects'])?.result;
  return result == null ? [] : (await readResult(bureau.deps.blobs, result.sha256)).selected.map(({ code }) => code);
};

/** Nine enterprises in business, none of them a key one, and people whose certificates never end. */
const crowded = async (game: number): Promise<Bureau> => {
  const bureau = await openBureau({ preset: 'baofeng', seed: `games from ${String(game)}` });
  await bureau.roster('targets', Array.from({ length: TARGETS }, (_, i) => targetRow(`QT-00${String(i + 1)}`, { key: false })));
  await bureau.roster('inspectors', STAFF.flatMap(({ name, section, certificate }) => (certificate === undefined ? [] : [inspectorRow(certificate, name, section, { certificateUntil: null })])));
  return bureau;
};

test('nobody is visited more often than the cap allows, and no closed draw is lost, in 500 games of three tasks', async () => {
  const seen = { refusedToClose: 0, voids: 0, locked: 0, busyTogether: 0 };
  let bureau = await crowded(0);
  for (let game = 0; game < GAMES; game += 1) {
    if (game % PER_BUREAU === 0) bureau = await crowded(game);
    const witness = (await personOf(bureau, '孙岩')).id;
    const below = numbers(game + 1);
    const year = String(2027 + game);
    const tasks = [await newTask(bureau, { name: `甲${year}`, window: { from: `${year}-03-01`, to: `${year}-03-31` } }), await newTask(bureau, { name: `乙${year}`, window: { from: `${year}-04-01`, to: `${year}-04-30` } }), ...(below(2) === 0 ? [] : [await newTask(bureau, { name: `丙${year}`, window: { from: `${year}-05-01`, to: `${year}-05-31` } })])];
    for (let turn = 0; turn < STEPS; turn += 1) {
      const pick = (): TaskId => tasks[below(tasks.length)] ?? tasks[0] ?? ('' as TaskId);
      const [one, other] = [pick(), pick()];
      // Two people press at the same moment.
      await Promise.all([step(bureau, one, witness, below(4)), ...(one === other ? [] : [step(bureau, other, witness, below(4))])]);
      if (one !== other) seen.busyTogether += 1;
      const drawn = (await Promise.all(tasks.map((task) => drawnIn(bureau, task)))).flat();
      expect(new Set(drawn).size).toBe(drawn.length);
    }
    for (const task of tasks) {
      const { attempts } = (await bureau.deps.states.load('task', task)).state;
      // Whatever was closed has its result, or says why it has none; whatever was given up says why.
      for (const { phase, contributions, result, endedBecause } of attempts) {
        if (contributions.length > 0) expect(result !== null || endedBecause !== null).toBe(true);
        if (endedBecause?.includes('年度抽查次数已变化') === true) seen.refusedToClose += 1;
        if (phase === 'void') seen.voids += 1;
        if (phase === 'locked') seen.locked += 1;
      }
    }
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
}, 60_000);
