/**
 * The one root key, from the configuration or made once and kept beside the data, and what is derived from it.
 *
 * Four uses, four keys that tell nothing about each other: secrets of a draw in progress are encrypted, checkpoints of
 * the log of draws are signed, addresses of pages carry a proof, and the one-time administrator code is always the same until somebody redeems it, however
 * often the service starts. Losing the root loses no decision and no result: an attempt in progress has to be drawn anew,
 * proof bundles of earlier draws can no longer be made (their salts are among the secrets; those handed out stay valid),
 * and verifiers have to be told the new public key.
 *
 * Changing it on purpose loses nothing: the earlier roots stay known (SECRET_KEYS_RETIRED) and still decrypt, recognise addresses
 * and name the public keys of before; at the next start everything is encrypted anew under the present one.
 */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, randomBytes, sign } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from './config.ts';
import { Refusal } from './domain/refusal.ts';

const KEY_BYTES = 32;

const codeOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '');

/** One level after the other: the recursive call of Node 20 never returns below a folder such as /proc, which refuses with ENOENT. */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
};

/** Makes the key file when there is none; whoever comes second reads what the first has written. */
const keptKey = (dataDir: string, path: string): string => {
  makeFolder(dataDir);
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
};

/** @throws Refusal when the folder cannot be written, or the kept file is not a key: guessing would make secrets unreadable */
export const secretKeyOf = ({ secretKey, dataDir }: Pick<Config, 'secretKey' | 'dataDir'>): Uint8Array => {
  if (secretKey !== null) return Buffer.from(secretKey.reveal(), 'hex');
  const path = join(dataDir, 'secret.key');
  let kept: string;
  try {
    kept = keptKey(dataDir, path);
  } catch (error) {
    throw new Refusal('config.data-dir', `数据目录 ${dataDir} 不能使用 (${codeOf(error)})`, { next: '请检查该目录的权限和磁盘空间, 或用 DATA_DIR 指定另一个目录' });
  }
  if (!/^[0-9a-f]{64}$/.test(kept)) throw new Refusal('config.secret-key', `密钥文件 ${path} 已损坏: 应为 64 位十六进制数`, { next: '请从备份恢复, 或在没有进行中的抽取时删除它后重新启动' });
  return Buffer.from(kept, 'hex');
};

/** What earlier roots are still good for, newest first. */
export const retiredFrom = ({ retiredKeys }: Pick<Config, 'retiredKeys'>): readonly Keys[] => retiredKeys.map((key) => keysFrom(Buffer.from(key.reveal(), 'hex')));

export interface Keys {
  /** Names itself, so that a changed root is noticed instead of garbling. */
  readonly ceremony: { readonly id: string; readonly key: Uint8Array };
  /** Ed25519: SPKI DER and RFC 8032 signatures. */
  readonly log: { readonly publicKey: Uint8Array; readonly sign: (message: Uint8Array) => Uint8Array };
  /** Proves that an address of a page was made by us. */
  readonly links: Uint8Array;
  readonly administratorCode: string;
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** Without 0/O and 1/I, which nobody can tell apart on a console. */
const CODE_SIGNS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

const derived = (root: Uint8Array, purpose: string, bytes = KEY_BYTES): Buffer => Buffer.from(hkdfSync('sha256', root, '', `yaohao/${purpose}/v1`, bytes));

export const keysFrom = (root: Uint8Array): Keys => {
  const ceremony = derived(root, 'ceremony');
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, derived(root, 'log')]), format: 'der', type: 'pkcs8' });
  const code = [...derived(root, 'administrator-code', 8)].map((byte) => CODE_SIGNS[byte % CODE_SIGNS.length]).join('');
  return {
    ceremony: { id: createHash('sha256').update(ceremony).digest('hex').slice(0, 8), key: ceremony },
    log: { publicKey: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }), sign: (message) => sign(null, message, privateKey) },
    links: derived(root, 'links'),
    administratorCode: `${code.slice(0, 4)}-${code.slice(4)}`,
  };
};
