/**
 * Import: a workbook of N rows (12 columns, 4 N strings that occur once, Excel's own order of parts): read alone, and judged
 * with everything that belongs to it, into an empty roster and into one that holds every row already; and what the service
 * itself grows by while its child does so. Measured as the product runs it: compiled, without a loader.
 * Peer: exceljs reading the same file into its memory, in the same run; it is left out above 200,000 rows, where it dies.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, createWriteStream, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ZipFile } from 'yazl';
import { FILES } from '../../src/adapters/excel/judge/job.ts';
import type { JudgeJob } from '../../src/adapters/excel/judge/job.ts';
import { ROSTER_LIMITS } from '../../src/adapters/excel/read/limits.ts';
import { COLUMNS } from '../../src/domain/roster/columns.ts';
import { checkCharacter, organisationCheck } from '../../src/domain/roster/credit-code.ts';
import { temporaryFolder } from '../support/built-service.ts';
import { against, measure } from './measure.ts';
import type { Bench, Measure } from './measure.ts';

const DEFAULT_ROWS = 100_000;
const PEER_ROWS_MAX = 200_000;
const ROUNDS = 3;
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const FIELDS = ['name', 'code', 'address', 'note', 'kind', 'industry', 'subjectType', 'section', 'items', 'status', 'statusCheckedOn', 'credit'] as const;
const REPEATED: Readonly<Partial<Record<string, readonly string[]>>> = {
  kind: ['企业'], industry: ['教育', '卫生', '体育'], subjectType: ['有限责任公司', '个体工商户'], section: ['职成教科', '综合科', '基础教育科'], items: ['JY-001', 'JY-001、JY-002'], status: ['存续'], statusCheckedOn: ['2026-08-31', '2026/8/31'], credit: ['A', 'B'],
};
const TITLES = FIELDS.map((field) => COLUMNS.targets.find((column) => column.field === field)?.title ?? field);
const UNIQUE = 4;

const codeOf = (n: number): string => {
  const organisation = `MA${[1, 31, 961, 29_791].map((power) => ALPHABET.charAt(Math.floor(n / power) % 31)).join('')}00`;
  const first17 = `91371000${organisation}${organisationCheck(organisation) ?? ''}`;
  return first17 + (checkCharacter(first17) ?? '');
};
const uniqueText = (field: number, n: number): string => [`临港区第${n}号教育培训有限公司`, codeOf(n), `威海市临港区草庙子镇学府路${n}号`, `第${n}批导入 <A&B>`][field]?.replace('&', '&amp;').replace('<', '&lt;') ?? '';

const repeated = (field: string, n: number): string => {
  const words = REPEATED[field] ?? [''];
  return words[n % words.length] ?? '';
};

const common = [...new Set([...TITLES, ...Object.values(REPEATED).flat()])];
const commonAt = (text: string): number => common.indexOf(text);

function* stringsXml(rows: number): Iterable<string> {
  yield `<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${common.map((text) => `<si><t>${text}</t></si>`).join('')}`;
  for (let n = 0; n < rows; n += 1) yield Array.from({ length: UNIQUE }, (_, field) => `<si><t>${uniqueText(field, n)}</t></si>`).join('');
  yield '</sst>';
}
function* sheetXml(rows: number): Iterable<string> {
  const cells = (row: number, places: readonly number[]): string => `<row r="${row}">${places.map((place, at) => `<c r="${String.fromCharCode(65 + at)}${row}" t="s"><v>${place}</v></c>`).join('')}</row>`;
  yield '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
  yield cells(1, TITLES.map(commonAt));
  for (let n = 0; n < rows; n += 1) yield cells(n + 2, FIELDS.map((field, at) => (at < UNIQUE ? common.length + n * UNIQUE + at : commonAt(repeated(field, n)))));
  yield '</sheetData></worksheet>';
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const writeBook = async (file: string, rows: number): Promise<void> => {
  const zip = new ZipFile();
  const small: readonly (readonly [string, string])[] = [
    ['[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'],
    ['_rels/.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ['xl/workbook.xml', `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${RELATIONS}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`],
  ];
  for (const [path, xml] of small) zip.addBuffer(Buffer.from(xml), path);
  zip.addReadStream(Readable.from(sheetXml(rows), { objectMode: false }), 'xl/worksheets/sheet1.xml');
  zip.addReadStream(Readable.from(stringsXml(rows), { objectMode: false }), 'xl/sharedStrings.xml');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
};

const AIMS_MB: readonly (readonly [rows: number, mb: number])[] = [[100_000, 200], [1_000_000, 400]];
const SERVICE_GROWTH_MB = 60;

interface Cost { readonly rows: number; readonly ms: number; readonly cpuMs: number; readonly rssMb: number }
const CHILD = fileURLToPath(new URL('../support/import-child.ts', import.meta.url));
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/bench/import-child.mjs', import.meta.url));
const compile = (): Promise<unknown> => build({
  entryPoints: [CHILD], outfile: COMPILED, bundle: true, platform: 'node', format: 'esm', external: ['exceljs'], logLevel: 'error',
  banner: { js: "import { createRequire as requiring } from 'node:module'; const require = requiring(import.meta.url);" },
});
const LOADER = ['--import', pathToFileURL(fileURLToPath(import.meta.resolve('tsx'))).href];

/** Best of some rounds: the machine may be busy. @returns null when the process died */
const cost = (which: 'own' | 'exceljs' | 'judge' | 'service', path: string, rounds: number): Cost | null => {
  let best: Cost | null = null;
  for (let round = 0; round < rounds; round += 1) {
    const { stdout, status } = spawnSync(process.execPath, [...(which === 'judge' ? [`--max-old-space-size=${ROSTER_LIMITS.heapMb}`, '--max-semi-space-size=8'] : []), ...(which === 'service' ? [...LOADER, CHILD] : [COMPILED]), which, path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    if (status !== 0) return best;
    const one = JSON.parse(stdout) as Cost;
    if (best === null || one.ms < best.ms) best = one;
  }
  return best;
};

const prepareJob = (folder: string, file: string): void => {
  const job: JudgeJob = {
    unit: '临海区局', name: 'bench.xlsx', at: '2026-09-08T01:00:00.000Z', kind: null, roster: null, answers: null, remembered: {}, choices: null, today: '2026-09-08', sections: ['职成教科', '综合科', '基础教育科'],
    limits: ROSTER_LIMITS,
  };
  mkdirSync(folder);
  writeFileSync(join(folder, FILES.job), JSON.stringify(job));
  copyFileSync(file, join(folder, FILES.source));
};

/** The changes of the first import are the rows in force of the second. */
const prepareAgain = (folder: string, first: string): void => {
  mkdirSync(folder);
  for (const name of [FILES.job, FILES.source]) copyFileSync(join(first, name), join(folder, name));
  copyFileSync(join(first, FILES.changes), join(folder, FILES.current));
};

export const bench: Bench = async ({ rows: asked }) => {
  const rows = asked ?? DEFAULT_ROWS;
  const folder = temporaryFolder();
  try {
    await compile();
    const file = join(folder.path, 'bench.xlsx');
    await writeBook(file, rows);
    const own = cost('own', file, rows > PEER_ROWS_MAX ? 1 : ROUNDS);
    if (own?.rows !== rows + 1) throw new Error(`read ${own?.rows ?? 0} of ${rows + 1} rows`);
    const peer = rows > PEER_ROWS_MAX ? null : cost('exceljs', file, ROUNDS);
    const [first, again] = [join(folder.path, 'first'), join(folder.path, 'again')];
    prepareJob(first, file);
    writeFileSync(join(first, FILES.current), '');
    const judged = cost('judge', first, 1);
    prepareAgain(again, first);
    const inForce = cost('judge', again, 1);
    const service = cost('service', again, 1);
    if (service?.rows !== rows) throw new Error(`the service heard of ${service?.rows ?? 0} of ${rows} rows`);
    const aim = AIMS_MB.find(([upTo]) => rows <= upTo)?.[1];
    const peak = (name: string, { rssMb }: Cost): Measure => ({ ...measure(name, rssMb, 'MB'), ...(aim === undefined ? {} : { aim }) });
    if (judged?.rows !== rows || inForce?.rows !== rows) throw new Error(`judged ${judged?.rows ?? 0} and ${inForce?.rows ?? 0} of ${rows} rows`);
    const perSecond = (one: Cost): number => one.rows / (one.ms / 1000);
    const compared = (name: string, value: (one: Cost) => number, unit: string): Measure => (peer === null ? measure(name, value(own), unit) : against(name, value(own), unit, 'exceljs', value(peer)));
    return [
      measure('workbook', statSync(file).size / 1024 / 1024, 'MB'),
      compared('read', perSecond, 'rows/s'),
      compared('read, CPU', ({ cpuMs }) => cpuMs / 1000, 's'),
      compared('read, peak RSS', ({ rssMb }) => rssMb, 'MB'),
      measure('import, all new', perSecond(judged), 'rows/s'),
      peak('import, all new, peak RSS', judged),
      measure('import, all in force', perSecond(inForce), 'rows/s'),
      peak('import, all in force, peak RSS', inForce),
      { ...measure('the service meanwhile, RSS above what it was before', service.rssMb, 'MB'), aim: SERVICE_GROWTH_MB },
    ];
  } finally {
    folder.remove();
  }
};
