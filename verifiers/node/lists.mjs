/**
 * The frozen lists: found by their roots, read row by row against a fixed schema.
 * A row of a public edition may be {"withheld": leaf hash}; the root still verifies.
 */
import { decodeUtf8, jcs, only, wrong } from './canonical.mjs';
import { groupsOfLines, leaf, root } from './tree.mjs';

const FREE = ['id', 'name', 'section', 'kind', 'industry', 'region', 'scale', 'credit'];
const EXCLUSIONS = [null, 'not-in-business', 'yearly-cap', 'other-lawful'];
const AWAY = ['', 'leave', 'suspended', 'certificate-expired', 'witness'];
const WITHHELD = /^\{"withheld":"([0-9a-f]{64})"\}\n$/;
// The canonical order of a target's members; a text without escapes, so that the common row needs no JSON parser.
const TARGET_ROW = /^\{"credit":"([^"\\]*)","excluded":(null|"[a-z-]+"),"id":"([^"\\]*)","industry":"([^"\\]*)","key":(true|false),"kind":"([^"\\]*)","name":"([^"\\]*)","region":"([^"\\]*)","scale":"([^"\\]*)","section":"([^"\\]*)"\}$/;
const ODD = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const PLAIN = /^[\u0020-\u007e\u4e00-\u9fff]*$/;

const checkText = (text, place) => {
  if (PLAIN.test(text)) return;
  if (ODD.test(text)) wrong(`${place}含有控制字符`);
  if (text.normalize('NFC') !== text) wrong(`${place}的字符形式不规范（NFC）`);
};

function fastTarget(row, place) {
  const m = TARGET_ROW.exec(row);
  if (m === null) return null;
  checkText(row, place);
  const excluded = m[2] === 'null' ? null : m[2].slice(1, -1);
  return { credit: m[1], excluded, id: m[3], industry: m[4], key: m[5] === 'true', kind: m[6], name: m[7], region: m[8], scale: m[9], section: m[10] };
}

function slowRow(row, place, fields) {
  let value;
  try {
    value = JSON.parse(row);
  } catch {
    return wrong(`${place}不是 JSON`);
  }
  only(value, fields.filter((f) => !f.endsWith('?')), place, fields.filter((f) => f.endsWith('?')).map((f) => f.slice(0, -1)));
  if (jcs(value) !== row) wrong(`${place}不是规范 JSON`);
  for (const part of Object.values(value)) for (const text of Array.isArray(part) ? part : [part]) if (typeof text === 'string') checkText(text, place);
  return value;
}

/** Compares as UTF-8 bytes; plain comparison is right unless a surrogate is involved. */
export function compareBytes(a, b) {
  if (a === b) return 0;
  return PLAIN.test(a) && PLAIN.test(b) ? (a < b ? -1 : 1) : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function rows(bytes, name, read) {
  const text = decodeUtf8(bytes, name);
  if (text === '') return [];
  if (!text.endsWith('\n')) wrong(`${name}最后一行没有换行`);
  const result = [];
  let before = null;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; start = end + 1, end = text.indexOf('\n', start)) {
    const row = text.slice(start, end);
    const place = `${name}第 ${result.length + 1} 行`;
    if (WITHHELD.test(`${row}\n`)) { result.push(null); continue; }
    const value = read(row, place);
    const size = PLAIN.test(value.id) && value.id.length <= 60 ? value.id.length : Buffer.byteLength(value.id);
    if (size < 1 || size > 200) wrong(`${place}编号长度不合规`);
    if (before !== null && compareBytes(before, value.id) >= 0) wrong(`${place}编号没有升序或重复`);
    before = value.id;
    result.push(value);
  }
  return result;
}

export const readTargets = (bytes) => rows(bytes, '检查对象名单', (row, place) => {
  const value = fastTarget(row, place) ?? slowRow(row, place, [...FREE, 'key', 'excluded']);
  if (FREE.some((field) => typeof value[field] !== 'string') || typeof value.key !== 'boolean' || !EXCLUSIONS.includes(value.excluded)) wrong(`${place}字段类型不对`);
  return value;
});

export const readInspectors = (bytes) => rows(bytes, '执法检查人员名单', (row, place) => {
  const value = slowRow(row, place, ['id', 'name', 'section', 'certified', 'mayLead', 'specialties', 'away', 'load', 'salt?', 'last?']);
  const sane = ['id', 'name', 'section'].every((f) => typeof value[f] === 'string') && ['certified', 'mayLead'].every((f) => typeof value[f] === 'boolean')
    && Array.isArray(value.specialties) && value.specialties.every((s) => typeof s === 'string') && AWAY.includes(value.away) && Number.isSafeInteger(value.load) && value.load >= 0;
  return sane ? value : wrong(`${place}字段类型不对`);
});

export const readRecusals = (bytes) => rows(bytes, '回避名单', (row, place) => {
  const value = slowRow(row, place, ['id', 'inspector', 'target', 'salt?']);
  return ['id', 'inspector', 'target'].every((f) => typeof value[f] === 'string') ? value : wrong(`${place}字段类型不对`);
});

export const readTeams = (bytes) => rows(bytes, '检查组名单', (row, place) => {
  const value = slowRow(row, place, ['id', 'no', 'members', 'singleCandidatePosts', 'salt', 'sameAsLast?']);
  return typeof value.id === 'string' && Array.isArray(value.members) && /^[0-9a-f]{32}$/.test(value.salt) ? value : wrong(`${place}字段类型不对`);
});

/** Root of a list, stand-ins of withheld rows counted with the hash they carry. */
function rootOf(bytes, size) {
  const leaves = groupsOfLines(bytes, size).map((group) => {
    const stand = size === 1 && group.length === 80 ? WITHHELD.exec(group.toString('latin1')) : null;
    return stand === null ? leaf(group) : Buffer.from(stand[1], 'hex');
  });
  return root(leaves).toString('hex');
}

/** Lists by root; computed only when asked for, each list once per leaf size. */
export function library(files) {
  const known = [...files, Buffer.alloc(0)].sort((a, b) => a.length - b.length);
  const roots = new Map();
  return ({ root: wanted, block }) => {
    for (const [index, bytes] of known.entries()) {
      const id = `${block}/${index}`;
      if (!roots.has(id)) roots.set(id, rootOf(bytes, block));
      if (roots.get(id) === wanted) return bytes;
    }
    return null;
  };
}
