/**
 * 出路 where nobody qualified is left for a post: proposed by the clerk or the section, decided by who decides substitutions –
 * at once, where he says so himself.
 *
 * What the lists say is looked up again when it is decided; who has come back meanwhile, or fits no more, stops it.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { InspectorCode, SubstitutionId, UnitId } from '../domain/ids.ts';
import { partedByMove } from '../domain/inspection/merge.ts';
import { signedFor, standingFor } from '../domain/people/delegation.ts';
import type { Standing } from '../domain/people/delegation.ts';
import { personOfInspector } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { isKeptApart } from '../domain/roster/interests.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import { refillRule } from '../domain/substitution/refill.ts';
import type { Matter } from '../domain/substitution/decide.ts';
import type { BorrowedInspector, WayOut } from '../domain/substitution/way-out.ts';
import { decideWayProposed, decideWayRefused, decideWayTaken, isUnfilled, requireProposed, requireWayDecider } from '../domain/substitution/ways.ts';
import type { WayFacts } from '../domain/substitution/ways.ts';
import { rulesOfTask } from '../domain/task/require.ts';
import { takeGroup } from './merge.ts';
import { atSubstitution } from './at-substitution.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import type { Entry } from './ports.ts';
import { substitutes } from './queries/substitutes.ts';
import { offerOf } from './queries/ways.ts';

/** A way out as it is asked for. */
export type WayWish =
  | ({ readonly kind: 'borrow' } & Omit<BorrowedInspector, 'bound'>)
  | { readonly kind: 'reassign'; readonly section: string; /** [] = the least burdened who fit. */ readonly named: readonly InspectorCode[] }
  | { readonly kind: 'postpone'; readonly from: string; readonly to: string };

const borrowed = (wish: Extract<WayWish, { kind: 'borrow' }>, { unit }: Matter): WayOut => ({ ...wish, ...(personOfInspector(unit, wish.inspector) === null ? {} : { bound: true }) });

const reassigned = async (deps: Deps, wish: Extract<WayWish, { kind: 'reassign' }>, { unit, task, inspection, substitution }: Matter): Promise<WayOut> => {
  const mode = refillRule(rulesOfTask(task), substitution.reason);
  if (wish.named.length > 0 && mode.value === 'redraw') throw new Refusal('way.reassign-named', '本单位规则不由个人挑选顶替人员', { next: `请只写科室，由本年检查最少的合格人员组成检查组：改由 ${substitution.id ?? ''} ${wish.section}`, clause: mode.clause });
  if (!unit.sections.includes(wish.section)) throw new Refusal('unit.unknown-section', `${unit.name}没有科室「${wish.section}」`, { next: `现有科室：${unit.sections.join('、')}` });
  const offer = await offerOf(deps, substitution, task, inspection, wish.section, wish.named.length === 0 ? undefined : wish.named);
  if ('why' in offer) throw new Refusal('way.reassign-short', offer.why, { next: '请改由另一个科室承办，或借调人员、延期检查；不得单人检查', clause: rulesOfTask(task).team.minCertified.clause });
  return { kind: 'reassign', section: wish.section, posts: offer.posts };
};

const wayOf = (deps: Deps, wish: WayWish, matter: Matter): Promise<WayOut> | WayOut => {
  switch (wish.kind) {
    case 'borrow': return borrowed(wish, matter);
    case 'reassign': return reassigned(deps, wish, matter);
    case 'postpone': return wish;
  }
};

/** Interests are kept per unit; somebody lent may have his in the unit he comes from. */
const factsOf = async (deps: Deps, desk: Desk, way: WayOut, unitId: UnitId, { inspection }: Matter): Promise<WayFacts> => {
  const today = localDate(deps.clock());
  if (way.kind !== 'borrow') return { today, hasInterest: false, isOwn: false };
  const { units } = await desk.read('deployment', 'main');
  const duties = await Promise.all([...new Set([unitId, ...units])].map((unit) => desk.read('duty', unit)));
  const hasInterest = duties.some(({ interests }) => isKeptApart(interests, way.inspector, inspection.target?.code, today));
  const { version } = await desk.read('roster', rosterStream(unitId, 'inspectors'));
  const row = version === 0 ? null : await deps.rosters.row(unitId, 'inspectors', version, way.inspector);
  return { today, hasInterest, isOwn: row !== null && row['status'] !== '借调' && row['status'] !== '停用' };
};

