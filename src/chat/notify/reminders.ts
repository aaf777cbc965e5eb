/** Reminders: each is a fact of its own and says here, by its kind, who hears what. */
import { isMonth } from '../../domain/calendar/month.ts';
import { localDate } from '../../domain/calendar/working-days.ts';
import type { FactOf, ReminderKind } from '../../domain/events.ts';
import { inspectionId, inspectorCode, substitutionId, taskId, unitId } from '../../domain/ids.ts';
import type { InspectorCode, TaskId } from '../../domain/ids.ts';
import { isInCharge } from '../../domain/people/permissions.ts';
import { personOfInspector } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { howToType } from '../../domain/draw/public-wish.ts';
import { sourceWords, valueWords } from '../../domain/draw/public.ts';
import { mayDecideToday } from '../../domain/substitution/decide.ts';
import { requireTask } from '../../domain/task/require.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { runningByDue, taskDeadlines } from '../../application/queries/deadlines.ts';
import type { Preview } from '../../application/queries/preview.ts';
import { assignmentCard, assignmentSubject } from '../cards/assignment.ts';
import { assignmentsCard, assignmentsSubject, SINGLE_CARDS } from '../cards/assignments.ts';
import { deadlineReminderCard, overdueGroupCard } from '../cards/deadline.ts';
import { drawDueCard } from '../cards/draw-due.ts';
import { monthlyCard } from '../cards/monthly.ts';
import { mineCard } from '../cards/records.ts';
import { approvalCard } from '../cards/substitution.ts';
import { rostersCard } from '../cards/task.ts';
import { dayWords } from '../day-words.ts';
import { localMinute } from '../parse/dates.ts';
import { assignmentView } from '../views/assignment.ts';
import { assignmentsView } from '../views/assignments.ts';
import { rostersSubject } from '../views/ceremony.ts';
import { substitutionSubject, substitutionView } from '../views/substitution.ts';
import { rostersView } from '../views/task.ts';
import type { Heard, HearingDeps, Hearing } from './hearing.ts';
import { ownGroups, peopleOf, tell, tellAll, toGroup, toPerson, without } from './note.ts';
import type { Note } from './note.ts';

type Said = (fact: FactOf<'ReminderDue'>, heard: Heard) => Promise<readonly Note[]>;

const known = async (deps: HearingDeps, id: TaskId): Promise<{ readonly task: TaskState; readonly unit: UnitState }> => {
  const { state: task } = await deps.states.load('task', id);
  return { task, unit: (await deps.states.load('unit', requireTask(task).unit)).state };
};

const acceptance: Said = async ({ subject, kind, to }, { deps, entry }) => {
  const [visitPart = '', codePart = ''] = subject.split('/');
  const [inspection, code] = [inspectionId(visitPart), inspectorCode(codePart)];
  if (inspection === null || code === null) return [];
  const { state: visit } = await deps.states.load('inspection', inspection);
  const post = visit.posts.find(({ inspector }) => inspector === code);
  if (visit.unit === null || post === undefined) return [];
  const { state: unit } = await deps.states.load('unit', visit.unit);
  const person = personOfInspector(unit, code);
  const self = person === null ? [] : [person];
  const told = without(peopleOf(unit, to), person?.id);
  const card = post.acceptedAt === null ? assignmentCard(await assignmentView(deps, inspection, code, localDate(entry.at))) : null;
  const line = kind === 'acceptance-escalated' ? `${post.name} 两个工作日未接受 ${inspection}，请督促；确有困难请其申请更换` : `${post.name} 尚未接受 ${inspection}`;
  return [
    ...self.filter(({ id }) => to.includes(id)).flatMap((each) => [
      tell(each, `${kind}/line`, `提醒：${inspection} 还没有接受，请接受，或说明原因申请更换`),
      ...(card === null ? [] : [toPerson(each, kind, { kind: 'card', card }, assignmentSubject(inspection, code))]),
    ]),
    ...tellAll(told, kind, line),
  ];
};

