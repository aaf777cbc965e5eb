/**
 * The frozen lists as bytes: JSON Lines of canonical JSON, strictly ascending by id (UTF-8 bytes).
 *
 * Written strictly and read strictly: NFC, no control characters, no id twice, exactly the known members. Two readers
 * can therefore never understand the same bytes differently, and "1" and "01", or two spellings of one name, stay apart.
 */
import { createHmac } from 'node:crypto';

import { canonical } from '../canonical.ts';
import { Refusal } from '../refusal.ts';
import { blocksOf } from './merkle.ts';
import { byUtf8 } from './ticket.ts';
import type { InspectorLine, RecusalLine, TargetLine, TeamLine } from './types.ts';

const NEWLINE = 10;

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const oneOf = (...values: readonly unknown[]): Check => (value) => values.includes(value);

/** The members of a kind of line; an optional one is present only where it says something. */
interface Schema {
  readonly list: string;
  readonly members: Readonly<Record<string, Check>>;
  readonly optional: Readonly<Record<string, Check>>;
}

const SALT: Check = (value) => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);

const TARGET: Schema = {
  list: '检查对象名单',
  members: {
    id: isText, name: isText, section: isText, kind: isText, industry: isText, region: isText, scale: isText, credit: isText, key: isFlag,
    excluded: oneOf(null, 'not-in-business', 'yearly-cap', 'other-lawful'),
  },
  optional: {},
};
const INSPECTOR: Schema = {
  list: '执法检查人员名单',
  members: {
    id: isText, name: isText, section: isText, certified: isFlag, mayLead: isFlag, specialties: isTexts,
    away: oneOf('', 'leave', 'suspended', 'certificate-expired', 'witness'), load: isCount,
  },
  optional: { salt: SALT, last: isTexts },
};
const isMember: Check = (value) => {
  const member = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Object.keys(member).sort().join() === 'inspector,leader,name,section' && isText(member['inspector']) && isText(member['name']) && isText(member['section']) && isFlag(member['leader']);
};
const TEAM: Schema = {
  list: '检查组名单',
  members: { id: isText, no: isCount, members: (value) => Array.isArray(value) && value.every(isMember), singleCandidatePosts: isCount, salt: SALT },
  optional: { sameAsLast: isCount },
};
const RECUSAL: Schema = { list: '回避名单', members: { id: isText, inspector: isText, target: isText }, optional: { salt: SALT } };

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

const refuse = (schema: Schema, place: string, what: string): never => {
  throw new Refusal('draw.bad-list', `${schema.list}${place === '' ? '' : `「${place}」`}：${what}`, { next: '请更正名录并重新导入后再抽取；若名单文件来自他人，说明文件已被改动' });
};

/** Printable ASCII and common Chinese: nothing to normalise, no control characters; true of nearly every text. */
const PLAIN = /^[\u0020-\u007e\u4e00-\u9fff]*$/;

const checkText = (schema: Schema, place: string, value: unknown): void => {
  if (Array.isArray(value)) { value.forEach((one) => { checkText(schema, place, one); }); return; }
  if (typeof value !== 'string' || PLAIN.test(value)) return;
  if (value.normalize('NFC') !== value) refuse(schema, place, `「${value}」不是规范的字符形式（NFC）`);
  if (CONTROL.test(value)) refuse(schema, place, `「${value}」含有控制字符`);
};

/** Checks one line's members, types and texts; the id is 1–200 bytes of UTF-8. */
const checkLine = (schema: Schema, place: string, value: unknown): void => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { refuse(schema, place, '不是一个对象'); return; }
  const line = value as Readonly<Record<string, unknown>>;
  for (const member in schema.members) if (!(member in line)) refuse(schema, place, `字段 ${member} 缺少或类型不对`);
  for (const member of Object.keys(line)) {
    const check = schema.members[member] ?? schema.optional[member];
    if (check === undefined) refuse(schema, place, `有未知字段 ${member}`);
    else if (!check(line[member])) refuse(schema, place, `字段 ${member} 缺少或类型不对`);
    checkText(schema, place, line[member]);
  }
  const bytes = Buffer.byteLength(String(line['id']));
  if (bytes < 1 || bytes > 200) refuse(schema, place, `编号长度须为 1–200 字节，实为 ${String(bytes)} 字节`);
};

const NEEDS_NO_ESCAPE = /^[\u0020\u0021\u0023-\u005b\u005d-\u007e\u4e00-\u9fff]*$/;
const valueText = (value: unknown): string => (typeof value === 'string' && NEEDS_NO_ESCAPE.test(value) ? `"${value}"` : canonical(value));

/** The canonical JSON of a line; members are written in their known order, which is what canonical JSON would sort them to. */
const lineText = (schema: Schema): ((line: object) => string) => {
  const names = Object.keys(schema.members).sort();
  return (line) => {
    const values = line as Readonly<Record<string, unknown>>;
    if (Object.keys(values).length !== names.length) return canonical(line);
    let text = '';
    for (const name of names) text += `${text === '' ? '{' : ','}"${name}":${valueText(values[name])}`;
    return `${text}}`;
  };
};

const isAscending = (lines: readonly { readonly id: string }[]): boolean => lines.every(({ id }, index) => index === 0 || byUtf8(lines[index - 1]?.id ?? '', id) < 0);

