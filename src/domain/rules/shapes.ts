/**
 * What each value of a rule set is called, what it may be, and which of two values is the stricter.
 *
 * One row a value, complete by type: the card, the parser of changes, the bounds, the comparison of presets and the proof
 * that the overlay only tightens all read this table. What is not in it cannot be changed.
 */
import { ratioText } from './ratio.ts';
import type { CapException, KeyTrigger, PublishChannel, Ratio, ReminderRole, RuleGroups, RulePath, RuleSet, RuleValue, RuleValueAt, Ruled } from './rule-set.ts';

interface Named {
  readonly label: string;
  /** Other words staff use for it. */
  readonly aliases: readonly string[];
}
/** `strict`: the stricter of the two. */
export interface SwitchShape extends Named { readonly kind: 'switch'; readonly yes: string; readonly no: string; readonly strict: boolean }
/** Whole numbers from `min` to `max`; `none`: the word for "no number", where there may be none (always the least strict). */
export interface CountShape extends Named { readonly kind: 'count'; readonly unit: string; readonly min: number; readonly max: number; readonly none: string | null; readonly stricter: 'more' | 'fewer' }
/** More is stricter; `none` as above. */
export interface RatioShape extends Named { readonly kind: 'ratio'; readonly none: string }
/** One of several; a higher rank is stricter, equal ranks are not compared. */
export interface ChoiceShape<T extends string = string> extends Named { readonly kind: 'choice'; readonly options: Readonly<Record<T, { readonly text: string; readonly rank: number }>> }
/** Any of several; stricter with more or with fewer of them. */
export interface SeveralShape<T extends string = string> extends Named { readonly kind: 'several'; readonly options: Readonly<Record<T, string>>; readonly none: string; readonly stricter: 'more' | 'fewer' }
/** Several different numbers, descending; more of them is stricter. */
export interface DaysShape extends Named { readonly kind: 'days'; readonly unit: string; readonly max: number }
/** Free words of one line; `pattern` says which, `example` shows one; neither of two is the stricter. */
export interface WordsShape extends Named { readonly kind: 'words'; readonly none: string; readonly pattern: RegExp; readonly example: string }
export type Shape = WordsShape | SwitchShape | CountShape | RatioShape | ChoiceShape | SeveralShape | DaysShape;

type ShapeFor<T> = [T] extends [boolean] ? SwitchShape
  : [T] extends [number | null] ? CountShape
  : [T] extends [Ratio | null] ? RatioShape
  : [T] extends [string] ? (string extends T ? WordsShape : ChoiceShape<T>)
  : [T] extends [readonly number[]] ? DaysShape
  : [T] extends [readonly (infer S extends string)[]] ? SeveralShape<S>
  : never;

export const EXCEPTION_NAMES: Readonly<Record<CapException, string>> = { complaint: '投诉举报', assigned: '转办交办', 'big-data': '大数据分析', 'special-field': '重点领域' };
export const CHANNEL_NAMES: Readonly<Record<PublishChannel, string>> = { portal: '本级门户网站', 'province-platform': '省级监管平台', 'collaboration-platform': '部门协同监管平台', 'enterprise-credit': '国家企业信用信息公示系统', 'credit-china': '信用中国' };
const REMINDER_NAMES: Readonly<Record<ReminderRole, string>> = { clerk: '经办人', 'team-leader': '组长', 'section-head': '科室负责人', deputy: '分管负责人', leader: '主要负责人', supervisor: '监督员' };
export const TRIGGER_NAMES: Readonly<Record<KeyTrigger, string>> = {
  complaints: '投诉举报多', 'complaints-verified': '投诉举报多且查实', 'abnormal-list': '列入经营异常名录', 'abnormal-mark': '标记为经营异常状态', blacklist: '列入黑名单', 'attention-list': '列入重点关注对象名单',
  'serious-violation': '有严重违法违规记录', 'serious-dishonesty': '列入严重违法失信名单', 'special-field': '食品药品、安全生产、公共安全、环境保护领域', 'social-attention': '社会关注度高', penalties: '被多次查处',
};

