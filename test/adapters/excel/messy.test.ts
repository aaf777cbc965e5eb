/**
 * How well the importer sees what is wrong: precision and recall of every class of mishap over generated workbooks, and the
 * fate of every row. The measured table is printed when a class falls short.
 */
import type { Finding } from '../../../src/domain/roster/findings.ts';
import { judgeWorkbook } from '../../../src/domain/roster/judge-workbook.ts';
import type { Judgement } from '../../../src/domain/roster/judge.ts';
import { nameKey } from '../../../src/domain/roster/normalise.ts';
import { MESSY_SECTIONS, MISHAPS, messyBook, plain } from './messy.ts';
import type { Mishap, MessyBook } from './messy.ts';
import { readHere } from './read-here.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const SIZE = 150;

/** Which sentence speaks of which mishap; mishaps that are no fault (full width, blanks …) must raise none. */
const SIGNS: Readonly<Partial<Record<Mishap, RegExp>>> = {
  'check-digit': /校验位错/, 'inner-digit': /校验位错/, swapped: /校验位错/, 'lost-digits': /超过 15 位/, scientific: /超过 15 位/, 'short-code': /有 16 位/, 'no-code': /自编一个/,
  'no-name': /没有填$/, 'no-section': /没有填$/, 'odd-status': /“待定”认不出来/, 'odd-kind': /“外企”认不出来/, 'broken-formula': /没有保存结果/, 'error-cell': /公式出错/,
  'same-again': /完全相同/, 'conflict-again': /内容不同/, lookalike: /写成了字母/, formula: /按显示的/, 'odd-phone': /不像电话号码/, 'odd-date': /分不清月和日/, 'month-only': /没有写日/,
  'old-number-check': /校验位不符/, 'second-code': /还有另一个代码/, 'odd-count': /不是次数/, 'date-cell': /是数字/, 'no-address': /没有填$/,
};
const SHARED: readonly (readonly Mishap[])[] = [['check-digit', 'inner-digit', 'swapped'], ['lost-digits', 'scientific'], ['no-section', 'no-address', 'no-name']];
const sameSign = (left: Mishap, right: Mishap): boolean => left === right || SHARED.some((group) => group.includes(left) && group.includes(right));

type Row = Readonly<Record<string, unknown>>;
const judge = async (book: MessyBook, current: ReadonlyMap<string, Row> = new Map()): Promise<Judgement> => {
  const codeOfName = new Map([...current].map(([code, { name }]) => [nameKey(String(name)), code]));
  const outcome = judgeWorkbook('名录.xlsx', await readHere('名录.xlsx', book.data), { roster: null, answers: null, assume: true }, { today: '2026-09-08', sections: MESSY_SECTIONS, current, codeOfName });
  if (outcome.outcome !== 'judged') throw new Error(`asked: ${JSON.stringify(outcome.question)}`);
  return outcome.judgement;
};

interface Tally { hit: number; missed: number; wrong: number }

