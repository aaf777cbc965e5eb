/**
 * Whose task it is to read about: the sections that take part, whoever inspects in it, and those whose part is the whole unit.
 */
import type { TaskId } from '../domain/ids.ts';
import type { Person } from '../domain/people/unit.ts';
import { demandLog } from '../domain/task/notice.ts';
import { requireTask } from '../domain/task/require.ts';
import type { States } from './ports.ts';

/** @throws Refusal for people of other sections who have no visit in this task */
export const demandPart = async (states: Pick<States, 'load' | 'find'>, id: TaskId, person: Person): Promise<void> => {
  const { settings } = requireTask((await states.load('task', id)).state);
  if (person.certificate !== null && (await states.find('inspection', { task: id, inspectors: person.certificate }, 1)).length > 0) return;
  demandLog(settings, person);
};
