/**
 * 催办: who hears how long before a publication is due. The first step tells the first of the rule set's people, each
 * further step the next of them as well; on the last day and the day before, all of them. Once it is overdue the 主要负责人 and
 * the supervisor hear of it too, every working day.
 */
import type { ReminderRole, RuleSet } from '../rules/rule-set.ts';

/** In the order in which they join in. */
const ORDER: readonly ReminderRole[] = ['clerk', 'team-leader', 'section-head', 'deputy', 'leader', 'supervisor'];

export interface Step {
  readonly daysLeft: number;
  readonly to: readonly ReminderRole[];
}

/** Longest first; the last day itself is always a step. */
export const stepsBefore = ({ beforeDays, escalateTo }: RuleSet['reminders']): readonly Step[] => {
  const days = [...new Set([...beforeDays.value, 0])].toSorted((a, b) => b - a);
  const people = ORDER.filter((role) => escalateTo.value.includes(role));
  return days.map((daysLeft, n) => ({ daysLeft, to: daysLeft <= 1 ? people : people.slice(0, n + 1) }));
};

/** From the last working day but one a reminder calls its reader (加急), where the platform can. @param left working days; negative when overdue */
export const isUrgent = (left: number): boolean => left <= 1;

export const toldWhenOverdue: readonly ReminderRole[] = ORDER;
