/**
 * The structured log: one JSON line per event, to standard error (standard output is for the person at the console).
 *
 * Contents of messages, tokens and secrets never enter it: call sites pass ids, counts and codes, and what slips through
 * by name is redacted here.
 */
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Config } from './config.ts';

/** Names under which libraries and errors carry secrets or contents. */
const SECRET_NAMES = ['authorization', 'cookie', 'appSecret', 'app_secret', 'encryptKey', 'encrypt_key', 'token', 'tenant_access_token', 'app_access_token', 'password', 'secret', 'secretKey', 'mongoUri', 'uri', 'text', 'content', 'card'];
/** pino redacts by path: at the top, one and two levels down, and in the requests that HTTP errors carry. */
const PATHS = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `err.config.headers.${name}`, `*.config.headers.${name}`]);

export type { Logger };

export const createLog = (level: Config['logLevel'], destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...PATHS, 'err.config.data', 'err.request', 'err.response'], censor: '[redacted]' },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
