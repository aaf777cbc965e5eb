/**
 * Blobs, rosters, imports, secrets and confidential texts in memory, with the behaviour of the real ones
 * (test/contract/ runs one suite on both). What is stored may be handed in: then a copy of a bureau goes on from there.
 */
import type { Blobs, Confidential, ConfidentialFile, Journal, RandomBytes, RowChange, Rosters, Secrets } from '../../src/application/ports.ts';
import type { Imports, StagedImport } from '../../src/application/imports/ports.ts';
import { sortKey } from '../../src/adapters/mongo/pinyin-key.ts';
import { sha256Hex } from '../../src/domain/canonical.ts';
import type { RosterKind } from '../../src/domain/events.ts';
import { digest } from '../../src/domain/ids.ts';
import type { Digest, UnitId } from '../../src/domain/ids.ts';
import { rosterStream, versionIn } from '../../src/domain/roster/roster.ts';
import { comparable, hitBy } from '../../src/domain/roster/search.ts';
import { streamOf } from '../../src/domain/streams.ts';

const digestOfBytes = (data: Uint8Array): Digest => {
  const parsed = digest(sha256Hex(data));
  if (parsed === null) throw new TypeError('SHA-256 failed');
  return parsed;
};

export const memoryBlobs = (): Blobs => {
  const stored = new Map<Digest, Uint8Array>();
  const get = async (sha256: Digest): Promise<Uint8Array> => {
    const data = stored.get(sha256);
    if (data === undefined) throw new Error(`no blob ${sha256}`);
    return Promise.resolve(data.slice());
  };
  return {
    put: async (name, data) => {
      const parts: Uint8Array[] = [];
      if (data instanceof Uint8Array) parts.push(data);
      else for await (const part of data) parts.push(part);
      const bytes = new Uint8Array(Buffer.concat(parts));
      const sha256 = digestOfBytes(bytes);
      stored.set(sha256, bytes);
      return { sha256, bytes: bytes.length, name };
    },
    get,
    stream: async function* (sha256) {
      yield await get(sha256);
    },
  };
};

type Rows = ReadonlyMap<string, Readonly<Record<string, unknown>>>;
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Folds the change blobs anew for every question: small lists only. */
export const memoryRosters = ({ journal, blobs }: { journal: Journal; blobs: Blobs }): Rosters => {
  const rowsAt = async (unit: UnitId, roster: RosterKind, version: number): Promise<Rows> => {
    const rows = new Map<string, Readonly<Record<string, unknown>>>();
    const entries = await journal.ofStream(streamOf('roster', rosterStream(unit, roster)));
    const brought = entries.flatMap((entry) => entry.events).flatMap((fact) => versionIn(fact) ?? []).filter((each) => each.unit === unit && each.roster === roster);
    let last = 0;
    for (const fact of brought) {
      if (fact.version > version) continue;
      last = fact.version;
      const text = new TextDecoder().decode(await blobs.get(fact.changes.sha256));
      for (const line of text.split('\n').filter((each) => each !== '')) {
        const { code, row } = JSON.parse(line) as RowChange;
        if (row === null) rows.delete(code);
        else rows.set(code, row);
      }
    }
    if (last !== version) throw new Error(`${rosterStream(unit, roster)} has no version ${String(version)}`);
    return new Map([...rows].sort(([a], [b]) => byBytes(a, b)));
  };
  return {
    rows: async function* (unit, roster, version) {
      for (const [code, row] of await rowsAt(unit, roster, version)) yield { code, row };
    },
    row: async (unit, roster, version, code) => (await rowsAt(unit, roster, version)).get(code) ?? null,
    page: async (unit, roster, version, query, { skip, limit }) => {
      const isWanted = hitBy(query);
      const all = [...(await rowsAt(unit, roster, version))].map(([code, row]) => ({ code, row, key: sortKey(roster, code, String(row['name'])) })).filter((each) => isWanted(comparable(each)));
      const hits = all.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.code < b.code ? -1 : 1)).map(({ code, row }) => ({ code, row }));
      return { rows: hits.slice(skip, skip + limit), total: hits.length, isExact: true, hasMore: hits.length > skip + limit };
    },
    count: async (unit, roster, version) => (await rowsAt(unit, roster, version)).size,
  };
};

export const memoryImports = (staged = new Map<string, StagedImport>()): Imports => {
  return {
    put: async (each) => {
      if (!staged.has(each.id)) staged.set(each.id, structuredClone(each));
      return Promise.resolve();
    },
    get: async (id) => Promise.resolve(structuredClone(staged.get(id) ?? null)),
    finish: async (done) => {
      if (staged.get(done.id)?.state === 'running') staged.set(done.id, structuredClone(done));
      return Promise.resolve();
    },
    progress: async (id, progress) => {
      const found = staged.get(id);
      if (found?.state === 'running') staged.set(id, { ...found, progress });
      return Promise.resolve();
    },
    choose: async (id, which, choice) => {
      const found = staged.get(id);
      if (found?.state !== 'waiting') return Promise.resolve();
      const { choices } = found;
      staged.set(id, { ...found, choices: typeof which === 'number' ? { ...choices, each: { ...choices.each, [String(which)]: choice } } : { ...choices, kinds: { ...choices.kinds, [which]: choice } } });
      return Promise.resolve();
    },
    settle: async (id, state) => {
      const found = staged.get(id);
      if (found !== undefined && found.state !== 'confirmed' && found.state !== 'abandoned') staged.set(id, { ...found, state });
      return Promise.resolve();
    },
    running: async () => Promise.resolve([...staged.values()].filter(({ state }) => state === 'running').map((each) => structuredClone(each))),
  };
};

export const memorySecrets = (stored = new Map<string, Uint8Array>()): Secrets => {
  return {
    put: async (id, secret) => {
      const known = stored.get(id);
      if (known !== undefined && Buffer.compare(known, secret) !== 0) throw new Error(`the secret ${id} is already stored with another value`);
      stored.set(id, secret.slice());
      return Promise.resolve();
    },
    get: async (id) => Promise.resolve(stored.get(id)?.slice() ?? null),
    erase: async (id) => {
      stored.delete(id);
      return Promise.resolve();
    },
  };
};

export const memoryConfidential = ({ random, stored = new Map() }: { random: RandomBytes; stored?: Map<string, string | ConfidentialFile> }): Confidential => {
  const keep = (content: string | ConfidentialFile) => {
    const id = Buffer.from(random(12)).toString('hex');
    stored.set(id, content);
    return Promise.resolve({ id, digest: digestOfBytes(Buffer.concat([random(16), typeof content === 'string' ? Buffer.from(content) : content.data])) });
  };
  return {
    put: (_unit, text) => keep(text),
    get: (ref) => { const found = stored.get(ref.id); return Promise.resolve(typeof found === 'string' ? found : null); },
    putFile: (_unit, { name, data }) => keep({ name, data: data.slice() }),
    getFile: (ref) => { const found = stored.get(ref.id); return Promise.resolve(found === undefined || typeof found === 'string' ? null : found); },
    erase: async (ref) => {
      stored.delete(ref.id);
      return Promise.resolve();
    },
  };
};