describe('messy workbooks with known truth', () => {
  const tallies = new Map<Mishap, Tally>(MISHAPS.map((mishap) => [mishap, { hit: 0, missed: 0, wrong: 0 }]));
  const strays: string[] = [];

  it.each(SEEDS)('seed %i: the fate of every row is as it should be, and every row is accounted for', async (seed) => {
    const book = await messyBook(seed, SIZE);
    const { counts, verdicts, findings } = await judge(book);
    expect(verdicts.map(({ number, outcome }) => ({ row: number, outcome }))).toEqual(book.truth.map(({ row, outcome }) => ({ row, outcome })));
    expect(counts.read).toBe(SIZE);
    expect(counts.added + counts.changed + counts.same + counts.duplicate + counts.rejected).toBe(SIZE);
    const asides = findings.filter(({ severity, rows, text }: Finding) => severity === 'file' && rows.length > 0 && text.includes('没有当作数据')).flatMap(({ rows }) => rows);
    expect([...asides].sort((a, b) => a - b)).toEqual([...book.asides]);
    // Foreign sections are one remark about the file, with their number of rows.
    const foreign = book.truth.filter(({ mishap }) => mishap === 'unknown-section').length;
    expect(findings.filter(({ text }) => text.includes('还没有在本单位建立')).map(({ text }) => /草庙子所 (\d+) 行/.exec(text)?.[1])).toEqual(foreign === 0 ? [] : [String(foreign)]);
    const reasons = new Map(verdicts.map((verdict) => [verdict.number, verdict.reasons]));
    for (const { row, mishap } of book.truth) {
      const said = reasons.get(row) ?? [];
      for (const [name, sign] of Object.entries(SIGNS)) {
        const known = MISHAPS.find((one) => one === name);
        const tally = known === undefined ? undefined : tallies.get(known);
        if (known === undefined || tally === undefined) continue;
        const hit = said.some((sentence) => sign.test(sentence));
        if (mishap === known) tally[hit ? 'hit' : 'missed'] += 1;
        else if (hit && (mishap === null || !sameSign(mishap, known))) {
          tally.wrong += 1;
          strays.push(`seed ${seed} row ${row} (${mishap ?? 'valid'}): ${said.join('；')}`);
        }
      }
      if ((mishap === null || SIGNS[mishap] === undefined) && said.length > 0) strays.push(`seed ${seed} row ${row} (${mishap ?? 'valid'}): ${said.join('；')}`);
    }
  });

  it('every class is found whenever it is there, and nothing is said of rows that are right', () => {
    expect(strays).toEqual([]);
    const table = [...tallies].filter(([mishap]) => SIGNS[mishap] !== undefined).map(([mishap, { hit, missed, wrong }]) => ({ mishap, recall: hit / (hit + missed), precision: hit / (hit + wrong), seen: hit + missed }));
    expect(table.filter(({ seen }) => seen < 5)).toEqual([]);
    expect(table.filter(({ recall, precision }) => recall < 1 || precision < 1)).toEqual([]);
  });
});

/** Mishaps that do not change what is meant: the row is read as it was before. */
const READ_AS_MEANT: readonly Mishap[] = ['wide', 'blanks', 'lower-case', 'alias-status', 'mixed-dates', 'date-cell', 'number-phone', 'formula', 'lookalike'];

describe('what is read of a row that is written oddly', () => {
  it('codes, names, states, dates in every style and telephones are what was meant', async () => {
    const seen = new Map<Mishap, number>();
    for (const seed of SEEDS) {
      const book = await messyBook(seed, SIZE);
      const { changes } = await judge(book);
      const rows = new Map(changes.map(({ code, row }) => [code, row]));
      for (const { mishap, was } of book.truth) {
        if (mishap === null || !READ_AS_MEANT.includes(mishap)) continue;
        const row = rows.get(plain(was.code));
        const phone = mishap === 'number-phone' ? row?.['phone'] : was.phone;
        // A blank between digits or letters may be part of a name; it never makes another name of it.
        expect(nameKey(String(row?.['name']))).toBe(nameKey(plain(was.name)));
        expect({ mishap, row }).toMatchObject({ mishap, row: { code: was.code, status: was.status, statusCheckedOn: was.statusCheckedOn, section: was.section, phone } });
        if (mishap === 'number-phone') expect(row?.['phone']).toMatch(/^138\d{8}$/);
        seen.set(mishap, (seen.get(mishap) ?? 0) + 1);
      }
    }
    expect(READ_AS_MEANT.filter((mishap) => (seen.get(mishap) ?? 0) < 5)).toEqual([]);
  });

  it('a code with one wrong digit or two swapped comes back with the right one', async () => {
    const tally = { 'check-digit': [0, 0], swapped: [0, 0] };
    for (const seed of SEEDS) {
      const book = await messyBook(seed, SIZE);
      const reasons = new Map((await judge(book)).verdicts.map((verdict) => [verdict.number, verdict.reasons.join('；')]));
      for (const { row, mishap, was } of book.truth) {
        if (mishap !== 'check-digit' && mishap !== 'swapped') continue;
        const [seen = 0, right = 0] = tally[mishap];
        const wanted = mishap === 'swapped' ? plain(was.code) : `应为 ${plain(was.code).charAt(17)}`;
        tally[mishap] = [seen + 1, right + (reasons.get(row)?.includes(wanted) === true ? 1 : 0)];
      }
    }
    // Swapped digits may hold the check by another reading: then both readings are left to the licence.
    expect(tally['check-digit'][1]).toBe(tally['check-digit'][0]);
    expect((tally.swapped[1] ?? 0) / (tally.swapped[0] ?? 1)).toBeGreaterThanOrEqual(0.9);
  });
});

