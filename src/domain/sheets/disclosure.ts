/**
 * What the public may see of each sheet: a white list, as data. A public edition is built from these words alone; a value
 * that is not here cannot be printed, whatever a template asks for (P34–P36).
 *
 * Left out on purpose: numbers of certificates where a name does, telephones of persons in tables of results, what was found
 * out about a target (重点, 信用风险等级, 异常, 处罚), interests and reasons of health, the one-time code's contributors by alias.
 */
import { COLUMNS } from '../roster/columns.ts';
import { masked } from '../roster/mask.ts';
import type { Edition, SheetKind } from './kinds.ts';
import type { Vocabulary } from './vocabulary.ts';
import { rosterOf, VOCABULARY } from './vocabulary.ts';

export type SheetValue = string | number;
export type SheetRecord = Readonly<Record<string, SheetValue>>;

const COMMON = ['单位', '期间', '制表时间', '规则版本', '留痕指纹'] as const;
const TASK = ['任务编号', '任务名称', '任务来源', '抽查类型', '检查对象范围', '发起科室', '配合科室', '检查事项', '检查期限', '每组人数', '抽取情况'] as const;
const ATTEMPTS = ['序号', '阶段', '次数', '状态', '抽取时间', '理由'] as const;

/** null: this sheet has no public edition at all. */
export const DISCLOSED: Readonly<Record<SheetKind, Vocabulary | null>> = {
  items: {
    fields: [...COMMON, '名录版本', '条数'],
    lists: { 行: ['序号', '事项编码', '抽查领域', '抽查事项名称', '事项类别', '权责清单事项编码', '抽查依据', '检查主体', '抽查主体', '抽查内容', '抽查方式', '检查对象范围', '抽查比例', '抽查频次', '法定比例频次', '检查人员要求', '责任科室', '配合部门', '实施层级', '是否联合', '公布日期/网址', '状态'] },
  },
  targets: {
    fields: [...COMMON, '名录版本', '条数'],
    lists: { 行: ['序号', '对象名称', '对象类型', '统一社会信用代码', '其他代码', '代码', '联系电话', '住所/地址', '所在镇街', '行业', '主体类型', '监管科室', '关联事项编码', '许可证名称', '许可证编号', '许可证有效期至', '存续状态', '状态核对日期'] },
  },
  inspectors: {
    fields: [...COMMON, '名录版本', '条数'],
    lists: { 行: ['序号', '姓名', '单位', '科室', '职务', '执法证号', '发证机关', '证件有效期至', '是否具备执法资格', '人员类别', '业务专长', '手机'] },
  },
  interests: null,
  plan: {
    fields: [...COMMON, '年度', '计划名称', '计划版本', '备案机关', '备案文号', '备案日期', '公开网址', '调整理由', '条数'],
    lists: {
      行: [
        '序号', '计划编号', '年度', '计划名称', '任务名称', '抽查类型', '范围', '抽查任务', '抽查事项', '抽查依据', '检查对象范围', '抽查基数', '抽查比例', '预计户数', '抽查频次',
        '抽取时间', '实施检查时间', '检查方式', '牵头部门', '配合部门', '抽查主体', '责任科室', '实施层级', '是否公示抽取名单',
      ],
      覆盖: ['序号', '事项编码', '事项名称', '事项类别', '责任科室', '计划编号', '是否覆盖'],
    },
  },
  task: {
    fields: [...COMMON, ...TASK, '抽取阶段', '任务状态'],
    lists: { 层: ['层别', '条件', '比例', '在册', '排除', '合格', '应抽', '实抽', '缺口'], 历次: ATTEMPTS },
  },
  confirmation: null,
  // Names who met whom and who chose whom: for the unit and its supervisors.
  fairness: null,
  result: {
    fields: [...COMMON, ...TASK, '制表人', '抽取阶段', '抽取时间', '抽取次数', '此前各次', '任务状态', '作废次数', '抽取人', '见证人', '对象名单指纹', '人员名单指纹', '方案指纹', '种子', '投入', '抽中户数', '抽取说明'],
    lists: {
      行: ['序号', '层别', '对象名称', '统一社会信用代码', '监管科室', '票号', '名次/基数', '组号', '组长', '组员', '所属部门', '协助人员/专家', '检查事项', '检查期限'],
      层: ['层别', '在册', '排除', '合格', '应抽', '算式', '实抽', '缺口'],
      仪式: ['阶段', '次数', '承诺时间', '抽取时间', '抽取人', '见证人', '投入', '公开数', '密钥', '种子', '方案指纹', '名单指纹'],
      历次: ATTEMPTS,
      票: ['层别', '名次', '对象名称', '统一社会信用代码', '票号', '结果'],
      排除: ['序号', '对象名称', '统一社会信用代码', '监管科室', '理由'],
      递补: ['层别', '顺序', '对象名称', '统一社会信用代码'],
      更换: ['序号', '检查编号', '对象名称', '原检查人员', '新检查人员', '原因', '批准人', '时间'],
      复核: ['序号', '步骤'],
    },
  },
  // For the supervisors and the main leader; what citizens may see of a draw stands on its own sheets.
  monthly: null,
};

/** What a template of this edition may name; null when there is no such edition. */
export const vocabularyOf = (kind: SheetKind, edition: Edition): Vocabulary | null => (edition === 'full' ? VOCABULARY[kind] : DISCLOSED[kind]);

/** A fresh record of the allowed members, in their order; what is missing stays missing. */
export const pick = (record: SheetRecord, allowed: readonly string[]): SheetRecord => {
  const entries = allowed.flatMap((name) => {
    const value = record[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
};

type Mask = (title: string, value: SheetValue) => SheetValue;

/** Columns of a roster are masked as its column table says; other sheets have nothing to mask. */
export const publicMask = (kind: SheetKind): Mask => {
  const roster = rosterOf(kind);
  const masks = new Map(roster === null ? [] : COLUMNS[roster].map(({ title, mask }) => [title, mask] as const));
  return (title, value) => (typeof value === 'string' ? masked(masks.get(title) ?? 'open', value) : value);
};
