/**
 * 岗位分离 in tiny bureaus: people with drawn combinations of parts, two to six of them, act through every matter. Whatever they
 * try and in whatever order, nobody ever holds two parts that one human may not hold; who is refused hears which two, and who
 * could take the second instead – somebody who really could.
 */
import { SEPARATIONS } from '../../src/domain/people/separation.ts';
import type { SeparationRule } from '../../src/domain/people/separation.ts';
import { ROLE_NAMES } from '../../src/domain/people/roles.ts';
import { HOLDS_BOTH } from './both-sides.ts';
import { drawGame, emptied, emptiedWithValue, paperGame, play, valueGame } from './games.ts';
import type { Played, Table } from './games.ts';
import type { Scene } from './probing.ts';

const RULES = Object.keys(SEPARATIONS) as SeparationRule[];
const tempted = new Map<SeparationRule, number>();

const ruleOf = (message: string): SeparationRule | undefined => RULES.find((rule) => message.includes(`既是${SEPARATIONS[rule].sides[0]}又是${SEPARATIONS[rule].sides[1]}`));

const faults = ({ moments, told }: Played): readonly string[] => {
  const held = moments.flatMap((moment) => RULES.filter((rule) => HOLDS_BOTH[rule](moment)).map((rule) => `both sides of ${rule}: ${moment.fresh.map(({ type }) => type).join(', ')}`));
  const said = told.flatMap(({ refusal }): readonly string[] => {
    const rule = ruleOf(refusal.message);
    if (rule === undefined) return refusal.next === '' ? [`no next step: ${refusal.message}`] : [];
    tempted.set(rule, (tempted.get(rule) ?? 0) + 1);
    const who = refusal.message.split('既是')[0] ?? '';
    const others = refusal.next.startsWith('可请：');
    if (!others) return refusal.next.includes('本单位没有别人可以担任') ? [] : [`neither somebody else nor a way out: ${refusal.next}`];
    if (/^可请：(?:见证人|抽取人、)/.test(refusal.next)) return [];
    return refusal.next.includes(`${who}（`) || !Object.values(ROLE_NAMES).some((role) => refusal.next.includes(role)) ? [`names nobody else: ${refusal.message} ${refusal.next}`] : [];
  });
  return [...held, ...said];
};

const playAll = async (scene: Scene, count: number, offset: number, game: (table: Table) => Promise<void>): Promise<readonly string[]> => {
  const found: string[] = [];
  for (let seed = offset; seed < offset + count; seed += 1) found.push(...faults(await play(scene, seed, game)).map((fault) => `seed ${String(seed)}: ${fault}`));
  return found;
};

describe('1,020 combinations of parts, two to six people', () => {
  test('a draw from its opening to the substitution', async () => { expect(await playAll(await emptied(), 420, 1, drawGame)).toEqual([]); }, 120_000);
  test('lists, rules, plan and leave', async () => { expect(await playAll(await emptied(), 400, 10_001, paperGame)).toEqual([]); }, 120_000);
  test('a draw that waits for a public value, and the code of the envelope', async () => { expect(await playAll(await emptiedWithValue(), 200, 20_001, valueGame)).toEqual([]); }, 120_000);
  test('every rule was tempted, so that holding says something', () => {
    expect(RULES.filter((rule) => (tempted.get(rule) ?? 0) === 0)).toEqual([]);
  });
});
