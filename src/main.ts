/**
 * Start and stop: settings → service → the line that says it can serve; a signal → an orderly end.
 *
 * Words for the person at the console go to standard output, the structured log to standard error. A failure nobody
 * handled ends the process: whoever supervises it starts a clean one, and the journal brings everything back.
 */
import { existsSync } from 'node:fs';
import { compose } from './compose.ts';
import type { Service } from './compose.ts';
import { ConfigMistakes, readConfig } from './config.ts';
import type { Config } from './config.ts';
import { Refusal } from './domain/refusal.ts';
import { createLog } from './log.ts';
import type { Logger } from './log.ts';

/** An end that takes longer than this is cut: the next start catches up. */
const STOP_LIMIT_MS = 20_000;
/** sysexits.h: EX_CONFIG. */
const MISCONFIGURED = 78;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const settings = (): Config => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigMistakes)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(MISCONFIGURED);
  }
};

/** What the person at the console can mend; null for everything else, which goes to the log with its stack. */
const explained = (error: unknown): string | null => {
  if (error instanceof Refusal) return `${error.message}。${error.next}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return `端口已被占用(${error.message})。请结束占用它的程序, 或用 PORT 与 SANDBOX_PORT 换一个端口`;
  return null;
};

const greet = ({ url, chatPage, administratorCode }: Service): void => {
  if (chatPage !== null) say(`聊天页面(内置, 供演示与试用) ${chatPage}`);
  if (administratorCode !== null) say(`管理员代码 ${administratorCode} —— 请系统管理员私聊机器人发送: 绑定 管理员 ${administratorCode} 姓名`);
  say(`yaohao ready ${url}`);
};

const stopOnSignal = (service: Service, log: Logger): void => {
  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) {
      log.warn({ signal }, 'second signal: ending at once');
      process.exit(1);
    }
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error({}, 'stopping took too long: ending');
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
    void service.stop().then(() => {
      log.info({}, 'stopped');
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};

const main = async (): Promise<void> => {
  const config = settings();
  const log = createLog(config.logLevel);
  const die = (kind: string) => (error: unknown) => {
    log.fatal({ err: error }, kind);
    process.exit(1);
  };
  process.on('unhandledRejection', die('unhandled rejection'));
  process.on('uncaughtException', die('uncaught exception'));
  try {
    const service = await compose(config, log);
    stopOnSignal(service, log);
    greet(service);
  } catch (error) {
    const known = explained(error);
    if (known === null) log.fatal({ err: error }, 'could not start');
    process.stderr.write(`无法启动: ${known ?? (error instanceof Error ? error.message : String(error))}\n`);
    process.exit(1);
  }
};

await main();
