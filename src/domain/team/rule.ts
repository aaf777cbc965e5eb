/**
 * What a team may be asked to be: never fewer than two, always two certificates, no more specialties than members.
 */
import type { DrawRequest } from '../draw/types.ts';
import { Refusal } from '../refusal.ts';

/** @throws Refusal for a team no law or lot could form */
export const checkTeam = ({ team, stage }: Pick<DrawRequest, 'team' | 'stage'>): void => {
  const isSane = Number.isSafeInteger(team.size) && team.size >= 2 && team.size <= 20 && team.minCertified >= 2 && team.minCertified <= team.size;
  if (!isSane) throw new Refusal('team.too-small', `检查组 ${String(team.size)} 人、持证 ${String(team.minCertified)} 人的设置不合法`, { next: '请改为每组至少两人，且至少两人持有执法证件', clause: '检查人员不少于两人，并持有执法证件' });
  if ((team.specialties?.length ?? 0) > team.size - 1) throw new Refusal('team.too-many-specialties', '要求的专长多于组员岗位', { next: '请增加检查组人数或减少专长要求' });
  const isCount = (value: number | null | undefined, least: number): boolean => value == null || (Number.isSafeInteger(value) && value >= least && value <= 10_000);
  if (!isCount(team.maxPerInspector, 1) || !isCount(team.catchUp, 0)) throw new Refusal('team.bad-limit', '每人上限或追补上限不成立', { next: '请填写整数，例如：每人上限=6、追补=2' });
  if (team.maxPerInspector != null && stage === 'together') {
    throw new Refusal('team.cap-needs-stages', '对象与人员同时抽取时，不能预先保证每人户数上限', { next: '请改为先抽对象、锁定后再抽人员，或取消每人户数上限' });
  }
};
