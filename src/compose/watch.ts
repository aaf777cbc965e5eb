/**
 * What /health and /metrics look at, put together from the parts.
 */
import type { Clock, Journal } from '../application/ports.ts';
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
}

/** One look at each box serves all its gauges of a scrape. */
export const gaugesOf = ({ inbox, outbox, journal, platform }: Watched, clock: Clock): readonly Gauge[] => {
  const waiting = sharing(() => outbox.lag(clock()));
  const received = sharing(() => inbox.lag(clock()));
  return [
    { name: 'yaohao_journal_entries', help: 'Decisions recorded', read: async () => (await journal.head()).seq },
    { name: 'yaohao_platform_up', help: '1 when the platform can reach us', read: () => (platform.health().ok ? 1 : 0) },
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
