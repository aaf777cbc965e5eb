/**
 * RFC 6962 / RFC 9162 Merkle tree: leaf SHA-256(00 ‖ data), node SHA-256(01 ‖ left ‖ right), empty tree SHA-256('').
 *
 * Big lists use one leaf per 1 024 lines (a leaf per row costs 150 times as much); lists whose lines may be withheld
 * one by one use one leaf per line. The shape of the tree is the RFC's, so any RFC 9162 library checks the same root.
 */
import { createHash } from 'node:crypto';

export type Hash = Uint8Array;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const NEWLINE = 10;

export const leafHash = (data: Uint8Array): Hash => new Uint8Array(createHash('sha256').update(LEAF).update(data).digest());
const nodeHash = (left: Hash, right: Hash): Hash => new Uint8Array(createHash('sha256').update(NODE).update(left).update(right).digest());
export const hexOf = (hash: Hash): string => Buffer.from(hash).toString('hex');
export const hashOfHex = (hex: string): Hash => new Uint8Array(Buffer.from(hex, 'hex'));

/** A tree that grows leaf by leaf and keeps only the O(log n) roots of its complete subtrees. */
export interface Tree {
  readonly add: (leaf: Hash) => void;
  readonly size: () => number;
  readonly root: () => Hash;
}

/** Roots of complete subtrees, largest first; bit k of the number of leaves says whether one of 2^k leaves is there. */
export type Peaks = readonly Hash[];

/** The peaks of a tree of `count` leaves after one more leaf. */
export const withLeaf = (peaks: Peaks, count: number, leaf: Hash): Peaks => {
  const grown = [...peaks];
  let hash = leaf;
  for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = grown.pop();
    if (left !== undefined) hash = nodeHash(left, hash);
  }
  return [...grown, hash];
};

export const rootOfPeaks = (peaks: Peaks): Hash =>
  peaks.reduceRight<Hash | null>((right, left) => (right === null ? left : nodeHash(left, right)), null) ?? new Uint8Array(createHash('sha256').digest());

export const growingTree = (): Tree => {
  let peaks: Peaks = [];
  let count = 0;
  return {
    add: (leaf) => {
      peaks = withLeaf(peaks, count, leaf);
      count += 1;
    },
    size: () => count,
    root: () => rootOfPeaks(peaks),
  };
};

/** @param leaves leaf hashes */
export const treeRoot = (leaves: Iterable<Hash>): Hash => {
  const tree = growingTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
};

/**
 * Cuts JSON Lines into blocks of so many lines, each with its newline; the last one may be shorter.
 * @throws TypeError when the last line is not ended by a newline
 */
export function* blocksOf(jsonl: Uint8Array, lines: number): Generator<Uint8Array> {
  if (jsonl.length > 0 && jsonl[jsonl.length - 1] !== NEWLINE) throw new TypeError('JSON Lines end with a newline');
  let start = 0;
  let seen = 0;
  for (let at = jsonl.indexOf(NEWLINE); at !== -1; at = jsonl.indexOf(NEWLINE, at + 1)) {
    seen += 1;
    if (seen % lines !== 0) continue;
    yield jsonl.subarray(start, at + 1);
    start = at + 1;
  }
  if (start < jsonl.length) yield jsonl.subarray(start);
}

/** The root of a list of JSON Lines whose leaves are blocks of `linesPerLeaf` lines; lower-case hex. */
export const listRoot = (jsonl: Uint8Array, linesPerLeaf: number): string => {
  const tree = growingTree();
  for (const block of blocksOf(jsonl, linesPerLeaf)) tree.add(leafHash(block));
  return hexOf(tree.root());
};
