/**
 * Which platform the service talks to: the real one, or – without credentials – the simulated one on this machine.
 *
 * The adapter and the official SDK are the same in both cases; only the address and the credentials differ. With real
 * credentials the simulated platform never starts.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FeishuConfig } from '../adapters/feishu/index.ts';
import type { Config } from '../config.ts';
import { startSandbox } from '../sandbox/sandbox.ts';

export interface Counterpart {
  readonly feishu: FeishuConfig;
  /** Address of the built-in chat page; null with the real platform. */
  readonly chatPage: string | null;
  readonly stop: () => Promise<void>;
}

/** Made by scripts/build.mjs; beside src/ and dist/ alike. */
const PAGE = new URL('../../dist/sandbox/page', import.meta.url);

const simulated = async ({ dataDir, sandbox: { port } }: Config): Promise<Counterpart> => {
  const sandbox = await startSandbox({ port, seed: 'yaohao', clock: 'real', stateFile: join(dataDir, 'sandbox/state.jsonl'), pageDir: fileURLToPath(PAGE) });
  const { appId, appSecret } = sandbox.app;
  return { feishu: { appId, appSecret, domain: sandbox.openApiUrl, transport: 'ws' }, chatPage: sandbox.pageUrl, stop: () => sandbox.stop() };
};

export const counterpartOf = async (config: Config): Promise<Counterpart> => {
  const { feishu } = config;
  if (feishu === null) return simulated(config);
  const { appId, appSecret, domain, transport, encryptKey, verificationToken } = feishu;
  return {
    feishu: {
      appId,
      appSecret: appSecret.reveal(),
      domain,
      transport,
      ...(encryptKey === null ? {} : { encryptKey: encryptKey.reveal() }),
      ...(verificationToken === null ? {} : { verificationToken: verificationToken.reveal() }),
    },
    chatPage: null,
    stop: () => Promise.resolve(),
  };
};
