/**
 * Rate limits as token buckets on the sandbox's clock. A refused request takes nothing from any bucket.
 */
import type { Clock } from './clock.ts';

export interface Limit { readonly key: string; readonly capacity: number; readonly perSecond: number }
export interface Buckets {
  /** Takes one from every bucket, or from none. @returns the first limit that is exhausted and how long until it has one again */
  take(limits: readonly Limit[]): { readonly limit: Limit; readonly waitMs: number } | null;
}

/** @param areOn whether limits hold at this moment */
export const createBuckets = (clock: Clock, areOn: () => boolean = () => true): Buckets => {
  const levels = new Map<string, { readonly level: number; readonly atMs: number }>();
  const levelOf = (limit: Limit): number => {
    const known = levels.get(limit.key);
    if (known === undefined) return limit.capacity;
    return Math.min(limit.capacity, known.level + ((clock.now() - known.atMs) / 1000) * limit.perSecond);
  };
  return {
    take: (limits) => {
      if (!areOn()) return null;
      for (const limit of limits) {
        const level = levelOf(limit);
        // A hair of tolerance: 200 ms at 5/s must be one whole token in floating point, too.
        if (level < 1 - 1e-9) return { limit, waitMs: Math.ceil(((1 - level) / limit.perSecond) * 1000) };
      }
      for (const limit of limits) levels.set(limit.key, { level: levelOf(limit) - 1, atMs: clock.now() });
      return null;
    },
  };
};

/** https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control */
export const appLimits: readonly Limit[] = [
  { key: 'app/second', capacity: 50, perSecond: 50 },
  { key: 'app/minute', capacity: 1000, perSecond: 1000 / 60 },
];
export const userLimit = (openId: string): Limit => ({ key: `user/${openId}`, capacity: 5, perSecond: 5 });
export const chatLimit = (chatId: string): Limit => ({ key: `chat/${chatId}`, capacity: 5, perSecond: 5 });
export const patchLimit = (messageId: string): Limit => ({ key: `patch/${messageId}`, capacity: 5, perSecond: 5 });
