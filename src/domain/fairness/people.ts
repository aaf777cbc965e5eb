/**
 * Who is drawn how often: loads of a period, people the lot never met, and whom an approver appoints instead (P25).
 *
 * What is to be expected is the equal share: of each draw, its posts divided by everybody who was there to be drawn; of each
 * appointment, one divided by the candidates of that moment. Specialties, sections and recusals make shares unequal lawfully; a
 * remarkable figure asks for a look at them and accuses nobody.
 */
import type { InspectorCode } from '../ids.ts';
import { DOUBT, expectedOf, judged } from './chance.ts';
import type { Judgement } from './chance.ts';
import type { DrawnTeam } from './pairs.ts';

/** The people of one draw: everybody who was free to be drawn, and the teams. */
export interface PeopleDraw {
  readonly available: readonly InspectorCode[];
  readonly teams: readonly DrawnTeam[];
}
export interface PersonFigure {
  readonly inspector: InspectorCode;
  /** Draws in which he could be drawn. */
  readonly draws: number;
  /** Posts drawn for him. */
  readonly drawn: number;
  readonly led: number;
  /** The equal share of the posts of those draws. */
  readonly expected: number;
  /** Visits he has after substitutions. */
  readonly visits: number;
  /** Of somebody never drawn: whether that is worth a look; null for everybody else. */
  readonly neverDrawn: Judgement | null;
}

const countOf = (codes: readonly InspectorCode[]): ReadonlyMap<InspectorCode, number> => {
  const counts = new Map<InspectorCode, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
};

/**
 * @param present everybody of every team as it stands after substitutions, once per visit
 * @returns the most burdened first
 */
export const peopleOf = (draws: readonly PeopleDraw[], present: readonly InspectorCode[]): readonly PersonFigure[] => {
  const visits = countOf(present);
  const drawn = countOf(draws.flatMap(({ teams }) => teams.flatMap(({ leader, members }) => [leader, ...members])));
  const led = countOf(draws.flatMap(({ teams }) => teams.map(({ leader }) => leader)));
  const free = countOf(draws.flatMap(({ available }) => available));
  const shares = new Map<InspectorCode, number>();
  for (const { available, teams } of draws) {
    const posts = teams.reduce((sum, { members }) => sum + 1 + members.length, 0);
    for (const person of available) shares.set(person, (shares.get(person) ?? 0) + posts / available.length);
  }
  const everybody = [...new Set([...free.keys(), ...drawn.keys(), ...visits.keys()])];
  const figures = everybody.map((inspector): PersonFigure => {
    const [expected, posts] = [shares.get(inspector) ?? 0, drawn.get(inspector) ?? 0];
    const never = Math.exp(-expected) * free.size < DOUBT ? 'remarkable' : 'too-few';
    return { inspector, draws: free.get(inspector) ?? 0, drawn: posts, led: led.get(inspector) ?? 0, expected, visits: visits.get(inspector) ?? 0, neverDrawn: posts > 0 || !free.has(inspector) ? null : never };
  });
  return figures.toSorted((a, b) => b.visits - a.visits || (a.inspector < b.inspector ? -1 : 1));
};

/** Most and least visits among those who could be drawn; null before anybody could. */
export const spread = (figures: readonly PersonFigure[]): { readonly most: number; readonly least: number; readonly mean: number; readonly people: number } | null => {
  const visits = figures.filter(({ draws }) => draws > 0).map((each) => each.visits);
  if (visits.length === 0) return null;
  return { most: Math.max(...visits), least: Math.min(...visits), mean: visits.reduce((sum, each) => sum + each, 0) / visits.length, people: visits.length };
};

/** One substitute chosen by an approver, without a lot. */
export interface Appointment<Approver extends string = string> {
  readonly approver: Approver;
  readonly pick: InspectorCode;
  /** Everybody he could have chosen. */
  readonly candidates: readonly InspectorCode[];
}
export interface PickFigure<Approver extends string = string> {
  readonly approver: Approver;
  readonly pick: InspectorCode;
  readonly picked: number;
  /** Appointments of this approver in which the pick was a candidate. */
  readonly of: number;
  /** The equal share among the candidates. */
  readonly expected: number;
  readonly judgement: Judgement;
}

/** @returns approver by approver, whom he chose, the most chosen first; remarkable ones before all others */
export const picksOf = <Approver extends string>(appointments: readonly Appointment<Approver>[]): readonly PickFigure<Approver>[] => {
  const figures = [...new Set(appointments.map(({ approver }) => approver))].flatMap((approver) => {
    const own = appointments.filter((each) => each.approver === approver);
    const couldBe = new Set(own.flatMap(({ candidates, pick }) => [...candidates, pick]));
    return [...new Set(own.map(({ pick }) => pick))].map((pick): PickFigure<Approver> => {
      const open = own.filter((each) => each.pick === pick || each.candidates.includes(pick));
      const chances = open.map(({ candidates }) => ({ each: 1 / Math.max(1, candidates.length), times: 1 }));
      const picked = own.filter((each) => each.pick === pick).length;
      return { approver, pick, picked, of: open.length, expected: expectedOf(chances), judgement: judged(picked, open.length, chances, couldBe.size) };
    });
  });
  const rank = ({ judgement }: PickFigure): number => (judgement === 'remarkable' ? 0 : 1);
  return figures.toSorted((a, b) => rank(a) - rank(b) || b.picked - a.picked || (a.pick < b.pick ? -1 : 1));
};