const rosterConfirmation: Said = async ({ subject, to }, { deps }) => {
  const id = taskId(subject);
  if (id === null) return [];
  const { task, unit } = await known(deps, id);
  const { draw } = task;
  if (draw === undefined) return [];
  const card = rostersCard(await rostersView(deps, task));
  const when = `${dayWords(draw.on)} ${draw.time}`;
  return [
    ...ownGroups(unit).map((group) => toGroup(group, 'roster-confirmation', { kind: 'card', card }, rostersSubject(id))),
    ...tellAll(peopleOf(unit, to), 'roster-confirmation/line', `请确认两库：${id} 定于 ${when} 公开抽取，未全部确认不能抽取。请今日 17:30 前发送「确认名录 ${id}」；有问题发送「名录 问题 ${id} 说明」`),
  ];
};

const previewOf = async (deps: HearingDeps, id: TaskId): Promise<Preview | null> => {
  try {
    return await deps.queries.previewDraw(id);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
};

const drawDue: Said = async ({ subject, to }, { deps, entry }) => {
  const id = taskId(subject);
  if (id === null) return [];
  const { task, unit } = await known(deps, id);
  if (task.draw === undefined) return [];
  const preview = await previewOf(deps, id);
  const card = drawDueCard(task, task.draw, preview, entry.at);
  const groups = ownGroups(unit);
  const shown = groups.length > 0 ? groups.map((group) => toGroup(group, 'draw-due', { kind: 'card', card })) : peopleOf(unit, to).map((person) => toPerson(person, 'draw-due', { kind: 'card', card }));
  const { section } = requireTask(task).settings;
  const blocked = (preview?.missing ?? []).length === 0 ? [] : peopleOf(unit, to).filter((person) => isInCharge(person, section));
  return [...shown, ...tellAll(blocked, 'draw-due/blocked', `${id} 原定 ${dayWords(task.draw.on)} ${task.draw.time} 抽取，名录尚未全部确认，不能抽取。请督促确认或改期`)];
};

const targetCards = async (deps: HearingDeps, task: TaskId, code: InspectorCode, today: string): Promise<readonly { readonly card: ReturnType<typeof assignmentCard>; readonly subject: string }[]> => {
  const view = await assignmentsView(deps, task, code, today);
  const open = view.visits.filter(({ finished }) => finished === undefined);
  if (open.length > SINGLE_CARDS) return [{ card: assignmentsCard(view), subject: assignmentsSubject(task, code) }];
  return Promise.all(open.flatMap(({ id }) => (id === null ? [] : [id])).map(async (id) => ({ card: assignmentCard(await assignmentView(deps, id, code, today)), subject: assignmentSubject(id, code) })));
};

const targetsTold: Said = async ({ subject, to }, { deps, entry }) => {
  const [taskPart = '', codePart = ''] = subject.split('/');
  const [id, code] = [taskId(taskPart), inspectorCode(codePart)];
  if (id === null || code === null) return [];
  const { unit } = await known(deps, id);
  const cards = await targetCards(deps, id, code, localDate(entry.at));
  return peopleOf(unit, to).flatMap((person) => cards.map(({ card, subject: about }) => toPerson(person, `targets-told/${about}`, { kind: 'card', card }, about)));
};

const publication: Said = async ({ subject, to, left = 0, urgent }, { deps }) => {
  const [taskPart = '', due = ''] = subject.split('/');
  const id = taskId(taskPart);
  if (id === null) return [];
  const { unit } = await known(deps, id);
  const reminder = { deadlines: await taskDeadlines(deps)(id), due, left };
  // Published since: whoever did it has his answer.
  if (!runningByDue(reminder.deadlines).some((each) => each.due === due)) return [];
  const people = peopleOf(unit, to).map((person) => ({ ...toPerson(person, `publication/${due}`, { kind: 'card', card: deadlineReminderCard(reminder) }), ...(urgent === undefined ? {} : { urgent }) }));
  const groups = left < 0 ? ownGroups(unit).map((group) => toGroup(group, `publication/${due}`, { kind: 'card', card: overdueGroupCard(reminder) })) : [];
  return [...people, ...groups];
};

const digest: Said = async ({ subject, to }, { deps, entry }) => {
  const id = unitId(subject.replace(/^digest\//, ''));
  if (id === null || to.length === 0) return [];
  const { state: unit } = await deps.states.load('unit', id);
  const people = peopleOf(unit, to);
  const mines = await deps.queries.minesOf(id, unit, people);
  return people.flatMap((person) => {
    const mine = mines.get(person.id);
    return mine === undefined || mine.due.length === 0 ? [] : [toPerson(person, 'digest', { kind: 'card', card: mineCard(person.name, mine, localDate(entry.at), '今日清单') })];
  });
};

/** To people of the unit in the subject, one line. */
const line = (kind: 'anchor' | 'health', text: (fact: FactOf<'ReminderDue'>, at: string) => string): Said => async (fact, { deps, entry }) => {
  const id = unitId(fact.subject.replace(/^[a-z]+\//, ''));
  return id === null ? [] : tellAll(peopleOf((await deps.states.load('unit', id)).state, fact.to), kind, text(fact, localMinute(entry.at)));
};

/** The card, and the sheet behind it. */
const monthly: Said = async ({ subject, to }, { deps, entry }) => {
  const [, unitPart = '', month = ''] = subject.split('/');
  const id = unitId(unitPart);
  if (id === null || !isMonth(month)) return [];
  const [{ state: unit }, report, sheet] = await Promise.all([deps.states.load('unit', id), deps.queries.monthlyReport(id, month), deps.queries.monthlySheet(id, month, entry.actor.name)]);
  return peopleOf(unit, to).flatMap((person) => [
    toPerson(person, 'monthly', { kind: 'card', card: monthlyCard(report, localDate(entry.at)) }),
    toPerson(person, 'monthly/sheet', { kind: 'file', name: sheet.name, blob: sheet.sha256 }),
  ]);
};

const publicValue: Said = async ({ subject, to }, { deps }) => {
  const id = taskId(subject);
  if (id === null) return [];
  const { task, unit } = await known(deps, id);
  const last = lastAttempt(task);
  if (last?.public === undefined || last.phase !== 'waiting') return [];
  const what = sourceWords(last.public);
  const text = last.publicValue === undefined
    ? `${id} 已封口，等着录入${what}，录入并核对后才开出。${howToType(last.public, id)}`
    : `${id} 已录入公开数 ${valueWords(last.publicValue.value)}，请对照公布的${what}核对：核对公开数 ${id} / 公开数不符 ${id}`;
  return tellAll(peopleOf(unit, to), 'public-value', text);
};

/** Whoever may decide gets the card again, where he can answer at once; the others hear whom it waits for. */
const substitutionWaiting: Said = async ({ subject, kind, to }, { deps, entry }) => {
  const id = substitutionId(subject);
  if (id === null) return [];
  const view = await substitutionView(deps, id);
  if (view.state.phase !== 'requested') return [];
  const post = view.visit.posts.find(({ inspector }) => inspector === view.inspector);
  const [deciders, others] = [true, false].map((may) => peopleOf(view.unit, to).filter((person) => (post !== undefined && mayDecideToday(view.unit, view.visit, post, view.state.by, person, localDate(entry.at))) === may));
  const waited = kind === 'substitution' ? '4' : '8';
  return [
    ...(deciders ?? []).flatMap((person) => [
      tell(person, `${kind}/line`, `提醒：更换申请 ${id}（${view.inspection}）已等待 ${waited} 个工作小时，请审批`),
      toPerson(person, kind, { kind: 'card', card: approvalCard(view) }, substitutionSubject(id)),
    ]),
    ...tellAll(others ?? [], kind, `更换申请 ${id}（${view.inspection}）已等待 ${view.approver} 审批 ${waited} 个工作小时。请督促；其不在岗的，应有书面授权的代行人办理，检查不得因此遗漏`),
  ];
};

const SAID: Readonly<Record<ReminderKind, Said>> = {
  acceptance,
  'acceptance-escalated': acceptance,
  substitution: substitutionWaiting,
  'substitution-escalated': substitutionWaiting,
  'witness-timeout': () => Promise.resolve([]),
  'roster-confirmation': rosterConfirmation,
  'draw-due': drawDue,
  'public-value': publicValue,
  'targets-told': targetsTold,
  publication,
  'publication-overdue': publication,
  digest,
  anchor: line('anchor', ({ head }, at) => `留痕存照：至 ${at} 全部记录共 ${String(head?.seq ?? 0)} 条，末条指纹\n${head?.hash ?? ''}\n请保留本消息。今后如有人改动此前的记录，指纹将对不上。`),
  monthly,
  health: line('health', ({ findings = [] }) => `系统需要您处理：${findings.join('；')}。详情见运行日志和 /health。`),
};

export const REMINDER_HEARING: Hearing<'ReminderDue'> = { ReminderDue: (fact, heard) => SAID[fact.kind](fact, heard) };
