/**
 * The five presets: each value with the clause of the bureau's own document, or 「预设缺省」 where the document is silent.
 *
 * Sources: 福州高新区教卫局「双随机」抽查工作实施细则(2020) · 通州区政府办意见(2016-08-04) · 威海临港社会工作部实施细则(2022-11-07) ·
 * 西科工〔2020〕60号 · 宝丰县卫健委实施方案(2023).
 */
import { PRESET_IDS } from './rule-set.ts';
import type { PresetId, RuleSet, Ruled } from './rule-set.ts';

const DEFAULT_CLAUSE = '预设缺省（细则未规定）';
const byDefault = <T>(value: T): Ruled<T> => ({ value, clause: DEFAULT_CLAUSE });
const ruled = <T>(value: T, clause: string): Ruled<T> => ({ value, clause });

/** What holds wherever a document is silent. */
const silent: Omit<RuleSet, 'id' | 'title' | 'basis'> = {
  items: { listedOnly: byDefault(true) },
  roster: { confirmBeforeDraw: byDefault(true) },
  ratio: { min: byDefault(null) },
  objectCap: { maxPerYear: byDefault(null) },
  draw: { stages: byDefault('together'), witness: byDefault('required'), witnessMinutes: byDefault(30), lockIsFinal: byDefault(true) },
  team: { size: byDefault(2), minCertified: byDefault(2), leaderFrom: byDefault('any') },
  substitution: { mode: byDefault('appoint'), approver: byDefault('deputy') },
  notice: { mayBeWithheld: byDefault(true) },
  publish: { days: byDefault(20), start: byDefault('inspectionEnd') },
};

export const PRESETS: Readonly<Record<PresetId, RuleSet>> = {
  'fuzhou-gx': {
    ...silent,
    id: 'fuzhou-gx', title: '福州高新', basis: '福州高新细则',
    items: { listedOnly: ruled(true, '福州高新细则 一(一)') },
    ratio: { min: ruled({ num: 5, den: 100 }, '福州高新细则 三(五)') },
    substitution: { ...silent.substitution, mode: ruled('redraw', '福州高新细则 三(四)「递补抽取」') },
  },
  'nantong-tz': {
    ...silent,
    id: 'nantong-tz', title: '南通通州', basis: '通州意见',
    items: { listedOnly: ruled(true, '通州意见 二(一)') },
    objectCap: { maxPerYear: ruled(2, '通州意见 三(二)4') },
  },
  'weihai-lg': {
    ...silent,
    id: 'weihai-lg', title: '威海临港', basis: '威海临港细则',
    items: { listedOnly: ruled(true, '威海临港细则 第一条') },
    roster: { confirmBeforeDraw: ruled(true, '威海临港细则 第八条') },
    objectCap: { maxPerYear: ruled(2, '威海临港细则 第七条') },
    draw: { ...silent.draw, stages: ruled('objectsThenInspectors', '威海临港细则 第十二条、第十四条'), lockIsFinal: ruled(true, '威海临港细则 第十二条') },
    team: { ...silent.team, leaderFrom: ruled('initiatingSection', '威海临港细则 第十四条') },
    substitution: { mode: ruled('appoint', '威海临港细则 第十三条'), approver: ruled('deputy', '威海临港细则 第十三条') },
    notice: { mayBeWithheld: ruled(true, '威海临港细则 第十七条(二)') },
    publish: { days: ruled(20, '威海临港细则 第十七条(四)'), start: ruled('inspectionEnd', '威海临港细则 第十七条(四)') },
  },
  xiping: {
    ...silent,
    id: 'xiping', title: '西平', basis: '西科工〔2020〕60号',
    team: { ...silent.team, minCertified: ruled(2, '西科工〔2020〕60号 一(四)') },
    publish: { days: ruled(20, '西科工〔2020〕60号 二(三)5'), start: ruled('taskEnd', '西科工〔2020〕60号 二(三)5') },
  },
  baofeng: {
    ...silent,
    id: 'baofeng', title: '宝丰', basis: '宝丰方案',
    items: { listedOnly: ruled(true, '宝丰方案 1(二)2') },
    objectCap: { maxPerYear: ruled(1, '宝丰方案 2(六)') },
    team: { ...silent.team, minCertified: ruled(2, '宝丰方案 2(七)') },
    publish: { days: ruled(20, '宝丰方案 2(八)'), start: ruled('resultProduced', '宝丰方案 2(八)') },
  },
};

/** The preset a person means: its id or its Chinese title, whole or in part; null when none or several fit. */
export const presetNamed = (text: string): PresetId | null => {
  const wanted = text.trim();
  if (wanted === '') return null;
  const fitting = PRESET_IDS.filter((id) => id === wanted || PRESETS[id].title.includes(wanted) || wanted.includes(PRESETS[id].title));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
};

