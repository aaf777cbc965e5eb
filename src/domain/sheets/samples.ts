/**
 * Invented values for every word of a sheet: what a template looks like when it is filled, before there is anything to fill in.
 */
import type { SheetRecord, SheetValue } from './disclosure.ts';
import type { Vocabulary } from './vocabulary.ts';

/** In the running number's place: import passes over such a row. */
export const EXAMPLE_MARK = '示例';

const HEX = '86284eae1f0c5d7b9a3e64c2d8f01b57e9ac43d06b72f58e1d94c0a7b3e56f21';
const NUMBERS: ReadonlySet<string> = new Set(['序号', '条数', '抽中户数', '对象数', '人员数', '每组人数', '组号', '名次', '顺序', '在册', '排除', '合格', '应抽', '实抽', '缺口', '抽查基数', '预计户数', '上年', '本年', '可抽次数', '任组长', '实际户数', '同组次数', '更换后同组', '次数', '选派次数', '可选次数', '锁定次数', '作废次数', '放弃次数', '整任务作废', '检查户数', '可抽对象', '抽中对象', '未抽中对象', '应未抽中', '同意更换', '不同意更换', '待审批更换']);
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/指纹|种子|密钥/, HEX],
  [/^图示$/, '██████'],
  [/^判断$/, '未见异常'],
  [/份额|应约/, '2.1'],
  [/^(?:占比|抽不到的机会)$/, '33%'],
  [/人员[甲乙]|姓名|审批人/, '张示例'],
  [/用时/, '一般 1分42秒，最长 3分5秒'],
  [/^票号$/, HEX.slice(0, 16)],
  [/时间|创建/, '2026-09-08 09:12'],
  [/日期|有效期/, '2026-09-08'],
  [/期限|期间/, '2026-09-09 至 2026-09-30'],
  [/年度/, '2026'],
  [/代码/, '91350100M000100Y43'],
  [/证号/, '37100012345'],
  [/对象名称|^对象$/, '示例市启明教育培训有限公司'],
  [/任务编号/, 'T2026-007'],
  [/检查编号/, 'T2026-007-01'],
  [/任务名称|抽查任务/, '校外培训机构办学情况联合抽查'],
  [/抽查事项|检查事项|事项名称/, 'A03 校外培训机构办学情况检查'],
  [/科室|部门/, '教育科'],
  [/组员/, '马示例\n吴示例'],
  [/人$|组长|人员/, '张示例'],
  [/比例/, '10%'],
  [/名次\/基数/, '1/41'],
  [/层别/, '普通'],
  [/投入/, '见证人 3859'],
  [/步骤/, '任一对象的票号 = SHA256(K + 统一社会信用代码)'],
];

/** @param nth 1-based, where a record has a running number */
export const sampleValue = (word: string, nth: number): SheetValue => {
  if (NUMBERS.has(word)) return word === '序号' ? nth : nth * 3;
  return TEXTS.find(([pattern]) => pattern.test(word))?.[1] ?? `示例${word}`;
};

const SAMPLE_RECORDS = 2;

export const sampleOf = ({ fields, lists }: Vocabulary): { readonly fields: SheetRecord; readonly lists: Readonly<Record<string, readonly SheetRecord[]>> } => ({
  fields: Object.fromEntries(fields.filter((field) => field !== '单位' && field !== '期间').map((field) => [field, sampleValue(field, 1)] as const)),
  lists: Object.fromEntries(
    Object.entries(lists).map(([list, members]) => [list, Array.from({ length: SAMPLE_RECORDS }, (_, at): SheetRecord => Object.fromEntries(members.map((member) => [member, sampleValue(member, at + 1)] as const)))] as const),
  ),
});
