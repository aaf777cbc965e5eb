/**
 * The steps of a draw as one call, for tests of what comes before or after it.
 */
import { contribute, openDraw, witnessDraw } from '../../src/application/draw.ts';
import { attestDraw, dispatchTask, lockDraw } from '../../src/application/settle.ts';
import { confirmRoster, createTask } from '../../src/application/task.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import { taskId } from '../../src/domain/ids.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import type { Bureau } from './bureau.ts';
import { personOf, settings, U1 } from './bureau.ts';

const idOf = (raw: string): TaskId => {
  const id = taskId(raw);
  if (id === null) throw new Error(`not a task id: ${raw}`);
  return id;
};

export const newTaskIn = async (bureau: Bureau, over: Partial<TaskSettings> = {}): Promise<TaskId> => {
  const entry = await createTask(bureau.deps)(bureau.by('王敏'), U1, settings(over));
  const created = entry.events.find((fact) => fact.type === 'TaskCreated');
  return idOf(created?.task ?? '');
};

export const confirmAll = async (bureau: Bureau, task: TaskId): Promise<void> => {
  const confirm = confirmRoster(bureau.deps);
  await confirm(bureau.by('赵红'), task, 'targets', '教育科');
  await confirm(bureau.by('赵红'), task, 'inspectors', '教育科');
  await confirm(bureau.by('李建国'), task, 'inspectors', '综合科');
};

/** From commitment to result; the task's lists are confirmed. */
export const drawIn = async (bureau: Bureau, task: TaskId, text = '3859', reason = ''): Promise<void> => {
  await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id, reason);
  await contribute(bureau.deps)(bureau.by('王敏'), task, '今日车牌 88');
  await witnessDraw(bureau.deps)(bureau.by('孙岩'), task, text);
};

export const lockIn = async (bureau: Bureau, task: TaskId): Promise<void> => {
  await attestDraw(bureau.deps)(bureau.by('孙岩'), task);
  await lockDraw(bureau.deps)(bureau.by('王敏'), task);
};

/** Draws, locks and dispatches a task whose lists are confirmed; in two stages where its rules say so (威海 十二/十四). */
export const drawAndDispatch = async (bureau: Bureau, task: TaskId): Promise<TaskId> => {
  await drawIn(bureau, task);
  await lockIn(bureau, task);
  if ((await bureau.deps.states.load('task', task)).state.phase === 'drawing') {
    await drawIn(bureau, task);
    await lockIn(bureau, task);
  }
  await dispatchTask(bureau.deps)(bureau.by('王敏'), task);
  return task;
};

/** A task that is drawn, locked and dispatched. */
export const dispatchedTask = async (bureau: Bureau, over: Partial<TaskSettings> = {}): Promise<TaskId> => {
  const task = await newTaskIn(bureau, over);
  await confirmAll(bureau, task);
  return drawAndDispatch(bureau, task);
};