export const SHAPES: { readonly [P in RulePath]: ShapeFor<RuleValueAt<P>> } = {
  'roster.confirmBeforeDraw': { kind: 'switch', label: '抽取前确认两库', aliases: ['确认名录', '确认两库'], yes: '须确认', no: '不要求', strict: true },
  'roster.allowUncertifiedMembers': { kind: 'switch', label: '未持证人员', aliases: ['无证人员', '未持证人员参加'], yes: '可任组员（不计入持证人数）', no: '不得入组', strict: false },
  'roster.reviewRows': { kind: 'count', label: '大批导入复核', aliases: ['导入复核', '导入复核行数'], unit: '行以上由第二人复核', min: 10, max: 100_000, none: '不要求', stricter: 'fewer' },
  'roster.reviewPercent': { kind: 'count', label: '大幅变更复核', aliases: ['导入变更复核', '导入复核比例'], unit: '% 以上的在库行变更时由第二人复核', min: 1, max: 100, none: '不要求', stricter: 'fewer' },
  'ratio.min': { kind: 'ratio', label: '比例下限', aliases: ['抽查比例', '最低比例', '比例'], none: '不限' },
  'objectCap.maxPerYear': { kind: 'count', label: '同一对象年度上限', aliases: ['年度上限', '对象上限', '上限'], unit: '次', min: 1, max: 12, none: '不限', stricter: 'fewer' },
  'objectCap.keyObjectsExempt': { kind: 'switch', label: '重点对象的年度上限', aliases: ['重点对象上限', '重点对象不受上限'], yes: '不受年度上限限制', no: '同样受年度上限限制', strict: false },
  'objectCap.exceptions': { kind: 'several', label: '上限例外', aliases: ['超上限理由', '例外'], options: EXCEPTION_NAMES, none: '无', stricter: 'fewer' },
  'keyObject.triggers': { kind: 'several', label: '重点对象情形', aliases: ['重点情形', '触发情形'], options: TRIGGER_NAMES, none: '无', stricter: 'more' },
  'keyObject.penaltiesAtLeast': { kind: 'count', label: '多次查处的次数', aliases: ['查处次数', '处罚次数'], unit: '次（含）以上', min: 1, max: 10, none: '未规定', stricter: 'fewer' },
  'draw.stages': { kind: 'choice', label: '抽取步骤', aliases: ['抽取顺序'], options: { together: { text: '对象、人员一并抽取', rank: 0 }, objectsThenInspectors: { text: '先抽对象并锁定，再抽人员', rank: 1 } } },
  'draw.witnessMinutes': { kind: 'count', label: '见证时限', aliases: ['见证时间'], unit: '分钟', min: 5, max: 120, none: null, stricter: 'fewer' },
  'draw.publicValue': { kind: 'choice', label: '公共随机值', aliases: ['公共值', '公开随机数'], options: { none: { text: '不掺入', rank: 0 }, lottery: { text: '福利彩票开奖号码', rank: 1 }, drand: { text: 'drand 公共信标', rank: 1 }, index: { text: '股票指数收盘值', rank: 1 } } },
  'team.size': { kind: 'count', label: '每组人数', aliases: ['检查组人数'], unit: '人起', min: 2, max: 20, none: null, stricter: 'more' },
  'team.minCertified': { kind: 'count', label: '每组持证人数', aliases: ['持证人数'], unit: '人以上', min: 2, max: 20, none: null, stricter: 'more' },
  'team.leaderFrom': { kind: 'choice', label: '组长', aliases: ['组长来源'], options: { any: { text: '不限科室', rank: 0 }, initiatingSection: { text: '发起科室人员', rank: 1 } } },
  'team.rosterTooSmall': { kind: 'choice', label: '人员刚够一组时', aliases: ['人员不足', '人手不足'], options: { fixedTeamWithNotice: { text: '固定组队并公开说明', rank: 0 }, block: { text: '不得抽取', rank: 1 } } },
  'team.requireSpecialityMatch': { kind: 'switch', label: '人员与事项匹配', aliases: ['专长匹配', '事项匹配', '可查事项匹配'], yes: '可查事项须含本次事项', no: '不要求', strict: true },
  'substitution.mode': { kind: 'choice', label: '更换方式', aliases: ['人员更换'], options: { appoint: { text: '分管负责人选派', rank: 0 }, redraw: { text: '递补抽取', rank: 1 } } },
  'recusal.refill': { kind: 'choice', label: '回避后补人', aliases: ['回避补人', '回避递补'], options: { appoint: { text: '分管负责人选派', rank: 0 }, redraw: { text: '递补抽取', rank: 1 } } },
  'objectReplacement.mode': { kind: 'choice', label: '锁定后对象灭失', aliases: ['对象递补', '对象替换'], options: { reserve: { text: '按递补顺序补抽', rank: 0 }, never: { text: '以结果代码办结，不替换', rank: 1 } } },
  'check.priorApproval': { kind: 'switch', label: '检查审批', aliases: ['事先审批', '行政检查审批'], yes: '派发前须经分管负责人批准', no: '不另行审批', strict: true },
  'plan.mustCoverAllItems': { kind: 'switch', label: '计划覆盖全部事项', aliases: ['计划覆盖', '全覆盖'], yes: '须覆盖清单全部事项', no: '不要求', strict: true },
  'plan.approval': { kind: 'choice', label: '计划签发', aliases: ['计划审批'], options: { deputy: { text: '分管负责人批准', rank: 0 }, leader: { text: '分管负责人审核、主要负责人签发', rank: 1 } } },
  'plan.filingTo': { kind: 'choice', label: '计划备案', aliases: ['备案', '备案机关'], options: { none: { text: '不要求', rank: 0 }, 'market-regulator': { text: '同级市场监管部门', rank: 1 }, 'joint-office': { text: '联席会议办公室', rank: 1 }, 'justice-bureau': { text: '同级司法行政部门', rank: 1 } } },
  'plan.adjust': { kind: 'choice', label: '计划调整', aliases: ['调整计划'], options: { free: { text: '按内部审批调整', rank: 0 }, externalFiling: { text: '须先经联席会议办公室审核备案', rank: 1 } } },
  'campaigns.minPerItemPerYear': { kind: 'count', label: '事项年度抽查次数', aliases: ['抽查频次', '事项频次', '频次'], unit: '次以上', min: 1, max: 52, none: '未规定', stricter: 'more' },
  'joint.minPerYear': { kind: 'count', label: '年度联合抽查次数', aliases: ['联合抽查'], unit: '次以上', min: 1, max: 52, none: '未规定', stricter: 'more' },
  'publish.days': { kind: 'count', label: '公示期限', aliases: ['公示时限', '公示天数'], unit: '个工作日', min: 1, max: 20, none: null, stricter: 'fewer' },
  'publish.start': { kind: 'choice', label: '公示起算', aliases: ['起算', '公示起算日'], options: { taskEnd: { text: '抽查任务结束之日', rank: 0 }, resultProduced: { text: '检查结果产生之日', rank: 1 }, inspectionEnd: { text: '检查结束之日', rank: 2 } } },
  'publish.channels': { kind: 'several', label: '公示渠道', aliases: ['渠道', '公示网站'], options: CHANNEL_NAMES, none: '不指定', stricter: 'more' },
  'publish.othersChannels': { kind: 'several', label: '非市场主体公示渠道', aliases: ['非市场主体渠道'], options: CHANNEL_NAMES, none: '与市场主体相同', stricter: 'more' },
  'documents.organ': { kind: 'words', label: '文书落款机关', aliases: ['落款', '落款机关', '机关名称'], none: '本单位名称', pattern: /^[\p{Script=Han}（）()·]{4,40}$/u, example: '临海区教育和卫生健康局' },
  'documents.complaintPhone': { kind: 'words', label: '投诉电话', aliases: ['监督电话', '投诉举报电话'], none: '未设置（文书上留空）', pattern: /^[\d-]{5,20}(?:[、,，转][\d-]{1,20}){0,2}$/, example: '0631-5581234' },
  'documents.contact': { kind: 'words', label: '文书联系人', aliases: ['单位联系人', '联系人'], none: '组长本人', pattern: /^.{2,40}$/u, example: '综合科0631-5585678' },
  'documents.noticeNumber': { kind: 'words', label: '通知书文号', aliases: ['文号', '检查通知书文号'], none: '按任务编号', pattern: /^(?=.{1,40}$)(?=[^{}]*(?:\{年\}[^{}]*)\{序号\}[^{}]*$)/u, example: '临教检通〔{年}〕{序号}号' },
  'reminders.escalateTo': { kind: 'several', label: '到期前提醒对象', aliases: ['提醒对象', '催办对象', '升级'], options: REMINDER_NAMES, none: '无', stricter: 'more' },
  'reminders.beforeDays': { kind: 'days', label: '到期前提醒', aliases: ['提醒', '催办'], unit: '个工作日', max: 20 },
};

