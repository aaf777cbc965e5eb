/**
 * XML as a stream of three events, without namespaces and without DTDs (so no entities, no bombs, no outside files).
 *
 * A scanner of our own: a sheet is nine tenths tags, and a general parser builds an object for the attributes of every one
 * of them. Here attributes stay text until somebody asks for one. Tags must match, entities must be XML's own five or
 * numbers, and nothing longer than a cell may be is kept waiting; everything else in the file is none of our business.
 */
import { Refusal } from '../../../domain/refusal.ts';

/** The shape nearly every child of a tag has, taken in one step instead of one event for each of its tags. */
export interface UsualShape {
  readonly parent: string;
  /** Sticky; matches whole elements only, without entities in what it captures. */
  readonly pattern: RegExp;
  take(match: RegExpExecArray): void;
}

export interface XmlEvents {
  readonly usual?: UsualShape;
  /** @param attributes the tag's text after its name: see attributeOf */
  open(tag: string, attributes: string): void;
  /** Whole texts between two tags, entities resolved. */
  text(text: string): void;
  close(tag: string): void;
}

/** A tag or text still incomplete at this length is an attack on memory, not a cell (of at most 32,767 characters). */
const MAX_PENDING_CHARS = 1024 * 1024;
const MAX_DEPTH = 256;

const local = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @returns null when an entity is none of XML's own */
const resolved = (text: string): string | null => {
  const foreign: string[] = [];
  const plain = text.replace(/&([^;&]{0,12});?/g, (whole, name: string) => {
    const known = whole.endsWith(';') && Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
    if (known !== undefined) return known;
    const digits = whole.endsWith(';') ? /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name) : null;
    const point = digits === null ? NaN : digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
    if (point > 0 && point <= 0x10ffff) return String.fromCodePoint(point);
    foreign.push(whole);
    return '';
  });
  return foreign.length > 0 ? null : plain;
};

const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/**
 * The value of an attribute, or undefined.
 * @param name as written, prefix included ('r:id')
 */
export const attributeOf = (attributes: string, name: string): string | undefined => {
  for (let at = attributes.indexOf(name); at >= 0; at = attributes.indexOf(name, at + 1)) {
    if (at > 0 && !isBlank(attributes.charCodeAt(at - 1))) continue;
    let after = at + name.length;
    while (isBlank(attributes.charCodeAt(after))) after += 1;
    if (attributes.charCodeAt(after) !== 61) continue;
    after += 1;
    while (isBlank(attributes.charCodeAt(after))) after += 1;
    const quote = attributes.charAt(after);
    if (quote !== '"' && quote !== "'") continue;
    const end = attributes.indexOf(quote, after + 1);
    const value = attributes.slice(after + 1, end < 0 ? undefined : end);
    return value.includes('&') ? (resolved(value) ?? undefined) : value;
  }
  return undefined;
};

/** Where the tag that begins at `from` ends: a '>' outside quotes; -1 when it is not there yet. */
const tagEnd = (text: string, from: number): number => {
  const end = text.indexOf('>', from);
  if (end < 0) return -1;
  const quote = text.indexOf('"', from);
  if ((quote < 0 || quote > end) && !text.slice(from, end).includes("'")) return end;
  let open = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (open !== '') open = character === open ? '' : open;
    else if (character === '"' || character === "'") open = character;
    else if (character === '>') return at;
  }
  return -1;
};

export interface XmlScanner {
  /** @throws Refusal on tags that do not match, foreign entities, and a declared document type */
  write(chunk: string): void;
  end(): void;
}

