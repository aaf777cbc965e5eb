/**
 * The open platform's HTTP server: reads requests, applies the faults asked for, hands them to the gateway, writes the answers.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ApiFault } from '../control-types.ts';
import { ApiRefusal } from '../world/errors.ts';
import { parseJson } from '../world/json.ts';
import { underWay } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { answerCall, rateLimited, refused, withoutSecrets } from './gateway.ts';
import type { Call, Reply } from './gateway.ts';

/** Above the largest upload, so that too large a file is refused by its code and not by a torn socket. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;
const DISCOVERY_PATH = '/callback/ws/endpoint';

export type Discovery = (body: Buffer) => Promise<Pick<Reply, 'status' | 'body'>>;

export const createOpenServer = (world: World, discover: Discovery): Server =>
  createServer((request, response) => {
    void underWay(world, serve(world, discover, request, response)).catch((error: unknown) => {
      // A bug of the sandbox must be loud, not look like a platform outage.
      process.emitWarning(error instanceof Error ? error : String(error));
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('sandbox error');
    });
  });

const serve = async (world: World, discover: Discovery, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await readBody(request);
  if (body === null) return void response.writeHead(413).end();
  const call: Call = { method: request.method ?? '', url: new URL(request.url ?? '/', 'http://sandbox'), headers: request.headers, body };
  if (call.method === 'POST' && call.url.pathname === DISCOVERY_PATH) {
    const { status, body: answer } = await discover(body);
    return void response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
  }
  const logId = logIdOf(world);
  const effect = takeFault(world, call);
  if (effect?.kind === 'hang') return;
  if (effect?.kind === 'drop-before') return void request.socket.destroy();
  if (effect?.kind === 'delay') await delay(effect.ms);
  const reply = faultReply(effect, logId) ?? answerCall(world, call, logId);
  remember(world, call, reply, logId);
  if (effect?.kind === 'drop-after') return void request.socket.destroy();
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) }).end(reply.body);
};

const faultReply = (effect: ApiFault['effect'] | null, logId: string): Reply | null => {
  switch (effect?.kind) {
    case 'refuse': return refused(new ApiRefusal(effect.code, effect.msg ?? 'internal error', { status: effect.status }), logId);
    case 'rate-limit': return refused(rateLimited(50, effect.resetSeconds), logId);
    case 'garbage': return { status: effect.status, headers: { 'content-type': 'text/html' }, body: '<html><body>Bad Gateway</body></html>', code: null, message: 'garbage' };
    default: return null;
  }
};
/** The first matching fault that is not used up, with one use taken. */
const takeFault = (world: World, call: Call): ApiFault['effect'] | null => {
  const { faults } = world.settings;
  const hit = faults.api.find((fault) => (fault.times === null || fault.times > 0)
    && (fault.method === undefined || fault.method === call.method) && call.url.pathname.startsWith(fault.path ?? '/open-apis')
    && (fault.share === undefined || world.ids.random() < fault.share));
  if (hit === undefined) return null;
  const used = hit.times === null ? hit : { ...hit, times: hit.times - 1 };
  world.settings.faults = { ...faults, api: faults.api.map((fault) => (fault === hit ? used : fault)) };
  return hit.effect;
};

const remember = (world: World, call: Call, reply: Reply, logId: string): void => {
  const isUpload = /^multipart/i.test(call.headers['content-type'] ?? '');
  const body = isUpload || call.body.length === 0 ? null : (parseJson(call.body.toString('utf8')) ?? null);
  world.calls.push({
    n: (world.calls.at(-1)?.n ?? 0) + 1, at: new Date(world.clock.now()).toISOString(), method: call.method, path: call.url.pathname, status: reply.status, code: reply.code,
    msg: reply.message, logId, body: withoutSecrets(body),
  });
  if (world.calls.length > 20_000) world.calls.splice(0, 10_000);
};
const logIdOf = (world: World): string => new Date(world.clock.now()).toISOString().replace(/\D/g, '').slice(0, 14) + world.ids.next('', 20).toUpperCase();

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
export const readBody = (request: IncomingMessage, limitBytes = BODY_LIMIT_BYTES): Promise<Buffer | null> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) chunks.push(chunk);
    });
    request.on('end', () => resolve(bytes <= limitBytes ? Buffer.concat(chunks) : null));
    request.on('error', () => resolve(null));
  });
