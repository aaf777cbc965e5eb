/**
 * Decisions about a year's plan: drafted, submitted, approved step by step, filed, published, adjusted.
 *
 * Who drafts does not approve, and nobody approves two steps (岗位分离); where a post is held by nobody else, the 主要负责人
 * stands in. An adjustment follows the same road, with a reason; where the rules send it outside first (宝丰方案 2(四)), with the
 * approval from there as evidence.
 */
import type { Fact } from '../events.ts';
import type { BlobRef, LocalDate } from '../values.ts';
import type { UnitId } from '../ids.ts';
import { demand } from '../people/permissions.ts';
import { impossible } from '../people/separation.ts';
import { ROLE_NAMES } from '../people/roles.ts';
import type { Role } from '../people/roles.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { rulesInForce } from '../rules/adopted.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { PlanFinding } from './check.ts';
import { versionInForce } from './plan.ts';
import type { PlanDraft, PlanSource, PlanState, PlanVersion } from './plan.ts';

const FIRST_YEAR = 2015;

/** 科室审 → 分管批 (→ 主要签). */
const CHAINS: Readonly<Record<'deputy' | 'leader', readonly Role[]>> = { deputy: ['section-head', 'deputy'], leader: ['section-head', 'deputy', 'leader'] };

export const FILING_NAMES: Readonly<Record<RuleSet['plan']['filingTo']['value'], string>> = { none: '', 'market-regulator': '同级市场监管部门', 'joint-office': '县“双随机、一公开”监管工作联席会议办公室', 'justice-bureau': '同级司法行政部门' };

export const requireYear = (year: number, today: LocalDate): void => {
  const now = Number(today.slice(0, 4));
  if (Number.isSafeInteger(year) && year >= FIRST_YEAR && year <= now + 2) return;
  throw new Refusal('plan.bad-year', `「${String(year)}」不能作为计划年度`, { next: `请写 ${String(now)} 或 ${String(now + 1)}，例如：计划 新建 ${String(now + 1)}` });
};

/** Whose plan and which year's; there is none before its first draft, and nothing is decided about it before. */
const aboutOf = ({ unit, year }: PlanState): { readonly unit: UnitId; readonly year: number } => {
  if (unit === null) throw new Refusal('plan.none', '还没有年度计划', { next: '请发送：计划 新建' });
  return { unit, year };
};

const openDraft = (plan: PlanState): PlanDraft => {
  if (plan.draft !== null) return plan.draft;
  const now = versionInForce(plan);
  throw new Refusal('plan.no-draft', now === null ? '还没有计划草稿' : `没有待提交的草稿，现行的是第 ${String(now.version)} 版`, { next: now === null ? '请发送：计划 新建' : '要改动请发送：计划 调整 编号 比例=… 理由=…，或把改好的计划表拖给我' });
};

/** @throws Refusal while the draft before is being approved */
export const decideDraft = (plan: PlanState, by: Person, made: { readonly unit: UnitId; readonly year: number; readonly rows: BlobRef; readonly count: number; readonly from: PlanSource }): readonly Fact[] => {
  demand(by, 'plan.draft');
  if (plan.draft?.phase === 'submitted') throw new Refusal('plan.in-approval', `${String(made.year)}年度计划正在审批`, { next: '请等审批结束；要改动请审批人先退回' });
  return [{ type: 'PlanDrafted', unit: made.unit, year: made.year, draft: plan.drafts + 1, rows: made.rows, count: made.count, base: versionInForce(plan)?.version ?? 0, from: made.from, by: by.id }];
};

/**
 * @param reason why lines stay below a floor, or why the plan is adjusted
 */
