/**
 * 年度抽查计划: drafted, changed, submitted, approved, filed, published. The lines lie in a blob, the decisions in the journal.
 */
import { canonical } from '../domain/canonical.ts';
import { localDate, workingDaysAfter } from '../domain/calendar/working-days.ts';
import type { Fact } from '../domain/events.ts';
import type { BlobRef, LocalDate } from '../domain/values.ts';
import type { UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { signedFor, standingFor } from '../domain/people/delegation.ts';
import { demand } from '../domain/people/permissions.ts';
import type { Person, UnitState } from '../domain/people/unit.ts';
import { decideApproval, decideDraft, decideFiling, decidePlanEvidence, decidePublication, decideReturn, decideSubmission, requireYear } from '../domain/plan/decide.ts';
import { draftPlan } from '../domain/plan/draft.ts';
import { planStream, versionInForce } from '../domain/plan/plan.ts';
import type { PlanSource, PlanState } from '../domain/plan/plan.ts';
import { readPlanSheet } from '../domain/plan/read.ts';
import type { Sheet } from '../domain/roster/sheet.ts';
import { requireSound, rowMeant } from '../domain/plan/row.ts';
import type { PlanRow } from '../domain/plan/row.ts';
import { Refusal } from '../domain/refusal.ts';
import { rulesInForce } from '../domain/rules/adopted.ts';
import { calendarFor } from './calendar.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import type { Entry } from './ports.ts';
import { itemsInForce, planCheck, readPlan } from './queries/plan.ts';

const bytesOf = (rows: readonly PlanRow[]): Uint8Array => new TextEncoder().encode(rows.map((row) => `${canonical({ ...row })}\n`).join(''));

interface At { readonly plan: PlanState; readonly unit: UnitState; readonly person: Person }
const atPlan = async (deps: Deps, desk: Desk, by: By, unit: UnitId, year: number): Promise<At> => {
  requireYear(year, localDate(deps.clock()));
  const plan = await desk.take('plan', planStream(unit, year));
  const state = await desk.read('unit', unit);
  return { plan, unit: state, person: actingPerson(state, by.actor.account) };
};

const drafted = async (deps: Deps, { plan, unit: state, person }: At, unit: UnitId, year: number, rows: readonly PlanRow[], from: PlanSource): Promise<{ readonly unit: UnitId; readonly events: readonly Fact[]; readonly blobs: readonly BlobRef[] }> => {
  requireSound(rows, state.sections);
  const blob = await deps.blobs.put(`${String(year)}年度抽查计划.jsonl`, bytesOf(rows));
  return { unit, events: decideDraft(plan, person, { unit, year, rows: blob, count: rows.length, from }), blobs: [blob] };
};

/** 计划 新建: from the year before and the item list. */
export const draftYear = (deps: Deps) => (by: By, unit: UnitId, year: number): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const at = await atPlan(deps, desk, by, unit, year);
    demand(at.person, 'plan.draft');
    if (versionInForce(at.plan) !== null) throw new Refusal('plan.exists', `${String(year)}年度计划已批准第 ${String(at.plan.versions.length)} 版`, { next: '要改动请发送：计划 调整 编号 比例=… 理由=…，或把改好的计划表拖给我' });
    const items = await itemsInForce(deps, unit);
    if (items.length === 0) throw new Refusal('plan.no-item-list', '随机抽查事项清单还没有导入，无法起草计划', { next: '请先把事项清单 .xlsx 拖进与我的私聊（空表发送：模板 事项）', clause: rulesInForce(at.unit.rules).clauses.listedOnly });
    const before = versionInForce((await deps.states.load('plan', planStream(unit, year - 1))).state);
    const last = before === null ? [] : await readPlan(deps.blobs, before.rows);
    const calendar = await calendarFor(deps.states, unit);
    const rows = draftPlan({ year, last, items, sections: at.unit.sections, rules: rulesInForce(at.unit.rules), workingDayFrom: (date) => workingDaysAfter(calendar, date, 0).date });
    return drafted(deps, at, unit, year, rows, last.length === 0 ? 'items' : 'last-year');
  });

/** The plan as somebody edited it in Excel; replaces the open draft, or begins an adjustment of the version in force. */
const draftFromSheet = (deps: Deps) => (by: By, unit: UnitId, year: number, rows: readonly PlanRow[]): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const at = await atPlan(deps, desk, by, unit, year);
    const ref = at.plan.draft?.rows ?? versionInForce(at.plan)?.rows;
    for (const section of changedSections(ref === undefined ? [] : await readPlan(deps.blobs, ref), rows)) demand(at.person, 'plan.draft', section);
    return drafted(deps, at, unit, year, rows, 'sheet');
  });