export const xmlScanner = (file: string, events: XmlEvents): XmlScanner => {
  const damaged = (): Refusal => new Refusal('import.damaged', `“${file}”内部的 XML 已损坏`, { next: '请在 Excel 或 WPS 中打开，另存为 .xlsx 后再发一次' });
  const stack: string[] = [];
  let pending = '';
  let roots = 0;

  const say = (text: string): void => {
    if (stack.length === 0) {
      if (text.trim() !== '' && text.trim() !== '\uFEFF') throw damaged();
      return;
    }
    const plain = text.includes('&') ? resolved(text) : text;
    if (plain === null) throw damaged();
    events.text(plain);
  };

  const open = (text: string, from: number, end: number): void => {
    const isEmpty = text.charCodeAt(end - 1) === 47;
    const last = isEmpty ? end - 1 : end;
    let nameEnd = from;
    while (nameEnd < last && !isBlank(text.charCodeAt(nameEnd))) nameEnd += 1;
    const name = text.slice(from, nameEnd);
    if (name === '' || (stack.length === 0 && roots > 0)) throw damaged();
    if (stack.length === 0) roots += 1;
    if (stack.length > MAX_DEPTH) throw damaged();
    const tag = local(name);
    events.open(tag, nameEnd === last ? '' : text.slice(nameEnd, last));
    if (isEmpty) events.close(tag);
    else stack.push(name);
  };

  const close = (text: string, from: number, end: number): void => {
    let last = end;
    while (last > from && isBlank(text.charCodeAt(last - 1))) last -= 1;
    const name = stack.pop();
    if (name === undefined || last - from !== name.length || !text.startsWith(name, from)) throw damaged();
    events.close(local(name));
  };

  /** Comments, sections, instructions. @returns where it ends, -1 when it is not there yet */
  const special = (text: string, at: number): number => {
    const skip = (from: number, mark: string): number => {
      const end = text.indexOf(mark, from);
      return end < 0 ? -1 : end + mark.length;
    };
    if (text.charAt(at + 1) === '?') return skip(at + 2, '?>');
    const head = text.slice(at, at + 9);
    if (head.startsWith('<!--')) return skip(at + 4, '-->');
    if (head === '<![CDATA[') {
      const end = skip(at + 9, ']]>');
      if (end >= 0) events.text(text.slice(at + 9, end - 3));
      return end;
    }
    if (/^<!DOCTYPE/i.test(head)) throw new Refusal('import.doctype', `“${file}”内部声明了 DOCTYPE，正常的表格不会有`, { next: '请把名录复制到新建的工作簿里保存后再发' });
    if (head.length < 9) return -1;
    throw damaged();
  };

  const { usual } = events;
  /** The element at this place, when it has the usual shape. @returns where it ends, -1 when it has not */
  const takeUsual = (text: string, at: number): number => {
    if (usual === undefined || stack.at(-1) !== usual.parent) return -1;
    usual.pattern.lastIndex = at;
    const match = usual.pattern.exec(text);
    if (match === null) return -1;
    usual.take(match);
    return usual.pattern.lastIndex;
  };

  /** Everything that is complete; what is left over waits for the next chunk. */
  const scan = (text: string): string => {
    let at = 0;
    for (;;) {
      const taken = takeUsual(text, at);
      if (taken >= 0) {
        at = taken;
        continue;
      }
      const tag = text.indexOf('<', at);
      if (tag < 0) return text.slice(at);
      const next = text.charCodeAt(tag + 1);
      let end: number;
      if (next === 33 || next === 63) {
        if (tag > at) say(text.slice(at, tag));
        end = special(text, tag);
        if (end < 0) return text.slice(tag);
      } else {
        const last = tagEnd(text, tag + 1);
        if (last < 0) return text.slice(at);
        if (tag > at) say(text.slice(at, tag));
        if (next === 47) close(text, tag + 2, last);
        else open(text, tag + 1, last);
        end = last + 1;
      }
      at = end;
    }
  };

  return {
    write: (chunk) => {
      if (chunk === '') return;
      pending = scan(pending + chunk);
      if (pending.length > MAX_PENDING_CHARS) throw damaged();
    },
    end: () => {
      if (stack.length > 0 || roots === 0 || pending.trim() !== '') throw damaged();
    },
  };
};

/** @throws Refusal as the scanner does */
export const parseXml = async (file: string, chunks: AsyncIterable<string>, events: XmlEvents): Promise<void> => {
  const scanner = xmlScanner(file, events);
  for await (const chunk of chunks) scanner.write(chunk);
  scanner.end();
};
