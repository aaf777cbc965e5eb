/**
 * Draws that are closed and wait for a public value which has been published: whoever has to enter or compare it is asked,
 * once a working day. Nothing is ever given up for it; a value that cannot come is a matter for 作废.
 */
import { instantOf } from '../../domain/calendar/working-days.ts';
import { personById, withRole } from '../../domain/people/unit.ts';
import { requireTask } from '../../domain/task/require.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { give, hearersOf, sumOver } from './give.ts';
import type { Moment, Reminder } from './give.ts';

/** After the digest. */
const ASK_AT = '09:00';

const reminderOf = (at: Moment, task: TaskState): Reminder | null => {
  const last = lastAttempt(task);
  const due = instantOf(at.today, ASK_AT);
  if (last?.phase !== 'waiting' || last.public === undefined || at.now < due || at.now < last.public.notBefore) return null;
  const { id } = requireTask(task);
  const { publicValue, drawer, witness } = last;
  // Not entered: who runs the draw, and the witness, who may enter it when the others are silent. Entered: the other of the two.
  const parties = publicValue === undefined ? [drawer, witness] : [publicValue.by === witness ? drawer : witness];
  const asked = parties.flatMap((party) => personById(at.state, party) ?? []);
  return { subject: id, kind: 'public-value', due, to: hearersOf(at, publicValue === undefined ? [...asked, ...withRole(at.state, 'clerk')] : asked), book: id };
};

/** @returns how many reminders were given */
export const remindOfPublicValues = async (deps: Deps, at: Moment, drawing: readonly TaskState[]): Promise<number> =>
  sumOver(drawing, async (task) => {
    const reminder = reminderOf(at, task);
    if (reminder === null) return 0;
    return give(deps, at, reminder, async (desk) => lastAttempt(await desk.read('task', reminder.book))?.phase !== 'waiting');
  }, ({ id }) => id ?? '');
