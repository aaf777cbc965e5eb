/**
 * 公平性: the report of a period, counted anew from the record whenever somebody asks (威海临港 第十三条, 五部门监督条款; P22–P25).
 *
 * Draws are counted as locked; who came in the end is counted after substitutions. Inspectors see their own figures only.
 */
import type { Json } from '../../domain/canonical.ts';
import { readInspectors, targetsIn } from '../../domain/draw/lines.ts';
import { readPlan } from '../../domain/draw/plan.ts';
import { strataFor } from '../../domain/draw/strata.ts';
import type { DrawResult } from '../../domain/draw/types.ts';
import { objectsTally } from '../../domain/fairness/objects.ts';
import type { ObjectFigures } from '../../domain/fairness/objects.ts';
import { pairsOf } from '../../domain/fairness/pairs.ts';
import type { DrawnTeam, PairFigure, Pairs } from '../../domain/fairness/pairs.ts';
import { peopleOf, picksOf, spread } from '../../domain/fairness/people.ts';
import type { PeopleDraw, PersonFigure, PickFigure } from '../../domain/fairness/people.ts';
import type { Period } from '../../domain/fairness/period.ts';
import { durationsOf } from '../../domain/fairness/times.ts';
import type { Durations } from '../../domain/fairness/times.ts';
import { nthInspection } from '../../domain/ids.ts';
import type { InspectorCode, TargetCode, UnitId } from '../../domain/ids.ts';
import { signature } from '../../domain/people/delegation.ts';
import { demand } from '../../domain/people/permissions.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { streamOf } from '../../domain/streams.ts';
import { reasonWords } from '../../domain/substitution/decide.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import { readResult } from '../queries/read-result.ts';
import { present } from '../queries/yearly.ts';
import { fairnessSource, reachOf } from './source.ts';
import type { Decided, FairnessDeps, FairnessSource, HeldDraw, Reach } from './source.ts';

export type Named<Figure> = Figure & { readonly names: readonly string[] };
export interface Counted { readonly name: string; readonly count: number; readonly detail: string }

export interface FairnessReport {
  readonly reach: Reach;
  readonly period: Period;
  readonly draws: { readonly locked: number; readonly void: number; readonly abandoned: number; readonly open: number; readonly voidedTasks: number };
  readonly visits: number;
  readonly people: readonly Named<PersonFigure>[];
  readonly spread: ReturnType<typeof spread>;
  readonly pairs: Omit<Pairs, 'figures'> & { readonly figures: readonly Named<PairFigure & { /** Visits both made, after substitutions. */ readonly present: number }>[] };
  /** Null where only one's own figures are seen. */
  readonly objects: (Omit<ObjectFigures, 'list'> & { readonly list: readonly (ObjectFigures['list'][number] & { readonly name: string })[] }) | null;
  readonly substitutions: { readonly approved: number; readonly refused: number; readonly waiting: number; readonly appointed: number; readonly byReason: readonly Counted[]; readonly byPerson: readonly Counted[]; readonly byApprover: readonly Counted[] };
  readonly picks: readonly Named<PickFigure>[];
  readonly times: { /** 承诺 → 见证封口. */ readonly witness: Durations | null; /** 抽取 → 锁定. */ readonly lock: Durations | null };
}

/** A locked draw of people, as drawn and as it stands. */
interface HeldTeams extends PeopleDraw { readonly present: readonly (readonly InspectorCode[])[] }

const isHeld = ({ task, attempt }: HeldDraw): boolean => attempt.phase === 'locked' && attempt.result !== null && task.phase !== 'void';

const resultOf = async (deps: FairnessDeps, { attempt }: HeldDraw): Promise<DrawResult> => {
  if (attempt.result === null) throw new Error('a locked draw has a result');
  return readResult(deps.blobs, attempt.result.sha256);
};

