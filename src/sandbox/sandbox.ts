/**
 * The Feishu open platform on this machine: a faithful counterpart for the app, not a mock of it.
 *
 * One port speaks the platform's own HTTP and WebSocket to the app's unmodified SDK; the other shows the chat to people and takes control
 * calls (control-api.ts). Only 127.0.0.1. It imports nothing of the product. What it checks comes from the platform's documentation and
 * from observing the SDK; what is undocumented is a switch.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createControl } from './control/control.ts';
import { createControlServer } from './control/server.ts';
import type { Control } from './control-api.ts';
import { createDeliveries } from './delivery/deliveries.ts';
import { createLongConnections } from './delivery/long-connection.ts';
import { createOpenServer } from './open-api/server.ts';
import { createClock } from './world/clock.ts';
import { createIds } from './world/ids.ts';
import { NO_FAULTS, USUAL_SWITCHES } from './world/settings.ts';
import { forgetful, openMemory } from './world/state-file.ts';
import type { Memory } from './world/state-file.ts';
import { LINHAI } from './world/tenant.ts';
import type { TenantSpec } from './world/tenant.ts';
import { createWorld } from './world/world.ts';

export interface SandboxOptions {
  /** Of the page and the control API; 0 = any free one. */
  readonly port?: number;
  /** Of the open API and the long connection; 0 = any free one. */
  readonly openPort?: number;
  /** Everything random follows from it: ids, secrets, the choice of connections. */
  readonly seed: string;
  /** HTTP mode: where events and callbacks go; proven by a challenge before the first one. null: long connection. */
  readonly callbackUrl?: string | null;
  /** Keeps tenant, chats and files across restarts. */
  readonly stateFile?: string | null;
  /** 'real' flows with the machine and can be moved ahead; 'virtual' moves only when told. */
  readonly clock: 'real' | 'virtual';
  /** Where a virtual clock starts (UTC instant). */
  readonly startAt?: string;
  readonly tenant?: TenantSpec;
  /** The chat page's built files. */
  readonly pageDir?: string | null;
}
export interface Sandbox {
  /** What the SDK takes as `domain`; no slash at the end. */
  readonly openApiUrl: string;
  readonly pageUrl: string;
  readonly app: { readonly appId: string; readonly appSecret: string; readonly encryptKey: string; readonly verificationToken: string };
  readonly control: Control;
  /** Its clock, milliseconds since 1970. */
  now(): number;
  stop(): Promise<void>;
}

const USUAL_START = '2026-03-02T01:00:00Z';

export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const memory = options.stateFile === undefined || options.stateFile === null ? forgetful() : openMemory(options.stateFile, options.seed);
  const callbackUrl = options.callbackUrl ?? null;
  // A broken address must fail here, not in the first delivery.
  if (callbackUrl !== null && !URL.canParse(callbackUrl)) throw new Error(`sandbox: callbackUrl is not an address: ${callbackUrl}`);
  const world = createWorld({
    clock: createClock(options.clock, startOf(options, memory)), ids: createIds(options.seed, memory.idCount), memory, tenant: options.tenant ?? LINHAI,
    settings: { faults: NO_FAULTS, switches: USUAL_SWITCHES, callbackUrl, callbackVerified: false },
  });
  const links = createLongConnections(world, () => addressOf(openServer));
  const deliveries = createDeliveries(world, links);
  const control = createControl(world, deliveries, links, options.clock);
  const openServer = createOpenServer(world, (body) => links.discover(body));
  const controlServer = createControlServer(world, control, options.pageDir ?? null);
  links.attach(openServer);
  await Promise.all([listen(openServer, options.openPort ?? 0), listen(controlServer, options.port ?? 0)]);
  deliveries.resume();
  const { appId, appSecret, encryptKey, verificationToken } = world.app;
  return {
    openApiUrl: `http://127.0.0.1:${addressOf(openServer).port}`,
    pageUrl: `http://127.0.0.1:${addressOf(controlServer).port}`,
    app: { appId, appSecret, encryptKey, verificationToken },
    control,
    now: () => world.clock.now(),
    stop: async () => {
      world.clock.stop();
      links.stop();
      await Promise.all([close(openServer), close(controlServer)]);
    },
  };
};

/** A clock that was ahead when the sandbox was stopped stays ahead: messages must not come from the future. */
const startOf = (options: SandboxOptions, memory: Memory): number => {
  if (options.clock === 'real') return Math.max(0, (memory.clockMs ?? 0) - Date.now());
  return Math.max(memory.clockMs ?? 0, Date.parse(options.startAt ?? USUAL_START));
};
const addressOf = (server: Server): AddressInfo => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('sandbox is not listening');
  return address;
};
const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
