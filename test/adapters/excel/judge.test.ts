/**
 * Files judged in the child process: the same verdicts as in memory, whatever the format, and an end to whatever is hostile.
 */
import { createSheetJudge } from '../../../src/adapters/excel/judge.ts';
import type { ReadLimits } from '../../../src/adapters/excel/read/limits.ts';
import type { JudgedFile, JudgeProgress, JudgeRequest } from '../../../src/application/imports/ports.ts';
import { canonical } from '../../../src/domain/canonical.ts';
import { sentenceOf } from '../../../src/domain/roster/findings.ts';
import { judgeWorkbook } from '../../../src/domain/roster/judge-workbook.ts';
import { nameKey } from '../../../src/domain/roster/normalise.ts';
import { encode } from 'iconv-lite';
import { memoryBlobs } from '../../support/memory-stores.ts';
import { creditCode } from '../../support/workbooks.ts';
import { book, bookParts, simple, table, zipOf } from './build-xlsx.ts';
import { judgeInProcess } from './judge-in-process.ts';
import { MESSY_SECTIONS, messyBook } from './messy.ts';
import { readHere } from './read-here.ts';

type Row = Readonly<Record<string, unknown>>;
const once = async function* (data: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(data);
};

const judging = (name: string, data: Uint8Array, more: Partial<JudgeRequest> = {}, current: ReadonlyMap<string, Row> = new Map()) => {
  const blobs = memoryBlobs();
  const progress: JudgeProgress[] = [];
  const request: JudgeRequest = {
    unit: '临海区局', name, bytes: once(data), at: '2026-09-08T01:00:00.000Z', today: '2026-09-08', sections: MESSY_SECTIONS, kind: null, roster: null, answers: null, remembered: {}, decided: null,
    current: async function* () {
      for (const [code, row] of current) yield await Promise.resolve({ code, row });
    },
    store: (stored, bytes) => blobs.put(stored, bytes), progress: (how) => void progress.push(how), signal: null, ...more,
  };
  const text = async (file: JudgedFile): Promise<string> => (file.outcome === 'judged' ? new TextDecoder().decode(await blobs.get(file.changes.sha256)) : '');
  return { request, blobs, progress, text };
};
const judged = (file: JudgedFile): Extract<JudgedFile, { readonly outcome: 'judged' }> => {
  if (file.outcome !== 'judged') throw new Error(`asked: ${JSON.stringify(file)}`);
  return file;
};

const HEADER = ['对象名称', '对象类型', '统一社会信用代码', '住所', '监管科室', '存续状态'];
const rowOf = (n: number): readonly string[] => [`第${n}培训学校`, '企业', creditCode(n), '文化路1号', '职成教科', '存续'];

