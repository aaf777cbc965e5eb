/**
 * The environment, read once → a frozen, typed object.
 *
 * All mistakes are listed together, in the words of the person who wrote the settings file, so that one edit repairs them.
 * Values that must not reach a log are `Secret`s: they print as [已隐藏] and are opened only where they are used.
 * What each variable means: .env.example.
 */
import { resolve } from 'node:path';
import { z } from 'zod';

export interface Secret {
  readonly reveal: () => string;
  readonly toJSON: () => string;
  readonly toString: () => string;
}
const HIDDEN = '[已隐藏]';
export const secret = (value: string): Secret => Object.freeze({ reveal: () => value, toJSON: () => HIDDEN, toString: () => HIDDEN });

export interface FeishuConfig {
  readonly appId: string;
  readonly appSecret: Secret;
  readonly transport: 'ws' | 'http';
  readonly encryptKey: Secret | null;
  readonly verificationToken: Secret | null;
  readonly domain: string;
}
export interface Config {
  readonly http: { readonly host: string; readonly port: number; readonly publicUrl: string };
  readonly dataDir: string;
  /** null: the embedded engine on dataDir. */
  readonly mongoUri: Secret | null;
  /** 64 hex digits; null: made once and kept in dataDir. */
  readonly secretKey: Secret | null;
  /** Earlier values of the secret key, newest first: they only decrypt and recognise. */
  readonly retiredKeys: readonly Secret[];
  /** null: the sandbox plays the platform. */
  readonly feishu: FeishuConfig | null;
  readonly sandbox: { readonly port: number };
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export class ConfigMistakes extends Error {
  override readonly name = 'ConfigMistakes';
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(`配置有 ${mistakes.length} 处错误:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}\n各项含义见 .env.example`);
    this.mistakes = mistakes;
  }
}

/** 0 lets the system choose a free port (tests, demo). */
const port = (initial: number) => z.string().regex(/^\d{1,5}$/, '应为 0–65535 的端口号').transform(Number).refine((n) => n <= 65_535, '应为 0–65535 的端口号').default(initial);
const webAddress = (example: string) => z.url({ protocol: /^https?$/, error: `应为网址, 例如 ${example}` }).transform((url) => url.replace(/\/+$/, ''));

const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port(3000),
  PUBLIC_URL: webAddress('https://yaohao.example.gov.cn').optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\/.+/, '应以 mongodb:// 或 mongodb+srv:// 开头').optional(),
  SECRET_KEY: z.string().regex(/^[0-9a-fA-F]{64}$/, '应为 64 位十六进制数; 可用命令 openssl rand -hex 32 生成').optional(),
  SECRET_KEYS_RETIRED: z.string().regex(/^[0-9a-fA-F]{64}([,\s]+[0-9a-fA-F]{64})*$/, '应为一个或几个旧密钥, 各 64 位十六进制数, 用逗号隔开').optional(),
  FEISHU_APP_ID: z.string().regex(/^cli_[0-9a-fA-F]{16}$/, '应为应用 ID: cli_ 加 16 位').optional(),
  FEISHU_APP_SECRET: z.string().min(1).optional(),
  FEISHU_TRANSPORT: z.enum(['ws', 'http'], { error: '只能是 ws(长连接)或 http(回调)' }).default('ws'),
  FEISHU_ENCRYPT_KEY: z.string().min(1).optional(),
  FEISHU_VERIFICATION_TOKEN: z.string().min(1).optional(),
  FEISHU_DOMAIN: webAddress('https://open.feishu.cn').default('https://open.feishu.cn'),
  SANDBOX_PORT: port(3001),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `只能是 ${LOG_LEVELS.join(' / ')}` }).default('info'),
});
type Settings = z.infer<typeof schema>;

const OWN = new Set(Object.keys(schema.shape));
/** Variables of our families that we do not read are typing mistakes, not wishes. */
const misspelt = (env: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.keys(env)
    .filter((name) => /^(FEISHU_|SANDBOX_|MONGODB_|SECRET_KEY)/.test(name) && !OWN.has(name))
    .map((name) => `${name}: 没有这个配置项, 是否写错了名称`);

const keysIn = (value: string | undefined): readonly string[] => (value ?? '').toLowerCase().split(/[,\s]+/).filter((key) => key !== '');

/** Rules between settings; each is meaningful even when another setting is wrong. */
const between = (env: Readonly<Record<string, string | undefined>>): readonly string[] => {
  const has = (name: string): boolean => env[name] !== undefined;
  const found: string[] = [];
  const now = env['SECRET_KEY']?.toLowerCase();
  if (now !== undefined && keysIn(env['SECRET_KEYS_RETIRED']).includes(now)) found.push('SECRET_KEYS_RETIRED: 不能包含现用的 SECRET_KEY, 请只填换下来的旧密钥');
  if (has('FEISHU_APP_ID') && !has('FEISHU_APP_SECRET')) found.push('FEISHU_APP_SECRET: 已填写 FEISHU_APP_ID, 还须填写应用密钥');
  if (!has('FEISHU_APP_ID') && has('FEISHU_APP_SECRET')) found.push('FEISHU_APP_ID: 已填写 FEISHU_APP_SECRET, 还须填写应用 ID');
  if (has('FEISHU_APP_ID') && env['FEISHU_TRANSPORT'] === 'http')
    for (const name of ['FEISHU_ENCRYPT_KEY', 'FEISHU_VERIFICATION_TOKEN']) if (!has(name)) found.push(`${name}: 使用回调(http)时必填, 在飞书开发者后台“事件与回调 → 加密策略”中查看`);
  return found;
};

const optionalSecret = (value: string | undefined): Secret | null => (value === undefined ? null : secret(value));

const feishuOf = (settings: Settings): FeishuConfig | null =>
  settings.FEISHU_APP_ID === undefined
    ? null
    : {
        appId: settings.FEISHU_APP_ID,
        appSecret: secret(settings.FEISHU_APP_SECRET ?? ''),
        transport: settings.FEISHU_TRANSPORT,
        encryptKey: optionalSecret(settings.FEISHU_ENCRYPT_KEY),
        verificationToken: optionalSecret(settings.FEISHU_VERIFICATION_TOKEN),
        domain: settings.FEISHU_DOMAIN,
      };

/**
 * @param given the environment; an empty value counts as absent, as a settings file leaves it
 * @throws ConfigMistakes naming every wrong variable
 */
export const readConfig = (given: Readonly<Record<string, string | undefined>>): Config => {
  const env = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value?.trim()]).filter(([, value]) => value !== undefined && value !== '')) as Readonly<Record<string, string>>;
  const read = schema.safeParse(env);
  const wrong = read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const mistakes = [...wrong, ...between(env), ...misspelt(env)];
  if (!read.success || mistakes.length > 0) throw new ConfigMistakes(mistakes);
  const settings = read.data;
  return Object.freeze({
    http: Object.freeze({ host: settings.HOST, port: settings.PORT, publicUrl: settings.PUBLIC_URL ?? `http://127.0.0.1:${settings.PORT}` }),
    dataDir: resolve(settings.DATA_DIR),
    mongoUri: optionalSecret(settings.MONGODB_URI),
    secretKey: optionalSecret(settings.SECRET_KEY),
    retiredKeys: Object.freeze(keysIn(settings.SECRET_KEYS_RETIRED).map(secret)),
    feishu: Object.freeze(feishuOf(settings)),
    sandbox: Object.freeze({ port: settings.SANDBOX_PORT }),
    logLevel: settings.LOG_LEVEL,
  });
};
