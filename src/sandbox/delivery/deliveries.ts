/**
 * Delivering events: at least once, in no promised order, again after 15 s, 5 min, 1 h and 6 h, then given up.
 *
 * Success is HTTP 200 or ack 200 within the budget and nothing else. A card callback is asked once and never again.
 * https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/subscription-event-case
 */
import type { Attempt } from '../control-api.ts';
import type { DeliveryRecord } from '../world/records.ts';
import { underWay } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { describe, isLost } from './attempt.ts';
import type { Outcome } from './attempt.ts';
import type { Event } from './envelope.ts';
import { callBack } from './http-callback.ts';
import type { LongConnections } from './long-connection.ts';

const RETRY_AFTER_MS = [15_000, 5 * 60_000, 3600_000, 6 * 3600_000];
const AFTER_RESTART_MS = 5000;

export interface Deliveries {
  publish(event: Event): void;
  /** One attempt, synchronous, never repeated. */
  ask(event: Event): Promise<Outcome>;
  again(event: string): Promise<DeliveryRecord>;
  /** Lets go what was held back, newest first. */
  release(): void;
  /** Takes up what was waiting when the sandbox was stopped. */
  resume(): void;
}

export const createDeliveries = (world: World, links: LongConnections): Deliveries => {
  const { clock, settings } = world;
  const held: DeliveryRecord[] = [];

  const reach = (record: DeliveryRecord): Promise<Outcome> => {
    if (settings.callbackUrl === null) return links.send(record.envelope, record.type === 'card.action.trigger' ? settings.switches.cardFrameType : 'event');
    const nowSeconds = Math.floor(clock.now() / 1000);
    return callBack(world, record.envelope, settings.switches.redeliveryTimestamp === 'fresh' ? nowSeconds : record.firstSeconds);
  };
  const attempted = async (record: DeliveryRecord): Promise<{ readonly record: DeliveryRecord; readonly outcome: Outcome }> => {
    const at = new Date(clock.now()).toISOString();
    const outcome = await reach(record);
    const attempt: Attempt = { at, via: outcome.kind === 'nobody' ? 'nobody' : outcome.via, ok: outcome.kind === 'answered', outcome: describe(outcome) };
    // Read again: a duplicate may have been under way at the same time.
    const latest = world.deliveries.get(record.event) ?? record;
    return { record: { ...latest, attempts: [...latest.attempts, attempt] }, outcome };
  };

  const deliver = async (record: DeliveryRecord, retries: number): Promise<void> => {
    const { record: tried, outcome } = await attempted(record);
    const done = (state: DeliveryRecord['state'], nextMs: number | null = null): void => world.deliveries.put({ ...tried, state, nextMs });
    if (isLost(outcome)) return done('lost-by-client');
    if (outcome.kind === 'answered') {
      done('delivered');
      for (let extra = 0; extra < settings.faults.duplicates; extra += 1) await repeat(record.event);
      return;
    }
    const wait = RETRY_AFTER_MS[retries];
    const mayRetry = settings.callbackUrl !== null || settings.switches.wsRedelivery;
    if (wait === undefined || !mayRetry) return done('gave-up');
    const dueMs = clock.now() + wait;
    done('waiting', dueMs);
    retryAt(record.event, dueMs, retries + 1);
  };
  const retryAt = (event: string, dueMs: number, retries: number): void => {
    clock.at(dueMs, () => {
      const waiting = world.deliveries.get(event);
      return waiting?.state === 'waiting' ? underWay(world, deliver(waiting, retries)) : Promise.resolve();
    });
  };
  const repeat = async (event: string): Promise<DeliveryRecord> => {
    const known = world.deliveries.get(event);
    if (known === undefined) throw new Error(`no such event: ${event}`);
    const { record } = await attempted(known);
    world.deliveries.put(record);
    return record;
  };
  const recordOf = (event: Event): DeliveryRecord => ({
    event: event.id, type: event.type, message: event.message, envelope: event.envelope, state: 'waiting', attempts: [], nextMs: clock.now(), firstSeconds: Math.floor(clock.now() / 1000),
  });

  links.whenOpened(() => {
    for (const record of world.deliveries.all()) if (record.state === 'waiting') return void underWay(world, repeat(record.event));
  });
  return {
    publish: (event) => {
      const record = recordOf(event);
      world.deliveries.put(record);
      if (settings.faults.holdEvents) held.push(record);
      else void underWay(world, deliver(record, 0));
    },
    ask: async (event) => {
      const { record, outcome } = await attempted(recordOf(event));
      world.deliveries.put({ ...record, state: outcome.kind !== 'answered' ? 'gave-up' : isLost(outcome) ? 'lost-by-client' : 'delivered', nextMs: null });
      return outcome;
    },
    again: (event) => underWay(world, repeat(event)),
    release: () => {
      for (const record of held.splice(0).reverse()) void underWay(world, deliver(record, 0));
    },
    resume: () => {
      for (const record of world.deliveries.all()) {
        if (record.state === 'waiting') retryAt(record.event, Math.max(record.nextMs ?? 0, clock.now() + AFTER_RESTART_MS), Math.min(record.attempts.length, RETRY_AFTER_MS.length));
      }
    },
  };
};
