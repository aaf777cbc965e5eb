/**
 * Verbs of a task before and after its draw: created, shown, its lists confirmed, previewed, dispatched.
 */
import { addDays } from '../../domain/calendar/working-days.ts';
import type { Entry } from '../../application/ports.ts';
import type { TaskSettings } from '../../domain/task/settings.ts';
import { standings } from '../../domain/people/delegation.ts';
import { demand, may } from '../../domain/people/permissions.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ItemRow } from '../../domain/roster/rows.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { rowMeant } from '../../domain/plan/row.ts';
import { streamOf } from '../../domain/streams.ts';
import { confirmableBy, ROSTER_WORDS, requiredConfirmations } from '../../domain/task/confirm.ts';
import type { ConfirmedRoster } from '../../domain/task/confirm.ts';
import { maySeeTargets } from '../../domain/task/notice.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import { rosterVersions } from '../../application/task.ts';
import { isDispatched, lastAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { TaskId } from '../../domain/ids.ts';
import { arithmeticText, previewCard, trialCard } from '../cards/preview.ts';
import { rostersCard, taskCard, taskFormCard, taskListCard, taskMadeCard } from '../cards/task.ts';
import { textAfter } from '../parse/command.ts';
import { taskNumbering } from '../parse/numbering.ts';
import { personOf, pickTask, rosterVersion, tasksOf, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { rostersView } from '../views/task.ts';
import { rostersSubject } from '../views/ceremony.ts';
import { orWhoDid } from './settled.ts';
import { settingsApart, settingsChanged } from './task-changes.ts';
import { optionsOfLine, settingsFrom } from './task-settings.ts';
import type { SettingsContext } from './task-settings.ts';

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
  const row = rowMeant(await ask.deps.queries.planLines(unitOf(ask).id, year), wanted);
  if (row === null) throw new Refusal('task.unknown-plan-line', `${String(year)} 年度已批准的计划里没有「${wanted.slice(0, 20)}」这一行`, { next: '发送「计划」查看各行编号' });
  const { 计划: _plan, 计划编号: _number, ...over } = typed;
  return { ...optionsOfLine(row), ...over, 计划行: row.no };
};

const createdIn = (entry: Entry): TaskId | null => entry.events.flatMap((fact) => (fact.type === 'TaskCreated' ? [fact.task] : []))[0] ?? null;

export const stateOf = async (ask: Ask, task: TaskId): Promise<TaskState> => (await ask.deps.states.load('task', task)).state;

/** What a task comes to by the lists as they are; '' before they are imported. */
const arithmeticNow = async (ask: Ask, task: TaskId): Promise<string> => {
  const { arithmetic, total, versions, stage } = await ask.deps.queries.previewDraw(task);
  return versions.targets === 0 || stage === 'inspectors' ? '' : arithmeticText(arithmetic, total);
};

const contextOf = async (ask: Ask): Promise<SettingsContext> => {
  const { state } = unitOf(ask);
  const person = personOf(ask);
  const ownSection = state.sections.includes(person.section) ? person.section : (state.sections[0] ?? '');
  return { today: ask.today, ownSection, rules: rulesInForce(state.rules), items: (await itemsInForce(ask)).map(({ code }) => code) };
};

/** What the new task looks like, with its arithmetic: in place of the form, or as a card of its own. */
const made = async (ask: Ask, settings: TaskSettings, subject?: string): Promise<Answer> => {
  const { id } = unitOf(ask);
  const namesakes = (await tasksOf(ask)).filter(({ id: other, phase, settings: theirs }) => theirs?.name === settings.name && phase !== 'withdrawn' && other?.includes(ask.today.slice(0, 4)) === true);
  const task = createdIn(await ask.deps.useCases.createTask(ask.by(), id, settings));
  if (task === null) return { line: '任务已建立', tone: 'ok' };
  const card = taskMadeCard(await stateOf(ask, task), await arithmeticNow(ask, task));
  return {
    line: `任务已建立：${task} ${settings.name}。请责任科室确认两库${namesakes.some(({ id: other }) => other !== task) ? `。注意：今年已有同名任务 ${namesakes.map(({ id: other }) => other).filter((other) => other !== task).join('、')}，重复建立的请发送：任务 撤销 ${task} 重复建立` : ''}`,
    tone: 'ok',
    ...(subject === undefined ? { cards: [{ card }] } : { updates: [{ subject, card }] }),
  };
};

const create = async (ask: Ask): Promise<Answer> => {
  const { state } = unitOf(ask);
  const { words, options, lines } = ask.command;
  if (words.length === 0 && Object.keys(options).length === 0 && lines.length === 0) {
    const rules = rulesInForce(state.rules);
    const items = await itemsInForce(ask);
    if (items.length === 0) throw new Refusal('task.no-item-list', '随机抽查事项清单还没有导入', { next: '请先把事项清单 .xlsx 拖进与我的私聊（空表发送：模板 事项）', clause: rules.clauses.listedOnly });
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    const { ownSection } = await contextOf(ask);
    return { cards: [{ card: taskFormCard(state, { today: ask.today, from: addDays(ask.today, 1), to: addDays(ask.today, 22), section: ownSection, rules, items, subject }), subject }] };
  }
  // A form names its own card, which then shows what became of it.
  const { 表单: subject, ...typed } = options;
  const rest = await withPlanLine(ask, typed);
  return made(ask, settingsFrom({ words, options: rest, lines }, await contextOf(ask)), subject);
};

const named = (ask: Ask, example: string): string => {
  const [typed] = ask.command.words;
  if (typed !== undefined && taskNumbering(typed) !== null) return typed;
  throw new Refusal('task.which', '没有写是哪个任务', { next: `例如：${example}` });
};

/** 「任务 修改 7 比例=8%」: what is not mentioned stays. */
const change = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, named(ask, '任务 修改 7 比例=8%'));
  const state = await stateOf(ask, task);
  const { settings } = requireTask(state);
  const { words, options, lines } = ask.command;
  if (options['抽取日'] !== undefined) throw new Refusal('task.change-day', '抽取日用「改期」来改', { next: `例如：任务 改期 ${task} 9.10 9:00 监督员出差`, clause: '改期全程留痕' });
  const changed = settingsChanged(settings, { words: words.slice(1), options, lines }, { ...(await contextOf(ask)), rules: rulesOfTask(state), ...(settings.supplements === undefined ? {} : { supplements: settings.supplements }) });
  await ask.deps.useCases.changeTask(ask.by(), task, { ...settingsApart(settings), ...changed });
  const after = await stateOf(ask, task);
  return { line: `${task} 已修改`, tone: 'ok', cards: [{ card: { ...taskMadeCard(after, await arithmeticNow(ask, task)), title: `任务已修改 · ${task}` } }] };
};

