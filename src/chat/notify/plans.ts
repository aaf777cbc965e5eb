/** Who hears of the annual plan: the next approver, who drafted it, and the group when a version is approved. */
import type { UnitId } from '../../domain/ids.ts';
import { mayApprove } from '../../domain/plan/decide.ts';
import { versionInForce } from '../../domain/plan/plan.ts';
import { localDate } from '../../domain/calendar/working-days.ts';
import { withDelegates } from '../../domain/people/delegation.ts';
import { withRole } from '../../domain/people/unit.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { Instant } from '../../domain/values.ts';
import { approvalSubject, planApprovalCard, planApprovedText, planCard, planDecidedCard, planSubject } from '../cards/plan.ts';
import { silent } from './hearing.ts';
import type { HearingDeps, Hearing } from './hearing.ts';
import { ownGroups, peopleOf, refresh, tell, tellAll, toGroup, toPerson } from './note.ts';
import type { Note } from './note.ts';

const known = async (deps: HearingDeps, unit: UnitId, year: number) => {
  const [view, { state }] = await Promise.all([deps.queries.planView(unit, year), deps.states.load('unit', unit)]);
  return { view, unit: state, rules: rulesInForce(state.rules) };
};

/** The clerk's own card follows what became of the plan. */
const refreshed = async (deps: HearingDeps, unitId: UnitId, year: number): Promise<readonly Note[]> => {
  const { view, unit, rules } = await known(deps, unitId, year);
  return view === null ? [] : refresh(deps, planSubject(view.plan), planCard(view, unit, rules));
};

/** The card of whoever decides next, as it is at an instant; none when nobody is asked. */
export const askApprover = async (deps: HearingDeps, at: Instant, unitId: UnitId, year: number): Promise<readonly Note[]> => {
  const { view, unit, rules } = await known(deps, unitId, year);
  const draft = view?.plan.draft ?? null;
  if (view === null || draft?.phase !== 'submitted') return [];
  const subject = approvalSubject(view.plan, draft.draft, draft.approvals.length);
  const approvers = withDelegates(unit, unit.people.filter((person) => mayApprove(view.plan, unit, person)), 'plan', localDate(at));
  return approvers.map((person) => toPerson(person, `plan/${String(draft.approvals.length)}`, { kind: 'card', card: planApprovalCard(view, unit, rules) }, subject));
};

type PlanFacts = 'PlanDrafted' | 'PlanEvidenceFiled' | 'PlanSubmitted' | 'PlanApproved' | 'PlanReturned' | 'PlanFiled' | 'PlanPublished';

export const PLAN_HEARING: Hearing<PlanFacts> = {
  PlanDrafted: silent,
  PlanEvidenceFiled: silent,
  PlanSubmitted: async ({ unit, year }, heard) => [...(await askApprover(heard.deps, heard.entry.at, unit, year)), ...(await refreshed(heard.deps, unit, year))],
  PlanApproved: async ({ unit: unitId, year, draft, version }, heard) => {
    const { deps, entry } = heard;
    const { view, unit, rules } = await known(deps, unitId, year);
    if (view === null) return [];
    const step = version === null ? (view.plan.draft?.approvals.length ?? 1) - 1 : (view.plan.versions.find((each) => each.version === version)?.approvals.length ?? 1) - 1;
    const who = entry.actor.name;
    const done = await refresh(deps, approvalSubject(view.plan, draft, step), planDecidedCard(view, unit, rules, `${who} 已同意`));
    const next = version === null ? await askApprover(deps, entry.at, unitId, year) : [];
    const said = version === null || versionInForce(view.plan)?.version !== version ? [] : [
      ...ownGroups(unit).map((group) => toGroup(group, `plan/${String(version)}`, { kind: 'text', text: planApprovedText(view.plan, rules) })),
      ...tellAll(withRole(unit, 'supervisor'), `plan/${String(version)}`, `${String(year)} 年度抽查计划第 ${String(version)} 版已批准，发送「计划 ${String(year)}」查看`),
    ];
    return [...done, ...next, ...said, ...(await refreshed(deps, unitId, year))];
  },
  PlanReturned: async ({ unit: unitId, year, draft, reason }, { deps, entry }) => {
    const { view, unit, rules } = await known(deps, unitId, year);
    if (view === null) return [];
    const who = entry.actor.name;
    const steps = await Promise.all([0, 1, 2].map((step) => refresh(deps, approvalSubject(view.plan, draft, step), planDecidedCard(view, unit, rules, `${who} 已退回：${reason}`))));
    const authors = peopleOf(unit, [view.plan.draft?.submittedBy ?? null, view.plan.draft?.by ?? null]).map((person) => tell(person, `plan/returned/${String(draft)}`, `${who} 退回了 ${String(year)} 年度计划：${reason}。改好后发送：计划 提交 ${String(year)}`));
    return [...steps.flat(), ...authors, ...(await refreshed(deps, unitId, year))];
  },
  PlanFiled: async ({ unit, year }, { deps }) => refreshed(deps, unit, year),
  PlanPublished: async ({ unit, year }, { deps }) => refreshed(deps, unit, year),
};