/** Whose lines a new draft adds, changes, takes away or moves. */
const changedSections = (before: readonly PlanRow[], rows: readonly PlanRow[]): ReadonlySet<string> => {
  const texts = (list: readonly PlanRow[]): ReadonlySet<string> => new Set(list.map((row) => canonical({ ...row })));
  const [old, now] = [texts(before), texts(rows)];
  return new Set([...before.filter((row) => !now.has(canonical({ ...row }))), ...rows.filter((row) => !old.has(canonical({ ...row })))].map(({ section }) => section));
};

/** A plan sheet as it was dropped: its year and its lines. */
export const draftFromSheets = (deps: Deps) => async (by: By, unit: UnitId, name: string, sheets: readonly Sheet[]): Promise<Entry> => {
  const told = /(20\d{2})\s*年/.exec(name.normalize('NFKC'))?.[1];
  const { year, rows } = readPlanSheet(sheets, await itemsInForce(deps, unit), told === undefined ? null : Number(told));
  return draftFromSheet(deps)(by, unit, year, rows);
};

const rowsNow = async (deps: Deps, plan: PlanState): Promise<readonly PlanRow[]> => {
  const ref = plan.draft?.rows ?? versionInForce(plan)?.rows;
  if (ref === undefined) throw new Refusal('plan.none', '这一年度还没有计划', { next: '请发送：计划 新建' });
  return readPlan(deps.blobs, ref);
};

/** 计划 调整 2027-12 比例=8%: one line of the draft, or of the version in force. */
export const changeLine = (deps: Deps) => (by: By, unit: UnitId, year: number, line: string, change: Partial<Omit<PlanRow, 'no'>>): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const at = await atPlan(deps, desk, by, unit, year);
    demand(at.person, 'plan.draft');
    const rows = await rowsNow(deps, at.plan);
    const meant = rowMeant(rows, line);
    if (meant === null) throw new Refusal('plan.unknown-line', `计划里没有「${line.slice(0, 30)}」这一行，或有好几行`, { next: `请写计划编号，例如 ${rows[0]?.no ?? ''}` });
    for (const section of new Set([meant.section, change.section ?? meant.section])) demand(at.person, 'plan.draft', section);
    return drafted(deps, at, unit, year, rows.map((row) => (row.no === meant.no ? { ...row, ...change } : row)), 'edit');
  });

/** 计划 提交. */
export const submitPlan = (deps: Deps) => (by: By, unit: UnitId, year: number, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { plan, unit: state, person } = await atPlan(deps, desk, by, unit, year);
    const findings = plan.draft === null ? [] : (await planCheck(deps)(unit, year, await readPlan(deps.blobs, plan.draft.rows))).findings;
    return { unit, events: decideSubmission(plan, state, person, findings, reason) };
  });

/** The approval of the joint-meeting office, as a picture or PDF. */
export const filePlanEvidence = (deps: Deps) => (by: By, unit: UnitId, year: number, file: BlobRef): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { plan, person } = await atPlan(deps, desk, by, unit, year);
    return { unit, events: decidePlanEvidence(plan, person, file), blobs: [file] };
  });

export const approvePlan = (deps: Deps) => (by: By, unit: UnitId, year: number): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { plan, unit: state, person } = await atPlan(deps, desk, by, unit, year);
    const standing = standingFor(state, person, 'plan', localDate(deps.clock()), (as) => decideApproval(plan, as.unit, as.person));
    return { unit, events: signedFor(decideApproval(plan, standing.unit, standing.person), standing), principal: standing.principal };
  });

export const returnPlan = (deps: Deps) => (by: By, unit: UnitId, year: number, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { plan, unit: state, person } = await atPlan(deps, desk, by, unit, year);
    const standing = standingFor(state, person, 'plan', localDate(deps.clock()), (as) => decideReturn(plan, as.unit, as.person, reason));
    return { unit, events: signedFor(decideReturn(plan, standing.unit, standing.person, reason), standing), principal: standing.principal };
  });

/** 计划 备案. */
export const filePlan = (deps: Deps) => (by: By, unit: UnitId, year: number, filed: { readonly to: string; readonly number: string; readonly on: LocalDate }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { plan, unit: state, person } = await atPlan(deps, desk, by, unit, year);
    return { unit, events: decideFiling(plan, state, person, { ...filed, today: localDate(deps.clock()) }) };
  });

/** 计划 公开. */
export const publishPlan = (deps: Deps) => (by: By, unit: UnitId, year: number, published: { readonly url: string; readonly on: LocalDate }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { plan, person } = await atPlan(deps, desk, by, unit, year);
    return { unit, events: decidePublication(plan, person, { ...published, today: localDate(deps.clock()) }) };
  });
