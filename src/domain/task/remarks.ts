/**
 * What must be said beside a draw, on the card, in the lock notice and on the sheet alike: fixed teams and full coverage
 * (P9, P14), conflicts and why it went ahead (P13, X3), posts without a choice, officers who could not be spared (P23).
 */
import type { DrawResult } from '../draw/types.ts';
import type { Attempt } from './task.ts';

const LISTED = 8;
const numbered = (numbers: readonly number[]): string => `第 ${numbers.slice(0, LISTED).map(String).join('、')} 户${numbers.length > LISTED ? `等 ${String(numbers.length)} 户` : ''}`;

const ofTeams = (teams: DrawResult['teams']): readonly string[] => {
  const single = (teams ?? []).filter(({ singleCandidatePosts }) => singleCandidatePosts > 0).map(({ no }) => no);
  const again = (teams ?? []).filter(({ sameAsLast = 0 }) => sameAsLast > 0).map(({ no }) => no);
  return [
    ...(single.length === 0 ? [] : [`${numbered(single)}：有岗位仅1名合格人员，无随机性`]),
    ...(again.length === 0 ? [] : [`${numbered(again)}：有上次检查该对象的人员，人员不足，无法避开`]),
  ];
};

/** What was known before the draw. */
export const remarksBefore = ({ notices = [], conflicts = [], reason = '' }: Pick<Attempt, 'notices' | 'conflicts' | 'reason'>): readonly string[] => [
  ...notices, ...conflicts.map(({ sentence }) => sentence), ...(reason === '' ? [] : [`仍予抽取的理由：${reason}`]),
];

/** No names and no codes: targets by their number. */
export const remarksOf = (attempt: Pick<Attempt, 'notices' | 'conflicts' | 'reason'>, result: Pick<DrawResult, 'teams'> | null): readonly string[] => [...remarksBefore(attempt), ...ofTeams(result?.teams ?? null)];
