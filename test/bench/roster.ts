/**
 * Pages of a roster of N objects: searched by part of a name or code, filtered, in pinyin order. Peer: a page in the order of
 * _id, which no index can beat, read in the same run; and what the database itself offers for a part of a name, a regular
 * expression. Some thousand rows have changed since the index was made, as after a year of small imports. Beside the times stand
 * how often the database was asked and how much it answered: a busy machine does not change those.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { openStorage } from '../../src/adapters/mongo/storage.ts';
import type { Journal } from '../../src/application/ports.ts';
import { rosterImport, UNIT } from '../contract/drafts.ts';
import { against, measure, percentile } from './measure.ts';
import type { Bench, Measure } from './measure.ts';

const DEFAULT_ROWS = 100_000;
const ROUNDS = 200;
/** Issue 4: a page of the roster at a million rows. */
const AIM_MS = 50;
const PAGE = 20;
const FIRST = ['启明', '新星', '博文', '海港', '晨光', '育才', '金色', '阳光', '智慧', '未来', '华夏', '星辰', '东方', '蓝天', '重庆', '长安', '乐山', '朝阳', '行知', '会稽'];
const SECOND = ['大', '小', '中', '新', '老', '东', '西', '南', '北', '一', '二', '三'];
const TRADE = ['教育培训有限公司', '餐饮管理有限公司', '幼儿园', '村卫生室', '超市', '大药房', '体育俱乐部', '养老服务中心', '口腔诊所', '建材商行'];
const TOWNS = ['城关镇', '汪疃镇', '草庙子镇', '蔄山镇', '黄岚街道', '羊亭镇', '桥头镇', '崮山镇'];
const at = (words: readonly string[], n: number): string => words[n % words.length] ?? '';
const nameOf = (n: number): string => `临港${at(SECOND, Math.floor(n / 7))}${at(FIRST, n)}${at(FIRST, Math.floor(n / 13) + 5)}${String(n % 900)}${at(TRADE, Math.floor(n / 3))}`;
const codeOf = (n: number): string => `91371000MA${(n * 2654435761 % 4294967296).toString(36).toUpperCase().padStart(7, '0')}${String(n % 10)}`;

async function* lines(rows: number, from: number): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for (let n = from; n < from + rows;) {
    let text = '';
    for (const end = Math.min(from + rows, n + 1000); n < end; n += 1) {
      text += `${JSON.stringify({ code: codeOf(n), row: { code: codeOf(n), name: nameOf(n), kind: '企业', address: `威海市临港区学府路${String(n)}号`, town: at(TOWNS, n), industry: at(TRADE, n), section: at(['教育科', '卫健科', '综合科'], n), status: n % 23 === 0 ? '注销' : '存续', credit: at(['A', 'B', 'C', 'D'], n) } })}\n`;
    }
    yield await Promise.resolve(encoder.encode(text));
  }
}

/** Bytes this process has read, from files and from the database; NaN where the system does not say. */
const bytesRead = (): number => {
  try {
    return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
};

/** How often the database is asked: every way to ask begins with a cursor. */
const countingQuestions = (): { readonly asked: () => number } => {
  const { prototype } = mongo.Collection;
  let asked = 0;
  const original = Reflect.get(prototype, 'find') as (this: unknown, ...given: unknown[]) => unknown;
  Reflect.set(prototype, 'find', function counted(this: unknown, ...given: unknown[]) {
    asked += 1;
    return original.apply(this, given);
  });
  return { asked: () => asked };
};

const timesOf = async (ask: (round: number) => Promise<unknown>): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await ask(round);
    times.push(performance.now() - began);
  }
  return times;
};

export const bench: Bench = async ({ rows: asked }) => {
  const rows = asked ?? DEFAULT_ROWS;
  const dataDir = mkdtempSync(join(tmpdir(), 'roster-bench-'));
  const storage = await openStorage({ dataDir }, { clock: () => new Date().toISOString(), random: (count) => new Uint8Array(count).fill(1), secretKey: { id: 'k', key: new Uint8Array(32) } });
  const measures: Measure[] = [];
  const took = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const done = await work();
    measures.push(measure(name, (performance.now() - began) / 1000, 's'));
    return done;
  };
  try {
    const { journal, blobs, rosters, database } = storage;
    const bring = async (version: number, count: number, from: number): ReturnType<Journal['append']> => journal.append(rosterImport('targets', version, await blobs.put('changes.jsonl', lines(count, from))));
    const page = (version: number, text: string, where: readonly { readonly field: string; readonly anyOf: readonly string[] }[] = [], skip = 0) => rosters.page(UNIT, 'targets', version, { text, where }, { skip, limit: PAGE });
    const questionsAsked = countingQuestions();
    await bring(1, rows, 0);
    await took('rows readable', () => rosters.count(UNIT, 'targets', 1));
    await took('index made', () => page(1, ''));
    await bring(2, 1000, rows);
    await rosters.count(UNIT, 'targets', 2);
    const { rss } = process.memoryUsage();
    measures.push(measure('resident memory of the service', rss / 1024 / 1024, 'MB'));

    const stored = database.db.collection<{ _id: string; name: string }>('roster_rows');
    const plain = await timesOf((round) => stored.find({ _id: { $gt: `U1/targets@1/${codeOf(round * 31)}` } }).sort({ _id: 1 }).limit(PAGE).toArray());
    const ask = (round: number): number => (round * 7919) % rows;
    const questions: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
      'first pages in pinyin order': (round) => page(2, '', [], round * PAGE),
      'page 500 in pinyin order': () => page(2, '', [], 500 * PAGE),
      'whole name': (round) => page(2, nameOf(ask(round))),
      'part of a name, three signs and more': (round) => page(2, nameOf(ask(round)).slice(3, 8)),
      'part of a name, two signs': (round) => page(2, at(FIRST, round)),
      'part that most names have': (round) => page(2, at(TRADE, round).slice(0, 2), [], round),
      'one sign': (round) => page(2, at(SECOND, round)),
      'part that no name has': (round) => page(2, `${at(FIRST, round)}卫生室口`),
      'part that most codes nearly have': () => page(2, '00000'),
      'parts that many names have, not together': () => page(2, '教育有限'),
      'end of a code': (round) => page(2, codeOf(ask(round)).slice(-5)),
      'town and state': (round) => page(2, '', [{ field: 'town', anyOf: [at(TOWNS, round)] }, { field: 'status', anyOf: ['注销'] }], round),
      'part of a name in a town': (round) => page(2, at(FIRST, round), [{ field: 'town', anyOf: [at(TOWNS, round)] }]),
    };
    for (const question of Object.values(questions)) await question(1);
    for (const [name, question] of Object.entries(questions)) {
      const before = [questionsAsked.asked(), bytesRead()] as const;
      const times = await timesOf(question);
      const perPage = (now: number, then: number): number => (now - then) / ROUNDS;
      measures.push(
        against(`${name}, p50`, percentile(times, 0.5), 'ms', 'page by _id', percentile(plain, 0.5)),
        { ...against(`${name}, p99`, percentile(times, 0.99), 'ms', 'page by _id', percentile(plain, 0.99)), aim: AIM_MS },
        measure(`${name}, questions to the database a page`, perPage(questionsAsked.asked(), before[0]), ''),
        measure(`${name}, read a page`, perPage(bytesRead(), before[1]) / 1024, 'KB'),
      );
    }
    const scan = performance.now();
    await stored.find({ name: { $regex: '启明卫生室口' } }).limit(PAGE).toArray();
    measures.push(measure('part that no name has, by regular expression, once', performance.now() - scan, 'ms'));
    return measures;
  } finally {
    await storage.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};
