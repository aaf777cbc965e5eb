/**
 * What /health and /metrics look at, put together from the parts.
 */
import type { Clock, Journal } from '../application/ports.ts';
import type { Instant } from '../domain/values.ts';
import type { InboxStore, OutboxStore } from '../chat/ports.ts';
import type { Logger } from '../log.ts';
import { sharing } from '../web/health.ts';
import type { Gauge, Health } from '../web/ports.ts';

/** A box whose oldest item waits this long stands still. */
const STALLED_MS = 30 * 60_000;

export interface Watched {
  readonly inbox: InboxStore;
  readonly outbox: OutboxStore;
  readonly journal: Pick<Journal, 'head'>;
  readonly platform: { readonly health: () => { readonly ok: boolean } };
  readonly reminders: { readonly lag: () => { readonly waiting: number; readonly oldestMs: number } };
}

/** One look at each box serves all its gauges of a scrape. */
export const gaugesOf = ({ inbox, outbox, journal, platform, reminders }: Watched, clock: Clock): readonly Gauge[] => {
  const waiting = sharing(() => outbox.lag(clock()));
  const received = sharing(() => inbox.lag(clock()));
  return [
    { name: 'yaohao_journal_entries', help: 'Decisions recorded', read: async () => (await journal.head()).seq },
    { name: 'yaohao_platform_up', help: '1 when the platform can reach us', read: () => (platform.health().ok ? 1 : 0) },
    { name: 'yaohao_reminders_waiting', help: 'Reminders found due and not given', read: () => reminders.lag().waiting },
    { name: 'yaohao_reminders_oldest_seconds', help: 'How long ago the oldest of them was first found', read: () => reminders.lag().oldestMs / 1000 },
    { name: 'yaohao_outbox_waiting', help: 'Messages that are due and not yet sent', read: async () => (await waiting()).waiting },
    { name: 'yaohao_outbox_oldest_seconds', help: 'How long the oldest of them has been waiting', read: async () => (await waiting()).oldestMs / 1000 },
    { name: 'yaohao_outbox_dead', help: 'Messages that can never arrive', read: async () => (await waiting()).dead },
    { name: 'yaohao_inbox_waiting', help: 'Messages received and not yet handled', read: async () => (await received()).waiting },
    { name: 'yaohao_inbox_parked', help: 'Messages that failed again and again and wait for the operator', read: async () => (await received()).parked },
  ];
};

/**
 * The nightly look at the record itself. What it finds stays visible in /health until a later look finds nothing.
 */
export const journalWatch = (verify: () => Promise<{ readonly entries: number; readonly findings: readonly string[] }>, { clock, log }: { readonly clock: Clock; readonly log: Pick<Logger, 'error'> }) => {
  let last: Health = { ok: true, detail: 'not verified since the start' };
  return {
    run: async (): Promise<number> => {
      const { entries, findings } = await verify();
      if (findings.length > 0) log.error({ findings: findings.slice(0, 20) }, 'the journal does not verify');
      last = { ok: findings.length === 0, detail: `${entries} entries at ${clock()}, ${findings.length} findings` };
      return findings.length;
    },
    health: (): Health => last,
  };
};

/** How old an answer about reminders may be; looking costs as much as sweeping. */
const LOOK_EVERY_MS = 5 * 60_000;

/**
 * Whether the reminders keep up: how many have been found due and not given, and for how long. Nobody waits for a look: the last
 * answer is given at once and a new look begun behind it. What was found once and is found again has been waiting since the first
 * time; so a deadline that was already past when it came to be is not taken for a standstill.
 */
export const reminderWatch = (look: (now: Instant) => Promise<readonly { readonly subject: string; readonly kind: string; readonly due: Instant }[]>, { clock, log }: { readonly clock: Clock; readonly log: Pick<Logger, 'error'> }) => {
  let since = new Map<string, number>();
  let lookedMs: number | null = null;
  let trouble = '';
  const refresh = sharing(async () => {
    const now = clock();
    const nowMs = Date.parse(now);
    if (lookedMs !== null && nowMs - lookedMs < LOOK_EVERY_MS) return;
    try {
      const keys = (await look(now)).map(({ subject, kind, due }) => `${kind} ${subject} ${due}`);
      since = new Map(keys.map((key) => [key, since.get(key) ?? nowMs]));
      trouble = '';
    } catch (error) {
      log.error({ err: error }, 'what is due to be said could not be looked at');
      trouble = 'could not be looked at';
    }
    lookedMs = nowMs;
  });
  const lag = (): { readonly waiting: number; readonly oldestMs: number } => {
    void refresh();
    return { waiting: since.size, oldestMs: since.size === 0 ? 0 : Math.max(0, Date.parse(clock()) - Math.min(...since.values())) };
  };
  return {
    lag,
    /** Looks now, if the last look is old; for whoever wants to wait. */
    refresh,
    health: (): Health => {
      const { waiting, oldestMs } = lag();
      if (trouble !== '') return { ok: false, detail: trouble };
      return { ok: oldestMs <= STALLED_MS, detail: `${waiting} due and not given, oldest for ${Math.round(oldestMs / 60_000)} min` };
    },
  };
};

/** What is wrong that somebody has to look at, in the words of the administrators; numbers only. */
export const findingsOf = ({ inbox, outbox }: Pick<Watched, 'inbox' | 'outbox'>, record: { readonly health: () => Health }, clock: Clock) => async (): Promise<readonly string[]> => {
  const now = clock();
  const [received, sending] = await Promise.all([inbox.lag(now), outbox.lag(now)]);
  return [
    ...(received.parked > 0 ? [`有 ${received.parked} 条收到的消息反复办理失败，已搁置`] : []),
    ...(received.oldestMs > STALLED_MS ? [`收到的消息积压 ${received.waiting} 条`] : []),
    ...(sending.oldestMs > STALLED_MS ? [`待发的消息积压 ${sending.waiting} 条`] : []),
    ...(record.health().ok ? [] : ['全程留痕的夜间核对有不一致']),
  ];
};