type Standing = 'same' | 'moved' | 'renamed' | 'closed' | 'namesake' | 'new';
const STANDINGS: readonly Standing[] = ['same', 'moved', 'renamed', 'closed', 'namesake', 'new'];

describe('against rows in force', () => {
  it('every row is the same, changed, renamed, a namesake or new; each class is found, and nothing else is taken for it', async () => {
    const tallies = new Map<string, Tally>();
    const count = (name: string, is: boolean, said: boolean): void => {
      const tally = tallies.get(name) ?? { hit: 0, missed: 0, wrong: 0 };
      tallies.set(name, tally);
      if (is && said) tally.hit += 1;
      else if (is) tally.missed += 1;
      else if (said) tally.wrong += 1;
    };
    for (const seed of SEEDS) {
      const book = await messyBook(seed, SIZE);
      const standings = new Map<number, Standing>();
      const current = new Map<string, Row>();
      const rowOfCode = new Map(book.truth.filter(({ mishap }) => mishap === null).map(({ row, was }) => [plain(was.code), row]));
      for (const [at, { code, row }] of (await judge(book)).changes.entries()) {
        const number = rowOfCode.get(code);
        if (number === undefined) continue;
        const standing = STANDINGS[at % STANDINGS.length] ?? 'new';
        standings.set(number, standing);
        if (standing === 'new') continue;
        if (standing === 'namesake') current.set(`QT-${String(number)}`, { ...row, code: `QT-${String(number)}` });
        else current.set(code, standing === 'same' ? row : standing === 'moved' ? { ...row, address: '老街1号' } : standing === 'closed' ? { ...row, status: '停业' } : { ...row, name: `原${String(row['name'])}` });
      }
      const { verdicts, diffs, conflicts, counts } = await judge(book, current);
      expect(counts.added + counts.changed + counts.same + counts.duplicate + counts.rejected).toBe(counts.read);
      const [outcomes, changed, kinds] = [new Map(verdicts.map(({ number, outcome }) => [number, outcome])), new Map(diffs.map(({ row, changes }) => [row, changes.map(({ field }) => field)])), new Map(conflicts.map(({ row, kind }) => [row, kind]))];
      for (const { row, mishap } of book.truth) {
        const standing = standings.get(row);
        // The later row of a code, and a second code under a name of the file.
        count('twice', mishap === 'conflict-again', kinds.get(row) === 'twice');
        count('same-name', standing === 'namesake' || mishap === 'second-code', kinds.get(row) === 'same-name');
        count('renamed', standing === 'renamed', kinds.get(row) === 'renamed');
        if (mishap !== null) continue;
        count('same', standing === 'same', outcomes.get(row) === '无变化');
        count('new', standing === 'new' || standing === 'namesake', outcomes.get(row) === '新增');
        count('address', standing === 'moved', changed.get(row)?.join() === 'address');
        count('status', standing === 'closed', changed.get(row)?.join() === 'status');
        count('name', standing === 'renamed', changed.get(row)?.join() === 'name');
      }
    }
    expect([...tallies].filter(([, { hit }]) => hit < 5)).toEqual([]);
    expect([...tallies].filter(([, { missed, wrong }]) => missed + wrong > 0)).toEqual([]);
  });
});
