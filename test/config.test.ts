/** The settings: what a person writes, what the service understands, and what it says when that is impossible. */
import { inspect } from 'node:util';
import { ConfigMistakes, readConfig, secret } from '../src/config.ts';

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
  const mistakes = mistakesOf({ PORT: '80000', LOG_LEVEL: 'loud', MONGODB_URI: 'db:27017', FEISHU_APP_ID: 'cli_0123456789abcdef', FEISHU_TRANSPORT: 'http', FEISHU_SECRET: 'x' });
  const about = (name: string): boolean => mistakes.some((mistake) => mistake.startsWith(`${name}:`));
  for (const name of ['PORT', 'LOG_LEVEL', 'MONGODB_URI', 'FEISHU_APP_SECRET', 'FEISHU_ENCRYPT_KEY', 'FEISHU_VERIFICATION_TOKEN', 'FEISHU_SECRET']) expect([name, about(name)]).toEqual([name, true]);
  expect(mistakes).toHaveLength(7);
});

test('the mistake never repeats the secret that was typed', () => {
  expect(mistakesOf({ SECRET_KEY: 'hunter2' }).join()).not.toContain('hunter2');
});

test('retired keys are read in order; a key cannot be in use and retired, and what is mistyped is never repeated', () => {
  const [now, old, older] = ['ab'.repeat(32), 'CD'.repeat(32), '01'.repeat(32)];
  const { retiredKeys } = readConfig({ SECRET_KEY: now, SECRET_KEYS_RETIRED: `${old}, ${older}` });
  expect(retiredKeys.map((key) => key.reveal())).toEqual([old.toLowerCase(), older]);
  expect(JSON.stringify(retiredKeys)).not.toContain(older);
  expect(readConfig({}).retiredKeys).toEqual([]);
  expect(mistakesOf({ SECRET_KEY: now, SECRET_KEYS_RETIRED: now.toUpperCase() }).join()).toContain('不能包含现用的 SECRET_KEY');
  expect(mistakesOf({ SECRET_KEYS_RETIRED: 'hunter2' }).join()).toMatch(/^(?!.*hunter2).*旧密钥/s);
  expect(mistakesOf({ SECRET_KEY_RETIRED: old }).join()).toContain('SECRET_KEY_RETIRED');
});

test('real credentials are understood and do not print', () => {
  const config = readConfig({ FEISHU_APP_ID: 'cli_0123456789abcdef', FEISHU_APP_SECRET: 'geheim', MONGODB_URI: 'mongodb://u:geheim@db/yaohao' });
  expect(config.feishu?.appSecret.reveal()).toBe('geheim');
  expect(JSON.stringify(config)).not.toContain('geheim');
  expect(inspect(config, { depth: 9 })).not.toContain('geheim');
  expect(String(secret('geheim'))).toBe('[已隐藏]');
});
