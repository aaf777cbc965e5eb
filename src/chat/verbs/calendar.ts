/**
 * 日历: the working days as they are counted, a year's notice taken over, local days off or worked.
 */
import { calendarFor } from '../../application/calendar.ts';
import type { WantedDays, WantedYear } from '../../domain/calendar/decide.ts';
import { addDays } from '../../domain/calendar/working-days.ts';
import type { LocalDate } from '../../domain/values.ts';
import { demand } from '../../domain/people/permissions.ts';
import { Refusal } from '../../domain/refusal.ts';
import { calendarCard, calendarDoneCard, calendarPreviewCard } from '../cards/calendar.ts';
import { daysWords } from '../day-words.ts';
import { dateOf, rangeOf } from '../parse/dates.ts';
import { listOf } from '../parse/people.ts';
import { personOf, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

const YEAR = /^(?:19|20|21)\d\d年?$/;
const HOW = '例如：日历 导入 2027 文号=国办发明电〔2026〕9号 休=1.1-1.3,2.5-2.11 班=1.9,2.13；也可以把放假安排 .xlsx 或 .json 拖进私聊';

const yearIn = (words: readonly string[]): number | null => {
  const word = words.find((each) => YEAR.test(each));
  return word === undefined ? null : Number(word.slice(0, 4));
};

/** '1.1-1.3,2.5' or full dates → every day; a month of the year before only where it is written with its year. */
const daysIn = (text: string, year: number): readonly LocalDate[] => {
  // Short dates are those of the notice's year: read as seen from its first day.
  const from = `${String(year)}-01-01`;
  return listOf(text).flatMap((part) => {
    const range = rangeOf(part, from);
    if (range === null) throw new Refusal('calendar.bad-day', `看不懂日期「${part}」`, { next: HOW });
    const days: LocalDate[] = [];
    for (let day = range.from; day <= range.to && days.length < 60; day = addDays(day, 1)) days.push(day);
    return days;
  });
};

const typedYear = ({ command: { words, options, lines } }: Ask): WantedYear => {
  const year = yearIn(words);
  if (year === null) throw new Refusal('calendar.no-year', '没有写是哪一年', { next: HOW });
  const lineOf = (...names: readonly string[]): string => lines.filter(([first = '']) => names.includes(first)).map(([, ...rest]) => rest.join(',')).join(',');
  const off = options['休'] ?? options['放假'] ?? lineOf('休', '放假');
  const on = options['班'] ?? options['上班'] ?? lineOf('班', '上班');
  if (off === '') throw new Refusal('calendar.nothing', `没有写 ${String(year)} 年哪几天放假`, { next: HOW });
  return { year, notice: options['文号'] ?? options['依据'] ?? '', off: daysIn(off, year), on: daysIn(on, year) };
};

/** Shown first; written only from its card, or by 「日历 写入」. */
export const noticePreview = (ask: Ask, wanted: WantedYear): Answer => {
  const subject = `form/${ask.platform}/${ask.inbound.key}`;
  return { cards: [{ card: calendarPreviewCard(wanted, subject), subject }] };
};

const preview = (ask: Ask): Promise<Answer> => {
  demand(personOf(ask), 'calendar.change');
  return Promise.resolve(noticePreview(ask, typedYear(ask)));
};

const write = async (ask: Ask): Promise<Answer> => {
  const wanted = typedYear(ask);
  await ask.deps.useCases.importCalendar(ask.by(), unitOf(ask).id, wanted);
  const subject = ask.command.options['表单'];
  return { line: `${String(wanted.year)} 年放假安排已导入，期限已重算`, tone: 'ok', ...(subject === undefined ? {} : { updates: [{ subject, card: calendarDoneCard(wanted.year, wanted.notice) }] }) };
};

const CHANGES: readonly (readonly [WantedDays['change'], RegExp])[] = [['off', /^(?:停工|放假|休息|休|off)$/i], ['on', /^(?:上班|补班|补工|班|on)$/i], ['as-official', /^(?:恢复|撤销|取消|official)$/i]];

const changeDays = async (ask: Ask): Promise<Answer> => {
  const { words, options } = ask.command;
  const change = words.map((word) => CHANGES.find(([, pattern]) => pattern.test(word))?.[0]).find((each) => each !== undefined);
  const dates = words.filter((word) => rangeOf(word, ask.today) !== null);
  if (change === undefined || dates.length === 0) throw new Refusal('calendar.incomplete', '要写明日期，以及停工、上班还是恢复', { next: '例如：日历 加 2026-11-25 停工 原因=台风' });
  const days = dates.flatMap((word) => {
    const range = rangeOf(word, ask.today) ?? { from: ask.today, to: ask.today };
    const list: LocalDate[] = [];
    for (let day = range.from; day <= range.to && list.length < 60; day = addDays(day, 1)) list.push(day);
    return list;
  });
  const said = words.filter((word) => !dates.includes(word) && !CHANGES.some(([, pattern]) => pattern.test(word))).join(' ');
  await ask.deps.useCases.changeLocalDays(ask.by(), unitOf(ask).id, { days, change, reason: options['原因'] ?? options['理由'] ?? said });
  return { line: `已登记：${daysWords(days)} ${change === 'off' ? '停工' : change === 'on' ? '上班' : '恢复公布的安排'}，期限已重算`, tone: 'ok' };
};

const show = async (ask: Ask): Promise<Answer> => {
  const { words } = ask.command;
  if (words.some((word) => /^(?:导入|import)$/i.test(word))) return preview({ ...ask, command: { ...ask.command, words: words.filter((word) => !/^(?:导入|import)$/i.test(word)) } });
  const calendar = await calendarFor(ask.deps.states, unitOf(ask).id);
  const typed = words[0];
  const year = typed === undefined ? null : (yearIn(words) ?? (dateOf(typed, ask.today) === null ? null : Number(dateOf(typed, ask.today)?.slice(0, 4))));
  if (typed !== undefined && year === null) throw new Refusal('calendar.bad-year', `看不懂年份「${typed}」`, { next: '例如：日历 2026' });
  return { cards: [{ card: calendarCard(calendar, year ?? Number(ask.today.slice(0, 4))) }] };
};

export const CALENDAR_VERBS: readonly Verb[] = [
  { verb: '日历', aliases: ['calendar', '节假日', '工作日'], usage: '日历 2026', help: '看一年的放假、调休和本地停工，期限按它计算', for: 'bound', answers: 'publicly', writes: false, run: show },
  { verb: '日历 导入', aliases: ['calendar import', '导入日历', '导入节假日'], usage: '日历 2027 导入 文号=国办发明电〔2026〕9号 休=1.1-1.3,2.5-2.11 班=1.9,2.13', help: '导入一年的放假安排：先看卡片，确认才写入（.xlsx、.json 可直接拖进私聊）', for: 'calendar.change', answers: 'privately', writes: false, run: preview },
  { verb: '日历 写入', aliases: ['calendar write'], usage: '日历 写入 2027 文号=… 休=1.1-1.3,… 班=1.9,…', help: '核对过的放假安排直接写入', for: 'calendar.change', answers: 'privately', writes: true, run: write },
  { verb: '日历 加', aliases: ['calendar add', '日历 改', '日历 停工'], usage: '日历 加 2026-11-25 停工 原因=台风', help: '登记本地停工、上班，或恢复公布的安排；有变化的期限会通知', for: 'calendar.change', answers: 'privately', writes: true, run: changeDays },
];
