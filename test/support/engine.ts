/**
 * A real database for tests: one embedded engine per test file, a database of its own per test.
 *
 * `testDatabase()` in a describe block starts the engine before the tests and takes everything away after them;
 * TEST_MONGODB_URI points the same tests at a server. Databases are emptied, not dropped: dropping leaves the engine
 * with open files.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/adapters/mongo/connection.ts';
import type { Database } from '../../src/adapters/mongo/connection.ts';

const START_MS = 60_000;

/** Empties every collection of a database. */
export const empty = async ({ db }: Pick<Database, 'db'>): Promise<void> => {
  const collections = await db.collections();
  await Promise.all(collections.map((each) => each.deleteMany({})));
};

/**
 * @returns `get` gives the database of the running test; `another` a second connection to it, as another process has one
 */
export const testDatabase = (): { readonly get: () => Database; readonly another: () => Promise<Database>; readonly dataDir: () => string } => {
  let dataDir = '';
  let database: Database | null = null;
  const others: Database[] = [];
  const get = (): Database => {
    if (database === null) throw new Error('the database is there in tests, not around them');
    return database;
  };
  beforeAll(async () => {
    const uri = process.env['TEST_MONGODB_URI'];
    dataDir = await mkdtemp(join(tmpdir(), 'yaohao-test-'));
    database = await openDatabase(uri === undefined ? { dataDir } : { uri }, { name: `test_${dataDir.slice(-6)}` });
  }, START_MS);
  afterEach(async () => {
    await Promise.all(others.splice(0).map((each) => each.close()));
    await empty(get());
  });
  afterAll(async () => {
    await database?.close();
    await rm(dataDir, { recursive: true, force: true });
  }, START_MS);
  return {
    get,
    another: async () => {
      const opened = await openDatabase({ uri: get().uri }, { name: get().db.databaseName });
      others.push(opened);
      return opened;
    },
    dataDir: () => dataDir,
  };
};
