/**
 * How well the importer sees what is wrong: precision and recall of every class of mishap over generated workbooks, and the
 * fate of every row. The measured table is printed when a class falls short.
 */
import type { Finding } from '../../../src/domain/roster/findings.ts';
import { judgeWorkbook } from '../../../src/domain/roster/judge-workbook.ts';
import type { Judgement } from '../../../src/domain/roster/judge.ts';
import { MESSY_SECTIONS, MISHAPS, messyBook } from './messy.ts';
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

const judge = async (book: MessyBook): Promise<Judgement> => {
  const outcome = judgeWorkbook('名录.xlsx', await readHere('名录.xlsx', book.data), { roster: null, answers: null, assume: true }, { today: '2026-09-08', sections: MESSY_SECTIONS, current: new Map() });
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
