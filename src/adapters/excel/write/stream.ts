/**
 * Writes plain tables of any length as .xlsx in constant memory: rows in, zip bytes out.
 *
 * No shared strings, a handful of styles, every text in text format and neutralised. Same rows, same bytes: the zip's own
 * dates are fixed.
 */
import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { neutral } from './neutral.ts';

/** Index into the styles of STYLES_XML. */
export const LOOK = { plain: 1, title: 2, header: 3, needed: 4, good: 5, bad: 6, warn: 7, note: 8 } as const;
export type Look = (typeof LOOK)[keyof typeof LOOK];

export interface StreamCell { readonly value: string | number; readonly look: Look }
export interface StreamRow {
  /** 1-based; rows come in ascending order, gaps are allowed. */
  readonly number: number;
  readonly cells: readonly (StreamCell | null)[];
  /** Lines of text its tallest cell takes when wrapped; office programs do not all work it out themselves. */
  readonly lines?: number;
}
export interface StreamSheet {
  readonly name: string;
  readonly widths: readonly number[];
  /** Rows that stay when scrolling and repeat on every printed page; 0 = none. */
  readonly frozenRows: number;
  readonly footer: string;
  readonly rows: Iterable<StreamRow> | AsyncIterable<StreamRow>;
}
export interface StreamMeta { readonly creator: string; readonly at: string }

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
export const ZIP_DATE = new Date(2000, 0, 1);
const CHUNK_CHARS = 128 * 1024;
const ROWS_PER_TURN = 2_000;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
/** Cell text that happens to look like the format's own escape (`_x000D_`) keeps its letters. */
export const cellText = (text: string): string => escaped(text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_'));
export const letters = (column: number): string => (column > 26 ? letters(Math.floor((column - 1) / 26)) : '') + String.fromCharCode(65 + ((column - 1) % 26));

const font = (size: number, more = ''): string => `<font>${more}<sz val="${size}"/><name val="宋体"/><charset val="134"/></font>`;
const solid = (colour: string): string => `<fill><patternFill patternType="solid"><fgColor rgb="FF${colour}"/><bgColor indexed="64"/></patternFill></fill>`;
const thin = '<left style="thin"><color rgb="FFBFBFBF"/></left><right style="thin"><color rgb="FFBFBFBF"/></right><top style="thin"><color rgb="FFBFBFBF"/></top><bottom style="thin"><color rgb="FFBFBFBF"/></bottom><diagonal/>';
const format = (fontId: number, fillId: number, borderId: number, alignment: string): string =>
  `<xf numFmtId="49" fontId="${fontId}" fillId="${fillId}" borderId="${borderId}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment ${alignment}/></xf>`;
const STYLES_XML = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="5">${font(11)}${font(16, '<b/>')}${font(11, '<b/>')}${font(11, '<color rgb="FFC00000"/>')}${font(10, '<color rgb="FF7F7F7F"/>')}</fonts><fills count="7"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${solid('DDEBF7')}${solid('FCE4D6')}${solid('E2EFDA')}${solid('FFC7CE')}${solid('FFEB9C')}</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${thin}</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="9"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${[
  format(0, 0, 0, 'vertical="center"'),
  format(1, 0, 0, 'horizontal="left" vertical="center"'),
  format(2, 2, 1, 'horizontal="center" vertical="center" wrapText="1"'),
  format(2, 3, 1, 'horizontal="center" vertical="center" wrapText="1"'),
  format(0, 4, 1, 'vertical="center" wrapText="1"'),
  format(3, 5, 1, 'vertical="center" wrapText="1"'),
  format(0, 6, 1, 'vertical="center" wrapText="1"'),
  format(4, 0, 0, 'vertical="center" wrapText="1"'),
].join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

const cellXml = (cell: StreamCell, column: number, row: number): string => {
  const at = `r="${letters(column)}${row}" s="${cell.look}"`;
  if (typeof cell.value === 'number') return `<c ${at}><v>${cell.value}</v></c>`;
  const text = neutral(cell.value);
  return text === '' ? `<c ${at}/>` : `<c ${at} t="inlineStr"><is><t xml:space="preserve">${cellText(text)}</t></is></c>`;
};

const LINE_POINTS = 15;

const rowXml = ({ number, cells, lines = 1 }: StreamRow): string => {
  let xml = lines > 1 ? `<row r="${number}" ht="${lines * LINE_POINTS}" customHeight="1">` : `<row r="${number}">`;
  cells.forEach((cell, index) => {
    if (cell !== null) xml += cellXml(cell, index + 1, number);
  });
  return `${xml}</row>`;
};

async function* sheetXml(sheet: StreamSheet): AsyncIterable<string> {
  const pane = sheet.frozenRows === 0 ? '' : `<pane ySplit="${sheet.frozenRows}" topLeftCell="A${sheet.frozenRows + 1}" activePane="bottomLeft" state="frozen"/>`;
  const columns = sheet.widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" style="1" customWidth="1"/>`).join('');
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>${columns === '' ? '' : `<cols>${columns}</cols>`}<sheetData>`;
  let chunk = '';
  let rows = 0;
  for await (const row of sheet.rows) {
    chunk += rowXml(row);
    rows += 1;
    if (chunk.length > CHUNK_CHARS) {
      yield chunk;
      chunk = '';
    }
    // A long table must not keep the chat waiting.
    if (rows % ROWS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const footer = sheet.footer === '' ? '' : `<headerFooter><oddFooter>${escaped(sheet.footer)}</oddFooter></headerFooter>`;
  yield `${chunk}</sheetData><pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>${footer}</worksheet>`;
}

/** A sheet's name without what Excel forbids, at most 31 characters. */
const sheetName = (name: string): string => name.replace(/[[\]:*?/\\']/g, ' ').slice(0, 31).trim() || '表';

const workbookXml = (sheets: readonly StreamSheet[]): string => {
  const list = sheets.map(({ name }, index) => `<sheet name="${escaped(sheetName(name))}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('');
  const titles = sheets.flatMap(({ name, frozenRows }, index) => (frozenRows === 0 ? [] : [`<definedName name="_xlnm.Print_Titles" localSheetId="${index}">'${escaped(sheetName(name))}'!$1:$${frozenRows}</definedName>`])).join('');
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${list}</sheets>${titles === '' ? '' : `<definedNames>${titles}</definedNames>`}</workbook>`;
};

const partsOf = (sheets: readonly StreamSheet[], meta: StreamMeta): readonly (readonly [string, string])[] => {
  const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const overrides = sheets.map((_, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${sheetType}.worksheet+xml"/>`).join('');
  const relations = sheets.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('');
  const creator = escaped(meta.creator);
  return [
    ['[Content_Types].xml', `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${overrides}</Types>`],
    ['_rels/.rels', `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`],
    ['docProps/core.xml', `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>${creator}</dc:creator><cp:lastModifiedBy>${creator}</cp:lastModifiedBy><dcterms:created xsi:type="dcterms:W3CDTF">${escaped(meta.at)}</dcterms:created></cp:coreProperties>`],
    ['xl/workbook.xml', workbookXml(sheets)],
    ['xl/_rels/workbook.xml.rels', `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relations}<Relationship Id="rId${sheets.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`],
    ['xl/styles.xml', STYLES_XML],
  ];
};

/** The workbook's bytes, produced as they are read. */
export const streamWorkbook = (sheets: readonly StreamSheet[], meta: StreamMeta): AsyncIterable<Uint8Array> => {
  const zip = new ZipFile();
  const out = new PassThrough();
  for (const [path, xml] of partsOf(sheets, meta)) zip.addBuffer(Buffer.from(xml), path, { mtime: ZIP_DATE });
  sheets.forEach((sheet, index) => {
    const source = Readable.from(sheetXml(sheet), { objectMode: false, encoding: 'utf8', highWaterMark: CHUNK_CHARS });
    // A failing row source must fail the reader of the zip, not hang it.
    source.on('error', (error) => out.destroy(error));
    zip.addReadStream(source, `xl/worksheets/sheet${index + 1}.xml`, { mtime: ZIP_DATE });
  });
  zip.end();
  zip.outputStream.pipe(out);
  return out;
};

export const collectBytes = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return new Uint8Array(Buffer.concat(parts));
};
