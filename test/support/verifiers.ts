/**
 * The verifiers side by side: the engine's own, the command for Node, the page's script run outside a browser, and the Python
 * script where there is a Python. All judge batches, so that starting an interpreter once is enough.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';

import { bls12_381 } from '@noble/curves/bls12-381.js';
import { checkBeacon } from '../../src/adapters/drand/beacon.ts';
import { verifyBundle } from '../../src/domain/draw/verify.ts';
import { verify as verifyWithNode } from '../../verifiers/node/verify.mjs';
import { checkSignature } from './ceremonies.ts';

export interface Case { readonly bundle: Uint8Array; readonly lists: readonly Uint8Array[]; readonly key?: string; readonly plan?: string; readonly code?: string; readonly checkpoint?: string }
export interface Verdict { readonly ok: boolean; readonly lines: readonly string[] }
export type Judge = (cases: readonly Case[]) => readonly Verdict[];

const options = ({ key, plan, code, checkpoint }: Case): { key?: string; plan?: string; code?: string; checkpoint?: string } => ({ ...(checkpoint === undefined ? {} : { checkpoint }), ...(key === undefined ? {} : { key }), ...(plan === undefined ? {} : { plan }), ...(code === undefined ? {} : { code }) });

const engine: Judge = (cases) => cases.map(({ bundle, lists, key, plan, checkpoint }) => {
  const { ok, checked, unchecked, fault } = verifyBundle({ bundle, lists, checkSignature, checkBeacon, ...(key === undefined ? {} : { pinnedKey: key }), ...(plan === undefined ? {} : { pinnedPlan: plan }), ...(checkpoint === undefined ? {} : { oldCheckpoint: checkpoint }) });
  return { ok, lines: [...checked, ...unchecked, fault] };
});

const command: Judge = (cases) => cases.map((one) => verifyWithNode({ bundle: Buffer.from(one.bundle), lists: one.lists.map((list) => Buffer.from(list)) }, { ...options(one), bls: bls12_381 }));

/** The first script of the page, in an empty world: no document, no network, no process. */
export const pageScript = (): string => {
  const html = readFileSync(join(process.cwd(), 'verifiers/page/verify.html'), 'utf8');
  const script = /<script id="verifier">([\s\S]*?)<\/script>/.exec(html)?.[1];
  if (script === undefined) throw new Error('the page has no verifier');
  return script;
};
interface PageVerifier { finish(envelope: Uint8Array, bundle: Uint8Array, lists: readonly Uint8Array[], code: string): Verdict & { readonly result?: string }; verify(bundle: Uint8Array, lists: readonly Uint8Array[], options: object): Verdict; sha256Hex(text: string): string; sha512(text: string): string; ed25519(key: Uint8Array, message: Uint8Array, sig: Uint8Array): boolean }
export const pageVerifier = (): PageVerifier => vm.runInNewContext(`${pageScript()};Verifier`, { TextEncoder, TextDecoder, atob, btoa }) as PageVerifier;

const page: Judge = (cases) => {
  const verifier = pageVerifier();
  return cases.map((one) => verifier.verify(one.bundle, one.lists, options(one)));
};

const DRIVER = `
import base64, importlib.util, json, sys
spec = importlib.util.spec_from_file_location('verify', sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
out = []
for case in json.load(sys.stdin):
    ok, lines = module.verify(base64.b64decode(case['bundle']), [base64.b64decode(x) for x in case['lists']], **case['options'])
    out.append({'ok': ok, 'lines': lines})
json.dump(out, sys.stdout)
`;
const python: Judge = (cases) => {
  const input = JSON.stringify(cases.map((one) => ({ bundle: Buffer.from(one.bundle).toString('base64'), lists: one.lists.map((list) => Buffer.from(list).toString('base64')), options: options(one) })));
  const { stdout, stderr, status } = spawnSync('python3', ['-B', '-c', DRIVER, join(process.cwd(), 'verifiers/python/verify.py')], { input, maxBuffer: 1 << 28, env: { ...process.env, PYTHONIOENCODING: 'utf-8' } });
  if (status !== 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as readonly Verdict[];
};
const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;

export const INDEPENDENT: readonly (readonly [string, Judge])[] = [['the command', command], ['the page', page], ...(hasPython ? [['the Python script', python] as const] : [])];
export const ALL: readonly (readonly [string, Judge])[] = [['the engine', engine], ...INDEPENDENT];