export const decideSubmission = (plan: PlanState, unit: UnitState, by: Person, findings: readonly PlanFinding[], reason: string): readonly Fact[] => {
  demand(by, 'plan.submit');
  const draft = openDraft(plan);
  if (draft.phase === 'submitted') throw new Refusal('plan.in-approval', '计划已提交，正在审批', { next: '请等待审批' });
  const rules = rulesInForce(unit.rules);
  const forbidden = findings.find(({ grade }) => grade === 'blocks');
  if (forbidden !== undefined) throw new Refusal('plan.not-sound', forbidden.sentence, { next: '请补齐后再提交；发送「计划 体检」看全部问题', ...(forbidden.clause === null ? {} : { clause: forbidden.clause }) });
  const text = reason.trim().slice(0, 500);
  const wanting = findings.find(({ grade }) => grade === 'reason');
  if (wanting !== undefined && text === '') throw new Refusal('plan.no-reason', wanting.sentence, { next: '请改计划，或写明理由再提交，例如：计划 提交 理由=上级已全覆盖检查', ...(wanting.clause === null ? {} : { clause: wanting.clause }) });
  if (draft.base > 0) demandAdjustable(rules, text, draft.evidence);
  return [{ type: 'PlanSubmitted', ...aboutOf(plan), draft: draft.draft, reason: text, evidence: draft.evidence, chain: CHAINS[rules.plan.approval.value], by: by.id }];
};

/** The approval from outside an adjustment (宝丰方案 2(四)) is kept with the draft until it is submitted. */
export const decidePlanEvidence = (plan: PlanState, by: Person, file: BlobRef): readonly Fact[] => {
  demand(by, 'plan.submit');
  const draft = openDraft(plan);
  if (draft.phase === 'submitted') throw new Refusal('plan.in-approval', '计划已提交，不能再换批复', { next: '请审批人先退回' });
  return [{ type: 'PlanEvidenceFiled', ...aboutOf(plan), draft: draft.draft, file, by: by.id }];
};

const demandAdjustable = (rules: RuleSet, reason: string, evidence: BlobRef | null): void => {
  const { value, clause } = rules.plan.adjust;
  if (reason === '') throw new Refusal('plan.no-reason', '没有写明调整理由', { next: '例如：计划 提交 理由=上级专项', clause });
  if (value === 'externalFiling' && evidence === null) throw new Refusal('plan.no-evidence', '本单位规则：计划调整须先经县联席会议办公室审核备案', { next: '请先把联席会议办公室的批复（图片或 PDF）私聊发给我，归入计划后再提交', clause });
};

/** The step that is next in the chain. */
export const nextStep = (draft: PlanDraft): Role | null => draft.chain[draft.approvals.length] ?? null;

/** Whether a person may approve the next step. */
export const mayApprove = (plan: PlanState, unit: UnitState, by: Person): boolean => {
  const { draft } = plan;
  const step = draft?.phase === 'submitted' ? nextStep(draft) : null;
  if (draft == null || step === null || isParty(draft, by)) return false;
  return by.roles.includes(step) || (by.roles.includes('leader') && !othersHold(unit, draft, step));
};
const isParty = (draft: PlanDraft, person: Person): boolean => draft.submittedBy === person.id || draft.by === person.id || draft.approvals.some(({ by }) => by === person.id);
const othersHold = (unit: UnitState, draft: PlanDraft, step: Role): boolean => unit.people.some((person) => person.roles.includes(step) && !isParty(draft, person));

const demandStep = (plan: PlanState, unit: UnitState, by: Person): { readonly draft: PlanDraft; readonly step: Role } => {
  const draft = openDraft(plan);
  const step = draft.phase === 'submitted' ? nextStep(draft) : null;
  if (step === null) throw new Refusal('plan.not-submitted', '计划还没有提交审批', { next: '请经办人发送：计划 提交' });
  demand(by, 'plan.approve');
  if (isParty(draft, by)) throw impossible('plan.own', 'plan-draft-approve', by, unit.people.filter((person) => mayApprove(plan, unit, person)));
  if (!mayApprove(plan, unit, by)) throw new Refusal('plan.not-your-step', `这一步由${ROLE_NAMES[step]}审批`, { next: `审批顺序：${draft.chain.map((role) => ROLE_NAMES[role]).join(' → ')}`, clause: '岗位权限表' });
  return { draft, step };
};

