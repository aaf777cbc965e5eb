/** Cards of the working calendar: a year as it is counted, and a notice before it is taken over. */
import { isPublished } from '../../domain/calendar/calendar.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import type { WantedYear } from '../../domain/calendar/decide.ts';
import { addDays, isWeekend, isWorkingDay } from '../../domain/calendar/working-days.ts';
import type { LocalDate } from '../../domain/values.ts';
import { daysWords, spansWords } from '../day-words.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

/** Runs of days without work that hold at least one weekday. */
const holidays = (calendar: Calendar, year: number): readonly LocalDate[] => {
  const found: LocalDate[] = [];
  let run: LocalDate[] = [];
  for (let day = `${String(year)}-01-01`; day <= `${String(year + 1)}-01-01`; day = addDays(day, 1)) {
    if (day.startsWith(String(year)) && !isWorkingDay(calendar, day)) run.push(day);
    else {
      if (run.some((each) => !isWeekend(each))) found.push(...run);
      run = [];
    }
  }
  return found;
};

const workingWeekends = ({ on, local }: Calendar, year: number): readonly LocalDate[] => [...on].filter((day) => day.startsWith(String(year)) && local.get(day)?.change !== 'off').toSorted();

const LOCAL_WORDS = { off: '停工', on: '上班' } as const;

export const calendarCard = (calendar: Calendar, year: number): Card => {
  const isKnown = isPublished(calendar, `${String(year)}-01-01`);
  const on = workingWeekends(calendar, year);
  const local = [...calendar.local.values()].filter(({ date }) => date.startsWith(String(year))).toSorted((a, b) => (a.date < b.date ? -1 : 1));
  return {
    title: `日历 · ${String(year)} 年`,
    tone: isKnown ? 'info' : 'warn',
    summary: isKnown ? `${String(year)} 年放假安排` : `${String(year)} 年放假安排尚未导入，期限暂估`,
    body: [
      isKnown ? `依据 ${plain(calendar.notices.get(year) ?? '')}` : `**暂估**：${String(year)} 年的放假安排尚未公布或尚未导入。现按周末和法定节日计算，不含调休；导入后自动重算并通知有变化的期限。`,
      `放假 ${spansWords(holidays(calendar, year))}`,
      `调休上班 ${on.length === 0 ? '无' : daysWords(on)}`,
      ...(local.length === 0 ? [] : ['**本地调整**', ...local.map(({ date, change, reason }) => `• ${daysWords([date])} ${LOCAL_WORDS[change]}\u3000${plain(reason)}`)]),
    ].join('\n'),
    note: `经办人可办理：日历 ${String(isKnown ? year + 1 : year)} 导入（把放假安排 .xlsx 或 .json 拖进私聊也可以）；日历 加 ${String(year)}-11-25 停工 原因=台风`,
  };
};

export const calendarPreviewCard = ({ year, notice, off, on }: WantedYear, subject: string): Card => {
  const weekdays = off.filter((day) => !isWeekend(day));
  return {
    title: `导入放假安排 · ${String(year)} 年`,
    tone: 'info',
    summary: `${String(year)} 年：放假 ${String(off.length)} 天，调休上班 ${String(on.length)} 天，请核对后确认`,
    body: [
      `放假 ${spansWords(off.toSorted())}`,
      `其中周一至周五 ${String(weekdays.length)} 天`,
      `调休上班 ${on.length === 0 ? '无' : daysWords(on.toSorted())}`,
      '请对照国务院办公厅通知原文。确认后，落在这一年的期限全部重算。',
    ].join('\n'),
    form: {
      fields: [{ name: 'notice', label: '通知文号', type: 'text', required: true, initial: notice, hint: '例如：国办发明电〔2025〕7号' }],
      submit: { id: 'calendar.import', label: '确认导入', style: 'primary', value: { year: String(year), off: off.join(','), on: on.join(','), form: subject } },
    },
    note: `打字也可以：日历 写入 ${String(year)} 文号=… 休=1.1-1.3,… 班=1.4,…`,
  };
};

export const calendarDoneCard = (year: number, notice: string): Card => ({ title: `放假安排已导入 · ${String(year)} 年`, tone: 'ok', summary: `${String(year)} 年放假安排已导入`, body: `依据 ${plain(notice)}。发送「日历 ${String(year)}」查看；有变化的期限已通知相关人员。` });
