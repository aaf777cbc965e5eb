/** Columns of 执法检查人员名录库, in the order of the template. */
import { choice, column } from './column.ts';
import type { Column } from './column.ts';
import { INSPECTOR_CATEGORIES, INSPECTOR_STATUSES } from './rows.ts';

const CATEGORY_ALIASES = { 公务员: '执法公务员', 行政执法人员: '执法公务员', 具备资格人员: '具资格人员', 具有执法资格人员: '具资格人员', 日常监管: '日常监管人员', 辅助人员: '日常监管人员' } as const;
const STATUS_ALIASES = { 在职: '在岗', 正常: '在岗', 休假: '请假', 病假: '请假', 产假: '请假', 借调在外: '借调', 挂职: '借调', 离职: '停用', 退休: '停用', 调离: '停用', 调出: '停用' } as const;

export const INSPECTOR_COLUMNS: readonly Column[] = [
  column('no', '序号', 'optional', 'ignored', { synonyms: ['编号', '序'], width: 6 }),
  column('name', '姓名', 'identity', 'text', { synonyms: ['人员姓名', '检查人员', '检查人员姓名', '执法人员', '执法人员姓名', '检查员'], width: 10 }),
  column('gender', '性别', 'optional', 'text', { width: 6 }),
  column('unit', '单位', 'expected', 'text', { synonyms: ['所在单位', '工作单位', '单位名称', '执法机构', '执法单位', '所属单位', '部门'], width: 22 }),
  column('section', '科室', 'needed', 'text', { synonyms: ['所在科室', '所属科室', '内设机构', '科(室)', '科室名称', '所属部门'], help: '须与本单位已建科室同名' }),
  column('position', '职务', 'expected', 'text', { synonyms: ['职务/职级', '职级', '岗位', '职位'], width: 10 }),
  column('certificate', '执法证号', 'identity', 'code', { synonyms: ['执法证编号', '执法证件号', '执法证件号码', '行政执法证号', '执法证', '证件编号', '执法证号码', '行政执法证件号'], mask: 'tail', width: 20, help: '没有执法证的留空，填右边的“人员编号”，只能作协助人员' }),
  column('staffNumber', '人员编号', 'optional', 'code', { synonyms: ['工号', '职工号', '人员代码', '内部编号'], mask: 'hidden' }),
  column('issuer', '发证机关', 'optional', 'text', { synonyms: ['发证单位', '颁发机关'], width: 18 }),
  column('certificateUntil', '证件有效期至', 'needed', 'date', { synonyms: ['有效期至', '执法证有效期', '证件有效期', '有效期', '执法证有效期至', '有效期限', '到期日期'], help: '如 2027-06-30；到期当日仍有效' }),
  column('certified', '是否具备执法资格', 'needed', 'flag', { synonyms: ['执法资格', '具备执法资格', '是否有执法资格', '是否持证', '是否具有执法资格'], width: 12, help: '填：是、否；“否”不能计入每组两名执法人员' }),
  choice('category', '人员类别', 'optional', INSPECTOR_CATEGORIES, { synonyms: ['人员性质', '人员类型', '编制类别'], aliases: CATEGORY_ALIASES, width: 14 }),
  column('specialties', '业务专长', 'expected', 'list', { synonyms: ['专长', '专业', '专业领域', '业务特长', '执法领域', '执法类别'], width: 18, help: '多个用顿号隔开' }),
  column('items', '可查事项编码', 'optional', 'list', { synonyms: ['可检查事项', '事项编码', '可查事项', '执法事项'], width: 18 }),
  column('duties', '岗位职责', 'optional', 'text', { synonyms: ['职责', '工作职责'], width: 18 }),
  column('expert', '专家', 'optional', 'flag', { synonyms: ['专家标志', '是否专家'], width: 8 }),
  column('mayLead', '可任组长', 'optional', 'flag', { synonyms: ['组长', '是否可任组长', '能否任组长'], width: 10, help: '填：是、否；留空时持证在岗人员均可任组长' }),
  column('phone', '手机', 'optional', 'phone', { synonyms: ['手机号', '手机号码', '联系电话', '电话', '联系方式'], mask: 'phone', help: '公开版自动遮盖' }),
  column('idNumber', '身份证号', 'optional', 'ignored', { synonyms: ['身份证号码', '公民身份号码', '身份证'], mask: 'hidden', help: '不收集' }),
  column('account', '平台账号', 'optional', 'code', { synonyms: ['飞书账号', '钉钉账号', 'open_id', 'staffId', '账号'], mask: 'hidden', width: 20 }),
  choice('status', '状态', 'optional', INSPECTOR_STATUSES, { synonyms: ['人员状态', '在岗状态', '在职状态', '当前状态'], aliases: STATUS_ALIASES, width: 8 }),
  column('leaveFrom', '请假起', 'optional', 'date', { synonyms: ['请假开始', '请假开始日期', '请假自'] }),
  column('leaveTo', '请假止', 'optional', 'date', { synonyms: ['请假结束', '请假结束日期', '请假至'] }),
  column('drawn', '本年抽中次数', 'optional', 'ignored', { synonyms: ['本年抽中次数(系统)'], help: '系统填写' }),
  column('updatedOn', '更新日期', 'optional', 'date', { synonyms: ['更新时间', '核对日期'] }),
  column('note', '备注', 'optional', 'text', { synonyms: ['说明'], mask: 'hidden', width: 20 }),
  column('outcome', '导入结果', 'optional', 'ignored'),
  column('reason', '原因', 'optional', 'ignored'),
];
