/**
 * 年度抽查计划表 (domain notes 7.4): the columns of the published plans of five counties, ready for whoever makes the plan.
 *
 * The rows are neutral records by column, so that the plan's own shapes may change without touching a sheet.
 */
import type { BlobRef } from '../../domain/events.ts';
import type { UnitId } from '../../domain/ids.ts';
import type { AdoptedRules } from '../../domain/rules/adopted.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import type { Edition } from '../../domain/sheets/kinds.ts';
import { makeSheet } from './make.ts';
import type { SheetDeps } from './make.ts';

/** One line of the plan; texts are '' where the unit says nothing. */
export interface PlanSheetRow {
  readonly number: string;
  readonly task: string;
  /** 定向 or 不定向. */
  readonly directed: boolean;
  /** 部门内, 联合, 跨区域. */
  readonly range: '部门内' | '联合' | '跨区域';
  readonly matter: string;
  readonly items: readonly string[];
  readonly basis: string;
  readonly scope: string;
  /** 抽查基数, null while unknown. */
  readonly base: number | null;
  readonly ratio: string;
  readonly expected: number | null;
  readonly frequency: string;
  readonly drawAt: string;
  readonly visits: string;
  readonly methods: readonly string[];
  readonly lead: string;
  readonly cooperating: readonly string[];
  readonly subject: string;
  readonly section: string;
  readonly level: string;
  readonly listPublic: boolean;
  readonly note: string;
}
export interface PlanSheetModel {
  readonly year: number;
  readonly name: string;
  readonly version: number;
  readonly rules: AdoptedRules | null;
  readonly filing: { readonly office: string; readonly number: string; readonly date: string };
  readonly url: string;
  readonly adjustment: string;
  readonly approval: { readonly by: string; readonly date: string };
  readonly rows: readonly PlanSheetRow[];
  /** 附页: which items the plan covers. */
  readonly coverage: readonly { readonly code: string; readonly name: string; readonly kind: string; readonly section: string; readonly line: string; readonly covered: boolean; readonly remark: string }[];
  /** 附页: compared with last year. */
  readonly comparison: readonly { readonly what: string; readonly before: string | number; readonly now: string | number; readonly change: string }[];
}

const joined = (parts: readonly string[]): string => parts.join('、');
const flag = (value: boolean): string => (value ? '是' : '否');

const rowRecord = ({ year, name }: PlanSheetModel) => (row: PlanSheetRow, index: number): SheetRecord => ({
  序号: index + 1, 计划编号: row.number, 年度: year, 计划名称: name, 任务名称: row.task, 抽查类型: row.directed ? '定向' : '不定向', 范围: row.range, 抽查任务: row.matter, 抽查事项: joined(row.items),
  抽查依据: row.basis, 检查对象范围: row.scope, 抽查基数: row.base ?? '', 抽查比例: row.ratio, 预计户数: row.expected ?? '', 抽查频次: row.frequency, 抽取时间: row.drawAt, 实施检查时间: row.visits,
  检查方式: joined(row.methods), 牵头部门: row.lead, 配合部门: joined(row.cooperating), 抽查主体: row.subject, 责任科室: row.section, 实施层级: row.level, 是否公示抽取名单: flag(row.listPublic), 备注: row.note,
});

/** The workbook, stored under its digest. */
export const planSheet = (deps: SheetDeps) => (unit: UnitId, edition: Edition, model: PlanSheetModel, madeBy: string): Promise<BlobRef> =>
  makeSheet(deps)({ unit, sheet: 'plan', edition, madeBy }, {
    period: `${String(model.year)}年度`,
    rules: model.rules,
    suffix: `_${String(model.year)}_第${String(model.version)}版`,
    fields: {
      年度: model.year, 计划名称: model.name, 计划版本: `第${String(model.version)}版`, 备案机关: model.filing.office, 备案文号: model.filing.number, 备案日期: model.filing.date, 公开网址: model.url,
      调整理由: model.adjustment, 审批人: model.approval.by, 审批日期: model.approval.date, 条数: model.rows.length,
    },
    lists: {
      行: model.rows.map(rowRecord(model)),
      覆盖: model.coverage.map(({ code, name, kind, section, line, covered, remark }, index): SheetRecord => ({ 序号: index + 1, 事项编码: code, 事项名称: name, 事项类别: kind, 责任科室: section, 计划编号: line, 是否覆盖: flag(covered), 说明: remark })),
      比较: model.comparison.map(({ what, before, now, change }, index): SheetRecord => ({ 序号: index + 1, 项目: what, 上年: before, 本年: now, 变化: change })),
    },
  });
