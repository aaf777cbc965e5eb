/** 「到期：T2026-007 今日抽取」: the planned hour has come; people draw, never the clock. */
import type { Preview } from '../../application/queries/preview.ts';
import type { PlannedDraw } from '../../domain/task/settings.ts';
import type { Instant } from '../../domain/values.ts';
import { instantOf, localDate, localTime } from '../../domain/calendar/working-days.ts';
import { ROSTER_WORDS } from '../../domain/task/confirm.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { scopeText, sourceText, strataText } from '../../domain/task/words.ts';
import { dayWords } from '../day-words.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

/** Later than this the hour counts as missed, and it is asked whether to draw now. */
const LATE_MS = 10 * 60_000;

/** @param preview null where none could be made, e.g. a roster is empty @param at when it is said */
export const drawDueCard = (task: TaskState, draw: PlannedDraw, preview: Preview | null, at: Instant): Card => {
  const { id, settings } = requireTask(task);
  const isMissed = Date.parse(at) - Date.parse(instantOf(draw.on, draw.time)) > LATE_MS;
  const planned = draw.on === localDate(at) ? draw.time : `${dayWords(draw.on)} ${draw.time}`;
  const missing = preview?.missing ?? [];
  const isReady = preview !== null && missing.length === 0 && preview.feasibility.ok;
  const visits = preview?.strata.reduce((sum, { drawn }) => sum + drawn, 0) ?? 0;
  return {
    title: isMissed ? `待抽取：${id} 原定 ${planned}` : `到期：${id} 今日抽取`,
    tone: isReady ? 'info' : 'warn',
    summary: isMissed ? `${id} 原定 ${planned}，现已 ${localTime(at)}，是否现在抽取？` : `${id} ${draw.time} 公开抽取`,
    body: [
      ...(isMissed ? [`**原定 ${planned}，现已 ${localTime(at)}，是否现在抽取？**`] : []),
      `任务 ${plain(settings.name)}\u3000来源 ${sourceText(settings)}`,
      `范围 ${plain(scopeText(settings.scope))}\u3000比例 ${plain(strataText(settings))}`,
      ...(preview === null ? [] : [`预计 ${String(visits)} 户；每组 ${String(settings.teamSize)} 人`]),
      ...(missing.length === 0 ? [] : [`**不能抽取：名录未确认** ${plain(missing.map(({ roster, section }) => `${section}（${ROSTER_WORDS[roster]}）`).join('、'))}。确认后即可抽取，或改期；今天 17:00 仍未确认的，自动顺延到下一个工作日。`]),
      ...(preview === null || preview.feasibility.ok ? [] : [`**不能抽取**：${plain(preview.feasibility.sentence)}\n可以：${plain(preview.feasibility.remedies.map(({ text }) => text).join('；'))}`]),
    ].join('\n'),
    actions: [
      ...(missing.length === 0 ? [] : [{ id: 'roster.show', label: '两库确认', value: { task: id } }]),
      { id: 'draw.preview', label: '预览', value: { task: id } },
      { id: 'draw.open-form', label: '请监督员见证', style: 'primary', value: { task: id }, disabled: !isReady },
      { id: 'task.reschedule-form', label: '改期', value: { task: id } },
    ],
    note: `系统只提醒，不自动抽取。打字也可以：抽取 ${id} @监督员；任务 改期 ${id} 9.10 9:00 理由`,
  };
};

export const rescheduleFormCard = (task: TaskState, subject: string): Card => {
  const { id, settings } = requireTask(task);
  return {
    title: `改期 · ${id} ${settings.name}`,
    tone: 'info',
    summary: `${id} 另定抽取日`,
    ...(task.draw === undefined ? {} : { body: `原定 ${dayWords(task.draw.on)} ${task.draw.time}` }),
    form: {
      fields: [
        { name: 'on', label: '抽取日', type: 'date', required: true },
        { name: 'time', label: '时间', type: 'text', required: true, initial: task.draw?.time ?? '09:00', hint: '例如 9:00' },
        { name: 'reason', label: '理由', type: 'text' },
      ],
      submit: { id: 'task.reschedule', label: '改期', style: 'primary', value: { task: id, form: subject } },
    },
    note: `打字也可以：任务 改期 ${id} 9.10 9:00 监督员出差`,
  };
};
export const rescheduledCard = (task: string, { on, time }: PlannedDraw): Card => ({ title: `已改期 · ${task}`, tone: 'muted', summary: `${task} 抽取日 ${dayWords(on)} ${time}`, body: `抽取日 ${dayWords(on)} ${time}。前一个工作日提醒确认两库，到点提醒抽取。` });
