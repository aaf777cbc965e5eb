import fc from 'fast-check';
import { COLUMNS } from '../../../src/domain/roster/columns.ts';
import { byCodePoints } from '../../../src/domain/roster/judge-memory.ts';
import { judgeWorkbook } from '../../../src/domain/roster/judge-workbook.ts';
import { maskAddress, maskPhone, maskTail } from '../../../src/domain/roster/mask.ts';
import { Refusal } from '../../../src/domain/refusal.ts';
import { acceptProposals } from '../../../src/domain/roster/question.ts';
import type { SheetCell } from '../../../src/domain/roster/sheet.ts';
import { canonical } from '../../../src/domain/canonical.ts';

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('91350100M000100Y43', '91350100M000100Y4Z', '110108000000016', '存续', '注销', '企业', '综合科', '是', '否', '长期', '2026-09-08', '9/8/2026', '合计', '注：', '示例', '__proto__', '=1+1', '5%', '每年1次', '13812345678', '9.13E+17'),
);
const cells: fc.Arbitrary<SheetCell> = fc.oneof(
  { weight: 6, arbitrary: texts.map((value): SheetCell => ({ kind: 'text', value })) },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.double().map((value): SheetCell => ({ kind: 'number', value, text: String(value), lossy: Math.abs(value) > 1e15 })) },
  { weight: 1, arbitrary: texts.map((text): SheetCell => ({ kind: 'formula', text })) },
  { weight: 1, arbitrary: fc.constant<SheetCell>({ kind: 'error', text: '#REF!' }) },
  { weight: 1, arbitrary: fc.constantFrom('2026-09-08', '2026-09-08 12:00').map((value): SheetCell => ({ kind: 'date', value })) },
);

const titles = fc.constantFrom('targets', 'inspectors', 'items').chain((roster) =>
  fc.shuffledSubarray(COLUMNS[roster].map(({ title }) => title), { minLength: 4 }).map((some) => [...COLUMNS[roster].filter(({ need }) => need === 'identity').map(({ title }) => title), ...some]),
);
const merges = fc.array(fc.constantFrom('A1:XFD1048576', 'A2:L1048576', 'A2:A5', 'B3:B9', 'Z1:Z2', 'nonsense', 'A0:A0'), { maxLength: 4 });

describe('no sheet makes judging fail', () => {
  it('any cells under any headers: every row ends as added, changed, same, duplicate or rejected', () => {
    fc.assert(
      fc.property(titles, fc.array(fc.array(cells, { maxLength: 12 }), { maxLength: 12 }), merges, (header, rows, spans) => {
        const sheet = { name: '名录', hidden: false, merges: spans, rows: [header.map((value): SheetCell => ({ kind: 'text', value })), ...rows].map((row, at) => ({ number: at + 1, cells: row })) };
        const facts = { today: '2026-09-08', sections: ['综合科'], current: new Map() };
        try {
          const first = judgeWorkbook('a.xlsx', [sheet], { roster: null, answers: null, assume: false }, facts);
          const answers = first.outcome === 'question' ? (acceptProposals(first.question) ?? { roster: first.question.roster, mapping: {}, fill: { section: '综合科' } }) : null;
          const outcome = first.outcome === 'judged' ? first : judgeWorkbook('a.xlsx', [sheet], { roster: null, answers, assume: false }, facts);
          if (outcome.outcome !== 'judged') throw new Error('asked twice');
          const { counts, verdicts, changes } = outcome.judgement;
          expect(counts.added + counts.changed + counts.same + counts.duplicate + counts.rejected).toBe(counts.read);
          expect(verdicts).toHaveLength(counts.read);
          expect(changes).toHaveLength(counts.added + counts.changed);
          // What is staged can be digested, and is found again unchanged.
          changes.forEach(({ row }) => canonical(row));
          const again = judgeWorkbook('a.xlsx', [sheet], { roster: outcome.judgement.roster, answers, assume: false }, { ...facts, current: new Map(changes.map(({ code, row }) => [code, row])) });
          if (again.outcome === 'judged') expect(again.judgement.changes).toEqual([]);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      }),
      { numRuns: 250, seed: 20_260_908 },
    );
  });

  it('rows are ordered as their bytes are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (left, right) => {
        expect(Math.sign(byCodePoints(left, right))).toBe(Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right))));
      }),
      { numRuns: 500, seed: 7 },
    );
    expect(byCodePoints('\uFFFD', '𠮷')).toBeLessThan(0);
  });
});

describe('what the public sees', () => {
  it('phones keep three digits in front and four behind', () => {
    expect(maskPhone('13812345678')).toBe('138****5678');
    expect(maskPhone('13812345678、13912345678')).toBe('138****5678、139****5678');
    expect(maskPhone('0631-5551234')).toBe('063*-***1234');
    expect(maskPhone('12345')).toBe('*****');
  });

  it('no masked phone shows seven digits in a row', () => {
    fc.assert(fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), (phone) => {
      expect(maskPhone(phone)).toMatch(/^\d{3}\*{4}\d{4}$/);
    }), { numRuns: 100 });
  });

  it('certificates lose their last four, addresses what follows the town', () => {
    expect(maskTail('37100012345')).toBe('3710001****');
    expect(maskTail('123')).toBe('***');
    expect(maskAddress('山东省威海市临港区草庙子镇学府路1号')).toBe('山东省威海市临港区草庙子镇');
    expect(maskAddress('学府路1号')).toBe('');
  });
});
