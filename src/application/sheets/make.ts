/**
 * Any sheet, from its content to the finished workbook in the record: the unit's own template or the built-in one, the common
 * line of who, when, under which rules and on which state of the journal, and – for the public – only what the white list names.
 */
import { localDate, localTime } from '../../domain/calendar/working-days.ts';
import type { BlobRef, Instant } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { AdoptedRules } from '../../domain/rules/adopted.ts';
import { DISCLOSED, pick, publicMask } from '../../domain/sheets/disclosure.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import { templateInForce } from '../../domain/sheets/templates.ts';
import { SHEET_TITLES, templateName } from '../../domain/sheets/vocabulary.ts';
import type { Edition, FormKind, SheetKind } from '../../domain/sheets/kinds.ts';
import type { Deps } from '../deps.ts';
import type { SheetModel, SheetRecords } from '../ports.ts';

export type SheetDeps = Pick<Deps, 'states' | 'blobs' | 'journal' | 'clock' | 'sheetWriter'>;

/** What a sheet says beside its common line. */
export interface SheetContent {
  /** 期间: '2026年', '2026-09-09 至 2026-09-30', '截至 2026-09-08'. */
  readonly period: string;
  /** Rules it was made under; null takes the unit's present ones. */
  readonly rules: AdoptedRules | null;
  readonly fields: SheetRecord;
  readonly lists: Readonly<Record<string, SheetRecords>>;
  /** Put behind the sheet's name in the file's: '_T2026-007'. */
  readonly suffix: string;
  readonly form?: SheetModel['form'];
}
export interface SheetOrder {
  readonly unit: UnitId;
  readonly sheet: SheetKind;
  readonly edition: Edition;
  /** Name of whoever asked for it. */
  readonly madeBy: string;
}

/** '2026-09-08 09:12' in Asia/Shanghai; '' for null. */
export const minuteText = (at: Instant | null): string => (at === null ? '' : `${localDate(at)} ${localTime(at)}`);
export const rulesText = (rules: AdoptedRules): string => `${rulesInForce(rules).basis} 第${String(rules.version)}版`;

/** The same records again and again, each built as it is asked for. */
export const eachOf = (records: SheetRecords, change: (record: SheetRecord) => SheetRecord): SheetRecords => ({
  async *[Symbol.asyncIterator]() {
    for await (const one of records) yield change(one);
  },
});

/** The public edition, built fresh from the white list and masked column by column. */
const disclosed = (sheet: SheetKind, fields: SheetRecord, lists: SheetContent['lists']): Pick<SheetModel, 'fields' | 'lists'> => {
  const allowed = DISCLOSED[sheet];
  if (allowed === null) throw new Refusal('sheet.no-public', `${SHEET_TITLES[sheet]}没有公开版`, { next: '需要公开的请选抽取结果表或名录的公开版', clause: '涉及个人利害关系或内部确认，不公开' });
  const mask = publicMask(sheet);
  const shown = (members: readonly string[]) => (record: SheetRecord): SheetRecord => Object.fromEntries(Object.entries(pick(record, members)).map(([title, value]) => [title, mask(title, value)]));
  const open = Object.entries(allowed.lists).flatMap(([list, members]) => {
    const records = lists[list];
    return records === undefined ? [] : [[list, eachOf(records, shown(members))] as const];
  });
  return { fields: pick(fields, allowed.fields), lists: Object.fromEntries(open) };
};

/** The unit's own template, null when the built-in one is in force. */
export const ownTemplate = async (deps: Pick<Deps, 'states' | 'blobs'>, unit: UnitId, sheet: SheetKind, edition: Edition): Promise<Uint8Array | null> => {
  const { state } = await deps.states.load('sheets', unit);
  const own = templateInForce(state, sheet, edition);
  return own === null ? null : deps.blobs.get(own.template.sha256);
};

/**
 * @returns the workbook, stored under its digest
 * @throws Refusal naming the cell of personal data in a public edition
 */
export const makeSheet = (deps: SheetDeps) => async ({ unit, sheet, edition, madeBy }: SheetOrder, content: SheetContent): Promise<BlobRef> => {
  const [{ state }, head, template] = await Promise.all([deps.states.load('unit', unit), deps.journal.head(), ownTemplate(deps, unit, sheet, edition)]);
  const madeAt = deps.clock();
  const common: SheetRecord = { 单位: state.name, 期间: content.period, 制表人: madeBy, 制表时间: minuteText(madeAt), 规则版本: rulesText(content.rules ?? state.rules), 留痕指纹: head.hash };
  const fields = { ...common, ...content.fields };
  const said = edition === 'public' ? disclosed(sheet, fields, content.lists) : { fields, lists: content.lists };
  const form = content.form === undefined || edition === 'public' ? {} : { form: content.form };
  const model: SheetModel = { sheet, edition, template, unit: state.name, madeAt, ...said, ...form };
  return deps.blobs.put(`${templateName(sheet, edition)}${content.suffix}.xlsx`, deps.sheetWriter.fill(model));
};

/** What is filled in and comes back, with the unit's sections to choose from. */
export const formOf = (of: FormKind, sections: readonly string[]): NonNullable<SheetModel['form']> => ({ of, sections });
