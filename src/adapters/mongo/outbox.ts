/**
 * The outbox: messages derived from the journal, waiting to be sent in order.
 *
 * A key is put once, whoever derives it again. Within a lane (one chat on one platform) the run of due messages goes to
 * one holder, so order is kept however many processes send. When a lease is first given is written down, durably, before
 * the message is handed out: after a crash the sender knows that it may have been sent.
 *
 * Leasing costs by what it takes: the chats that are held or wait for a retry are found by two small indexes, then the queue is
 * walked in order past them until the limit is reached; what waits behind is not looked at.
 */
import { mongo } from 'mongoose';
import { laneOf } from '../../chat/ports.ts';
import type { AgeingCard, OutboxItem, OutboxStore } from '../../chat/ports.ts';
import type { CardRef } from '../../chat/platform.ts';
import type { Instant } from '../../domain/values.ts';
import { batching, ordering } from './batching.ts';
import type { Db } from './connection.ts';
import { ignoringDuplicates, persistently } from './errors.ts';

interface OutboxDocument extends Omit<OutboxItem, 'key'> {
  readonly _id: string;
  readonly order: number;
  readonly lane: string;
  readonly state: 'waiting' | 'sent' | 'dead';
  readonly failures: number;
  readonly retryAt: Instant | null;
  readonly firstTriedAt: Instant | null;
  /** The first try belongs to the lease in progress: giving back takes it back too. */
  readonly isFirstLease: boolean;
  readonly owner: string | null;
  readonly until: Instant | null;
  /** The lease request that holds it. */
  readonly lease: mongo.ObjectId | null;
  readonly endedAt: Instant | null;
  readonly sent: string | null;
  readonly card: CardRef | null;
  /** The subject a card is found by: a card's own, or that of an update that had to be sent as a new card. */
  readonly cardOf: string | null;
  readonly why: string | null;
}
export interface MongoOutbox extends OutboxStore {
  prepare(): Promise<void>;
  /** Digests of files that still wait to be sent. */
  digests(): Promise<readonly string[]>;
}

const FREE = { owner: null, until: null, lease: null } as const;

