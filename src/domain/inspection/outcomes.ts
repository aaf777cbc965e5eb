/**
 * 检查结果: the codes a visit may end with, as the provincial platforms write them, and what each must be shown with.
 */
export const OUTCOMES = {
  '01': '未发现问题',
  '02': '发现问题已责令改正',
  '03': '发现问题待后续处理',
  '04': '未按规定公示应当公示的信息',
  '05': '公示信息隐瞒真实情况、弄虚作假',
  '06': '通过登记的住所（经营场所）无法联系',
  '07': '未发现开展本次抽查涉及的经营活动',
  '08': '已关闭停业或正在组织清算',
  '09': '不配合检查情节严重',
  '10': '拒绝接受检查',
  '11': '检查中隐瞒真实情况、弄虚作假',
  '12': '注销',
  '13': '被吊销',
  '14': '被撤销',
  '15': '迁出',
  '16': '轻微违法已教育、行政指导',
  '99': '其他情形',
} as const satisfies Readonly<Record<string, string>>;

export type OutcomeCode = keyof typeof OUTCOMES;

/** The only one that excludes all others. */
export const NOTHING_FOUND: OutcomeCode = '01';

/** Nobody was met: the target stays on the locked list and the visit ends with proof instead (威海临港细则 第十二条). */
const WITHOUT_VISIT: readonly OutcomeCode[] = ['06', '12', '13', '14', '15'];
/** Whether a visit ended without anybody being met: where the rules know a reserve, the next of it may follow. */
export const isWithoutVisit = (codes: readonly OutcomeCode[]): boolean => codes.some((code) => WITHOUT_VISIT.includes(code));
export const needsEvidence = (code: OutcomeCode): boolean => WITHOUT_VISIT.includes(code);
export const needsText = (code: OutcomeCode): boolean => code === '99' || needsEvidence(code);

const CODES = Object.keys(OUTCOMES) as readonly OutcomeCode[];

/** The result a person means: its code with or without the zero, its name, or a part that fits only one. */
export const outcomeNamed = (text: string): OutcomeCode | null => {
  const typed = text.normalize('NFKC').trim();
  const code = CODES.find((each) => each === typed.padStart(2, '0'));
  if (code !== undefined || typed === '') return code ?? null;
  const exact = CODES.filter((each) => OUTCOMES[each].normalize('NFKC') === typed);
  const fitting = exact.length > 0 ? exact : CODES.filter((each) => OUTCOMES[each].normalize('NFKC').includes(typed));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
};

export const outcomesText = (codes: readonly OutcomeCode[]): string => codes.map((code) => `${code} ${OUTCOMES[code]}`).join('、');
