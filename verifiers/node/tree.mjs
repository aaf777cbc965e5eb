/** RFC 9162 Merkle tree, by the recursion of its definition over leaf hashes. */
import { sha256 } from './canonical.mjs';

const [ZERO, ONE] = [Buffer.from([0]), Buffer.from([1])];
export const leaf = (data) => sha256(ZERO, data);

export function root(leaves, from = 0, to = leaves.length) {
  if (to === from) return sha256();
  if (to - from === 1) return leaves[from];
  let half = 1;
  while (half * 2 < to - from) half *= 2;
  return sha256(ONE, root(leaves, from, from + half), root(leaves, from + half, to));
}

/** Cuts JSON Lines (with their newlines) into groups of lines. */
export function groupsOfLines(bytes, size) {
  const groups = [];
  let start = 0;
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    lines += 1;
    if (lines % size === 0) {
      groups.push(bytes.subarray(start, at + 1));
      start = at + 1;
    }
  }
  if (start < bytes.length) groups.push(bytes.subarray(start));
  return groups;
}
