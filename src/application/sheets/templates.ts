/**
 * A unit brings its own template: the dropped workbook is kept, judged for one sheet, and set as one decision in the journal.
 *
 * A workbook with placeholders is taken as it is; an empty form gets its placeholders from its own header. Either way a trial
 * filling comes before the decision, so that what is set can be filled.
 */
import type { BlobRef } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import { actingPerson } from '../../domain/people/decide.ts';
import { demand } from '../../domain/people/permissions.ts';
import { vocabularyOf } from '../../domain/sheets/disclosure.ts';
import { findPlaceholders, judgeTemplate, possibleKinds } from '../../domain/sheets/judge-template.ts';
import { demandEmpty, plainForm } from '../../domain/sheets/plain-form.ts';
import { sampleOf } from '../../domain/sheets/samples.ts';
import { decideOffer, decideRestoration, decideTemplate, offeredBy } from '../../domain/sheets/templates.ts';
import { templateName } from '../../domain/sheets/vocabulary.ts';
import type { Edition, SheetKind } from '../../domain/sheets/kinds.ts';
import { record } from '../decision.ts';
import type { By, Deps } from '../deps.ts';
import type { Entry } from '../ports.ts';

export interface TemplateFile { readonly name: string; readonly data: Uint8Array }
export interface Offer {
  readonly file: BlobRef;
  /** The sheets it could be a template of, likeliest first; [] for an empty form. */
  readonly kinds: readonly SheetKind[];
}

/** The sheets a workbook with placeholders could be a template of, likeliest first; null when it is no template. */
export const templateWords = (deps: Pick<Deps, 'sheetReader' | 'sheetWriter'>) => async ({ name, data }: TemplateFile): Promise<readonly SheetKind[] | null> => {
  if (!(await deps.sheetWriter.hasPlaceholders(data))) return null;
  const found = findPlaceholders(await deps.sheetReader.read(name, data));
  return found.length === 0 ? null : possibleKinds(found);
};

/** Keeps a workbook that somebody dropped as a template, until he says which sheet it is for. */
export const offerTemplate = (deps: Deps) => async (by: By, unit: UnitId, { name, data }: TemplateFile, kinds: readonly SheetKind[]): Promise<Offer> => {
  const { state } = await deps.states.load('unit', unit);
  demand(actingPerson(state, by.actor.account), 'template.set');
  await deps.sheetWriter.demandPlain(name, data);
  const file = await deps.blobs.put(name, data);
  await record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    await desk.take('sheets', unit);
    return { unit, events: decideOffer(unit, person, file), blobs: [file] };
  });
  return { file, kinds };
};

export interface TemplateSet {
  readonly entry: Entry;
  /** Titles of an empty form that mean nothing to this sheet: their columns stay empty. */
  readonly unknown: readonly string[];
  readonly plain: boolean;
}

interface Prepared { readonly template: BlobRef; readonly unknown: readonly string[]; readonly plain: boolean }

const prepared = async (deps: Deps, name: string, data: Uint8Array, sheet: SheetKind, edition: Edition): Promise<Prepared> => {
  await deps.sheetWriter.demandPlain(name, data);
  const sheets = await deps.sheetReader.read(name, data);
  const found = judgeTemplate(name, sheet, edition, sheets);
  const form = found.length === 0 ? plainForm(name, sheet, sheets) : null;
  if (form !== null) demandEmpty(name, form);
  const bytes = form === null ? data : await deps.sheetWriter.place(name, data, form);
  if (form !== null) judgeTemplate(name, sheet, edition, await deps.sheetReader.read(name, bytes));
  return { template: await deps.blobs.put(`${templateName(sheet, edition)}.xlsx`, bytes), unknown: form?.unknown ?? [], plain: form !== null };
};

/** Fills it once with invented values: what cannot be filled is refused before it is in force. */
const tryOut = async (deps: Deps, template: Uint8Array, unit: string, sheet: SheetKind, edition: Edition): Promise<void> => {
  const sample = sampleOf(vocabularyOf(sheet, edition) ?? { fields: [], lists: {} });
  for await (const _chunk of deps.sheetWriter.fill({ sheet, edition, template, unit, madeAt: deps.clock(), ...sample }));
};

/** @throws Refusal naming the cell of what cannot be */
export const setTemplate = (deps: Deps) => async (by: By, unit: UnitId, sheet: SheetKind, edition: Edition): Promise<TemplateSet> => {
  const { state } = await deps.states.load('unit', unit);
  const person = actingPerson(state, by.actor.account);
  demand(person, 'template.set');
  const { state: templates } = await deps.states.load('sheets', unit);
  const { file } = offeredBy(templates, person, sheet, edition);
  const { template, unknown, plain } = await prepared(deps, file.name, await deps.blobs.get(file.sha256), sheet, edition);
  await tryOut(deps, await deps.blobs.get(template.sha256), state.name, sheet, edition);
  const entry = await record(deps, by, async (desk) => {
    const now = actingPerson(await desk.read('unit', unit), by.actor.account);
    return { unit, events: decideTemplate(await desk.take('sheets', unit), unit, now, sheet, edition, template), blobs: [template] };
  });
  return { entry, unknown, plain };
};

export const restoreTemplate = (deps: Deps) => (by: By, unit: UnitId, sheet: SheetKind, edition: Edition): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    return { unit, events: decideRestoration(await desk.take('sheets', unit), unit, person, sheet, edition) };
  });

