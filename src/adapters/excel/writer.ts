/**
 * Writes every sheet that leaves the house. Words, columns and looks come from templates that staff edit: the unit's own, set
 * in the chat, else the built-in one of templates/xlsx/.
 */
import { readFile } from 'node:fs/promises';
import type { SheetWriter } from '../../application/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { templateName } from '../../domain/sheets/vocabulary.ts';
import { fillTemplate } from './write/fill.ts';
import { demandPlainWorkbook, mentionsPlaceholders, withPlaceholders } from './write/foreign.ts';
import { tableWorkbook } from './write/table.ts';

/** templates/xlsx beside src/ and dist/ alike. */
const DEFAULT_TEMPLATES = new URL('../../../templates/xlsx/', import.meta.url);

/**
 * @param templates folder of the built-in templates, with a trailing slash
 */
export const createSheetWriter = (templates: URL = DEFAULT_TEMPLATES): SheetWriter => {
  const builtIn: SheetWriter['builtIn'] = async (sheet, edition) => {
    const file = `${templateName(sheet, edition)}.xlsx`;
    try {
      return new Uint8Array(await readFile(new URL(encodeURIComponent(file), templates)));
    } catch {
      throw new Refusal('sheet.no-template', `缺少表样“${file}”`, { next: '请管理员把它放回 templates/xlsx 目录' });
    }
  };
  return {
    builtIn,
    hasPlaceholders: mentionsPlaceholders,
    demandPlain: demandPlainWorkbook,
    place: withPlaceholders,
    fill: async function* fill(model) {
      yield* fillTemplate(model.template ?? (await builtIn(model.sheet, model.edition)), model);
    },
    table: (model) => tableWorkbook(model),
  };
};
