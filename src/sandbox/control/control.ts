/**
 * The control API in process: each function of control-api.ts, put together from the client's acts and the platform's state.
 */
import { click } from '../client/click.ts';
import { changeMembers, changePerson, createGroup } from '../client/members.ts';
import { openPrivateChat, postPictures, pressMenu, recall, say, speakForeign, upload } from '../client/say.ts';
import { recordOf, viewChat, viewState } from '../client/view.ts';
import { groupOf } from '../client/who.ts';
import type { Control, Delivery, Faults, RawCallback, State, Switches } from '../control-api.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { answersChallenge, post, wireOf } from '../delivery/http-callback.ts';
import type { LongConnections } from '../delivery/long-connection.ts';
import { chatLimit } from '../world/buckets.ts';
import { ControlError } from '../world/errors.ts';
import type { DeliveryRecord } from '../world/records.ts';
import { underWay } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { hygieneOf } from './hygiene.ts';

const done = { ok: true } as const;

export const createControl = (world: World, deliveries: Deliveries, links: LongConnections, kind: State['clock']): Control => {
  const { settings, clock } = world;
  return {
    state: () => viewState(world, kind, links.list().some((connection) => connection.ready)),
    chat: (where) => viewChat(world, where),
    message: ({ message }) => recordOf(world, message),
    file: ({ key }) => {
      const file = world.files.get(key);
      const bytes = file === undefined ? undefined : world.memory.getBytes(key);
      if (file === undefined || bytes === undefined) throw new ControlError('没有这个文件', 404);
      return { name: file.name, contentType: file.contentType, bytes };
    },
    say: (what) => say(world, deliveries, what),
    post: (what) => postPictures(world, deliveries, what),
    upload: (what) => upload(world, deliveries, what),
    click: (what) => underWay(world, click(world, deliveries, what)),
    recall: (what) => { recall(world, deliveries, what); return done; },
    open: ({ as }) => openPrivateChat(world, deliveries, as),
    menu: (what) => { pressMenu(world, deliveries, what); return done; },
    group: (what) => createGroup(world, deliveries, what),
    member: (what) => { changeMembers(world, deliveries, what); return done; },
    person: (what) => changePerson(world, what),
    clock: async ({ advanceMs, set }) => {
      const byMs = set === undefined ? (advanceMs ?? 0) : Date.parse(set) - clock.now();
      if (!(byMs >= 0)) throw new ControlError('时间只能往后拨');
      await clock.advance(byMs);
      return { now: new Date(clock.now()).toISOString() };
    },
    faults: (change) => {
      const wasHolding = settings.faults.holdEvents;
      settings.faults = merged<Faults>(settings.faults, change);
      if (wasHolding && !settings.faults.holdEvents) deliveries.release();
      return settings.faults;
    },
    switches: (change) => {
      settings.switches = merged<Switches>(settings.switches, change);
      return settings.switches;
    },
    disconnect: ({ code }) => ({ connections: links.drop(code) }),
    redeliver: async ({ event, message, times }) => {
      const found = deliveryOf(world, event, message);
      let record = found;
      for (let time = 0; time < (times ?? 1); time += 1) record = await deliveries.again(found.event);
      return { event: record.event, attempts: record.attempts };
    },
    raw: (request) => sendRaw(world, request),
    subscribe: async ({ callbackUrl }) => {
      if (callbackUrl !== null && !(await answersChallenge(world, callbackUrl))) throw new ControlError('地址没有在 1 秒内原样返回 challenge，不能使用');
      settings.callbackUrl = callbackUrl;
      settings.callbackVerified = callbackUrl !== null;
      return done;
    },
    revoke: () => {
      const tokens = world.tokens.list.length;
      world.tokens.list = [];
      return { tokens };
    },
    foreign: ({ chat, times }) => {
      const group = groupOf(world, chat);
      for (let time = 0; time < times; time += 1) if (world.buckets.take([chatLimit(group.chatId)]) === null) speakForeign(world, deliveries, group);
      return done;
    },
    settle: async () => {
      while (world.flights.size > 0) await Promise.all(world.flights);
      return done;
    },
    requests: (query) => world.calls.filter((call) => call.n > (query?.after ?? 0)),
    deliveries: () => [...world.deliveries.all()].map(deliveryShape),
    connections: () => links.list(),
    hygiene: (query) => hygieneOf(world, query ?? {}),
    listen: (listener) => {
      world.listeners.add(listener);
      return () => void world.listeners.delete(listener);
    },
  };
};

/** Only what is known may be set, and only to a value of the same kind. */
const merged = <T extends object>(present: T, change: Partial<T>): T => {
  for (const [key, value] of Object.entries(change)) {
    const now: unknown = Object.entries(present).find(([name]) => name === key)?.[1];
    if (now === undefined) throw new ControlError(`没有“${key}”这个开关`);
    const isNullable = key === 'endpoint';
    if (!isNullable && (typeof now !== typeof value || Array.isArray(now) !== Array.isArray(value))) throw new ControlError(`“${key}”的值不对`);
  }
  return { ...present, ...change };
};

const deliveryOf = (world: World, event: string | undefined, message: string | undefined): DeliveryRecord => {
  const events = [...world.deliveries.all()].filter((one) => one.type !== 'card.action.trigger');
  const found = event !== undefined ? world.deliveries.get(event) : events.findLast((one) => message === undefined || one.message === message);
  if (found === undefined) throw new ControlError('没有这个事件', 404);
  return found;
};
const deliveryShape = (record: DeliveryRecord): Delivery => ({
  event: record.event, type: record.type, message: record.message, state: record.state, attempts: record.attempts,
  nextAt: record.state === 'waiting' && record.nextMs !== null ? new Date(record.nextMs).toISOString() : null,
});

/** Without envelope and body: the newest event, as a replay. */
const sendRaw = async (world: World, request: RawCallback): Promise<{ readonly status: number; readonly body: string }> => {
  const { callbackUrl, switches } = world.settings;
  if (callbackUrl === null) throw new ControlError('当前不是 HTTP 回调方式');
  const envelope = request.envelope ?? (request.body === undefined ? deliveryOf(world, undefined, undefined).envelope : {});
  const wire = wireOf(world, envelope, Math.floor(world.clock.now() / 1000), new Set(request.spoil ?? []));
  const headers = { ...(request.body === undefined ? wire.headers : { 'Content-Type': 'application/json' }), ...request.headers };
  const result = await post(callbackUrl, { ...wire, headers, body: request.body === undefined ? wire.body : Buffer.from(request.body) }, switches.answerBudgetMs);
  if ('failure' in result) throw new ControlError(`没有得到回答：${result.failure}`, 400);
  return result;
};
