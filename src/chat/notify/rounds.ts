/** Who hears of 递补抽取: the witness has his card, the approver's card shows where it stands, the group one neutral line. */
import type { SubstitutionId } from '../../domain/ids.ts';
import { approvalCard } from '../cards/substitution.ts';
import { roundCard, roundSubject } from '../cards/round.ts';
import { substitutionSubject, substitutionView } from '../views/substitution.ts';
import type { SubstitutionView } from '../views/substitution.ts';
import type { HearingDeps, Hearing } from './hearing.ts';
import { keep, ownGroups, peopleOf, refresh, tellAll, toGroup } from './note.ts';
import type { Note } from './note.ts';

const viewOf = (deps: HearingDeps, id: SubstitutionId): Promise<SubstitutionView> => substitutionView(deps, id);

/** All cards of the round as they are now. */
export const roundCards = async (deps: HearingDeps, view: SubstitutionView): Promise<readonly Note[]> => [
  ...(await refresh(deps, substitutionSubject(view.id), approvalCard(view))),
  ...(await refresh(deps, roundSubject(view.id), roundCard(view))),
];

type RoundFacts = 'SubstitutionRoundOpened' | 'SubstitutionRoundWitnessed' | 'SubstitutionRoundValueEntered' | 'SubstitutionRoundValueRejected' | 'SubstitutionRoundValueConfirmed' | 'SubstitutionRoundAbandoned';

const refreshed = async ({ substitution }: { readonly substitution: SubstitutionId }, { deps }: { readonly deps: HearingDeps }): Promise<readonly Note[]> => roundCards(deps, await viewOf(deps, substitution));

export const ROUND_HEARING: Hearing<RoundFacts> = {
  SubstitutionRoundOpened: async ({ substitution, inspection, witness }, { deps }) => {
    const view = await viewOf(deps, substitution);
    const asked = peopleOf(view.unit, [witness]);
    const name = asked.map((person) => person.name).join('');
    return [
      ...(await refresh(deps, substitutionSubject(substitution), approvalCard(view))),
      ...asked.map((person) => keep(person, roundSubject(substitution), roundCard(view))),
      // Without names and reason (P39, P40): that a round is held, and who witnesses it.
      ...ownGroups(view.unit).map((group) => toGroup(group, 'round', { kind: 'text', text: `${inspection} 递补抽取检查人员 1 名，候选人已写定，请见证人 ${name} 封口。` })),
    ];
  },
  SubstitutionRoundWitnessed: refreshed,
  SubstitutionRoundValueEntered: async (fact, heard) => {
    const view = await viewOf(heard.deps, fact.substitution);
    // The witness compares; where he entered it himself, whoever consented.
    const { round } = view.state;
    const other = fact.value.kind === 'drand' || round === undefined ? [] : peopleOf(view.unit, [fact.by === round.witness ? view.state.decidedBy : round.witness]);
    return [...(await roundCards(heard.deps, view)), ...other.map((person) => keep(person, roundSubject(fact.substitution), roundCard(view)))];
  },
  SubstitutionRoundValueRejected: refreshed,
  SubstitutionRoundValueConfirmed: refreshed,
  SubstitutionRoundAbandoned: async (fact, { deps }) => {
    const view = await viewOf(deps, fact.substitution);
    return [...(await roundCards(deps, view)), ...tellAll(peopleOf(view.unit, [view.state.decidedBy]), 'round-abandoned', `${fact.substitution} 这一轮递补抽取已放弃：${fact.reason}。重新发起请发送：同意更换 ${fact.substitution}`)];
  },
};
