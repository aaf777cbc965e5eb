/** What went wrong with a write: a duplicate key, a doubtful answer, or a refusal of the server. */
import { mongo } from 'mongoose';

const DUPLICATE = 11_000;

export interface FirstFailure {
  /** Position in the ordered batch; everything before it was written. */
  readonly index: number;
  /** Members of the unique index that was hit; null for any other error of the server. */
  readonly duplicate: readonly string[] | null;
  readonly error: Error;
}

/** Servers name the index's members in keyPattern; its name stands in the message as well. */
const patternOf = (raw: unknown, message: string): readonly string[] => {
  const { keyPattern } = raw as { readonly keyPattern?: Readonly<Record<string, number>> };
  return keyPattern === undefined ? (/index: (\w+)/.exec(message)?.slice(1) ?? []) : Object.keys(keyPattern);
};

type Bulk = mongo.MongoBulkWriteError;
/** The driver gives one error or a list of them, untyped. */
const writeErrors = (error: Bulk): readonly mongo.WriteError[] => [error.writeErrors].flat();

export const isDuplicate = (error: unknown): boolean => error instanceof mongo.MongoServerError && error.code === DUPLICATE;

/** The document at which an ordered batch stopped; null when the answer itself was lost or is in doubt. */
export const firstFailure = (error: unknown): FirstFailure | null => {
  if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) return null;
  const [first] = writeErrors(error);
  if (first === undefined) return null;
  return { index: first.index, duplicate: first.code === DUPLICATE ? patternOf(first.err, first.errmsg ?? '') : null, error: new Error(first.errmsg ?? error.message, { cause: error }) };
};

/** An unordered batch in which nothing failed but keys that were there already. */
export const isOnlyDuplicates = (error: unknown): boolean => {
  if (isDuplicate(error) && !(error instanceof mongo.MongoBulkWriteError)) return true;
  if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) return false;
  const all = writeErrors(error);
  return all.length > 0 && all.every((each) => each.code === DUPLICATE);
};

/** Positions in an unordered batch whose keys were there already; null when anything else failed. */
export const duplicatesOf = (error: unknown): ReadonlySet<number> | null => {
  if (!isOnlyDuplicates(error) || !(error instanceof mongo.MongoBulkWriteError)) return null;
  return new Set(writeErrors(error).map(({ index }) => index));
};

/** Waits for writes that are allowed to find their keys taken. */
export const ignoringDuplicates = async (write: Promise<unknown>): Promise<void> => {
  try {
    await write;
  } catch (error) {
    if (!isOnlyDuplicates(error)) throw error;
  }
};

/** True when the command may or may not have been carried out: the connection broke, or the answer is a doubt. */
export const isDoubtful = (error: unknown): boolean => {
  if (error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError || error instanceof mongo.MongoWriteConcernError) return true;
  if (error instanceof mongo.MongoBulkWriteError) return error.result.getWriteConcernError() !== undefined;
  return error instanceof mongo.MongoError && (error.hasErrorLabel(mongo.MongoErrorLabel.RetryableWriteError) || error.name === 'MongoPoolClearedError');
};

const TRIES = 6;
const PAUSE_MS = 100;

/** Repeats a read or an idempotent write over the gap of a restarting database. */
export const persistently = async <T>(run: () => Promise<T>, tries = TRIES): Promise<T> => {
  for (let failed = 1; ; failed++) {
    try {
      return await run();
    } catch (error) {
      if (failed >= tries || !isDoubtful(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** failed));
    }
  }
};
