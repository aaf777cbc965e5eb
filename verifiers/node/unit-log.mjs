/**
 * The unit's tree of draws: every milestone of this task is a leaf of it, every plan pins it as it was, and it goes on from an
 * older checkpoint (a C2SP signed note) without a change.
 */
import { createHash } from 'node:crypto';

import { jcs, sha256Hex, wrong } from './canonical.mjs';
import { leaf, root } from './tree.mjs';

const POINT = /^(yaohao\/ssj-draw\/v1\/[^\n]+)\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n$/;
const MILESTONES = new Set(['plan', 'result', 'declined', 'abandoned', 'void', 'locked']);

export function readPoint(text, what) {
  const [, origin, size, top] = POINT.exec(text) ?? wrong(`${what}不合格式`);
  return { origin, size: Number(size), top };
}

/** An old signed note under the same key: its text and raw signature. */
function readNote(note, key) {
  const bad = () => wrong('旧检查点不合格式，或不是同一把公钥签署');
  const [text, lines] = note.endsWith('\n') && note.includes('\n\n') ? [note.slice(0, note.indexOf('\n\n') + 1), note.slice(note.indexOf('\n\n') + 2, -1).split('\n')] : bad();
  const point = readPoint(text, '旧检查点');
  const id = createHash('sha256').update(`${point.origin}\n\u0001`).update(key.subarray(12)).digest().subarray(0, 4);
  for (const line of lines) {
    const [, name, signature] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = Buffer.from(signature ?? '', 'base64');
    if (name === point.origin && bytes.subarray(0, 4).equals(id)) return { ...point, text, sig: bytes.subarray(4) };
  }
  return bad();
}

const leafFor = ({ type, at, body }, plan) => {
  if (!MILESTONES.has(type) && !(type === 'objection-decided' && body.upheld === true)) return null;
  const hash = type === 'plan' || type === 'result' ? sha256Hex(jcs(body)) : null;
  return leaf(Buffer.from(jcs({ at, attempt: plan.attempt, hash, task: plan.task, type }))).toString('hex');
};

/**
 * @param bundle opened; @param isSigned (text, signature bytes) under the bundle's key
 * @returns lines for the report
 */
export function checkUnitLog({ log, checkpoint, unitLog }, { key, leaves, sig }, isSigned, oldNote) {
  const positioned = log.some(({ type, body }) => type === 'plan' && body.unitLog !== undefined);
  if (unitLog === undefined) {
    if (positioned) wrong('复核包缺少方案所依据的抽取日志');
    return oldNote === undefined ? [] : wrong('复核包没有抽取日志，无法与旧检查点比对');
  }
  const { origin, size, top } = readPoint(unitLog.text, '抽取日志的检查点');
  if (leaves.length % 32 !== 0) wrong('抽取日志的长度不合格式');
  const hashes = Array.from({ length: leaves.length / 32 }, (_, i) => leaves.subarray(i * 32, i * 32 + 32));
  if (!checkpoint.text.startsWith(`${origin}/`)) wrong('抽取日志不属于本任务的单位');
  if (size !== hashes.length || top !== root(hashes).toString('base64')) wrong('抽取日志的叶数或根与检查点不一致');
  if (!isSigned(unitLog.text, sig)) wrong('抽取日志的签名无效');
  const places = hashes.map((hash) => hash.toString('hex'));
  let [plan, last, number, found] = [undefined, -1, 0, 0];
  for (const event of log) {
    if (event.withheld !== undefined) continue;
    if (event.type === 'plan') plan = event.body;
    if (plan?.unitLog === undefined) continue;
    if (event.type === 'plan') {
      const { drawNo, prev, root: before } = plan.unitLog;
      if (!(drawNo > number) || (prev === null) !== (drawNo === 1)) wrong(`第 ${plan.attempt} 次抽取的编号没有递增`);
      number = drawNo;
      if (plan.logSize > hashes.length || root(hashes, 0, plan.logSize).toString('hex') !== before) wrong(`第 ${plan.attempt} 次抽取：抽取日志在方案之前的部分与方案不一致`);
    }
    const own = leafFor(event, plan);
    if (own === null) continue;
    const at = event.type === 'plan' ? (places[plan.logSize] === own ? plan.logSize : -1) : places.indexOf(own, last + 1);
    if (at <= last) wrong(`第 ${event.seq} 个事件不在抽取日志中`);
    last = at;
    found += 1;
  }
  const lines = [`抽取日志 ${size} 条，本任务 ${found} 条均在其中，签名有效`];
  if (oldNote === undefined) return lines;
  const old = readNote(oldNote, key);
  if (!isSigned(old.text, old.sig)) wrong('旧检查点的签名无效');
  if (old.origin !== origin) wrong('旧检查点属于另一本抽取日志');
  if (old.size > size) wrong(`旧检查点有 ${old.size} 条，现在只有 ${size} 条：抽取日志被截短`);
  if (root(hashes, 0, old.size).toString('base64') !== old.top) wrong(`抽取日志的前 ${old.size} 条与旧检查点不一致：历史被改写`);
  return [...lines, `与旧检查点（${old.size} 条）一致：此前的记录没有改动`];
}
