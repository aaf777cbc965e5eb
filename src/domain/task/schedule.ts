/**
 * 抽取日: when people mean to draw. The hour only prepares and reminds; nobody but people draws (P21).
 */
import type { Calendar } from '../calendar/calendar.ts';
import { instantOf, isWorkingDay, localDate, localTime, workingDaysAfter } from '../calendar/working-days.ts';
import type { Fact } from '../events.ts';
import type { PlannedDraw } from './settings.ts';
import type { Instant } from '../values.ts';
import { demand } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { nextStage } from './ceremony.ts';
import { missingConfirmations } from './confirm.ts';
import type { RosterVersions } from './confirm.ts';
import { requireStanding, requireTask } from './require.ts';
import { lastAttempt } from './task.ts';
import type { TaskState } from './task.ts';

const EARLIEST = '08:30';
const LATEST = '17:00';
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** @throws Refusal unless people are at work then and it lies ahead */
export const demandDrawTime = (calendar: Calendar, { on, time }: PlannedDraw, now: Instant): void => {
  if (!TIME.test(time) || time < EARLIEST || time > LATEST) throw new Refusal('task.draw-hour', `抽取时间「${time}」不在上班时间内`, { next: `公开抽取请安排在 ${EARLIEST}–${LATEST}，例如：抽取日=9.8 9:00` });
  if (!isWorkingDay(calendar, on)) throw new Refusal('task.draw-day-off', `${on} 不是工作日`, { next: `请改到工作日；发送「日历 ${on.slice(0, 4)}」查看` });
  if (`${on} ${time}` < `${localDate(now)} ${localTime(now)}`) throw new Refusal('task.draw-past', `${on} ${time} 已经过去`, { next: '请安排在以后，或现在直接抽取' });
};

const LIVE = ['committed', 'closed', 'drawn', 'disputed'];
/** Whether a draw of this task may be opened: nothing is running, something is left to draw. */
export const awaitsDraw = (task: TaskState): boolean => {
  if (task.id === null || task.phase === 'withdrawn') return false;
  const last = lastAttempt(task);
  return (last === null || !LIVE.includes(last.phase)) && nextStage(task) !== null;
};

/** 改期. */
export const decideSchedule = (task: TaskState, by: Person, draw: PlannedDraw, reason: string, calendar: Calendar, now: Instant): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  requireStanding(task);
  demand(by, 'task.create', settings.section);
  if (!awaitsDraw(task)) throw new Refusal('task.no-draw-ahead', '本任务的抽取已经进行，不能再改抽取日', { next: `发送「任务 ${id}」查看进度` });
  demandDrawTime(calendar, draw, now);
  if (task.draw?.on === draw.on && task.draw.time === draw.time) throw new Refusal('task.same-draw-day', `抽取日本来就是 ${draw.on} ${draw.time}`, { next: '无需再改' });
  const text = reason.trim();
  if (task.draw !== undefined && text === '') throw new Refusal('task.no-reason', '没有写改期理由', { next: `例如：任务 改期 ${id} ${draw.on} ${draw.time} 监督员出差`, clause: '改期全程留痕' });
  return [{ type: 'DrawScheduled', task: id, draw, reason: text.slice(0, 200), by: by.id }];
};

/**
 * 自动顺延 (威海临港细则 第八条: nothing is drawn from unconfirmed lists): at the end of the planned day the draw moves to the
 * next working day, at the same hour, when nothing but a confirmation kept it; people may still draw or move it themselves.
 * @returns [] while the day is not over, when it was for another reason, or when the visits would be over before the new day
 */
export const decidePostponement = (task: TaskState, versions: RosterVersions, calendar: Calendar, now: Instant): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  const { draw } = task;
  if (draw === undefined || !awaitsDraw(task) || now < instantOf(draw.on, LATEST)) return [];
  // Found on a later morning, after a stop: that day is still there to confirm and draw on.
  if (localTime(now) < LATEST) return [];
  const missing = missingConfirmations(task, versions);
  const on = workingDaysAfter(calendar, localDate(now), 1).date;
  if (missing.length === 0 || on > settings.window.to) return [];
  return [{ type: 'DrawPostponed', task: id, from: draw, draw: { on, time: draw.time }, missing }];
};
