/**
 * Verbs about sheets: 导出 for every sheet there is, and a unit's own templates (表样): 设置 · 表样 · 预览 · 恢复 · 占位符.
 */
import type { TaskId } from '../../domain/ids.ts';
import { planStream } from '../../domain/plan/plan.ts';
import { Refusal } from '../../domain/refusal.ts';
import { vocabularyOf } from '../../domain/sheets/disclosure.ts';
import { SHEET_TITLES, templateName } from '../../domain/sheets/vocabulary.ts';
import type { Edition, SheetKind } from '../../domain/sheets/kinds.ts';
import type { ExportRequest } from '../../application/sheets/export.ts';
import { documentMeant } from './documents.ts';
import { periodMeant } from './fairness.ts';
import { exportsCard, placeholdersCard, templatesCard } from '../cards/sheets.ts';
import { taskNumbering } from '../parse/numbering.ts';
import { personOf, pickTask, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { monthMeant } from './monthly.ts';

/** Sheets by the words staff use; the first that fits is meant. */
const WORDS: readonly (readonly [SheetKind, RegExp])[] = [
  ['monthly', /月报|monthly/i],
  ['fairness', /公平/],
  ['confirmation', /确认书|两库/],
  ['result', /结果|result/i],
  ['task', /方案|任务|task/i],
  ['interests', /利害|回避/],
  ['plan', /计划|plan/i],
  ['items', /事项|清单|item/i],
  ['inspectors', /人员|执法|inspector/i],
  ['targets', /对象|企业|主体|机构|target/i],
];
const PUBLIC = /公开版?|public/i;

interface Meant { readonly sheet: SheetKind | null; readonly edition: Edition; readonly rest: readonly string[] }

/** 「检查对象名录库（公开版）」, 「结果 7 公开」: the sheet, the edition, and what is left. */
export const sheetMeant = (words: readonly string[]): Meant => {
  const edition: Edition = words.some((word) => PUBLIC.test(word)) ? 'public' : 'full';
  const plain = words.map((word) => word.replace(/[（(]?(?:公开版?|完整版?)[）)]?$/u, '').replace(/^的/, '')).filter((word) => word !== '' && !/^(?:public|full|内部)$/i.test(word));
  for (const [sheet, pattern] of WORDS) {
    const at = plain.findIndex((word) => pattern.test(word) && taskNumbering(word) === null);
    if (at !== -1) return { sheet, edition, rest: plain.toSpliced(at, 1) };
  }
  return { sheet: null, edition, rest: plain };
};

const requireSheet = (ask: Ask, verb: string): { readonly sheet: SheetKind; readonly edition: Edition } => {
  const { sheet, edition } = sheetMeant(ask.command.words);
  if (sheet !== null) return { sheet, edition };
  throw new Refusal('sheet.unknown', ask.command.words.length === 0 ? '没有写是哪张表' : `没有「${ask.command.words.join(' ')}」这张表`, { next: `例如：${verb} 抽取结果表；公开版写：${verb} 抽取结果表 公开版。可选：${Object.values(SHEET_TITLES).join('、')}` });
};

/** The year typed; else this year's plan, or the one being made for the next. */
const yearMeant = async (ask: Ask, typed: string | undefined): Promise<number> => {
  const year = Number(/^(20\d\d)年?度?$/.exec(typed ?? '')?.[1] ?? ask.today.slice(0, 4));
  if (typed !== undefined) return year;
  const { state } = await ask.deps.states.load('plan', planStream(unitOf(ask).id, year));
  return state.drafts === 0 ? year + 1 : year;
};

const requestOf = async (ask: Ask, { sheet, edition, rest }: Meant): Promise<ExportRequest> => {
  const [typed] = rest;
  const task = (): Promise<TaskId> => pickTask(ask, typed, ({ attempts }) => attempts.length > 0);
  switch (sheet) {
    case null:
    case 'result':
      return { sheet: 'result', edition, task: await task() };
    case 'task':
    case 'confirmation':
      return { sheet, edition, task: await pickTask(ask, typed) };
    case 'items':
    case 'targets':
    case 'inspectors':
    case 'interests':
      return { sheet, edition };
    case 'monthly':
      return { sheet, edition, month: monthMeant(rest.join(''), ask.today) };
    case 'fairness':
      return { sheet, edition, period: periodMeant(rest.join(''), ask.today) };
    case 'plan':
      return { sheet, edition, year: await yearMeant(ask, typed) };
  }
};

const exported = async (ask: Ask): Promise<Answer> => {
  personOf(ask);
  const paper = documentMeant(ask);
  if (paper !== null) return paper;
  const meant = sheetMeant(ask.command.words);
  if (meant.sheet === null && meant.rest.length === 0) return { cards: [{ card: exportsCard() }] };
  if (meant.sheet === null && taskNumbering(meant.rest[0] ?? '') === null) requireSheet(ask, '导出');
  const request = await requestOf(ask, meant);
  const blob = await ask.deps.useCases.exportSheet(ask.by(), unitOf(ask).id, request);
  return { line: `${templateName(request.sheet, request.edition)}，文件指纹 ${blob.sha256.slice(0, 16)}`, files: [{ name: blob.name, blob: blob.sha256 }] };
};

const setTemplate = async (ask: Ask): Promise<Answer> => {
  const { sheet, edition } = requireSheet(ask, '模板 设置');
  const { id } = unitOf(ask);
  const { unknown, plain } = await ask.deps.useCases.setTemplate(ask.by(), id, sheet, edition);
  const preview = await ask.deps.queries.sheetPreview(id, sheet, edition, personOf(ask).name);
  const said = [`「${templateName(sheet, edition)}」已改用本单位表样`, ...(plain ? ['已按表头自动对应栏目'] : []), ...(unknown.length === 0 ? [] : [`认不出的栏目留空：${unknown.join('、')}`]), '附填好示例内容的预览'];
  return { line: said.join('；'), tone: 'ok', files: [{ name: preview.name, blob: preview.sha256 }] };
};

const restore = async (ask: Ask): Promise<Answer> => {
  const { sheet, edition } = requireSheet(ask, '模板 恢复');
  await ask.deps.useCases.restoreTemplate(ask.by(), unitOf(ask).id, sheet, edition);
  return { line: `「${templateName(sheet, edition)}」已恢复内置表样`, tone: 'ok' };
};

const fetchTemplate = async (ask: Ask): Promise<Answer> => {
  const { id, state } = unitOf(ask);
  if (ask.command.words.length === 0) return { cards: [{ card: templatesCard(state.name, (await ask.deps.states.load('sheets', id)).state.inForce) }] };
  const { sheet, edition } = requireSheet(ask, '模板 表样');
  const { blob, own } = await ask.deps.queries.sheetTemplate(id, sheet, edition);
  return { line: `${own ? '本单位' : '内置'}的表样。改好后拖回这里，再发送：模板 设置 ${templateName(sheet, edition)}`, files: [{ name: blob.name, blob: blob.sha256 }] };
};

const preview = async (ask: Ask): Promise<Answer> => {
  const { sheet, edition } = requireSheet(ask, '模板 预览');
  const blob = await ask.deps.queries.sheetPreview(unitOf(ask).id, sheet, edition, personOf(ask).name);
  return { line: `「${templateName(sheet, edition)}」填好示例内容的样子`, files: [{ name: blob.name, blob: blob.sha256 }] };
};

const placeholders = (ask: Ask): Promise<Answer> => {
  const { sheet, edition } = requireSheet(ask, '模板 占位符');
  const words = vocabularyOf(sheet, edition);
  if (words === null) throw new Refusal('sheet.no-public', `${SHEET_TITLES[sheet]}没有公开版`, { next: `请发送：模板 占位符 ${SHEET_TITLES[sheet]}`, clause: '涉及个人利害关系或内部确认，不公开' });
  return Promise.resolve({ cards: [{ card: placeholdersCard(sheet, edition, words.fields, words.lists) }] });
};

export const SHEET_VERBS: readonly Verb[] = [
  { verb: '导出', aliases: ['export', '打印'], glues: true, usage: '导出 检查对象；导出 结果 7 公开版', help: '导出清单、名录、方案表、确认书、结果表（.xlsx）', for: 'bound', answers: 'privately', writes: false, run: exported },
  { verb: '模板 表样', aliases: ['template sheets', '表样'], usage: '模板 表样 抽取结果表', help: '取在用的表样来改；不写表名则列出全部', for: 'bound', answers: 'privately', writes: false, run: fetchTemplate },
  { verb: '模板 占位符', aliases: ['template words', '占位符'], usage: '模板 占位符 抽取结果表', help: '表样里可以写哪些占位符', for: 'bound', answers: 'privately', writes: false, run: placeholders },
  { verb: '模板 设置', aliases: ['template set', '表样 设置', '设置 表样'], usage: '模板 设置 抽取结果表', help: '把刚拖入的 .xlsx 设为本单位表样', for: 'template.set', answers: 'privately', writes: true, run: setTemplate },
  { verb: '模板 预览', aliases: ['template preview', '表样 预览'], usage: '模板 预览 抽取结果表', help: '看在用表样填好示例内容的样子', for: 'bound', answers: 'privately', writes: false, run: preview },
  { verb: '模板 恢复', aliases: ['template restore', '表样 恢复'], usage: '模板 恢复 抽取结果表', help: '恢复内置表样', for: 'template.set', answers: 'privately', writes: true, run: restore },
];