/** 「补抽 7 比例=10%」: a new task on what the locked one left; same people, items and range unless said otherwise. */
const supplement = async (ask: Ask): Promise<Answer> => {
  const source = await pickTask(ask, named(ask, '补抽 7 比例=10% 理由=上级要求提高比例'));
  const { settings } = requireTask(await stateOf(ask, source));
  const { words, options, lines } = ask.command;
  const window = ['期限', '时间', '检查期限', '检查时间', '开始', '截止', '结束'].some((key) => options[key] !== undefined) ? {} : { 期限: `${addDays(ask.today, 1)}至${addDays(ask.today, 22)}` };
  const name = options['名称'] === undefined ? { 名称: `${settings.name.replace(/（补抽.*）$/, '')}（补抽 ${source}）` } : {};
  const wanted = settingsChanged(settings, { words: words.slice(1), options: { ...window, ...name, ...options }, lines }, { ...(await contextOf(ask)), supplements: source });
  return made(ask, wanted);
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
  const versions = await rosterVersions(ask.deps, unit);
  const everywhere = standings(unitOf(ask).state, person, 'roster', ask.today).flatMap((at) => confirmableBy(state, at.person, versions));
  const open = everywhere.filter((each, n) => everywhere.findIndex(({ roster, section }) => roster === each.roster && section === each.section) === n);
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

/** 「任务 作废 7 理由」: the whole locked task, by the main leader. */
const voidWhole = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, named(ask, '任务 作废 7 上级通知暂停涉企检查'));
  await ask.deps.useCases.voidTask(ask.by(), task, textAfter(ask.command, 1));
  return { line: `${task} 已整任务作废，名单和记录保留可查；已通知检查人员、经办人和监督员，本年度次数已释放`, tone: 'ok' };
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
  const [typed, more] = ask.command.words;
  const isList = (word: string | undefined): boolean => word !== undefined && /^(?:名单|名册|排除|xlsx|list)$/i.test(word);
  const task = await pickTask(ask, isList(typed) ? undefined : typed, isConfirming);
  const { settings, rules } = requireTask(await stateOf(ask, task));
  demand(personOf(ask), 'draw.preview', settings.section);
  if (isList(typed) || isList(more)) {
    if (!maySeeTargets(settings, personOf(ask))) throw new Refusal('task.no-notice', '这个任务不宜事先告知，您不能查看名单', { next: '需要核对名单请联系抽取人或监督员', clause: rulesInForce(rules).clauses.withheldNotice });
    if (ask.chat.kind === 'group') throw new Refusal('draw.list-in-group', '名单不在群内发送', { next: `请私聊我发送：预览 ${task} 名单` });
    const { name, sha256 } = await ask.deps.queries.previewSheet(task, personOf(ask).name);
    return { line: `${task} 抽取预览名单（未抽取）`, files: [{ name, blob: sha256 }] };
  }
  const found = await ask.deps.queries.previewDraw(task);
  return { cards: [{ card: previewCard(found, rulesOfTask(found.task)) }] };
};

