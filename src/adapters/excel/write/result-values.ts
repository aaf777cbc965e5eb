/**
 * 抽取结果表: the model as placeholders. The public edition gets a list of its own, written out value by value: what is not
 * in it cannot be printed, whatever the template asks for (domain notes 8.4, P34–P36).
 */
import type { ResultInspector, ResultRow, ResultSheetModel } from '../../../application/ports.ts';
import { withoutPersonal } from '../../../domain/roster/privacy.ts';
import { chinaTime } from './china-time.ts';
import type { FillRecord, FillValue, FillValues } from './fill.ts';

const TICKET_SHOWN = 16;

const record = (values: Readonly<Record<string, FillValue>>): FillRecord => new Map(Object.entries(values));
const people = (row: ResultRow): readonly ResultInspector[] => (row.leader === null ? row.members : [row.leader, ...row.members]);
const inLines = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n');

const openRow = (row: ResultRow): Record<string, FillValue> => ({
  序号: row.no,
  层别: row.stratum,
  对象名称: row.name,
  统一社会信用代码: row.code,
  监管科室: row.section,
  票号: row.ticket.slice(0, TICKET_SHOWN),
  '名次/基数': `${row.rank}/${row.eligible}`,
  组号: row.group,
  组长: row.leader === null ? '待抽取' : row.leader.name,
  组员: inLines(row.members.map(({ name }) => name)),
  所属部门: inLines(people(row).map(({ section }) => section)),
  '协助人员/专家': row.helpers.join('、'),
});

const ticketsOf = (model: ResultSheetModel): readonly FillRecord[] => {
  const order = new Map(model.strata.map(({ name }, index) => [name, index]));
  const drawn = model.rows.map(({ stratum, rank, name, code, ticket }) => ({ stratum, rank, name, code, ticket, outcome: '抽中' }));
  const rest = model.notDrawn.map((line) => ({ ...line, outcome: '合格未抽中' }));
  return [...drawn, ...rest]
    .toSorted((a, b) => (order.get(a.stratum) ?? 0) - (order.get(b.stratum) ?? 0) || a.rank - b.rank)
    .map(({ stratum, rank, name, code, ticket, outcome }) => record({ 层别: stratum, 名次: rank, 对象名称: name, 统一社会信用代码: code, 票号: ticket, 结果: outcome }));
};

const earlierOf = (model: ResultSheetModel): string =>
  model.earlierAttempts.length === 0 ? '无' : model.earlierAttempts.map(({ attempt, outcome, reason }) => `第${attempt}次 ${outcome}（${reason}）`).join('；');

const contributionsOf = (model: ResultSheetModel): string => model.contributions.map(({ by, text }) => `${by} ${text}`).join('；');

/** What anybody may see. */
const openFields = (model: ResultSheetModel): Record<string, FillValue> => ({
  单位: model.unit,
  任务编号: model.task,
  任务名称: model.taskName,
  抽取时间: chinaTime(model.drawnAt),
  抽取次数: `第${model.attempt}次`,
  此前各次: earlierOf(model),
  抽取人: model.drawer,
  见证人: model.witness,
  规则版本: model.rules,
  对象名单指纹: model.snapshots.targets,
  人员名单指纹: model.snapshots.inspectors,
  方案指纹: model.planHash,
  种子: model.seed,
  投入: contributionsOf(model),
  检查事项: model.items.join('；'),
  检查期限: `${model.window.from} 至 ${model.window.to}`,
  抽中户数: model.rows.length,
  制表人: model.madeBy,
  制表时间: chinaTime(model.madeAt),
  留痕指纹: model.fingerprint,
});

const openLists = (model: ResultSheetModel): readonly (readonly [string, readonly FillRecord[]])[] => [
  ['层', model.strata.map(({ name, onRoster, excluded, eligible, wanted, drawn, shortfall }) => record({ 层别: name, 在册: onRoster, 排除: excluded, 合格: eligible, 应抽: wanted, 实抽: drawn, 缺口: shortfall }))],
  ['票', ticketsOf(model)],
  ['排除', model.excluded.map(({ code, name, section, reason }, index) => record({ 序号: index + 1, 对象名称: name, 统一社会信用代码: code, 监管科室: section, 理由: reason }))],
  ['递补', model.reserve.map(({ stratum, order, code, name }) => record({ 层别: stratum, 顺序: order, 对象名称: name, 统一社会信用代码: code }))],
  ['复核', model.recheck.map((text, index) => record({ 序号: index + 1, 步骤: text.replace(/^\d+[.、]\s*/, '') }))],
];

const substitutionsOf = (model: ResultSheetModel): readonly FillRecord[] =>
  model.substitutions.map(({ inspection, target, old, new: substitute, reason, approver, at }, index) =>
    record({ 序号: index + 1, 检查编号: inspection, 对象名称: target, 原检查人员: old, 新检查人员: substitute, 原因: reason, 批准人: approver, 时间: chinaTime(at) }));

export const resultValues = (model: ResultSheetModel): FillValues => {
  switch (model.edition) {
    case 'full':
      return {
        fields: record(openFields(model)),
        lists: new Map([...openLists(model), ['行', model.rows.map((row) => record({ ...openRow(row), 执法证号: inLines(people(row).map(({ certificate }) => certificate)) }))], ['更换', substitutionsOf(model)]]),
      };
    case 'public':
      // What was contributed in the group is part of the proof; a phone number in it is nobody's business.
      return { fields: record({ ...openFields(model), 投入: withoutPersonal(contributionsOf(model)) }), lists: new Map([...openLists(model), ['行', model.rows.map((row) => record(openRow(row)))], ['更换', substitutionsOf(model)]]) };
  }
};
