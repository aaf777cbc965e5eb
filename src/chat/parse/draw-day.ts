/**
 * A day and hour the way staff write them: 「9.8 9:00」「9月8日上午9点」「9.8-14:30」「明天9点半」; without an hour 9:00.
 */
import type { PlannedDraw } from '../../domain/task/settings.ts';
import type { LocalDate } from '../../domain/values.ts';
import { dateOf } from './dates.ts';

const HOUR = /^(.*?)[\s-]*(上午|下午)?(\d{1,2})(?::(\d{2})|[点时](半)?)$/;
const DEFAULT = '09:00';
const AFTERNOON = 12;

/** 'HH:mm', or null. */
const timeOf = (half: string | undefined, hour: string, minute: string): string | null => {
  const hours = Number(hour) + (half === '下午' && Number(hour) < AFTERNOON ? AFTERNOON : 0);
  return hours < 24 && Number(minute) < 60 ? `${String(hours).padStart(2, '0')}:${minute}` : null;
};

export const drawDayOf = (text: string, today: LocalDate): PlannedDraw | null => {
  const clean = text.normalize('NFKC').trim();
  const [, day = clean, half, hour, minute, isHalf] = HOUR.exec(clean) ?? [];
  const on = dateOf(hour === undefined ? clean : day, today);
  const time = hour === undefined ? DEFAULT : timeOf(half, hour, minute ?? (isHalf === undefined ? '00' : '30'));
  return on === null || time === null ? null : { on, time };
};
