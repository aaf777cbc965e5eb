/**
 * 体检: what a plan would do to the year, against the rules and against the people and objects there are.
 *
 * Three grades. 'blocks': the rules forbid it, the plan cannot be submitted. 'reason': allowed with a written reason. 'note':
 * worth knowing. Every finding names the lines, the figure, and the clause.
 */
import type { LocalDate } from '../values.ts';
import type { ItemRow } from '../roster/rows.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { PlanRow } from './row.ts';

export interface PlanFinding {
  readonly kind: 'uncovered' | 'unlisted' | 'below-floor' | 'too-seldom' | 'few-joint' | 'holiday' | 'over-cap' | 'overload' | 'no-object' | 'no-team';
  readonly grade: 'blocks' | 'reason' | 'note';
  readonly sentence: string;
  /** Numbers of the lines concerned. */
  readonly rows: readonly string[];
  readonly clause: string | null;
}

/** What the check reads besides the lines, gathered by the application. */
export interface PlanFacts {
  /** Items in force. */
  readonly items: readonly Pick<ItemRow, 'code' | 'name' | 'section'>[];
  /** By line: how many targets are inside its range. */
  readonly targets: ReadonlyMap<string, number>;
  /** By number of draws a target may be in over the year (lines × campaigns): how many targets. */
  readonly exposure: ReadonlyMap<number, number>;
  /** Certified inspectors on duty, by section. */
  readonly inspectors: ReadonlyMap<string, number>;
  readonly isWorkingDay: (date: LocalDate) => boolean;
  readonly isPublishedYear: boolean;
}

const listed = (names: readonly string[], most = 6): string => `${names.slice(0, most).join('、')}${names.length > most ? ` 等 ${String(names.length)} 项` : ''}`;
const numbers = (rows: readonly PlanRow[]): readonly string[] => rows.map(({ no }) => no);

/** ceil(targets × ratio) for each campaign of the line. */
export const expectedVisits = ({ ratio, campaigns }: Pick<PlanRow, 'ratio' | 'campaigns'>, targets: number): number => Math.ceil((targets * ratio.num) / ratio.den) * campaigns;

const uncovered = (rows: readonly PlanRow[], { items }: PlanFacts, rules: RuleSet): readonly PlanFinding[] => {
  const planned = new Set<string>(rows.flatMap((row) => row.items));
  const missing = items.filter(({ code }) => !planned.has(code));
  if (missing.length === 0) return [];
  const { value: must, clause } = rules.plan.mustCoverAllItems;
  return [{ kind: 'uncovered', grade: must ? 'blocks' : 'note', rows: [], clause, sentence: `事项 ${String(items.length)} 项，计划覆盖 ${String(items.length - missing.length)} 项，缺：${listed(missing.map(({ code, name }) => `${code}${name}`))}` }];
};

const unlisted = (rows: readonly PlanRow[], { items }: PlanFacts, rules: RuleSet): readonly PlanFinding[] => {
  const known = new Set<string>(items.map(({ code }) => code));
  const wrong = rows.filter((row) => row.items.some((code) => !known.has(code)));
  if (wrong.length === 0) return [];
  const codes = [...new Set(wrong.flatMap((row) => row.items.filter((code) => !known.has(code))))];
  return [{ kind: 'unlisted', grade: 'blocks', rows: numbers(wrong), clause: rules.clauses.listedOnly, sentence: `事项 ${listed(codes)} 不在现行随机抽查事项清单内` }];
};

const belowFloor = (rows: readonly PlanRow[], rules: RuleSet): readonly PlanFinding[] => {
  const { value: floor, clause } = rules.ratio.min;
  if (floor === null) return [];
  const low = rows.filter(({ ratio, reason }) => ratio.num * floor.den < floor.num * ratio.den && reason.trim() === '');
  return low.length === 0 ? [] : [{ kind: 'below-floor', grade: 'reason', rows: numbers(low), clause, sentence: `比例低于 ${String((floor.num * 100) / floor.den)}% 的 ${String(low.length)} 行，须写理由` }];
};

const tooSeldom = (rows: readonly PlanRow[], { items }: PlanFacts, rules: RuleSet): readonly PlanFinding[] => {
  const { value: least, clause } = rules.campaigns.minPerItemPerYear;
  if (least === null) return [];
  const times = new Map<string, number>();
  for (const { items: codes, campaigns } of rows) for (const code of codes) times.set(code, (times.get(code) ?? 0) + campaigns);
  const seldom = items.filter(({ code }) => times.has(code) && (times.get(code) ?? 0) < least);
  return seldom.length === 0 ? [] : [{ kind: 'too-seldom', grade: 'reason', rows: numbers(rows.filter((row) => row.items.some((code) => seldom.some((item) => item.code === code)))), clause, sentence: `频次不足 ${String(least)} 次/年的事项 ${String(seldom.length)} 项：${listed(seldom.map(({ code, name }) => `${code}${name}`))}` }];
};

