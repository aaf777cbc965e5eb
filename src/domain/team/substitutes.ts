/**
 * Who may take over one post of a locked team (更换, 威海临港细则第十三条; 递补抽取, 福州高新实施办法 三(四)).
 *
 * The rest of the team stays; the newcomer must fit the vacated post, not be in the team already, and have no interest in
 * the target. Everybody else is listed with the reason, so that an appointment among the candidates can be checked.
 */
import type { InspectorLine, RecusalLine, Team, TeamRule } from '../draw/types.ts';
import type { InspectorCode } from '../ids.ts';
import { postsOf, recusedPairs, UNFIT_WORDS, unfitFor } from './candidates.ts';
import type { Unfit, Visit } from './candidates.ts';

export interface Vacancy {
  /** Index of the vacated post, 0 = leader. */
  readonly post: number;
  readonly team: Pick<Team, 'members'>;
  readonly target: Visit;
  readonly inspectors: readonly InspectorLine[];
  readonly recusals: readonly RecusalLine[];
  readonly rules: TeamRule;
}

export interface SubstituteList {
  /** Least burdened first, then by code; nobody is preferred beyond that. */
  readonly candidates: readonly InspectorLine[];
  readonly excluded: readonly { readonly inspector: InspectorCode; readonly name: string; readonly unfit: Unfit; readonly reason: string }[];
}

export const candidatesForPost = ({ post: index, team, target, inspectors, recusals, rules }: Vacancy): SubstituteList => {
  const post = postsOf(rules)[index];
  if (post === undefined) throw new RangeError(`a team of this rule has no post ${String(index)}`);
  const recused = recusedPairs(recusals).get(target.code);
  const members = new Set(team.members.map(({ inspector }) => inspector));
  const judged = inspectors.map((person) => ({ person, unfit: members.has(person.id) ? 'in-team' as const : unfitFor(post, rules, target, person, recused) }));
  return {
    candidates: judged.filter(({ unfit }) => unfit === null).map(({ person }) => person).sort((a, b) => a.load - b.load || (a.id < b.id ? -1 : 1)),
    excluded: judged.flatMap(({ person, unfit }) => (unfit === null ? [] : [{ inspector: person.id, name: person.name, unfit, reason: UNFIT_WORDS[unfit] }])),
  };
};
