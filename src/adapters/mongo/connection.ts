/**
 * One connection to the database, wherever it is: the server in MONGODB_URI, or the embedded engine on a data directory.
 *
 * Every acknowledged write is journaled (majority on a replica set): the default write concern loses the last 90 ms at a
 * kill. Nothing here or above uses sessions, transactions, change streams or retried writes; the engine has none.
 */
import { Mongoose } from 'mongoose';
import type { Connection, mongo } from 'mongoose';
import { Refusal } from '../../domain/refusal.ts';
import { engineSocket, startEngine } from './engine.ts';
import type { Engine, EngineHealth } from './engine.ts';

export type Db = mongo.Db;
export type Place = { readonly uri: string } | { readonly dataDir: string };

export interface Database {
  readonly connection: Connection;
  readonly db: Db;
  /** True for the embedded engine: no other process writes to this database. */
  readonly exclusive: boolean;
  /** The address to give another process, e.g. a test that opens the same database twice. */
  readonly uri: string;
  health(): Promise<{ readonly ok: boolean; readonly detail: string; readonly engine: EngineHealth | null }>;
  /** Closes the connection, then the engine. */
  close(): Promise<void>;
}

/** Projections can be rebuilt: their writes need not wait for the disk. */
export const REBUILDABLE = { writeConcern: { w: 1, journal: false } } as const;

const CONNECT_TIMEOUT_MS = 5000;
const SELECTION_TIMEOUT_MS = 10_000;
const DEFAULT_NAME = 'yaohao';

const isReplicated = async (db: Db): Promise<boolean> => {
  const hello = await db.admin().command({ hello: 1 });
  return hello['setName'] !== undefined || hello['msg'] === 'isdbgrid';
};

/** A mongoose of our own: its settings are ours alone. */
const mongoose = new Mongoose();
mongoose.set({ strict: 'throw', strictQuery: true, sanitizeFilter: true, autoIndex: false, autoCreate: false });

/** The address may ask for other time-outs; the write concern is ours. */
const timeouts = (uri: string): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries({ connectTimeoutMS: CONNECT_TIMEOUT_MS, serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS }).filter(([option]) => !uri.includes(`${option}=`)));

const connect = async (uri: string, w: 1 | 'majority', name: string | null): Promise<Connection> =>
  mongoose.createConnection(uri, { writeConcern: { w, journal: true }, retryWrites: false, ...timeouts(uri), ...(name === null ? {} : { dbName: name }) }).asPromise();

const unreachable = (error: unknown): Refusal =>
  new Refusal('storage.unreachable', `无法连接 MONGODB_URI 所指的数据库:${error instanceof Error ? error.message : String(error)}`, { next: '请检查地址、账号和网络,确认数据库已启动后重新启动本程序' });

const connectTo = async (uri: string, name: string | null): Promise<Connection> => {
  const first = await connect(uri, 1, name);
  if (first.db === undefined || !(await isReplicated(first.db))) return first;
  await first.close();
  return connect(uri, 'majority', name);
};

const socketUri = (socket: string): string => `mongodb://${encodeURIComponent(socket)}/${DEFAULT_NAME}?directConnection=true`;

export interface DatabaseOptions {
  /** Name of the database; by default the one in the address, or 'yaohao'. */
  readonly name?: string;
  readonly notice?: (text: string) => void;
  readonly inUseMs?: number;
}

/** @throws Refusal when the engine cannot run here, its directory is in use, or the server cannot be reached */
export const openDatabase = async (place: Place, { name, notice = () => undefined, inUseMs }: DatabaseOptions = {}): Promise<Database> => {
  const engine: Engine | null = 'dataDir' in place ? await startEngine({ dataDir: place.dataDir, notice, ...(inUseMs === undefined ? {} : { inUseMs }) }) : null;
  const uri = 'uri' in place ? place.uri : socketUri(engine?.socket ?? '');
  const hasName = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]+/.test(uri);
  let connection: Connection;
  try {
    connection = await connectTo(uri, name ?? (hasName ? null : DEFAULT_NAME));
  } catch (error) {
    await engine?.stop();
    throw engine === null ? unreachable(error) : error;
  }
  const { db } = connection;
  if (db === undefined) throw new Error('mongoose connected without a database');
  return {
    connection, db, uri,
    exclusive: engine !== null,
    health: async () => {
      try {
        await db.command({ ping: 1 }, { timeoutMS: CONNECT_TIMEOUT_MS });
        return { ok: true, detail: engine === null ? 'mongodb' : 'embedded', engine: engine?.health() ?? null };
      } catch (error) {
        return { ok: false, detail: error instanceof Error ? error.message : String(error), engine: engine?.health() ?? null };
      }
    },
    close: async () => {
      await connection.close();
      await engine?.stop();
    },
  };
};

/** Like openDatabase, but joins the engine of a service that runs on the directory: for commands beside it. */
export const joinDatabase = async (place: Place): Promise<Database> => {
  try {
    return await openDatabase(place, { inUseMs: 0 });
  } catch (error) {
    if (!('dataDir' in place) || !(error instanceof Refusal) || error.code !== 'storage.in-use') throw error;
    return openDatabase({ uri: socketUri(await engineSocket(place.dataDir)) });
  }
};
