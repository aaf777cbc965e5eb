/**
 * The frame of a workbook: which sheets there are, from when dates count, which cell styles mean a date.
 */
import { Refusal } from '../../../domain/refusal.ts';
import type { ReadLimits } from './limits.ts';
import { attributeOf, parseXml } from './xml.ts';
import type { Parts } from './zip.ts';

export interface SheetPart {
  readonly name: string;
  readonly hidden: boolean;
  readonly path: string;
}
/** How the number of a cell is shown; `digits` is a format of zeros only ('000000'). */
export type NumberLook = { readonly as: 'plain' } | { readonly as: 'date' } | { readonly as: 'percent' } | { readonly as: 'digits'; readonly width: number };
export interface WorkbookFrame {
  readonly sheets: readonly SheetPart[];
  /** Dates count from 1904-01-01 (old Mac workbooks). */
  readonly from1904: boolean;
  readonly strings: string | null;
  /** By style index (attribute s of a cell). */
  readonly looks: readonly NumberLook[];
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Target of a relation as a path in the zip: '../x', '/xl/x' and 'x' all occur. */
const resolveTarget = (folder: string, target: string): string => {
  if (target.startsWith('/')) return target.slice(1);
  const parts = `${folder}${target}`.split('/');
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '.' && part !== '') kept.push(part);
  }
  return kept.join('/');
};

const readRelations = async (file: string, parts: Parts, path: string): Promise<readonly Relation[]> => {
  const found: Relation[] = [];
  if (!parts.has(path)) return found;
  const folder = folderOf(path).replace(/_rels\/$/, '');
  await parseXml(file, await parts.text(path), {
    open: (tag, attributes) => {
      // An external target (a link to another file) is never followed.
      if (tag !== 'Relationship' || attributeOf(attributes, 'TargetMode') === 'External') return;
      found.push({ id: attributeOf(attributes, 'Id') ?? '', type: (attributeOf(attributes, 'Type') ?? '').split('/').at(-1) ?? '', target: resolveTarget(folder, attributeOf(attributes, 'Target') ?? '') });
    },
    text: () => undefined,
    close: () => undefined,
  });
  return found;
};

/** Number formats that Excel knows by number (ECMA-376 part 1, 18.8.30), Chinese date formats included. */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58]);

const lookOf = (id: number, formats: ReadonlyMap<number, string>): NumberLook => {
  if (BUILT_IN_DATES.has(id)) return { as: 'date' };
  if (id === 9 || id === 10) return { as: 'percent' };
  const code = (formats.get(id) ?? '').replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  if (/[ymdhs年月日]/i.test(code) && !/general/i.test(code)) return { as: 'date' };
  if (code.includes('%')) return { as: 'percent' };
  if (/^0{2,}$/.test(code)) return { as: 'digits', width: code.length };
  return { as: 'plain' };
};

const readLooks = async (file: string, parts: Parts, path: string | undefined): Promise<readonly NumberLook[]> => {
  const formats = new Map<number, string>();
  const looks: NumberLook[] = [];
  if (path === undefined || !parts.has(path)) return looks;
  let inCellFormats = false;
  await parseXml(file, await parts.text(path), {
    open: (tag, attributes) => {
      if (tag === 'numFmt') formats.set(Number(attributeOf(attributes, 'numFmtId')), attributeOf(attributes, 'formatCode') ?? '');
      if (tag === 'cellXfs') inCellFormats = true;
      if (tag === 'xf' && inCellFormats) looks.push(lookOf(Number(attributeOf(attributes, 'numFmtId') ?? 0), formats));
    },
    text: () => undefined,
    close: (tag) => {
      if (tag === 'cellXfs') inCellFormats = false;
    },
  });
  return looks;
};

/** Whatever prefix the file gives the namespace of relations. */
const relationId = (attributes: string): string => attributeOf(attributes, /(?:^|\s)([\w.-]+:id)\s*=/.exec(attributes)?.[1] ?? 'r:id') ?? '';

/** @throws Refusal when there is no workbook inside, or too many sheets */
export const readWorkbook = async (file: string, parts: Parts, limits: ReadLimits): Promise<WorkbookFrame> => {
  const top = await readRelations(file, parts, '_rels/.rels');
  const path = top.find((relation) => relation.type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (!parts.has(path)) throw new Refusal('import.not-a-workbook', `“${file}”里没有工作簿`, { next: '请在 Excel 或 WPS 中打开确认，另存为 .xlsx 后再发一次' });
  const relations = await readRelations(file, parts, `${folderOf(path)}_rels/${path.slice(folderOf(path).length)}.rels`);
  const sheets: SheetPart[] = [];
  let from1904 = false;
  await parseXml(file, await parts.text(path), {
    open: (tag, attributes) => {
      if (tag === 'workbookPr') from1904 = attributeOf(attributes, 'date1904') === '1' || attributeOf(attributes, 'date1904') === 'true';
      if (tag !== 'sheet') return;
      const relation = relations.find((candidate) => candidate.id === relationId(attributes));
      // Chart sheets and dialogs hold no cells.
      if (relation?.type !== 'worksheet') return;
      sheets.push({ name: attributeOf(attributes, 'name') ?? '', hidden: (attributeOf(attributes, 'state') ?? 'visible') !== 'visible', path: relation.target });
    },
    text: () => undefined,
    close: () => undefined,
  });
  if (sheets.length > limits.sheets) throw new Refusal('import.too-many-sheets', `“${file}”有 ${sheets.length} 张工作表，超过 ${limits.sheets} 张`, { next: '请只保留要导入的工作表再发' });
  const of = (type: string): string | undefined => relations.find((relation) => relation.type === type)?.target;
  return { sheets, from1904, strings: of('sharedStrings') ?? null, looks: await readLooks(file, parts, of('styles')) };
};
