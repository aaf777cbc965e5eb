/**
 * The two ways the sandbox says no: to the app in the platform's codes, to people and tests in a sentence.
 */
import type { JsonObject } from '../control-types.ts';

/** A refusal of the open API, answered in the documented shape. Business errors are HTTP 400 unless said otherwise. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly code: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Joins `error` of the answer, e.g. field_violations. */
  readonly extra: JsonObject;
  constructor(code: number, message: string, more: { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly extra?: JsonObject } = {}) {
    super(message);
    this.code = code;
    this.status = more.status ?? 400;
    this.headers = more.headers ?? {};
    this.extra = more.extra ?? {};
  }
}

/** Field validation of the gateway: 99992402 with the fields named. */
export const fieldViolation = (field: string, description: string): ApiRefusal =>
  new ApiRefusal(99992402, `field validation failed: ${field} ${description}`, { extra: { field_violations: [{ field, description }] } });

/** A refusal of the control API; the sentence is shown on the page. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;
  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}
