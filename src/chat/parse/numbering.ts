/**
 * 编号 the way staff write them: 7, T7, 2026-7, T2026-007; 7-2 for the second visit; SUB19.
 *
 * A short form may mean several things (this year's 7 or last year's), so reading gives a pattern, and choosing among
 * what exists is left to the caller (see speaker's `pick`).
 */
export interface Numbering {
  /** Null when not typed: this year is meant first. */
  readonly year: number | null;
  readonly number: number;
  /** The visit's number within the task; null for a task. */
  readonly visit: number | null;
}

const clean = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').replace(/[号#]/g, '').replace(/[—–_]/g, '-').toUpperCase();

const TASK = /^T?(?:(?:\d{1,4}-)?(\d{4})-)?(\d{1,6})$/;
const VISIT = /^T?(?:(?:\d{1,4}-)?(\d{4})-)?(\d{1,6})-(\d{1,7})$/;
const SUBSTITUTION = /^(?:SUB-?)?(?:(\d{4})-)?(\d{1,6})$/;

const year = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

export const taskNumbering = (text: string): Numbering | null => {
  const match = TASK.exec(clean(text));
  return match === null ? null : { year: year(match[1]), number: Number(match[2]), visit: null };
};

export const visitNumbering = (text: string): Numbering | null => {
  const typed = clean(text);
  const match = VISIT.exec(typed);
  // 2026-7 is task 7 of 2026, not visit 7 of task 2026
  if (match === null || (match[1] === undefined && /^T?(?:19|20)\d\d-/.test(typed))) return null;
  return { year: year(match[1]), number: Number(match[2]), visit: Number(match[3]) };
};

export const substitutionNumbering = (text: string): Numbering | null => {
  const match = SUBSTITUTION.exec(clean(text));
  return match === null ? null : { year: year(match[1]), number: Number(match[2]), visit: null };
};

const ID = /^(?:T|SUB)(?:\d{1,4}-)?(\d{4})-(\d{3,6})(?:-(\d{2,7}))?$/;

/** Whether an id (of the same kind) is one the typed form may mean. */
export const mayMean = (typed: Numbering, id: string): boolean => {
  const match = ID.exec(id);
  if (match === null) return false;
  const isSameYear = typed.year === null || typed.year === Number(match[1]);
  const isSameVisit = typed.visit === null ? match[3] === undefined : Number(match[3]) === typed.visit;
  return isSameYear && Number(match[2]) === typed.number && isSameVisit;
};