export const RULE_PATHS = Object.keys(SHAPES) as readonly RulePath[];

export const shapeOf = (path: RulePath): Shape => SHAPES[path];

/** @returns null for a path of an earlier version that is no value any more */
export const rulePath = (text: string): RulePath | null => RULE_PATHS.find((path) => path === text) ?? null;

const isRatio = (value: RuleValue): value is Ratio => typeof value === 'object' && value !== null && 'num' in value;
const isList = (value: RuleValue): value is readonly string[] | readonly number[] => Array.isArray(value);
const members = (value: RuleValue): readonly (string | number)[] => (isList(value) ? value : []);
const isDistinct = (value: readonly (string | number)[]): boolean => new Set(value).size === value.length;

/** Whether a value is of its shape and within its bounds. */
export const isAllowed = (path: RulePath, value: RuleValue): boolean => {
  const shape = shapeOf(path);
  switch (shape.kind) {
    case 'switch': return typeof value === 'boolean';
    case 'count': return value === null ? shape.none !== null : typeof value === 'number' && Number.isSafeInteger(value) && value >= shape.min && value <= shape.max;
    case 'ratio': return value === null || (isRatio(value) && Number.isSafeInteger(value.num) && Number.isSafeInteger(value.den) && value.num > 0 && value.num <= value.den && value.den <= 1_000_000);
    case 'choice': return typeof value === 'string' && Object.hasOwn(shape.options, value);
    case 'several': return isList(value) && isDistinct(value) && members(value).every((each) => typeof each === 'string' && Object.hasOwn(shape.options, each));
    case 'words': return typeof value === 'string' && (value === '' || shape.pattern.test(value));
    case 'days': return isList(value) && isDistinct(value) && members(value).every((each, index, all) => typeof each === 'number' && Number.isSafeInteger(each) && each >= 0 && each <= shape.max && Number(all[index - 1] ?? shape.max + 1) > each);
  }
};

