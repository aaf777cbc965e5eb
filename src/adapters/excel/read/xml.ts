/**
 * XML as a stream of three events, without namespaces and without DTDs (so no entities, no bombs, no outside files).
 */
import { SaxesParser } from 'saxes';
import { Refusal } from '../../../domain/refusal.ts';

export interface XmlEvents {
  /** @param attributes by name, prefixes kept ('r:id') */
  open(tag: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(tag: string): void;
}

const local = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

/** An unbroken stretch of text longer than this is an attack on memory, not a cell. */
const MAX_TEXT_CHUNKS = 64;

/** @throws Refusal on anything that is not well-formed, or that declares a document type */
export const parseXml = async (file: string, chunks: AsyncIterable<string>, events: XmlEvents): Promise<void> => {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  const damaged = (): Refusal => new Refusal('import.damaged', `“${file}”内部的 XML 已损坏`, { next: '请在 Excel 或 WPS 中打开，另存为 .xlsx 后再发一次' });
  let chunksWithoutTag = 0;
  parser.on('doctype', () => {
    throw new Refusal('import.doctype', `“${file}”内部声明了 DOCTYPE，正常的表格不会有`, { next: '请把名录复制到新建的工作簿里保存后再发' });
  });
  parser.on('error', () => {
    throw damaged();
  });
  parser.on('opentag', (tag) => {
    chunksWithoutTag = 0;
    events.open(local(tag.name), tag.attributes);
  });
  parser.on('text', (text) => events.text(text));
  parser.on('cdata', (text) => events.text(text));
  parser.on('closetag', (tag) => events.close(local(tag.name)));
  for await (const chunk of chunks) {
    chunksWithoutTag += 1;
    if (chunksWithoutTag > MAX_TEXT_CHUNKS) throw damaged();
    if (chunk !== '') parser.write(chunk);
  }
  parser.close();
};
