/**
 * How much of a stranger's file is looked at. Every cap is far above what a bureau's list needs and far below what hurts.
 */
export interface ReadLimits {
  readonly fileBytes: number;
  /** Parts of the zip. */
  readonly entries: number;
  /** One unpacked part, and all that are read together. */
  readonly entryBytes: number;
  readonly totalBytes: number;
  readonly sheets: number;
  readonly rows: number;
  readonly columns: number;
  readonly cells: number;
  readonly strings: number;
  readonly cellChars: number;
  readonly merges: number;
  /** Wall time of the child process before it is killed. */
  readonly timeoutMs: number;
  /** V8 heap of the child process. */
  readonly heapMb: number;
}

export const DEFAULT_LIMITS: ReadLimits = {
  fileBytes: 30 * 1024 * 1024,
  entries: 2_000,
  entryBytes: 400 * 1024 * 1024,
  totalBytes: 600 * 1024 * 1024,
  sheets: 50,
  rows: 200_000,
  columns: 256,
  cells: 6_000_000,
  strings: 4_000_000,
  cellChars: 32_767,
  merges: 20_000,
  timeoutMs: 60_000,
  heapMb: 512,
};

/** 31457280 → 「30 MB」. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
