#!/usr/bin/env node
/**
 * yaohao verify bundle.json roster.jsonl [inspectors.jsonl recusals.jsonl …] [--key 公钥] [--plan 方案校验码] [--checkpoint 旧检查点.txt] [--code 企业代码]
 * yaohao finish 封存件.ssj 封口记录.json [名单.jsonl …] --code 开封口令 [--out result.json] [--key 公钥]
 * Lists whose names end in inspectors.jsonl, recusals.jsonl or teams.jsonl beside the roster are taken along without being named.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { finish } from './finish.mjs';
import { verdictOf, verify } from './verify.mjs';

const USAGE = `用法：yaohao verify bundle.json roster.jsonl [其他名单.jsonl …] [--key 本单位公布的公钥] [--plan 方案校验码] [--checkpoint 旧检查点.txt] [--code 检查对象代码]
      yaohao finish 封存件.ssj 封口记录.json [名单.jsonl …] --code 开封口令 [--out result.json] [--key 本单位公布的公钥]`;
const read = (path) => readFileSync(path);
const withNeighbours = (lists) => {
  const folder = dirname(lists[0]);
  return [...lists, ...readdirSync(folder).filter((name) => /(?:inspectors|recusals|teams)\.jsonl$/.test(name)).map((name) => join(folder, name)).filter((path) => !lists.includes(path))];
};

/** The pairing for drand signatures, where the package is installed. */
const pairing = () => import('@noble/curves/bls12-381.js').then(({ bls12_381: bls }) => bls, () => null);

async function main(argv) {
  const text = { type: 'string' };
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: { key: text, plan: text, checkpoint: text, code: text, out: text } });
  const [first] = positionals;
  const given = first === 'verify' || first === 'finish' ? positionals.slice(1) : positionals;
  if (given.length < 2 || (first === 'finish' && values.code === undefined)) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  if (first === 'finish') {
    const [envelope, bundle, ...lists] = given;
    const { ok, lines, result } = finish({ envelope: read(envelope), bundle: read(bundle), lists: lists.map(read) }, values.code, { ...(values.key === undefined ? {} : { key: values.key }) });
    if (ok && values.out !== undefined) writeFileSync(values.out, result);
    process.stdout.write(`${lines.join('\n')}\n${ok ? '已补开' : '没有补开'}\n`);
    return ok ? 0 : 1;
  }
  const [bundle, ...lists] = given;
  const checkpoint = values.checkpoint === undefined ? {} : { checkpoint: readFileSync(values.checkpoint, 'utf8') };
  const verdict = verify({ bundle: read(bundle), lists: withNeighbours(lists).map(read) }, { ...values, ...checkpoint, bls: await pairing() });
  process.stdout.write(`${verdict.lines.join('\n')}\n${verdictOf(verdict)}\n`);
  return verdict.ok ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n${USAGE}\n`);
  process.exitCode = 2;
}