const teamsOf = async (deps: FairnessDeps, held: HeldDraw, { sent }: FairnessSource, names: Map<string, string>): Promise<HeldTeams> => {
  const { task: { settings, id }, attempt } = { ...held, task: requireTask(held.task) };
  const [{ teams }, snapshot] = await Promise.all([resultOf(deps, held), deps.blobs.get(attempt.inspectors.sha256)]);
  const needsCertificate = settings.teamSize <= rulesOfTask(held.task).team.minCertified.value;
  const lines = readInspectors(snapshot);
  for (const line of lines) names.set(line.id, line.name);
  const drawn = (teams ?? []).flatMap(({ no, members }): readonly { readonly team: DrawnTeam; readonly come: readonly InspectorCode[] }[] => {
    const leader = members.find((member) => member.leader)?.inspector ?? members[0]?.inspector;
    if (leader === undefined) return [];
    const others = members.map(({ inspector }) => inspector).filter((inspector) => inspector !== leader);
    return [{ team: { leader, members: others }, come: members.map(({ inspector }) => present(sent, nthInspection(id, no), inspector)) }];
  });
  return { available: lines.filter(({ away, certified }) => away === '' && (certified || !needsCertificate)).map((line) => line.id), teams: drawn.map(({ team }) => team), present: drawn.map(({ come }) => come) };
};

const nameIn = (row: Readonly<Record<string, unknown>> | null, otherwise: string): string => (typeof row?.['name'] === 'string' ? row['name'] : otherwise);

/** Objects draw by draw: a list of a million lines is gone through once and let go. */
const objectsOf = async (deps: FairnessDeps, unit: UnitId, draws: readonly HeldDraw[]): Promise<NonNullable<FairnessReport['objects']>> => {
  const tally = objectsTally();
  for (const held of draws) {
    const [{ strata, selected }, plan, targets] = await Promise.all([resultOf(deps, held), deps.blobs.get(held.attempt.plan.sha256), deps.blobs.get(held.attempt.targets.sha256)]);
    const { rules } = readPlan(JSON.parse(new TextDecoder().decode(plan)) as Json);
    const chances = new Map(strata.map(({ name, eligible, drawn }) => [name, eligible === 0 ? 0 : drawn / eligible]));
    const before = new Set(rules.alreadyDrawn);
    const eligible = function* (): Generator<{ readonly code: TargetCode; readonly chance: number }> {
      for (const line of targetsIn(targets)) {
        if (line.excluded !== null || before.has(line.id)) continue;
        const missed = strataFor(line, rules).reduce((left, { name }) => left * (1 - (chances.get(name) ?? 0)), 1);
        yield { code: line.id, chance: 1 - missed };
      }
    };
    tally.add(eligible(), selected.map(({ code }) => code));
  }
  const { list, ...figures } = tally.result(LISTED_OBJECTS);
  const { version } = (await deps.states.load('roster', rosterStream(unit, 'targets'))).state;
  const name = async (code: TargetCode): Promise<string> => nameIn(version === 0 ? null : await deps.rosters.row(unit, 'targets', version, code), code);
  return { ...figures, list: await Promise.all(list.map(async (each) => ({ ...each, name: await name(each.code) }))) };
};
const LISTED_OBJECTS = 50;

/** How long from the draw to its lock: the lock is only in the journal. */
const lockWaits = async (deps: FairnessDeps, draws: readonly HeldDraw[]): Promise<readonly number[]> => {
  const waits = await Promise.all(draws.map(async ({ task, attempt }) => {
    const entries = await deps.journal.ofStream(streamOf('task', requireTask(task).id));
    const locked = entries.find(({ events }) => events.some((fact) => fact.type === 'DrawLocked' && fact.attempt === attempt.attempt));
    return locked === undefined || attempt.drawnAt === null ? [] : [Date.parse(locked.at) - Date.parse(attempt.drawnAt)];
  }));
  return waits.flat();
};

const grouped = <One>(all: readonly One[], by: (one: One) => string, detail: (own: readonly One[]) => string): readonly Counted[] =>
  [...new Set(all.map(by))].map((name) => ({ name, own: all.filter((one) => by(one) === name) })).map(({ name, own }) => ({ name, count: own.length, detail: detail(own) })).toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));

const isAppointed = ({ approved }: Decided): boolean => approved?.lot === null;

const substitutionFigures = (decided: readonly Decided[], waiting: number, unit: UnitState, called: (code: InspectorCode | null) => string): FairnessReport['substitutions'] => {
  const reasons = (own: readonly Decided[]): string => grouped(own, ({ state }) => reasonWords(state), () => '').map(({ name, count }) => `${name} ${String(count)}`).join('、');
  const approved = decided.filter((each) => each.approved !== null);
  return {
    approved: approved.length, refused: decided.length - approved.length, waiting, appointed: approved.filter(isAppointed).length,
    byReason: grouped(approved, ({ state }) => reasonWords(state), () => ''),
    byPerson: grouped(approved, ({ state }) => called(state.inspector), reasons),
    byApprover: grouped(decided, ({ state }) => signature(unit, state.decidedBy, state.decidedFor), (own) => `同意 ${String(own.filter((each) => each.approved !== null).length)}（选派 ${String(own.filter(isAppointed).length)}），不同意 ${String(own.filter((each) => each.approved === null).length)}`),
  };
};

