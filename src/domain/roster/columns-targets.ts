/** Columns of 检查对象名录库, in the order of the template. */
import { choice, column } from './column.ts';
import type { Column } from './column.ts';
import { CREDIT_LEVELS, TARGET_KINDS, TARGET_STATUSES } from './rows.ts';

const KIND_ALIASES = {
  企业法人: '企业', 公司: '企业', 个体工商户: '个体', 个体户: '个体', 农民专业合作社: '合作社', 专业合作社: '合作社', 事业法人: '事业单位',
  社团: '社会组织', 社会团体: '社会组织', 民办非企业: '社会组织', 民办非企业单位: '社会组织', 基金会: '社会组织', 工程: '项目', 建设项目: '项目', 经营场所: '场所',
} as const;
const STATUS_ALIASES = {
  正常: '存续', 在营: '存续', 开业: '存续', 在业: '存续', 存续在营: '存续', '存续(在营、开业、在册)': '存续', 营业: '存续', 正常经营: '存续', 歇业: '停业',
  停产: '停业', 关闭: '停业', 已注销: '注销', 已吊销: '吊销', 被吊销: '吊销', '吊销,未注销': '吊销', 已迁出: '迁出', 搬迁: '迁出',
} as const;
const CREDIT_ALIASES = { A级: 'A', B级: 'B', C级: 'C', D级: 'D', A类: 'A', B类: 'B', C类: 'C', D类: 'D' } as const;

