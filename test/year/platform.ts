/**
 * The platform of the simulated year: the sandbox on a virtual clock, reached by the real adapter with the platform's SDK over
 * real sockets.
 *
 * One idea: the platform's clock is the true time and only goes forward; the service's clock is that time and a skew, which a
 * test sets to put the service's clock back. Waiting for a limit moves the true time.
 */
import { feishu } from '../../src/adapters/feishu/index.ts';
import type { Feishu } from '../../src/adapters/feishu/index.ts';
import { realTiming } from '../../src/adapters/feishu/timing.ts';
import type { Timing } from '../../src/adapters/feishu/timing.ts';
import type { Blobs } from '../../src/application/ports.ts';
import type { PlatformMemory } from '../../src/chat/platform.ts';
import type { Instant } from '../../src/domain/values.ts';
import type { ApiFault, MessageView } from '../../src/sandbox/control-api.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { account, STAFF } from '../support/bureau.ts';

export const GROUP = '双随机工作群';
const MESSAGES = '/open-apis/im/v1/messages';
/** Longest wait for what is being answered at a stop; nothing is here, and it is real time. */
const DRAIN_MS = 2500;

export const openPlatform = async (start: Instant) => {
  const people = [...STAFF.map(({ name }) => name), '何涛'].map((name) => ({ name, jobTitle: '', departments: ['综合科'], openId: account(name).id }));
  const sandbox = await startSandbox({ seed: 'year', clock: 'virtual', startAt: start, tenant: { name: '临海区教育和卫生健康局', bot: '双随机助手', departments: ['综合科'], people, groups: [{ name: GROUP, members: 'all', bot: true }] } });
  const { control } = sandbox;
  let skewMs = 0;
  const timing: Timing = {
    now: sandbox.now, monotonic: sandbox.now, every: realTiming.every,
    sleep: async (milliseconds, signal) => {
      if (milliseconds === DRAIN_MS) await realTiming.sleep(milliseconds, signal);
      else await control.clock({ advanceMs: milliseconds });
    },
  };
  const kept = new Map<string, string>();
  const memory: PlatformMemory = { get: (key) => Promise.resolve(kept.get(key) ?? null), set: (key, value) => { kept.set(key, value); return Promise.resolve(); } };
  const silent = (): undefined => undefined;
  const { appId, appSecret, encryptKey, verificationToken } = sandbox.app;
  return {
    control,
    group: control.state().chats.find(({ name }) => name === GROUP)?.chatId ?? '',
    /** The service's clock. */
    clock: (): Instant => new Date(sandbox.now() + skewMs).toISOString(),
    /** Lets time pass until an instant; where it is past already, only the service's clock is put back to it. */
    moveTo: async (to: Instant): Promise<void> => {
      skewMs = Math.min(0, Date.parse(to) - sandbox.now());
      if (skewMs === 0) await control.clock({ set: to });
    },
    wait: (milliseconds: number) => control.clock({ advanceMs: milliseconds }),
    /** The adapter anew, as after a start of the service. */
    connect: async (blobs: Pick<Blobs, 'stream'>): Promise<Feishu> => {
      const adapter = feishu({ appId, appSecret, encryptKey, verificationToken, domain: sandbox.openApiUrl, transport: 'http' }, { blobs, memory, timing, log: { info: silent, warn: silent, error: silent } });
      await adapter.start({ onMessage: () => Promise.resolve(), onAction: () => Promise.resolve({ tone: 'ok', text: '' }) });
      return adapter;
    },
    /** The next message the service sends fails so. */
    failNext: (effect: ApiFault['effect']) => { control.faults({ api: [{ method: 'POST', path: MESSAGES, times: 1, effect }] }); },
    /** Everything the bot said, in private or in the group, as it lies in the chats. */
    said: (): readonly MessageView[] => control.state().chats.flatMap(({ kind, name }) => {
      const [reader = ''] = people.map((each) => each.name);
      const { messages } = kind === 'group' ? control.chat({ as: reader, chat: name }) : control.chat({ as: name, private: true });
      return messages.filter(({ from }) => from.kind === 'bot');
    }),
    stop: () => sandbox.stop(),
  };
};
export type YearPlatform = Awaited<ReturnType<typeof openPlatform>>;
