/**
 * 任务 改期: when people mean to draw. The hour reminds; it never draws.
 */
import { Refusal } from '../../domain/refusal.ts';
import { awaitsDraw } from '../../domain/task/schedule.ts';
import { rescheduledCard, rescheduleFormCard } from '../cards/draw-due.ts';
import { dayWords } from '../day-words.ts';
import { drawDayOf } from '../parse/draw-day.ts';
import { taskNumbering } from '../parse/numbering.ts';
import { pickTask } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { stateOf } from './tasks.ts';

const reschedule = async (ask: Ask): Promise<Answer> => {
  const { words, options } = ask.command;
  const hasNumber = words[0] !== undefined && taskNumbering(words[0]) !== null;
  const task = await pickTask(ask, hasNumber ? words[0] : undefined, awaitsDraw);
  const rest = hasNumber ? words.slice(1) : words;
  const day = options['抽取日'] ?? rest[0];
  if (day === undefined) {
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    return { cards: [{ card: rescheduleFormCard(await stateOf(ask, task), subject), subject }] };
  }
  // The hour may stand behind a blank: 「9.10 9:00 监督员出差」.
  const others = options['抽取日'] === undefined ? rest.slice(1) : rest;
  const hour = options['抽取时间'] ?? others[0] ?? '';
  const withHour = drawDayOf(`${day} ${hour}`, ask.today);
  const draw = withHour ?? drawDayOf(day, ask.today);
  if (draw === null) throw new Refusal('task.bad-draw-day', `看不懂抽取日「${day}」`, { next: `例如：任务 改期 ${task} 9.10 9:00 监督员出差` });
  const isHourTyped = withHour !== null && options['抽取时间'] === undefined && hour !== '';
  await ask.deps.useCases.scheduleDraw(ask.by(), task, draw, options['理由'] ?? (isHourTyped ? others.slice(1) : others).join(' '));
  const subject = options['表单'];
  return { line: `${task} 抽取日定为 ${dayWords(draw.on)} ${draw.time}；前一个工作日提醒确认两库，到点提醒抽取`, tone: 'ok', ...(subject === undefined ? {} : { updates: [{ subject, card: rescheduledCard(task, draw) }] }) };
};

export const SCHEDULE_VERBS: readonly Verb[] = [
  { verb: '任务 改期', aliases: ['task reschedule', '改期', '任务 抽取日'], usage: '任务 改期 7 9.10 9:00 监督员出差', help: '定或改公开抽取的日子和钟点（到点提醒，不会自动抽取）', for: 'task.create', answers: 'here', writes: true, run: reschedule },
];