describe('judged in the child process', () => {
  it.each([3, 8])('a messy workbook (seed %i) ends row by row as it does in memory, with rows in force to compare with', async (seed) => {
    const { data } = await messyBook(seed, 150);
    const sheets = await readHere('名录.xlsx', data);
    const facts = { today: '2026-09-08', sections: MESSY_SECTIONS };
    const first = judgeWorkbook('名录.xlsx', sheets, { roster: null, answers: null, assume: true }, { ...facts, current: new Map() });
    if (first.outcome !== 'judged') throw new Error('asked');
    // Every third row is in force already, every fifth of these under another name.
    const current = new Map(first.judgement.changes.filter((_, at) => at % 3 === 0).map(({ code, row }, at): [string, Row] => [code, at % 5 === 0 ? { ...row, name: `旧${String(row['name'])}` } : row]));
    const codeOfName = new Map([...current].toReversed().map(([code, row]) => [nameKey(String(row['name'])), code]));
    const here = judgeWorkbook('名录.xlsx', sheets, { roster: null, answers: null, assume: true }, { ...facts, current, codeOfName });
    if (here.outcome !== 'judged') throw new Error('asked');
    const { request, text, blobs } = judging('名录.xlsx', data, {}, current);
    const there = judged(await judgeInProcess().judge(request));
    const { counts, changes, findings, conflicts } = here.judgement;
    expect(there.counts).toEqual(counts);
    expect(await text(there)).toBe(changes.map((change) => `${canonical(change)}\n`).join(''));
    expect(there.findings).toEqual(findings.map(sentenceOf));
    const spoken = there.conflicts === null ? '' : new TextDecoder().decode(await blobs.get(there.conflicts.blob.sha256));
    expect(spoken.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown)).toEqual(conflicts);
    const [annotated] = await readHere('批注.xlsx', await blobs.get(there.annotated.sha256));
    const outcomes = annotated?.rows.filter(({ number }) => number > here.judgement.headerRow).flatMap(({ number, cells }) => {
      const outcome = cells.find((cell) => cell?.kind === 'text' && ['新增', '变更', '无变化', '重复', '拒收'].includes(cell.value));
      return outcome?.kind === 'text' ? [[number, outcome.value]] : [];
    });
    expect(outcomes).toEqual(here.judgement.verdicts.map(({ number, outcome }) => [number, outcome]));
  });

  it('.csv in UTF-8, with a mark, and in GB18030 gives the same rows; a quoted cell may hold commas and line breaks', async () => {
    const lines = [HEADER.join(','), ...[1, 2, 3].map((n) => rowOf(n).join(',')), ['"第4培训学校"', '企业', creditCode(4), '"文化路1号,\n二楼 ""东"""', '职成教科', '存续'].join(',')].join('\r\n');
    const read = async (data: Uint8Array): Promise<string> => {
      const { request, text } = judging('名录.csv', data);
      const file = judged(await judgeInProcess().judge(request));
      expect(file.counts).toMatchObject({ read: 4, added: 4 });
      return text(file);
    };
    const plain = await read(new TextEncoder().encode(lines));
    expect(plain).toContain('文化路1号, 二楼 \\"东\\"');
    expect(await read(encode(lines, 'utf8', { addBOM: true }))).toBe(plain);
    expect(await read(encode(lines, 'gb18030'))).toBe(plain);
  });

  it('a sheet that does not say enough is a question; remembered answers are used and said', async () => {
    const data = await simple([HEADER.filter((title) => title !== '监管科室'), rowOf(1).filter((_, at) => at !== 4)]);
    const asked = await judgeInProcess().judge(judging('名录.xlsx', data).request);
    if (asked.outcome !== 'question') throw new Error('not asked');
    expect(asked.question.fills.map(({ field }) => field)).toEqual(['section']);
    const answers = { roster: 'targets' as const, mapping: {}, fill: { section: '职成教科' } };
    const file = judged(await judgeInProcess().judge(judging('名录.xlsx', data, { remembered: { [asked.question.signature]: answers } }).request));
    expect(file).toMatchObject({ recalled: true, signature: asked.question.signature, counts: { added: 1 } });
    expect(file.findings.join('\n')).toContain('已回答过');
  });

  it('a list that only updates rows in force is not asked about; one row too many and it is', async () => {
    const title = HEADER.filter((each) => each !== '监管科室');
    const row = (n: number): readonly string[] => rowOf(n).filter((_, at) => at !== 4);
    const base = judging('名录.xlsx', await simple([HEADER, rowOf(1)]));
    const [line = ''] = (await base.text(await judgeInProcess().judge(base.request))).split('\n');
    const { code, row: known } = JSON.parse(line) as { readonly code: string; readonly row: Row };
    const current = new Map([[code, { ...known, address: '别处' }]]);
    expect(judged(await judgeInProcess().judge(judging('名录.xlsx', await simple([title, row(1)]), {}, current).request)).counts).toMatchObject({ read: 1, changed: 1 });
    expect((await judgeInProcess().judge(judging('名录.xlsx', await simple([title, row(1), row(2)]), {}, current).request)).outcome).toBe('question');
  });

  it('21,000 rows: said on the way, merges behind them seen, only rows with remarks come back annotated', async () => {
    const rows = Array.from({ length: 21_000 }, (_, n) => [`第${n}户`, '企业', `QT-${String(n).padStart(6, '0')}`, '文化路1号', n === 20_990 ? '' : '职成教科', n === 17_000 ? '待定' : '存续']);
    const { request, progress, blobs, text } = judging('名录.xlsx', await simple([HEADER, ...rows], '<mergeCells><mergeCell ref="E20991:E20992"/></mergeCells>'));
    const file = judged(await judgeInProcess().judge(request));
    expect(file.counts).toEqual({ read: 21_000, added: 20_999, changed: 0, same: 0, duplicate: 0, rejected: 1 });
    expect(progress).toEqual([10_000, 20_000].map((rows) => ({ step: 'judging', rows, about: 21_001 })));
    expect(file.findings.join('\n')).toContain('第20992行「监管科室」：是合并单元格');
    expect((await text(file)).split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { readonly code: string }).code)).toEqual(rows.filter((_, n) => n !== 17_000).map(([, , code]) => code));
    const [annotated] = await readHere('批注.xlsx', await blobs.get(file.annotated.sha256));
    expect(annotated?.rows.map(({ number }) => number)).toEqual([1, 17_002]);
  });

  it('more contradictions than are listed: counted by kind, and a choice about the kind reaches the last of them', async () => {
    const many = 5_003;
    const rows = Array.from({ length: many }, (_, n) => [`新名${n}`, '企业', `QT-${String(n).padStart(6, '0')}`, '文化路1号', '职成教科', '存续']);
    const current = new Map(rows.map(([, kind, code = '', address, section, status], n): [string, Row] => [code, { code, name: `旧名${n}`, kind, address, section, status }]));
    const again = [`最后一户`, '企业', `QT-${String(many).padStart(6, '0')}`];
    const data = await simple([HEADER, ...rows, [...again, '东街', '职成教科', '存续'], [...again, '西街', '职成教科', '存续']]);
    const { request, blobs, text } = judging('名录.xlsx', data, {}, current);
    const { conflicts } = judged(await judgeInProcess().judge(request));
    expect(conflicts).toMatchObject({ count: many + 1, unlisted: { renamed: 3, twice: 1, 'same-name': 0 } });
    if (conflicts?.all === undefined) throw new Error('nothing is beyond the list');
    const choices = { all: null, each: { '0': 'new' as const }, kinds: { renamed: 'old' as const, twice: 'new' as const } };
    const decided = { contradictions: blobs.stream(conflicts.all.sha256), choices };
    const file = judged(await judgeInProcess().judge({ ...request, bytes: once(data), decided, store: (name, bytes) => blobs.put(name, bytes) }));
    const changes = (await text(file)).split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { readonly code: string; readonly row: Row }]));
    const changed = (n: number): Row | undefined => changes.find(({ code }) => code === `QT-${String(n).padStart(6, '0')}`)?.row;
    expect([changed(0)?.['name'], changed(1)?.['name'] ?? '旧名1', changed(many - 1)?.['name'] ?? `旧名${many - 1}`, changed(many)?.['address']]).toEqual(['新名0', '旧名1', `旧名${many - 1}`, '西街']);
    expect(file.counts.read).toBe(many + 2);
  });

  it('the child says what this process says, and its refusals come out whole', async () => {
    const { request, progress, text } = judging('名录.xlsx', await simple([HEADER, rowOf(1), rowOf(2), rowOf(2)]));
    const file = judged(await createSheetJudge().judge(request));
    const here = judging('名录.xlsx', await simple([HEADER, rowOf(1), rowOf(2), rowOf(2)]));
    const same = judged(await judgeInProcess().judge(here.request));
    expect(file).toEqual({ ...same, annotated: { ...file.annotated } , changes: { ...same.changes }});
    expect(await text(file)).toBe(await here.text(same));
    expect(progress).toEqual([{ step: 'writing', rows: 0, about: 0 }]);
    await expect(createSheetJudge().judge(judging('资料.xlsx', await zipOf([['名录.txt', '甲']])).request)).rejects.toMatchObject({ name: 'Refusal', code: 'import.not-a-workbook' });
  });

  it('a table that is no roster comes back whole from the one child that read it; what could be two things is said', async () => {
    const rows = [['检查人员', '执法证号', '检查对象', '统一社会信用代码', '关系类型'], ['张伟', 'ZF0001', '甲公司', creditCode(1), '配偶任职']];
    const data = await simple(rows);
    const other = await createSheetJudge().judge(judging('名单.xlsx', data).request);
    expect(other).toEqual({ outcome: 'other', kind: 'interests', sheets: await readHere('名单.xlsx', data) });
    const both = await simple(rows.map((cells) => cells.slice(0, 4)));
    expect(await judgeInProcess().judge(judging('利害关系.xlsx', both).request)).toMatchObject({ outcome: 'unsure', kinds: expect.arrayContaining(['interests', 'targets']) as unknown });
    expect(await judgeInProcess().judge(judging('利害关系.xlsx', both, { kind: 'interests' }).request)).toMatchObject({ outcome: 'other', kind: 'interests' });
    expect((await judgeInProcess().judge(judging('利害关系.xlsx', both, { kind: 'targets', roster: 'targets' }).request)).outcome).toBe('question');
  });

  it('given up: the child ends, and that is a sentence', async () => {
    const controller = new AbortController();
    const { request } = judging('名录.xlsx', await simple([HEADER, rowOf(1)]), { signal: controller.signal, current: async function* () { controller.abort(); yield* []; } });
    await expect(createSheetJudge().judge(request)).rejects.toMatchObject({ name: 'Refusal', code: 'import.cancelled' });
    await expect(createSheetJudge().judge({ ...request, bytes: once(await simple([HEADER])) })).rejects.toMatchObject({ code: 'import.cancelled' });
  });
});

