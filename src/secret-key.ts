/**
 * The key that encrypts the secrets of a draw in progress: from the configuration, or made once and kept beside the data.
 *
 * A crash between commitment and reveal must not lose it, so it is written and synced before its first use. Losing the
 * file loses nothing that is finished: only an attempt in progress has to be abandoned and drawn anew.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

const KEY_BYTES = 32;

/** @throws Error when the kept file is not a key: guessing would make secrets unreadable */
export const secretKeyOf = ({ secretKey, dataDir }: Pick<Config, 'secretKey' | 'dataDir'>): Uint8Array => {
  if (secretKey !== null) return Buffer.from(secretKey.reveal(), 'hex');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'secret.key');
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const kept = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(kept)) throw new Error(`密钥文件 ${path} 已损坏: 应为 64 位十六进制数。请从备份恢复, 或在没有进行中的抽取时删除它后重新启动`);
  return Buffer.from(kept, 'hex');
};
