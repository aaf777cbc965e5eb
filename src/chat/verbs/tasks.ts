/**
 * Verbs of a task before and after its draw: created, shown, its lists confirmed, previewed, dispatched.
 */
import { addDays } from '../../domain/calendar/working-days.ts';
import type { Entry } from '../../application/ports.ts';
import { may } from '../../domain/people/permissions.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ItemRow } from '../../domain/roster/rows.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { rowMeant } from '../../domain/plan/row.ts';
import { streamOf } from '../../domain/streams.ts';
import { confirmableBy, ROSTER_WORDS, requiredConfirmations } from '../../domain/task/confirm.ts';
import type { ConfirmedRoster } from '../../domain/task/confirm.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import { rosterVersions } from '../../application/task.ts';
import { isDispatched, lastAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { TaskId } from '../../domain/ids.ts';
import { previewCard, rostersCard, taskCard, taskFormCard, taskListCard, taskMadeCard } from '../cards/task.ts';
import { textAfter } from '../parse/command.ts';
import { taskNumbering } from '../parse/numbering.ts';
import { personOf, pickTask, rosterVersion, tasksOf, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { rostersView } from '../views/task.ts';
import { rostersSubject } from '../views/ceremony.ts';
import { orWhoDid } from './settled.ts';
import { optionsOfLine, settingsFrom } from './task-settings.ts';

/** Items in force, at most this many are read for a form. */
const MANY_ITEMS = 200;

const itemsInForce = async (ask: Ask): Promise<readonly { readonly code: string; readonly name: string }[]> => {
  const version = await rosterVersion(ask, 'items');
  if (version === 0) return [];
  const items: { code: string; name: string }[] = [];
  for await (const { code, row } of ask.deps.rosters.rows(unitOf(ask).id, 'items', version)) {
    const item = row as unknown as ItemRow;
    if (item.status === '有效') items.push({ code, name: item.name });
    if (items.length >= MANY_ITEMS) break;
  }
  return items;
};

/** 「任务 新建 计划行=12」: what the line of the plan says, and over it what was typed. */
const withPlanLine = async (ask: Ask, typed: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> => {
  const wanted = typed['计划行'] ?? typed['计划'] ?? typed['计划编号'];
  if (wanted === undefined) return typed;
  const year = Number(/^(20\d{2})-/.exec(wanted)?.[1] ?? ask.today.slice(0, 4));
  const view = await ask.deps.queries.planView(unitOf(ask).id, year);
  const row = view === null || view.plan.versions.length === 0 ? null : rowMeant(view.rows, wanted);
  if (row === null) throw new Refusal('task.unknown-plan-line', `${String(year)} 年度已批准的计划里没有「${wanted.slice(0, 20)}」这一行`, { next: '发送「计划」查看各行编号' });
  const { 计划: _plan, 计划编号: _number, ...over } = typed;
  return { ...optionsOfLine(row), ...over, 计划行: row.no };
};

const createdIn = (entry: Entry): TaskId | null => entry.events.flatMap((fact) => (fact.type === 'TaskCreated' ? [fact.task] : []))[0] ?? null;

export const stateOf = async (ask: Ask, task: TaskId): Promise<TaskState> => (await ask.deps.states.load('task', task)).state;

const create = async (ask: Ask): Promise<Answer> => {
  const { id, state } = unitOf(ask);
  const rules = rulesInForce(state.rules);
  const person = personOf(ask);
  const ownSection = state.sections.includes(person.section) ? person.section : (state.sections[0] ?? '');
  const items = await itemsInForce(ask);
  const { words, options } = ask.command;
  if (words.length === 0 && Object.keys(options).length === 0) {
    if (items.length === 0) throw new Refusal('task.no-item-list', '随机抽查事项清单还没有导入', { next: '请先把事项清单 .xlsx 拖进与我的私聊（空表发送：模板 事项）', clause: rules.clauses.listedOnly });
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    return { cards: [{ card: taskFormCard(state, { today: ask.today, from: addDays(ask.today, 1), to: addDays(ask.today, 22), section: ownSection, rules, items, subject }), subject }] };
  }
  // A form names its own card, which then shows what became of it.
  const { 表单: subject, ...typed } = options;
  const rest = await withPlanLine(ask, typed);
  const settings = settingsFrom({ words, options: rest }, { today: ask.today, ownSection, rules, items: items.map(({ code }) => code) });
  const namesakes = (await tasksOf(ask)).filter(({ id: other, phase, settings: theirs }) => theirs?.name === settings.name && phase !== 'withdrawn' && other?.includes(ask.today.slice(0, 4)) === true);
  const task = createdIn(await ask.deps.useCases.createTask(ask.by(), id, settings));
  if (task === null) return { line: '任务已建立', tone: 'ok' };
  return {
    line: `任务已建立：${task} ${settings.name}。请责任科室确认两库${namesakes.some(({ id: other }) => other !== task) ? `。注意：今年已有同名任务 ${namesakes.map(({ id: other }) => other).filter((other) => other !== task).join('、')}，重复建立的请发送：任务 撤销 ${task} 重复建立` : ''}`,
    tone: 'ok',
    ...(subject === undefined ? {} : { updates: [{ subject, card: taskMadeCard(await stateOf(ask, task)) }] }),
  };
};

const acceptance = async (ask: Ask, state: TaskState): Promise<{ readonly done: number; readonly all: number } | null> => {
  if (!isDispatched(state) || state.id === null) return null;
  const visits = await ask.deps.states.find('inspection', { task: state.id });
  const posts = visits.flatMap((visit) => visit.state.posts);
  return { done: posts.filter(({ acceptedAt }) => acceptedAt !== null).length, all: posts.length };
};

const show = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  if (typed === undefined || typed === '查') return { cards: [{ card: taskListCard(unitOf(ask).state.name, await tasksOf(ask)) }] };
  const state = await stateOf(ask, await pickTask(ask, typed));
  return { cards: [{ card: taskCard(state, await acceptance(ask, state)) }] };
};

const isConfirming = (task: TaskState): boolean => {
  const phase = lastAttempt(task)?.phase;
  return task.phase === 'confirming' || phase === 'abandoned' || phase === 'void' || (phase === 'locked' && task.phase === 'drawing');
};

const showRosters = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], isConfirming);
  return { cards: [{ card: rostersCard(await rostersView(ask.deps, await stateOf(ask, task))), subject: rostersSubject(task) }] };
};

