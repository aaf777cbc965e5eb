import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { runCommand } from '../../../src/adapters/mongo/commands.ts';
import { storageOn } from '../../../src/adapters/mongo/storage.ts';
import type { Storage } from '../../../src/adapters/mongo/storage.ts';
import { INSPECTION, UNIT, acceptance, clockOf, resultOf, rosterImport, taskToLock } from '../../contract/drafts.ts';
import { testDatabase } from '../../support/engine.ts';

const options = { clock: clockOf(), random: randomBytes, secretKey: { id: 'k1', key: new Uint8Array(32).fill(7) } };

describe('backup and restore', () => {
  const database = testDatabase();
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yaohao-backup-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  const filled = async (): Promise<Storage> => {
    const storage = await storageOn(database.get(), options);
    await storage.blobs.put('none', new Uint8Array());
    for (const draft of [...taskToLock(await storage.blobs.put('result.json', resultOf())), acceptance(1)]) await storage.journal.append(draft);
    const changes = await storage.blobs.put('changes', new TextEncoder().encode(`{"code":"A1","row":{"name":"${'甲'.repeat(200_000)}"}}`));
    await storage.journal.append(rosterImport('targets', 1, changes));
    await storage.secrets.put('T2026-007/1', new Uint8Array([1, 2, 3]));
    await storage.checkpoints.set('notify', 6);
    return storage;
  };
  const said: string[] = [];
  const run = async (words: readonly string[]): Promise<number> => {
    said.length = 0;
    return runCommand(words, { uri: `${database.get().uri.split('/').slice(0, 3).join('/')}/${database.get().db.databaseName}?directConnection=true` }, { clock: options.clock, say: (line) => void said.push(line) });
  };

  it('brings everything back: record, files, secrets, queues; the rest is folded again', async () => {
    const { journal } = await filled();
    const before = await journal.read(0, 100);
    expect(await run(['backup', folder])).toBe(0);
    const [name = ''] = await readdir(folder);
    expect(name).toBe('yaohao-2026-09-08T01-00-00-000Z.jsonl.gz');
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    await Promise.all((await database.get().db.collections()).map((each) => each.deleteMany({})));

    expect(await run(['restore', folder])).toBe(0);
    expect(said).toContain('✓ 全部一致');
    const restored = await storageOn(database.get(), options);
    expect(await restored.journal.read(0, 100)).toEqual(before);
    expect(await restored.states.load('inspection', INSPECTION)).toMatchObject({ version: 1 });
    expect(await restored.rosters.count(UNIT, 'targets', 1)).toBe(1);
    expect(await restored.secrets.get('T2026-007/1')).toEqual(new Uint8Array([1, 2, 3]));
    expect(await restored.checkpoints.get('notify')).toBe(6);
  });

  it('does not overwrite records unless it is told to', async () => {
    const { journal } = await filled();
    const file = join(folder, 'b.gz');
    await run(['backup', file]);
    await expect(run(['restore', file])).rejects.toMatchObject({ code: 'storage.not-empty', next: expect.stringContaining('--force') });
    expect((await journal.head()).seq).toBe(6);
    await run(['restore', file, '--force']);
    expect((await journal.head()).seq).toBe(6);
  });

  it.each<readonly [string, (whole: Buffer) => Buffer]>([
    ['cut short', (whole) => whole.subarray(0, whole.length - 200)],
    ['without its end', (whole) => gzipSync(gunzipSync(whole).toString().split('\n').slice(0, -3).join('\n'))],
    ['of something else', () => gzipSync('{"format":"other"}\n')],
    ['not compressed', () => Buffer.from('PK')],
  ])('refuses a file %s and touches nothing', async (_, damage) => {
    const { journal } = await filled();
    const file = join(folder, 'b.gz');
    await run(['backup', file]);
    await writeFile(file, damage(await readFile(file)));
    await expect(run(['restore', file, '--force'])).rejects.toMatchObject({ code: 'storage.backup-unreadable' });
    expect((await journal.head()).seq).toBe(6);
  });

  it('says how it is used', async () => {
    await expect(run(['restore'])).rejects.toMatchObject({ next: expect.stringContaining('npm run backup') });
    await expect(run(['journal', 'repair'])).rejects.toMatchObject({ code: 'storage.usage' });
    await expect(run(['restore', folder])).rejects.toMatchObject({ message: expect.stringContaining('没有备份文件') });
  });
});
