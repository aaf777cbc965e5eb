/**
 * The simulated platform's whole state, handed to every function of the sandbox as its first argument.
 *
 * Records are immutable and replaced; `settings` and the logs are the only things changed in place. Nothing here knows HTTP.
 */
import type { ApiCall, Faults, PageEvent, Switches } from '../control-api.ts';
import type { Clock } from './clock.ts';
import type { Ids } from './ids.ts';
import type { BatchRecord, ChatRecord, DeliveryRecord, Kind, Kinds, PersonRecord, Records, StoredFile, StoredMessage } from './records.ts';
import { createRecords, KEY_OF } from './records.ts';
import type { Line, Memory } from './state-file.ts';
import type { TenantSpec } from './tenant.ts';
import type { Buckets } from './buckets.ts';
import { createBuckets } from './buckets.ts';

export interface AppIdentity {
  readonly appId: string;
  readonly appSecret: string;
  readonly encryptKey: string;
  readonly verificationToken: string;
  readonly botOpenId: string;
  readonly botName: string;
}
export interface Token { readonly value: string; readonly expiresMs: number }
/** A `c-` token of a card callback: 30 minutes, two uses, only after the callback has been answered. */
export interface UpdateToken { readonly messageId: string; readonly issuedMs: number; readonly answered: boolean; readonly uses: number }
export interface Settings { faults: Faults; switches: Switches; callbackUrl: string | null; callbackVerified: boolean }

export interface World {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly app: AppIdentity;
  readonly tenantName: string;
  readonly tenantKey: string;
  readonly otherTenantKey: string;
  readonly departments: readonly { readonly id: string; readonly name: string }[];
  readonly people: Records<PersonRecord>;
  readonly chats: Records<ChatRecord>;
  readonly messages: Records<StoredMessage>;
  readonly files: Records<StoredFile>;
  readonly deliveries: Records<DeliveryRecord>;
  readonly batches: Records<BatchRecord>;
  /** message_ids of a chat, oldest first. */
  readonly history: Map<string, string[]>;
  readonly memory: Memory;
  readonly settings: Settings;
  readonly buckets: Buckets;
  readonly tokens: { list: readonly Token[]; requests: number };
  readonly updateTokens: Map<string, UpdateToken>;
  /** uuid → the message it made. */
  readonly uuids: Map<string, { readonly messageId: string; readonly atMs: number; readonly content: string }>;
  /** uuid → the group it made, ten hours long. */
  readonly createdChats: Map<string, { readonly chatId: string; readonly atMs: number }>;
  /** What a clicker's client shows instead of the newest version, see the switch earlyPatch: `${message} ${person}` → versions. */
  readonly reverted: Map<string, { readonly shown: number; readonly instead: number }>;
  readonly calls: ApiCall[];
  readonly events: PageEvent[];
  readonly listeners: Set<(event: PageEvent) => void>;
  readonly flights: Set<Promise<unknown>>;
}

export const createWorld = (parts: { readonly clock: Clock; readonly ids: Ids; readonly memory: Memory; readonly tenant: TenantSpec; readonly settings: Settings }): World => {
  const { clock, ids, memory, tenant, settings } = parts;
  const remembering = <K extends Kind>(kind: K): Records<Kinds[K]> =>
    createRecords<Kinds[K]>(KEY_OF[kind], (record) => {
      if (restored) memory.append({ kind, record } as unknown as Line, ids.count(), clock.now());
    });
  let restored = false;
  const world: World = {
    clock, ids, memory, settings,
    app: {
      appId: ids.stable('cli_', 'app', 16),
      appSecret: ids.stable('', 'app-secret'),
      encryptKey: ids.stable('', 'encrypt-key'),
      verificationToken: ids.stable('', 'verification-token'),
      botOpenId: ids.stable('ou_', 'bot'),
      botName: tenant.bot,
    },
    tenantName: tenant.name,
    tenantKey: ids.stable('', 'tenant', 16),
    otherTenantKey: ids.stable('', 'other-tenant', 16),
    departments: tenant.departments.map((name, index) => ({ id: ids.stable('od-', `department ${index}`), name })),
    people: remembering('people'), chats: remembering('chats'), messages: remembering('messages'),
    files: remembering('files'), deliveries: remembering('deliveries'), batches: remembering('batches'),
    history: new Map(), buckets: createBuckets(clock, () => settings.switches.rateLimits),
    tokens: { list: [], requests: 0 }, updateTokens: new Map(), uuids: new Map(), createdChats: new Map(), reverted: new Map(),
    calls: [], events: [], listeners: new Set(), flights: new Set(),
  };
  settle(world, tenant);
  for (const line of memory.lines) restore(world, line);
  restored = true;
  return world;
};