/** In the order of the bytes of the ids, as the frozen list has them; a list that comes in that order is not copied. */
export const inOrder = <Line extends { readonly id: string }>(lines: readonly Line[]): readonly Line[] => (isAscending(lines) ? lines : [...lines].sort((a, b) => byUtf8(a.id, b.id)));

/** Lines that are text at one time; a million of them as strings would take four times what they take as bytes. */
const BLOCK_LINES = 1024;

/** @param blocks how many will follow, about as long as the first one */
const growingBytes = (blocks: number): { readonly add: (text: string) => void; readonly bytes: () => Uint8Array } => {
  const encoder = new TextEncoder();
  let bytes: Uint8Array = new Uint8Array();
  let used = 0;
  const enlarge = (room: number): void => {
    const larger = new Uint8Array(room);
    larger.set(bytes.subarray(0, used));
    bytes = larger;
  };
  const add = (text: string): void => {
    const { read, written: more } = encoder.encodeInto(text, bytes.subarray(used));
    used += more;
    if (read === text.length) return;
    const rest = encoder.encode(text.slice(read));
    enlarge(used > 0 ? Math.ceil((used + rest.length) * 1.25) : blocks === 1 ? rest.length : Math.ceil(rest.length * blocks * 1.05));
    bytes.set(rest, used);
    used += rest.length;
  };
  return { add, bytes: () => bytes.subarray(0, used) };
};

const written = <Line extends { readonly id: string }>(schema: Schema, lines: readonly Line[]): Uint8Array => {
  const sorted = inOrder(lines);
  const textOf = lineText(schema);
  const { add, bytes } = growingBytes(Math.ceil(sorted.length / BLOCK_LINES));
  let before: string | null = null;
  for (let first = 0; first < sorted.length; first += BLOCK_LINES) {
    let text = '';
    for (const line of sorted.slice(first, first + BLOCK_LINES)) {
      checkLine(schema, line.id, line);
      if (before === line.id) refuse(schema, '', `编号「${line.id}」出现了两次`);
      before = line.id;
      text += `${textOf(line)}\n`;
    }
    add(text);
  }
  return bytes();
};

/** Line after line, so that never more than a block is text. */
function* linesIn<Line extends { readonly id: string }>(schema: Schema, bytes: Uint8Array): Generator<Line> {
  if (bytes.length > 0 && bytes[bytes.length - 1] !== NEWLINE) refuse(schema, '', '最后一行没有换行');
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const textOf = lineText(schema);
  let before: string | null = null;
  let index = 0;
  for (const block of blocksOf(bytes, BLOCK_LINES)) {
    for (const row of decoder.decode(block).slice(0, -1).split('\n')) {
      index += 1;
      const place = `第 ${String(index)} 行`;
      const value: unknown = JSON.parse(row);
      checkLine(schema, place, value);
      if (textOf(value as object) !== row) refuse(schema, place, '不是规范 JSON（RFC 8785）');
      const line = value as Line;
      if (before !== null && byUtf8(before, line.id) >= 0) refuse(schema, place, `编号「${line.id}」没有按升序排列或重复`);
      before = line.id;
      yield line;
    }
  }
}
const read = <Line extends { readonly id: string }>(schema: Schema, bytes: Uint8Array): readonly Line[] => [...linesIn<Line>(schema, bytes)];

/** A 16-byte salt of a line that may be withheld from the public edition; without it a withheld line could be guessed from its hash. */
const salted = <Line extends { readonly id: string }>(lines: readonly Line[], list: string, saltKey: Uint8Array | null): readonly Line[] =>
  saltKey === null
    ? lines
    : lines.map((line) => ({ ...line, salt: createHmac('sha256', saltKey).update(`ssj-draw/v1/salt\0${list}\0${line.id}`).digest('hex').slice(0, 32) }));

export const writeTargets = (lines: readonly TargetLine[]): Uint8Array => written(TARGET, lines);
export const writeInspectors = (lines: readonly InspectorLine[], saltKey: Uint8Array | null): Uint8Array => written(INSPECTOR, salted(lines, 'inspectors', saltKey));
export const writeRecusals = (lines: readonly RecusalLine[], saltKey: Uint8Array | null): Uint8Array => written(RECUSAL, salted(lines, 'recusals', saltKey));
export const writeTeamLines = (lines: readonly TeamLine[]): Uint8Array => written(TEAM, lines);

/** @throws Refusal naming the first line that is not exactly as it must be */
/** As `readTargets`, for those who need few of very many. */
export const targetsIn = (bytes: Uint8Array): Iterable<TargetLine> => linesIn<TargetLine>(TARGET, bytes);
export const readTargets = (bytes: Uint8Array): readonly TargetLine[] => read<TargetLine>(TARGET, bytes);
export const readInspectors = (bytes: Uint8Array): readonly InspectorLine[] => read<InspectorLine>(INSPECTOR, bytes);
export const readRecusals = (bytes: Uint8Array): readonly RecusalLine[] => read<RecusalLine>(RECUSAL, bytes);
export const readTeamLines = (bytes: Uint8Array): readonly TeamLine[] => read<TeamLine>(TEAM, bytes);
