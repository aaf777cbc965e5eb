/**
 * The five presets: each value with the clause of the bureau's own document, or 「预设缺省」 where the document is silent.
 *
 * Sources: 福州高新区教卫局「双随机」抽查工作实施细则(2020) · 通州区政府办意见(2016-08-04) · 威海临港社会工作部实施细则(2022-11-07) ·
 * 西科工〔2020〕60号 · 宝丰县卫健委实施方案(2023).
 */
import { PRESET_IDS } from './rule-set.ts';
import type { KeyTrigger, PresetId, PublishChannel, RuleSet, Ruled } from './rule-set.ts';

const DEFAULT_CLAUSE = '预设缺省（细则未规定）';
/** Whether a clause only says that the document is silent. */
export const isDefault = (clause: string): boolean => clause === DEFAULT_CLAUSE;
const byDefault = <T>(value: T): Ruled<T> => ({ value, clause: DEFAULT_CLAUSE });
const ruled = <T>(value: T, clause: string): Ruled<T> => ({ value, clause });
const triggers = (clause: string, ...value: readonly KeyTrigger[]): Ruled<readonly KeyTrigger[]> => ruled(value, clause);
const channels = (clause: string, ...value: readonly PublishChannel[]): Ruled<readonly PublishChannel[]> => ruled(value, clause);

/** What holds wherever a document is silent. */
const silent: Omit<RuleSet, 'id' | 'title' | 'basis'> = {
  clauses: { listedOnly: DEFAULT_CLAUSE, witness: DEFAULT_CLAUSE, lockIsFinal: DEFAULT_CLAUSE, withheldNotice: DEFAULT_CLAUSE, substitutionConsent: DEFAULT_CLAUSE },
  roster: { confirmBeforeDraw: byDefault(true), allowUncertifiedMembers: byDefault(false), reviewRows: byDefault(500), reviewPercent: byDefault(20) },
  ratio: { min: byDefault(null) },
  objectCap: { maxPerYear: byDefault(null), keyObjectsExempt: byDefault(true), exceptions: byDefault([]) },
  keyObject: { triggers: byDefault([]), penaltiesAtLeast: byDefault(null) },
  draw: { stages: byDefault('together'), witnessMinutes: byDefault(30), publicValue: byDefault('none') },
  team: { size: byDefault(2), minCertified: byDefault(2), leaderFrom: byDefault('any'), rosterTooSmall: byDefault('block'), requireSpecialityMatch: byDefault(false) },
  substitution: { mode: byDefault('appoint') },
  recusal: { refill: byDefault('appoint') },
  objectReplacement: { mode: byDefault('never') },
  check: { priorApproval: byDefault(false) },
  plan: { mustCoverAllItems: byDefault(false), approval: byDefault('deputy'), filingTo: byDefault('none'), adjust: byDefault('free') },
  campaigns: { minPerItemPerYear: byDefault(null) },
  joint: { minPerYear: byDefault(null) },
  publish: { days: byDefault(20), start: byDefault('inspectionEnd'), channels: byDefault(['portal']), othersChannels: byDefault([]) },
  documents: { organ: byDefault(''), complaintPhone: byDefault(''), contact: byDefault(''), noticeNumber: byDefault('') },
  reminders: { beforeDays: byDefault([10, 5, 3, 1]), escalateTo: byDefault(['clerk', 'team-leader', 'section-head', 'deputy']) },
};

