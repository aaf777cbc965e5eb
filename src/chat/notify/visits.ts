/** Who hears after the dispatch: inspectors in private, the approver, the leader, the supervisor; the group one neutral line. */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { SubstitutionId } from '../../domain/ids.ts';
import { registersFor } from '../../domain/inspection/inspection.ts';
import { mayDecide } from '../../domain/substitution/decide.ts';
import { withDelegates } from '../../domain/people/delegation.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { Person } from '../../domain/people/unit.ts';
import type { Instant } from '../../domain/values.ts';
import { assignmentSubject } from '../cards/assignment.ts';
import { approvalCard, groupLine, substitutionNotice } from '../cards/substitution.ts';
import { substitutionSubject, substitutionView } from '../views/substitution.ts';
import type { SubstitutionView } from '../views/substitution.ts';
import { roundCards } from './rounds.ts';
import { answerNotes, waysNotes } from './ways.ts';
import { boundOf, newAssignment, refreshAssignment } from './assignments.ts';
import type { HearingDeps, Hearing } from './hearing.ts';
import { ownGroups, peopleOf, refresh, tellAll, toGroup, toPerson, without } from './note.ts';
import type { Note } from './note.ts';
import { unique } from './short-visits.ts';

const viewOf = (deps: HearingDeps, id: SubstitutionId): Promise<SubstitutionView> => substitutionView(deps, id);

const approvers = (view: SubstitutionView): readonly Person[] => {
  const post = view.visit.posts.find(({ inspector }) => inspector === view.inspector);
  const asked = peopleOf(view.unit, [view.state.approver]);
  return asked.length > 0 || post === undefined ? asked : view.unit.people.filter((person) => mayDecide(view.unit, view.visit, post, view.state.by, person));
};

/** Who decides, and who does so in their place on a day; never who asked. */
const decidersOf = (view: SubstitutionView, at: Instant): readonly Person[] => without(withDelegates(view.unit, approvers(view), 'substitution', localDate(at)), view.state.by);

/** The card of whoever decides, as it is at an instant; none once it is decided. */
export const askDecider = (view: SubstitutionView, at: Instant): readonly Note[] => {
  if (view.state.phase !== 'requested') return [];
  const subject = substitutionSubject(view.id);
  return decidersOf(view, at).map((person) => toPerson(person, subject, { kind: 'card', card: approvalCard(view) }, subject));
};

const leaderOf = (view: SubstitutionView): readonly Person[] => view.visit.posts.filter(({ leader }) => leader).flatMap(({ inspector }) => boundOf(view.unit, inspector));

type VisitFacts = 'SubstitutionEvidenceFiled' | 'SubstitutionEvidenceErased' | 'AssignmentAccepted' | 'SubstitutionRequested' | 'SubstitutionApproved' | 'SubstitutionRefused';

export const VISIT_HEARING: Hearing<VisitFacts> = {
  // Nothing of it is said; the approver's card counts the papers.
  SubstitutionEvidenceFiled: async ({ substitution }, { deps }) => refresh(deps, substitutionSubject(substitution), approvalCard(await viewOf(deps, substitution))),
  SubstitutionEvidenceErased: async ({ substitution }, { deps }) => refresh(deps, substitutionSubject(substitution), approvalCard(await viewOf(deps, substitution))),
  AssignmentAccepted: async ({ inspection, inspector }, heard) => {
    const { state: visit } = await heard.deps.states.load('inspection', inspection);
    const notes = await refreshAssignment(heard, inspection, inspector);
    if (visit.unit === null || visit.posts.some(({ acceptedAt }) => acceptedAt === null)) return notes;
    const { state: unit } = await heard.deps.states.load('unit', visit.unit);
    const leaders = visit.posts.filter((post) => registersFor(visit, post)).flatMap((post) => boundOf(unit, post.inspector));
    return [...notes, ...tellAll(leaders, 'all-accepted', `${inspection} 全组已接受，请您（组长）安排检查`)];
  },
  SubstitutionRequested: async ({ substitution, inspection, inspector, by }, heard) => {
    const view = await viewOf(heard.deps, substitution);
    const asked = decidersOf(view, heard.entry.at);
    const inspectors = boundOf(view.unit, inspector);
    const clerks = view.state.forced === undefined ? [] : withRole(view.unit, 'clerk');
    const told = without(unique([...withRole(view.unit, 'supervisor'), ...clerks, ...inspectors]), by, ...asked.map(({ id }) => id));
    return [
      ...askDecider(view, heard.entry.at),
      ...(await refreshAssignment(heard, inspection, inspector)),
      ...tellAll(told, 'requested', substitutionNotice(view)),
      ...waysNotes(view),
    ];
  },
  SubstitutionApproved: async (fact, heard) => {
    const view = await viewOf(heard.deps, fact.substitution);
    const { unit, visit } = view;
    const heads = visit.posts.filter(({ inspector }) => inspector === fact.new).flatMap(({ section }) => withRole(unit, 'section-head', section));
    const told = without(unique([...boundOf(unit, fact.old), ...leaderOf(view), ...heads, ...withRole(unit, 'supervisor'), ...peopleOf(unit, [view.state.by])]), fact.by, ...boundOf(unit, fact.new).map(({ id }) => id));
    const others = await Promise.all(visit.posts.filter(({ inspector }) => inspector !== fact.new).map(({ inspector }) => refreshAssignment(heard, fact.inspection, inspector)));
    const unbound = boundOf(unit, fact.new).length > 0 ? [] : tellAll(withRole(unit, 'clerk'), 'unbound', `${fact.newName} 没有绑定账号，请另行通知其参加 ${fact.inspection} 的检查`);
    return [
      ...(await roundCards(heard.deps, view)),
      ...(await newAssignment(heard, unit, fact.inspection, fact.new, assignmentSubject(fact.inspection, fact.new))),
      ...(await refreshAssignment(heard, fact.inspection, fact.old)),
      ...others.flat(),
      ...tellAll(told, 'approved', substitutionNotice(view)),
      ...answerNotes(view),
      ...unbound,
      ...ownGroups(unit).map((group) => toGroup(group, 'approved', { kind: 'text', text: groupLine(view) })),
    ];
  },
  SubstitutionRefused: async ({ substitution, inspection, inspector, by }, heard) => {
    const view = await viewOf(heard.deps, substitution);
    const told = without(unique([...boundOf(view.unit, inspector), ...peopleOf(view.unit, [view.state.by]), ...withRole(view.unit, 'supervisor')]), by);
    return [...(await refresh(heard.deps, substitutionSubject(substitution), approvalCard(view))), ...(await refreshAssignment(heard, inspection, inspector)), ...tellAll(told, 'refused', substitutionNotice(view)), ...answerNotes(view)];
  },
};
