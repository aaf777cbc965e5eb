/** What one inspector's card about one visit needs to know, and how its target is called at this time. */
import type { Rosters, States } from '../../application/ports.ts';
import { helperBook, helperText } from '../../application/queries/helpers.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { InspectionId, InspectorCode } from '../../domain/ids.ts';
import { taskOf } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { itemsOfVisit } from '../../domain/task/modes.ts';
import { hidesTarget, numberedTarget } from '../../domain/task/notice.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { AssignmentView } from '../cards/assignment.ts';

const textOf = (row: Readonly<Record<string, unknown>> | null, member: string): string => {
  const value = row?.[member];
  return typeof value === 'string' ? value : '';
};

export const assignmentView = async (deps: { readonly states: States; readonly rosters: Rosters }, inspection: InspectionId, inspector: InspectorCode, today: LocalDate): Promise<AssignmentView> => {
  const [{ state: visit }, { state: task }] = await Promise.all([deps.states.load('inspection', inspection), deps.states.load('task', taskOf(inspection))]);
  if (visit.id === null) throw new Refusal('inspection.unknown', `没有「${inspection}」这一户检查`, { next: '发送「我的」查看您的任务编号' });
  const { unit, settings } = requireTask(task);
  const [targets, itemList] = await Promise.all([deps.states.load('roster', rosterStream(unit, 'targets')), deps.states.load('roster', rosterStream(unit, 'items'))]);
  const target = targets.state.version === 0 || visit.target === null ? null : await deps.rosters.row(unit, 'targets', targets.state.version, visit.target.code);
  const items = await Promise.all(itemsOfVisit(settings, visit.stratum).map(async (code) => ({ code, name: itemList.state.version === 0 ? code : textOf(await deps.rosters.row(unit, 'items', itemList.state.version, code), 'name') || code })));
  const isHidden = hidesTarget(settings, visit, today);
  const helpers = (await helperBook(deps, task))(visit).map(helperText);
  return { visit, inspector, taskName: settings.name, noNotice: settings.noNotice, hidesTarget: isHidden, items, address: isHidden ? '' : textOf(target, 'address'), helpers };
};

/** The target's name as those who inspect may know it today. */
export const targetName = async (states: States, visit: InspectionState, today: LocalDate): Promise<string> => {
  if (visit.id === null || visit.task === null) return '';
  const { settings } = requireTask((await states.load('task', visit.task)).state);
  return hidesTarget(settings, visit, today) ? numberedTarget(visit.id) : (visit.target?.name ?? '');
};
