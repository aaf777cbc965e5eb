/**
 * Server-sent events for the page: what changed in the simulated platform; a page that was away resumes where it stopped.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PageEvent } from '../control-api.ts';
import type { World } from '../world/world.ts';

const ALIVE_MS = 20_000;

export const streamEvents = (world: World, request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive' });
  const write = (event: PageEvent): void => void response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
  response.write('retry: 1000\n\n');
  const seen = Number(request.headers['last-event-id'] ?? new URL(request.url ?? '/', 'http://sandbox').searchParams.get('after') ?? NaN);
  if (!Number.isNaN(seen)) for (const event of world.events) if (event.seq > seen) write(event);
  const alive = setInterval(() => void response.write(': alive\n\n'), ALIVE_MS);
  alive.unref();
  world.listeners.add(write);
  response.on('close', () => {
    clearInterval(alive);
    world.listeners.delete(write);
  });
};
