/**
 * The operator's commands on the kept record: journal verify, backup, restore; their answers in the operator's Chinese.
 *
 * Verifying and backing up work beside a running service, embedded engine included; restoring wants the place alone.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../application/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { backup, restore } from './backup.ts';
import { joinDatabase, openDatabase } from './connection.ts';
import type { Database, Place } from './connection.ts';
import { foundation } from './storage.ts';
import { verify } from './verify.ts';

export interface CommandIo {
  readonly clock: Clock;
  readonly say: (line: string) => void;
}

export const USAGE = [
  '用法:',
  '  npm run journal -- verify            核对留痕:重算哈希链,核对文件,由留痕重建投影并与现有数据比较',
  '  npm run backup -- 文件或目录          备份(可在服务运行时进行;指定目录时按时间命名)',
  '  npm run restore -- 文件或目录 [--force]  恢复(须先停止服务;目录时取其中最新一份;--force 覆盖现有数据)',
].join('\n');

const NAME = /^yaohao-.*\.jsonl\.gz$/;
const usage = (what: string): Refusal => new Refusal('storage.usage', what, { next: USAGE });

const isDirectory = async (path: string): Promise<boolean> => stat(path).then((found) => found.isDirectory(), () => false);

const backupFile = async (target: string, clock: Clock): Promise<string> =>
  (await isDirectory(target)) || target.endsWith('/') ? join(target, `yaohao-${clock().replaceAll(/[:.]/g, '-')}.jsonl.gz`) : target;

const newestBackup = async (source: string): Promise<string> => {
  if (!(await isDirectory(source))) return source;
  const newest = (await readdir(source)).filter((name) => NAME.test(name)).sort().at(-1);
  if (newest === undefined) throw usage(`${source} 中没有备份文件`);
  return join(source, newest);
};

const report = async (database: Database, { clock, say }: CommandIo): Promise<number> => {
  const { entries, blobs } = foundation(database, clock);
  const found = await verify({ db: database.db, entries, blobs });
  say(`留痕 ${String(found.entries)} 条,末条哈希 ${found.head.hash}`);
  say(`已核对:文件 ${String(found.blobs)} 个,投影 ${String(found.states)} 个,名录条目 ${String(found.rosterRows)} 条`);
  for (const sentence of found.findings) say(`✗ ${sentence}`);
  say(found.findings.length === 0 ? '✓ 全部一致' : `共 ${String(found.findings.length)} 处不一致。请保留现场,并与最近一次备份及报送监督部门的哈希比对`);
  return found.findings.length === 0 ? 0 : 1;
};

const using = async <T>(open: Promise<Database>, use: (database: Database) => Promise<T>): Promise<T> => {
  const database = await open;
  try {
    return await use(database);
  } finally {
    await database.close();
  }
};

/**
 * @param words the command and its arguments
 * @returns the exit code: 0 done, 1 the record is not what it should be
 * @throws Refusal for everything that cannot be done, with what to do instead
 */
export const runCommand = async (words: readonly string[], place: Place, io: CommandIo): Promise<number> => {
  const [command, target = '', ...options] = words.filter((word) => word !== '--force');
  const force = words.includes('--force');
  if (options.length > 0 || target === '') throw usage('命令不完整或参数过多');
  switch (command) {
    case 'journal':
      if (target !== 'verify') throw usage(`没有 journal ${target} 这个命令`);
      return using(joinDatabase(place), async (database) => report(database, io));
    case 'backup': {
      const file = await backupFile(target, io.clock);
      const documents = await using(joinDatabase(place), async ({ db }) => backup(db, file, io.clock()));
      io.say(`✓ 已备份 ${String(documents)} 条记录到 ${file}`);
      return 0;
    }
    case 'restore': {
      const file = await newestBackup(target);
      return using(openDatabase(place), async (database) => {
        const { at, documents } = await restore(database.db, file, { force });
        io.say(`✓ 已恢复 ${at} 的备份,共 ${String(documents)} 条记录;正在核对……`);
        const { entries, blobs, projections, rosters } = foundation(database, io.clock);
        await Promise.all([entries, blobs, projections, rosters].map(async (part) => part.prepare()));
        await projections.catchUp();
        await projections.settle();
        return report(database, io);
      });
    }
    default:
      throw usage(`没有 ${command ?? ''} 这个命令`);
  }
};
