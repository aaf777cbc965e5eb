/**
 * Who may check an item: certified, in post, and by the list the right person for it (专业背景、岗位职责与监管事项相统一, 通州意见 三(一)3).
 *
 * Whoever has items named in the roster may check those; whoever has none may check the items of his own section and those
 * it takes part in.
 */
import type { LocalDate } from '../values.ts';
import type { InspectorRow, ItemRow } from './rows.ts';

export const isCertifiedOn = ({ certified, certificate, certificateUntil, status }: Pick<InspectorRow, 'certified' | 'certificate' | 'certificateUntil' | 'status'>, day: LocalDate): boolean =>
  certified && certificate !== '' && (certificateUntil === null || certificateUntil >= day) && status !== '停用' && status !== '借调';

/** Whether the roster leaves somebody to a task of these items: nothing named, or one of them. */
export const fitsItems = ({ items }: Pick<InspectorRow, 'items'>, wanted: readonly string[]): boolean => items.length === 0 || items.some((item) => wanted.includes(item));

export const qualifiesFor = (inspector: InspectorRow, item: Pick<ItemRow, 'code' | 'section' | 'cooperating'>, day: LocalDate): boolean =>
  isCertifiedOn(inspector, day) && (inspector.items.length > 0 ? inspector.items.includes(item.code) : [item.section, ...item.cooperating].includes(inspector.section));
