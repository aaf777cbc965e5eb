/**
 * The long connection: discovery, one-time tickets, pings, events in fragments, acks.
 *
 * Nothing is sent before the client's first ping: what comes with the 101 is lost by the SDK, which is a fault one can ask for.
 * Each event goes to one open connection at random. https://open.feishu.cn/document/server-docs/event-subscription-guide/long-connection
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { JsonObject } from '../control-types.ts';
import { isObject, objectIn, stringAt } from '../world/json.ts';
import { tell } from '../world/world.ts';
import type { World } from '../world/world.ts';
import type { Outcome } from './attempt.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import type { Frame } from './frame.ts';

const TICKET_LIFE_MS = 60_000;
const SERVICE = 33554678;

interface Connection { readonly id: number; readonly socket: WebSocket; ready: boolean; halfOpen: boolean }
export interface LongConnections {
  /** The answer to POST /callback/ws/endpoint. */
  discover(body: Buffer): Promise<{ readonly status: number; readonly body: string }>;
  attach(server: Server): void;
  /** One try over one of the open connections. */
  send(envelope: JsonObject, frameType: 'event' | 'card'): Promise<Outcome>;
  list(): readonly { readonly id: number; readonly ready: boolean; readonly halfOpen: boolean }[];
  drop(code: number | 'half-open'): number;
  /** Called when a connection opens while the fault `glueToUpgrade` is on: deliver something too early. */
  whenOpened(early: () => void): void;
  stop(): void;
}

