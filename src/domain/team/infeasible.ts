/**
 * Why teams cannot be formed, in words a section chief can act on, with remedies that were computed, not guessed.
 *
 * The explanation is the maximum-deficiency set: every post that is reachable from the posts left empty by a maximum
 * matching. It names the whole shortage; the first failing search alone would report 「差 1」 for the same case.
 */
import type { InspectorLine, TeamRule } from '../draw/types.ts';
import { postName, UNFIT_WORDS, unfitFor } from './candidates.ts';
import type { Unfit } from './candidates.ts';
import type { TeamProblem } from './assign.ts';
import { fill, newMatching, reachFrom } from './matching.ts';

export interface Infeasibility {
  /** Posts that stay empty in the best possible assignment (count, ≥ 1). */
  readonly missing: number;
  readonly sentence: string;
  readonly remedies: readonly Remedy[];
}

/** Something that would make teams possible; `to` is the value it needs, where it is one number. */
export interface Remedy {
  readonly kind: 'raise-cap' | 'borrow' | 'cut' | 'relax' | 'wait';
  readonly text: string;
  readonly to?: number;
}

const LISTED = 5;

const emptyPosts = (problem: TeamProblem, caps: readonly number[], slots = problem.slots): { readonly matching: ReturnType<typeof newMatching>; readonly open: readonly number[] } => {
  const matching = newMatching(slots, Int32Array.from(caps));
  return { matching, open: fill(matching) };
};

const counted = <Key>(items: readonly Key[]): ReadonlyMap<Key, number> => {
  const counts = new Map<Key, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

/** Who is on the list but cannot take any post of the task, by reason, recusal apart. */
const absentWords = (people: readonly InspectorLine[], rule: TeamRule, problem: TeamProblem): string => {
  const reasons = people.flatMap((person) => {
    const found = problem.posts.map((post) => unfitFor(post, rule, { section: '' }, person, undefined));
    const [first] = found;
    return found.every((reason) => reason !== null) && first != null ? [first] : [];
  });
  return [...counted<Unfit>(reasons)].map(([reason, count]) => `${UNFIT_WORDS[reason]} ${String(count)} 人`).join('、');
};

/** The smallest number between 1 and `most` for which something works; null when even `most` does not. */
const smallest = (most: number, works: (n: number) => boolean): number | null => {
  if (most < 1 || !works(most)) return null;
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (works(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
};

const remediesFor = (problem: TeamProblem, open: readonly number[]): readonly Remedy[] => {
  const { rule, people, visits, posts, slots, caps } = problem;
  const remedies: Remedy[] = [];
  const cap = rule.maxPerInspector ?? null;
  if (cap !== null) {
    const raised = smallest(visits.length, (n) => n > cap && emptyPosts(problem, people.map(() => n)).open.length === 0);
    if (raised !== null) remedies.push({ kind: 'raise-cap', to: raised, text: `将每人上限由 ${String(cap)} 户调至 ${String(raised)} 户` });
  }
  // A borrowed person holds everything the posts ask for and has nothing to recuse.
  const borrowed = smallest(posts.length * (cap === null ? 1 : visits.length), (n) => {
    const extra = Array.from({ length: n }, (_, index) => people.length + index);
    const wider = slots.map((slot) => ({ visit: slot.visit, candidates: [...slot.candidates, ...extra] }));
    return emptyPosts(problem, [...caps, ...extra.map(() => cap ?? visits.length)], wider).open.length === 0;
  });
  if (borrowed !== null) remedies.push({ kind: 'borrow', to: borrowed, text: `从配合科室、上级或相邻单位借调 ${String(borrowed)} 名资质齐全且无需回避的人员（可任组长）` });
  const cut = new Set(open.map((slot) => slots[slot]?.visit)).size;
  if (cut < visits.length) remedies.push({ kind: 'cut', to: cut, text: `本次少查 ${String(cut)} 户，并依规另行安排` });
  if (rule.specialties?.some((specialty) => specialty !== '') === true || rule.crossCheck === true) remedies.push({ kind: 'relax', text: '经批准放宽专长或交叉检查的要求' });
  remedies.push({ kind: 'wait', text: '请假人员返岗或证件更新后再抽取' });
  return remedies;
};

/** @returns null when every post can be filled */
export const infeasibility = (problem: TeamProblem): Infeasibility | null => {
  const { matching, open } = emptyPosts(problem, problem.caps);
  if (open.length === 0) return null;
  const { slots, people: reached } = reachFrom(matching, open, false);
  const width = problem.posts.length;
  const kinds = counted(slots.flatMap((slot) => { const post = problem.posts[slot % width]; return post === undefined ? [] : [postName(post, problem.rule)]; }));
  const visits = [...new Set(slots.map((slot) => problem.slots[slot]?.visit ?? -1))].sort((a, b) => a - b);
  const names = visits.slice(0, LISTED).map((visit) => problem.visits[visit]?.name ?? '');
  const fit = new Set([...reached, ...slots.flatMap((slot) => [...(problem.slots[slot]?.candidates ?? [])])]);
  const absent = absentWords(problem.people, problem.rule, problem);
  const sentence = [
    `人员不足，无法组成检查组：共差 ${String(open.length)} 人次。`,
    `涉及对象 ${String(visits.length)} 户（${names.join('、')}${visits.length > LISTED ? '等' : ''}）、岗位 ${String(slots.length)} 个（${[...kinds].map(([kind, count]) => `${kind}×${String(count)}`).join('；')}），`,
    `而名录中资质相符且无需回避的只有 ${String(fit.size)} 人，合计最多可派 ${String(slots.length - open.length)} 人次。`,
    absent === '' ? '' : `名录中另有不能参加的：${absent}。`,
  ].join('');
  return { missing: open.length, sentence, remedies: remediesFor(problem, open) };
};
