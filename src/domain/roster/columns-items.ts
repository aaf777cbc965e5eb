/** Columns of 随机抽查事项清单, in the order of the template. */
import { choice, column } from './column.ts';
import type { Column } from './column.ts';
import { ITEM_KINDS, ITEM_STATUSES } from './rows.ts';

const KIND_ALIASES = { 一般事项: '一般', 一般检查事项: '一般', 重点事项: '重点', 重点检查事项: '重点' } as const;
const STATUS_ALIASES = { 在用: '有效', 启用: '有效', 现行: '有效', 停用: '废止', 失效: '废止', 取消: '废止' } as const;

export const ITEM_COLUMNS: readonly Column[] = [
  column('no', '序号', 'optional', 'ignored', { synonyms: ['序'], width: 6 }),
  column('code', '事项编码', 'identity', 'code', { synonyms: ['抽查事项编码', '事项编号', '编码', '编号', '事项代码', '抽查事项编号'], width: 16, help: '本单位编定后不再改动；新增用新编码' }),
  column('field', '抽查领域', 'optional', 'text', { synonyms: ['领域', '监管领域', '抽查类别', '抽查项目'], width: 14 }),
  column('name', '抽查事项名称', 'identity', 'text', { synonyms: ['抽查事项', '事项名称', '检查事项', '检查事项名称', '随机抽查事项', '抽查检查事项'], width: 28 }),
  choice('kind', '事项类别', 'needed', ITEM_KINDS, { synonyms: ['事项类型', '类别'], aliases: KIND_ALIASES }),
  column('powerCode', '权责清单事项编码', 'optional', 'code', { synonyms: ['权责事项编码', '权力清单编码', '权责清单事项'], width: 18 }),
  column('basis', '抽查依据', 'needed', 'text', { synonyms: ['检查依据', '依据', '法律依据', '法定依据', '设定依据'], width: 40, help: '法规名称和条款，如 《中华人民共和国食品安全法》第一百一十条' }),
  column('enforcer', '检查主体', 'expected', 'text', { synonyms: ['执法主体', '执法主体/检查主体', '检查部门'], width: 18 }),
  column('subject', '抽查主体', 'expected', 'text', { synonyms: ['抽查机关', '抽查部门', '实施主体'], width: 18 }),
  column('content', '抽查内容', 'expected', 'text', { synonyms: ['检查内容', '抽查子项', '内容', '抽查检查内容'], width: 32 }),
  column('methods', '抽查方式', 'expected', 'list', { synonyms: ['检查方式', '方式'], help: '现场、书面、网络、检测，多个用顿号隔开' }),
  column('scope', '检查对象范围', 'expected', 'text', { synonyms: ['抽查对象', '检查对象', '对象范围', '抽查对象范围'], width: 24 }),
  column('ratio', '抽查比例', 'optional', 'text', { synonyms: ['比例', '比例及频次', '抽查比例及频次', '抽查比例和频次'], width: 14, help: '如 5%；法定比例照抄原文' }),
  column('frequency', '抽查频次', 'optional', 'text', { synonyms: ['频次', '抽查次数'], help: '如 每年1次' }),
  column('statutory', '法定比例频次', 'optional', 'flag', { synonyms: ['是否法定比例', '依据法定比例/频次', '法定比例/频次'], width: 10 }),
  column('staffing', '检查人员要求', 'optional', 'text', { synonyms: ['人员要求', '检查人员资格'], width: 16 }),
  column('section', '责任科室', 'needed', 'text', { synonyms: ['科室', '承办科室', '责任部门', '主管科室', '牵头科室'] }),
  column('cooperating', '配合部门', 'optional', 'list', { synonyms: ['参与部门', '参检单位', '联合部门'], width: 16 }),
  column('level', '实施层级', 'optional', 'text', { synonyms: ['层级', '部门及实施层级'], width: 10 }),
  column('checklist', '检查表模板编码', 'optional', 'code', { synonyms: ['检查表编码', '检查表'] }),
  column('joint', '是否联合', 'optional', 'flag', { synonyms: ['联合抽查', '是否联合抽查'], width: 8 }),
  column('published', '公布日期/网址', 'optional', 'text', { synonyms: ['公布日期', '公布网址', '公布情况'], width: 18 }),
  choice('status', '状态', 'optional', ITEM_STATUSES, { synonyms: ['事项状态'], aliases: STATUS_ALIASES, width: 8 }),
  column('note', '备注', 'optional', 'text', { synonyms: ['说明'], mask: 'hidden', width: 20 }),
  column('outcome', '导入结果', 'optional', 'ignored'),
  column('reason', '原因', 'optional', 'ignored'),
];
