/**
 * One measured step of the draw per process, so that its peak memory is its own: `node steps.mjs STEP ROWS` prints one line
 * of JSON. Rows are made up, five per cent are drawn.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import { canonical } from '../../src/domain/canonical.ts';
import type { Json } from '../../src/domain/canonical.ts';
import { lowest } from '../../src/domain/draw/bulk/lowest.ts';
import { CHUNK, ticketer } from '../../src/domain/draw/bulk/tickets.ts';
import { bundleBytes, sealBundle } from '../../src/domain/draw/bundle.ts';
import { drawFrom, freeze, otpChain, planOf, seedOf } from '../../src/domain/draw/draw.ts';
import { chained } from '../../src/domain/draw/log.ts';
import { growingTree, hexOf, leafHash } from '../../src/domain/draw/merkle.ts';
import { keyOf } from '../../src/domain/draw/ticket.ts';
import { assign, teamProblem } from '../../src/domain/team/assign.ts';
import { verifyBundle } from '../../src/domain/draw/verify.ts';
import { verify as verifyWithNode } from '../../verifiers/node/verify.mjs';
import { checkSignature, signerOf } from './ceremonies.ts';
import { inspector, recusal, request, target } from './draw-lists.ts';

const [step = '', rowsText = '100000', folder = ''] = process.argv.slice(2);
const rows = Number(rowsText);
const wanted = Math.ceil(rows / 20);
const key = keyOf('5'.repeat(64), 'objects');

/** Wall time, and processor time, which another busy process does not inflate. */
const timed = (work: () => number): { readonly ms: number; readonly cpuMs: number; readonly check: number } => {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const check = work();
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - began, cpuMs: (user + system) / 1000, check };
};

/** Ids of the given widths, packed; the number of the row is written into the last digits. */
const packedIds = (widths: readonly number[]): { readonly data: Uint8Array; readonly startOf: (row: number) => number; readonly widthOf: (row: number) => number } => {
  const period = widths.reduce((sum, width) => sum + width, 0);
  const offsets = widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width, 0));
  const startOf = (row: number): number => Math.floor(row / widths.length) * period + (offsets[row % widths.length] ?? 0);
  const widthOf = (row: number): number => widths[row % widths.length] ?? 0;
  const data = new Uint8Array(startOf(rows)).fill(57);
  for (let row = 0; row < rows; row += 1) {
    let rest = row;
    for (let at = startOf(row) + widthOf(row) - 1, digits = 0; digits < 8; at -= 1, digits += 1) { data[at] = 48 + (rest % 10); rest = Math.floor(rest / 10); }
  }
  return { data, startOf, widthOf };
};

const choose = (widths: readonly number[]): (() => number) => {
  const { data, startOf, widthOf } = packedIds(widths);
  return () => {
    const { run } = ticketer(key);
    const found = lowest(wanted, rows);
    const [starts, lengths] = [new Uint32Array(CHUNK), new Uint8Array(CHUNK)];
    for (let first = 0; first < rows; first += CHUNK) {
      const count = Math.min(CHUNK, rows - first);
      const base = startOf(first);
      for (let i = 0; i < count; i += 1) { starts[i] = startOf(first + i) - base; lengths[i] = widthOf(first + i); }
      found.add(first, run({ data: data.subarray(base, startOf(first + count)), starts, lengths, count }), count);
    }
    return found.finish()?.reduce((sum, row) => (Math.imul(sum, 31) + row) >>> 0, 0) ?? -1;
  };
};

const MOST_AS_OBJECTS = 2_000_000;

/** One `createHash` per id and a full sort; beyond some millions without an object per row, because those would not fit. */
const naive = (): (() => number) => {
  const { data, startOf } = packedIds([18]);
  const bytes = Buffer.from(data.buffer);
  const ticket = (row: number): Buffer => createHash('sha256').update(key).update(bytes.subarray(startOf(row), startOf(row) + 18)).digest();
  const mixed = (chosen: readonly number[]): number => chosen.reduce((sum, row) => (Math.imul(sum, 31) + row) >>> 0, 0);
  return () => {
    if (rows > MOST_AS_OBJECTS) {
      const words = BigUint64Array.from({ length: rows }, (_, row) => ticket(row).readBigUInt64BE(0));
      const limit = words.toSorted()[wanted - 1] ?? 0n;
      const chosen: number[] = [];
      words.forEach((word, row) => { if (word <= limit) chosen.push(row); });
      return mixed(chosen.sort((x, y) => ((words[x] ?? 0n) < (words[y] ?? 0n) ? -1 : 1)));
    }
    const all = Array.from({ length: rows }, (_, row) => ({ row, ticket: ticket(row).toString('hex') }));
    all.sort((a, b) => (a.ticket < b.ticket ? -1 : 1));
    return mixed(all.slice(0, wanted).map(({ row }) => row));
  };
};

const streamedRoot = (): (() => number) => {
  const line = (i: number): string => `${canonical(target(`9137${String(i).padStart(14, '0')}`))}\n`;
  const block = new TextEncoder().encode(Array.from({ length: 1024 }, (_, i) => line(i)).join(''));
  return () => {
    const tree = growingTree();
    const blocks = Math.ceil(rows / 1024);
    for (let i = 0; i < blocks; i += 1) { block[40] = 48 + (i % 10); tree.add(leafHash(block)); }
    return parseInt(hexOf(tree.root()).slice(0, 8), 16);
  };
};

