/** Who comes along to the visits of a task, by name, as the lists and the registered interests stand now. */
import type { InspectorCode } from '../../domain/ids.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { helpersOfVisit } from '../../domain/task/helpers.ts';
import type { HelpedVisit } from '../../domain/task/helpers.ts';
import type { HelperKind } from '../../domain/task/helper-words.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { Rosters, States } from '../ports.ts';

export interface NamedHelper {
  readonly code: InspectorCode;
  readonly name: string;
  readonly section: string;
  readonly as: HelperKind;
}

const none = (): readonly NamedHelper[] => [];

/** @returns the helpers of any visit of the task; nothing is read where there are none */
export const helperBook = async (deps: { readonly states: States; readonly rosters: Pick<Rosters, 'row'> }, task: TaskState): Promise<(visit: HelpedVisit) => readonly NamedHelper[]> => {
  const { helpers = [] } = task;
  if (helpers.length === 0) return none;
  const { unit } = requireTask(task);
  const [{ state: duty }, { state: roster }] = await Promise.all([deps.states.load('duty', unit), deps.states.load('roster', rosterStream(unit, 'inspectors'))]);
  const codes = [...new Set(helpers.map(({ helper }) => helper))];
  const people = new Map(await Promise.all(codes.map(async (code) => [code, await deps.rosters.row(unit, 'inspectors', roster.version, code)] as const)));
  const said = (code: InspectorCode, member: string, missing: string): string => {
    const value = people.get(code)?.[member];
    return typeof value === 'string' ? value : missing;
  };
  return (visit) => helpersOfVisit(task, duty.interests, visit).map(({ helper, as }) => ({ code: helper, name: said(helper, 'name', '（已不在名录）'), section: said(helper, 'section', ''), as }));
};

/** 「陈某（专家）、李某」. */
export const helperText = ({ name, as }: NamedHelper): string => (as === 'expert' ? `${name}（专家）` : name);
