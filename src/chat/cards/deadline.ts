/** 期限: how a deadline was counted, and the cards that remind of it. Visits by number only: targets are never named here. */
import type { CountOfDays } from '../../domain/calendar/count.ts';
import { workingDaysBetween } from '../../domain/calendar/working-days.ts';
import { START_WORDS } from '../../domain/disclosure/clock.ts';
import type { PublishChannel } from '../../domain/rules/rule-set.ts';
import { CHANNEL_NAMES } from '../../domain/rules/shapes.ts';
import type { LocalDate } from '../../domain/values.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskDeadlines, VisitDeadline } from '../../application/queries/deadlines.ts';
import { runningByDue } from '../../application/queries/deadlines.ts';
import { countWords, dayWords } from '../day-words.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

const MOST_RUNS = 12;
/** '第 01–06、08 户（7 户）': numbers in a row are one run. */
const numbers = (visits: readonly VisitDeadline[]): string => {
  const runs: { first: string; last: string }[] = [];
  for (const { inspection } of visits) {
    const number = /\d+$/.exec(inspection)?.[0] ?? '';
    const run = runs.at(-1);
    if (run !== undefined && Number(run.last) + 1 === Number(number)) run.last = number;
    else runs.push({ first: number, last: number });
  }
  const shown = runs.slice(0, MOST_RUNS).map(({ first, last }) => (first === last ? first : `${first}–${last}`)).join('、');
  return `第 ${shown}${runs.length > MOST_RUNS ? ' 等' : ''} 户（共 ${String(visits.length)} 户）`;
};

/** 「已过 2 个工作日，剩 18」 or how long it is overdue. */
const restWords = ({ calendar }: Pick<TaskDeadlines, 'calendar'>, count: CountOfDays, today: LocalDate): string => {
  const left = workingDaysBetween(calendar, today, count.due);
  if (today > count.due) return `**已逾期 ${String(-left)} 个工作日**`;
  return left === 0 ? '**今天到期**' : `已过 ${String(Math.max(0, workingDaysBetween(calendar, count.from, today)))} 个工作日，剩 ${String(left)} 个`;
};

const shortStart = { inspectionEnd: '检查结束', taskEnd: '全部检查结束', resultProduced: '检查结果产生' } as const;

export const ruleWords = ({ rules }: Pick<TaskDeadlines, 'rules'>): string => {
  const { days, start } = rules.publish;
  const clauses = [...new Set([days.clause, start.clause])].join('；');
  return `公示期限 ${String(days.value)} 个工作日，从${START_WORDS[start.value]}之日的次日起算。依据：${clauses}`;
};

const channelsText = (channels: readonly PublishChannel[]): string => channels.map((channel) => CHANNEL_NAMES[channel]).join('、');

/** Where results are published, with the clauses. */
const channelWords = ({ rules: { publish: { channels, othersChannels } } }: Pick<TaskDeadlines, 'rules'>): string => {
  if (channels.value.length === 0) return '';
  const others = othersChannels.value.length === 0 ? '' : `；非市场主体：${channelsText(othersChannels.value)}`;
  return `公示渠道：${channelsText(channels.value)}${others}。依据：${[...new Set([channels.clause, ...(others === '' ? [] : [othersChannels.clause])])].join('；')}`;
};

/** Published somewhere, not yet everywhere: which channel waits for which visits. */
const missingLines = ({ visits }: TaskDeadlines): readonly string[] => {
  const byMissing = new Map<string, VisitDeadline[]>();
  for (const each of visits) {
    if (each.disclosure !== null || !each.begun) continue;
    const text = channelsText(each.missing);
    byMissing.set(text, [...(byMissing.get(text) ?? []), each]);
  }
  return [...byMissing].map(([missing, list]) => `**还缺 ${missing}** ${numbers(list)}`);
};

/** @param only one visit of the task, or all of them */
export const deadlineCard = (deadlines: TaskDeadlines, today: LocalDate, only: string | null = null): Card => {
  const { id, settings } = requireTask(deadlines.task);
  const shown = only === null ? deadlines : { ...deadlines, visits: deadlines.visits.filter(({ inspection }) => inspection === only) };
  const start = deadlines.rules.publish.start.value;
  const running = runningByDue(shown);
  const open = shown.visits.filter(({ visit }) => visit.finished === undefined);
  const waiting = shown.visits.filter(({ own, count, disclosure }) => own !== null && count === null && disclosure === null);
  const done = shown.visits.filter(({ disclosure }) => disclosure !== null);
  const isLate = running.some(({ due }) => due < today);
  const body = [
    plain(ruleWords(deadlines)),
    ...[channelWords(deadlines)].filter((line) => line !== ''),
    ...missingLines(shown),
    ...running.flatMap(({ visits }) => {
      const count = visits[0]?.count;
      return count == null ? [] : [`**${numbers(visits)}\u3000最迟 ${dayWords(count.due)}公示**`, plain(countWords(count, shortStart[start])), restWords(deadlines, count, today)];
    }),
    ...(waiting.length === 0 ? [] : [`**已结束、等全部检查结束后起算** ${numbers(waiting)}`, `结束日期：${[...new Set(waiting.map(({ own }) => (own === null ? '' : dayWords(own))))].join('、')}`]),
    ...(open.length === 0 ? [] : [`**尚未登记检查结束** ${numbers(open)}\u3000检查期限至 ${[...new Set(open.map(({ visit }) => visit.window?.to ?? settings.window.to))].toSorted().map((day) => dayWords(day)).join('、')}`]),
    ...(done.length === 0 ? [] : [`**已公示** ${numbers(done)}\u3000${[...new Set(done.map(({ disclosure }) => (disclosure === null ? '' : dayWords(disclosure.on))))].join('、')}`]),
    ...(deadlines.task.overdue ?? []).map(({ due, reason }) => `逾期原因（期限 ${dayWords(due)}）：${plain(reason)}`),
  ].join('\n');
  return {
    title: `期限 · ${only ?? id} ${settings.name}`,
    tone: isLate ? 'danger' : 'info',
    summary: running[0] === undefined ? `${id} 还没有起算的公示期限` : `${id} 公示期限 ${dayWords(running[0].due)}`,
    body,
    ...(running.length === 0 ? {} : { actions: [{ id: 'disclosure.form', label: '登记公示', value: { task: id } }] }),
    note: '期限按公布的放假调休安排计算；发送「日历」查看。',
  };
};

