/**
 * The operator's command line: `journal verify`, `backup`, `restore`, on the database the service is configured for.
 *
 * Beside main.ts the only entry; it composes nothing but the storage.
 */
import { existsSync } from 'node:fs';
import { runCommand } from './adapters/mongo/commands.ts';
import { ConfigMistakes, readConfig } from './config.ts';
import { Refusal } from './domain/refusal.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** sysexits.h: EX_USAGE. */
const FAILED = 64;

const run = async (): Promise<number> => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    const { mongoUri, dataDir } = readConfig(process.env);
    return await runCommand(process.argv.slice(2), mongoUri === null ? { dataDir } : { uri: mongoUri.reveal() }, { clock: () => new Date().toISOString(), say });
  } catch (error) {
    if (error instanceof Refusal) complain(`${error.message}\n${error.next}`);
    else if (error instanceof ConfigMistakes) complain(error.message);
    else throw error;
    return FAILED;
  }
};

process.exitCode = await run();
