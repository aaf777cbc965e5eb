import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineWay } from '../../../src/adapters/mongo/engine-support.ts';
import { joinDatabase, openDatabase } from '../../../src/adapters/mongo/connection.ts';
import { testDatabase } from '../../support/engine.ts';

describe('where the embedded engine can run', () => {
  const debian = { platform: 'linux', arch: 'x64', glibc: '2.36', hasAvx: true };

  it('loads a patched copy on Debian 12 and the original on newer systems', () => {
    expect(engineWay(debian)).toEqual({ part: 'linux-x64-gnu', patch: true });
    expect(engineWay({ ...debian, glibc: '2.37' }).patch).toBe(true);
    expect(engineWay({ ...debian, glibc: '2.38' }).patch).toBe(false);
    expect(engineWay({ ...debian, arch: 'arm64', hasAvx: false, glibc: '2.41' })).toEqual({ part: 'linux-arm64-gnu', patch: false });
    expect(engineWay({ platform: 'darwin', arch: 'arm64', glibc: null, hasAvx: false })).toEqual({ part: 'darwin-arm64', patch: false });
  });

  it.each([
    ['Windows', { ...debian, platform: 'win32' }, 'win32-x64'],
    ['Alpine', { ...debian, glibc: null }, 'musl'],
    ['an older glibc', { ...debian, glibc: '2.35' }, '2.35'],
    ['a processor without AVX', { ...debian, hasAvx: false }, 'AVX'],
  ])('says on %s why not, and that MONGODB_URI is the way out', (_, machine, reason) => {
    expect(() => engineWay(machine)).toThrow(expect.objectContaining({ code: 'storage.engine-unsupported', message: expect.stringContaining(reason), next: expect.stringContaining('MONGODB_URI') }));
  });
});

describe('the embedded engine', () => {
  const database = testDatabase();

  it('answers, and keeps its files to its user', async () => {
    expect(await database.get().health()).toMatchObject({ ok: true, engine: { state: 'running', restarts: 0 } });
    const folder = join(database.dataDir(), 'mongo');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
    const modes = await Promise.all(files.map(async (entry) => (await stat(join(folder, entry.name))).mode & 0o077));
    expect(files.length).toBeGreaterThan(0);
    expect(modes.every((mode) => mode === 0)).toBe(true);
  });

  it('refuses the commands that would kill it', async () => {
    const { db } = database.get();
    await expect(db.command({ killAllSessions: [] })).rejects.toThrow('not supported by the embedded engine');
    expect(await database.get().health()).toMatchObject({ ok: true });
  });

  it('tells a second program that the data directory is in use, and goes on', async () => {
    await expect(openDatabase({ dataDir: database.dataDir() }, { inUseMs: 0 })).rejects.toMatchObject({ code: 'storage.in-use' });
    expect(await database.get().health()).toMatchObject({ ok: true });
  });

  it('lets a command beside the running service use the same engine', async () => {
    const joined = await joinDatabase({ dataDir: database.dataDir() });
    expect(await joined.health()).toEqual({ ok: true, detail: 'mongodb', engine: null });
    expect(joined.exclusive).toBe(false);
    await joined.close();
    expect(await database.get().health()).toMatchObject({ ok: true });
  });

  it('starts again under the same address when it is killed', async () => {
    const { db, health } = database.get();
    await db.collection<{ _id: string }>('kept').insertOne({ _id: 'before' });
    const before = (await health()).engine?.pid ?? 0;
    process.kill(before, 'SIGKILL');
    let found: unknown = null;
    while (found === null) found = await db.collection<{ _id: string }>('kept').findOne({ _id: 'before' }).catch(() => null);
    expect(found).toEqual({ _id: 'before' });
    expect((await health()).engine).toMatchObject({ state: 'running', restarts: 1 });
    expect((await health()).engine?.pid).not.toBe(before);
  });
});

it('names the address it cannot reach', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'yaohao-test-'));
  const uri = `mongodb://${encodeURIComponent(join(dir, 'none.sock'))}/?serverSelectionTimeoutMS=100`;
  await expect(openDatabase({ uri })).rejects.toMatchObject({ code: 'storage.unreachable' });
  await rm(dir, { recursive: true });
});
