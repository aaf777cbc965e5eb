/**
 * 不宜告知 (威海临港细则 第十七条(二)): which targets were drawn is told to nobody before the visits begin (P38).
 *
 * Whoever runs or oversees the draw sees the list in private; whoever inspects learns of his own targets, from the first
 * day of the visits, and of no others.
 */
import type { TaskSettings } from './settings.ts';
import type { LocalDate } from '../values.ts';
import type { InspectionId } from '../ids.ts';
import { demand, may } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';

export const hidesTargets = ({ noNotice, window }: Pick<TaskSettings, 'noNotice' | 'window'>, today: LocalDate): boolean => noNotice && today < window.from;

/** What stands for a target's name until then: 「对象 3」. */
export const numberedTarget = (inspection: InspectionId): string => `对象 ${String(Number(/\d+$/.exec(inspection)?.[0] ?? '0'))}`;

/** Whether somebody may see the whole list of a task. */
export const maySeeTargets = ({ noNotice, section, cooperating }: Pick<TaskSettings, 'noNotice' | 'section' | 'cooperating'>, person: Person): boolean =>
  noNotice ? [section, ...cooperating].some((each) => may(person, 'targets.see-unannounced', each)) : may(person, 'business.see');

/** Recomputing and reading how it went is for the sections that take part, and for those whose part is the whole unit. */
const demandInTask = (operation: 'draw.recheck' | 'log.see') => ({ section, cooperating }: Pick<TaskSettings, 'section' | 'cooperating'>, person: Person): void => {
  if (!cooperating.some((each) => may(person, operation, each))) demand(person, operation, section);
};
export const demandRecheck = demandInTask('draw.recheck');
export const demandLog = demandInTask('log.see');

/** What is said where an explanation would name targets. */
export const WITHOUT_NAMES = '人员不足，无法组成检查组（本任务不宜告知，不列检查对象）';
