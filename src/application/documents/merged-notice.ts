/** 综合查一次: one notice for several visits to the same door, naming every task, every item once, everybody who comes once. */
import type { DocumentModel } from '../ports.ts';

type Rows = readonly Readonly<Record<string, string>>[];

const joined = (models: readonly DocumentModel[], word: string): string => [...new Set(models.map(({ fields }) => fields[word] ?? ''))].filter((text) => text !== '').join('；');
const once = (rows: Rows, member: string): Rows => [...new Map(rows.map((row) => [row[member] ?? '', row])).values()];
const numbered = (rows: Rows): Rows => rows.map((row, index) => ({ ...row, 序号: String(index + 1) }));

/** Of each task there may be another, all said after one another; what belongs to the visit as such stays as the first says it. */
const OF_TASKS = ['检查编号', '任务编号', '任务名称', '任务来源', '检查类型', '期限', '方式'] as const;

/** @param models of the visits, the one the notice was asked for first; a single one stays as it is */
export const mergedNotice = (models: readonly DocumentModel[]): DocumentModel => {
  const [first, ...others] = models;
  if (first === undefined) throw new Error('a notice is about at least one visit');
  if (others.length === 0) return first;
  const helpers = models.reduce((sum, { fields }) => sum + (Number.parseInt(fields['协助人员'] ?? '', 10) || 0), 0);
  return {
    ...first,
    fields: { ...first.fields, ...Object.fromEntries(OF_TASKS.map((word) => [word, joined(models, word)] as const)), 任务名称: `${joined(models, '任务名称')}（综合查一次）`, 协助人员: helpers === 0 ? '无' : `${String(helpers)} 人` },
    lists: { 事项: numbered(once(models.flatMap(({ lists }) => lists['事项'] ?? []), '名称')), 人员: once(models.flatMap(({ lists }) => lists['人员'] ?? []), '证号') },
  };
};
