/**
 * 搭档: how often the same two people were drawn into one team, against how often the lot would bring them together (P23).
 *
 * Compared within each draw and given how often everybody led and how often he was a member there: what the lot may still decide
 * is who meets whom. Then no pair stands out merely because its people were drawn often, or because few may lead.
 */
import type { InspectorCode } from '../ids.ts';
import { expectedOf, judged } from './chance.ts';
import type { Chances, Judgement } from './chance.ts';

/** One team as it was drawn. */
export interface DrawnTeam {
  readonly leader: InspectorCode;
  readonly members: readonly InspectorCode[];
}
export interface PairFigure {
  /** In code order. */
  readonly pair: readonly [InspectorCode, InspectorCode];
  /** Visits drawn for both. */
  readonly seen: number;
  readonly expected: number;
  readonly judgement: Judgement;
}
export interface Pairs {
  /** Remarkable ones first, then by how far they lie above what was to be expected. */
  readonly figures: readonly PairFigure[];
  /** Pairs that could have met. */
  readonly compared: number;
  /** 'too-few' when no pair could have been remarkable. */
  readonly judgement: Judgement;
}

interface Posts { led: number; joined: number }
interface Tally { seen: number; most: number; chances: Chances[] }

const postsOf = (teams: readonly DrawnTeam[]): ReadonlyMap<InspectorCode, Posts> => {
  const posts = new Map<InspectorCode, Posts>();
  const of = (person: InspectorCode): Posts => {
    const own = posts.get(person) ?? { led: 0, joined: 0 };
    posts.set(person, own);
    return own;
  };
  for (const { leader, members } of teams) {
    of(leader).led += 1;
    for (const member of members) of(member).joined += 1;
  }
  return posts;
};

/** For two people of one draw: how many of its teams the lot is expected to bring them together in. */
const meetings = (teams: readonly DrawnTeam[], posts: ReadonlyMap<InspectorCode, Posts>): ((a: Posts, b: Posts) => number) => {
  const all = [...posts.values()];
  const sum = (of: (each: Posts) => number): number => all.reduce((total, each) => total + of(each), 0);
  const joined = sum((each) => each.joined);
  // Ordered choices of two posts held by two different people.
  const leaderMember = teams.length * joined - sum((each) => each.led * each.joined);
  const memberMember = joined * joined - sum((each) => each.joined * each.joined);
  const memberPairs = teams.reduce((total, { members }) => total + members.length * (members.length - 1), 0);
  return (a, b) =>
    (leaderMember === 0 ? 0 : (joined * (a.led * b.joined + b.led * a.joined)) / leaderMember) + (memberMember === 0 ? 0 : (memberPairs * a.joined * b.joined) / memberMember);
};

const togetherIn = (teams: readonly DrawnTeam[]): ReadonlyMap<string, number> => {
  const seen = new Map<string, number>();
  for (const { leader, members } of teams) {
    const people = [leader, ...members].toSorted();
    people.forEach((a, at) => { for (const b of people.slice(at + 1)) seen.set(JSON.stringify([a, b]), (seen.get(JSON.stringify([a, b])) ?? 0) + 1); });
  }
  return seen;
};

/** Figures worth computing exactly; nobody reads more. */
const MOST_FIGURES = 100;

/**
 * @param draws the teams of each draw
 * @param about only the pairs of this person are listed; the judgements still weigh all that were compared
 */
export const pairsOf = (draws: readonly (readonly DrawnTeam[])[], about: InspectorCode | null = null): Pairs => {
  const tallies = new Map<string, { readonly pair: PairFigure['pair'] } & Tally>();
  for (const teams of draws) {
    const posts = postsOf(teams);
    const expected = meetings(teams, posts);
    const seen = togetherIn(teams);
    const people = [...posts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    people.forEach(([a, ofA], at) => {
      for (const [b, ofB] of people.slice(at + 1)) {
        const hope = expected(ofA, ofB);
        if (hope === 0) continue;
        const key = JSON.stringify([a, b]);
        const tally = tallies.get(key) ?? { pair: [a, b], seen: 0, most: 0, chances: [] };
        tally.seen += seen.get(key) ?? 0;
        tally.most += Math.min(ofA.led + ofA.joined, ofB.led + ofB.joined);
        tally.chances.push({ each: Math.min(1, hope / teams.length), times: teams.length });
        tallies.set(key, tally);
      }
    });
  }
  const compared = tallies.size;
  const above = ({ seen, chances }: Tally): number => seen - expectedOf(chances);
  const listed = [...tallies.values()].filter(({ pair }) => about === null || pair.includes(about)).toSorted((a, b) => above(b) - above(a)).slice(0, MOST_FIGURES);
  const figures = listed.map(({ pair, seen, most, chances }): PairFigure => ({ pair, seen, expected: expectedOf(chances), judgement: judged(seen, most, chances, compared) }));
  const rank = ({ judgement }: PairFigure): number => (judgement === 'remarkable' ? 0 : 1);
  const could = figures.some(({ judgement }) => judgement !== 'too-few');
  return { figures: figures.toSorted((a, b) => rank(a) - rank(b)), compared, judgement: figures.some(({ judgement }) => judgement === 'remarkable') ? 'remarkable' : could ? 'ordinary' : 'too-few' };
};
