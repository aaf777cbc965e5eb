/** Pages of a long list, whatever is asked, are those that going through every row would give; and few documents are read for them. */
import { randomBytes } from 'node:crypto';
import { pinyinKey } from '../../../src/adapters/mongo/pinyin-key.ts';
import { byPlace } from '../../../src/adapters/mongo/roster-page.ts';
import { storageOn } from '../../../src/adapters/mongo/storage.ts';
import { comparable, hitBy } from '../../../src/domain/roster/search.ts';
import type { RosterQuery } from '../../../src/domain/roster/search.ts';
import { clockOf, rosterImport, UNIT } from '../../contract/drafts.ts';
import { testDatabase } from '../../support/engine.ts';

const secretKey = { id: 'k1', key: new Uint8Array(32).fill(7) };
const TOWNS = ['城关镇', '汪疃镇', '草庙子镇'];
const ROWS = 3_000;
const CHANGED = 400;
const BRANDS = ['启明', '新星', '博文', '长安', '重庆', '𠮷田', '单氏'];
const TRADES = ['教育培训有限公司', '幼儿园', '面馆', '第二十三号仓储'];
const pick = (words: readonly string[], n: number): string => words[n % words.length] ?? '';
const PRIMES = [7, 11, 13];
const rowOf = (n: number, year: number) => {
  const code = `9137100000${n % 97 === 0 ? '00000' : `MA${String((n * 7919) % 100_003).padStart(5, '0')}`}${String(n % PRIMES.length)}`;
  return { code: `${code}-${String(n)}`, row: { name: `临港${pick(BRANDS, n * 3 + year)}${String(n % 331)}${pick(TRADES, n + year)}`, town: pick(TOWNS, n), status: n % 23 === 0 ? '注销' : '存续' } };
};
const jsonLines = async function* (changes: readonly unknown[]): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(changes.map((each) => JSON.stringify(each)).join('\n')));
};

const QUESTIONS: readonly RosterQuery[] = [
  { text: '', where: [] }, { text: '临', where: [] }, { text: '𠮷', where: [] }, { text: '临港启明', where: [] }, { text: '有限公司', where: [] }, { text: '教育有限', where: [] }, { text: '00000', where: [] },
  { text: '0000', where: [{ field: 'status', anyOf: ['注销'] }] }, { text: '23', where: [{ field: 'town', anyOf: ['汪疃镇', '城关镇'] }] }, { text: '明12教育培训', where: [] }, { text: '-2977', where: [] },
  { text: '9137100000ma', where: [] }, { text: '临港单氏5幼儿园', where: [] }, { text: '没有这样的', where: [] }, { text: '', where: [{ field: 'town', anyOf: ['草庙子镇'] }, { field: 'status', anyOf: ['注销'] }] },
];

describe('pages of a long roster', () => {
  const database = testDatabase();
  it('are what going through every row gives, before and after rows changed, and no question reads the list', async () => {
    const { journal, blobs, rosters } = await storageOn(database.get(), { clock: clockOf(), random: randomBytes, secretKey });
    const before = Array.from({ length: ROWS }, (_, n) => rowOf(n, 0));
    const changes = Array.from({ length: CHANGED }, (_, n) => (n % 5 === 0 ? { code: rowOf(n * 7, 0).code, row: null } : rowOf(n * 7, 1)));
    const gone = new Set(changes.map(({ code }) => code));
    const after = [...before.filter(({ code }) => !gone.has(code)), ...changes.flatMap(({ code, row }) => (row === null ? [] : [{ code, row }]))];
    await journal.append(rosterImport('targets', 1, await blobs.put('1', jsonLines(before))));
    const wanted = (rows: readonly { readonly code: string; readonly row: { readonly name: string } }[], query: RosterQuery): readonly string[] => {
      const isWanted = hitBy(query);
      return rows.filter((each) => isWanted(comparable(each))).map(({ code, row }) => ({ code, key: pinyinKey('targets', row.name) })).toSorted(byPlace).map(({ code }) => code);
    };
    const check = async (version: number, rows: typeof before): Promise<void> => {
      for (const query of QUESTIONS) {
        const all = wanted(rows, query);
        for (const [skip, limit] of [[0, 20], [20, 7], [Math.max(0, all.length - 3), 20], [Math.floor(all.length / 2), 50]] as const) {
          const page = await rosters.page(UNIT, 'targets', version, query, { skip, limit });
          expect({ query, codes: page.rows.map(({ code }) => code), hasMore: page.hasMore }).toEqual({ query, codes: all.slice(skip, skip + limit), hasMore: all.length > skip + limit });
          if (page.isExact) expect(page.total).toBe(all.length);
          else expect(page.total).toBeGreaterThanOrEqual(all.length);
        }
      }
    };
    await check(1, before);
    await journal.append(rosterImport('targets', 2, await blobs.put('2', jsonLines(changes))));
    await check(2, after);
    await check(1, before);
  });
});