const fewJoint = (rows: readonly PlanRow[], rules: RuleSet): readonly PlanFinding[] => {
  const joint = rows.filter(({ reach }) => reach !== '部门内').reduce((sum, { campaigns }) => sum + campaigns, 0);
  const { value: least, clause } = rules.joint.minPerYear;
  return least === null || joint >= least ? [] : [{ kind: 'few-joint', grade: 'reason', rows: [], clause, sentence: `联合抽查 ${String(joint)} 次（要求 ≥${String(least)}）` }];
};

const holidays = (rows: readonly PlanRow[], { isWorkingDay, isPublishedYear }: PlanFacts): readonly PlanFinding[] => {
  const closed = rows.filter(({ drawOn }) => !isWorkingDay(drawOn));
  if (closed.length === 0) return [];
  return [{ kind: 'holiday', grade: 'note', rows: numbers(closed), clause: null, sentence: `抽取日与节假日冲突的 ${String(closed.length)} 行${isPublishedYear ? '' : '（该年放假安排尚未公布，暂估）'}：${listed(closed.map(({ no, drawOn }) => `${no} ${drawOn}`))}` }];
};

const overCap = ({ exposure }: PlanFacts, rules: RuleSet): readonly PlanFinding[] => {
  const { value: cap, clause } = rules.objectCap.maxPerYear;
  if (cap === null) return [];
  const above = [...exposure].filter(([times]) => times > cap);
  if (above.length === 0) return [];
  const most = Math.max(...above.map(([times]) => times));
  const count = above.reduce((sum, [, targets]) => sum + targets, 0);
  return [{ kind: 'over-cap', grade: 'note', rows: [], clause, sentence: `按计划最多会遇到 ${String(most)} 次抽取的对象 ${String(count)} 户（年度上限 ${String(cap)} 次）：抽到上限后自动排除，可能抽不足` }];
};

/** Visits a bureau can hardly do: more than two a week for everybody, all year. */
const MANY_VISITS = 100;

const people = (rows: readonly PlanRow[], facts: PlanFacts, rules: RuleSet): readonly PlanFinding[] => {
  const found: PlanFinding[] = [];
  const sectionsOf = (row: PlanRow): readonly string[] => [...new Set([row.section, ...row.cooperating])];
  const staffOf = (row: PlanRow): number => sectionsOf(row).reduce((sum, section) => sum + (facts.inspectors.get(section) ?? 0), 0);
  const unmanned = rows.filter((row) => staffOf(row) < rules.team.minCertified.value);
  if (unmanned.length > 0) found.push({ kind: 'no-team', grade: 'note', rows: numbers(unmanned), clause: rules.team.minCertified.clause, sentence: `参加科室合计不足 ${String(rules.team.minCertified.value)} 名持证人员的 ${String(unmanned.length)} 行：须联合、借调或请上级派员` });
  const visits = rows.reduce((sum, row) => sum + expectedVisits(row, facts.targets.get(row.no) ?? 0), 0);
  const staff = [...facts.inspectors.values()].reduce((sum, count) => sum + count, 0);
  const each = staff === 0 ? 0 : Math.ceil((visits * rules.team.size.value) / staff);
  if (each > MANY_VISITS) found.push({ kind: 'overload', grade: 'note', rows: [], clause: null, sentence: `全年预计检查 ${String(visits)} 户次，持证人员 ${String(staff)} 名，人均约 ${String(each)} 户次` });
  return found;
};

const empty = (rows: readonly PlanRow[], { targets }: PlanFacts): readonly PlanFinding[] => {
  const none = rows.filter(({ no }) => (targets.get(no) ?? 0) === 0);
  return none.length === 0 ? [] : [{ kind: 'no-object', grade: 'note', rows: numbers(none), clause: null, sentence: `检查对象范围内一户也没有的 ${String(none.length)} 行，请核对范围的写法和名录` }];
};

export const checkPlan = (rows: readonly PlanRow[], facts: PlanFacts, rules: RuleSet): readonly PlanFinding[] => [
  ...unlisted(rows, facts, rules), ...uncovered(rows, facts, rules), ...belowFloor(rows, rules), ...tooSeldom(rows, facts, rules), ...fewJoint(rows, rules),
  ...empty(rows, facts), ...holidays(rows, facts), ...overCap(facts, rules), ...people(rows, facts, rules),
];