const restore = (world: World, line: Line): void => {
  switch (line.kind) {
    case 'people': return world.people.put(line.record);
    case 'chats': return world.chats.put(line.record);
    case 'files': return world.files.put(line.record);
    case 'deliveries': return world.deliveries.put(line.record);
    case 'batches': return world.batches.put(line.record);
    case 'messages': {
      const { messageId, chatId, uuid, createdMs, content } = line.record;
      world.messages.put(line.record);
      historyOf(world, chatId).push(messageId);
      if (uuid !== null) world.uuids.set(uuid, { messageId, atMs: createdMs, content });
    }
  }
};

/** People and groups of the tenant, before anything that happened is restored. */
const settle = (world: World, tenant: TenantSpec): void => {
  const { ids } = world;
  const departmentOf = new Map(world.departments.map(({ id, name }) => [name, id]));
  const openIds = new Map<string, string>();
  tenant.people.forEach((spec, index) => {
    const record: PersonRecord = {
      openId: spec.openId ?? ids.stable('ou_', `person ${index}`), unionId: ids.stable('on_', `person ${index}`), userId: ids.stable('', `user ${index}`, 8),
      otherAppOpenId: ids.stable('ou_', `other app ${index}`), name: spec.name, jobTitle: spec.jobTitle,
      mobile: spec.mobile ?? `+86100${String(index + 1).padStart(8, '0')}`, email: `p${index + 1}@linhai.example`,
      departments: spec.departments.flatMap((name) => departmentOf.get(name) ?? []),
      external: spec.external ?? false, resigned: false, visible: true, stoppedBot: false,
    };
    openIds.set(spec.name, record.openId);
    world.people.put(record);
  });
  const insiders = tenant.people.filter((spec) => spec.external !== true).map((spec) => spec.name);
  tenant.groups.forEach((group, index) => {
    const members = (group.members === 'all' ? insiders : group.members).flatMap((name) => openIds.get(name) ?? []);
    world.chats.put({
      chatId: ids.stable('oc_', `group ${index}`), kind: 'group', name: group.name, description: '', owner: members[0] ?? world.app.botOpenId, members,
      bot: group.bot, muted: false, dissolved: false, atAllAllowed: true,
    });
  });
};

export const historyOf = (world: World, chatId: string): string[] => {
  const known = world.history.get(chatId);
  if (known !== undefined) return known;
  const fresh: string[] = [];
  world.history.set(chatId, fresh);
  return fresh;
};

/** Omit over a union, member by member. */
type Unnumbered<T> = T extends unknown ? Omit<T, 'seq'> : never;
export const tell = (world: World, event: Unnumbered<PageEvent>): void => {
  const numbered = { ...event, seq: (world.events.at(-1)?.seq ?? 0) + 1 } as PageEvent;
  world.events.push(numbered);
  if (world.events.length > 2000) world.events.splice(0, 1000);
  for (const listener of world.listeners) listener(numbered);
};

/** Keeps count of what is under way, for `settle`. */
export const underWay = <T>(world: World, work: Promise<T>): Promise<T> => {
  const watched = work.then(() => undefined, () => undefined).finally(() => world.flights.delete(watched));
  world.flights.add(watched);
  return work;
};
