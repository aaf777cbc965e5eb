/**
 * An index over one version of a long roster: its rows in pinyin order, and for every part of a name or code the places that have it.
 *
 * Made in one pass from what is stored, block by block, in constant memory; deterministic, so that two processes writing it
 * at once write the same. Where a part is common its posting is the answer and a page is read off the leaves it falls on;
 * where it is rare the few texts that may have it are looked at (grams.ts). Whether a row is still in force is for the reader to judge.
 */
import type { RosterKind } from '../../domain/events.ts';
import { filterTerm, filterTermsOf, folded, isTextIn } from '../../domain/roster/search.ts';
import type { RosterQuery } from '../../domain/roster/search.ts';
import { REBUILDABLE } from './connection.ts';
import type { Db } from './connection.ts';
import { ignoringDuplicates, persistently } from './errors.ts';
import { continuedBy, postingsOf, windowsOf } from './grams.ts';
import type { Window } from './grams.ts';
import { BLOCK, countOf, has, intersect, packed, placesOf, unite, unpacked } from './postings.ts';

/** Rows stored together; a page reads as few of these as hold it. */
const LEAF = 128;
const LEAF_BYTES = LEAF / 8;
const LEAVES_IN_BLOCK = BLOCK / LEAF;
const WRITTEN_AT_ONCE = 1000;
const LEAVES_AT_ONCE = 32;
const GUIDES_KEPT = 4;
/** Of what is written here; an index of another form is made anew. */
const FORM = 2;

/** JSON texts of lists: one text is read many times faster than a list of short ones. `names` are folded, for a second look. */
interface LeafDocument { readonly _id: string; readonly index: string; readonly codes: string; readonly keys: string; readonly names: string }
interface PostingDocument { readonly _id: string; readonly index: string; readonly at: { readonly buffer: Uint8Array } | Uint8Array }
/** Dense grams, one a line, and the first row of every leaf. */
interface BlockDocument { readonly _id: string; readonly index: string; readonly names: string; readonly codes: string; readonly firstKeys: readonly string[]; readonly firstCodes: readonly string[] }
interface IndexDocument { readonly _id: string; readonly list: string; readonly version: number; readonly rows: number; readonly form?: number }

export interface IndexedRow { readonly code: string; readonly name: string; readonly key: string; readonly row: Readonly<Record<string, unknown>> }
/** A place in the order: where a hit stands. */
export interface Found { readonly code: string; readonly key: string }

/** The hits of a query, leaf by leaf. */
export interface Hits {
  /** Rows that may be hits, by leaf; they are hits where `isExact`. */
  readonly counts: readonly number[];
  readonly isExact: boolean;
  readonly firstOf: (leaf: number) => Found;
  /** In order; `wanted` says how many will be read, so that as much is fetched at once. */
  readonly from: (leaf: number, wanted: number) => AsyncIterable<Found>;
}
export const NO_HITS: Hits = { counts: [], isExact: true, firstOf: () => ({ code: '', key: '' }), from: async function* () { yield* await Promise.resolve([]); } };

export interface RosterIndex {
  prepare(): Promise<void>;
  /** Version of the newest index of a list; 0 when there is none. */
  newest(list: string): Promise<number>;
  /** @param rows of that version in the order of key, then code */
  build(list: string, roster: RosterKind, version: number, rows: AsyncIterable<IndexedRow>): Promise<void>;
  /** Null when the index is gone. */
  find(list: string, version: number, query: RosterQuery): Promise<Hits | null>;
  clear(): Promise<void>;
}

/** What is held in memory of an index that is read: some 5 MB at a million rows. */
interface Guide { readonly names: readonly ReadonlySet<string>[]; readonly codes: readonly ReadonlySet<string>[]; readonly firstKeys: readonly string[]; readonly firstCodes: readonly string[] }
/** Places of a block; null: every one. `sure` has those that need no second look. */
interface Places { readonly some: Uint8Array | null; readonly sure: Uint8Array | null }

