/**
 * Identifiers, branded so that one kind is never passed for another.
 *
 * Texts from outside become ids only here, by pattern; nothing that fails its pattern reaches a path or a query.
 * Unit 1, the common case of a bureau alone, has plain numbers (T2026-007); unit n writes its number in front (T3-2026-007).
 */
type Brand<Name extends string> = string & { readonly __brand: Name };

/** 单位, 'U1', 'U2' … */
export type UnitId = Brand<'Unit'>;
/** A bound person, 'U1-P001'. */
export type PersonId = Brand<'Person'>;
/** 抽查任务, 'T2026-007'. */
export type TaskId = Brand<'Task'>;
/** 一户一次检查, 'T2026-007-02'. */
export type InspectionId = Brand<'Inspection'>;
/** 更换申请, 'SUB2026-019'. */
export type SubstitutionId = Brand<'Substitution'>;
/** A staged import waiting for confirmation, 'IMP-' + 12 hex. */
export type ImportId = Brand<'Import'>;
/** The stable code of a target: 统一社会信用代码, or the bureau's own code for what has none. NFC, 1–200 bytes of UTF-8. */
export type TargetCode = Brand<'Target'>;
/** The stable code of an inspector: 执法证号, or the bureau's own number for staff without a certificate. */
export type InspectorCode = Brand<'Inspector'>;
/** 抽查事项编码. */
export type ItemCode = Brand<'Item'>;
/** SHA-256 in lower-case hex. */
export type Digest = Brand<'Digest'>;

const UNIT = /^U[1-9]\d{0,3}$/;
const TASK = /^T(?:([2-9]|[1-9]\d{1,3})-)?(\d{4})-(\d{3,6})$/;
const INSPECTION = /^(T(?:(?:[2-9]|[1-9]\d{1,3})-)?\d{4}-\d{3,6})-(\d{2,7})$/;
const SUBSTITUTION = /^SUB(?:([2-9]|[1-9]\d{1,3})-)?(\d{4})-(\d{3,6})$/;
const PERSON = /^U[1-9]\d{0,3}-P\d{3,6}$/;
const IMPORT = /^IMP-[0-9a-f]{12}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

const matching = <Id extends string>(pattern: RegExp) => (raw: string): Id | null => (pattern.test(raw) ? (raw as Id) : null);

export const unitId = matching<UnitId>(UNIT);
export const personId = matching<PersonId>(PERSON);
export const taskId = matching<TaskId>(TASK);
export const inspectionId = matching<InspectionId>(INSPECTION);
export const substitutionId = matching<SubstitutionId>(SUBSTITUTION);
export const importId = matching<ImportId>(IMPORT);
export const digest = matching<Digest>(DIGEST);

const code = <Id extends string>(raw: string): Id | null => {
  const value = raw.normalize('NFC').trim();
  const bytes = new TextEncoder().encode(value).length;
  return bytes >= 1 && bytes <= 200 && !CONTROL.test(value) ? (value as Id) : null;
};

export const targetCode = (raw: string): TargetCode | null => code<TargetCode>(raw);
export const inspectorCode = (raw: string): InspectorCode | null => code<InspectorCode>(raw);
export const itemCode = (raw: string): ItemCode | null => code<ItemCode>(raw);

const unitNumber = (unit: UnitId): string => (unit === 'U1' ? '' : `${unit.slice(1)}-`);
const padded = (n: number, width: number): string => String(n).padStart(width, '0');

export const nthTask = (unit: UnitId, year: number, n: number): TaskId => `T${unitNumber(unit)}${String(year)}-${padded(n, 3)}` as TaskId;
/** The year a task is numbered in. */
export const yearOfTask = (task: TaskId): number => Number(/(\d{4})-\d+$/.exec(task)?.[1] ?? 0);
export const nthSubstitution = (unit: UnitId, year: number, n: number): SubstitutionId => `SUB${unitNumber(unit)}${String(year)}-${padded(n, 3)}` as SubstitutionId;
export const nthInspection = (task: TaskId, n: number): InspectionId => `${task}-${padded(n, 2)}` as InspectionId;
export const nthPerson = (unit: UnitId, n: number): PersonId => `${unit}-P${padded(n, 3)}` as PersonId;

/** Order of numbers as people count them: T2026-001-11 before T2026-001-101. */
export const byNumber = (left: string, right: string): number => left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);

/** The task an inspection belongs to. */
export const taskOf = (inspection: InspectionId): TaskId => inspection.replace(/-\d+$/, '') as TaskId;
