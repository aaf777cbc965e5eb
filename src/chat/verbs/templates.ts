/**
 * A dropped workbook that is no list but a template: one with placeholders, or a form with nothing under its header.
 */
import { may } from '../../domain/people/permissions.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { SheetKind } from '../../domain/sheets/kinds.ts';
import type { TemplateFile } from '../../application/sheets/templates.ts';
import { templateOfferCard } from '../cards/sheets.ts';
import { personOf, unitOf } from '../pick.ts';
import type { Answer, Ask } from '../verb.ts';

const offered = async (ask: Ask, file: TemplateFile, kinds: readonly SheetKind[], plain: boolean): Promise<Answer> => {
  await ask.deps.useCases.offerTemplate(ask.by('template'), unitOf(ask).id, file, kinds);
  return { cards: [{ card: templateOfferCard(file.name, kinds, plain) }] };
};

/** @returns null when the file has no placeholders: it is a list to import */
export const offerTemplate = async (ask: Ask, file: TemplateFile): Promise<Answer | null> => {
  const kinds = await ask.deps.queries.templateWords(file);
  return kinds === null ? null : offered(ask, file, kinds, false);
};

/** What is no list to import may still be somebody's form: then that is offered instead of the refusal. */
export const offerForm = async (ask: Ask, file: TemplateFile, { kinds, refused }: { readonly kinds: readonly SheetKind[]; readonly refused: { readonly code: string; readonly message: string; readonly next: string } }): Promise<Answer> => {
  if (!may(personOf(ask), 'template.set')) throw new Refusal(refused.code, refused.message, { next: refused.next });
  return offered(ask, file, kinds, true);
};