export const deadlineListCard = (unit: string, tasks: readonly TaskDeadlines[], today: LocalDate): Card => {
  const rows = tasks.flatMap((each) => runningByDue(each).map(({ due, visits }) => ({ due, row: [requireTask(each.task).id, String(visits.length), dayWords(due, today), due < today ? `逾期 ${String(-workingDaysBetween(each.calendar, today, due))}` : `剩 ${String(workingDaysBetween(each.calendar, today, due))}`] }))).toSorted((a, b) => (a.due < b.due ? -1 : 1));
  return {
    title: `公示期限 · ${unit}`,
    tone: rows.some(({ due }) => due < today) ? 'danger' : 'info',
    summary: `${String(rows.length)} 个期限在走`,
    ...(rows.length === 0 ? { body: '没有在走的公示期限。组长登记「结束 7-1」之后起算。' } : { table: { columns: ['任务', '户数', '公示期限', '工作日'], rows: rows.slice(0, 20).map(({ row }) => row) } }),
    note: '发送「期限 编号」看怎么算出来的。',
  };
};

/** A date counted on by hand: 「期限 9.16」. */
export const countCard = (count: CountOfDays, clause: string): Card => ({
  title: `期限推算 · ${dayWords(count.from, count.due)}`, tone: count.estimated.length > 0 ? 'warn' : 'info', summary: `第 ${String(count.days)} 个工作日是 ${dayWords(count.due)}`, body: plain(countWords(count, '')), note: `${String(count.days)} 个工作日：${clause}`,
});

export interface DeadlineReminder {
  readonly deadlines: TaskDeadlines;
  readonly due: LocalDate;
  /** Working days left; negative once it has passed. */
  readonly left: number;
}

export const deadlineReminderCard = ({ deadlines, due, left }: DeadlineReminder): Card => {
  const { id, settings } = requireTask(deadlines.task);
  const visits = runningByDue(deadlines).find((each) => each.due === due)?.visits ?? [];
  const count = visits[0]?.count;
  const explained = (deadlines.task.overdue ?? []).findLast((each) => each.due === due);
  const how = left < 0 ? `公示已逾期 ${String(-left)} 个工作日` : left === 0 ? '今天是公示期限' : `公示期限还剩 ${String(left)} 个工作日`;
  return {
    title: `${how} · ${id}`,
    tone: left < 0 ? 'danger' : left <= 3 ? 'warn' : 'info',
    summary: `${id} ${how}（${dayWords(due)}）`,
    body: [
      `${id} ${plain(settings.name)}\u3000${numbers(visits)}`,
      ...(count == null ? [] : [plain(countWords(count, shortStart[deadlines.rules.publish.start.value]))]),
      ...missingLines({ ...deadlines, visits }),
      ...(left < 0 ? [explained === undefined ? '**请填写逾期原因**，并尽快公示。' : `逾期原因：${plain(explained.reason)}。公示前每个工作日提醒一次。`] : []),
    ].join('\n'),
    actions: [
      { id: 'disclosure.form', label: '登记公示', style: 'primary', value: { task: id } },
      ...(left < 0 && explained === undefined ? [{ id: 'disclosure.explain-form', label: '填写逾期原因', value: { task: id } }] : []),
      { id: 'deadline.show', label: '怎么算的', value: { task: id } },
    ],
    note: `${ruleWords(deadlines)}。打字也可以：公示 登记 ${id} 网址`,
  };
};

/** What the group hears of it: the task and the days, nobody's name. */
export const overdueGroupCard = ({ deadlines, due, left }: DeadlineReminder): Card => {
  const { id, settings } = requireTask(deadlines.task);
  const visits = runningByDue(deadlines).find((each) => each.due === due)?.visits.length ?? 0;
  return { title: `公示逾期 · ${id}`, tone: 'danger', summary: `${id} 公示已逾期 ${String(-left)} 个工作日`, body: `${id} ${plain(settings.name)}：${String(visits)} 户的检查结果应在 ${dayWords(due)} 前公示，已逾期 **${String(-left)}** 个工作日。请责任科室和经办人办理。`, note: ruleWords(deadlines) };
};
