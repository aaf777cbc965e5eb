/** The root key: made once, kept, and what is derived from it stays the same over restarts. */
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secret } from '../src/config.ts';
import { keysFrom, secretKeyOf } from '../src/secret-key.ts';

describe('the root key', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'yaohao-key-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is made once, readable by its owner only, and the same after a restart', () => {
    const first = secretKeyOf({ secretKey: null, dataDir: folder });
    expect(first).toHaveLength(32);
    expect(secretKeyOf({ secretKey: null, dataDir: folder })).toEqual(first);
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'secret.key'), 'utf8').trim()).toHaveLength(64);
  });

  test('a damaged key file stops the start instead of making a new key', () => {
    writeFileSync(join(folder, 'secret.key'), 'half');
    expect(() => secretKeyOf({ secretKey: null, dataDir: folder })).toThrow('已损坏');
  });

  test('a data folder that cannot be is named, with what to do', () => {
    writeFileSync(join(folder, 'a-file'), '');
    const dataDir = join(folder, 'a-file', 'data');
    expect(() => secretKeyOf({ secretKey: null, dataDir })).toThrow(expect.objectContaining({ name: 'Refusal', message: expect.stringContaining(dataDir), next: expect.stringContaining('DATA_DIR') }));
  });
});

test('a data folder below one that takes no folders is refused at once, instead of holding the start', () => {
  expect(() => secretKeyOf({ secretKey: null, dataDir: '/proc/nowhere/data' })).toThrow('不能使用');
});

describe('derived keys', () => {
  const root = Buffer.alloc(32, 7);

  test('are the same after a restart, different for another root, and never the root itself', () => {
    const keys = keysFrom(root);
    expect(keysFrom(secretKeyOf({ secretKey: secret('07'.repeat(32)), dataDir: '' })).administratorCode).toBe(keys.administratorCode);
    expect(keysFrom(Buffer.alloc(32, 8)).administratorCode).not.toBe(keys.administratorCode);
    expect(Buffer.from(keys.ceremony.key).equals(root)).toBe(false);
  });

  test('a code somebody reads from the console has no signs that look alike', () => {
    expect(keysFrom(root).administratorCode).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
  });

  test('what the log key signs, anybody can check with the public key alone', () => {
    const { publicKey, sign } = keysFrom(root).log;
    const message = Buffer.from('checkpoint');
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    expect(verify(null, message, key, sign(message))).toBe(true);
    expect(verify(null, Buffer.from('other'), key, sign(message))).toBe(false);
  });
});
