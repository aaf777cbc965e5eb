/**
 * 出路 of a request for which nobody qualifies: which sections could make the visit with a team of their own, and why others cannot.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { InspectorLine } from '../../domain/draw/types.ts';
import { taskOf } from '../../domain/ids.ts';
import type { InspectorCode, SubstitutionId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { barredByPart } from '../../domain/substitution/decide.ts';
import type { SubstitutionState } from '../../domain/substitution/substitution.ts';
import type { TakenPost } from '../../domain/substitution/way-out.ts';
import { isUnfilled } from '../../domain/substitution/ways.ts';
import { hidesTarget } from '../../domain/task/notice.ts';
import { teamRuleOf } from '../../domain/task/modes.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { sectionTeam } from '../../domain/team/section-team.ts';
import { loadsNow, pairsApart, peopleNow, sectionOfTarget, substitutes } from './substitutes.ts';
import type { Reads } from './substitutes.ts';

export interface SectionOffer { readonly section: string; readonly posts: readonly TakenPost[]; readonly fit: readonly { readonly inspector: InspectorCode; readonly name: string; readonly load: number }[] }
export interface WaysOpen {
  /** Sections that can make the visit, with the team they would send. */
  readonly sections: readonly SectionOffer[];
  /** Sections that cannot, with the reason. */
  readonly blocked: readonly { readonly section: string; readonly why: string }[];
}

const postsOf = (visit: InspectionState, members: readonly InspectorLine[]): readonly TakenPost[] => {
  // The leader first, as the rule lists its posts.
  const olds = visit.posts.toSorted((a, b) => Number(b.leader) - Number(a.leader));
  return members.flatMap(({ id, name, section }, index) => { const old = olds[index]; return old === undefined ? [] : [{ old: old.inspector, inspector: id, name, section }]; });
};

type Offer = SectionOffer | { readonly section: string; readonly why: string };

/** What is the same whichever section is asked: read once, the loads are a pass over the year's visits. */
const groundOf = async (deps: Reads, task: TaskState, visit: InspectionState) => {
  const [loads, { state: unit }, targetSection] = await Promise.all([loadsNow(deps, task), deps.states.load('unit', requireTask(task).unit), sectionOfTarget(deps, task, visit)]);
  return { loads, unit, targetSection };
};
type Ground = Awaited<ReturnType<typeof groundOf>>;

const offerOn = async (deps: Reads, { loads, unit, targetSection }: Ground, request: Pick<SubstitutionState, 'approver'>, task: TaskState, visit: InspectionState, section: string, named?: readonly InspectorCode[]): Promise<Offer> => {
  const { settings } = requireTask(task);
  const code = visit.target?.code;
  if (code === undefined) return { section, why: '没有检查对象' };
  const { lines: inspectors } = await peopleNow(deps, task, visit, loads, section);
  const today = localDate(deps.clock());
  const team = sectionTeam({
    section, inspectors, leaving: visit.inspectors, barred: barredByPart(unit, task, request.approver),
    target: { code, name: visit.target?.name ?? '', section: targetSection },
    recusals: await pairsApart(deps, task, visit, inspectors),
    rules: teamRuleOf(settings, rulesOfTask(task)), isSecret: hidesTarget(settings, visit, today), ...(named === undefined ? {} : { named }),
  });
  return team.ok ? { section, posts: postsOf(visit, team.members), fit: team.fit.map(({ id: inspector, name, load }) => ({ inspector, name, load })) } : { section, why: team.sentence };
};

/** @param named only these people, where somebody chose them */
export const offerOf = async (deps: Reads, request: Pick<SubstitutionState, 'approver'>, task: TaskState, visit: InspectionState, section: string, named?: readonly InspectorCode[]): Promise<Offer> =>
  offerOn(deps, await groundOf(deps, task, visit), request, task, visit, section, named);

/** @returns null while the request is settled, or somebody qualified is left */
export const waysFor = (deps: Reads) => async (id: SubstitutionId): Promise<WaysOpen | null> => {
  const { state: request } = await deps.states.load('substitution', id);
  if (request.inspection === null || !isUnfilled(request) || (await substitutes(deps)(id)).candidates.length > 0) return null;
  const [{ state: task }, { state: visit }] = await Promise.all([deps.states.load('task', taskOf(request.inspection)), deps.states.load('inspection', request.inspection)]);
  const ground = await groundOf(deps, task, visit);
  const offers = await Promise.all(ground.unit.sections.filter((section) => visit.reassigned !== section).map((section) => offerOn(deps, ground, request, task, visit, section)));
  return { sections: offers.flatMap((offer) => ('posts' in offer ? [offer] : [])), blocked: offers.flatMap((offer) => ('why' in offer ? [offer] : [])) };
};
