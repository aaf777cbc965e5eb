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
  /** All texts together, as UTF-8. */
  readonly stringBytes: number;
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
  stringBytes: 128 * 1024 * 1024,
  cellChars: 32_767,
  merges: 20_000,
  timeoutMs: 60_000,
  heapMb: 512,
};

/**
 * For a roster that is judged where it is read: nothing but the changes leaves that process, so a district's million
 * enterprises (the rows of a whole Excel sheet) may come in one file.
 */
export const ROSTER_LIMITS: ReadLimits = {
  ...DEFAULT_LIMITS,
  fileBytes: 100 * 1024 * 1024,
  entryBytes: 1536 * 1024 * 1024,
  totalBytes: 2560 * 1024 * 1024,
  rows: 1_048_576,
  cells: 40_000_000,
  strings: 12_000_000,
  stringBytes: 320 * 1024 * 1024,
  timeoutMs: 20 * 60_000,
  // Texts and indexes lie outside of it; a smaller one keeps the collector at work.
  heapMb: 160,
};

/** 31457280 → 「30 MB」. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
