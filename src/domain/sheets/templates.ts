/**
 * A unit's own templates (表样): which workbook is in force for which sheet and edition, since when, by whom.
 *
 * A workbook dropped into the chat is first offered, then set by name; setting and restoring are decisions in the journal, the
 * bytes are in the record under their digest, so every process fills the same sheet. Nothing is deleted: 恢复 goes back to
 * the built-in one, and an earlier version can be set again.
 */
import type { Fact } from '../events.ts';
import type { BlobRef, Instant } from '../values.ts';
import type { PersonId, UnitId } from '../ids.ts';
import { demand } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { templateName } from './vocabulary.ts';
import type { Edition, SheetKind } from './kinds.ts';

export interface UnitTemplate {
  readonly sheet: SheetKind;
  readonly edition: Edition;
  readonly template: BlobRef;
  readonly version: number;
  readonly by: PersonId;
  readonly at: Instant;
}
export interface OfferedTemplate { readonly file: BlobRef; readonly by: PersonId; readonly at: Instant }

export interface TemplatesState {
  readonly inForce: readonly UnitTemplate[];
  /** The last workbook each person dropped, newest last. */
  readonly offered: readonly OfferedTemplate[];
  /** How often a template was set or restored: the next version. */
  readonly version: number;
}
export const newTemplates: TemplatesState = { inForce: [], offered: [], version: 0 };

const without = (state: TemplatesState, sheet: SheetKind, edition: Edition): readonly UnitTemplate[] => state.inForce.filter((each) => each.sheet !== sheet || each.edition !== edition);

export const evolveTemplates = (state: TemplatesState, fact: Fact, at: Instant): TemplatesState => {
  switch (fact.type) {
    case 'SheetTemplateOffered':
      return { ...state, offered: [...state.offered.filter(({ by }) => by !== fact.by), { file: fact.file, by: fact.by, at }] };
    case 'SheetTemplateSet': {
      const { sheet, edition, template, version, by } = fact;
      return { ...state, version, inForce: [...without(state, sheet, edition), { sheet, edition, template, version, by, at }] };
    }
    case 'SheetTemplateRestored':
      return { ...state, version: fact.version, inForce: without(state, fact.sheet, fact.edition) };
    default:
      return state;
  }
};

/** null: the built-in one. */
export const templateInForce = (state: TemplatesState, sheet: SheetKind, edition: Edition): UnitTemplate | null => state.inForce.find((each) => each.sheet === sheet && each.edition === edition) ?? null;

export const decideOffer = (unit: UnitId, person: Person, file: BlobRef): readonly Fact[] => {
  demand(person, 'template.set');
  return [{ type: 'SheetTemplateOffered', unit, file, by: person.id }];
};

/** The workbook a person means when he sets a template. */
export const offeredBy = (state: TemplatesState, person: Person, sheet: SheetKind, edition: Edition): OfferedTemplate => {
  const offered = state.offered.find(({ by }) => by === person.id);
  if (offered !== undefined) return offered;
  throw new Refusal('template.nothing-offered', '还没有收到您的表样文件', { next: `请先把改好的 .xlsx 拖进与我的私聊，再发送：模板 设置 ${templateName(sheet, edition)}` });
};

export const decideTemplate = (state: TemplatesState, unit: UnitId, person: Person, sheet: SheetKind, edition: Edition, template: BlobRef): readonly Fact[] => {
  demand(person, 'template.set');
  if (templateInForce(state, sheet, edition)?.template.sha256 === template.sha256) throw new Refusal('template.same', `“${templateName(sheet, edition)}”已经在用这份表样`, { next: '需要改动请改好后重新拖入' });
  return [{ type: 'SheetTemplateSet', unit, sheet, edition, template, version: state.version + 1, by: person.id }];
};

export const decideRestoration = (state: TemplatesState, unit: UnitId, person: Person, sheet: SheetKind, edition: Edition): readonly Fact[] => {
  demand(person, 'template.set');
  if (templateInForce(state, sheet, edition) === null) throw new Refusal('template.built-in', `“${templateName(sheet, edition)}”用的就是内置表样`, { next: '要换成本单位的，请把改好的 .xlsx 拖进与我的私聊' });
  return [{ type: 'SheetTemplateRestored', unit, sheet, edition, version: state.version + 1, by: person.id }];
};
