/** Waiting times of a period in a few words: half of them took at most the median. */
export interface Durations {
  readonly count: number;
  readonly medianMs: number;
  readonly longestMs: number;
}

/** @returns null when nothing was measured */
export const durationsOf = (lengthsMs: readonly number[]): Durations | null => {
  const sorted = lengthsMs.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const longest = sorted.at(-1);
  return middle === undefined || longest === undefined ? null : { count: sorted.length, medianMs: middle, longestMs: longest };
};

/** 「1分42秒」, 「2小时5分」, 「3天4小时」. */
export const durationText = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days > 0) return `${String(days)}天${hours > 0 ? `${String(hours)}小时` : ''}`;
  if (hours > 0) return `${String(hours)}小时${minutes > 0 ? `${String(minutes)}分` : ''}`;
  return minutes > 0 ? `${String(minutes)}分${String(seconds % 60)}秒` : `${String(seconds)}秒`;
};
