/**
 * 公示期限: from which day the working days for publication run, and when they end.
 *
 * Three documents, three starting days: the end of the visit (威海临港细则 第十七条(四)), the end of the whole task (西科工〔2020〕60号
 * 二(三)5), the day the result exists (宝丰方案 2(八)). Where the task's end rules, early results wait and both dates are shown.
 */
import type { Calendar } from '../calendar/calendar.ts';
import { countOfDays } from '../calendar/count.ts';
import type { CountOfDays } from '../calendar/count.ts';
import type { LocalDate } from '../values.ts';
import type { InspectionId } from '../ids.ts';
import type { InspectionState } from '../inspection/inspection.ts';
import type { RuleSet } from '../rules/rule-set.ts';

export type StartRule = RuleSet['publish']['start']['value'];
export const START_WORDS: Readonly<Record<StartRule, string>> = { inspectionEnd: '检查结束', taskEnd: '抽查任务结束（最后一户检查结束）', resultProduced: '检查结果产生' };

export interface PublicationClock {
  readonly inspection: InspectionId;
  /** The day of the visit that starts, or would start, the clock; null while the visit is not over. */
  readonly own: LocalDate | null;
  /** The day from which the rule counts; null while it is not known. */
  readonly start: LocalDate | null;
  readonly count: CountOfDays | null;
}

const ownDay = (visit: InspectionState, rule: StartRule): LocalDate | null => (visit.finished === undefined ? null : rule === 'resultProduced' ? visit.finished.resultOn : visit.finished.on);

/** @param visits every visit of one task */
export const publicationClocks = (rules: RuleSet, calendar: Calendar, visits: readonly InspectionState[]): readonly PublicationClock[] => {
  const { start: { value: rule }, days: { value: days } } = rules.publish;
  const own = visits.map((visit) => ownDay(visit, rule));
  const isOver = own.every((day) => day !== null);
  const last = own.reduce<LocalDate | null>((latest, day) => (day !== null && (latest === null || day > latest) ? day : latest), null);
  const counts = new Map<LocalDate, CountOfDays>();
  const countFrom = (from: LocalDate): CountOfDays => {
    const count = counts.get(from) ?? countOfDays(calendar, from, days);
    counts.set(from, count);
    return count;
  };
  return visits.flatMap((visit, n) => {
    if (visit.id === null) return [];
    const day = own[n] ?? null;
    const start = rule === 'taskEnd' ? (isOver ? last : null) : day;
    return [{ inspection: visit.id, own: day, start, count: start === null ? null : countFrom(start) }];
  });
};
