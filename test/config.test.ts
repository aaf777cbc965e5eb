/** The settings: what a person writes, what the service understands, and what it says when that is impossible. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigMistakes, readConfig, secret } from '../src/config.ts';
import { secretKeyOf } from '../src/secret-key.ts';

const mistakesOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigMistakes) return error.mistakes;
  }
  return [];
};

test('without any setting the service serves the built-in chat on its own database', () => {
  const config = readConfig({});
  expect(config.http).toEqual({ host: '127.0.0.1', port: 3000, publicUrl: 'http://127.0.0.1:3000' });
  expect(config.feishu).toBeNull();
  expect(config.mongoUri).toBeNull();
  expect(config.dataDir).toMatch(/\/data$/);
});

test('an empty line in the settings file counts as not set', () => {
  expect(readConfig({ PORT: '', FEISHU_APP_ID: '  ' }).feishu).toBeNull();
});

test('all mistakes are named at once, each with what is expected', () => {
  const mistakes = mistakesOf({ PORT: '80000', LOG_LEVEL: 'loud', MONGODB_URI: 'db:27017', FEISHU_APP_ID: 'cli_0123456789abcdef', FEISHU_TRANSPORT: 'webhook', FEISHU_SECRET: 'x' });
  const about = (name: string): boolean => mistakes.some((mistake) => mistake.startsWith(`${name}:`));
  for (const name of ['PORT', 'LOG_LEVEL', 'MONGODB_URI', 'FEISHU_APP_SECRET', 'FEISHU_ENCRYPT_KEY', 'FEISHU_VERIFICATION_TOKEN', 'FEISHU_SECRET']) expect([name, about(name)]).toEqual([name, true]);
  expect(mistakes).toHaveLength(7);
});

test('the mistake never repeats the secret that was typed', () => {
  expect(mistakesOf({ SECRET_KEY: 'hunter2' }).join()).not.toContain('hunter2');
});

test('real credentials are understood and do not print', () => {
  const config = readConfig({ FEISHU_APP_ID: 'cli_0123456789abcdef', FEISHU_APP_SECRET: 'geheim', MONGODB_URI: 'mongodb://u:geheim@db/yaohao' });
  expect(config.feishu?.appSecret.reveal()).toBe('geheim');
  expect(JSON.stringify(config)).not.toContain('geheim');
  expect(inspect(config, { depth: 9 })).not.toContain('geheim');
  expect(String(secret('geheim'))).toBe('[已隐藏]');
});

describe('the key of draws in progress', () => {
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
});
