/**
 * Writes every sheet that leaves the house; the words and looks of the result sheet come from templates that staff may edit:
 * templates/xlsx/<unit>/<name>.xlsx when the unit has its own, else templates/xlsx/<name>.xlsx.
 */
import { readFile } from 'node:fs/promises';
import type { ResultSheetModel, SheetWriter } from '../../application/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { annotatedWorkbook } from './write/annotated.ts';
import { fillTemplate } from './write/fill.ts';
import { importTemplate } from './write/import-template.ts';
import { resultValues } from './write/result-values.ts';
import { rosterWorkbook } from './write/roster-export.ts';
import { collectBytes } from './write/stream.ts';
import { demandImpersonal, tableWorkbook } from './write/table.ts';

const RESULT_TEMPLATES: Readonly<Record<ResultSheetModel['edition'], string>> = { full: '抽取结果表.xlsx', public: '抽取结果表（公开版）.xlsx' };

const PATH_NAME = /^[\p{L}\p{N}（）()·_-]{1,60}$/u;
/** templates/xlsx beside src/ and dist/ alike. */
const DEFAULT_TEMPLATES = new URL('../../../templates/xlsx/', import.meta.url);

/**
 * @param now       for the dates inside templates
 * @param templates folder of the templates, with a trailing slash
 */
export const createSheetWriter = (now: () => Date, templates: URL = DEFAULT_TEMPLATES): SheetWriter => {
  const read = (path: string): Promise<Uint8Array | null> => readFile(new URL(path, templates)).catch(() => null);
  const load = async (unit: string, name: string): Promise<Uint8Array> => {
    // Encoded, a unit's name is one folder name and cannot lead anywhere else.
    const own = PATH_NAME.test(unit) ? await read(`${encodeURIComponent(unit)}/${encodeURIComponent(name)}`) : null;
    const bytes = own ?? (await read(encodeURIComponent(name)));
    if (bytes === null) {
      throw new Refusal('sheet.no-template', `缺少模板“${name}”`, { next: '请管理员把它放回 templates/xlsx 目录' });
    }
    return bytes;
  };
  return {
    template: (roster, unit, sections) => importTemplate(roster, unit, sections, now()),
    annotated: (model) => collectBytes(annotatedWorkbook(model, now().toISOString())),
    result: async (model) => {
      const template = RESULT_TEMPLATES[model.edition];
      return fillTemplate(await load(model.unit, template), resultValues(model), { template, creator: model.unit, at: new Date(model.madeAt), ...(model.edition === 'public' ? { guard: demandImpersonal } : {}) });
    },
    roster: (model) => rosterWorkbook(model),
    table: (model) => tableWorkbook(model),
  };
};
