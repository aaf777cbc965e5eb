/**
 * What /health and /metrics look at, put together from the parts.
 */
import type { Clock } from '../application/ports.ts';
import type { InboxStore, OutboxStore } from '../chat/ports.ts';
import type { Gauge } from '../web/ports.ts';

export const boxGauges = ({ inbox, outbox }: { readonly inbox: InboxStore; readonly outbox: OutboxStore }, clock: Clock): readonly Gauge[] => [
  { name: 'yaohao_outbox_waiting', help: 'Messages that are due and not yet sent', read: async () => (await outbox.lag(clock())).waiting },
  { name: 'yaohao_outbox_oldest_seconds', help: 'How long the oldest of them has been waiting', read: async () => (await outbox.lag(clock())).oldestMs / 1000 },
  { name: 'yaohao_outbox_dead', help: 'Messages that can never arrive', read: async () => (await outbox.lag(clock())).dead },
  { name: 'yaohao_inbox_waiting', help: 'Messages received and not yet handled', read: async () => (await inbox.lag(clock())).waiting },
  { name: 'yaohao_inbox_parked', help: 'Messages that failed again and again and wait for the operator', read: async () => (await inbox.lag(clock())).parked },
];
