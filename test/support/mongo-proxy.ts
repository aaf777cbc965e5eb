/**
 * A listener between the service and its database that can end the service exactly at a write.
 *
 * It passes MongoDB's wire messages through unchanged (OP_MSG: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/)
 * and tells which command on which collection goes by, so that a test can kill the service before a write reaches the database,
 * or after it was done and before the service hears of it. The service itself has no hook for this.
 */
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

const OP_MSG = 2013;
const HEADER_BYTES = 16;
const STRING = 0x02;

export interface WireCommand { readonly verb: string; readonly collection: string }
/** 'before': the command has not reached the database; 'after': it is done, the answer is not yet delivered. */
export type Moment = 'before' | 'after';
/** @returns true to hold everything from here on: the service is being killed */
export type OnCommand = (command: WireCommand, moment: Moment) => boolean;

/** Cuts a byte stream into wire messages. */
const framed = (onMessage: (message: Buffer) => void) => {
  let rest = Buffer.alloc(0);
  return (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES) {
      const length = rest.readInt32LE(0);
      if (rest.length < length) return;
      onMessage(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  };
};

const terminated = (data: Buffer, from: number): { readonly text: string; readonly end: number } => {
  const end = data.indexOf(0, from);
  return { text: data.toString('utf8', from, end), end: end + 1 };
};

/** The first element of the command document names the command; its string value the collection. */
export const commandOf = (message: Buffer): WireCommand | null => {
  if (message.readInt32LE(12) !== OP_MSG) return null;
  // flagBits (4), then sections: kind 1 (document sequence: int32 size) may come before kind 0 (one document).
  let at = HEADER_BYTES + 4;
  while (message[at] === 1) at += 1 + message.readInt32LE(at + 1);
  if (message[at] !== 0) return null;
  const type = message[at + 5];
  const { text: verb, end } = terminated(message, at + 6);
  return { verb, collection: type === STRING ? terminated(message, end + 4).text : '' };
};

export interface MongoProxy { readonly close: () => Promise<void> }

/** @param from path the service connects to, ending in .sock; @param to path of the real database's socket */
export const mongoProxy = async (from: string, to: string, onCommand: OnCommand): Promise<MongoProxy> => {
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(to);
    const pending = new Map<number, WireCommand>();
    let isHeld = false;
    const pass = (target: Socket, message: Buffer): void => { if (!isHeld && !target.destroyed) target.write(message); };
    client.on('data', framed((message) => {
      const command = commandOf(message);
      if (command !== null) {
        pending.set(message.readInt32LE(4), command);
        isHeld = isHeld || onCommand(command, 'before');
      }
      pass(upstream, message);
    }));
    upstream.on('data', framed((message) => {
      const command = pending.get(message.readInt32LE(8));
      pending.delete(message.readInt32LE(8));
      if (command !== undefined) isHeld = isHeld || onCommand(command, 'after');
      pass(client, message);
    }));
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(socket);
      socket.on('error', () => { other.destroy(); });
      socket.on('close', () => { sockets.delete(socket); other.destroy(); });
    }
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(from, resolve); });
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    },
  };
};