const qualifiedFor = async (deps: Deps, { substitution }: Matter): Promise<number> => (substitution.id === null || !isUnfilled(substitution) ? 0 : (await substitutes(deps)(substitution.id)).candidates.length);

/** Passing the whole visit on settles what else is open in its team. */
const alsoSettled = async (desk: Desk, way: WayOut, { inspection, substitution }: Matter): Promise<readonly SubstitutionId[]> => {
  const others = way.kind === 'reassign' ? inspection.posts.flatMap(({ substitution: open }) => (open === null || open === substitution.id ? [] : [open])) : [];
  for (const id of others) {
    const state = await desk.take('substitution', id);
    if (!isUnfilled(state)) throw new Refusal('way.round-open', `${id} 正在递补抽取`, { next: '请等这一轮开出或放弃后再办' });
  }
  return others;
};

const taken = async (deps: Deps, desk: Desk, unitId: UnitId, matter: Matter, standing: Standing, way: WayOut, reason: string) => {
  const events = decideWayTaken({ ...matter, unit: standing.unit }, standing.person, way, reason, await qualifiedFor(deps, matter), await factsOf(deps, desk, way, unitId, matter), await alsoSettled(desk, way, matter));
  const parted = way.kind === 'postpone' ? partedByMove(unitId, matter.inspection, way, standing.person) : [];
  for (const { visits } of parted) await takeGroup(desk, unitId, visits);
  return { unit: unitId, events: [...signedFor(events, standing), ...parted], principal: standing.principal };
};

const ownStanding = (matter: Matter, person: Standing['person'], way: WayOut, today: string): Standing | Refusal => {
  try {
    return standingFor(matter.unit, person, 'substitution', today, (as) => requireWayDecider({ ...matter, unit: as.unit }, as.person, way));
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

/** Proposes a way; from somebody who may decide it, it is decided. @param reason why the post cannot be filled otherwise */
export const seekWay = (deps: Deps) => (by: By, id: SubstitutionId, wish: WayWish, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    const way = await wayOf(deps, wish, matter);
    const standing = ownStanding(matter, person, way, localDate(deps.clock()));
    if (!(standing instanceof Refusal)) return taken(deps, desk, unitId, matter, standing, way, reason);
    // A deputy who may not decide hears why; everybody else proposes.
    if (person.roles.includes('deputy')) throw standing;
    return { unit: unitId, events: decideWayProposed(matter, person, way, reason, await qualifiedFor(deps, matter), await factsOf(deps, desk, way, unitId, matter)) };
  });

/** 同意: the way as it was proposed. */
export const approveWay = (deps: Deps) => (by: By, id: SubstitutionId): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    const { way, reason } = requireProposed(matter);
    const standing = standingFor(matter.unit, person, 'substitution', localDate(deps.clock()), (as) => requireWayDecider({ ...matter, unit: as.unit }, as.person, way));
    if (way.kind === 'reassign') {
      const named = way.posts.map(({ inspector }) => inspector);
      const offer = await offerOf(deps, matter.substitution, matter.task, matter.inspection, way.section, named);
      if ('why' in offer) throw new Refusal('way.reassign-short', offer.why, { next: `人员情况已有变化，请重新提出：改由 ${id} ${way.section}` });
    }
    return taken(deps, desk, unitId, matter, standing, way, reason);
  });

export const refuseWay = (deps: Deps) => (by: By, id: SubstitutionId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    const standing = standingFor(matter.unit, person, 'substitution', localDate(deps.clock()), (as) => decideWayRefused({ ...matter, unit: as.unit }, as.person, reason));
    return { unit: unitId, events: signedFor(decideWayRefused({ ...matter, unit: standing.unit }, standing.person, reason), standing), principal: standing.principal };
  });
