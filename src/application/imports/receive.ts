/**
 * A file dropped into the chat: read once, in its own process, and handed to whom it concerns. What can be dropped is one
 * table (domain/importable.ts).
 */
import type { WantedYear } from '../../domain/calendar/decide.ts';
import { noticeFromJson, noticeFromSheets } from '../../domain/calendar/notice-file.ts';
import { importable, IMPORTABLES, kindByEnding } from '../../domain/importable.ts';
import type { ImportKind, OtherTable } from '../../domain/importable.ts';
import { actingPerson } from '../../domain/people/decide.ts';
import { demand, may } from '../../domain/people/permissions.ts';
import type { Person } from '../../domain/people/unit.ts';
import type { UnitId } from '../../domain/ids.ts';
import type { Sheet } from '../../domain/roster/sheet.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { By, Deps } from '../deps.ts';
import { draftFromSheets } from '../plan.ts';
import { previewInterests } from './interests.ts';
import type { InterestPreview } from './interests.ts';
import type { NoRoster, StagedImport } from './ports.ts';
import { demandImporter, isStaged, stageOrNot } from './stage.ts';

export interface DroppedFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** What the clerk said it is; null = by its header. */
  readonly kind: ImportKind | null;
}
export type Received =
  | { readonly as: 'roster'; readonly staged: StagedImport }
  | { readonly as: 'interests'; readonly preview: InterestPreview }
  | { readonly as: 'calendar'; readonly wanted: WantedYear }
  | { readonly as: 'plan'; readonly year: number }
  | ({ readonly as: 'form' } & Extract<NoRoster, { readonly outcome: 'form' }>)
  | { readonly as: 'unsure'; readonly source: BlobRef; readonly kinds: readonly ImportKind[] };

/** Who may bring nothing at all is told so before his file is read. */
const demandBringer = (person: Person): void => {
  if (IMPORTABLES.some(({ operation }) => operation !== null && may(person, operation)) || may(person, 'template.set')) return;
  demandImporter(person);
};

/** @throws Refusal when this is not for the person, or cannot be read as what it is */
const handOver = async (deps: Deps, by: By, unit: UnitId, person: Person, { kind, source, sheets }: { readonly kind: OtherTable; readonly source: BlobRef; readonly sheets: readonly Sheet[] }): Promise<Received> => {
  const { operation } = importable(kind);
  if (operation !== null) demand(person, operation);
  switch (kind) {
    case 'interests':
      return { as: 'interests', preview: await previewInterests(deps)(unit, source, sheets) };
    case 'calendar':
      return { as: 'calendar', wanted: noticeFromSheets(sheets) };
    case 'plan': {
      const { events } = await draftFromSheets(deps)(by, unit, source.name, sheets);
      const drafted = events.find((fact) => fact.type === 'PlanDrafted');
      if (drafted?.type !== 'PlanDrafted') throw new TypeError('a plan sheet becomes a draft');
      return { as: 'plan', year: drafted.year };
    }
  }
};

/** @throws Refusal for everything that cannot be read or imported, with what to do instead */
export const receiveFile = (deps: Deps) => async (by: By, unit: UnitId, { name, data, kind }: DroppedFile): Promise<Received> => {
  const { state } = await deps.states.load('unit', unit);
  const person = actingPerson(state, by.actor.account);
  demandBringer(person);
  if (kindByEnding(name) === 'calendar') {
    demand(person, 'calendar.change');
    return { as: 'calendar', wanted: noticeFromJson(data) };
  }
  const source = await deps.blobs.put(name, data);
  const result = await stageOrNot(deps, by, unit, source, kind);
  if (isStaged(result)) return { as: 'roster', staged: result };
  switch (result.outcome) {
    case 'other':
      return handOver(deps, by, unit, person, { kind: result.kind, source, sheets: result.sheets });
    case 'unsure':
      return { as: 'unsure', source, kinds: result.kinds };
    case 'form':
      return { as: 'form', ...result };
  }
};
