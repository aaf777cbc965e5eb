/** Who hears of a 检查通知: the team, on their own cards and in one line; nobody else – the object's name goes into no group. */
import { personOfInspector } from '../../domain/people/unit.ts';
import { DAY_PARTS } from '../../domain/inspection/notice-words.ts';
import { dayWords } from '../day-words.ts';
import type { InspectionId, PersonId } from '../../domain/ids.ts';
import { mergedText } from '../cards/merge.ts';
import type { Heard, Hearing } from './hearing.ts';
import type { Note } from './note.ts';
import { tellAll, without } from './note.ts';
import { refreshTeam } from './assignments.ts';

/** The teams of all visits, on their cards and in one line; who acted has his answer. */
const regrouped = async (visits: readonly InspectionId[], by: PersonId, text: (target: string) => string, heard: Heard): Promise<readonly Note[]> => {
  const states = await Promise.all(visits.map(async (id) => (await heard.deps.states.load('inspection', id)).state));
  const [first] = states;
  if (first?.unit == null) return [];
  const { state: unit } = await heard.deps.states.load('unit', first.unit);
  const people = new Map(states.flatMap(({ inspectors }) => inspectors.flatMap((code) => personOfInspector(unit, code) ?? [])).map((person) => [person.id, person] as const));
  const cards = await Promise.all(visits.map((id) => refreshTeam(heard, id)));
  return [...cards.flat(), ...tellAll(without([...people.values()], by), 'merged', text(first.target?.name ?? ''))];
};

export const NOTICE_HEARING: Hearing<'NoticeIssued' | 'NoticeDelivered' | 'VisitsMerged' | 'VisitsParted'> = {
  VisitsMerged: ({ visits, on, by }, heard) => regrouped(visits, by, (target) => mergedText(target, visits, on), heard),
  VisitsParted: ({ visits, reason, by }, heard) => regrouped(visits, by, (target) => `${target} 的 ${visits.join('、')} 已取消合并（${reason}），各自安排检查`, heard),
  NoticeIssued: async ({ inspection, on, part, edition, by }, heard) => {
    const { state: visit } = await heard.deps.states.load('inspection', inspection);
    if (visit.unit === null) return [];
    const { state: unit } = await heard.deps.states.load('unit', visit.unit);
    const team = visit.inspectors.flatMap((code) => personOfInspector(unit, code) ?? []);
    return [...(await refreshTeam(heard, inspection)), ...tellAll(without(team, by), 'notice', `${inspection} ${edition > 1 ? '改' : ''}定于 ${dayWords(on)}${DAY_PARTS[part]}检查，请安排时间、带好执法证件`)];
  },
  NoticeDelivered: ({ inspection }, heard) => refreshTeam(heard, inspection),
};
