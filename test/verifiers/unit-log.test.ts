/**
 * The unit's tree of draws: somebody who kept an old checkpoint can tell that nothing before it was rewritten, and the keeper
 * of the key cannot hide it – not by a longer, a shorter, or another list.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { canonical } from '../../src/domain/canonical.ts';
import { checkpointText, noteOf, readNote, signText, verifierKey } from '../../src/domain/draw/checkpoint.ts';
import { readBundle, sealBundle } from '../../src/domain/draw/bundle.ts';
import { treeRoot } from '../../src/domain/draw/merkle.ts';
import { play, signerOf } from '../support/ceremonies.ts';
import { request } from '../support/draw-lists.ts';
import { ALL } from '../support/verifiers.ts';
import type { Case } from '../support/verifiers.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const signer = signerOf(3);
const played = play([
  { request: () => request({ targets: request().targets.slice(41), recusals: [] }), ending: 'void' },
  { request: (_, previousPlan, attempt) => request({ targets: request().targets.slice(41), recusals: [], attempt, previousPlan }), ending: 'locked' },
]);
const honest: Case = { bundle: played.bundle, lists: played.lists, key: signer.key };
/** A checkpoint of the first leaves, as it was handed out at that time. */
const kept = (size: number, leaves: readonly Uint8Array[] = played.leaves, by = signer, unit = 'U1'): string => {
  const text = checkpointText(unit, size, treeRoot(leaves.slice(0, size)));
  return noteOf(text, signText(text, by), by.key);
};
const withTree = (leaves: readonly Uint8Array[], unit = 'U1'): Uint8Array => encode(canonical(sealBundle(played.log, 'U1/T2026-007', signer, { unit, leaves })));
const other = new Uint8Array(32).fill(7);
const LAST_PLAN = 5;

test.each(ALL)('%s confirms that the log goes on from every older checkpoint', (_, judge) => {
  const sizes = played.leaves.map((__, size) => size + 1);
  expect(sizes).toHaveLength(8);
  judge([0, ...sizes].map((size) => ({ ...honest, checkpoint: kept(size) }))).forEach(({ ok, lines }, size) => {
    expect(lines.join()).toContain(`与旧检查点（${String(size)} 条）一致`);
    expect(ok).toBe(true);
  });
});

test.each(ALL)('%s names what is wrong with a log that does not go on from the old checkpoint', (_, judge) => {
  const rewritten = played.leaves.map((leaf, i) => (i === 1 ? other : leaf));
  const faults = judge([
    { ...honest, checkpoint: kept(3, rewritten) }, { ...honest, checkpoint: kept(9, [...played.leaves, other]) }, { ...honest, checkpoint: kept(3, played.leaves, signer, 'U2') },
    { ...honest, checkpoint: kept(3, played.leaves, signerOf(4)) }, { ...honest, checkpoint: kept(3).replace('\n3\n', '\n4\n') }, { ...honest, checkpoint: kept(3).trimEnd() }, { ...honest, checkpoint: kept(3).split('\n\n').slice(0, 1).join() },
  ]).map(({ ok, lines }) => [ok, lines.filter((line) => line !== '').at(-1)?.replace('✗ ', '')]);
  expect(faults).toEqual([
    [false, '抽取日志的前 3 条与旧检查点不一致：历史被改写'], [false, '旧检查点有 9 条，现在只有 8 条：抽取日志被截短'], [false, '旧检查点属于另一本抽取日志'],
    [false, '旧检查点不合格式，或不是同一把公钥签署'], [false, '旧检查点的签名无效'], [false, expect.stringContaining('旧检查点')], [false, expect.stringContaining('旧检查点')],
  ]);
});

test.each(ALL)('%s refuses a tree that leaves out, moves, doubles or changes what happened, whoever signed it', (_, judge) => {
  const { leaves } = played;
  const trees = leaves.flatMap((leaf, i) => [
    leaves.filter((__, at) => at !== i), leaves.map((one, at) => (at === i ? other : one)),
    // After the last plan something of another task may stand in between.
    ...(i < LAST_PLAN ? [[...leaves.slice(0, i), leaf, ...leaves.slice(i)]] : []), ...(i <= LAST_PLAN ? [[...leaves.slice(0, i), other, ...leaves.slice(i)]] : []),
    ...(i === 0 ? [] : [leaves.map((one, at) => (at === i ? leaves[i - 1] ?? one : at === i - 1 ? leaf : one))]),
  ]);
  expect(trees).toHaveLength(34);
  expect(judge(trees.map((tree) => ({ ...honest, bundle: withTree(tree) }))).filter(({ ok }) => ok)).toEqual([]);
});

test.each(ALL)('%s refuses a tree that is missing, over-long, short, of another unit, or not signed', (_, judge) => {
  const bundle = readBundle(played.bundle);
  const { unitLog } = bundle;
  const changed = (over: Partial<NonNullable<typeof unitLog>>): Uint8Array => encode(canonical({ ...bundle, unitLog: { ...unitLog, ...over } }));
  const all = Buffer.concat(played.leaves);
  const cases = [
    encode(canonical({ v: bundle.v, log: bundle.log, checkpoint: bundle.checkpoint })), withTree(played.leaves, 'U2'), changed({ leaves: Buffer.concat([all, other]).toString('base64') }),
    changed({ leaves: all.subarray(0, -32).toString('base64') }), changed({ leaves: all.subarray(0, -1).toString('base64') }), changed({ leaves: '' }), changed({ sig: bundle.checkpoint.sig }), changed({ text: bundle.checkpoint.text }),
  ];
  expect(judge(cases.map((one) => ({ ...honest, bundle: one }))).filter(({ ok }) => ok)).toEqual([]);
});

test.each(ALL)('%s says that an older bundle has no tree to compare with', (_, judge) => {
  const folder = join(process.cwd(), 'test/domain/draw/golden/together');
  const lists = ['roster', 'inspectors', 'recusals'].map((name) => new Uint8Array(readFileSync(join(folder, `${name}.jsonl`))));
  const [verdict] = judge([{ bundle: new Uint8Array(readFileSync(join(folder, 'bundle.json'))), lists, key: signer.key, checkpoint: kept(3) }]);
  expect(verdict?.lines.join()).toContain('复核包没有抽取日志，无法与旧检查点比对');
  expect(verdict?.ok).toBe(false);
});

test('a checkpoint is a signed note as the transparency world writes it', () => {
  const note = kept(5);
  expect(note).toMatch(/^yaohao\/ssj-draw\/v1\/U1\n5\n[A-Za-z0-9+/]{43}=\n\n\u2014 yaohao\/ssj-draw\/v1\/U1 [A-Za-z0-9+/]{91}=\n$/);
  const read = readNote(note, signer.key);
  expect(read?.sig).toHaveLength(64);
  // The key's id in the note is the one in the verifier key.
  const [, id] = verifierKey('U1', signer.key).split('+');
  expect(Buffer.from(note.trimEnd().split(' ').at(-1) ?? '', 'base64').subarray(0, 4).toString('hex')).toBe(id);
});
