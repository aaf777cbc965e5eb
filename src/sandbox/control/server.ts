/**
 * The page's port: the control API over HTTP, its event stream, and the chat page's files. For this machine's own browser only.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Control } from '../control-api.ts';
import { readBody } from '../open-api/server.ts';
import { ControlError } from '../world/errors.ts';
import { parseJson } from '../world/json.ts';
import type { World } from '../world/world.ts';
import { checked, fromQuery } from './arguments.ts';
import type { Shape } from './arguments.ts';
import { guard } from './guard.ts';
import { servePage } from './page.ts';
import { streamEvents } from './stream.ts';

const BODY_LIMIT_BYTES = 101 * 1024 * 1024;
const where = { as: 'text', chat: 'text?', private: 'flag?' } as const;

interface Verb { readonly shape: Shape; readonly run: (control: Control, given: unknown) => unknown }
const verb = <T>(shape: Shape, run: (control: Control, argument: T) => unknown): Verb => ({ shape, run: (control, given) => run(control, checked<T>(shape, given)) });
const open = (run: (control: Control, given: object) => unknown): Verb => ({ shape: {}, run: (control, given) => run(control, typeof given === 'object' && given !== null ? given : {}) });
type Argument<V extends keyof Control> = Parameters<Control[V]>[0];

const READS: Readonly<Record<string, Verb>> = {
  state: verb({}, (control) => control.state()),
  chat: verb<Argument<'chat'>>({ ...where, read: 'flag?' }, (control, query) => control.chat(query)),
  message: verb<Argument<'message'>>({ message: 'text' }, (control, query) => control.message(query)),
  requests: verb<Argument<'requests'>>({ after: 'number?' }, (control, query) => control.requests(query)),
  deliveries: verb({}, (control) => control.deliveries()),
  connections: verb({}, (control) => control.connections()),
  hygiene: verb<Argument<'hygiene'>>({ expect: 'numbers?', logs: 'text?' }, (control, query) => control.hygiene(query)),
};
const ACTS: Readonly<Record<string, Verb>> = {
  say: verb<Argument<'say'>>({ ...where, text: 'text', replyTo: 'text?' }, (control, what) => control.say(what)),
  post: verb<Argument<'post'>>({ ...where, text: 'text', pictures: 'texts' }, (control, what) => control.post(what)),
  click: verb<Argument<'click'>>({ as: 'text', message: 'text', button: 'text', form: 'object?', input: 'input?', confirm: 'flag?' }, (control, what) => control.click(what)),
  recall: verb<Argument<'recall'>>({ as: 'text', message: 'text' }, (control, what) => control.recall(what)),
  open: verb<Argument<'open'>>({ as: 'text' }, (control, what) => control.open(what)),
  menu: verb<Argument<'menu'>>({ as: 'text', key: 'text' }, (control, what) => control.menu(what)),
  group: verb<Argument<'group'>>({ as: 'text', name: 'text', members: 'texts', bot: 'flag' }, (control, what) => control.group(what)),
  member: verb<Argument<'member'>>(
    { as: 'text', chat: 'text', add: 'texts?', remove: 'texts?', bot: 'flag?', muted: 'flag?', dissolved: 'flag?', atAllAllowed: 'flag?' }, (control, what) => control.member(what)),
  person: verb<Argument<'person'>>(
    { as: 'text?', name: 'text?', mobile: 'text?', department: 'text?', external: 'flag?', resigned: 'flag?', visible: 'flag?', stoppedBot: 'flag?' }, (control, what) => control.person(what)),
  clock: verb<Argument<'clock'>>({ advanceMs: 'number?', set: 'text?' }, (control, what) => control.clock(what)),
  faults: open((control, change) => control.faults(change)),
  switches: open((control, change) => control.switches(change)),
  disconnect: verb<Argument<'disconnect'>>({ code: 'code' }, (control, what) => control.disconnect(what)),
  redeliver: verb<Argument<'redeliver'>>({ event: 'text?', message: 'text?', times: 'number?' }, (control, what) => control.redeliver(what)),
  raw: verb<Argument<'raw'>>({ envelope: 'object?', body: 'text?', headers: 'object?', spoil: 'texts?' }, (control, what) => control.raw(what)),
  subscribe: verb<Argument<'subscribe'>>({ callbackUrl: 'address' }, (control, what) => control.subscribe(what)),
  revoke: verb({}, (control) => control.revoke()),
  foreign: verb<Argument<'foreign'>>({ chat: 'text', times: 'number' }, (control, what) => control.foreign(what)),
  settle: verb({}, (control) => control.settle()),
};

export const createControlServer = (world: World, control: Control, pageDir: string | null): Server =>
  createServer((request, response) => {
    void serve(world, control, pageDir, request, response).catch((error: unknown) => {
      const status = error instanceof ControlError ? error.status : 500;
      if (status === 500) process.emitWarning(error instanceof Error ? error : String(error));
      answer(response, status, { error: error instanceof ControlError ? error.message : '沙箱内部错误' });
    });
  });

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(JSON.stringify(body));
};

const serve = async (world: World, control: Control, pageDir: string | null, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  guard(request);
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const name = /^\/control\/([a-z]+)$/.exec(url.pathname)?.[1] ?? '';
  const file = /^\/control\/file\/([a-z0-9_]+)$/.exec(url.pathname)?.[1] ?? (name === 'file' ? url.searchParams.get('key') : null);
  if (!url.pathname.startsWith('/control/')) return servePage(pageDir, request, response, url.pathname);
  if (request.method === 'GET' && name === 'events') return streamEvents(world, request, response);
  if (request.method === 'GET' && file !== null) return sendFile(control, response, file);
  if (request.method === 'POST' && name === 'upload') return answer(response, 200, await receiveUpload(control, request, url.searchParams));
  const table = request.method === 'GET' ? READS : request.method === 'POST' ? ACTS : {};
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) throw new ControlError(`没有 ${request.method ?? ''} ${url.pathname}`, 404);
  const given = request.method === 'GET' ? fromQuery(url.searchParams, found.shape) : await readArgument(request);
  answer(response, 200, await found.run(control, given));
};

const readArgument = async (request: IncomingMessage): Promise<unknown> => {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  if (body === null) throw new ControlError('请求太大', 413);
  return body.length === 0 ? {} : parseJson(body.toString('utf8'));
};
const receiveUpload = async (control: Control, request: IncomingMessage, query: URLSearchParams): Promise<unknown> => {
  const shape: Shape = { ...where, name: 'text', kind: 'text?' };
  const what = checked<Omit<Argument<'upload'>, 'bytes'>>(shape, fromQuery(query, shape));
  const bytes = await readBody(request, BODY_LIMIT_BYTES);
  if (bytes === null) throw new ControlError('文件超过 100 MB', 413);
  return control.upload({ ...what, bytes });
};
const sendFile = (control: Control, response: ServerResponse, key: string): void => {
  const file = control.file({ key });
  const disposition = file.contentType.startsWith('image/') ? 'inline' : 'attachment';
  response.writeHead(200, {
    'content-type': file.contentType, 'content-length': file.bytes.length, 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
  }).end(file.bytes);
};
