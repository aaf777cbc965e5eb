/**
 * /screen/…: the big screen of the meeting room. The page follows the draw by server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html), so that everybody in the room sees each step as it is taken.
 *
 * However many screens look at a task, its state is asked for once a second; a browser that lost the connection comes back
 * by itself and is given the present state first.
 */
import { PassThrough } from 'node:stream';
import type { Context, Middleware } from 'koa';
import type { Links } from '../application/ports.ts';
import type { Screen, Screening } from '../application/queries/screen.ts';
import type { TaskId } from '../domain/ids.ts';
import { inlinePolicy, readPage } from './inline-page.ts';

export interface ScreenDeps {
  readonly links: Pick<Links, 'idOf'>;
  readonly screenOf: (task: TaskId) => Promise<Screening | null>;
  /** How often a watched task is looked at. */
  readonly lookEveryMs?: number;
}
export interface Screens {
  readonly page: Middleware;
  readonly events: Middleware;
  /** Ends every stream; a stop does not wait for screens. */
  readonly close: () => void;
}

/** A proxy in between drops connections that are silent for about a minute. */
const BEAT_EVERY_LOOKS = 20;
/** A meeting room has one screen, a district a dozen; more is somebody trying the doors. */
const MAX_STREAMS = 200;

interface Watched {
  readonly streams: Set<PassThrough>;
  version: number;
  looks: number;
  timer: NodeJS.Timeout;
}

const tokenOf = (ctx: Context): string => {
  const { params } = ctx as Context & { readonly params: Readonly<Record<string, string>> };
  return params['token'] ?? '';
};
const message = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

export const createScreens = ({ links, screenOf, lookEveryMs = 1000 }: ScreenDeps): Screens => {
  const page = readPage(new URL('../../templates/html/screen.html', import.meta.url));
  const policy = inlinePolicy(page, "connect-src 'self'");
  const watched = new Map<TaskId, Watched>();
  let open = 0;

  const taskOf = (ctx: Context): TaskId => {
    const id = links.idOf('screen', tokenOf(ctx));
    return id === null ? ctx.throw(404) : (id as TaskId);
  };

  const forget = (task: TaskId, stream: PassThrough): void => {
    const watch = watched.get(task);
    if (watch?.streams.delete(stream) !== true) return;
    open -= 1;
    if (watch.streams.size > 0) return;
    clearTimeout(watch.timer);
    watched.delete(task);
  };

  const tell = (watch: Watched, text: string): void => watch.streams.forEach((stream) => void stream.write(text));
  const end = (watch: Watched): void => watch.streams.forEach((stream) => void stream.end());

  /** The screen when it is another than the one seen; the long list is read only then. */
  const newsOf = async (task: TaskId, seen: number): Promise<{ readonly version: number; readonly screen: Screen | null } | null> => {
    const now = await screenOf(task);
    return now === null ? null : { version: now.version, screen: now.version === seen ? null : await now.show() };
  };

  /** Looks once and says when to look again; a database that is away for a moment is looked for again. */
  const look = async (task: TaskId, watch: Watched): Promise<void> => {
    const now = await newsOf(task, watch.version).catch(() => undefined);
    if (watched.get(task) !== watch) return;
    if (now === null) {
      tell(watch, message('over', {}));
      return end(watch);
    }
    watch.looks += 1;
    if (now?.screen != null) {
      watch.version = now.version;
      tell(watch, message('screen', now.screen));
    } else if (watch.looks % BEAT_EVERY_LOOKS === 0) tell(watch, ': \n\n');
    watch.timer = setTimeout(() => void look(task, watch), lookEveryMs);
  };

  const join = (task: TaskId, stream: PassThrough, version: number): void => {
    open += 1;
    stream.on('close', () => { forget(task, stream); });
    const known = watched.get(task);
    if (known !== undefined) return void known.streams.add(stream);
    const watch: Watched = { streams: new Set([stream]), version, looks: 0, timer: setTimeout(() => void look(task, watch), lookEveryMs) };
    watched.set(task, watch);
  };

  return {
    page: async (ctx) => {
      if ((await screenOf(taskOf(ctx))) === null) ctx.throw(404);
      ctx.set('Content-Security-Policy', policy);
      ctx.set('Cache-Control', 'no-store');
      ctx.set('Referrer-Policy', 'no-referrer');
      ctx.type = 'html';
      ctx.body = page;
    },
    events: async (ctx) => {
      const task = taskOf(ctx);
      const now = await screenOf(task);
      if (now === null) return ctx.throw(404);
      if (open >= MAX_STREAMS) return ctx.throw(429);
      const stream = new PassThrough();
      ctx.req.socket.setTimeout(0);
      ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
      ctx.body = stream;
      stream.write(message('screen', await now.show()));
      join(task, stream, now.version);
    },
    close: () => watched.forEach(end),
  };
};
