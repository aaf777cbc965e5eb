/**
 * The chat, put together: inbox → command → use case → outbox, clicks, and the follower that tells everybody else.
 *
 * compose.ts hands in stores, use cases, questions and platforms; the chat gives back the handlers a platform adapter
 * calls. It holds no state of its own: what waits is in the boxes, what is so is in the journal.
 */
import type { Journal } from '../application/ports.ts';
import type { StagedImport } from '../application/imports/ports.ts';
import type { Instant } from '../domain/values.ts';
import { hasRemarks, importSubject, stagedCard } from './cards/import.ts';
import { clicks } from './clicks.ts';
import { handling } from './handle.ts';
import { inbox } from './inbox.ts';
import type { Timers } from './loop.ts';
import { messagesAbout } from './notify/derive.ts';
import { follower, NOTIFY } from './notify/follower.ts';
import { itemsOf, peopleOf, refresh, toPerson } from './notify/note.ts';
import { resending } from './notify/old-cards.ts';
import { outbox } from './outbox.ts';
import type { Checkpoints, InboxStore, OutboxItem, OutboxStore } from './ports.ts';
import type { Handlers, Inbound } from './platform.ts';
import type { VerbDeps } from './verb.ts';

export interface ChatDeps extends VerbDeps {
  readonly journal: Pick<Journal, 'ofStream' | 'byCause' | 'read' | 'head'>;
  readonly inbox: InboxStore;
  readonly outbox: OutboxStore;
  readonly checkpoints: Checkpoints;
  readonly clock: () => Instant;
  /** Uniform in [0, 1); spreads retries. */
  readonly random: () => number;
  readonly timers: Timers;
  /** Name of this instance, the same after a restart: it gives back what its earlier life still held. */
  readonly owner: string;
  readonly log: (event: string, detail: Readonly<Record<string, unknown>>) => void;
  /** How long a worker with nothing to do rests before it looks again (others may have put work down). */
  readonly restMs?: number;
}

export interface Chat {
  readonly handlers: Handlers;
  start(): Promise<void>;
  /** Finishes what is in hand; what waits is kept for the next start. */
  stop(): Promise<void>;
  /** Until nothing is left to do now; for tests and scripts. */
  drain(): Promise<void>;
  /** A long import has come further, or is done: its card changes. Told once for each step. */
  importMoved(staged: StagedImport, step: string): Promise<void>;
  /** Cards that still ask something and can soon be changed no more are sent anew. @returns how many */
  resendOldCards(now: Instant): Promise<number>;
  health(): Promise<{ readonly ok: boolean; readonly detail: string }>;
}

const REST_MS = 1000;
/** Chats spoken with at once: handling mostly waits for flushes that many can share. */
const HANDLED_AT_ONCE = 32;
/** Chats delivered to at once: sending mostly waits for the platform. */
const DELIVERED_AT_ONCE = 16;
/** A message that waits longer is late for whoever waits for it. */
const LATE_MS = 5 * 60_000;

/** Patterns that read a line may take the square of its length; nobody types this much. */
const MOST_CHARACTERS = 8000;
const isTooLong = (inbound: Inbound): boolean => inbound.kind === 'text' && inbound.text.length > MOST_CHARACTERS;

export const chat = (deps: ChatDeps): Chat => {
  const { states, clock, timers, owner, log, restMs = REST_MS } = deps;

  const unreachable = async ({ platform, to }: OutboxItem): Promise<void> => {
    await deps.useCases.noteUnreached(to.kind === 'person' ? { kind: 'person', account: { platform, id: to.user } } : { kind: 'group', platform, chat: to.chat });
    telling.wake();
  };

  const tooLong = ({ platform, key, chat: to, from }: Inbound): OutboxItem => ({
    key: `${platform}/${key}/too-long`, platform, to, subject: null, notBefore: clock(),
    message: { kind: 'text', text: `消息太长（超过 ${String(MOST_CHARACTERS)} 字），没有办理。请分几次发送；名单请用 .xlsx 文件导入。`, ...(to.kind === 'group' ? { mention: [from.id] } : {}) },
  });

  const sending = outbox({ store: deps.outbox, platforms: deps.platforms, clock, random: deps.random, timers, owner, concurrency: DELIVERED_AT_ONCE, restMs, unreachable, log });
  const handled = handling({ verbs: deps, clock, put: (items) => sending.put(items) });
  const telling = follower({ journal: deps.journal, checkpoints: deps.checkpoints, derive: messagesAbout(deps), put: (items) => sending.put(items), timers, restMs, log });
  const clicking = clicks({
    timers, log,
    inbox: () => receiving,
    act: async (action) => {
      const result = await handled.act(action);
      telling.wake();
      return result;
    },
    tell: handled.tell,
  });
  const receiving = inbox({
    store: deps.inbox, clock, timers, owner, concurrency: HANDLED_AT_ONCE, restMs, log,
    handle: async (inbound) => {
      if (isTooLong(inbound)) return sending.put([tooLong(inbound)]);
      await (inbound.kind === 'action' ? clicking.resume(inbound) : handled.message(inbound));
      telling.wake();
    },
    giveUp: handled.giveUp,
  });

  const importMoved: Chat['importMoved'] = async (staged, step) => {
    const card = stagedCard(staged);
    const known = await refresh({ states, outbox: deps.outbox }, importSubject(staged.id), card);
    const { state: unit } = await states.load('unit', staged.unit);
    const importer = peopleOf(unit, [staged.by]);
    // Done before its first card was put down: then this is the first.
    const notes = known.length > 0 || step !== 'done' ? known : importer.map((person) => toPerson(person, 'first', { kind: 'card', card }, importSubject(staged.id)));
    const { annotated } = staged;
    const files = step !== 'done' || annotated === null || !hasRemarks(staged) ? [] : importer.map((person) => toPerson(person, 'sheet', { kind: 'file', name: annotated.name, blob: annotated.sha256 }));
    await sending.put(itemsOf({ id: `import/${staged.id}/${step}`, at: clock() }, [...notes, ...files]));
  };

  return {
    importMoved,
    resendOldCards: resending({ ...deps, put: (items) => sending.put(items) }),
    handlers: { onMessage: (inbound) => receiving.receive(inbound), onAction: (action) => clicking.onAction(action) },
    start: async () => {
      await sending.start();
      telling.start();
      await receiving.start();
    },
    stop: async () => {
      await receiving.stop();
      await telling.stop();
      await sending.stop();
    },
    drain: async () => {
      await receiving.drain();
      // What could not be delivered is a fact of its own, and is told in turn.
      for (const part of [telling, sending, telling, sending]) await part.drain();
    },
    health: async () => {
      const now = clock();
      const [inboxLag, outboxLag, { seq }, told] = await Promise.all([deps.inbox.lag(now), deps.outbox.lag(now), deps.journal.head(), deps.checkpoints.get(NOTIFY)]);
      const ok = inboxLag.oldestMs < LATE_MS && outboxLag.oldestMs < LATE_MS;
      return { ok, detail: `inbox ${String(inboxLag.waiting)} waiting, ${String(inboxLag.parked)} parked; outbox ${String(outboxLag.waiting)} waiting, ${String(outboxLag.dead)} dead; notify ${String(Math.max(0, seq - told))} entries behind` };
    },
  };
};