/** Everything this person is responsible for, in one go; the refusal of the rules when that is nothing. */
const confirm = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], isConfirming);
  const state = await stateOf(ask, task);
  const { unit, settings } = requireTask(state);
  const person = personOf(ask);
  const open = confirmableBy(state, person, await rosterVersions(ask.deps, unit));
  const own = open.length > 0 ? open : requiredConfirmations(state).filter(({ section }) => may(person, 'roster.confirm', section));
  const [first = { roster: person.section === settings.section ? 'targets' as const : 'inspectors' as const, section: person.section }, ...rest] = own;
  for (const { roster, section } of [first, ...rest]) await ask.deps.useCases.confirmRoster(ask.by(`${roster}/${section}`), task, roster, section);
  return { line: `已确认：${[first, ...rest].map(({ roster, section }) => `${section}${ROSTER_WORDS[roster]}`).join('、')}`, tone: 'ok' };
};

/** 「任务 撤销 3 重复建立」: while nothing was drawn in it. */
const withdraw = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  if (typed === undefined || taskNumbering(typed) === null) throw new Refusal('task.which', '没有写要撤销哪个任务', { next: '例如：任务 撤销 3 重复建立' });
  const task = await pickTask(ask, typed);
  await ask.deps.useCases.withdrawTask(ask.by(), task, textAfter(ask.command, 1));
  return { line: `${task} 已撤销，编号不再使用`, tone: 'ok' };
};

const question = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  const hasNumber = typed !== undefined && taskNumbering(typed) !== null;
  const task = await pickTask(ask, hasNumber ? typed : undefined, isConfirming);
  const state = await stateOf(ask, task);
  const what = hasNumber ? textAfter(ask.command, 1) : ask.command.rest;
  const person = personOf(ask);
  const roster: ConfirmedRoster = /人员|执法|检查员/.test(what) || person.section !== requireTask(state).settings.section ? 'inspectors' : 'targets';
  await ask.deps.useCases.questionRoster(ask.by(), task, roster, person.section, what);
  return { line: '已记录，两库需改好后重新逐一确认', tone: 'ok' };
};

const preview = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], isConfirming);
  const found = await ask.deps.queries.previewDraw(task);
  return { cards: [{ card: previewCard(found, rulesOfTask(found.task)) }] };
};

const dispatch = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], (each) => each.phase === 'locked');
  await orWhoDid(ask, streamOf('task', task), ['task.dispatched'], ['TaskDispatched'], () => ask.deps.useCases.dispatchTask(ask.by(), task));
  return { line: `${task} 已派发，任务单已私信每位检查人员`, tone: 'ok' };
};

export const TASK_VERBS: readonly Verb[] = [
  { verb: '任务 新建', aliases: ['task new', '新建任务', '新建 任务'], usage: '任务 新建 校外培训机构抽查 事项=A03 比例=5% 期限=9.9-9.30', help: '新建抽查任务；只发「任务 新建」得到表单', for: 'task.create', answers: 'here', writes: true, run: create },
  { verb: '任务 撤销', aliases: ['task withdraw', '撤销任务', '任务 作废', '任务 取消'], usage: '任务 撤销 7 重复建立', help: '撤销建错的任务（还没有发起抽取时）', for: 'task.create', answers: 'here', writes: true, run: withdraw },
  { verb: '任务', aliases: ['task', 'tasks', '任务 查'], usage: '任务 7', help: '查看任务和进度', for: 'bound', answers: 'here', writes: false, run: show },
  { verb: '确认名录', aliases: ['confirm', '名录 确认', '确认两库'], usage: '确认名录 7', help: '责任科室确认两库真实、及时', for: 'roster.confirm', answers: 'here', writes: true, run: confirm },
  { verb: '两库', aliases: ['rosters', '两库 查', '名录 进度'], usage: '两库 7', help: '查看还差谁确认名录', for: 'bound', answers: 'here', writes: false, run: showRosters },
  { verb: '名录 问题', aliases: ['roster question', '名录有问题', '有问题'], usage: '名录 问题 7 第17行已注销', help: '指出名录的问题，退回重新确认', for: 'roster.confirm', answers: 'here', writes: true, run: question },
  { verb: '预览', aliases: ['preview', '试抽', 'dryrun'], usage: '预览 7', help: '看抽取基数、排除和可行性，不产生结果', for: 'draw.preview', answers: 'here', writes: false, run: preview },
  { verb: '派发', aliases: ['dispatch'], usage: '派发 7', help: '把任务单私信给检查人员', for: 'task.dispatch', answers: 'here', writes: true, run: dispatch },
];