/** A rehearsal: for whoever may draw, in private, and nothing of it stays. */
const trial = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], isConfirming);
  return { cards: [{ card: trialCard(await ask.deps.queries.trialDraw(task, personOf(ask))) }] };
};

const dispatch = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], (each) => each.phase === 'locked');
  await orWhoDid(ask, streamOf('task', task), ['task.dispatched'], ['TaskDispatched'], () => ask.deps.useCases.dispatchTask(ask.by(), task));
  return { line: `${task} 已派发，任务单已私信每位检查人员`, tone: 'ok' };
};

export const TASK_VERBS: readonly Verb[] = [
  { verb: '任务 新建', aliases: ['task new', '新建任务', '新建 任务'], usage: '任务 新建 校外培训机构抽查 事项=A03 比例=5% 期限=9.9-9.30', help: '新建抽查任务；只发「任务 新建」得到表单', for: 'task.create', answers: 'here', writes: true, run: create },
  { verb: '任务 修改', aliases: ['task change', '修改任务', '任务 调整'], usage: '任务 修改 7 比例=8%', help: '抽取前修改任务；没有写到的不变', for: 'task.create', answers: 'here', writes: true, run: change },
  { verb: '补抽', aliases: ['supplement', '补充抽取', '追加抽取'], usage: '补抽 7 比例=10% 理由=上级要求提高比例', help: '在已锁定任务未抽中的对象里另抽一次（新任务、新密钥）', for: 'task.create', answers: 'here', writes: true, run: supplement },
  { verb: '任务 撤销', aliases: ['task withdraw', '撤销任务', '任务 取消'], usage: '任务 撤销 7 重复建立', help: '撤销建错的任务（还没有发起抽取时）', for: 'task.create', answers: 'here', writes: true, run: withdraw },
  { verb: '任务 作废', aliases: ['task void', '整任务作废', '作废任务'], usage: '任务 作废 7 上级通知暂停涉企检查', help: '锁定后整任务作废（主要负责人，须写理由）', for: 'task.void', answers: 'here', writes: true, run: voidWhole },
  { verb: '任务', aliases: ['task', 'tasks', '任务 查'], usage: '任务 7', help: '查看任务和进度', for: 'business.see', answers: 'here', writes: false, run: show },
  { verb: '确认名录', aliases: ['confirm', '名录 确认', '确认两库'], usage: '确认名录 7', help: '责任科室确认两库真实、及时', for: 'roster.confirm', answers: 'here', writes: true, run: confirm },
  { verb: '两库', aliases: ['rosters', '两库 查', '名录 进度'], usage: '两库 7', help: '查看还差谁确认名录', for: 'business.see', answers: 'here', writes: false, run: showRosters },
  { verb: '名录 问题', aliases: ['roster question', '名录有问题', '有问题'], usage: '名录 问题 7 第17行已注销', help: '指出名录的问题，退回重新确认', for: 'roster.confirm', answers: 'here', writes: true, run: question },
  { verb: '预览', aliases: ['preview'], usage: '预览 7', help: '看抽取基数、算式、排除和可行性，不产生结果；「预览 7 名单」取名单', for: 'draw.preview', answers: 'here', writes: false, run: preview },
  { verb: '试抽', aliases: ['dryrun', '演练', '试摇'], usage: '试抽 7', help: '用算完即弃的密钥演练一次，不作数、不留档', for: 'draw.trial', answers: 'privately', writes: false, run: trial },
  { verb: '派发', aliases: ['dispatch'], usage: '派发 7', help: '把任务单私信给检查人员', for: 'task.dispatch', answers: 'here', writes: true, run: dispatch },
];
