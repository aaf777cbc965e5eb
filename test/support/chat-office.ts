/**
 * The whole chat over stores in memory and a platform that only remembers: quick conversations without sockets.
 *
 * Time stands still unless a test moves it; nothing runs until `settle()`, so every boundary can be stopped at.
 */
import { chat } from '../../src/chat/chat.ts';
import type { Chat } from '../../src/chat/chat.ts';
import type { ActionReply, Address, Card, CardRef, FileHandle, GroupProfile, Outgoing, Platform, SendOptions, Sent, TextIn } from '../../src/chat/platform.ts';
import { PlatformError } from '../../src/chat/platform.ts';
import type { Timers } from '../../src/chat/loop.ts';
import { NOTIFY } from '../../src/chat/notify/follower.ts';
import type { Instant } from '../../src/domain/values.ts';
import type { ImportId } from '../../src/domain/ids.ts';
import { longImports } from '../../src/application/imports/long.ts';
import type { LongImportRuns } from '../../src/application/imports/long.ts';
import { queriesOf, useCasesOf } from '../../src/compose/use-cases.ts';
import { account, openBureau } from './bureau.ts';
import type { Bureau } from './bureau.ts';
import { memoryStorage } from './memory-storage.ts';
import { memoryCheckpoints, memoryInbox, memoryOutbox } from './memory-chat.ts';

/** Timers that fire only when told to. */
export interface VirtualTimers extends Timers {
  /** Fires what is due within the span. */
  advance(milliseconds: number): void;
}
export const virtualTimers = (): VirtualTimers => {
  let now = 0;
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    after: (milliseconds, run) => {
      const timer = { at: now + milliseconds, run };
      waiting.add(timer);
      return () => { waiting.delete(timer); };
    },
    advance: (milliseconds) => {
      now += milliseconds;
      for (const timer of [...waiting].filter(({ at }) => at <= now)) {
        waiting.delete(timer);
        timer.run();
      }
    },
  };
};

export interface Delivered {
  readonly to: Address;
  readonly message: Outgoing;
  readonly options: SendOptions;
  readonly id: string;
}

/** A platform that remembers what it was given; `faults` are thrown one by one by the next calls. */
export interface FakePlatform extends Platform {
  readonly sent: Delivered[];
  /** Calls to messages already sent (加急). */
  readonly urged: { readonly message: string; readonly users: readonly string[] }[];
  /** What each card shows now. */
  readonly shown: Map<CardRef, Card>;
  readonly updates: { readonly ref: CardRef; readonly card: Card }[];
  readonly faults: PlatformError[];
  /** Users and chats that nothing can be sent to. */
  readonly outOfReach: Set<string>;
  readonly files: Map<string, Uint8Array>;
  readonly groups: Map<string, GroupProfile>;
}

