/** Columns of 年度抽查计划表 as it comes back from Excel: what each county calls them. */
import { choice, column } from '../roster/column.ts';
import type { Column } from '../roster/column.ts';
import { REACHES } from './row.ts';

export const PLAN_COLUMNS: readonly Column[] = [
  column('no', '计划编号', 'optional', 'code', { synonyms: ['编号'] }),
  column('name', '任务名称', 'identity', 'text', { synonyms: ['抽查名称', '抽查任务名称', '抽查计划名称', '计划任务', '抽查事项名称'] }),
  column('items', '抽查事项', 'needed', 'list', { synonyms: ['事项编码', '抽查事项编码', '检查事项'], help: '填事项编码，多个用顿号隔开' }),
  column('basis', '抽查依据', 'optional', 'text', { synonyms: ['依据', '检查依据'] }),
  column('scope', '检查对象范围', 'optional', 'text', { synonyms: ['抽查对象', '对象范围', '抽查对象范围', '检查对象'] }),
  choice('reach', '范围', 'optional', REACHES, { synonyms: ['抽查范围', '实施范围'], aliases: { 内部: '部门内', 单独: '部门内', 跨部门: '联合', 联合抽查: '联合' } }),
  column('ratio', '抽查比例', 'needed', 'text', { synonyms: ['比例', '抽查比例(%)'], help: '例如 5%、10%、全部' }),
  column('frequency', '抽查频次', 'optional', 'text', { synonyms: ['频次', '抽查次数'], help: '例如 每年2次' }),
  column('drawOn', '抽取时间', 'needed', 'date', { synonyms: ['抽取日期', '计划抽取时间', '抽取日'] }),
  column('window', '实施检查时间', 'optional', 'text', { synonyms: ['检查时间', '检查期限', '实施时间', '期限', '抽查时间'], help: '例如 2027-09-09 至 2027-09-30' }),
  column('methods', '检查方式', 'optional', 'list', { synonyms: ['抽查方式', '方式'] }),
  column('section', '牵头部门', 'optional', 'text', { synonyms: ['发起部门', '牵头科室', '牵头单位', '牵头(发起)部门', '发起科室'] }),
  column('responsible', '责任科室', 'optional', 'text', { synonyms: ['承办科室'] }),
  column('cooperating', '配合部门', 'optional', 'list', { synonyms: ['配合科室', '参与部门', '联合部门'] }),
  column('level', '实施层级', 'optional', 'text', { synonyms: ['层级'] }),
  choice('listed', '是否公示抽取名单', 'optional', ['是', '否'], { synonyms: ['公示抽取名单', '公示名单', '名单是否公示'], aliases: { 公示: '是', 不公示: '否' } }),
  column('reason', '备注', 'optional', 'text', { synonyms: ['说明', '理由', '低于规定的理由'] }),
];
