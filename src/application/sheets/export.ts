/**
 * 导出: one command for every sheet. What holds personal data is recorded – who took which list when, and its digest – so that
 * a list found outside can be traced to its way out; the bytes themselves are made again whenever somebody asks.
 */
import type { BlobRef } from '../../domain/values.ts';
import type { TaskId, UnitId } from '../../domain/ids.ts';
import { actingPerson } from '../../domain/people/decide.ts';
import { demand } from '../../domain/people/permissions.ts';
import type { Person } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { SHEET_TITLES } from '../../domain/sheets/vocabulary.ts';
import type { Edition, SheetKind } from '../../domain/sheets/kinds.ts';
import { demandListed, hidesTargets, maySeeTargets } from '../../domain/task/notice.ts';
import type { Period } from '../../domain/fairness/period.ts';
import { lockedAttempt } from '../../domain/task/task.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import type { Month } from '../../domain/calendar/month.ts';
import { localDate } from '../../domain/calendar/working-days.ts';
import { record } from '../decision.ts';
import { demandPart } from '../part.ts';
import type { By, Deps } from '../deps.ts';
import { latestWindow } from '../queries/moved-windows.ts';
import { resultSheet } from '../queries/result-sheet.ts';
import { makeSheet } from './make.ts';
import type { SheetContent } from './make.ts';
import { interestsContent, rosterContent } from './rosters.ts';
import { monthlyContent } from './monthly.ts';
import { yearContent } from './plan.ts';
import { fairnessContent } from './fairness.ts';
import { confirmationContent, taskContent } from './task.ts';

/** What can be asked for. */
export type ExportRequest =
  | { readonly sheet: 'items' | 'targets' | 'inspectors' | 'interests'; readonly edition: Edition }
  | { readonly sheet: 'fairness'; readonly edition: Edition; readonly period: Period }
  | { readonly sheet: 'plan'; readonly edition: Edition; readonly year: number }
  | { readonly sheet: 'task' | 'confirmation'; readonly edition: Edition; readonly task: TaskId }
  | { readonly sheet: 'monthly'; readonly edition: Edition; readonly month: Month }
  | { readonly sheet: 'result'; readonly edition: Edition; readonly task: TaskId };

/** The administrator is technical only: no list of the unit's business is his (岗位权限表). */
const demandStaff = (person: Person, sheet: SheetKind, edition: Edition): void => {
  if (edition === 'public' || sheet === 'items' || !person.roles.every((role) => role === 'administrator')) return;
  throw new Refusal('sheet.not-yours', `系统管理员不查看业务数据，不能导出${SHEET_TITLES[sheet]}`, { next: '请由经办人导出；公开版可发送「导出 … 公开版」', clause: '岗位权限表' });
};

const demandTask = async (deps: Deps, person: Person, id: TaskId, sheet: SheetKind, edition: Edition): Promise<void> => {
  const { state } = await deps.states.load('task', id);
  const { settings } = requireTask(state);
  const clause = rulesOfTask(state).clauses.withheldNotice;
  if (edition === 'full') await demandPart(deps.states, id, person);
  if (!maySeeTargets(settings, person) && sheet === 'result') throw new Refusal('task.no-notice', '这个任务不宜事先告知，您只能从任务单得知本组的检查对象', { next: '检查开始当日发送「任务单」或「我的」查看', clause });
  if (edition === 'public' && sheet === 'result' && lockedAttempt(state, ['together', 'objects']) === null) throw new Refusal('task.not-public', '这个任务的名单还没有锁定，暂不公开', { next: '锁定后可以导出公开版' });
  if (edition === 'public' && sheet === 'result') demandListed(settings);
  if (edition === 'public' && hidesTargets({ noNotice: settings.noNotice, window: await latestWindow(deps, state) }, localDate(deps.clock()))) throw new Refusal('task.no-notice', '这个任务不宜事先告知，检查开始前没有公开版', { next: '内部使用请导出完整版', clause });
};

const contentOf = (deps: Deps, unit: UnitId, person: Person, request: Exclude<ExportRequest, { readonly sheet: 'result' }>): Promise<SheetContent> => {
  switch (request.sheet) {
    case 'items':
    case 'targets':
    case 'inspectors':
      return rosterContent(deps, unit, request.sheet, request.edition === 'public' ? null : person);
    case 'interests':
      demand(person, 'interest.see');
      return interestsContent(deps, unit, person);
    case 'fairness':
      return fairnessContent(deps, unit, request.period, person);
    case 'plan':
      return yearContent(deps, unit, request.year, request.edition);
    case 'monthly':
      demand(person, 'monthly.see');
      return monthlyContent(deps, unit, request.month);
    case 'task':
      return taskContent(deps, request.task);
    case 'confirmation':
      return confirmationContent(deps, request.task);
  }
};

/** Lists of persons; the item list names nobody, and the sheets of a task are part of the record of the task. */
const isPersonal = ({ sheet, edition }: ExportRequest): boolean => edition === 'full' && (sheet === 'targets' || sheet === 'inspectors' || sheet === 'interests');

/**
 * @returns the workbook; its digest is told to who asked, and recorded for lists of persons
 * @throws Refusal when the person may not have it, or when there is nothing to show
 */
export const exportSheet = (deps: Deps) => async (by: By, unit: UnitId, request: ExportRequest): Promise<BlobRef> => {
  const { state } = await deps.states.load('unit', unit);
  const person = actingPerson(state, by.actor.account);
  const { sheet, edition } = request;
  demandStaff(person, sheet, edition);
  if ('task' in request) await demandTask(deps, person, request.task, sheet, edition);
  if (request.sheet === 'result') return resultSheet(deps)(request.task, edition, person.name);
  const content = await contentOf(deps, unit, person, request);
  const blob = await makeSheet(deps)({ unit, sheet, edition, madeBy: person.name }, content);
  if (!isPersonal(request)) return blob;
  const rows = content.fields['条数'];
  await record(deps, by, async (desk) => {
    const now = actingPerson(await desk.read('unit', unit), by.actor.account);
    await desk.take('sheets', unit);
    return { unit, events: [{ type: 'SheetExported', unit, sheet, edition, file: blob.sha256, rows: typeof rows === 'number' ? rows : 0, by: now.id }] };
  });
  return blob;
};

