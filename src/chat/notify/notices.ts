/** Who hears of a 检查通知: the team, on their own cards and in one line; nobody else – the object's name goes into no group. */
import { personOfInspector } from '../../domain/people/unit.ts';
import { DAY_PARTS } from '../../domain/inspection/notice-words.ts';
import { dayWords } from '../day-words.ts';
import type { Hearing } from './hearing.ts';
import { tellAll, without } from './note.ts';
import { refreshTeam } from './assignments.ts';

export const NOTICE_HEARING: Hearing<'NoticeIssued' | 'NoticeDelivered'> = {
  NoticeIssued: async ({ inspection, on, part, edition, by }, heard) => {
    const { state: visit } = await heard.deps.states.load('inspection', inspection);
    if (visit.unit === null) return [];
    const { state: unit } = await heard.deps.states.load('unit', visit.unit);
    const team = visit.inspectors.flatMap((code) => personOfInspector(unit, code) ?? []);
    return [...(await refreshTeam(heard, inspection)), ...tellAll(without(team, by), 'notice', `${inspection} ${edition > 1 ? '改' : ''}定于 ${dayWords(on)}${DAY_PARTS[part]}检查，请安排时间、带好执法证件`)];
  },
  NoticeDelivered: ({ inspection }, heard) => refreshTeam(heard, inspection),
};