/** One's own figures: what is said of others stays in numbers without names. */
const ownPart = (report: FairnessReport, own: InspectorCode | null, decided: readonly Decided[], unit: UnitState, called: (code: InspectorCode | null) => string): FairnessReport => ({
  ...report,
  people: report.people.filter(({ inspector }) => inspector === own),
  visits: report.people.find(({ inspector }) => inspector === own)?.visits ?? 0,
  pairs: { ...report.pairs, figures: report.pairs.figures.filter(({ pair }) => own !== null && pair.includes(own)) },
  objects: null, picks: [], times: { witness: null, lock: null },
  substitutions: { ...substitutionFigures(decided.filter(({ state }) => state.inspector === own), 0, unit, called), byApprover: [] },
});

export const fairnessReport = (deps: FairnessDeps) => async (unit: UnitId, period: Period, person: Person): Promise<FairnessReport> => {
  demand(person, 'fairness.see');
  const [source, { state: unitState }, { state: roster }] = await Promise.all([fairnessSource(deps, unit, period, person), deps.states.load('unit', unit), deps.states.load('roster', rosterStream(unit, 'inspectors'))]);
  const reach = reachOf(person);
  const held = source.attempts.filter(isHeld);
  const names = new Map<string, string>();
  const teams = await Promise.all(held.filter(({ attempt }) => attempt.stage !== 'objects').map((each) => teamsOf(deps, each, source, names)));
  const come = teams.flatMap((each) => each.present);
  const unnamed = [...new Set([...come.flat(), ...source.decided.flatMap(({ state }) => [state.inspector, state.pick].filter((each) => each !== null))])].filter((code) => !names.has(code));
  await Promise.all(unnamed.map(async (code) => names.set(code, nameIn(roster.version === 0 ? null : await deps.rosters.row(unit, 'inspectors', roster.version, code), '（已不在名录）'))));
  const called = (code: InspectorCode | null): string => names.get(code ?? '') ?? code ?? '';
  const people = peopleOf(teams, come.flat());
  const pairs = pairsOf(teams.map((each) => each.teams), reach === 'own' ? person.certificate : null);
  const appointments = source.decided.flatMap(({ approved, state }) => (approved === null || approved.lot !== null ? [] : [{ approver: signature(unitState, state.decidedBy, state.decidedFor), pick: approved.new, candidates: approved.candidates }]));
  const isOver = (phase: 'void' | 'abandoned'): number => source.attempts.filter(({ attempt }) => attempt.phase === phase).length;
  const locked = source.attempts.filter(({ attempt }) => attempt.phase === 'locked');
  const report: FairnessReport = {
    reach, period, visits: come.length,
    draws: { locked: locked.length, void: isOver('void'), abandoned: isOver('abandoned'), open: source.attempts.length - locked.length - isOver('void') - isOver('abandoned'), voidedTasks: new Set(locked.filter(({ task }) => task.phase === 'void').map(({ task }) => task.id)).size },
    people: people.map((each) => ({ ...each, names: [called(each.inspector)] })), spread: spread(people),
    pairs: { ...pairs, figures: pairs.figures.map((each) => ({ ...each, names: each.pair.map(called), present: come.filter((team) => each.pair.every((one) => team.includes(one))).length })) },
    objects: reach === 'own' ? null : await objectsOf(deps, unit, held.filter(({ attempt }) => attempt.stage !== 'inspectors')),
    substitutions: substitutionFigures(source.decided, source.waiting, unitState, called),
    picks: picksOf(appointments).map((each) => ({ ...each, names: [called(each.pick)] })),
    times: {
      witness: durationsOf(source.attempts.flatMap(({ attempt: { committedAt, closedAt } }) => (closedAt === undefined ? [] : [Date.parse(closedAt) - Date.parse(committedAt)]))),
      lock: durationsOf(await lockWaits(deps, locked)),
    },
  };
  return reach === 'own' ? ownPart(report, person.certificate, source.decided, unitState, called) : report;
};