/** @param address where the open API listens, known only once it does */
export const createLongConnections = (world: World, address: () => { readonly port: number }): LongConnections => {
  const { settings, ids } = world;
  const sockets = new WebSocketServer({ noServer: true });
  const connections = new Map<number, Connection>();
  const tickets = new Map<string, number>();
  const waiting = new Map<string, { readonly connection: number; readonly end: (outcome: Outcome) => void }>();
  let lastId = 0;
  let early: () => void = () => undefined;

  const discover: LongConnections['discover'] = async (body) => {
    const fault = settings.faults.endpoint;
    if (fault !== null && fault.times > 0) {
      settings.faults = { ...settings.faults, endpoint: { ...fault, times: fault.times - 1 } };
      if (fault.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs).unref());
      if (fault.status !== undefined) return { status: fault.status, body: '{}' };
      if (fault.code !== undefined) return { status: 200, body: JSON.stringify({ code: fault.code, msg: 'refused', data: {} }) };
    }
    const asked = objectIn(body.toString('utf8'));
    const isKnown = stringAt(asked, 'AppID') === world.app.appId && stringAt(asked, 'AppSecret') === world.app.appSecret;
    if (!isKnown) return { status: 200, body: JSON.stringify({ code: 514, msg: 'auth failed', data: {} }) };
    if (connections.size >= settings.faults.connectionLimit) return { status: 200, body: JSON.stringify({ code: 1000040350, msg: 'exceed connection limit', data: {} }) };
    const ticket = ids.next('', 32);
    tickets.set(ticket, world.clock.now() + TICKET_LIFE_MS);
    // The SDK mangles the first parameter's name: it must not be one it needs.
    const query = `fpid=493&aid=552564&device_id=${7_000_000_000 + tickets.size}&access_key=${ids.next('', 16)}&service_id=${SERVICE}&ticket=${ticket}`;
    return { status: 200, body: JSON.stringify({ code: 0, msg: 'success', data: { URL: `ws://127.0.0.1:${address().port}/ws/v2?${query}`, ClientConfig: settings.switches.clientConfig } }) };
  };

  const refuse = (socket: Duplex, status: string, message: string): void => {
    socket.end(`HTTP/1.1 403 Forbidden\r\nhandshake-status: ${status}\r\nhandshake-msg: ${message}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (settings.faults.refuseUpgrades > 0) {
      settings.faults = { ...settings.faults, refuseUpgrades: settings.faults.refuseUpgrades - 1 };
      return refuse(socket, '1000040344', 'refused');
    }
    const ticket = url.searchParams.get('ticket') ?? '';
    const expiresMs = tickets.get(ticket);
    tickets.delete(ticket);
    if (url.pathname !== '/ws/v2' || expiresMs === undefined || expiresMs < world.clock.now()) return refuse(socket, '514', 'auth failed');
    if (connections.size >= settings.faults.connectionLimit) return refuse(socket, '1000040350', 'exceed connection limit');
    sockets.handleUpgrade(request, socket, head, welcome);
  };

  const welcome = (socket: WebSocket): void => {
    const connection: Connection = { id: ++lastId, socket, ready: false, halfOpen: false };
    connections.set(connection.id, connection);
    socket.on('message', (data) => receive(connection, bufferOf(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      connections.delete(connection.id);
      if (connection.ready) tell(world, { type: 'world' });
      for (const [id, ack] of waiting) {
        if (ack.connection !== connection.id) continue;
        waiting.delete(id);
        ack.end({ kind: 'unreachable', via: 'websocket', reason: 'tcp' });
      }
    });
    if (settings.faults.glueToUpgrade === 0) return;
    settings.faults = { ...settings.faults, glueToUpgrade: settings.faults.glueToUpgrade - 1 };
    connection.ready = true;
    early();
  };

  const receive = (connection: Connection, data: Buffer): void => {
    const frame = connection.halfOpen ? null : decodeFrame(data);
    if (frame === null) return;
    if (frame.method === 0 && frame.headers['type'] === 'ping') {
      const isNew = !connection.ready;
      connection.ready = true;
      if (isNew) tell(world, { type: 'world' });
      if (settings.faults.withholdPongs) return;
      transmit(connection, { seqId: 0, logId: 0, service: frame.service, method: 0, headers: { type: 'pong' }, payload: Buffer.from(JSON.stringify(settings.switches.clientConfig)) });
    } else if (frame.method === 1) acknowledge(frame);
  };
  const acknowledge = (frame: Frame): void => {
    const id = frame.headers['message_id'] ?? '';
    const ack = waiting.get(id);
    if (ack === undefined) return;
    waiting.delete(id);
    const answer = objectIn(frame.payload.toString('utf8'));
    const code = isObject(answer) && typeof answer['code'] === 'number' ? answer['code'] : 0;
    const data = stringAt(answer, 'data');
    if (code !== 200) ack.end({ kind: 'refused', via: 'websocket', status: code });
    else ack.end({ kind: 'answered', via: 'websocket', body: data === null ? '' : Buffer.from(data, 'base64').toString('utf8') });
  };
  const transmit = (connection: Connection, frame: Frame): void => {
    if (!connection.halfOpen) connection.socket.send(encodeFrame(frame));
  };

  const send: LongConnections['send'] = (envelope, frameType) => {
    const open = [...connections.values()].filter((connection) => connection.ready);
    const connection = open[Math.floor(ids.random() * open.length)];
    if (connection === undefined) return Promise.resolve({ kind: 'nobody' });
    const id = ids.next('');
    return new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        resolve({ kind: 'timeout', via: 'websocket' });
      }, settings.switches.answerBudgetMs);
      waiting.set(id, { connection: connection.id, end: (outcome) => { clearTimeout(timer); resolve(outcome); } });
      for (const frame of framesOf(envelope, frameType, id)) transmit(connection, frame);
    });
  };
  const framesOf = (envelope: JsonObject, type: 'event' | 'card', id: string): readonly Frame[] => {
    const payload = Buffer.from(JSON.stringify(envelope));
    const size = settings.switches.fragmentBytes;
    const sum = Math.max(1, Math.ceil(payload.length / size));
    const frames = Array.from({ length: sum }, (_unused, seq): Frame => ({
      seqId: seq + 1, logId: 1, service: SERVICE, method: 1, payload: payload.subarray(seq * size, (seq + 1) * size),
      headers: { type, message_id: id, sum: String(sum), seq: String(seq), trace_id: id, timestamp: String(world.clock.now()) },
    }));
    if (settings.faults.dropFragments === 0 || sum === 1) return frames;
    settings.faults = { ...settings.faults, dropFragments: settings.faults.dropFragments - 1 };
    return frames.slice(1);
  };

  return {
    discover, send,
    attach: (server) => void server.on('upgrade', upgrade),
    list: () => [...connections.values()].map(({ id, ready, halfOpen }) => ({ id, ready, halfOpen })),
    drop: (code) => {
      for (const connection of connections.values()) {
        if (code === 'half-open') connection.halfOpen = true;
        else if (code === 1006) connection.socket.terminate();
        else connection.socket.close(code);
      }
      return connections.size;
    },
    whenOpened: (what) => { early = what; },
    stop: () => {
      for (const { socket } of connections.values()) socket.terminate();
      for (const ack of waiting.values()) ack.end({ kind: 'unreachable', via: 'websocket', reason: 'tcp' });
      waiting.clear();
      sockets.close();
    },
  };
};

const bufferOf = (data: RawData): Buffer => (Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data));
