/** A plan in the hands of a bureau: what its rules make of one line, of a filing and of an adjustment. */
import type { BlobRef } from '../../src/domain/values.ts';
import { itemCode } from '../../src/domain/ids.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import { checkPlan } from '../../src/domain/plan/check.ts';
import type { PlanFacts } from '../../src/domain/plan/check.ts';
import { decideFiling, decideSubmission } from '../../src/domain/plan/decide.ts';
import { newPlan } from '../../src/domain/plan/plan.ts';
import type { PlanDraft, PlanState, PlanVersion } from '../../src/domain/plan/plan.ts';
import { rowNumber } from '../../src/domain/plan/row.ts';
import type { PlanRow } from '../../src/domain/plan/row.ts';
import { rulesInForce } from '../../src/domain/rules/adopted.ts';
import { personOf, settings, U1 } from './bureau.ts';
import type { Bureau } from './bureau.ts';
import { outcomeOf, unitOf } from './rules.ts';

const NOTHING = { sha256: '0'.repeat(64) as BlobRef['sha256'], bytes: 0, name: 'plan' };
const A03 = settings().items;
const APPROVED: PlanVersion = { version: 1, rows: NOTHING, count: 1, reason: '', approvals: [], approvedAt: '2026-01-05T01:00:00.000Z' };
const planWith = (over: Partial<PlanState>): PlanState => ({ ...newPlan, unit: U1, year: 2026, ...over });
const draftOn = (base: number): PlanDraft => ({ draft: 1, rows: NOTHING, count: 1, base, from: 'items', by: 'U1-P009' as PersonId, phase: 'open', submittedBy: null, reason: '', evidence: null, chain: [], approvals: [], returned: null });
/** What the check-up of a plan with one line for one of two items says. */
export const planFindings = async (bureau: Bureau): Promise<readonly string[]> => {
  const line: PlanRow = {
    no: rowNumber(2026, 1), name: '抽查', items: A03, basis: '条例', scope: [], scopeText: '全部', reach: '部门内', ratio: { num: 5, den: 100 }, campaigns: 1,
    drawOn: '2026-09-08', window: { from: '2026-09-09', to: '2026-09-30' }, methods: ['现场'], section: '教育科', cooperating: [], level: '', reason: '',
  };
  const items = ['A03', 'A07'].flatMap((raw) => itemCode(raw) ?? []).map((code) => ({ code, name: code, section: '教育科' }));
  const facts: PlanFacts = { items, targets: new Map([['2026-01', 46]]), exposure: new Map([[1, 46]]), inspectors: new Map([['教育科', 4]]), isWorkingDay: () => true, isPublishedYear: true };
  return checkPlan([line], facts, rulesInForce((await unitOf(bureau)).rules)).map(({ kind, grade }) => `${kind}/${grade}`);
};

/** The first plan of the year, submitted: who approves it, in order. */
export const approvalChain = async (bureau: Bureau): Promise<unknown> => {
  const [fact] = decideSubmission(planWith({ draft: draftOn(0) }), await unitOf(bureau), await personOf(bureau, '王敏'), [], '理由');
  return fact?.type === 'PlanSubmitted' ? fact.chain : null;
};

/** 备案 without saying with whom. */
export const filing = async (bureau: Bureau): Promise<string> => {
  const [unit, by] = [await unitOf(bureau), await personOf(bureau, '王敏')];
  return outcomeOf(() => Promise.resolve(decideFiling(planWith({ versions: [APPROVED] }), unit, by, { to: '', number: '3号', on: '2026-09-01', today: '2026-09-08' })));
};

/** 调整 of an approved plan, with a reason and nothing from outside. */
export const adjustment = async (bureau: Bureau): Promise<string> => {
  const [unit, by] = [await unitOf(bureau), await personOf(bureau, '王敏')];
  return outcomeOf(() => Promise.resolve(decideSubmission(planWith({ draft: draftOn(1), versions: [APPROVED] }), unit, by, [], '上级专项')));
};