export const TARGET_COLUMNS: readonly Column[] = [
  column('no', '序号', 'optional', 'ignored', { synonyms: ['编号', '序'], width: 6 }),
  column('name', '对象名称', 'identity', 'text', {
    synonyms: ['检查对象名称', '检查对象', '市场主体名称', '企业名称', '单位名称', '名称', '主体名称', '被检查对象', '企业(机构)名称', '机构名称', '场所名称', '项目名称', '学校名称', '字号名称'],
    width: 30, help: '营业执照上的全称；没有执照的填登记或备案的名称',
  }),
  choice('kind', '对象类型', 'needed', TARGET_KINDS, { synonyms: ['检查对象类型', '对象类别', '类别'], aliases: KIND_ALIASES }),
  column('code', '统一社会信用代码', 'identity', 'code', {
    synonyms: ['统一社会信用代码/注册号', '注册号/统一社会信用代码', '社会信用代码', '信用代码', '统一代码', '注册号', '营业执照号', '证照号码', '统一社会信用代码(注册号)', '统一信用代码', '组织机构代码', '代码'],
    width: 22, help: '18 位统一社会信用代码；只有 15 位注册号的照填；都没有的留空，填右边的“其他代码”',
  }),
  column('ownCode', '其他代码', 'optional', 'code', { synonyms: ['自编代码', '对象编号', '对象代码', '内部编号', '检查对象编号'], width: 18, help: '没有统一社会信用代码的对象由本单位编号，如 QT-371082-0001；编定后不再改动，抽取按它进行' }),
  column('legalRepresentative', '法定代表人/负责人', 'optional', 'text', { synonyms: ['法定代表人', '法人代表', '负责人', '法人', '法定代表人(负责人)', '经营者'], mask: 'hidden' }),
  column('contact', '联系人', 'optional', 'text', { synonyms: ['联络员', '联系人姓名'], mask: 'hidden', width: 10 }),
  column('phone', '联系电话', 'optional', 'phone', { synonyms: ['电话', '手机', '手机号', '手机号码', '联系方式', '联系人电话', '法人电话'], mask: 'phone', help: '公开版自动遮盖' }),
  column('address', '住所/地址', 'expected', 'text', { synonyms: ['住所', '地址', '经营地址', '经营场所', '住所(经营场所)', '注册地址', '单位地址', '企业地址', '场所地址', '详细地址', '住所地址'], mask: 'town', width: 34, help: '公开版只到乡镇街道' }),
  column('town', '所在镇街', 'optional', 'text', { synonyms: ['镇街', '乡镇街道', '所属镇街', '所属乡镇', '街道', '乡镇', '区域', '所属区域', '辖区', '所属辖区'], width: 12 }),
  column('grid', '网格', 'optional', 'text', { synonyms: ['所属网格', '网格编号', '网格名称'], width: 10 }),
  column('industry', '行业', 'expected', 'text', { synonyms: ['行业类别', '所属行业', '行业门类', '行业分类', '领域'] }),
  column('subjectType', '主体类型', 'expected', 'text', { synonyms: ['市场主体类型', '企业类型', '经济性质', '登记类型', '组织形式'], help: '登记的类型，如 有限责任公司、个体工商户' }),
  column('scale', '经营规模', 'optional', 'text', { synonyms: ['规模', '企业规模'], width: 10 }),
  column('section', '监管科室', 'needed', 'text', { synonyms: ['责任科室', '主管科室', '科室', '监管部门', '管辖单位', '管辖机关', '管辖科室', '日常监管科室', '监管单位', '监管所', '管辖所'], help: '负责日常监管的科室，须与本单位已建科室同名' }),
  column('items', '关联事项编码', 'expected', 'list', { synonyms: ['抽查事项编码', '事项编码', '关联抽查事项', '适用事项', '关联事项'], width: 18, help: '多个用顿号隔开，与事项清单的编码一致' }),
  column('licenceName', '许可证名称', 'optional', 'text', { synonyms: ['许可证', '许可名称', '证书名称'] }),
  column('licenceNumber', '许可证编号', 'optional', 'code', { synonyms: ['许可证号', '证书编号', '许可编号'], width: 18 }),
  column('licenceUntil', '许可证有效期至', 'optional', 'date', { synonyms: ['许可证有效期', '有效期', '有效期至', '许可有效期'] }),
  choice('status', '存续状态', 'needed', TARGET_STATUSES, { synonyms: ['登记状态', '经营状态', '企业状态', '主体状态', '状态', '市场主体状态'], aliases: STATUS_ALIASES, help: '填：存续、停业、注销、吊销、迁出；只有存续的参与抽取' }),
  column('statusCheckedOn', '状态核对日期', 'expected', 'date', { synonyms: ['核对日期', '状态核查日期', '核查日期', '更新日期'] }),
  choice('credit', '信用风险等级', 'optional', CREDIT_LEVELS, { synonyms: ['信用等级', '风险等级', '信用风险分类', '信用风险分类等级', '信用分类'], aliases: CREDIT_ALIASES, width: 10 }),
  column('key', '重点对象', 'optional', 'flag', { synonyms: ['是否重点对象', '重点检查对象', '是否重点', '是否重点检查对象'], width: 10, help: '填：是、否' }),
  column('keyTriggers', '触发情形', 'optional', 'list', { synonyms: ['重点触发情形', '列入情形', '列入原因', '重点对象情形'], help: '如 投诉举报多且查实、经营异常名录、被查处≥3次' }),
  column('keySince', '列入日期', 'optional', 'date', { synonyms: ['列入重点日期', '重点列入日期'] }),
  column('keyEvidence', '列入依据', 'optional', 'text', { synonyms: ['证据', '列入证据', '佐证材料'], mask: 'hidden' }),
  column('complaints', '投诉举报次数', 'optional', 'count', { synonyms: ['投诉次数', '举报次数', '投诉数'], mask: 'hidden', width: 10, help: '没有查实的也计在内；列为重点对象只看右边的查实次数' }),
  column('verifiedComplaints', '投诉举报查实次数', 'optional', 'count', { synonyms: ['查实投诉次数', '投诉查实次数'], mask: 'hidden', width: 10 }),
  column('penaltiesIn3Years', '近三年处罚次数', 'optional', 'count', { synonyms: ['处罚次数', '近三年行政处罚次数'], mask: 'hidden', width: 10 }),
  column('abnormal', '经营异常', 'optional', 'flag', { synonyms: ['是否经营异常', '经营异常名录', '列入经营异常名录'], width: 10 }),
  column('blacklisted', '严重违法失信', 'optional', 'flag', { synonyms: ['黑名单', '黑名单/严重违法', '严重违法', '严重违法失信名单', '是否黑名单'], width: 10 }),
  column('visits', '本年已查次数', 'optional', 'ignored', { synonyms: ['本年已查次数(系统)'], help: '系统填写' }),
  column('lastVisit', '上次检查日期/结果', 'optional', 'ignored', { synonyms: ['上次检查日期', '上次检查结果', '上次检查日期/结果(系统)'], help: '系统填写' }),
  column('registrar', '登记机关', 'optional', 'ignored', { synonyms: ['发照机关', '登记部门'] }),
  column('idNumber', '身份证号', 'optional', 'ignored', { synonyms: ['身份证号码', '公民身份号码', '法人身份证号', '证件号码'], mask: 'hidden', help: '不收集' }),
  column('note', '备注', 'optional', 'text', { synonyms: ['说明', '备注说明'], mask: 'hidden', width: 20 }),
  column('outcome', '导入结果', 'optional', 'ignored'),
  column('reason', '原因', 'optional', 'ignored'),
];
