/**
 * The adapter with the unmodified SDK on one side of real sockets, the sandbox platform on the other.
 *
 * The sandbox's clock is virtual: it stands still until a test moves it. The adapter's waiting (pacing, pauses) moves it
 * too, so nothing waits for real; only budgets of answers and the care for a long connection run on the machine's clock.
 */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { feishu, type Feishu, type FeishuDeps } from '../../src/adapters/feishu/index.ts';
import { realTiming, type Timing } from '../../src/adapters/feishu/timing.ts';
import type { ActionIn, ActionReply, FileIn, PlatformMemory, PresenceIn, TextIn } from '../../src/chat/platform.ts';
import type { Control, Switches } from '../../src/sandbox/control-api.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { TenantSpec } from '../../src/sandbox/world/tenant.ts';

export type Said = TextIn | FileIn | PresenceIn;
export interface Desk {
  /** What was claimed, in order; a key is claimed once. */
  readonly claimed: Said[];
  /** Every delivery that reached the claim, repeated ones too. */
  readonly arrived: Said[];
  readonly clicks: ActionIn[];
  /** Makes the next n claims fail. */
  failClaims: number;
  answer: (action: ActionIn) => Promise<ActionReply>;
}
export interface Office {
  readonly sandbox: Sandbox;
  readonly control: Control;
  readonly adapter: Feishu;
  readonly desk: Desk;
  readonly memory: PlatformMemory;
  /** Everything logged so far. */
  readonly log: () => string;
  /** Stores bytes as the blob store would. @returns their digest */
  readonly keep: (bytes: Uint8Array) => string;
  /** open_id of somebody by name. */
  readonly id: (name: string) => string;
  /** chat_id of a group by name. */
  readonly chat: (name: string) => string;
  /** The same app anew, as after a restart: nothing in memory but what was stored. */
  readonly again: () => Feishu;
  readonly connected: () => Promise<void>;
  readonly close: (expected?: readonly number[]) => Promise<readonly string[]>;
}
export interface OfficeOptions {
  readonly transport?: 'ws' | 'http';
  readonly switches?: Partial<Switches>;
  readonly deps?: Partial<FeishuDeps>;
  readonly start?: boolean;
  /** 'real': everything waits for real; for the one test of limits under real concurrency. */
  readonly clock?: 'virtual' | 'real';
  readonly tenant?: TenantSpec;
}

export const GROUP = '双随机工作群';
export const QUICK_LINE = { PingInterval: 120, ReconnectCount: -1, ReconnectInterval: 0.02, ReconnectNonce: 0 };
const QUICK_SUPERVISION = { checkMs: 20, connectMs: 400, restartMs: 20, longestRestartMs: 40, pongSeconds: 0.1 };

/** Answering a click, and finishing before a stop. */
const BUDGETS_MS: readonly number[] = [1500, 2500];

const storedMemory = (): PlatformMemory => {
  const kept = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(kept.get(key) ?? null),
    set: (key, value) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
};

/** Looks again on every turn of the event loop until something holds; a test's own time limit is the only clock. */
export const eventually = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
};

const serve = (adapter: () => Feishu): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        void adapter().handleCallback(request.headers, Buffer.concat(chunks)).then(({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' }).end(body);
        });
      });
    });
    server.listen(0, '127.0.0.1', () => resolve(server));
  });

export const openOffice = async ({ transport = 'ws', switches = {}, deps = {}, start = true, clock = 'virtual', tenant }: OfficeOptions = {}): Promise<Office> => {
  const sandbox = await startSandbox({ seed: 'feishu-adapter', clock, ...(tenant === undefined ? {} : { tenant }) });
  const { control } = sandbox;
  control.switches({ clientConfig: QUICK_LINE, ...switches });
  const { now } = sandbox;
  const timing: Timing = clock === 'real' ? realTiming : {
    now, monotonic: transport === 'ws' ? realTiming.monotonic : now, every: realTiming.every,
    // Waiting for a limit moves the platform's clock; the budget of an answer is the machine's.
    sleep: async (milliseconds, signal) => {
      if (BUDGETS_MS.includes(milliseconds)) return realTiming.sleep(milliseconds, signal);
      await control.clock({ advanceMs: milliseconds });
    },
  };

  const lines: string[] = [];
  const write = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    lines.push(`${JSON.stringify(fields)} ${message}`);
  };
  const blobs = new Map<string, Uint8Array>();
  const memory = storedMemory();
  const keys = new Set<string>();
  const desk: Desk = { claimed: [], arrived: [], clicks: [], failClaims: 0, answer: () => Promise.resolve({ tone: 'ok', text: '已办理' }) };
  const handlers = {
    onMessage: (message: Said) => {
      desk.arrived.push(message);
      if (desk.failClaims > 0) {
        desk.failClaims -= 1;
        return Promise.reject(new Error('the database is away'));
      }
      if (!keys.has(message.key)) desk.claimed.push(message);
      keys.add(message.key);
      return Promise.resolve();
    },
    onAction: (action: ActionIn) => {
      desk.clicks.push(action);
      return desk.answer(action);
    },
  };

  const make = (): Feishu =>
    feishu(
      { appId: sandbox.app.appId, appSecret: sandbox.app.appSecret, domain: sandbox.openApiUrl, transport, encryptKey: sandbox.app.encryptKey, verificationToken: sandbox.app.verificationToken },
      {
        memory, timing, supervision: QUICK_SUPERVISION, callMs: 1000, log: { info: write, warn: write, error: write },
        blobs: {
          stream: async function* (sha256) {
            const bytes = await Promise.resolve(blobs.get(sha256));
            if (bytes === undefined) throw new Error('no such blob');
            yield bytes;
          },
        },
        ...deps,
      },
    );
  const adapter = make();
  const others: Feishu[] = [];
  const connected = (): Promise<void> => eventually(() => control.state().appOnline);
  let server: Server | null = null;
  if (start) {
    await adapter.start(handlers);
    if (transport === 'http') {
      server = await serve(() => adapter);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      await control.subscribe({ callbackUrl: `http://127.0.0.1:${port}/callback/feishu` });
    } else await connected();
  }
  const person = (name: string): string => control.state().people.find((one) => one.name === name)?.openId ?? '';
  return {
    sandbox, control, adapter, desk, memory, connected,
    log: () => lines.join('\n'),
    keep: (bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      blobs.set(sha256, bytes);
      return sha256;
    },
    id: person,
    chat: (name) => control.state().chats.find((one) => one.kind === 'group' && one.name === name)?.chatId ?? '',
    again: () => {
      const other = make();
      others.push(other);
      return other;
    },
    close: async (expected = []) => {
      const problems = control.hygiene({ expect: expected, logs: lines.join('\n') });
      await Promise.all([adapter, ...others].map((one) => one.stop()));
      server?.closeAllConnections();
      server?.close();
      await sandbox.stop();
      return problems;
    },
  };
};
