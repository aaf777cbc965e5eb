const CHINA_OFFSET_MS = 8 * 3_600_000;

/** '2026-09-08T01:12:31.000Z' → 「2026-09-08 09:12:31」 (Asia/Shanghai has no summer time). */
export const chinaTime = (instant: string): string => {
  const time = Date.parse(instant);
  return Number.isNaN(time) ? instant : new Date(time + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
};
