/**
 * An index over one version of a long roster: its rows in pinyin order, and for every pair of signs the places that have it.
 *
 * Made in one pass from what is stored, block by block, in constant memory; deterministic, so that two processes writing it
 * at once write the same. It says where to look; whether a row is a hit and still in force is for the reader to judge.
 * An engine's own multikey index over the same pairs took 2 GB and ten minutes for a million rows; this takes a tenth.
 */
import type { RosterKind } from '../../domain/events.ts';
import { filterTerm, folded, isTextIn, termsOf, textTerms } from '../../domain/roster/search.ts';
import type { RosterQuery } from '../../domain/roster/search.ts';
import { REBUILDABLE } from './connection.ts';
import type { Db } from './connection.ts';
import { ignoringDuplicates, persistently } from './errors.ts';
import { BLOCK, countOf, intersect, packed, placesOf, unite, unpacked } from './postings.ts';

/** Rows stored together; a page reads one or two of these. */
const LEAF = 256;
const LEAVES_IN_BLOCK = BLOCK / LEAF;
const WRITTEN_AT_ONCE = 1000;
/** Leaves read at once by who looks at many places. */
const LEAVES_AT_ONCE = 8;

interface LeafDocument { readonly _id: string; readonly index: string; readonly codes: readonly string[]; readonly names: readonly string[]; readonly keys: readonly string[] }
interface PostingDocument { readonly _id: string; readonly index: string; readonly at: { readonly buffer: Uint8Array } | Uint8Array }
interface IndexDocument { readonly _id: string; readonly list: string; readonly version: number; readonly rows: number }

export interface IndexedRow { readonly code: string; readonly name: string; readonly key: string; readonly row: Readonly<Record<string, unknown>> }
/** A place in the order: where a hit stands. */
export interface Found { readonly code: string; readonly key: string }

export interface RosterIndex {
  prepare(): Promise<void>;
  /** Version of the newest index of a list; 0 when there is none. */
  newest(list: string): Promise<number>;
  /** @param rows of that version in the order of key, then code */
  build(list: string, roster: RosterKind, version: number, rows: AsyncIterable<IndexedRow>): Promise<void>;
  /** Hits in order, and how many places came into question (a text of three or more signs may have fewer hits); null when the index is gone. */
  find(list: string, version: number, query: RosterQuery): Promise<{ readonly hits: AsyncIterable<Found>; readonly candidates: number } | null>;
  clear(): Promise<void>;
}

const bytesOf = (at: PostingDocument['at']): Uint8Array => (at instanceof Uint8Array ? at : at.buffer);
const numbered = (n: number): string => String(n).padStart(6, '0');

