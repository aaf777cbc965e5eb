/**
 * The proof bundle (复核包) `ssj-bundle/v1`: the log of a task under a signed checkpoint, as one canonical JSON text.
 *
 * The lists travel beside it as JSON Lines and are bound by the roots in the plans. Reading is strict: text that is not
 * exactly the canonical form of what it says – spacing, duplicate or unknown members, loose base64 – is refused, because
 * a byte that can change unnoticed is a byte somebody can argue about.
 */
import { canonical } from '../canonical.ts';
import { checkpointText, signText } from './checkpoint.ts';
import type { Signer } from './checkpoint.ts';
import { isWithheld, LOG_TYPES, logRoot, withhold, WITHHOLDABLE } from './log.ts';
import type { LogEvent, LoggedEvent } from './log.ts';
import { hexOf, leafHash, blocksOf, treeRoot } from './merkle.ts';
import type { Hash } from './merkle.ts';

export const BUNDLE_VERSION = 'ssj-bundle/v1';

export interface Bundle {
  readonly v: typeof BUNDLE_VERSION;
  readonly log: readonly LoggedEvent[];
  readonly checkpoint: { readonly text: string; readonly sig: string; readonly key: string };
  /**
   * The unit's tree of draws under a checkpoint of its own: all leaf hashes, base64. 43 characters an event are less than
   * one consistency proof per checkpoint ever posted, and answer for every older size. Absent in bundles from before the tree.
   */
  readonly unitLog?: { readonly text: string; readonly sig: string; readonly leaves: string };
}

/** @returns whether `sig` is the signature of `data` under the SPKI key */
export type SignatureCheck = (key: Uint8Array, data: Uint8Array, sig: Uint8Array) => boolean;

/** @param draws the unit and the leaves of its tree of draws; left out for a log from before the tree */
export const sealBundle = (log: readonly LogEvent[], subject: string, signer: Signer, draws?: { readonly unit: string; readonly leaves: readonly Hash[] }): Bundle => {
  const text = checkpointText(subject, log.length, logRoot(log));
  const bundle: Bundle = { v: BUNDLE_VERSION, log, checkpoint: { text, sig: signText(text, signer), key: signer.key } };
  if (draws === undefined) return bundle;
  const tree = checkpointText(draws.unit, draws.leaves.length, treeRoot(draws.leaves));
  return { ...bundle, unitLog: { text: tree, sig: signText(tree, signer), leaves: Buffer.concat(draws.leaves).toString('base64') } };
};

export const bundleBytes = (bundle: Bundle): Uint8Array => new TextEncoder().encode(canonical(bundle));

/** What makes a bundle unreadable, in words for the report. */
export class BundleFault extends Error { override readonly name = 'BundleFault'; }

const fault = (what: string): never => { throw new BundleFault(what); };
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const exactly = (value: unknown, members: readonly string[], where: string, optional: readonly string[] = []): Readonly<Record<string, unknown>> => {
  if (!isObject(value)) return fault(`${where} 不是对象`);
  const found = Object.keys(value).filter((name) => !optional.includes(name)).sort().join();
  if (found !== [...members].sort().join()) fault(`${where} 的字段应为 ${members.join('、')}，实为 ${found}`);
  return value;
};
const HASH_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const readEvent = (value: unknown, index: number): LoggedEvent => {
  const where = `第 ${String(index)} 个事件`;
  if (isObject(value) && 'withheld' in value) {
    const { seq, withheld } = exactly(value, ['seq', 'withheld'], where);
    const { leaf, hash } = exactly(withheld, ['leaf', 'hash'], `${where} 的保留标记`);
    if (seq !== index || !HEX.test(String(leaf)) || !HEX.test(String(hash))) fault(`${where} 的保留标记不合格式`);
    return value as unknown as LoggedEvent;
  }
  const { seq, type, at, prev, body } = exactly(value, ['seq', 'type', 'at', 'prev', 'body'], where);
  if (seq !== index) fault(`${where} 的序号是 ${String(seq)}`);
  if (!LOG_TYPES.some((known) => known === type)) fault(`${where} 的类型 ${String(type)} 未知`);
  if (typeof at !== 'string' || !INSTANT.test(at)) fault(`${where} 的时间不合格式`);
  if (prev !== null && (typeof prev !== 'string' || !HEX.test(prev))) fault(`${where} 的前一事件指纹不合格式`);
  if (!isObject(body)) fault(`${where} 没有内容`);
  return value as LoggedEvent;
};

/** Standard base64 that encodes back to itself: its last character carries no loose bits. */
export const strictBase64 = (text: unknown, where: string): Uint8Array => {
  if (typeof text !== 'string') return fault(`${where} 不是文本`);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) fault(`${where} 不是规范的 base64`);
  return new Uint8Array(bytes);
};

/**
 * @throws BundleFault when the bytes are not exactly a canonical bundle
 */
export const readBundle = (bytes: Uint8Array): Bundle => {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
    if (canonical(value) !== text) fault('复核包不是规范 JSON（RFC 8785），可能被改动过');
  } catch (error) {
    if (error instanceof BundleFault) throw error;
    return fault('复核包不是规范 JSON（RFC 8785）');
  }
  const { v, log, checkpoint, unitLog } = exactly(value, ['v', 'log', 'checkpoint'], '复核包', ['unitLog']);
  if (v !== BUNDLE_VERSION) fault(`复核包版本是 ${String(v)}，应为 ${BUNDLE_VERSION}`);
  if (!Array.isArray(log) || log.length === 0) fault('复核包没有事件');
  (log as readonly unknown[]).forEach(readEvent);
  const point = exactly(checkpoint, ['text', 'sig', 'key'], '检查点');
  if (typeof point['text'] !== 'string') fault('检查点没有文本');
  strictBase64(point['sig'], '检查点签名');
  strictBase64(point['key'], '检查点公钥');
  if (unitLog === undefined) return value as Bundle;
  const tree = exactly(unitLog, ['text', 'sig', 'leaves'], '抽取日志');
  if (typeof tree['text'] !== 'string') fault('抽取日志没有检查点');
  strictBase64(tree['sig'], '抽取日志签名');
  if (strictBase64(tree['leaves'], '抽取日志').length % HASH_BYTES !== 0) fault('抽取日志的长度不合格式');
  return value as Bundle;
};

/** The public edition of a log: what names inspectors who were not drawn is withheld. */
export const publicBundle = (bundle: Bundle): Bundle => ({
  ...bundle,
  log: bundle.log.map((event) => (!isWithheld(event) && WITHHOLDABLE.includes(event.type) ? withhold(event) : event)),
});

/** The public edition of a list with one leaf per line: lines that are not shown are replaced by their leaf hash. */
export const publicLines = (jsonl: Uint8Array, isShown: (id: string) => boolean): Uint8Array => {
  const decoder = new TextDecoder();
  const lines = [...blocksOf(jsonl, 1)].map((line) => {
    const text = decoder.decode(line);
    const { id, salt } = JSON.parse(text) as { readonly id: string; readonly salt?: string };
    if (isShown(id)) return text;
    if (salt === undefined) throw new TypeError('a line without a salt could be guessed from its hash and cannot be withheld');
    return `${canonical({ withheld: hexOf(leafHash(line)) })}\n`;
  });
  return new TextEncoder().encode(lines.join(''));
};
