/**
 * Small tools of verifying: the root of a list with withheld lines, and the first place where two values differ.
 */
import { canonical } from '../canonical.ts';
import type { Json } from '../canonical.ts';
import { blocksOf, growingTree, hashOfHex, hexOf, leafHash } from './merkle.ts';

/** A list found by its root, with the number of lines that are not shown. */
export interface KnownList { readonly bytes: Uint8Array; readonly withheld: number }

const STAND_IN = /^\{"withheld":"([0-9a-f]{64})"\}\n$/;
const STAND_IN_BYTES = 80;

/** The root of a list in which stand-ins may replace lines (one leaf per line). */
export const editionRoot = (jsonl: Uint8Array): { readonly root: string; readonly withheld: number } => {
  const tree = growingTree();
  const decoder = new TextDecoder();
  let withheld = 0;
  for (const line of blocksOf(jsonl, 1)) {
    const leaf = line.length === STAND_IN_BYTES ? STAND_IN.exec(decoder.decode(line))?.[1] : undefined;
    if (leaf !== undefined) withheld += 1;
    tree.add(leaf === undefined ? leafHash(line) : hashOfHex(leaf));
  }
  return { root: hexOf(tree.root()), withheld };
};

type Members = { readonly [member: string]: Json };
const isMembers = (value: Json): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first place where two values differ, as words for the report; '' when they are equal. */
export const firstDifference = (expected: Json, found: Json, place: string): string => {
  if (canonical(expected) === canonical(found)) return '';
  if (Array.isArray(expected) && Array.isArray(found)) return inLists(expected as readonly Json[], found as readonly Json[], place);
  if (isMembers(expected) && isMembers(found)) return inMembers(expected, found, place);
  return `${place} 应为 ${canonical(expected)}，写的是 ${canonical(found)}`;
};

const inLists = (expected: readonly Json[], found: readonly Json[], place: string): string => {
  for (let i = 0; i < Math.max(expected.length, found.length); i += 1) {
    const [a, b] = [expected[i], found[i]];
    const here = `${place} 第 ${String(i + 1)} 行`;
    if (a === undefined) return `${here}多出`;
    if (b === undefined) return `${here}缺少`;
    const inner = firstDifference(a, b, here);
    if (inner !== '') return inner;
  }
  return '';
};

const inMembers = (expected: Members, found: Members, place: string): string => {
  for (const member of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const [a, b] = [expected[member], found[member]];
    if (a === undefined) return `${place} 多出字段 ${member}`;
    if (b === undefined) return `${place} 缺少字段 ${member}`;
    const inner = firstDifference(a, b, `${place} ${member}`);
    if (inner !== '') return inner;
  }
  return '';
};