/** A value in the staff's words. */
export const valueText = (path: RulePath, value: RuleValue): string => {
  const shape = shapeOf(path);
  switch (shape.kind) {
    case 'switch': return value === true ? shape.yes : shape.no;
    case 'count': return typeof value === 'number' ? `${String(value)}${shape.unit.startsWith('%') ? '' : ' '}${shape.unit}` : (shape.none ?? '');
    case 'ratio': return isRatio(value) ? ratioText(value) : shape.none;
    case 'choice': return typeof value === 'string' ? (shape.options[value]?.text ?? '') : '';
    case 'several': return members(value).length === 0 ? shape.none : members(value).map((each) => shape.options[each] ?? '').join('、');
    case 'words': return typeof value === 'string' && value !== '' ? value : shape.none;
    case 'days': return members(value).length === 0 ? '不提醒' : `剩 ${members(value).join('、')} ${shape.unit}`;
  }
};

/** What may be typed for a value, for a refusal that teaches. */
export const rangeText = (path: RulePath): string => {
  const shape = shapeOf(path);
  switch (shape.kind) {
    case 'switch': return `是（${shape.yes}）或 否（${shape.no}）`;
    case 'count': return `${String(shape.min)} 到 ${String(shape.max)} 的整数${shape.none === null ? '' : `，或「${shape.none}」`}`;
    case 'ratio': return `例如 5%、10%，或「${shape.none}」`;
    case 'choice': return Object.values(shape.options).map(({ text }) => text).join('；');
    case 'several': return `${Object.values(shape.options).join('、')}（可写几项，用逗号隔开），或「${shape.none}」`;
    case 'words': return `例如 ${shape.example}；取消写「无」`;
    case 'days': return `0 到 ${String(shape.max)} 的整数，可写几个，例如 10,5,3,1`;
  }
};

const rankOf = (shape: ChoiceShape, value: RuleValue): number => (typeof value === 'string' ? (shape.options[value]?.rank ?? 0) : 0);

/** Whether a value demands at least as much as another one at the same path; a partial order. */
export const atLeastAsStrict = (path: RulePath, value: RuleValue, than: RuleValue): boolean => {
  const shape = shapeOf(path);
  switch (shape.kind) {
    case 'switch': return value === shape.strict || than !== shape.strict;
    case 'count': return than === null || (value !== null && (shape.stricter === 'more' ? Number(value) >= Number(than) : Number(value) <= Number(than)));
    case 'ratio': return !isRatio(than) || (isRatio(value) && value.num * than.den >= than.num * value.den);
    case 'choice': return value === than || rankOf(shape, value) > rankOf(shape, than);
    case 'several': return shape.stricter === 'more' ? members(than).every((each) => members(value).includes(each)) : members(value).every((each) => members(than).includes(each));
    case 'words': return value === than;
    case 'days': return members(than).every((each) => members(value).includes(each));
  }
};

export const isSameValue = (path: RulePath, one: RuleValue, other: RuleValue): boolean => atLeastAsStrict(path, one, other) && atLeastAsStrict(path, other, one);

const partsOf = (path: RulePath): { readonly group: keyof RuleGroups; readonly member: string } => {
  const [group, member = ''] = path.split('.');
  return { group: group as keyof RuleGroups, member };
};

/** The value at a path with its clause. */
export const ruledAt = (rules: RuleSet, path: RulePath): Ruled<RuleValue> => {
  const { group, member } = partsOf(path);
  const values: Readonly<Record<string, Ruled<RuleValue>>> = rules[group];
  const found = values[member];
  if (found === undefined) throw new TypeError(`no value at ${path}`);
  return found;
};

/** The same rule set with another value at a path, which must be allowed there. */
export const withRuled = (rules: RuleSet, path: RulePath, ruled: Ruled<RuleValue>): RuleSet => {
  const { group, member } = partsOf(path);
  return { ...rules, [group]: { ...rules[group], [member]: ruled } };
};
