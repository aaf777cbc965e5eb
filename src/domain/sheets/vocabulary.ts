/**
 * The sheets that leave the house and the words their templates may use: which single values, which lists with which columns.
 *
 * A template is a workbook that staff edit; {{任务名称}} stands for one value, {{行.对象名称}} for a column of a list whose row
 * repeats. What is not named here means nothing; what the public may see of it: disclosure.ts. Collected from the five seeds
 * and from published tables.
 */
import { COLUMNS } from '../roster/columns.ts';
import type { RosterKind } from '../events.ts';
import { ROSTER_NAMES } from '../roster/rows.ts';
import type { Edition, SheetKind } from './kinds.ts';

export const SHEET_TITLES: Readonly<Record<SheetKind, string>> = {
  ...ROSTER_NAMES,
  interests: '利害关系登记表',
  plan: '年度抽查计划表',
  task: '抽查任务方案表',
  confirmation: '两库确认书',
  result: '抽取结果表',
  monthly: '监督月报',
  fairness: '公平性报告',
};

/** What a template may name: single values, and the members of each list. */
export interface Vocabulary {
  readonly fields: readonly string[];
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** On every sheet: whose it is, for when, who made it under which rules, and the head of the journal at that moment. */
export const COMMON_FIELDS = ['单位', '期间', '制表人', '制表时间', '规则版本', '留痕指纹'] as const;

/** The columns of a roster that a sheet can show: what import reads back, and the running number. */
export const rosterColumnTitles = (roster: RosterKind): readonly string[] => COLUMNS[roster].filter(({ field, type }) => field === 'no' || type.as !== 'ignored').map(({ title }) => title);

/** The code of a target whatever kind it is: for forms that have one column for all. */
export const ANY_CODE = '代码';

const roster = (kind: RosterKind, more: readonly string[] = []): Vocabulary => ({ fields: [...COMMON_FIELDS, '名录版本', '条数'], lists: { 行: [...rosterColumnTitles(kind), ...more] } });

/** Every attempt of a task so far, void and abandoned ones too: on each of its sheets (P17). */
const ATTEMPTS = ['序号', '阶段', '次数', '状态', '抽取时间', '理由'] as const;
const TASK_FIELDS = ['任务编号', '任务名称', '任务来源', '抽查类型', '检查对象范围', '发起科室', '配合科室', '检查事项', '检查期限', '每组人数', '抽取情况'] as const;
const CONFIRMATIONS = ['序号', '名录', '科室', '名录版本', '确认人', '确认时间'] as const;
const PERSONS_MATTER = ['序号', '人员', '执法证号', '所在科室', '对象', '统一社会信用代码', '关系类型', '登记日期', '有效期', '登记人'] as const;

export const VOCABULARY: Readonly<Record<SheetKind, Vocabulary>> = {
  items: roster('items'),
  targets: roster('targets', [ANY_CODE]),
  inspectors: roster('inspectors'),
  interests: { fields: [...COMMON_FIELDS, '条数'], lists: { 行: PERSONS_MATTER } },
  plan: {
    fields: [...COMMON_FIELDS, '年度', '计划名称', '计划版本', '备案机关', '备案文号', '备案日期', '公开网址', '调整理由', '审批人', '审批日期', '条数'],
    lists: {
      行: [
        '序号', '计划编号', '年度', '计划名称', '任务名称', '抽查类型', '范围', '抽查任务', '抽查事项', '抽查依据', '检查对象范围', '抽查基数', '抽查比例', '预计户数', '抽查频次',
        '抽取时间', '实施检查时间', '检查方式', '牵头部门', '配合部门', '抽查主体', '责任科室', '实施层级', '是否公示抽取名单', '备注',
      ],
      覆盖: ['序号', '事项编码', '事项名称', '事项类别', '责任科室', '计划编号', '是否覆盖', '说明'],
      比较: ['序号', '项目', '上年', '本年', '变化'],
    },
  },
  task: {
    fields: [...COMMON_FIELDS, ...TASK_FIELDS, '比例理由', '创建时间', '任务状态', '抽取阶段'],
    lists: { 层: ['层别', '条件', '比例', '在册', '排除', '合格', '应抽', '实抽', '缺口'], 确认: CONFIRMATIONS, 历次: ATTEMPTS },
  },
  confirmation: { fields: [...COMMON_FIELDS, ...TASK_FIELDS, '对象数', '人员数', '对象名单指纹', '人员名单指纹', '确认情况'], lists: { 确认: CONFIRMATIONS, 历次: ATTEMPTS } },
  result: {
    fields: [...COMMON_FIELDS, ...TASK_FIELDS, '抽取阶段', '抽取时间', '抽取次数', '此前各次', '任务状态', '作废次数', '抽取人', '见证人', '对象名单指纹', '人员名单指纹', '方案指纹', '种子', '投入', '抽中户数', '抽取说明'],
    lists: {
      行: ['序号', '层别', '对象名称', '统一社会信用代码', '监管科室', '票号', '名次/基数', '组号', '组长', '组员', '所属部门', '执法证号', '协助人员/专家', '检查事项', '检查期限'],
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
  monthly: {
    fields: [...COMMON_FIELDS, '月份', '开出次数', '锁定次数', '未成次数', '异议件数', '更换件数', '强制更换件数', '授权件数', '逾期件数', '规则变更数', '更正件数', '管理员操作数'],
    lists: {
      管理: ['序号', '时间', '人员', '操作', '内容', '留痕'],
      抽取: ['序号', '时间', '任务编号', '情形', '次数', '理由', '办理人'],
      异议: ['序号', '时间', '任务编号', '提出人', '异议', '裁定', '裁定人', '裁定时间'],
      更换: ['序号', '原因', '申请', '同意', '不同意', '待办', '选派', '递补抽取', '强制更换'],
      强制: ['序号', '时间', '检查编号', '人员', '原因', '处理'],
      授权: ['序号', '授权人', '被授权人', '事项', '起', '止', '状态', '代签次数'],
      逾期: ['序号', '任务编号', '公示期限', '逾期提醒天数', '逾期原因', '现状'],
      规则: ['序号', '时间', '规则版本号', '变更', '依据', '办理人'],
      更正: ['序号', '时间', '编号', '情形', '理由', '办理人'],
    },
  },
  fairness: {
    fields: [...COMMON_FIELDS, '范围', '锁定次数', '作废次数', '放弃次数', '整任务作废', '检查户数', '每人户数', '见证用时', '锁定用时', '搭档结论', '可抽对象', '抽中对象', '未抽中对象', '应未抽中', '同意更换', '不同意更换', '待审批更换'],
    lists: {
      人员: ['序号', '姓名', '执法证号', '可抽次数', '抽中户数', '任组长', '平均份额', '实际户数', '图示', '说明'],
      搭档: ['序号', '人员甲', '人员乙', '同组次数', '应约次数', '更换后同组', '图示', '判断'],
      对象: ['序号', '对象名称', '统一社会信用代码', '可抽次数', '抽不到的机会'],
      更换: ['序号', '分类', '名称', '次数', '说明'],
      选派: ['序号', '审批人', '被选派人', '选派次数', '可选次数', '占比', '平均份额', '判断'],
    },
  },
};

/** The rosters among the sheets: forms that are filled in and imported again. */
export const rosterOf = (kind: SheetKind): RosterKind | null => (kind === 'items' || kind === 'targets' || kind === 'inspectors' ? kind : null);

/** Name of the template and of the file: 「抽取结果表」, 「抽取结果表（公开版）」. */
export const templateName = (kind: SheetKind, edition: Edition): string => `${SHEET_TITLES[kind]}${edition === 'public' ? '（公开版）' : ''}`;
