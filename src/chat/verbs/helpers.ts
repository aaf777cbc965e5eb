/**
 * 协助 · 专家 · 协助 取消: who comes along to a visit (协助 7-2 姓名) or to all of a task (协助 7 姓名), beside the teams.
 */
import { helperBook } from '../../application/queries/helpers.ts';
import type { NamedHelper } from '../../application/queries/helpers.ts';
import type { InspectionId, TaskId } from '../../domain/ids.ts';
import { taskOf } from '../../domain/ids.ts';
import { isOutdated } from '../../domain/inspection/notice.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { demand } from '../../domain/people/permissions.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { HelperKind } from '../../domain/task/helper-words.ts';
import { HELPER_NAMES } from '../../domain/task/helper-words.ts';
import { requireTask } from '../../domain/task/require.ts';
import { isDispatched } from '../../domain/task/task.ts';
import { helpersCard } from '../cards/helpers.ts';
import { taskNumbering, visitNumbering } from '../parse/numbering.ts';
import { personOf, pickInspector, pickTask, pickVisit } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { stateOf } from './tasks.ts';

interface Subject { readonly task: TaskId; readonly inspection: InspectionId | null; readonly name: string | undefined }

/** A visit (7-2) or a task (7), and the name behind it; 人员= and 专家= too. */
const subjectOf = async (ask: Ask): Promise<Subject> => {
  const { words: [first, second], options } = ask.command;
  const named = options['人员'] ?? options['专家'] ?? options['姓名'];
  if (first !== undefined && visitNumbering(first) !== null && taskNumbering(first) === null) {
    const inspection = await pickVisit(ask, first);
    return { task: taskOf(inspection), inspection, name: named ?? second };
  }
  const isNumber = first !== undefined && taskNumbering(first) !== null;
  return { task: await pickTask(ask, isNumber ? first : undefined, isDispatched), inspection: null, name: named ?? (isNumber ? second : first) };
};

const visitsOf = async (ask: Ask, { task, inspection }: Subject): Promise<readonly InspectionState[]> => (inspection === null ? (await ask.deps.states.find('inspection', { task })).map(({ state }) => state) : [(await ask.deps.states.load('inspection', inspection)).state]);

/** Named for all visits, yet not at each: members of its team, or an interest in its object. */
const leftOut = (visits: readonly InspectionState[], helper: string, helpersAt: (visit: InspectionState) => readonly NamedHelper[]): string => {
  const without = visits.filter((visit) => !helpersAt(visit).some(({ code }) => code === helper)).map(({ id }) => id ?? '');
  return without.length === 0 ? '' : `；其中 ${without.slice(0, 5).join('、')}${without.length > 5 ? ` 等 ${String(without.length)} 户` : ''} 因在检查组内或有利害关系不参加`;
};

/** The number of assistants stands on a notice that was made before. */
const onNotice = (visits: readonly InspectionState[]): string => {
  const made = visits.filter((visit) => visit.notice !== undefined && visit.finished === undefined && !isOutdated(visit)).map(({ id }) => id ?? '');
  return made.length === 0 ? '' : `。检查通知书上的协助人数有变，请组长重新生成：通知 ${made[0] ?? ''}`;
};

const list = async (ask: Ask, { task, inspection }: Subject): Promise<Answer> => {
  const state = await stateOf(ask, task);
  const { settings, unit } = requireTask(state);
  demand(personOf(ask), 'helper.attach', settings.section);
  const { version } = (await ask.deps.states.load('roster', rosterStream(unit, 'inspectors'))).state;
  const own = (state.helpers ?? []).filter((each) => inspection === null || each.inspection === null || each.inspection === inspection);
  const rows = await Promise.all(own.map(async ({ helper, as, inspection: at }) => {
    const row = version === 0 ? null : await ask.deps.rosters.row(unit, 'inspectors', version, helper);
    return { name: typeof row?.['name'] === 'string' ? row['name'] : helper, section: typeof row?.['section'] === 'string' ? row['section'] : '', as, inspection: at };
  }));
  return { cards: [{ card: helpersCard({ task, taskName: settings.name, inspection, rows }) }] };
};

const attach = (as: HelperKind) => async (ask: Ask): Promise<Answer> => {
  const subject = await subjectOf(ask);
  if (subject.name === undefined) return list(ask, subject);
  const { task, inspection } = subject;
  const { inspector, name } = await pickInspector(ask, subject.name);
  await ask.deps.useCases.attachHelper(ask.by(), task, { inspection, helper: inspector, as });
  const visits = await visitsOf(ask, subject);
  const missing = inspection === null ? leftOut(visits, inspector, await helperBook(ask.deps, await stateOf(ask, task))) : '';
  return { line: `已安排 ${name}（${HELPER_NAMES[as]}）协助 ${inspection ?? `${task} 全部各户`}，不计入检查组${missing}${onNotice(visits)}`, tone: 'ok' };
};

const release = async (ask: Ask): Promise<Answer> => {
  const subject = await subjectOf(ask);
  if (subject.name === undefined) return list(ask, subject);
  const { task, inspection } = subject;
  const { inspector, name } = await pickInspector(ask, subject.name);
  await ask.deps.useCases.releaseHelper(ask.by(), task, inspection, inspector);
  return { line: `已取消 ${name} 协助 ${inspection ?? `${task} 全部各户`}${onNotice(await visitsOf(ask, subject))}`, tone: 'ok' };
};

export const HELPER_VERBS: readonly Verb[] = [
  { verb: '协助', aliases: ['assistant', '协助人员'], usage: '协助 7-2 陈示例', help: '安排协助人员（7-2 一户，7 全部各户）：不计入检查组；不写姓名列出已安排的', for: 'helper.attach', answers: 'privately', writes: true, run: attach('assistant') },
  { verb: '专家', aliases: ['expert'], usage: '专家 7-2 王示例', help: '请专家协助检查：名录中「专家」为是，不参加抽取、不计入检查组', for: 'helper.attach', answers: 'privately', writes: true, run: attach('expert') },
  { verb: '协助 取消', aliases: ['assistant cancel', '取消 协助', '专家 取消'], usage: '协助 取消 7-2 陈示例', help: '协助人员或专家不再参加', for: 'helper.attach', answers: 'privately', writes: true, run: release },
];
