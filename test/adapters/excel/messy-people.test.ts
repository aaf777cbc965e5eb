/** People as offices list them: certificates that ran out, identity cards in their place, leave the wrong way round; precision and recall of each. */
import { judgeWorkbook } from '../../../src/domain/roster/judge-workbook.ts';
import { simple } from './build-xlsx.ts';
import type { TableCell } from './build-xlsx.ts';
import { MESSY_SECTIONS, plain, randomOf } from './messy.ts';
import { readHere } from './read-here.ts';

const HEADER = ['序号', '姓名', '所在科室', '执法证编号', '证件有效期至', '是否持证', '手机号', '请假起', '请假止', '公民身份号码'];
type Cells = readonly TableCell[];
interface Case { readonly sign: RegExp | null; readonly outcome: '新增' | '拒收' | '重复'; readonly of: (cells: Cells) => Cells; readonly until?: string }
const put = (cells: Cells, at: number, cell: TableCell): Cells => cells.map((old, index) => (index === at ? cell : old));
const CASES: Readonly<Record<string, Case>> = {
  valid: { sign: null, outcome: '新增', of: (cells) => cells, until: '2027-06-30' },
  expired: { sign: /执法证 2026-03-31 已到期/, outcome: '新增', of: (cells) => put(cells, 4, '2026.3.31'), until: '2026-03-31' },
  month: { sign: /没有写日，按 31 日计/, outcome: '新增', of: (cells) => put(cells, 4, '2027年5月'), until: '2027-05-31' },
  forever: { sign: null, outcome: '新增', of: (cells) => put(cells, 4, '长期有效'), until: '9999-12-31' },
  period: { sign: /是一段时间，取截止日 2027-08-31/, outcome: '新增', of: (cells) => put(cells, 4, '2022年9月1日至2027年8月31日'), until: '2027-08-31' },
  unreadable: { sign: /读不出日期/, outcome: '拒收', of: (cells) => put(cells, 4, '见证件') },
  missing: { sign: /要填证件有效期|没有填$/, outcome: '拒收', of: (cells) => put(cells, 4, null) },
  identity: { sign: /填的是身份证号/, outcome: '拒收', of: (cells) => put(cells, 3, '37100219900101123X') },
  certificate: { sign: /没有执法证的人员请填/, outcome: '拒收', of: (cells) => put(cells, 3, null) },
  leave: { sign: /早于请假起/, outcome: '拒收', of: (cells) => put(put(cells, 7, '2026-09-20'), 8, '2026-09-10') },
  flag: { sign: /“也许”/, outcome: '拒收', of: (cells) => put(cells, 5, '也许') },
  spaced: { sign: null, outcome: '新增', of: (cells) => put(put(cells, 1, ` ${plain(cells[1]).charAt(0)}\u3000${plain(cells[1]).slice(1)} `), 6, '１３８００００１１１１'), until: '2027-06-30' },
};
const NAMES = Object.keys(CASES);
const FAMILY = '王李张刘陈杨赵黄周吴';

test('every mishap of a person is found, no other is, identity cards are nowhere kept, and the date that counts is read', async () => {
  const missed: string[] = [];
  const strays: string[] = [];
  const seen = new Map<string, number>();
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const random = randomOf(seed);
    const drawn = Array.from({ length: 60 }, (_, at) => NAMES[at < NAMES.length ? at : Math.floor(random() * NAMES.length)] ?? 'valid');
    const person = (n: number): Cells => [String(n), `${FAMILY.charAt(n % 10)}${String.fromCharCode(0x4e00 + n)}文`, '综合科', `37-${String(seed)}-${String(n).padStart(4, '0')}`, '2027-06-30', '是', '13800001111', null, null, '371002199001011230'];
    const rows = drawn.map((name, n) => CASES[name]?.of(person(n)) ?? person(n));
    const data = await simple([['执法检查人员名录'], HEADER, ...rows]);
    const outcome = judgeWorkbook('人员.xlsx', await readHere('人员.xlsx', data), { roster: null, answers: null, assume: true }, { today: '2026-09-08', sections: MESSY_SECTIONS, current: new Map() });
    if (outcome.outcome !== 'judged') throw new Error('asked');
    const { verdicts, changes } = outcome.judgement;
    expect(verdicts).toHaveLength(rows.length);
    expect(JSON.stringify(changes)).not.toMatch(/37100219900101/);
    for (const [n, { outcome: fate, reasons }] of verdicts.entries()) {
      const name = drawn[n] ?? 'valid';
      const wanted = CASES[name];
      seen.set(name, (seen.get(name) ?? 0) + 1);
      const signs = NAMES.filter((other) => CASES[other]?.sign != null && reasons.some((reason) => CASES[other]?.sign?.test(reason)));
      if (fate !== wanted?.outcome || (wanted.sign !== null && !signs.includes(name))) missed.push(`${name}: ${fate} ${reasons.join('；')}`);
      if (signs.some((other) => other !== name)) strays.push(`${name}: ${signs.join()} ${reasons.join('；')}`);
      if (wanted?.until === undefined) continue;
      const row = changes.find(({ code }) => code === plain(person(n)[3]))?.row;
      expect({ name, person: row?.['name'], until: row?.['certificateUntil'], phone: row?.['phone'] }).toEqual({ name, person: person(n)[1], until: wanted.until, phone: '13800001111' });
    }
  }
  expect([missed, strays]).toEqual([[], []]);
  expect(NAMES.filter((name) => (seen.get(name) ?? 0) < 5)).toEqual([]);
});