export const PRESETS: Readonly<Record<PresetId, RuleSet>> = {
  'fuzhou-gx': {
    ...silent,
    id: 'fuzhou-gx', title: '福州高新', basis: '福州高新细则',
    clauses: { ...silent.clauses, listedOnly: '福州高新细则 一(一)', witness: '福州高新细则 三(四)「监督方式」' },
    roster: { ...silent.roster, allowUncertifiedMembers: ruled(false, '福州高新细则 三(二)') },
    ratio: { min: ruled({ num: 5, den: 100 }, '福州高新细则 三(五)') },
    objectCap: { ...silent.objectCap, keyObjectsExempt: ruled(true, '福州高新细则 三(五)') },
    keyObject: { triggers: triggers('福州高新细则 三(五)', 'complaints-verified', 'abnormal-list', 'serious-violation', 'penalties'), penaltiesAtLeast: ruled(3, '福州高新细则 三(五)「3次以上」') },
    substitution: { mode: ruled('redraw', '福州高新细则 三(四)「递补抽取」') },
    recusal: { refill: ruled('redraw', '福州高新细则 三(四)「回避情形、递补抽取」') },
    campaigns: { minPerItemPerYear: ruled(2, '福州高新细则 三(五)') },
    joint: { minPerYear: ruled(2, '福州高新细则 三(六)') },
    publish: { ...silent.publish, channels: channels('福州高新细则 三(七)', 'portal') },
    objectReplacement: { mode: ruled('reserve', '福州高新细则 三(四)「抽取检查人员或者对象、递补抽取」') },
  },
  'nantong-tz': {
    ...silent,
    id: 'nantong-tz', title: '南通通州', basis: '通州意见',
    clauses: { ...silent.clauses, listedOnly: '通州意见 二(一)' },
    objectCap: { maxPerYear: ruled(2, '通州意见 三(二)4'), keyObjectsExempt: ruled(true, '通州意见 三(二)4'), exceptions: ruled(['complaint', 'special-field'], '通州意见 三(二)4') },
    keyObject: { ...silent.keyObject, triggers: triggers('通州意见 三(二)4', 'complaints', 'abnormal-list', 'blacklist', 'serious-violation', 'special-field') },
    team: { ...silent.team, requireSpecialityMatch: ruled(true, '通州意见 三(一)3「专业背景、岗位职责与监管事项相统一」') },
    publish: { ...silent.publish, channels: channels('通州意见 三(二)2', 'province-platform') },
  },
  'weihai-lg': {
    ...silent,
    id: 'weihai-lg', title: '威海临港', basis: '威海临港细则',
    clauses: {
      ...silent.clauses, listedOnly: '威海临港细则 第一条', lockIsFinal: '威海临港细则 第十二条', withheldNotice: '威海临港细则 第十七条(二)', substitutionConsent: '威海临港细则 第十三条',
    },
    roster: { ...silent.roster, confirmBeforeDraw: ruled(true, '威海临港细则 第八条'), allowUncertifiedMembers: ruled(true, '威海临港细则 第八条') },
    objectCap: { ...silent.objectCap, maxPerYear: ruled(2, '威海临港细则 第七条'), keyObjectsExempt: ruled(true, '威海临港细则 第七条') },
    keyObject: { ...silent.keyObject, triggers: triggers('威海临港细则 第七条', 'complaints', 'abnormal-list', 'abnormal-mark', 'attention-list', 'serious-violation') },
    draw: { ...silent.draw, stages: ruled('objectsThenInspectors', '威海临港细则 第十二条、第十四条') },
    team: { ...silent.team, leaderFrom: ruled('initiatingSection', '威海临港细则 第十四条') },
    substitution: { mode: ruled('appoint', '威海临港细则 第十三条') },
    recusal: { refill: ruled('appoint', '威海临港细则 第十三条') },
    objectReplacement: { mode: ruled('never', '威海临港细则 第十二条') },
    plan: { ...silent.plan, mustCoverAllItems: ruled(true, '威海临港细则 第六条'), filingTo: ruled('market-regulator', '威海临港细则 第六条'), adjust: ruled('free', '威海临港细则 第六条') },
    joint: { minPerYear: ruled(1, '威海临港细则 第六条') },
    publish: { days: ruled(20, '威海临港细则 第十七条(四)'), start: ruled('inspectionEnd', '威海临港细则 第十七条(四)'), channels: channels('威海临港细则 第十七条(四)', 'province-platform', 'enterprise-credit', 'credit-china', 'portal'), othersChannels: silent.publish.othersChannels },
  },
  xiping: {
    ...silent,
    id: 'xiping', title: '西平', basis: '西科工〔2020〕60号',
    roster: { ...silent.roster, allowUncertifiedMembers: ruled(false, '西科工〔2020〕60号 一(三)') },
    objectCap: { ...silent.objectCap, keyObjectsExempt: ruled(true, '西科工〔2020〕60号 二(三)1') },
    keyObject: { ...silent.keyObject, triggers: triggers('西科工〔2020〕60号 二(三)1', 'blacklist') },
    team: { ...silent.team, minCertified: ruled(2, '西科工〔2020〕60号 一(四)'), rosterTooSmall: ruled('fixedTeamWithNotice', '西科工〔2020〕60号 一(三)') },
    publish: { days: ruled(20, '西科工〔2020〕60号 二(三)5'), start: ruled('taskEnd', '西科工〔2020〕60号 二(三)5'), channels: channels('西科工〔2020〕60号 二(三)5', 'portal', 'collaboration-platform'), othersChannels: silent.publish.othersChannels },
  },
  baofeng: {
    ...silent,
    id: 'baofeng', title: '宝丰', basis: '宝丰方案',
    clauses: { ...silent.clauses, listedOnly: '宝丰方案 1(二)2' },
    roster: { ...silent.roster, allowUncertifiedMembers: ruled(false, '宝丰方案 2(二)') },
    objectCap: { maxPerYear: ruled(1, '宝丰方案 2(六)'), keyObjectsExempt: ruled(true, '宝丰方案 2(六)'), exceptions: ruled(['complaint', 'assigned', 'big-data'], '宝丰方案 2(六)') },
    keyObject: { ...silent.keyObject, triggers: triggers('宝丰方案 2(六)', 'social-attention', 'complaints', 'abnormal-list', 'serious-dishonesty', 'serious-violation') },
    team: { ...silent.team, minCertified: ruled(2, '宝丰方案 2(七)') },
    recusal: { refill: ruled('appoint', '宝丰方案 2(七)「依法回避」') },
    plan: { ...silent.plan, adjust: ruled('externalFiling', '宝丰方案 2(四)') },
    publish: { days: ruled(20, '宝丰方案 2(八)'), start: ruled('resultProduced', '宝丰方案 2(八)'), channels: channels('宝丰方案 2(五)', 'collaboration-platform'), othersChannels: channels('宝丰方案 2(五)', 'portal') },
  },
};

/** The preset a person means: its id or its Chinese title, whole or in part; null when none or several fit. */
export const presetNamed = (text: string): PresetId | null => {
  const wanted = text.trim();
  if (wanted === '') return null;
  const fitting = PRESET_IDS.filter((id) => id === wanted || PRESETS[id].title.includes(wanted) || wanted.includes(PRESETS[id].title));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
};
