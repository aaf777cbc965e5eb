/**
 * What the adapter writes to the log, and what it keeps out of it.
 *
 * The SDK hands whole requests to its logger, with app secret, tokens and message contents inside. Only error messages,
 * codes and statuses pass; of plain sentences everything that looks like a credential or a ticket is struck out.
 */

import { asRecord, asText } from './json.ts';

/** The part of pino that adapters use. */
export interface AdapterLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

const CREDENTIALS = /\b[tucar]-[\w.-]{6,}|\beyJ[\w.-]+|\bBearer\s+\S+|(?:ticket|access_key|app_?secret|token|encrypt)["']?\s*[=:]\s*["']?[^\s"'&,}]+/gi;
const PHONE = /(?<!\d)1[3-9]\d{9}(?!\d)/g;

export const redacted = (sentence: string, secrets: readonly string[] = []): string => {
  const struck = secrets.reduce((text, secret) => (secret.length < 4 ? text : text.replaceAll(secret, '***')), sentence);
  return struck.replace(CREDENTIALS, '***').replace(PHONE, '***').slice(0, 300);
};

/** One argument of the SDK's logger, reduced to what is safe to keep. */
const summary = (part: unknown, secrets: readonly string[]): string => {
  if (typeof part === 'string') return redacted(part, secrets);
  if (Array.isArray(part)) return part.map((inner) => summary(inner, secrets)).filter((inner) => inner !== '').join(' ');
  const { message, code, response, log_id: logId } = asRecord(part);
  return [redacted(asText(message), secrets), code, asRecord(response)['status'], logId]
    .filter((value) => (typeof value === 'string' && value !== '') || typeof value === 'number')
    .join(' ');
};

/** A logger in the SDK's shape; it calls each method with one array. Debug and trace print events in full: they go nowhere. */
export const sdkLogger = (log: AdapterLog, secrets: readonly string[]) => {
  const line = (parts: readonly unknown[]): string => summary(parts, secrets) || 'no details';
  return {
    // Every failed call comes back to its caller as an error as well, and is judged there.
    error: (...parts: unknown[]): void => log.warn({ from: 'sdk' }, line(parts)),
    warn: (...parts: unknown[]): void => log.warn({ from: 'sdk' }, line(parts)),
    info: (): void => undefined,
    debug: (): void => undefined,
    trace: (): void => undefined,
  };
};