export const fakePlatform = (): FakePlatform => {
  const sent: Delivered[] = [];
  const urged: { message: string; users: readonly string[] }[] = [];
  const shown = new Map<CardRef, Card>();
  const updates: { ref: CardRef; card: Card }[] = [];
  const faults: PlatformError[] = [];
  const outOfReach = new Set<string>();
  const files = new Map<string, Uint8Array>();
  const groups = new Map<string, GroupProfile>();
  const fail = (): void => {
    const fault = faults.shift();
    if (fault !== undefined) throw fault;
  };
  return {
    id: 'feishu', sent, urged, shown, updates, faults, outOfReach, files, groups,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    health: () => ({ ok: true, detail: 'in memory' }),
    send: (to, message, options): Promise<Sent> => {
      try {
        fail();
        if (outOfReach.has(to.kind === 'person' ? to.user : to.chat)) throw new PlatformError('unreachable', 'code 230013', null);
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
      const known = sent.find((each) => each.options.uuid === options.uuid);
      const id = known?.id ?? `om_${String(sent.length + 1)}`;
      const ref = message.kind === 'card' ? (id as CardRef) : null;
      if (known === undefined) {
        sent.push({ to, message, options, id });
        if (ref !== null && message.kind === 'card') shown.set(ref, message.card);
      }
      return Promise.resolve({ message: id, card: ref });
    },
    updateCard: (ref, card) => {
      try {
        fail();
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
      shown.set(ref, card);
      updates.push({ ref, card });
      return Promise.resolve();
    },
    fetchFile: (file: FileHandle, limit) => {
      const data = files.get(file.token);
      if (data === undefined) return Promise.reject(new PlatformError('permanent', 'no such file'));
      return data.length > limit ? Promise.reject(new PlatformError('too-large', 'too large')) : Promise.resolve(data);
    },
    user: (id) => Promise.resolve({ account: { platform: 'feishu', id }, name: '', active: true, departments: [] }),
    group: (chatId) => Promise.resolve(groups.get(chatId) ?? null),
    urge: (message, users) => {
      urged.push({ message, users });
      return Promise.resolve();
    },
  };
};

/** A deployment nobody has set up yet. */
export const emptyBureau = async (): Promise<Bureau> => {
  const whole = await openBureau();
  let time: Instant = whole.now();
  const clock = (): Instant => time;
  return { ...whole, deps: { ...whole.deps, ...memoryStorage({ clock, random: whole.deps.randomBytes }), clock }, now: clock, setTime: (at) => { time = at; } };
};

export const GROUP_CHAT = 'oc_work';

export interface Office {
  readonly bureau: Bureau;
  readonly platform: FakePlatform;
  readonly chat: Chat;
  readonly timers: VirtualTimers;
  readonly logged: { readonly event: string; readonly detail: Readonly<Record<string, unknown>> }[];
  /** Everything that is due is handled, told and delivered. */
  readonly settle: () => Promise<void>;
  /** Files judged beside the chat. */
  readonly imports: LongImportRuns;
  /** Says something in private, or in the group; handled before it returns. */
  readonly say: (who: string, text: string, options?: { readonly group?: boolean | string; readonly key?: string }) => Promise<readonly Delivered[]>;
  /** Presses a button of a card he sees; form values by field name. */
  readonly press: (who: string, card: Delivered, button: string, form?: Readonly<Record<string, string | readonly string[]>>) => Promise<ActionReply>;
  readonly drop: (who: string, name: string, data: Uint8Array) => Promise<readonly Delivered[]>;
  /** Says something in private with pictures in the same message. */
  readonly show: (who: string, text: string, pictures: readonly { readonly name: string; readonly data: Uint8Array }[]) => Promise<readonly Delivered[]>;
  /** What somebody received in private, oldest first. */
  readonly inbox: (who: string) => readonly Delivered[];
  readonly inGroup: () => readonly Delivered[];
  /** The newest card in a list whose title contains a text, as it shows now. */
  readonly card: (list: readonly Delivered[], title: string) => Delivered & { readonly card: Card };
  /** A new process on the same stores. */
  readonly restart: () => Promise<void>;
}

/** All words a reader sees. */
export const wordsOf = (delivered: Delivered, platform: FakePlatform): string => {
  const { message, id } = delivered;
  if (message.kind === 'text') return message.text;
  if (message.kind === 'file') return message.name;
  return JSON.stringify(platform.shown.get(id as CardRef) ?? message.card);
};

/** @param withGroup binds the work group @param told whether everybody has heard already of all that was decided before */
export const openOffice = async ({ withGroup = true, told = false, bureau: given }: { withGroup?: boolean; told?: boolean; bureau?: Bureau } = {}): Promise<Office> => {
  const bureau = given ?? (await openBureau());
  const platform = fakePlatform();
  platform.groups.set(GROUP_CHAT, { chat: GROUP_CHAT, name: '双随机工作群', outsiders: false });
  const stores = { inbox: memoryInbox(), outbox: memoryOutbox(), checkpoints: memoryCheckpoints() };
  if (told) await stores.checkpoints.set(NOTIFY, (await bureau.deps.journal.head()).seq);
  const timers = virtualTimers();
  const logged: Office['logged'] = [];
  const runs = (): LongImportRuns => longImports(bureau.deps, (staged, step) => running.importMoved(staged, step), (id, error) => { logged.push({ event: 'import.stopped', detail: { id, why: String(error) } }); });
  let imports = runs();
  const deps = { ...bureau.deps, longImports: { begin: (id: ImportId) => { imports.begin(id); }, cancel: (id: ImportId) => { imports.cancel(id); } } };
  const build = (): Chat =>
    chat({
      ...stores, states: bureau.deps.states, journal: bureau.deps.journal, rosters: bureau.deps.rosters, imports: bureau.deps.imports, blobs: bureau.deps.blobs, confidential: bureau.deps.confidential, links: bureau.deps.links,
      useCases: useCasesOf(deps), queries: queriesOf(deps), platforms: new Map([['feishu', platform]]),
      clock: (): Instant => bureau.now(), random: () => 0.5, timers, owner: 'office', log: (event, detail) => { logged.push({ event, detail }); },
    });
  let running = build();
  let said = 0;
  const settle = (): Promise<void> => running.drain();
  const since = async (work: () => Promise<unknown>): Promise<readonly Delivered[]> => {
    const before = platform.sent.length;
    await work();
    await settle();
    return platform.sent.slice(before);
  };
  const base = (who: string, group: boolean | string) => {
    const from = account(who);
    return { platform: 'feishu' as const, at: bureau.now(), from, chat: group === false ? ({ kind: 'person', user: from.id } as const) : ({ kind: 'group', chat: group === true ? GROUP_CHAT : group } as const) };
  };
  const mention = (text: string): Pick<TextIn, 'text' | 'mentions'> => {
    const names = [...text.matchAll(/@([\p{Script=Han}]{2,3})/gu)].map(([, name]) => name ?? '');
    return { text: names.reduce((line, name) => line.replace(`@${name}`, `@{${account(name).id}}`), text), mentions: names.map((name) => ({ user: account(name).id, name })) };
  };
  const office: Office = {
    bureau, platform, timers, logged, settle,
    get imports() { return imports; },
    get chat() { return running; },
    say: (who, text, { group = false, key } = {}) => since(() => running.handlers.onMessage({ kind: 'text', key: key ?? `say-${String((said += 1))}`, ...base(who, group), ...mention(text) })),
    drop: (who, name, data) => {
      const token = `file-${String((said += 1))}`;
      platform.files.set(token, data);
      return since(() => running.handlers.onMessage({ kind: 'file', key: token, ...base(who, false), file: { name, bytes: data.length, token } }));
    },
    show: (who, text, pictures) => {
      const kept = pictures.map(({ name, data }) => ({ name, bytes: data.length, token: `file-${String((said += 1))}`, data }));
      for (const { token, data } of kept) platform.files.set(token, data);
      return since(() => running.handlers.onMessage({ kind: 'text', key: `show-${String((said += 1))}`, ...base(who, false), text, mentions: [], files: kept.map(({ name, bytes, token }) => ({ name, bytes, token })) }));
    },
    press: async (who, delivered, label, form = {}) => {
      const ref = delivered.id as CardRef;
      const card = platform.shown.get(ref);
      const buttons = [...(card?.rows ?? []).flatMap((row) => row.actions), ...(card?.actions ?? []), ...(card?.form === undefined ? [] : [card.form.submit])];
      const button = buttons.find((each) => each.label.includes(label));
      if (button === undefined) throw new Error(`no button 「${label}」 on 「${card?.title ?? ''}」: ${buttons.map((each) => each.label).join('、')}`);
      const reply = await running.handlers.onAction({
        kind: 'action', key: `click-${String((said += 1))}`, ...base(who, delivered.to.kind === 'group' ? delivered.to.chat : false), card: ref, action: button.id, value: button.value ?? {}, form,
      });
      await settle();
      return reply;
    },
    inbox: (who) => platform.sent.filter(({ to }) => to.kind === 'person' && to.user === account(who).id),
    inGroup: () => platform.sent.filter(({ to }) => to.kind === 'group' && to.chat === GROUP_CHAT),
    card: (list, title) => {
      const found = list.findLast(({ id, message }) => message.kind === 'card' && (platform.shown.get(id as CardRef)?.title ?? '').includes(title));
      const card = found === undefined ? undefined : platform.shown.get(found.id as CardRef);
      if (found === undefined || card === undefined) throw new Error(`no card 「${title}」 among: ${list.map((each) => wordsOf(each, platform).slice(0, 60)).join(' | ')}`);
      return { ...found, card };
    },
    restart: async () => {
      await running.stop();
      imports = runs();
      running = build();
    },
  };
  if (withGroup) await office.say('何涛', '绑定 本群', { group: true });
  await settle();
  return office;
};
