/** The root key: made once, kept, and what is derived from it stays the same over restarts. */
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logKey } from '../src/application/queries/log-key.ts';
import { logKeyCard } from '../src/chat/cards/log-key.ts';
import { secret } from '../src/config.ts';
import { linksOf } from '../src/web/links.ts';
import { keysFrom, retiredFrom, secretKeyOf } from '../src/secret-key.ts';
import { openBureau, U1 } from './support/bureau.ts';

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

describe('a changed root', () => {
  const [old, now] = ['07'.repeat(32), '08'.repeat(32)];
  const keys = keysFrom(secretKeyOf({ secretKey: secret(now), dataDir: '' }));
  const [retired] = retiredFrom({ retiredKeys: [secret(old)] });

  test('the earlier root gives the keys it gave, so that what lies under it is read', () => {
    expect(retired?.ceremony).toEqual(keysFrom(Buffer.alloc(32, 7)).ceremony);
    expect(retired?.ceremony.id).not.toBe(keys.ceremony.id);
  });

  test('a check code printed before the change still opens its page; without the retired key it does not', () => {
    const printed = linksOf(keysFrom(Buffer.alloc(32, 7)).links, 'https://x.test').to('check', 'T2026-001-01').split('/').at(-1) ?? '';
    expect(linksOf(keys.links, '', retired === undefined ? [] : [retired.links]).idOf('check', printed)).toBe('T2026-001-01');
    expect(linksOf(keys.links, '').idOf('check', printed)).toBeNull();
    expect(linksOf(keys.links, '').to('check', 'T2026-001-01').endsWith(printed)).toBe(false);
  });

  test('what is on no paper is not opened by a retired key: whoever has the old key makes himself no link to a proof', () => {
    const links = linksOf(keys.links, '', retired === undefined ? [] : [retired.links]);
    const forged = (page: 'evidence' | 'screen'): string => linksOf(keysFrom(Buffer.alloc(32, 7)).links, '').to(page, 'SUB2026-001-1-zzzzzz').split('/').at(-1) ?? '';
    expect(links.idOf('evidence', forged('evidence'))).toBeNull();
    expect(links.idOf('screen', forged('screen'))).toBeNull();
    expect(links.idOf('evidence', links.to('evidence', 'SUB2026-001-1-zzzzzz').split('/').at(-1) ?? '')).toBe('SUB2026-001-1-zzzzzz');
  });

  test('日志 公钥 names the earlier public keys, for what was signed under them', async () => {
    const { deps } = await openBureau();
    const former = retired === undefined ? [] : [retired.log.publicKey];
    const found = await logKey({ ...deps, signer: { ...keys.log, former } })(U1);
    expect(logKeyCard('某局', found).body).toContain(Buffer.from(keysFrom(Buffer.alloc(32, 7)).log.publicKey).toString('base64').slice(0, 20));
    expect(found.key).toBe(Buffer.from(keys.log.publicKey).toString('base64'));
  });
});
