/** Small workbooks by hand, honest and hostile: what an office program would never write is exactly what has to be tested. */
import { ZipFile } from 'yazl';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export type Part = readonly [path: string, content: string | Buffer];

export const zipOf = async (parts: readonly Part[]): Promise<Uint8Array> => {
  const zip = new ZipFile();
  for (const [path, content] of parts) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return new Uint8Array(Buffer.concat(chunks));
};

export interface BookOptions {
  /** Inner XML of <worksheet> per sheet. */
  readonly sheets: readonly { readonly name: string; readonly xml: string; readonly state?: string }[];
  readonly strings?: string;
  readonly styles?: string;
  readonly date1904?: boolean;
  readonly more?: readonly Part[];
}

export const bookParts = ({ sheets, strings, styles, date1904, more = [] }: BookOptions): readonly Part[] => [
  ['[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'],
  ['_rels/.rels', `<Relationships><Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
  ['xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${REL}"><workbookPr${date1904 === true ? ' date1904="1"' : ''}/><sheets>${sheets.map(({ name, state }, at) => `<sheet name="${name}" sheetId="${at + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`],
  ['xl/_rels/workbook.xml.rels', `<Relationships>${sheets.map((_, at) => `<Relationship Id="rId${at + 1}" Type="${REL}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}${strings === undefined ? '' : `<Relationship Id="rIdS" Type="${REL}/sharedStrings" Target="sharedStrings.xml"/>`}${styles === undefined ? '' : `<Relationship Id="rIdT" Type="${REL}/styles" Target="styles.xml"/>`}</Relationships>`],
  ...sheets.map(({ xml }, at): Part => [`xl/worksheets/sheet${at + 1}.xml`, `<worksheet xmlns="${MAIN}">${xml}</worksheet>`]),
  ...(strings === undefined ? [] : [['xl/sharedStrings.xml', `<sst xmlns="${MAIN}">${strings}</sst>`] as const]),
  ...(styles === undefined ? [] : [['xl/styles.xml', `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>`] as const]),
  ...more,
];
export const book = (options: BookOptions): Promise<Uint8Array> => zipOf(bookParts(options));

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const letter = (at: number): string => (at < 26 ? '' : letter(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

/** A cell given as XML after the `<c r="A1"` of its place. */
export interface RawCell { readonly raw: string }
export type TableCell = string | number | null | RawCell;

/** sheetData of a table of texts and numbers, starting at row 1. */
export const table = (rows: readonly (readonly TableCell[])[], after = ''): string =>
  `<sheetData>${rows
    .map((cells, at) => `<row r="${at + 1}">${cells
      .map((cell, column) => {
        if (cell === null) return '';
        const place = `<c r="${letter(column)}${at + 1}"`;
        if (typeof cell === 'object') return `${place}${cell.raw}`;
        return typeof cell === 'number' ? `${place}><v>${cell}</v></c>` : `${place} t="inlineStr"><is><t xml:space="preserve">${escape(cell)}</t></is></c>`;
      })
      .join('')}</row>`)
    .join('')}</sheetData>${after}`;

export const simple = (rows: readonly (readonly TableCell[])[], after = ''): Promise<Uint8Array> => book({ sheets: [{ name: '名录', xml: table(rows, after) }] });
