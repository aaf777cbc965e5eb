/**
 * Every path and every ⚠ of a day's work from the public draw to the notice, as one list: 5.5 公开抽取 · 5.6 锁定 · 5.7 审批与派发 ·
 * 5.8 更换 · 5.9 回避 · 5.10 告知. A branch that stands here and is not played under all five presets does not compile.
 */
import { PRESET_IDS } from '../../../src/domain/rules/rule-set.ts';
import type { PresetId } from '../../../src/domain/rules/rule-set.ts';

export const BRANCHES = {
  '5.5 公开抽取': {
    straight: 'committed, witnessed, drawn, attested; 威海 in two ceremonies, objects first',
    silent: 'the witness types nothing for half an hour: the commitment lapses and is counted',
    declined: 'the witness declines: the commitment lapses and is counted',
    again: 'the same button twice, the same line twice: done once, the second hears when',
    together: 'two start the draw in the same moment: one ceremony',
    disputed: 'an objection stops the lock until the deputy has decided',
    upheld: 'an objection upheld: the second attempt says what became of the first, which stays readable',
    'both-hands': 'who draws or inspects does not witness',
    unconfirmed: 'lists not confirmed: no draw',
    pair: 'two inspectors in the whole bureau: fixed team said on the card where the rules know such a bureau, no draw elsewhere',
    alone: 'one inspector: never a single-person visit',
  },
  '5.6 锁定': {
    locked: 'the list is final: said with its clause and with the lawful ways',
    changed: '改 and 删 after the lock: refused, with the lawful acts',
    relocked: 'locked twice: who was first, and the clause',
    voided: 'voided after the lock: not by the deputy, only by the main leader',
    'object-gone': 'an object cannot be exchanged after the lock',
  },
  '5.7 审批与派发': {
    'not-asked': 'where only the bureau’s own rules hold, no check is approved',
    approved: 'with 54号 on top nothing goes out before the deputy in charge has approved',
    returned: 'sent back with a reason, mended, approved',
    'nobody-accepts': 'not accepted for one working day: the inspector hears it; for two: his section head too',
    accepted: 'accepted by a typed line and by a click, each once',
  },
  '5.8 更换': {
    reasons: 'the five reasons and no other; 其他 needs a word',
    granted: 'consented: appointed by the deputy, or filled by lot before a witness (福州 递补抽取)',
    named: 'the deputy names whom he wants: his right where he appoints, of no account where a lot decides',
    refused: '不同意 with a reason; the inspector goes after all',
    'own-request': 'who asks does not consent',
    'other-deputy': 'only the own deputy consents, nobody of the team',
    nobody: 'nobody may be sent: said with the three ways out, never alone',
    uncertified: 'somebody without a certificate is not sent: two certificates in every team',
    leader: 'the leader is replaced by somebody who may lead: of the initiating section where the rules say so',
    over: 'the visit is over: nobody is replaced any more',
    delegate: 'the deputy is away: only who has it in writing, signed 代',
  },
  '5.9 回避': {
    declared: 'declared on the task sheet: same way, reason fixed, other interested people left out',
    registered: 'registered before the draw: never drawn together; the card counts them and says no reason',
    'not-granted': 'a recusal is not refused without a reason',
  },
  '5.10 告知': {
    told: 'the leader makes the notice and registers how it was given',
    'not-leader': 'a member does not give notice',
    withheld: '不宜告知: no notice, 「对象 3」 in the group, names at 7:00 of the day',
  },
} as const;

export type Chapter = keyof typeof BRANCHES;

/** What is said under each preset: the same words, or what differs. */
export type Says = Readonly<Record<PresetId, readonly string[]>>;
export const everywhere = (...says: readonly string[]): Says => Object.fromEntries(PRESET_IDS.map((preset) => [preset, says])) as unknown as Says;
/** The same words everywhere, and one more under each preset. */
export const and = (common: readonly string[], own: Readonly<Record<PresetId, string>>): Says => Object.fromEntries(PRESET_IDS.map((preset) => [preset, [...common, own[preset]]])) as unknown as Says;

export interface Branch {
  /** Plays it and returns all words that were heard on the way. */
  readonly play: (preset: PresetId) => Promise<string>;
  readonly says: Says;
  /** Words that nobody may hear on the way. */
  readonly never?: Says;
}
export type Branches<C extends Chapter> = Readonly<Record<keyof (typeof BRANCHES)[C], Branch>>;

/** One test a branch and preset. */
export const playAll = <C extends Chapter>(chapter: C, branches: Branches<C>): void => {
  describe(chapter, () => {
    const rows = (Object.entries(BRANCHES[chapter]) as [keyof Branches<C> & string, string][]).flatMap(([branch, what]) => PRESET_IDS.map((preset) => ({ branch, what, preset })));
    test.each(rows)('$preset · $what', async ({ branch, preset }) => {
      const { play, says, never } = branches[branch];
      const heard = await play(preset);
      for (const said of says[preset]) expect(heard).toContain(said);
      for (const said of never?.[preset] ?? []) expect(heard).not.toContain(said);
    });
  });
};
