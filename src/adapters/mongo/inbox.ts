/**
 * The inbox: what a platform delivered, claimed durably by its key before the platform is answered.
 *
 * Claims that come together share one journaled write. Leases and done marks need no flush of their own: losing one to a
 * crash hands the message out again, and every command is recorded once by its cause.
 */
import { mongo } from 'mongoose';
import { laneOf } from '../../chat/ports.ts';
import type { InboxStore } from '../../chat/ports.ts';
import type { Inbound } from '../../chat/platform.ts';
import type { Instant } from '../../domain/values.ts';
import { batching, ordering } from './batching.ts';
import { REBUILDABLE } from './connection.ts';
import type { Db } from './connection.ts';
import { duplicatesOf, ignoringDuplicates, isDoubtful, persistently } from './errors.ts';

interface InboxDocument {
  readonly _id: string;
  /** Whose insert this was: tells 'new' from 'seen' when an answer is lost. */
  readonly token: mongo.ObjectId;
  readonly order: number;
  readonly lane: string;
  readonly inbound: Inbound;
  readonly claimedAt: Instant;
  readonly state: 'waiting' | 'done' | 'parked';
  readonly failures: number;
  readonly retryAt: Instant | null;
  readonly owner: string | null;
  readonly until: Instant | null;
  /** The lease request that holds it. */
  readonly lease: mongo.ObjectId | null;
  readonly endedAt: Instant | null;
  readonly why: string | null;
}

export interface MongoInbox extends InboxStore {
  prepare(): Promise<void>;
}

const keyOf = (inbound: Inbound): string => `${inbound.platform}/${inbound.key}`;
const FREE = { owner: null, until: null, lease: null } as const;

export const mongoInbox = (db: Db): MongoInbox => {
  const collection = db.collection<InboxDocument>('inbox');
  const nextOrder = ordering();

  const claim = batching<InboxDocument, 'new' | 'seen'>(async (documents) => {
    const insert = async (): Promise<unknown> => collection.insertMany([...documents], { ordered: false, ignoreUndefined: true });
    try {
      await insert();
      return documents.map(() => 'new');
    } catch (error) {
      const seen = duplicatesOf(error);
      if (seen !== null) return documents.map((_, i) => (seen.has(i) ? 'seen' : 'new'));
      if (!isDoubtful(error)) throw error;
    }
    // The answer was lost: insert again, then see whose documents they are.
    await persistently(async () => ignoringDuplicates(insert()));
    const stored = await collection.find({ _id: { $in: documents.map(({ _id }) => _id) } }, { projection: { token: 1 } }).toArray();
    const tokens = new Set(stored.map(({ token }) => token.toHexString()));
    return documents.map(({ token }) => (tokens.has(token.toHexString()) ? 'new' : 'seen'));
  });

  const finish = batching<{ readonly key: string; readonly now: Instant }, null>(async (items) => {
    const operations = items.map(({ key, now }) => ({ updateOne: { filter: { _id: key }, update: { $set: { state: 'done' as const, endedAt: now, ...FREE } } } }));
    await persistently(async () => collection.bulkWrite(operations, { ordered: false, ...REBUILDABLE }));
    return items.map(() => null);
  });

  return {
    prepare: async () => {
      // Leases are found on the index alone.
      await collection.createIndexes([{ key: { state: 1, order: 1, lane: 1, until: 1, retryAt: 1, _id: 1 }, name: 'queue' }]);
    },
    claim: async (inbound, now) =>
      claim({
        _id: keyOf(inbound), token: new mongo.ObjectId(), order: nextOrder(now), lane: laneOf(inbound.platform, inbound.chat), inbound, claimedAt: now,
        state: 'waiting', failures: 0, retryAt: null, ...FREE, endedAt: null, why: null,
      }),
    lease: async ({ owner, now, until, limit }) => {
      const lanes = new Set<string>();
      const chosen: string[] = [];
      const queue = collection.find({ state: 'waiting' }, { projection: { lane: 1, until: 1, retryAt: 1 } }).sort({ order: 1 });
      for await (const { _id, lane, until: held, retryAt } of queue) {
        if (lanes.has(lane)) continue;
        lanes.add(lane);
        if ((held !== null && held > now) || (retryAt !== null && retryAt > now)) continue;
        chosen.push(_id);
        if (chosen.length >= limit) break;
      }
      if (chosen.length === 0) return [];
      const lease = new mongo.ObjectId();
      await collection.updateMany({ _id: { $in: chosen }, state: 'waiting', $or: [{ until: null }, { until: { $lte: now } }] }, { $set: { owner, until, lease } }, REBUILDABLE);
      const won = await collection.find({ _id: { $in: chosen }, lease }).sort({ order: 1 }).toArray();
      return won.map(({ inbound, claimedAt, failures }) => ({ inbound, claimedAt, failures }));
    },
    done: async (inbound, now) => {
      await finish({ key: keyOf(inbound), now });
    },
    failed: async (inbound, { now, why, retryAt }) => {
      const outcome = retryAt === null ? { state: 'parked' as const, endedAt: now } : { state: 'waiting' as const, endedAt: null };
      await collection.updateOne({ _id: keyOf(inbound), state: 'waiting' }, { $set: { ...outcome, retryAt, why, ...FREE }, $inc: { failures: 1 } });
    },
    release: async (owner) => {
      await collection.updateMany({ state: 'waiting', owner }, { $set: FREE });
    },
    lag: async (now) => {
      const [waiting, parked, oldest] = await Promise.all([
        collection.countDocuments({ state: 'waiting' }),
        collection.countDocuments({ state: 'parked' }),
        collection.findOne({ state: 'waiting' }, { projection: { claimedAt: 1 }, sort: { order: 1 } }),
      ]);
      return { waiting, parked, oldestMs: oldest === null ? 0 : Math.max(0, Date.parse(now) - Date.parse(oldest.claimedAt)) };
    },
    // What ended before an instant was claimed before it: the index gives that much.
    sweep: async (before) => (await collection.deleteMany({ state: 'done', order: { $lt: Date.parse(before) * 1000 }, endedAt: { $lt: before } })).deletedCount,
  };
};
