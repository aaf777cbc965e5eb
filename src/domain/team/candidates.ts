/**
 * Who may take which post (岗位) of a team, and why everybody else may not (威海临港细则 十三、十四, 宝丰方案 2(七)).
 *
 * A team has `size` posts: post 0 is the leader, posts up to minCertified demand a certificate. A person excluded from a post
 * always comes with a reason: courts have been blamed for shrinking candidate sets in silence.
 */
import type { InspectorLine, RecusalLine, TeamRule } from '../draw/types.ts';
import type { InspectorCode, TargetCode } from '../ids.ts';

export interface Post {
  readonly index: number;
  readonly leader: boolean;
  readonly certified: boolean;
  /** A specialty the holder must have, '' when none is asked for. */
  readonly specialty: string;
}

/** Every reason for which somebody may not take a post; the words are for the staff. */
export type Unfit = 'leave' | 'suspended' | 'certificate-expired' | 'witness' | 'recused' | 'own-section' | 'uncertified' | 'may-not-lead' | 'other-section' | 'no-specialty' | 'in-team';

export const UNFIT_WORDS: Readonly<Record<Unfit, string>> = {
  leave: '检查期间请假',
  suspended: '已停用',
  'certificate-expired': '执法证件在检查期间失效',
  witness: '本次抽取的见证人',
  recused: '回避',
  'own-section': '交叉检查，不检查本科室监管的对象',
  uncertified: '未持有效执法证件',
  'may-not-lead': '不具备担任组长的资格',
  'other-section': '不是发起科室人员，不能担任组长',
  'no-specialty': '没有该岗位要求的业务专长',
  'in-team': '已是本组成员',
};

/** The posts of a team under a rule, the leader first. */
export const postsOf = (rule: TeamRule): readonly Post[] =>
  Array.from({ length: rule.size }, (_, index) => ({
    index,
    leader: index === 0,
    certified: index < Math.max(1, rule.minCertified),
    specialty: index === 0 ? '' : (rule.specialties?.[index - 1] ?? ''),
  }));

export const postName = (post: Post, rule: TeamRule): string => {
  const demands = [
    post.leader && rule.leaderSection !== null ? `须${rule.leaderSection}人员` : '',
    post.certified ? '须持执法证' : '',
    post.specialty === '' ? '' : `须有${post.specialty}专长`,
  ].filter((demand) => demand !== '');
  return `${post.leader ? '组长' : '组员'}${demands.length > 0 ? `（${demands.join('、')}）` : ''}`;
};

/** Pairs that must not meet, for quick look-ups. */
export const recusedPairs = (recusals: readonly RecusalLine[]): ReadonlyMap<TargetCode, ReadonlySet<InspectorCode>> => {
  const pairs = new Map<TargetCode, Set<InspectorCode>>();
  for (const { inspector, target } of recusals) {
    const set = pairs.get(target);
    if (set === undefined) pairs.set(target, new Set([inspector]));
    else set.add(inspector);
  }
  return pairs;
};

/** What of a target matters for its team. */
export interface Visit { readonly code: TargetCode; readonly name: string; readonly section: string }

/**
 * The first reason why somebody may not take a post, or null when he may.
 * @param recused the inspectors who must not meet this target
 */
export const unfitFor = (post: Post, rule: TeamRule, visit: Pick<Visit, 'section'>, person: InspectorLine, recused: ReadonlySet<InspectorCode> | undefined): Unfit | null => {
  if (person.away !== '') return person.away;
  if (recused?.has(person.id) === true) return 'recused';
  if (post.certified && !person.certified) return 'uncertified';
  if (post.leader && !person.mayLead) return 'may-not-lead';
  if (post.leader && rule.leaderSection !== null && person.section !== rule.leaderSection) return 'other-section';
  if (!post.leader && rule.crossCheck === true && person.section === visit.section) return 'own-section';
  if (post.specialty !== '' && !person.specialties.includes(post.specialty)) return 'no-specialty';
  return null;
};
