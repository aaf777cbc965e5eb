/**
 * 模板: the empty form of a roster, and the template of any sheet to be edited or looked at.
 *
 * The form is the sheet's own template filled with two examples, with the unit's sections in its drop-downs: whoever has
 * changed the columns gets them here too, and what is filled in is what import reads.
 */
import type { RosterKind } from '../../domain/events.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import { COLUMNS } from '../../domain/roster/columns.ts';
import { EXAMPLES } from '../../domain/roster/examples.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import { vocabularyOf } from '../../domain/sheets/disclosure.ts';
import { EXAMPLE_MARK, sampleOf } from '../../domain/sheets/samples.ts';
import { templateName } from '../../domain/sheets/vocabulary.ts';
import type { Edition, SheetKind } from '../../domain/sheets/kinds.ts';
import { formOf, makeSheet, ownTemplate } from '../sheets/make.ts';
import type { SheetDeps } from '../sheets/make.ts';

const exampleRecords = (roster: RosterKind): readonly SheetRecord[] =>
  EXAMPLES[roster].map((example) => Object.fromEntries(COLUMNS[roster].map(({ field, title }) => [title, field === 'no' ? EXAMPLE_MARK : (example[field] ?? '')] as const)));

export const rosterTemplate = (deps: SheetDeps) => async (unit: UnitId, roster: RosterKind): Promise<BlobRef> => {
  const { state } = await deps.states.load('unit', unit);
  const content = { period: '填好后拖回聊天窗口', rules: null, suffix: '_模板', fields: { 名录版本: '导入模板', 条数: '' }, lists: { 行: exampleRecords(roster) }, form: formOf(roster, state.sections) };
  return { ...(await makeSheet(deps)({ unit, sheet: roster, edition: 'full', madeBy: '系统' }, content)), name: `${ROSTER_NAMES[roster]}_模板.xlsx` };
};

/** The template in force, to be edited. */
export const sheetTemplate = (deps: SheetDeps) => async (unit: UnitId, sheet: SheetKind, edition: Edition): Promise<{ readonly blob: BlobRef; readonly own: boolean }> => {
  const own = await ownTemplate(deps, unit, sheet, edition);
  const bytes = own ?? (await deps.sheetWriter.builtIn(sheet, edition));
  return { blob: await deps.blobs.put(`${templateName(sheet, edition)}_表样.xlsx`, bytes), own: own !== null };
};

/** How the template in force looks, filled with invented values. */
export const sheetPreview = (deps: SheetDeps) => async (unit: UnitId, sheet: SheetKind, edition: Edition, madeBy: string): Promise<BlobRef> => {
  const { fields, lists } = sampleOf(vocabularyOf(sheet, edition) ?? { fields: [], lists: {} });
  return makeSheet(deps)({ unit, sheet, edition, madeBy }, { period: '预览', rules: null, suffix: '_预览', fields, lists });
};
