/**
 * Writes documents (.docx) from templates that staff edit in Word or WPS: `{{word}}`, a repeated row from `{{#list}}` to
 * `{{/list}}`, and one picture whose alternative text is 「检查码」, replaced by a QR code.
 *
 * Words a template asks for and may not have are refused by name. What a template's author left in its properties does not leave
 * the house: the author of every document is the unit (ECMA-376 part 2, §11: core properties).
 */
import { readFile } from 'node:fs/promises';
import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import { toBuffer } from 'qrcode';
import type { DocumentModel, DocumentWriter } from '../../application/ports.ts';
import { Refusal } from '../../domain/refusal.ts';

/** templates/docx beside src/ and dist/ alike. */
const DEFAULT_TEMPLATES = new URL('../../../templates/docx/', import.meta.url);
const CODE_PICTURE = '检查码';

const xml = (text: string): string => text.replace(/(?![\t\n\r])\p{Cc}/gu, '').replace(/[<>&"']/g, (sign) => `&#${String(sign.codePointAt(0))};`);

const partText = (zip: PizZip, path: string): string => zip.file(path)?.asText() ?? '';

/** Path of the picture with this alternative text; null when the template has none. */
const codePicture = (zip: PizZip): string | null => {
  const body = partText(zip, 'word/document.xml');
  const described = [...body.matchAll(/<w:drawing>[\s\S]*?<\/w:drawing>/g)].map(([drawing]) => drawing).find((drawing) => new RegExp(`(?:descr|title|name)="${CODE_PICTURE}"`).test(drawing));
  const id = /r:embed="([^"]+)"/.exec(described ?? '')?.[1];
  const relation = [...partText(zip, 'word/_rels/document.xml.rels').matchAll(/<Relationship\b[^>]*>/g)].map(([tag]) => tag).find((tag) => tag.includes(`Id="${id ?? ''}"`));
  const target = /Target="([^"]+)"/.exec(relation ?? '')?.[1];
  return target === undefined ? null : target.startsWith('/') ? target.slice(1) : `word/${target}`;
};

const properties = ({ title, unit, madeAt }: DocumentModel): string => {
  const at = `${madeAt.slice(0, 19)}Z`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xml(title)}</dc:title><dc:creator>${xml(unit)}</dc:creator><cp:lastModifiedBy>${xml(unit)}</cp:lastModifiedBy><dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${at}</dcterms:modified></cp:coreProperties>`;
};
/** Company, manager, name of the template's author's own template; custom properties likewise. */
const EMPTY_PROPERTIES: Readonly<Record<string, string>> = {
  'docProps/app.xml': '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
  'docProps/custom.xml': '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
};

const clean = (zip: PizZip, model: DocumentModel): void => {
  for (const [path, empty] of Object.entries(EMPTY_PROPERTIES)) if (zip.file(path) !== null) zip.file(path, empty);
  zip.file('docProps/core.xml', properties(model));
};

/** Reads the template; what is broken in it is said in words its author understands. */
const opened = (zip: PizZip, title: string, unknown: Set<string>): Docxtemplater => {
  try {
    return new Docxtemplater(zip, {
      delimiters: { start: '{{', end: '}}' }, paragraphLoop: true, linebreaks: true,
      nullGetter: (part: { readonly value?: string }) => {
        unknown.add(part.value ?? '');
        return '';
      },
    });
  } catch {
    throw new Refusal('document.bad-template', `文书模板“${title}.docx”里的占位符不成对`, { next: '请检查双花括号，以及每个 {{#名单}} 是否有 {{/名单}}；说明见 templates/docx/说明.md' });
  }
};

const filled = async (template: Uint8Array, model: DocumentModel): Promise<Uint8Array> => {
  const unknown = new Set<string>();
  const document = opened(new PizZip(template), model.title, unknown);
  document.render({ ...model.fields, ...model.lists });
  if (unknown.size > 0) throw new Refusal('document.unknown-word', `文书模板“${model.title}.docx”里有认不出的占位符：${[...unknown].join('、')}`, { next: `可用的占位符：${[...Object.keys(model.fields), ...Object.keys(model.lists)].join('、')}` });
  const zip = document.getZip() as PizZip;
  if (model.code !== null) {
    const picture = codePicture(zip);
    if (picture === null) throw new Refusal('document.no-code', `文书模板“${model.title}.docx”里没有检查码图片`, { next: '请插入一张图片，替代文字写“检查码”，或恢复原来的模板' });
    zip.file(picture, await toBuffer(model.code, { type: 'png', errorCorrectionLevel: 'M', margin: 2, scale: 8 }));
  }
  clean(zip, model);
  return zip.generate({ type: 'uint8array', compression: 'DEFLATE' });
};

/** @param templates folder of the templates, with a trailing slash */
export const createDocumentWriter = (templates: URL = DEFAULT_TEMPLATES): DocumentWriter => ({
  fill: async (model) => {
    let template: Uint8Array;
    try {
      template = new Uint8Array(await readFile(new URL(encodeURIComponent(`${model.title}.docx`), templates)));
    } catch {
      throw new Refusal('document.no-template', `缺少文书模板“${model.title}.docx”`, { next: '请管理员把它放回 templates/docx 目录' });
    }
    return filled(template, model);
  },
});