export const decideApproval = (plan: PlanState, unit: UnitState, by: Person): readonly Fact[] => {
  const { draft, step } = demandStep(plan, unit, by);
  const isLast = draft.approvals.length + 1 === draft.chain.length;
  return [{ type: 'PlanApproved', ...aboutOf(plan), draft: draft.draft, role: step, by: by.id, version: isLast ? (versionInForce(plan)?.version ?? 0) + 1 : null }];
};

export const decideReturn = (plan: PlanState, unit: UnitState, by: Person, reason: string): readonly Fact[] => {
  const { draft } = demandStep(plan, unit, by);
  const text = reason.trim().slice(0, 500);
  if (text === '') throw new Refusal('plan.no-return-reason', '没有写明退回理由', { next: `例如：计划 退回 ${String(plan.year)} 请补齐 A07` });
  return [{ type: 'PlanReturned', ...aboutOf(plan), draft: draft.draft, by: by.id, reason: text }];
};

const inForce = (plan: PlanState): PlanVersion => {
  const now = versionInForce(plan);
  if (now === null) throw new Refusal('plan.not-approved', '计划还没有批准', { next: '请先提交审批：计划 提交' });
  return now;
};

/** 备案 (威海临港细则 第六条): to whom, under which number, when. */
export const decideFiling = (plan: PlanState, unit: UnitState, by: Person, filed: { readonly to: string; readonly number: string; readonly on: LocalDate; readonly today: LocalDate }): readonly Fact[] => {
  demand(by, 'plan.submit');
  const { version, approvedAt } = inForce(plan);
  const to = filed.to.trim() === '' ? FILING_NAMES[rulesInForce(unit.rules).plan.filingTo.value] : filed.to.trim();
  const { clause } = rulesInForce(unit.rules).plan.filingTo;
  if (to === '') throw new Refusal('plan.no-receiver', '没有写明向谁备案', { next: `例如：计划 备案 ${String(plan.year)} 机关=市场监管局 文号=… 日期=1.15`, clause });
  if (filed.number.trim() === '') throw new Refusal('plan.no-number', '没有写明备案文号', { next: `例如：计划 备案 ${String(plan.year)} 文号=临双随机备〔2027〕3号 日期=1.15`, clause });
  demandPast(filed.on, filed.today, approvedAt.slice(0, 10));
  return [{ type: 'PlanFiled', ...aboutOf(plan), version, to: to.slice(0, 60), number: filed.number.trim().slice(0, 60), on: filed.on, by: by.id }];
};

const demandPast = (on: LocalDate, today: LocalDate, since: LocalDate): void => {
  if (on > today) throw new Refusal('plan.future', `日期 ${on} 还没有到`, { next: '请写实际办理的日期' });
  if (on < since) throw new Refusal('plan.too-early', `日期 ${on} 早于计划批准日 ${since}`, { next: '请核对日期' });
};

export const decidePublication = (plan: PlanState, by: Person, published: { readonly url: string; readonly on: LocalDate; readonly today: LocalDate }): readonly Fact[] => {
  demand(by, 'plan.submit');
  const { version, approvedAt } = inForce(plan);
  if (!/^https?:\/\/[^\s<>"']{4,400}$/.test(published.url)) throw new Refusal('plan.bad-url', `「${published.url.slice(0, 60)}」不是网址`, { next: `请写公开页面的完整网址，例如：计划 公开 ${String(plan.year)} https://…` });
  demandPast(published.on, published.today, approvedAt.slice(0, 10));
  return [{ type: 'PlanPublished', ...aboutOf(plan), version, url: published.url, on: published.on, by: by.id }];
};
