/** 抽取结果表: the model as words of its template, list by list. */
import { chinaTime } from '../../domain/calendar/china-time.ts';
import { withoutPersonal } from '../../domain/roster/privacy.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import type { SheetContent } from './make.ts';
import type { Ceremony, Contributed, ResultInspector, ResultRow, ResultSheetModel } from './result-model.ts';

const TICKET_SHOWN = 16;

const people = (row: ResultRow): readonly ResultInspector[] => (row.leader === null ? row.members : [row.leader, ...row.members]);
const inLines = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n');

const drawnRow = (model: ResultSheetModel) => (row: ResultRow): SheetRecord => ({
  序号: row.no, 层别: row.stratum, 对象名称: row.name, 统一社会信用代码: row.code, 监管科室: row.section, 票号: row.ticket.slice(0, TICKET_SHOWN), '名次/基数': `${String(row.rank)}/${String(row.eligible)}`,
  组号: row.group, 组长: row.leader === null ? '待抽取' : row.leader.name, 组员: inLines(row.members.map(({ name }) => name)), 所属部门: inLines(people(row).map(({ section }) => section)),
  执法证号: inLines(people(row).map(({ certificate }) => certificate)), '协助人员/专家': row.helpers.join('、'), 检查事项: row.items, 检查期限: model.task['检查期限'] ?? '',
});

const ticketsOf = (model: ResultSheetModel): readonly SheetRecord[] => {
  const order = new Map(model.strata.map(({ name }, index) => [name, index]));
  const drawn = model.rows.map(({ stratum, rank, name, code, ticket }) => ({ stratum, rank, name, code, ticket, outcome: '抽中' }));
  const rest = model.notDrawn.map((line) => ({ ...line, outcome: '合格未抽中' }));
  return [...drawn, ...rest]
    .toSorted((a, b) => (order.get(a.stratum) ?? 0) - (order.get(b.stratum) ?? 0) || a.rank - b.rank)
    .map(({ stratum, rank, name, code, ticket, outcome }) => ({ 层别: stratum, 名次: rank, 对象名称: name, 统一社会信用代码: code, 票号: ticket, 结果: outcome }));
};

const earlierOf = ({ earlierAttempts }: ResultSheetModel): string =>
  earlierAttempts.length === 0 ? '无' : earlierAttempts.map(({ attempt, outcome, reason }) => `第${String(attempt)}次 ${outcome}（${reason}）`).join('；');

const said = (edition: ResultSheetModel['edition'], contributions: readonly Contributed[]): string =>
  // What was contributed in the group is part of the proof; a phone number in it is nobody's business.
  contributions.map(({ by, text }) => `${by} ${edition === 'public' ? withoutPersonal(text) : text}`).join('；');

const ceremonyRecord = (edition: ResultSheetModel['edition']) => (one: Ceremony): SheetRecord => ({
  阶段: one.stage, 次数: `第${String(one.nth)}次`, 承诺时间: chinaTime(one.committedAt), 抽取时间: one.drawnAt === null ? '' : chinaTime(one.drawnAt), 抽取人: one.drawer, 见证人: one.witness,
  投入: said(edition, one.contributions), 公开数: one.publicValue === '' ? '不要求' : one.publicValue, 密钥: one.otp, 种子: one.seed, 方案指纹: one.planHash, 名单指纹: one.list,
});

export const resultContent = (model: ResultSheetModel): SheetContent => ({
  period: `${model.window.from} 至 ${model.window.to}`,
  rules: model.rules,
  suffix: `_${model.id}`,
  fields: {
    ...model.task,
    抽取阶段: model.ceremonies.map(({ stage }) => stage).join('、'), 抽取时间: chinaTime(model.drawnAt), 抽取次数: `第${String(model.attempt)}次`, 此前各次: earlierOf(model),
    任务状态: model.edition === 'public' ? withoutPersonal(model.status) : model.status, 作废次数: model.ended,
    抽取人: model.drawer, 见证人: model.witness, 对象名单指纹: model.snapshots.targets, 人员名单指纹: model.snapshots.inspectors, 方案指纹: model.planHash, 种子: model.seed,
    投入: said(model.edition, model.contributions), 抽中户数: model.rows.length,
    抽取说明: model.remarks.length === 0 ? '无' : model.remarks.map((remark) => (model.edition === 'public' ? withoutPersonal(remark) : remark)).join('；'),
  },
  lists: {
    行: model.rows.map(drawnRow(model)),
    层: model.strata.map(({ name, onRoster, excluded, eligible, wanted, drawn, shortfall }, index): SheetRecord => ({ 层别: name, 在册: onRoster, 排除: excluded, 合格: eligible, 应抽: wanted, 算式: model.arithmetic[index] ?? '', 实抽: drawn, 缺口: shortfall })),
    仪式: model.ceremonies.map(ceremonyRecord(model.edition)),
    历次: model.attempts,
    票: ticketsOf(model),
    排除: model.excluded.map(({ code, name, section, reason }, index): SheetRecord => ({ 序号: index + 1, 对象名称: name, 统一社会信用代码: code, 监管科室: section, 理由: reason })),
    递补: model.reserve.map(({ stratum, order, code, name }): SheetRecord => ({ 层别: stratum, 顺序: order, 对象名称: name, 统一社会信用代码: code })),
    更换: model.substitutions.map(({ inspection, target, old, new: substitute, reason, approver, at }, index): SheetRecord => ({ 序号: index + 1, 检查编号: inspection, 对象名称: target, 原检查人员: old, 新检查人员: substitute, 原因: reason, 批准人: approver, 时间: chinaTime(at) })),
    复核: model.recheck.map((text, index): SheetRecord => ({ 序号: index + 1, 步骤: text.replace(/^\d+[.、]\s*/, '') })),
  },
});
