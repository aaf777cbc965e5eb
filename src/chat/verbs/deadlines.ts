/**
 * 期限 · 公示 登记 · 逾期原因: by when results have to be public, that they are, and why not yet.
 */
import { runningByDue } from '../../application/queries/deadlines.ts';
import { calendarFor } from '../../application/calendar.ts';
import { countOfDays } from '../../domain/calendar/count.ts';
import { taskOf } from '../../domain/ids.ts';
import type { InspectionId, TaskId } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { PublishChannel } from '../../domain/rules/rule-set.ts';
import { CHANNEL_NAMES } from '../../domain/rules/shapes.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { countCard, deadlineCard, deadlineListCard } from '../cards/deadline.ts';
import { disclosureDoneCard, disclosureFormCard, overdueDoneCard, overdueFormCard } from '../cards/disclosure.ts';
import { dayWords } from '../day-words.ts';
import { textAfter } from '../parse/command.ts';
import { dateOf } from '../parse/dates.ts';
import { taskNumbering, visitNumbering } from '../parse/numbering.ts';
import { listOf } from '../parse/people.ts';
import { pickTask, pickVisit, tasksOf, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { stateOf } from './tasks.ts';

const CHANNELS = Object.keys(CHANNEL_NAMES) as readonly PublishChannel[];

const isOut = ({ phase }: TaskState): boolean => phase === 'dispatched';

const all = async (ask: Ask): Promise<Answer> => {
  const tasks = (await tasksOf(ask)).filter(isOut).flatMap(({ id }) => (id === null ? [] : [id]));
  return { cards: [{ card: deadlineListCard(unitOf(ask).state.name, await Promise.all(tasks.map((task) => ask.deps.queries.deadlinesOf(task))), ask.today) }] };
};

/** 「期限 9.16」: how it would be counted from a day, by the unit's own rules. */
const counted = async (ask: Ask, from: string): Promise<Answer> => {
  const { id, state } = unitOf(ask);
  const { days } = rulesInForce(state.rules).publish;
  return { cards: [{ card: countCard(countOfDays(await calendarFor(ask.deps.states, id), from, days.value), days.clause) }] };
};

const show = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  if (typed === undefined) return all(ask);
  if (visitNumbering(typed) !== null && taskNumbering(typed) === null) {
    const visit = await pickVisit(ask, typed);
    return { cards: [{ card: deadlineCard(await ask.deps.queries.deadlinesOf(taskOf(visit)), ask.today, visit) }] };
  }
  const from = taskNumbering(typed) === null ? dateOf(typed, ask.today) : null;
  if (from !== null) return counted(ask, from);
  return { cards: [{ card: deadlineCard(await ask.deps.queries.deadlinesOf(await pickTask(ask, typed)), ask.today) }] };
};

/** What is typed in front: a visit, a task, or nothing while only one task can be meant. */
const subjectOf = async (ask: Ask): Promise<{ readonly task: TaskId; readonly inspection: InspectionId | null; readonly rest: readonly string[]; readonly taken: number }> => {
  const { words } = ask.command;
  const [typed] = words;
  if (typed !== undefined && visitNumbering(typed) !== null && taskNumbering(typed) === null) {
    const inspection = await pickVisit(ask, typed);
    return { task: taskOf(inspection), inspection, rest: words.slice(1), taken: 1 };
  }
  const isNumber = typed !== undefined && taskNumbering(typed) !== null;
  return { task: await pickTask(ask, isNumber ? typed : undefined, isOut), inspection: null, rest: isNumber ? words.slice(1) : words, taken: isNumber ? 1 : 0 };
};

/** 「门户、信用中国」: part of a name is enough; 全部 or nothing means all that the rules ask for. */
const channelsOf = (typed: string): readonly PublishChannel[] =>
  listOf(typed).filter((word) => !/^(?:全部|都|all)$/i.test(word)).map((word) => {
    const fitting = CHANNELS.filter((channel) => channel === word || CHANNEL_NAMES[channel].includes(word) || (word.length > 1 && word.includes(CHANNEL_NAMES[channel])));
    const [only, ...more] = fitting;
    if (only !== undefined && more.length === 0) return only;
    throw new Refusal('disclosure.unknown-channel', `${only === undefined ? '没有' : '有几个'}叫「${word.slice(0, 20)}」的公示渠道`, { next: `可写：${CHANNELS.map((channel) => CHANNEL_NAMES[channel]).join('、')}，或 全部` });
  });

