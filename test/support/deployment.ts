/**
 * The service of a conversation: inside this process, quick; or as the built process that users start and that can be killed.
 */
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { ensureBuilt, startService } from './built-service.ts';

export type DeploymentKind = 'inside' | 'process';
export interface Deployment {
  readonly url: string;
  /** Redeemed once; null when it was. */
  readonly administratorCode: string | null;
  readonly stop: (how: 'SIGTERM' | 'SIGKILL') => Promise<void>;
}
export interface DeploymentOptions {
  readonly kind: DeploymentKind;
  readonly dataDir: string;
  readonly sandbox: Sandbox;
  readonly transport: 'ws' | 'http';
  readonly env?: Readonly<Record<string, string>>;
}

const environment = ({ dataDir, sandbox, transport, env = {} }: DeploymentOptions): Readonly<Record<string, string>> => ({
  PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error',
  FEISHU_APP_ID: sandbox.app.appId, FEISHU_APP_SECRET: sandbox.app.appSecret, FEISHU_DOMAIN: sandbox.openApiUrl, FEISHU_TRANSPORT: transport,
  ...(transport === 'http' ? { FEISHU_ENCRYPT_KEY: sandbox.app.encryptKey, FEISHU_VERIFICATION_TOKEN: sandbox.app.verificationToken } : {}),
  ...env,
});

const inside = async (options: DeploymentOptions): Promise<Deployment> => {
  const service = await compose(readConfig(environment(options)), createLog('error'));
  return { url: service.url, administratorCode: service.administratorCode, stop: () => service.stop() };
};

let isBuilt = false;

const asProcess = async (options: DeploymentOptions): Promise<Deployment> => {
  // Once: what is killed and started again is the same program.
  if (!isBuilt) ensureBuilt();
  isBuilt = true;
  const { url, administratorCode, end } = await startService(environment(options));
  return { url, administratorCode, stop: async (how) => { await end(how); } };
};

/** Started and ready; in HTTP mode the platform has verified the callback address. */
export const deploy = async (options: DeploymentOptions): Promise<Deployment> => {
  const deployment = options.kind === 'inside' ? await inside(options) : await asProcess(options);
  if (options.transport === 'http') await options.sandbox.control.subscribe({ callbackUrl: `${deployment.url}/callback/feishu` });
  return deployment;
};
