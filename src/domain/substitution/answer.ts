/**
 * 答复 of a recusal the inspected party asked for: whatever was decided is told to it, in writing or as it was asked, and when stands on
 * record (回避申请应当答复; a refusal has its reason in writing already).
 */
import type { Fact } from '../events.ts';
import type { DeliveryWay } from '../inspection/notice-words.ts';
import { DELIVERY_WAYS } from '../inspection/notice-words.ts';
import { demand } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import type { ConfidentialRef, Instant } from '../values.ts';
import type { Matter } from './decide.ts';

export interface WantedAnswer { readonly way: DeliveryWay; readonly receiver: ConfidentialRef | null; readonly hasReceiver: boolean; readonly at: Instant }

export const decideAnswer = ({ substitution, inspection }: Matter, by: Person, wanted: WantedAnswer, now: Instant): readonly Fact[] => {
  const { id, raisedBy, phase, decidedAt, answered } = substitution;
  if (id === null || inspection.id === null || raisedBy === undefined) throw new Refusal('recusal.not-the-objects', '这不是检查对象提出的回避申请', { next: '无需登记：本人申报的回避，结果由机器人直接通知本人' });
  demand(by, 'notice.issue');
  if (!by.roles.includes('clerk') && !inspection.posts.some((post) => post.leader && post.inspector === by.certificate)) throw new Refusal('notice.not-leader', '对检查对象的答复由本户组长或经办人办理', { next: `请${inspection.posts.find((post) => post.leader)?.name ?? '组长'}（组长）办理` });
  if ((phase !== 'approved' && phase !== 'refused') || decidedAt === null) throw new Refusal('recusal.undecided', `${id} 还没有决定，不能答复`, { next: '请等分管负责人决定' });
  if (answered !== undefined) throw new Refusal('recusal.answered', `${id} 已${DELIVERY_WAYS[answered.way]}答复`, { next: '无需再登记' });
  if (!wanted.hasReceiver) throw new Refusal('notice.no-receiver', `没有写${wanted.way === 'phone' ? '接听人' : '签收人'}`, { next: `例如：回避 答复 ${id} ${DELIVERY_WAYS[wanted.way]} ${wanted.way === 'phone' ? '接听人' : '签收人'}=李某` });
  if (wanted.at > now || wanted.at < decidedAt) throw new Refusal('recusal.answer-time', '答复时间应在决定之后、现在之前', { next: '请在答复之后登记实际时间' });
  return [{ type: 'RecusalAnswered', substitution: id, inspection: inspection.id, way: wanted.way, receiver: wanted.receiver, at: wanted.at, by: by.id }];
};
