/**
 * 不宜告知 (威海临港细则 第十七条(二)): which targets were drawn is told to nobody before the visits begin (P38).
 *
 * Whoever runs or oversees the draw sees the list in private; whoever inspects learns of his own targets, from the first
 * day of the visits, and of no others.
 */
import type { TaskSettings } from './settings.ts';
import type { LocalDate } from '../values.ts';
import type { InspectionId } from '../ids.ts';
import type { InspectionState } from '../inspection/inspection.ts';
import { demand, may } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';

export const hidesTargets = ({ noNotice, window }: Pick<TaskSettings, 'noNotice' | 'window'>, today: LocalDate): boolean => noNotice && today < window.from;
/** Of one visit, which may have been moved (延期). */
export const hidesTarget = ({ noNotice, window }: Pick<TaskSettings, 'noNotice' | 'window'>, visit: Pick<InspectionState, 'window'>, today: LocalDate): boolean => hidesTargets({ noNotice, window: visit.window ?? window }, today);

/** 年度计划写明不公示抽取名单: nobody outside gets the list of this draw; results are published all the same. */
export const demandListed = ({ listWithheld, planRow = '' }: Pick<TaskSettings, 'listWithheld' | 'planRow'>): void => {
  if (listWithheld === true) throw new Refusal('task.list-withheld', `年度计划 ${planRow} 写明不公示抽取名单，没有公开版`, { next: `检查结果照常公示；名单确需公示的，先调整计划再建任务：计划 调整 ${planRow} 公示名单=是`, clause: '年度计划“是否公示抽取名单”' });
};

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
