#!/usr/bin/env node
/**
 * yaohao verify bundle.json roster.jsonl [inspectors.jsonl recusals.jsonl …] [--key 公钥] [--plan 方案校验码] [--checkpoint 旧检查点.txt] [--code 企业代码]
 * Lists whose names end in inspectors.jsonl, recusals.jsonl or teams.jsonl beside the roster are taken along without being named.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { verdictOf, verify } from './verify.mjs';

const USAGE = '用法：yaohao verify bundle.json roster.jsonl [其他名单.jsonl …] [--key 本单位公布的公钥] [--plan 方案校验码] [--checkpoint 旧检查点.txt] [--code 检查对象代码]';

function main(argv) {
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: { key: { type: 'string' }, plan: { type: 'string' }, checkpoint: { type: 'string' }, code: { type: 'string' } } });
  const [bundle, ...lists] = positionals[0] === 'verify' ? positionals.slice(1) : positionals;
  if (bundle === undefined || lists.length === 0) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const folder = dirname(lists[0]);
  const beside = readdirSync(folder).filter((name) => /(?:inspectors|recusals|teams)\.jsonl$/.test(name)).map((name) => join(folder, name)).filter((path) => !lists.includes(path));
  const verdict = verify({ bundle: readFileSync(bundle), lists: [...lists, ...beside].map((path) => readFileSync(path)) }, { ...values, ...(values.checkpoint === undefined ? {} : { checkpoint: readFileSync(values.checkpoint, 'utf8') }) });
  process.stdout.write(`${verdict.lines.join('\n')}\n${verdictOf(verdict)}\n`);
  return verdict.ok ? 0 : 1;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n${USAGE}\n`);
  process.exitCode = 2;
}
