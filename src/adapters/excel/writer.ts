/**
 * Writes every sheet that leaves the house; the words and looks of the result sheet come from templates that staff may edit.
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

/** templates/xlsx beside src/ and dist/ alike. */
const DEFAULT_TEMPLATES = new URL('../../../templates/xlsx/', import.meta.url);

/**
 * @param now       for the dates inside templates
 * @param templates folder of the templates, with a trailing slash
 */
export const createSheetWriter = (now: () => Date, templates: URL = DEFAULT_TEMPLATES): SheetWriter => {
  const load = async (name: string): Promise<Uint8Array> => {
    try {
      return await readFile(new URL(encodeURIComponent(name), templates));
    } catch {
      throw new Refusal('sheet.no-template', `缺少模板“${name}”`, { next: '请管理员把它放回 templates/xlsx 目录' });
    }
  };
  return {
    template: (roster, unit, sections) => importTemplate(roster, unit, sections, now()),
    annotated: (model) => collectBytes(annotatedWorkbook(model, now().toISOString())),
    result: async (model) => {
      const template = RESULT_TEMPLATES[model.edition];
      return fillTemplate(await load(template), resultValues(model), { template, creator: model.unit, at: new Date(model.madeAt), ...(model.edition === 'public' ? { guard: demandImpersonal } : {}) });
    },
    roster: (model) => rosterWorkbook(model),
    table: (model) => tableWorkbook(model),
  };
};