describe('hostile files end within bounds, each with a sentence', () => {
  const refusal = async (name: string, data: Uint8Array, limits: Partial<ReadLimits> = {}): Promise<unknown> =>
    judgeInProcess(limits).judge(judging(name, data).request).then((file) => file, (error: unknown) => error);
  const sheetXml = async (xml: string): Promise<Uint8Array> => book({ sheets: [{ name: '表', xml }] });
  const cell = (ref: string, text: string): string => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;

  it('a million merged cells, 16,384 columns, an endless text, an endless tag', async () => {
    expect(await refusal('合并.xlsx', await sheetXml(`${table([HEADER, rowOf(1)])}<mergeCells>${'<mergeCell ref="A1:B2"/>'.repeat(1_000_000)}</mergeCells>`))).toMatchObject({ name: 'Refusal', code: 'import.too-many-merges' });
    expect(await refusal('宽.xlsx', await sheetXml(`<sheetData><row r="1">${cell('XFD1', '甲')}</row></sheetData>`))).toMatchObject({ code: 'import.too-wide' });
    expect(await refusal('长.xlsx', await sheetXml(`<sheetData><row r="1">${cell('A1', '甲'.repeat(5_000_000))}</row></sheetData>`))).toMatchObject({ code: 'import.damaged' });
    expect(await refusal('签.xlsx', await sheetXml(`<sheetData><row r="1" ${'x="1" '.repeat(1_000_000)}/></sheetData>`))).toMatchObject({ code: 'import.damaged' });
  });

  it('billions of laughs, an outside file, tags nested without end', async () => {
    const withDoctype = (doctype: string): Promise<Uint8Array> => zipOf(bookParts({ sheets: [{ name: '表', xml: table([HEADER, rowOf(1)]) }] }).map(([path, content]) => [path, path.endsWith('sheet1.xml') ? doctype + String(content) : content] as const));
    const laughs = `<!DOCTYPE l [<!ENTITY a "哈">${Array.from({ length: 9 }, (_, n) => `<!ENTITY ${String.fromCharCode(98 + n)} "${`&${String.fromCharCode(97 + n)};`.repeat(10)}">`).join('')}]>`;
    expect(await refusal('笑.xlsx', await withDoctype(laughs))).toMatchObject({ code: 'import.doctype' });
    expect(await refusal('外.xlsx', await withDoctype('<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))).toMatchObject({ code: 'import.doctype' });
    expect(await refusal('实.xlsx', await sheetXml(`<sheetData><row r="1">${cell('A1', '&xxe;')}</row></sheetData>`))).toMatchObject({ code: 'import.damaged' });
    expect(await refusal('深.xlsx', await sheetXml('<a>'.repeat(200_000)))).toMatchObject({ code: 'import.damaged' });
  });

  it('a zip bomb that hides its size dies in the child, not in the service', async () => {
    const spaces = `<sheetData>${`<row r="1">${cell('A1', ' '.repeat(30_000))}</row>`.repeat(3_000)}</sheetData>`;
    expect(await refusal('炸弹.xlsx', await sheetXml(spaces))).toMatchObject({ code: 'import.bomb' });
  });

  it('headers named like members of every object are words like others', async () => {
    const data = await simple([[...HEADER, '__proto__', 'constructor', 'toString'], [...rowOf(1), '甲', '乙', '丙']]);
    const { request, text } = judging('名录.xlsx', data, { remembered: JSON.parse('{"__proto__":{"roster":"items","mapping":{},"fill":{}}}') as JudgeRequest['remembered'] });
    const file = judged(await judgeInProcess().judge(request));
    expect(file).toMatchObject({ recalled: false, counts: { read: 1, added: 1 } });
    expect(file.findings.join('\n')).toContain('「__proto__」：这一列认不出来');
    expect(Object.keys((JSON.parse(await text(file)) as { readonly row: object }).row)).not.toContain('__proto__');
  });

  it('a text that could be a formula stays a text, in the roster and in the annotated sheet', async () => {
    const { request, blobs } = judging('名录.xlsx', await simple([HEADER, ['=HYPERLINK("http://x","甲")', ...rowOf(1).slice(1)]]));
    const file = judged(await judgeInProcess().judge(request));
    const [annotated] = await readHere('批注.xlsx', await blobs.get(file.annotated.sha256));
    expect(annotated?.rows[1]?.cells[0]).toMatchObject({ kind: 'text', value: expect.stringMatching(/^'=HYPERLINK/) as string });
  });
});
