/**
 * A whole team of one section, where a visit is passed on to it (改由其他科室承办): every post of the rule, the leader's first.
 *
 * Nobody is preferred: the least burdened who fits, then by code, as long as the posts after his can still be filled. A rule that
 * wants the leader of the initiating section wants him of the section that makes the visit now.
 */
import type { InspectorLine, RecusalLine, TeamRule } from '../draw/types.ts';
import type { InspectorCode } from '../ids.ts';
import { postName, postsOf, recusedPairs, UNFIT_WORDS, unfitFor } from './candidates.ts';
import type { Post, Visit } from './candidates.ts';

export interface SectionVisit {
  readonly section: string;
  readonly target: Visit;
  /** Who leaves, and why they do not come back with the other section. */
  readonly leaving: readonly InspectorCode[];
  /** Kept from the post by their part in the matter, with the reason. */
  readonly barred: ReadonlyMap<InspectorCode, string>;
  readonly inspectors: readonly InspectorLine[];
  readonly recusals: readonly RecusalLine[];
  readonly rules: TeamRule;
  /** Only these, where somebody named them. */
  readonly named?: readonly InspectorCode[];
  /** 不宜告知: why somebody is not to be had would tell which object it is, to whoever knows his registered interests. */
  readonly isSecret?: boolean;
}

export type SectionTeam =
  | { readonly ok: true; readonly members: readonly InspectorLine[]; /** Everybody of the section who fits a post, least burdened first. */ readonly fit: readonly InspectorLine[] }
  | { readonly ok: false; readonly sentence: string };

/** Fills the posts in order, going back where a later one would stay empty. */
const fillFrom = (lists: readonly (readonly InspectorLine[])[], taken: readonly InspectorLine[]): readonly InspectorLine[] | null => {
  const candidates = lists[taken.length];
  if (candidates === undefined) return taken;
  for (const person of candidates) {
    if (taken.includes(person)) continue;
    const filled = fillFrom(lists, [...taken, person]);
    if (filled !== null) return filled;
  }
  return null;
};

export const sectionTeam = ({ section, target, leaving, barred, inspectors, recusals, rules, named, isSecret = false }: SectionVisit): SectionTeam => {
  const rule: TeamRule = { ...rules, leaderSection: rules.leaderSection === null ? null : section };
  const recused = recusedPairs(recusals).get(target.code);
  const posts = postsOf(rule);
  const own = inspectors.filter((person) => person.section === section).toSorted((a, b) => a.load - b.load || (a.id < b.id ? -1 : 1));
  const reasonFor = (post: Post, person: InspectorLine): string | null => {
    if (leaving.includes(person.id)) return '原检查组成员';
    const unfit = unfitFor(post, rule, target, person, recused);
    return barred.get(person.id) ?? (unfit === null ? null : UNFIT_WORDS[unfit]);
  };
  const fit = own.filter((person) => posts.some((post) => reasonFor(post, person) === null));
  const wanted = named === undefined ? own : named.flatMap((code) => own.find(({ id }) => id === code) ?? []);
  const members = fillFrom(posts.map((post) => wanted.filter((person) => reasonFor(post, person) === null)), []);
  if (members !== null) return { ok: true, members, fit };
  if (isSecret) return { ok: false, sentence: `${section}组不成检查组（本任务不宜告知，不列原因）` };
  const unfit = wanted.filter((person) => !fit.includes(person)).map((person) => `${person.name}（${reasonFor(posts[posts.length - 1] ?? { index: 0, leader: false, certified: true, specialty: '' }, person) ?? ''}）`);
  const posted = posts.map((post) => postName(post, rule)).join('、');
  return { ok: false, sentence: `${section}组不成检查组：要${posted}，合格且无需回避的${named === undefined ? '' : '（在指定的人员中）'}只有 ${String(wanted.length - unfit.length)} 人${unfit.length === 0 ? '' : `；不可选：${unfit.slice(0, 5).join('、')}`}` };
};
