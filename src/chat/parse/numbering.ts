/**
 * 编号 the way staff write them: 7, T7, 2026-7, T2026-007; 7-2 for the second visit; SUB19; T2-2026-007 of unit 2.
 *
 * A short form may mean several things (this year's 7 or last year's), so reading gives a pattern, and choosing among
 * what exists is left to the caller (see speaker's `pick`).
 */
export interface Numbering {
  /** Null when not typed: the own unit is meant. */
  readonly unit: number | null;
  /** Null when not typed: this year is meant first. */
  readonly year: number | null;
  readonly number: number;
  /** The visit's number within the task; null for a task. */
  readonly visit: number | null;
}

const clean = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').replace(/[号#]/g, '').replace(/[—–_]/g, '-').toUpperCase();

const TASK = /^T?(?:(?:(\d{1,4})-)?((?:19|20)\d\d)-)?(\d{1,6})$/;
const VISIT = /^T?(?:(?:(\d{1,4})-)?((?:19|20)\d\d)-)?(\d{1,6})-(\d{1,7})$/;
const SUBSTITUTION = /^(?:SUB-?)?(?:(?:(\d{1,4})-)?((?:19|20)\d\d)-)?(\d{1,6})$/;

const count = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
const numbering = ([, unit, year, number, visit]: readonly (string | undefined)[]): Numbering => ({ unit: count(unit), year: count(year), number: Number(number), visit: count(visit) });

export const taskNumbering = (text: string): Numbering | null => {
  const match = TASK.exec(clean(text));
  return match === null ? null : numbering(match);
};

export const visitNumbering = (text: string): Numbering | null => {
  const typed = clean(text);
  const match = VISIT.exec(typed);
  // 2026-7 is task 7 of 2026, not visit 7 of task 2026
  if (match === null || (match[2] === undefined && /^T?(?:19|20)\d\d-/.test(typed))) return null;
  return numbering(match);
};

export const substitutionNumbering = (text: string): Numbering | null => {
  const match = SUBSTITUTION.exec(clean(text));
  return match === null ? null : numbering(match);
};

const ID = /^(?:T|SUB)(?:(\d{1,4})-)?((?:19|20)\d\d)-(\d{3,6})(?:-(\d{2,7}))?$/;
/** Unit 1 has plain numbers. */
const FIRST_UNIT = 1;

/** Whether an id (of the same kind) is one the typed form may mean. */
export const mayMean = (typed: Numbering, id: string): boolean => {
  const match = ID.exec(id);
  if (match === null) return false;
  const { unit, year, number, visit } = numbering(match);
  const isSameUnit = typed.unit === null || typed.unit === (unit ?? FIRST_UNIT);
  const isSameYear = typed.year === null || typed.year === year;
  return isSameUnit && isSameYear && number === typed.number && visit === typed.visit;
};
