/**
 * The fences bite: each violating file below, put into a copy of an otherwise empty house, is reported by the rule that
 * should catch it. A fence that nothing can trip would be a promise without a guard.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
let house = '';

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
};
const run = (tool: string, ...args: readonly string[]): string => {
  const done = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...args], { cwd: house, encoding: 'utf8', maxBuffer: 32 * 1024 * 1024 });
  return done.stdout;
};

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'yaohao-fences-'));
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
  for (const file of ['package.json', 'tsconfig.json', 'eslint.config.mjs', '.dependency-cruiser.cjs']) copyFileSync(join(root, file), join(house, file));
  for (const room of ['domain', 'application', 'chat', 'web', 'jobs', 'sandbox', 'adapters/mongo', 'adapters/excel']) put(`src/${room}/thing.ts`, 'export const thing = 1;\nexport type Thing = number;\n');
  put('src/main.ts', 'export const main = 1;\n');
  put('src/config.ts', 'export const config = 1;\n');
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** One line of code in a room, and the rule that must report it. */
const TRESPASSES: readonly (readonly [file: string, code: string, rule: string])[] = [
  ['src/domain/a.ts', "import type { Thing } from '../application/thing.ts';\nexport type A = Thing;\n", 'domain-alone'],
  ['src/domain/b.ts', "import { z } from 'zod';\nexport const b = z;\n", 'domain-no-packages'],
  ['src/domain/c.ts', "import { readFileSync } from 'node:fs';\nexport const c = readFileSync;\n", 'domain-hashing-only'],
  ['src/application/a.ts', "import { thing } from '../adapters/mongo/thing.ts';\nexport const a = thing;\n", 'application-inward'],
  ['src/application/b.ts', "import type { Logger } from 'pino';\nexport type B = Logger;\n", 'application-no-packages'],
  ['src/chat/a.ts', "import { thing } from '../web/thing.ts';\nexport const a = thing;\n", 'chat-inward'],
  ['src/chat/b.ts', "import Koa from 'koa';\nexport const b = Koa;\n", 'chat-packages'],
  ['src/web/a.ts', "import type { Thing } from '../chat/thing.ts';\nexport type A = Thing;\n", 'web-inward'],
  ['src/jobs/a.ts', "import { thing } from '../web/thing.ts';\nexport const a = thing;\n", 'jobs-inward'],
  ['src/adapters/mongo/a.ts', "import type { Thing } from '../excel/thing.ts';\nexport type A = Thing;\n", 'adapters-inward'],
  ['src/adapters/mongo/b.ts', "import { thing } from '../../application/thing.ts';\nexport const b = thing;\n", 'adapters-inward'],
  ['src/sandbox/a.ts', "import type { Thing } from '../domain/thing.ts';\nexport type A = Thing;\n", 'sandbox-alone'],
  ['src/web/b.ts', "import { thing } from '../sandbox/thing.ts';\nexport const b = thing;\n", 'sandbox-behind-compose'],
  ['src/web/c.ts', "import { config } from '../config.ts';\nexport const c = config;\n", 'compose-outermost'],
  ['src/adapters/mongo/c.ts', "import * as lark from '@larksuiteoapi/node-sdk';\nexport const c = lark;\n", 'feishu-sdk'],
  ['src/adapters/mongo/d.ts', "import { Agenda } from 'agenda';\nexport const d = Agenda;\n", 'agenda'],
  ['src/adapters/excel/a.ts', "import mongoose from 'mongoose';\nexport const a = mongoose;\n", 'mongo'],
  ['src/adapters/mongo/e.ts', "import type { Workbook } from 'exceljs';\nexport type E = Workbook;\n", 'excel'],
  ['src/web/e.ts', "import Docxtemplater from 'docxtemplater';\nexport const e = Docxtemplater;\n", 'word'],
  ['src/web/d.ts', "import { WebSocket } from 'ws';\nexport const d = WebSocket;\n", 'sandbox-packages'],
  ['verifiers/node/a.mjs', "export { thing } from '../../src/domain/thing.ts';\n", 'verifiers-independent'],
  ['verifiers/other/a.mjs', "export { a } from '../node/a.mjs';\n", 'verifiers-independent'],
  ['src/domain/d.ts', "import { a } from '../../verifiers/node/a.mjs';\nexport const d = a;\n", 'verifiers-outside'],
  ['src/chat/c.ts', "import { d } from './d.ts';\nexport const c = d;\n", 'no-cycles'],
  ['src/chat/lonely.ts', 'export const lonely = 1;\n', 'no-orphans'],
  ['src/chat/lost.ts', "import { nowhere } from './nowhere.ts';\nexport const lost = nowhere;\n", 'resolvable'],
];

describe('the walls between the rooms', () => {
  let found: readonly Violation[] = [];
  beforeAll(() => {
    for (const [file, code] of TRESPASSES) put(file, code);
    put('src/chat/d.ts', "import { c } from './c.ts';\nexport const d = c;\n");
    found = (JSON.parse(run('dependency-cruiser/bin/dependency-cruise.mjs', 'src', 'verifiers', '--config', '.dependency-cruiser.cjs', '--output-type', 'json')) as { summary: { violations: Violation[] } }).summary.violations;
  });

  test.each(TRESPASSES)('%s is reported', (file, _code, rule) => {
    expect(found.filter((violation) => violation.from === file).map((violation) => violation.rule.name)).toContain(rule);
  });
});

describe('the pure rooms', () => {
  const IMPURE: readonly string[] = ['Date.now()', 'new Date()', 'Math.random()', 'process.pid', 'setTimeout(() => undefined, 1)', 'crypto.randomUUID()', 'performance.now()', 'console.log(1)'];
  test('a rule that reads the clock, rolls dice or waits is reported line by line', () => {
    put('src/domain/impure.ts', IMPURE.map((code, at) => `export const x${String(at)} = ${code};`).join('\n'));
    put('src/application/random.ts', "import { randomBytes } from 'node:crypto';\nexport const random = randomBytes(8);\n");
    const files = JSON.parse(run('eslint/bin/eslint.js', '--format', 'json', 'src/domain/impure.ts', 'src/application/random.ts')) as { filePath: string; messages: { line: number; ruleId: string }[] }[];
    const lines = (path: string): readonly number[] => {
      const messages = files.find(({ filePath }) => filePath.endsWith(path))?.messages ?? [];
      return [...new Set(messages.filter(({ ruleId }) => ruleId.startsWith('no-restricted-')).map(({ line }) => line))];
    };
    expect(lines('src/domain/impure.ts')).toEqual(IMPURE.map((_, at) => at + 1));
    expect(lines('src/application/random.ts')).toEqual([1]);
  });
});
