/**
 * The embedded engine's own process: opens the data directory, serves it on a socket, ends when its parent does.
 *
 * It ends on the end of stdin and on nothing else: Ctrl-C and `systemctl stop` signal the whole process group, and the
 * service must be able to drain before its database goes. It speaks to its parent in JSON lines on stdout.
 *
 * Arguments: data directory, path of the stable socket link, path of the engine's module.
 */
import { readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** The part of the engine package that is used here. */
interface RoundTrip {
  readonly requestId: number;
  readonly moreToCome: boolean;
  readonly legacy: boolean;
  readonly response: Uint8Array;
}
interface EmbeddedServer {
  readonly socketPath: string;
  readonly engine: { roundTrip(message: Buffer): Promise<RoundTrip> };
  close(): Promise<void>;
}
interface EngineModule {
  open(directory: string): Promise<EmbeddedServer>;
}

/** These dereference a session catalog that engine 0.1.1 does not have, and kill the process. */
const DENIED = new Set(['startSession', 'endSessions', 'killSessions', 'killAllSessions', 'killAllSessionsByPattern', 'refreshSessions']);
const OP_MSG = 2013;
const BODY_AT = 26;

/** The command's name: the first member of an OP_MSG's body. */
const verbOf = (message: Buffer): string =>
  message.length > BODY_AT && message.readInt32LE(12) === OP_MSG && message[20] === 0 ? message.toString('latin1', BODY_AT, message.indexOf(0, BODY_AT)) : '';

const refusing = (server: EmbeddedServer): void => {
  const { engine } = server;
  const run = engine.roundTrip.bind(engine);
  engine.roundTrip = async (message) => {
    const verb = verbOf(message);
    if (!DENIED.has(verb)) return run(message);
    const { BSON } = await import('mongodb');
    const response = Buffer.from(BSON.serialize({ ok: 0, errmsg: `${verb} is not supported by the embedded engine`, code: 59, codeName: 'CommandNotFound' }));
    return { requestId: message.readInt32LE(4), moreToCome: false, legacy: false, response };
  };
};

/** Points the stable name at this engine's socket and clears away the sockets of killed predecessors. */
const publish = (socketPath: string, link: string): void => {
  const folder = dirname(link);
  for (const name of readdirSync(folder)) {
    if (name.startsWith('embedded-mongodb-') && name !== basename(dirname(socketPath))) rmSync(join(folder, name), { recursive: true, force: true });
  }
  rmSync(`${link}.new`, { force: true });
  symlinkSync(socketPath, `${link}.new`);
  renameSync(`${link}.new`, link);
};

const say = (line: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
/** An error and its causes, each by its first line. */
const explain = (error: unknown): string =>
  error instanceof Error ? [error.message.split('\n')[0], error.cause === undefined ? '' : explain(error.cause)].filter((part) => part !== '').join('; ') : String(error);

const serve = async (dataDir: string, link: string, modulePath: string): Promise<void> => {
  const engine = createRequire(import.meta.url)(modulePath) as EngineModule;
  const parentGone = new Promise<void>((resolve) => {
    process.stdin.on('end', resolve).on('error', () => {
      resolve();
    }).resume();
  });
  const server = await engine.open(dataDir); // takes the lock of the directory: from here on it is ours alone
  refusing(server);
  publish(server.socketPath, link);
  say({ ready: true });
  await parentGone;
  rmSync(link, { force: true }); // while the directory is still ours: the next engine makes its own
  await server.close();
  process.exit(0);
};

process.umask(0o077);
process.stdout.on('error', () => undefined); // a parent that died reads no more; stdin tells us the rest
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const [dataDir = '', link = '', modulePath = ''] = process.argv.slice(2);
serve(dataDir, link, modulePath).catch((error: unknown) => {
  say({ error: explain(error) });
  process.exitCode = 3;
  process.stdin.destroy();
});