export const mongoOutbox = (db: Db): MongoOutbox => {
  const collection = db.collection<OutboxDocument>('outbox');
  const nextOrder = ordering();

  const insert = batching<readonly OutboxDocument[], null>(async (groups) => {
    const documents = groups.flat();
    if (documents.length > 0) await persistently(async () => ignoringDuplicates(collection.insertMany(documents, { ordered: false, ignoreUndefined: true })));
    return groups.map(() => null);
  });
  const change = batching<mongo.AnyBulkWriteOperation<OutboxDocument>, null>(async (operations) => {
    await persistently(async () => collection.bulkWrite([...operations], { ordered: true }));
    return operations.map(() => null);
  });
  const update = async (key: string, changes: mongo.UpdateFilter<OutboxDocument> | mongo.Document[]): Promise<void> => {
    await change({ updateOne: { filter: { _id: key, state: 'waiting' }, update: changes } });
  };

  const giveBack = async (keys: readonly string[]): Promise<void> => {
    const firstTriedAt = { $cond: ['$isFirstLease', null, '$firstTriedAt'] };
    await collection.updateMany({ _id: { $in: [...keys] }, state: 'waiting' }, [{ $set: { ...FREE, firstTriedAt, isFirstLease: false } }]);
  };

  return {
    prepare: async () => {
      await collection.createIndexes([
        { key: { state: 1, order: 1, lane: 1, notBefore: 1, _id: 1 }, name: 'turns' },
        { key: { state: 1, notBefore: 1 }, name: 'lag' },
        // Instants are strings: compared with '' they are any instant.
        { key: { until: 1, state: 1, lane: 1 }, name: 'held', partialFilterExpression: { until: { $gt: '' } } },
        { key: { retryAt: 1, state: 1, lane: 1 }, name: 'retries', partialFilterExpression: { retryAt: { $gt: '' } } },
        { key: { cardOf: 1, order: 1 }, name: 'cards', partialFilterExpression: { cardOf: { $type: 'string' } } },
      ]);
    },
    put: async (items, now) => {
      const documents = items.map(({ key, ...item }): OutboxDocument => ({
        _id: key, ...item, order: nextOrder(now), lane: laneOf(item.platform, item.to), state: 'waiting', failures: 0, retryAt: null, firstTriedAt: null, isFirstLease: false,
        ...FREE, endedAt: null, sent: null, card: null, cardOf: item.message.kind === 'card' ? item.subject : null, why: null,
      }));
      await insert(documents);
    },
    lease: async ({ owner, now, until, limit }) => {
      const stopped = await Promise.all([
        collection.find({ state: 'waiting', until: { $gt: now } }, { projection: { _id: 0, lane: 1 }, hint: 'held' }).toArray(),
        collection.find({ state: 'waiting', retryAt: { $gt: now } }, { projection: { _id: 0, lane: 1 }, hint: 'retries' }).toArray(),
      ]);
      const isDue = { state: 'waiting' as const, lane: { $nin: [...new Set(stopped.flat().map(({ lane }) => lane))] }, notBefore: { $lte: now } };
      const rows = await collection.find(isDue, { projection: { lane: 1 }, hint: 'turns' }).sort({ order: 1 }).limit(limit).toArray();
      if (rows.length === 0) return [];
      const chosen = rows.map(({ _id }) => _id);
      const lease = new mongo.ObjectId();
      const isFree = { _id: { $in: chosen }, state: 'waiting' as const, $or: [{ until: null }, { until: { $lte: now } }], retryAt: { $not: { $gt: now } } };
      const first = { $eq: [{ $ifNull: ['$firstTriedAt', null] }, null] };
      await collection.updateMany(isFree, [{ $set: { owner: { $literal: owner }, until, lease, isFirstLease: first, firstTriedAt: { $ifNull: ['$firstTriedAt', now] } } }]);
      const won = await collection.find({ _id: { $in: chosen }, lease }).sort({ order: 1 }).toArray();
      // Another process may have been faster in the middle of a run: what comes behind its part is not ours to send yet.
      const wonKeys = new Set(won.map(({ _id }) => _id));
      const cut = new Set<string>();
      const early = rows.filter(({ _id, lane }) => {
        if (!wonKeys.has(_id)) cut.add(lane);
        return wonKeys.has(_id) && cut.has(lane);
      });
      const given = new Set(early.map(({ _id }) => _id));
      if (given.size > 0) await giveBack([...given]);
      return won
        .filter(({ _id }) => !given.has(_id))
        .map(({ _id, platform, to, message, subject, notBefore, urgent, failures, firstTriedAt, isFirstLease }) => ({
          item: { key: _id, platform, to, message, subject, notBefore, ...(urgent === undefined ? {} : { urgent }) },
          failures,
          firstTriedAt: isFirstLease ? null : firstTriedAt,
        }));
    },
    sent: async (key, { at, message, card }) => {
      const ended = { state: 'sent', endedAt: at, ...FREE, retryAt: null, sent: { $literal: message }, card: { $literal: card } };
      await update(key, [{ $set: card === null ? ended : { ...ended, cardOf: { $ifNull: ['$cardOf', '$message.subject', null] } } }]);
    },
    retryAt: async (key, when, why) => update(key, { $set: { retryAt: when, why, isFirstLease: false, ...FREE }, $inc: { failures: 1 } }),
    dead: async (key, at, why) => update(key, { $set: { state: 'dead', endedAt: at, retryAt: null, why, ...FREE } }),
    giveBack,
    cards: async (subject) => {
      const found = await collection.find({ cardOf: subject, state: { $ne: 'dead' } }).sort({ order: 1 }).toArray();
      return found.map(({ platform, to, card, state, endedAt }) => ({ platform, to, ref: card, sentAt: state === 'sent' ? endedAt : null }));
    },
    ageing: async (before) => {
      const newest = { key: '$_id', platform: '$platform', to: '$to', subject: '$cardOf', state: '$state', endedAt: '$endedAt' };
      const found = await collection
        .aggregate<{ readonly newest: AgeingCard }>([
          { $match: { cardOf: { $type: 'string' }, state: { $ne: 'dead' } } },
          { $sort: { cardOf: 1, order: 1 } },
          { $group: { _id: { subject: '$cardOf', lane: '$lane' }, newest: { $last: newest } } },
          { $match: { 'newest.state': 'sent', 'newest.endedAt': { $lt: before } } },
          { $project: { _id: 0, 'newest.key': 1, 'newest.platform': 1, 'newest.to': 1, 'newest.subject': 1 } },
        ], { hint: 'cards' })
        .toArray();
      return found.map((each) => each.newest);
    },
    release: async (owner) => {
      await collection.updateMany({ state: 'waiting', owner }, { $set: FREE });
    },
    lag: async (now) => {
      const due = { state: 'waiting' as const, notBefore: { $lte: now } };
      const [waiting, dead, [oldest]] = await Promise.all([
        collection.countDocuments(due),
        collection.countDocuments({ state: 'dead' }),
        collection.find(due, { projection: { _id: 0, notBefore: 1 } }).sort({ notBefore: 1 }).limit(1).toArray(),
      ]);
      return { waiting, dead, oldestMs: oldest === undefined ? 0 : Math.max(0, Date.parse(now) - Date.parse(oldest.notBefore)) };
    },
    sweep: async (before) => {
      const old = { state: { $in: ['sent' as const, 'dead' as const] }, order: { $lt: Date.parse(before) * 1000 }, endedAt: { $lt: before } };
      return (await collection.deleteMany(old)).deletedCount;
    },
    digests: async () => {
      const waiting = await collection.find({ state: 'waiting', 'message.kind': 'file' }, { projection: { message: 1 } }).toArray();
      return waiting.flatMap(({ message }) => (message.kind === 'file' ? [message.blob] : []));
    },
  };
};