export const rosterIndex = (db: Db, prefix: string): RosterIndex => {
  const leaves = db.collection<LeafDocument>(`${prefix}_leaves`);
  const postings = db.collection<PostingDocument>(`${prefix}_postings`);
  const indexes = db.collection<IndexDocument>(`${prefix}_indexes`);

  const writeBlock = async (index: string, block: number, places: ReadonlyMap<string, readonly number[]>): Promise<void> => {
    let batch: PostingDocument[] = [];
    const flush = async (): Promise<void> => {
      const documents = batch;
      batch = [];
      if (documents.length > 0) await persistently(async () => ignoringDuplicates(postings.insertMany(documents, { ordered: false, ...REBUILDABLE })));
    };
    for (const [term, at] of places) {
      batch.push({ _id: `${index}/${numbered(block)}/${term}`, index, at: packed(at) });
      if (batch.length === WRITTEN_AT_ONCE) await flush();
    }
    await flush();
  };

  /** Places of a block that may be hits; null when every place is one. */
  const candidatesOf = (index: string, block: number, query: RosterQuery, stored: ReadonlyMap<string, Uint8Array>): Uint8Array | null => {
    const of = (term: string): Uint8Array => unpacked(stored.get(`${index}/${numbered(block)}/${term}`) ?? new Uint8Array());
    const all = (terms: readonly string[]): Uint8Array => {
      const [first = '', ...more] = terms;
      const bits = of(first);
      for (const term of more) intersect(bits, of(term));
      return bits;
    };
    let bits: Uint8Array | null = null;
    if (folded(query.text) !== '') {
      const { inName, inCode } = textTerms(query.text);
      bits = all(inName);
      if (inCode !== null) unite(bits, all(inCode));
    }
    for (const { field, anyOf } of query.where) {
      const some = of('');
      for (const value of anyOf) unite(some, of(filterTerm(field, value)));
      if (bits === null) bits = some;
      else intersect(bits, some);
    }
    return bits;
  };

  const termsIn = (query: RosterQuery): readonly string[] => {
    const { inName, inCode } = folded(query.text) === '' ? { inName: [], inCode: null } : textTerms(query.text);
    return [...new Set([...inName, ...(inCode ?? []), ...query.where.flatMap(({ field, anyOf }) => anyOf.map((value) => filterTerm(field, value)))])];
  };

  /** Leaves in the order asked for. */
  const readLeaves = async (index: string, numbers: readonly number[]): Promise<readonly (readonly [number, LeafDocument])[]> => {
    const ids = numbers.map((n) => `${index}/${numbered(n)}`);
    const found = new Map((await leaves.find({ _id: { $in: ids } }).toArray()).map((leaf) => [leaf._id, leaf]));
    return numbers.map((n, at) => {
      const leaf = found.get(ids[at] ?? '');
      if (leaf === undefined) throw new Error(`the roster index ${index} has lost a part`);
      return [n, leaf] as const;
    });
  };

  /** @param blocks which places of each block to look at, null for all */
  async function* walk(index: string, blocks: readonly (Uint8Array | null)[], rows: number, text: string): AsyncIterable<Found> {
    const placesIn = (n: number): Uint8Array | null => blocks[Math.floor(n / LEAVES_IN_BLOCK)]?.subarray((n % LEAVES_IN_BLOCK) * (LEAF / 8), ((n % LEAVES_IN_BLOCK) + 1) * (LEAF / 8)) ?? null;
    const numbers = Array.from({ length: Math.ceil(rows / LEAF) }, (_, n) => n).filter((n) => placesIn(n)?.some((byte) => byte !== 0) !== false);
    // The first page is usually in the first leaf; who reads on gets more at once.
    for (let at = 0, size = 1; at < numbers.length; at += size, size = Math.min(LEAVES_AT_ONCE, size * 2)) {
      for (const [n, { codes, names, keys }] of await readLeaves(index, numbers.slice(at, at + size))) {
        const places = placesIn(n);
        for (const place of places === null ? codes.keys() : placesOf(places)) {
          const [code = '', name = '', key = ''] = [codes[place], names[place], keys[place]];
          if (isTextIn(text, folded(name), folded(code))) yield { code, key };
        }
      }
    }
  }

  return {
    prepare: async () => {
      await leaves.createIndexes([{ key: { index: 1 }, name: 'index' }]);
      await postings.createIndexes([{ key: { index: 1 }, name: 'index' }]);
      await indexes.createIndexes([{ key: { list: 1, version: -1 }, name: 'newest' }]);
    },
    newest: async (list) => (await indexes.find({ list }).sort({ version: -1 }).limit(1).toArray())[0]?.version ?? 0,
    build: async (list, roster, version, rows) => {
      const index = `${list}@${String(version)}`;
      let places = new Map<string, number[]>();
      let leaf: { codes: string[]; names: string[]; keys: string[] } = { codes: [], names: [], keys: [] };
      let count = 0;
      const writeLeaf = async (): Promise<void> => {
        const document: LeafDocument = { _id: `${index}/${numbered(Math.ceil(count / LEAF) - 1)}`, index, ...leaf };
        leaf = { codes: [], names: [], keys: [] };
        await persistently(async () => ignoringDuplicates(leaves.insertOne(document, REBUILDABLE)));
      };
      for await (const { code, name, key, row } of rows) {
        for (const term of termsOf(roster, { code, row })) {
          const list = places.get(term);
          if (list === undefined) places.set(term, [count % BLOCK]);
          else list.push(count % BLOCK);
        }
        leaf.codes.push(code);
        leaf.names.push(name);
        leaf.keys.push(key);
        count += 1;
        if (count % LEAF === 0) await writeLeaf();
        if (count % BLOCK === 0) {
          await writeBlock(index, count / BLOCK - 1, places);
          places = new Map();
        }
      }
      if (count % LEAF !== 0) await writeLeaf();
      if (places.size > 0) await writeBlock(index, Math.floor(count / BLOCK), places);
      await persistently(async () => ignoringDuplicates(indexes.insertOne({ _id: index, list, version, rows: count }, REBUILDABLE)));
      // The one before stays: somebody may be reading it.
      const old = (await indexes.find({ list }).sort({ version: -1 }).skip(2).toArray()).map(({ _id }) => _id);
      if (old.length === 0) return;
      await indexes.deleteMany({ _id: { $in: old } });
      await postings.deleteMany({ index: { $in: old } });
      await leaves.deleteMany({ index: { $in: old } });
    },
    find: async (list, version, query) => {
      const index = `${list}@${String(version)}`;
      const rows = (await indexes.findOne({ _id: index }))?.rows ?? null;
      if (rows === null) return null;
      const blocks = Array.from({ length: Math.ceil(rows / BLOCK) }, (_, block) => block);
      const terms = termsIn(query);
      const ids = blocks.flatMap((block) => terms.map((term) => `${index}/${numbered(block)}/${term}`));
      const stored = new Map((ids.length === 0 ? [] : await postings.find({ _id: { $in: ids } }).toArray()).map(({ _id, at }) => [_id, bytesOf(at)]));
      const places = blocks.map((block) => candidatesOf(index, block, query, stored));
      const candidates = places.reduce((sum, bits, block) => sum + (bits === null ? Math.min(BLOCK, rows - block * BLOCK) : countOf(bits)), 0);
      return { hits: walk(index, places, rows, folded(query.text)), candidates };
    },
    clear: async () => {
      await Promise.all([indexes, postings, leaves].map(async (each) => each.deleteMany({})));
    },
  };
};