const bytesOf = (at: PostingDocument['at']): Uint8Array => (at instanceof Uint8Array ? at : at.buffer);
const numbered = (n: number): string => String(n).padStart(6, '0');
/** Halves of surrogate pairs are no text that can be stored. */
const storable = (gram: string): string => gram.replace(/[~\uD800-\uDFFF]/g, (unit) => `~${unit.charCodeAt(0).toString(16)}`);
type Field = 'n' | 'c';
const termOf = (field: Field, { of, next }: Window): string => `${next === null ? field : field.toUpperCase()}${storable(of)}`;
const idOf = (list: string, version: number): string => `${list}@${String(version)}/${String(FORM)}`;
const list = (text: string): readonly string[] => JSON.parse(text) as readonly string[];
const lines = (text: string): ReadonlySet<string> => new Set(text === '' ? [] : text.split('\n'));

export const rosterIndex = (db: Db, prefix: string): RosterIndex => {
  const leaves = db.collection<LeafDocument>(`${prefix}_leaves`);
  const postings = db.collection<PostingDocument>(`${prefix}_postings`);
  const blocks = db.collection<BlockDocument>(`${prefix}_blocks`);
  const indexes = db.collection<IndexDocument>(`${prefix}_indexes`);
  const guides = new Map<string, Promise<Guide>>();

  // ---------------------------------------------------------------- writing

  interface Block { readonly names: string[]; readonly codes: string[]; readonly filters: Map<string, number[]>; readonly firstKeys: string[]; readonly firstCodes: string[] }
  const newBlock = (): Block => ({ names: [], codes: [], filters: new Map(), firstKeys: [], firstCodes: [] });

  const writeBlock = async (index: string, number: number, { names, codes, filters, firstKeys, firstCodes }: Block): Promise<void> => {
    const id = `${index}/${numbered(number)}`;
    const dense: Readonly<Record<Field, string[]>> = { n: [], c: [] };
    const terms = function* (): Iterable<readonly [string, Uint8Array]> {
      for (const [term, at] of filters) yield [term, packed(at)];
      for (const [field, texts] of [['n', names], ['c', codes]] as const) {
        for (const posting of postingsOf(texts, (gram) => dense[field].push(storable(gram)))) yield [termOf(field, posting), posting.at];
      }
    };
    let batch: PostingDocument[] = [];
    const flush = async (): Promise<void> => {
      const documents = batch;
      batch = [];
      if (documents.length > 0) await persistently(async () => ignoringDuplicates(postings.insertMany(documents, { ordered: false, ...REBUILDABLE })));
    };
    for (const [term, at] of terms()) {
      batch.push({ _id: `${id}/${term}`, index, at });
      if (batch.length === WRITTEN_AT_ONCE) await flush();
    }
    await flush();
    await persistently(async () => ignoringDuplicates(blocks.insertOne({ _id: id, index, names: dense.n.join('\n'), codes: dense.c.join('\n'), firstKeys, firstCodes }, REBUILDABLE)));
  };

  const remove = async (ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    await indexes.deleteMany({ _id: { $in: [...ids] } });
    for (const each of [blocks, postings, leaves]) await each.deleteMany({ index: { $in: [...ids] } });
  };

  // ---------------------------------------------------------------- reading

  const readGuide = async (index: string): Promise<Guide> => {
    const found = await blocks.find({ index }).sort({ _id: 1 }).toArray();
    return { names: found.map(({ names }) => lines(names)), codes: found.map(({ codes }) => lines(codes)), firstKeys: found.flatMap(({ firstKeys }) => firstKeys), firstCodes: found.flatMap(({ firstCodes }) => firstCodes) };
  };
  const guideTo = (index: string): Promise<Guide> => {
    const guide = guides.get(index) ?? readGuide(index);
    if (!guides.has(index) && guides.size >= GUIDES_KEPT) guides.clear();
    guides.set(index, guide);
    guide.catch(() => guides.delete(index));
    return guide;
  };

  /** What a block is asked for, and what the answers make of it. */
  const questionTo = (guide: Guide, block: number, text: string, where: RosterQuery['where']): { readonly terms: readonly string[]; readonly places: (stored: (term: string) => Uint8Array) => Places } => {
    const fields = text === '' ? [] : (text.length === 1 ? ['n' as const] : ['n' as const, 'c' as const]).map((field) => {
      const dense = (field === 'n' ? guide.names : guide.codes)[block];
      return { field, ...windowsOf(text, (gram) => dense?.has(storable(gram)) === true) };
    });
    const filters = where.map(({ field, anyOf }) => anyOf.map((value) => filterTerm(field, value)));
    return {
      terms: [...fields.flatMap(({ field, windows }) => windows.map((window) => termOf(field, window))), ...filters.flat()],
      places: (stored) => {
        let some: Uint8Array | null = null;
        let sure: Uint8Array | null = null;
        for (const { field, windows, isExact } of fields) {
          const [first, ...more] = windows.map((window) => unpacked(window.next === null ? stored(termOf(field, window)) : continuedBy(stored(termOf(field, window)), window.next)));
          const own = first ?? unpacked(new Uint8Array());
          for (const each of more) intersect(own, each);
          sure ??= unpacked(new Uint8Array());
          if (isExact) unite(sure, own);
          if (some === null) some = own;
          else unite(some, own);
        }
        for (const terms of filters) {
          const any = unpacked(new Uint8Array());
          for (const term of terms) unite(any, unpacked(stored(term)));
          if (some === null) some = any;
          else intersect(some, any);
        }
        return { some, sure };
      },
    };
  };

  /** Leaves in the order asked for. */
  const readLeaves = async (index: string, numbers: readonly number[], needsNames: boolean): Promise<readonly (readonly [number, LeafDocument])[]> => {
    const ids = numbers.map((n) => `${index}/${numbered(n)}`);
    const found = new Map((await leaves.find({ _id: { $in: ids } }, { projection: { codes: 1, keys: 1, ...(needsNames ? { names: 1 } : {}) } }).toArray()).map((leaf) => [leaf._id, leaf]));
    return numbers.map((n, at) => {
      const leaf = found.get(ids[at] ?? '');
      if (leaf === undefined) throw new Error(`the roster index ${index} has lost a part`);
      return [n, leaf] as const;
    });
  };

  const hitsIn = (index: string, guide: Guide, rows: number, places: readonly Places[], text: string): Hits => {
    const ofLeaf = (n: number, which: keyof Places): Uint8Array | null => {
      const from = (n % LEAVES_IN_BLOCK) * LEAF_BYTES;
      return places[Math.floor(n / LEAVES_IN_BLOCK)]?.[which]?.subarray(from, from + LEAF_BYTES) ?? null;
    };
    const counts = Array.from({ length: Math.ceil(rows / LEAF) }, (_, n) => {
      const bits = ofLeaf(n, 'some');
      return bits === null ? Math.min(LEAF, rows - n * LEAF) : countOf(bits);
    });
    /** Hits that a leaf surely has. */
    const certain = (n: number): number => {
      const [some, sure] = [ofLeaf(n, 'some'), ofLeaf(n, 'sure')];
      return some === null || sure === null ? (counts[n] ?? 0) : countOf(some.map((byte, at) => byte & (sure[at] ?? 0)));
    };
    const isExact = places.every(({ some, sure }) => some === null || sure === null || some.every((byte, at) => (byte & ~(sure[at] ?? 0)) === 0));
    async function* from(leaf: number, wanted: number): AsyncIterable<Found> {
      const left = counts.flatMap((count, n) => (n >= leaf && count > 0 ? [n] : []));
      let open = wanted;
      for (let at = 0; at < left.length;) {
        let size = 0;
        for (let known = 0; size < LEAVES_AT_ONCE && at + size < left.length && known < open; size += 1) known += certain(left[at + size] ?? 0);
        size = Math.max(1, size);
        for (const [n, leaf] of await readLeaves(index, left.slice(at, at + size), !isExact)) {
          const [some, sure] = [ofLeaf(n, 'some'), ofLeaf(n, 'sure')];
          const [codes, keys, names] = [list(leaf.codes), list(leaf.keys), isExact ? [] : list(leaf.names)];
          for (const place of some === null ? codes.keys() : placesOf(some)) {
            const [code = '', key = ''] = [codes[place], keys[place]];
            if (sure !== null && !has(sure, place) && !isTextIn(text, names[place] ?? '', folded(code))) continue;
            open -= 1;
            yield { code, key };
          }
        }
        at += size;
      }
    }
    return { counts, isExact, firstOf: (n) => ({ key: guide.firstKeys[n] ?? '', code: guide.firstCodes[n] ?? '' }), from };
  };

  return {
    prepare: async () => {
      for (const each of [leaves, postings, blocks]) await each.createIndexes([{ key: { index: 1 }, name: 'index' }]);
      await indexes.createIndexes([{ key: { list: 1, version: -1 }, name: 'newest' }]);
    },
    newest: async (list) => (await indexes.find({ list, form: FORM }).sort({ version: -1 }).limit(1).toArray())[0]?.version ?? 0,
    build: async (list, roster, version, rows) => {
      const index = idOf(list, version);
      let block = newBlock();
      let leaf: { codes: string[]; names: string[]; keys: string[] } = { codes: [], names: [], keys: [] };
      let count = 0;
      const writeLeaf = async (): Promise<void> => {
        const { codes, keys, names } = leaf;
        const document: LeafDocument = { _id: `${index}/${numbered(Math.ceil(count / LEAF) - 1)}`, index, codes: JSON.stringify(codes), keys: JSON.stringify(keys), names: JSON.stringify(names) };
        leaf = { codes: [], names: [], keys: [] };
        await persistently(async () => ignoringDuplicates(leaves.insertOne(document, REBUILDABLE)));
      };
      for await (const { code, name, key, row } of rows) {
        const place = count % BLOCK;
        for (const term of filterTermsOf(roster, row)) {
          const known = block.filters.get(term);
          if (known === undefined) block.filters.set(term, [place]);
          else known.push(place);
        }
        const foldedName = folded(name);
        block.names.push(foldedName);
        block.codes.push(folded(code));
        if (count % LEAF === 0) {
          block.firstKeys.push(key);
          block.firstCodes.push(code);
        }
        leaf.codes.push(code);
        leaf.names.push(foldedName);
        leaf.keys.push(key);
        count += 1;
        if (count % LEAF === 0) await writeLeaf();
        if (count % BLOCK === 0) {
          await writeBlock(index, count / BLOCK - 1, block);
          block = newBlock();
        }
      }
      if (count % LEAF !== 0) await writeLeaf();
      if (block.codes.length > 0) await writeBlock(index, Math.floor(count / BLOCK), block);
      await persistently(async () => ignoringDuplicates(indexes.insertOne({ _id: index, list, version, rows: count, form: FORM }, REBUILDABLE)));
      // The one before stays: somebody may be reading it.
      const [older, other] = [await indexes.find({ list, form: FORM }).sort({ version: -1 }).skip(2).toArray(), await indexes.find({ list, form: { $ne: FORM } }).toArray()];
      await remove([...older, ...other].map(({ _id }) => _id));
    },
    find: async (list, version, query) => {
      const index = idOf(list, version);
      const guide = await guideTo(index);
      const text = folded(query.text);
      const questions = guide.codes.map((_, block) => questionTo(guide, block, text, query.where));
      const postingOf = (block: number, term: string): string => `${index}/${numbered(block)}/${term}`;
      const ids = questions.flatMap(({ terms }, block) => terms.map((term) => postingOf(block, term)));
      const answers = ids.length === 0 ? [] : await postings.find({ _id: { $in: ids } }, { projection: { at: 1 } }).toArray();
      // Asked last: what was there before is whole when this still is.
      const known = await indexes.findOne({ _id: index, form: FORM });
      if (known === null) {
        guides.delete(index);
        return null;
      }
      const stored = new Map(answers.map(({ _id, at }) => [_id, bytesOf(at)]));
      const places = questions.map(({ places }, block) => places((term) => stored.get(postingOf(block, term)) ?? new Uint8Array()));
      return hitsIn(index, guide, known.rows, places, text);
    },
    clear: async () => {
      guides.clear();
      await Promise.all([indexes, postings, leaves, blocks].map(async (each) => each.deleteMany({})));
    },
  };
};
