/** Who hears of 协助人员 and 专家: they themselves, without the object where it may not be said, and the leaders; the teams' cards say it. */
import type { InspectionId, InspectorCode } from '../../domain/ids.ts';
import { personOfInspector } from '../../domain/people/unit.ts';
import type { Person } from '../../domain/people/unit.ts';
import { HELPER_NAMES } from '../../domain/task/helper-words.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { FactOf } from '../../domain/events.ts';
import { inspectorName } from '../views/inspector-name.ts';
import type { Heard, Hearing } from './hearing.ts';
import { tellAll, without } from './note.ts';
import type { Note } from './note.ts';
import { refreshTeam } from './assignments.ts';

const changed = async (fact: FactOf<'HelperAttached'> | FactOf<'HelperReleased'>, heard: Heard, what: (name: string, target: string, window: string) => string): Promise<readonly Note[]> => {
  const { deps } = heard;
  const { state: task } = await deps.states.load('task', fact.task);
  const { unit: unitId, settings } = requireTask(task);
  const { state: unit } = await deps.states.load('unit', unitId);
  const bound = (codes: readonly InspectorCode[]): readonly Person[] => [...new Set(codes)].flatMap((code) => personOfInspector(unit, code) ?? []);
  const visits = fact.inspection === null ? (await deps.states.find('inspection', { task: fact.task })).map(({ state }) => state) : [(await deps.states.load('inspection', fact.inspection)).state];
  const [only] = fact.inspection === null ? [] : visits;
  const target = only === undefined || settings.noNotice ? '' : ` ${only.target?.name ?? ''}`;
  const helper = without(bound([fact.helper]), fact.by);
  const leaders = without(bound(visits.flatMap(({ posts }) => posts.filter(({ leader }) => leader).map(({ inspector }) => inspector))), fact.by, ...helper.map(({ id }) => id));
  const cards = only?.id == null ? [] : await refreshTeam(heard, only.id);
  const text = what(await inspectorName(deps)(unit, fact.helper), target, `${settings.window.from} 至 ${settings.window.to}`);
  return [...cards, ...tellAll([...helper, ...leaders], 'helper', text)];
};
const subject = (inspection: InspectionId | null, task: string): string => inspection ?? `${task} 全部各户`;

export const HELPER_HEARING: Hearing<'HelperAttached' | 'HelperReleased'> = {
  HelperAttached: (fact, heard) => changed(fact, heard, (name, target, window) => `${name}（${HELPER_NAMES[fact.as]}）协助 ${subject(fact.inspection, fact.task)}${target}，检查期限 ${window}。不计入检查组，听组长安排`),
  HelperReleased: (fact, heard) => changed(fact, heard, (name) => `${name}不再协助 ${subject(fact.inspection, fact.task)}`),
};
