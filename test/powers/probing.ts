/**
 * Trying an act as somebody with one role: typed, clicked, and clicked on a card that was sent to somebody else.
 *
 * Each try begins from a copy of a prepared bureau, so that nothing done before matters; a refusal must leave no trace at all.
 */
import { chatKey } from '../../src/domain/people/unit.ts';
import { bindPerson } from '../../src/application/set-up.ts';
import type { Fact } from '../../src/domain/events.ts';
import { inspectorCode } from '../../src/domain/ids.ts';
import type { Role } from '../../src/domain/people/roles.ts';
import type { CardRef } from '../../src/chat/platform.ts';
import type { Instant } from '../../src/domain/values.ts';
import { account, inspectorRow, openBureau, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { GROUP_CHAT, openOffice, wordsOf } from '../support/chat-office.ts';
import type { Office } from '../support/chat-office.ts';
import { memoryStorage } from '../support/memory-storage.ts';
import type { ForkableStorage } from '../support/memory-storage.ts';

/** A bureau at one moment, from which any number of copies can be made. */
export interface Scene { readonly bureau: Bureau; readonly storage: ForkableStorage; readonly at: Instant }

export const TRIED = '试办员';
export const TRIED_CERTIFICATE = 'ZF0099';
const START = '2026-09-08T01:00:00.000Z';

const seated = (bureau: Bureau, storage: ForkableStorage): Bureau => ({ ...bureau, deps: { ...bureau.deps, ...storage } });

/** A copy: what is done in it happens nowhere else. */
export const copyOf = ({ bureau, storage, at }: Scene): Scene => {
  const own = storage.fork();
  bureau.setTime(at);
  return { bureau: seated(bureau, own), storage: own, at };
};

/** The bureau of the tests, with an inspector of 卫健科 whose account is still free, and a work group. */
export const begin = async (): Promise<Scene> => {
  let now: () => Instant = () => START;
  const storage = memoryStorage({ clock: () => now() });
  const bureau = await openBureau({ stores: storage, start: START });
  now = bureau.now;
  await bureau.roster('inspectors', [inspectorRow(TRIED_CERTIFICATE, TRIED, '卫健科')]);
  await openOffice({ bureau });
  const bound = (await bureau.deps.states.load('unit', U1)).state.chats;
  if (!bound.includes(chatKey('feishu', GROUP_CHAT))) throw new Error('the group is not bound');
  return { bureau, storage, at: START };
};

/** One step further: the scene after some work. */
export const after = async (scene: Scene, work: (bureau: Bureau) => Promise<void>): Promise<Scene> => {
  const next = copyOf(scene);
  await work(next.bureau);
  return { ...next, at: next.bureau.now() };
};

export interface Actor { readonly role: Role | 'public'; readonly reach: 'own' | 'other' }
const SECTION = { own: '教育科', other: '卫健科' } as const;

/** Binds somebody with this one role; inspectors of 教育科 are there already. @returns by what name he speaks */
export const enter = async (bureau: Bureau, { role, reach }: Actor, self: string): Promise<string> => {
  if (role === 'public') return '路人';
  if (role === 'inspector' && reach === 'own') return self;
  const section = role === 'deputy' || role === 'leader' ? '局领导' : role === 'supervisor' ? '驻局纪检' : role === 'administrator' ? '信息化' : SECTION[reach];
  await bindPerson(bureau.deps)(bureau.by('何涛'), U1, {
    account: account(TRIED), name: TRIED, section, roles: [role], certificate: role === 'inspector' ? inspectorCode(TRIED_CERTIFICATE) : null, inCharge: role === 'deputy' ? [SECTION[reach]] : [],
  });
  return TRIED;
};

export interface Press { readonly action: string; readonly value?: Readonly<Record<string, string>>; readonly form?: Readonly<Record<string, string>> }
export interface Act {
  readonly typed: string;
  /** Null where nothing on a card says the same. */
  readonly press: Press | null;
}
export const WAYS = ['typed', 'clicked', 'forged'] as const;
export type Way = (typeof WAYS)[number];
export interface Outcome { readonly facts: readonly Fact[]; readonly words: string }

/** Whose card is stolen for a forged click. */
const ADDRESSEE = '周正';

const click = async (office: Office, who: string, press: Press, way: 'clicked' | 'forged'): Promise<string> => {
  const chat = { kind: 'person' as const, user: account(way === 'forged' ? ADDRESSEE : who).id };
  const value = { ...press.value, ...(way === 'forged' ? { person: 'U1-P006', user: account(ADDRESSEE).id } : {}) };
  const reply = await office.chat.handlers.onAction({
    kind: 'action', key: `${way}-${who}-${press.action}`, platform: 'feishu', at: office.bureau.now(), from: account(who), chat, card: `om_${way}` as CardRef, action: press.action, value, form: press.form ?? {},
  });
  await office.settle();
  return reply.text;
};

/** What somebody's try comes to: the facts it left in the journal, and every word anybody then read. */
export const tried = async (bureau: Bureau, who: string, act: Act, way: Way): Promise<Outcome> => {
  const office = await openOffice({ bureau, withGroup: false, told: true });
  const { seq } = await bureau.deps.journal.head();
  const said = way === 'typed' ? (await office.say(who, act.typed, { key: 'tried' }), '') : act.press === null ? '' : await click(office, who, act.press, way);
  const facts = (await bureau.deps.journal.read(seq, 50)).flatMap(({ events }) => events);
  return { facts, words: [said, ...office.platform.sent.map((each) => wordsOf(each, office.platform))].join('\n') };
};
