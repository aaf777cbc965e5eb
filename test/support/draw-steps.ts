/**
 * One measured step of the draw per process, so that its peak memory is its own: `node steps.mjs STEP ROWS` prints one line
 * of JSON. Rows are made up, five per cent are drawn.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

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

const naive = (): (() => number) => {
  const { data, startOf } = packedIds([18]);
  const bytes = Buffer.from(data.buffer);
  return () => {
    const all = Array.from({ length: rows }, (_, row) => ({ row, ticket: createHash('sha256').update(key).update(bytes.subarray(startOf(row), startOf(row) + 18)).digest('hex') }));
    all.sort((a, b) => (a.ticket < b.ticket ? -1 : 1));
    return all.slice(0, wanted).reduce((sum, { row }) => (Math.imul(sum, 31) + row) >>> 0, 0);
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

/** A whole ceremony over so many rows; its bundle and lists are left in the folder. */
const ceremony = (): (() => number) => {
  const wantedDraw = request({ stage: 'objects', strata: [{ name: '普通', where: [], num: 1, den: 20 }], recusals: [], inspectors: [], targets: Array.from({ length: rows }, (_, i) => target(`9137${String(i).padStart(14, '0')}`)) });
  return () => {
    const frozen = freeze(wantedDraw);
    const chain = otpChain(new Uint8Array(32).fill(1), 4);
    const witness = '监督员#1';
    const { plan, bytes } = planOf(wantedDraw, frozen, { otpTop: chain.top, otpLength: 4, witness, closeBefore: '2026-09-08T02:00:00.000Z', logSize: 0 });
    const contributions = [{ by: witness, seq: 1, text: '1' }];
    const seed = seedOf({ planBytes: bytes, round: 1, contributions, otp: chain.code(1) });
    const planJson = JSON.parse(canonical(plan)) as Json;
    const result = drawFrom({ plan: planJson, targets: frozen.targets, inspectors: frozen.inspectors, recusals: frozen.recusals, seed });
    const at = '2026-09-08T01:00:00.000Z';
    const log = chained([
      { type: 'plan', at, body: planJson }, { type: 'contribution', at, body: { attempt: 1, round: 1, ...contributions[0] } }, { type: 'closed', at, body: { attempt: 1, round: 1, by: witness } },
      { type: 'reveal', at, body: { attempt: 1, round: 1, otp: chain.code(1), seed } }, { type: 'result', at, body: JSON.parse(canonical(result)) as Json }, { type: 'locked', at, body: { attempt: 1, stage: 'objects', by: witness } },
    ]);
    const bundle = bundleBytes(sealBundle(log, 'U1/T2026-007', signerOf(3)));
    if (folder !== '') { writeFileSync(`${folder}/bundle.json`, bundle); writeFileSync(`${folder}/roster.jsonl`, frozen.targets); }
    const { ok } = verifyBundle({ bundle, lists: [frozen.targets], checkSignature, pinnedKey: signerOf(3).key });
    return ok ? result.selected.length : -1;
  };
};

/** The command-line verifier on what `ceremony` left behind. */
const verify = (): (() => number) => () => {
  const { ok } = verifyWithNode({ bundle: readFileSync(`${folder}/bundle.json`), lists: [readFileSync(`${folder}/roster.jsonl`)] }, { key: signerOf(3).key });
  if (!ok) throw new Error('the verifier refused the bundle');
  return 0;
};

const STEPS: Readonly<Record<string, () => () => number>> = { tickets: () => choose([18]), mixed: () => choose([18, 18, 15, 18, 12]), naive, root: streamedRoot, teams, ceremony, verify };
const prepared = STEPS[step]?.();
if (prepared === undefined) throw new Error(`steps: ${Object.keys(STEPS).join(', ')}`);
const { ms, cpuMs, check } = timed(prepared);
process.stdout.write(`${JSON.stringify({ ms, cpuMs, check, rssMb: process.resourceUsage().maxRSS / 1024 })}\n`);