const teams = (): (() => number) => {
  const people = Array.from({ length: 300 }, (_, i) => inspector(`ZF${String(i).padStart(4, '0')}`, { section: i % 3 === 0 ? '监管一科' : '监管二科', load: i % 5 }));
  const visits = Array.from({ length: 3000 }, (_, i) => { const { id, name, section } = target(`E${String(i)}`); return { code: id, name, section }; });
  const recusals = Array.from({ length: 900 }, (_, i) => recusal(`ZF${String((i * 7) % 300).padStart(4, '0')}`, `E${String((i * 13) % 3000)}`));
  const problem = teamProblem(visits, people, recusals, { size: 2, minCertified: 2, leaderSection: '监管一科' });
  return () => assign(problem, '6'.repeat(64))?.level ?? -1;
};

const WITNESS = '监督员#1';
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(`${folder}/${name}`));
const jsonOf = (name: string): Json => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Json;
const chain = otpChain(new Uint8Array(32).fill(1), 4);
const CONTRIBUTIONS = [{ by: WITNESS, seq: 1, text: '1' }];

/** 承诺: the list is put in order, written, and pinned by its root; list and plan are left in the folder. */
const freezeStep = (): (() => number) => {
  const wantedDraw = request({ stage: 'objects', strata: [{ name: '普通', where: [], num: 1, den: 20 }], recusals: [], inspectors: [], targets: Array.from({ length: rows }, (_, i) => target(`9137${String(i).padStart(14, '0')}`)) });
  return () => {
    const frozen = freeze(wantedDraw);
    writeFileSync(`${folder}/plan.json`, planOf(wantedDraw, frozen, { otpTop: chain.top, otpLength: 4, witness: WITNESS, closeBefore: '2026-09-08T02:00:00.000Z', logSize: 0 }).bytes);
    writeFileSync(`${folder}/roster.jsonl`, frozen.targets);
    return frozen.targets.length;
  };
};

/** 开出: from the frozen bytes and the seed to the result. */
const drawStep = (): (() => number) => () => {
  const none = new Uint8Array();
  const seed = seedOf({ planBytes: bytesOf('plan.json'), round: 1, contributions: CONTRIBUTIONS, otp: chain.code(1) });
  const result = drawFrom({ plan: jsonOf('plan.json'), targets: bytesOf('roster.jsonl'), inspectors: none, recusals: none, seed });
  writeFileSync(`${folder}/result.json`, canonical(result));
  return result.selected.length;
};

const bundleStep = (): (() => number) => () => {
  const at = '2026-09-08T01:00:00.000Z';
  const [plan, result] = [jsonOf('plan.json'), jsonOf('result.json')];
  const log = chained([
    { type: 'plan', at, body: plan }, { type: 'contribution', at, body: { attempt: 1, round: 1, by: WITNESS, seq: 1, text: '1' } }, { type: 'closed', at, body: { attempt: 1, round: 1, by: WITNESS } },
    { type: 'reveal', at, body: { attempt: 1, round: 1, otp: chain.code(1), seed: (result as { readonly seed: string }).seed } }, { type: 'result', at, body: result }, { type: 'locked', at, body: { attempt: 1, stage: 'objects', by: WITNESS } },
  ]);
  const bundle = bundleBytes(sealBundle(log, 'U1/T2026-007', signerOf(3)));
  writeFileSync(`${folder}/bundle.json`, bundle);
  return bundle.length;
};

/** The engine's own check, as 复核 in the chat makes it. */
const recheckStep = (): (() => number) => () => {
  const { ok, fault } = verifyBundle({ bundle: bytesOf('bundle.json'), lists: [bytesOf('roster.jsonl')], checkSignature, pinnedKey: signerOf(3).key });
  if (!ok) throw new Error(fault);
  return 0;
};

/** The command-line verifier on what the steps before left behind. */
const verify = (): (() => number) => () => {
  const { ok } = verifyWithNode({ bundle: readFileSync(`${folder}/bundle.json`), lists: [readFileSync(`${folder}/roster.jsonl`)] }, { key: signerOf(3).key });
  if (!ok) throw new Error('the verifier refused the bundle');
  return 0;
};

/** Samplers nobody can check afterwards, for comparison. */
const lodash = (): (() => number) => {
  // Has no types of its own.
  const { sampleSize } = createRequire(import.meta.url)('lodash') as { readonly sampleSize: (from: readonly number[], n: number) => readonly number[] };
  const ids = Array.from({ length: rows }, (_, row) => row);
  return () => sampleSize(ids, wanted).length;
};
const pureRand = (): (() => number) => {
  const pool = Uint32Array.from({ length: rows }, (_, row) => row);
  const generator = xoroshiro128plus(42);
  return () => {
    for (let i = 0; i < wanted; i += 1) {
      const j = uniformInt(generator, i, rows - 1);
      [pool[i], pool[j]] = [pool[j] ?? 0, pool[i] ?? 0];
    }
    return pool[wanted - 1] ?? 0;
  };
};

const STEPS: Readonly<Record<string, () => () => number>> = { tickets: () => choose([18]), mixed: () => choose([18, 18, 15, 18, 12]), naive, root: streamedRoot, teams, freeze: freezeStep, draw: drawStep, bundle: bundleStep, recheck: recheckStep, verify, lodash, 'pure-rand': pureRand };
const prepared = STEPS[step]?.();
if (prepared === undefined) throw new Error(`steps: ${Object.keys(STEPS).join(', ')}`);
const { ms, cpuMs, check } = timed(prepared);
process.stdout.write(`${JSON.stringify({ ms, cpuMs, check, rssMb: process.resourceUsage().maxRSS / 1024 })}\n`);