const register = async (ask: Ask): Promise<Answer> => {
  const { options } = ask.command;
  const { task, inspection, rest } = await subjectOf(ask);
  const url = options['门户'] ?? options['网址'] ?? options['url'] ?? rest.find((word) => /^https?:/i.test(word)) ?? rest[0];
  const subject = options['表单'];
  if (url === undefined) {
    const form = `form/${ask.platform}/${ask.inbound.key}`;
    const late = runningByDue(await ask.deps.queries.deadlinesOf(task)).find(({ due }) => due < ask.today);
    return { cards: [{ card: disclosureFormCard(await stateOf(ask, task), ask.today, late?.due ?? null, form), subject: form }] };
  }
  const day = options['日期'] ?? options['公示日期'];
  const on = day === undefined ? ask.today : dateOf(day, ask.today);
  if (on === null) throw new Refusal('disclosure.bad-day', `看不懂公示日期「${day ?? ''}」`, { next: '例如：日期=9.20' });
  const channels = channelsOf(options['渠道'] ?? options['公示渠道'] ?? '');
  await ask.deps.useCases.registerDisclosure(ask.by(), task, { inspection, on, url, overdueReason: options['逾期原因'] ?? options['原因'] ?? '', ...(channels.length === 0 ? {} : { channels }) });
  const what = inspection ?? task;
  const { rules, visits } = await ask.deps.queries.deadlinesOf(task);
  const missing = [...new Set(visits.filter((each) => inspection === null || each.inspection === inspection).flatMap((each) => each.missing))].map((channel) => CHANNEL_NAMES[channel]).join('、');
  const where = channels.length === 0 ? (rules.publish.channels.value.length > 1 ? '（要求的渠道都已公示；只在一处公示的请撤销后写 渠道=）' : '') : `（${channels.map((channel) => CHANNEL_NAMES[channel]).join('、')}）`;
  const line = `${what} 已登记 ${dayWords(on, ask.today)}公示${where}，${missing === '' ? '期限已停止' : `还缺 ${missing}，期限继续计算`}`;
  return { line, tone: missing === '' ? 'ok' : 'warn', ...(subject === undefined ? {} : { updates: [{ subject, card: disclosureDoneCard(what, on, missing) }] }) };
};

const withdraw = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  if (typed === undefined) throw new Refusal('disclosure.which', '没有写撤销哪一个的公示登记', { next: '例如：公示 撤销登记 7 网址填错' });
  const isVisit = visitNumbering(typed) !== null && taskNumbering(typed) === null;
  const inspection = isVisit ? await pickVisit(ask, typed) : null;
  const task = inspection === null ? await pickTask(ask, typed) : taskOf(inspection);
  await ask.deps.useCases.withdrawDisclosure(ask.by(), task, inspection, textAfter(ask.command, 1));
  return { line: `${inspection ?? task} 的公示登记已撤销，期限重新计算`, tone: 'ok' };
};

const explain = async (ask: Ask): Promise<Answer> => {
  const { task, rest, taken } = await subjectOf(ask);
  const { options } = ask.command;
  if (rest.length === 0) {
    const form = `form/${ask.platform}/${ask.inbound.key}`;
    return { cards: [{ card: overdueFormCard(await stateOf(ask, task), form), subject: form }] };
  }
  await ask.deps.useCases.explainOverdue(ask.by(), task, options['表单'] === undefined ? textAfter(ask.command, taken) : rest.join(' '));
  const subject = options['表单'];
  return { line: `${task} 逾期原因已登记，主要负责人和监督员会看到`, tone: 'ok', ...(subject === undefined ? {} : { updates: [{ subject, card: overdueDoneCard(task) }] }) };
};

export const DEADLINE_VERBS: readonly Verb[] = [
  { verb: '期限', aliases: ['deadline', 'deadlines', '公示期限'], usage: '期限 7', help: '公示期限是哪天、怎么算出来的；也可问一户（期限 7-1）、推算一天（期限 9.16）', for: 'business.see', answers: 'here', writes: false, run: show },
  { verb: '公示 登记', aliases: ['publish register', '登记公示', '已公示'], usage: '公示 登记 7 https://… 日期=9.20', help: '公示之后登记日期和网址；要求几处公示的可分别登记（渠道=门户），都登记了期限才停止', for: 'disclosure.register', answers: 'here', writes: true, run: register },
  { verb: '公示 撤销登记', aliases: ['publish withdraw', '撤销公示登记'], usage: '公示 撤销登记 7 网址填错', help: '撤销登记错的公示，期限重新计算', for: 'disclosure.register', answers: 'here', writes: true, run: withdraw },
  { verb: '逾期原因', aliases: ['overdue reason', '公示 逾期原因'], usage: '逾期原因 7 检测报告晚到', help: '写明公示逾期的原因（主要负责人、监督员会看到）', for: 'disclosure.register', answers: 'here', writes: true, run: explain },
];
