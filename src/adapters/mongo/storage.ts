/**
 * Everything that is kept, behind the ports of the application and the chat, on one database.
 *
 * Opening creates the indexes and folds what a crash left unfolded; closing waits for what is being written.
 */
import type { Clock, Confidential, Journal, RandomBytes, Rosters, Secrets, States } from '../../application/ports.ts';
import type { Imports } from '../../application/imports/ports.ts';
import type { Checkpoints, InboxStore, OutboxStore } from '../../chat/ports.ts';
import type { Instant } from '../../domain/values.ts';
import { versionIn } from '../../domain/roster/roster.ts';
import { mongoBlobs } from './blobs.ts';
import type { MongoBlobs } from './blobs.ts';
import { mongoCheckpoints } from './checkpoints.ts';
import { mongoConfidential } from './confidential.ts';
import { openDatabase } from './connection.ts';
import type { Database, Place } from './connection.ts';
import { journalEntries } from './entries.ts';
import type { Entries } from './entries.ts';
import { digestsOf } from './entry.ts';
import { mongoImports } from './imports.ts';
import { mongoInbox } from './inbox.ts';
import { mongoJournal } from './journal.ts';
import { mongoOutbox } from './outbox.ts';
import { projections } from './projections.ts';
import type { Projections } from './projections.ts';
import { mongoRosters } from './rosters.ts';
import type { MongoRosters } from './rosters.ts';
import { mongoSecrets } from './secrets.ts';
import type { SecretKey } from './sealing.ts';
import { verify } from './verify.ts';
import type { VerifyReport } from './verify.ts';

export interface Storage {
  readonly journal: Journal;
  readonly states: States;
  readonly blobs: MongoBlobs;
  readonly rosters: Rosters;
  readonly imports: Imports;
  readonly secrets: Secrets;
  readonly confidential: Confidential;
  /** Secrets found under an earlier key when it was opened, now under the present one. */
  readonly rewrapped: number;
  readonly inbox: InboxStore;
  readonly outbox: OutboxStore;
  readonly checkpoints: Checkpoints;
  /** For Agenda, which wants a connection of its own to share, and for the command line. */
  readonly database: Database;
  readonly health: Database['health'];
  /**
   * Deletes bulk data nobody refers to: blobs put, and imports staged, before the instants. What the journal, a waiting
   * import or a waiting message names stays; choose instants days ago, for what is just being decided.
   */
  sweep(before: { readonly blobs: Instant; readonly imports: Instant }): Promise<{ readonly blobs: number; readonly imports: number }>;
  /** Re-hashes the record and compares the projections with it; changes nothing. */
  verify(): Promise<VerifyReport>;
  /** Resolves when everything decided so far is in the journal and in the projections. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface StorageOptions {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly secretKey: SecretKey;
  readonly retiredKeys?: readonly SecretKey[];
  /** Told about restarts of the embedded engine. */
  readonly notice?: (text: string) => void;
  /** Name of the database; by default the one in the address, or 'yaohao'. */
  readonly name?: string;
}

/** The parts the verifier and the backup need beside the ports. */
export interface Foundation {
  readonly entries: Entries;
  readonly blobs: MongoBlobs;
  readonly projections: Projections;
  readonly rosters: MongoRosters;
}

/** Journal and projections of a database, indexes not yet created. */
export const foundation = ({ db, exclusive }: Pick<Database, 'db' | 'exclusive'>, clock: Clock, writeBehind = false): Foundation => {
  const entries = journalEntries(db, 'main');
  const blobs = mongoBlobs(db, clock);
  return {
    entries, blobs,
    projections: projections(db, { entries, readBlob: async (sha256) => blobs.get(sha256), exclusive, writeBehind }),
    rosters: mongoRosters(db, { entries, readBlob: (sha256) => blobs.stream(sha256) }),
  };
};

/** The ports on a database that is open already; closing them closes it. @param writeBehind only for the one who alone writes */
export const storageOn = async (database: Database, { clock, random, secretKey, retiredKeys = [], writeBehind = false }: Omit<StorageOptions, 'name' | 'notice'> & { readonly writeBehind?: boolean }): Promise<Storage> => {
  const { db } = database;
  const { entries, blobs, projections: states, rosters } = foundation(database, clock, writeBehind);
  const imports = mongoImports(db);
  const secrets = mongoSecrets(db, { key: secretKey, retired: retiredKeys, random });
  const confidential = mongoConfidential(db, { key: secretKey, retired: retiredKeys, random });
  const inbox = mongoInbox(db);
  const outbox = mongoOutbox(db);
  await Promise.all([entries, blobs, states, rosters, imports, inbox, outbox].map(async (part) => part.prepare()));
  await states.catchUp();
  const appender = mongoJournal({ db, entries, projections: states, clock });

  const journal: Journal = {
    ...appender,
    append: async (draft) => {
      const entry = await appender.append(draft);
      // The rows of a confirmed roster are folded at once; who asks before they are there waits, and sees any error.
      for (const { unit, roster, version } of entry.events.flatMap((fact) => versionIn(fact) ?? [])) void rosters.ensure(unit, roster, version).catch(() => undefined);
      return entry;
    },
  };
  const drain = async (): Promise<void> => {
    await appender.drain();
    await states.settle();
  };
  return {
    journal, states, blobs, rosters, imports, inbox, outbox, database,
    secrets,
    rewrapped: retiredKeys.length === 0 ? 0 : (await secrets.rewrap()) + (await confidential.rewrap()),
    confidential,
    checkpoints: mongoCheckpoints(db),
    health: async () => database.health(),
    sweep: async (before) => {
      const swept = await imports.sweep(before.imports);
      const kept = new Set([...(await imports.digests()), ...(await outbox.digests())]);
      for await (const entry of entries.all()) for (const sha256 of digestsOf(entry)) kept.add(sha256);
      return { blobs: await blobs.sweep(before.blobs, kept), imports: swept };
    },
    verify: async () => verify({ db, entries, blobs }),
    drain,
    close: async () => {
      await drain();
      await database.close();
    },
  };
};

/**
 * Opens the storage at an address, or on a data directory with the embedded engine.
 * @throws Refusal when the engine cannot run here, its directory is in use, or the server cannot be reached
 */
export const openStorage = async (place: Place, { name, notice, ...options }: StorageOptions): Promise<Storage> => {
  const database = await openDatabase(place, { ...(name === undefined ? {} : { name }), ...(notice === undefined ? {} : { notice }) });
  try {
    return await storageOn(database, { ...options, writeBehind: database.exclusive });
  } catch (error) {
    await database.close();
    throw error;
  }
};
