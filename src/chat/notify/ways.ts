/**
 * Who hears of 出路: the approver his card, whoever proposed the answer; then everybody whose visit it is or was. The group has one
 * neutral line, without reason and without names.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import { withDelegates } from '../../domain/people/delegation.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { Person } from '../../domain/people/unit.ts';
import { wayWords } from '../../domain/substitution/way-out.ts';
import type { WayOut } from '../../domain/substitution/way-out.ts';
import { wayDeciders } from '../../domain/substitution/ways.ts';
import { assignmentSubject } from '../cards/assignment.ts';
import { approvalCard } from '../cards/substitution.ts';
import { waysCard, waysSubject } from '../cards/ways.ts';
import { substitutionSubject, substitutionView } from '../views/substitution.ts';
import type { SubstitutionView } from '../views/substitution.ts';
import { roundCards } from './rounds.ts';
import { silent } from './hearing.ts';
import type { HearingDeps, Hearing } from './hearing.ts';
import { keep, ownGroups, peopleOf, refresh, tellAll, toGroup, without } from './note.ts';
import type { Note } from './note.ts';
import { unique } from './short-visits.ts';
import { boundOf, newAssignment, refreshAssignment, refreshTeam } from './assignments.ts';


/** Whoever prepares a way: the clerks, head and liaison of the section, but not who leaves the post. */
export const preparersOf = ({ unit, visit, inspector }: SubstitutionView): readonly Person[] => {
  const section = visit.posts.find((post) => post.inspector === inspector)?.section;
  return unique([...withRole(unit, 'clerk'), ...withRole(unit, 'section-head', section), ...withRole(unit, 'liaison', section)]).filter(({ certificate }) => certificate !== inspector);
};

/** The card of the three ways, to whoever prepares one; [] while somebody qualified is left. */
export const waysNotes = (view: SubstitutionView): readonly Note[] => (view.ways === null ? [] : preparersOf(view).map((person) => keep(person, waysSubject(view.id), waysCard(view))));

const cards = async (deps: HearingDeps, view: SubstitutionView): Promise<readonly Note[]> => [...(await roundCards(deps, view)), ...(await refresh(deps, waysSubject(view.id), waysCard(view)))];

const groupWords = (inspection: string, way: WayOut): string => {
  switch (way.kind) {
    case 'borrow': return `${inspection} 更换检查人员 1 名（借调），已按规定审批。`;
    case 'reassign': return `${inspection} 改由${way.section}承办，检查对象名单不变，已按规定审批。`;
    case 'postpone': return `${inspection} 检查期限调整为 ${way.from} 至 ${way.to}，已按规定审批。`;
  }
};

/** What the inspected party asked for has to be answered; whoever may, hears it with the words to register it. */
export const answerNotes = ({ id, state, unit, visit }: SubstitutionView): readonly Note[] => {
  if (state.raisedBy === undefined || (state.phase !== 'approved' && state.phase !== 'refused')) return [];
  const outcome = state.phase === 'approved' ? '检查人员已更换' : `不予采纳，理由：${state.decision ?? ''}`;
  const leaders = visit.posts.filter(({ leader }) => leader).flatMap(({ inspector }) => boundOf(unit, inspector));
  return tellAll(unique([...withRole(unit, 'clerk'), ...leaders]), 'answer', `请答复检查对象（回避申请 ${id}）：${outcome}。答复后登记：回避 答复 ${id} 书面 签收人=…`);
};

type WayFacts = 'WayProposed' | 'WayTaken' | 'WayRefused' | 'RecusalAnswered';

export const WAY_HEARING: Hearing<WayFacts> = {
  WayProposed: async ({ substitution, way, by }, { deps, entry }) => {
    const view = await substitutionView(deps, substitution);
    const post = view.visit.posts.find(({ inspector }) => inspector === view.inspector);
    const deciders = post === undefined ? [] : without(withDelegates(view.unit, wayDeciders(view.unit, view.visit, post, view.state.by, way), 'substitution', localDate(entry.at)), by);
    return [...deciders.map((person) => keep(person, substitutionSubject(substitution), approvalCard(view))), ...(await cards(deps, view))];
  },
  WayTaken: async ({ substitution, inspection, old, way, reason, settles = [], by }, heard) => {
    const { deps } = heard;
    const view = await substitutionView(deps, substitution);
    const { unit, visit } = view;
    const leaving = way.kind === 'reassign' ? way.posts.map((post) => post.old) : way.kind === 'borrow' ? [old] : [];
    const coming = way.kind === 'reassign' ? way.posts.map((post) => post.inspector) : way.kind === 'borrow' ? [way.inspector] : [];
    const sections = way.kind === 'reassign' ? [...new Set([way.section, ...visit.posts.map(({ section }) => section)])] : visit.posts.filter(({ inspector }) => inspector === old || coming.includes(inspector)).map(({ section }) => section);
    const team = visit.inspectors.filter((code) => !coming.includes(code)).flatMap((code) => boundOf(unit, code));
    const told = without(
      unique([...leaving.flatMap((code) => boundOf(unit, code)), ...team, ...sections.flatMap((section) => withRole(unit, 'section-head', section)), ...withRole(unit, 'clerk'), ...withRole(unit, 'supervisor'), ...peopleOf(unit, [view.state.by])]),
      by, ...coming.flatMap((code) => boundOf(unit, code).map(({ id }) => id)),
    );
    const unbound = coming.filter((code) => boundOf(unit, code).length === 0);
    const names = unbound.map((code) => visit.posts.find(({ inspector }) => inspector === code)?.name ?? '').join('、');
    const others = await Promise.all(settles.map(async (id) => roundCards(deps, await substitutionView(deps, id))));
    return [
      ...(await cards(deps, view)), ...others.flat(),
      ...(await Promise.all(coming.map((code) => newAssignment(heard, unit, inspection, code, assignmentSubject(inspection, code))))).flat(),
      ...(await Promise.all(leaving.map((code) => refreshAssignment(heard, inspection, code)))).flat(),
      ...(await refreshTeam(heard, inspection)),
      // The reason is for those who prepare, decide and supervise; the team hears what is done.
      ...tellAll(told, 'way', `${inspection}：${wayWords(way)}（更换 ${substitution}，已经 ${view.decidedBy === '' ? (peopleOf(unit, [by])[0]?.name ?? '') : view.decidedBy} 决定）。`),
      ...tellAll(withRole(unit, 'supervisor'), 'way/reason', `更换 ${substitution} 的理由：${reason}`),
      ...(names === '' ? [] : tellAll(withRole(unit, 'clerk'), 'unbound', `${names} 没有绑定账号，请另行通知其参加 ${inspection} 的检查`)),
      ...answerNotes(view),
      ...ownGroups(unit).map((group) => toGroup(group, 'way', { kind: 'text', text: groupWords(inspection, way) })),
    ];
  },
  RecusalAnswered: silent,
  WayRefused: async ({ substitution, reason, by }, { deps, entry }) => {
    const view = await substitutionView(deps, substitution);
    const who = peopleOf(view.unit, [by])[0]?.name ?? entry.actor.name;
    return [...(await cards(deps, view)), ...tellAll(without(preparersOf(view), by), 'way-refused', `${substitution} 所提的办法未获同意（${who}：${reason}）。请另行提出：出路 ${substitution}`)];
  },
};
