/**
 * Values that facts and states are made of: when, who, which bytes, which text. Plain data; nothing here knows a rule.
 */
import type { Digest } from './ids.ts';

/** UTC instant, ISO 8601 with milliseconds: '2026-09-08T01:12:31.000Z'. */
export type Instant = string;

/** A date in Asia/Shanghai, 'YYYY-MM-DD'. */
export type LocalDate = string;

/** A platform identity; `id` is what the platform proved, never what somebody typed. */
export interface Account {
  readonly platform: 'feishu' | 'dingtalk';
  readonly id: string;
}

/** Content-addressed bytes outside the journal (snapshot, result list, uploaded file). */
export interface BlobRef {
  readonly sha256: Digest;
  /** Size in bytes. */
  readonly bytes: number;
  readonly name: string;
}

/** A text that is readable by few and erasable: the journal keeps only its salted digest. */
export interface ConfidentialRef {
  readonly id: string;
  readonly digest: Digest;
}
