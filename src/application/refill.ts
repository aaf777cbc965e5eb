/**
 * 递补对象: the next of the reserve follows a target that was gone. Its visit is made by the same team; a member with an interest in
 * the new target is asked to be replaced in the same breath.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { Exclusion } from '../domain/draw/types.ts';
import type { Fact } from '../domain/events.ts';
import { nthSubstitution, taskOf } from '../domain/ids.ts';
import type { InspectionId, TargetCode } from '../domain/ids.ts';
import { decideRefill, requireRefillable } from '../domain/inspection/refill.ts';
import { evolveInspection, newInspection } from '../domain/inspection/inspection.ts';
import { Refusal } from '../domain/refusal.ts';
import { isKeptApart } from '../domain/roster/interests.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import type { TargetRow } from '../domain/roster/rows.ts';
import { approverOf } from '../domain/substitution/decide.ts';
import { targetLine } from '../domain/task/lines.ts';
import { rulesOfTask } from '../domain/task/require.ts';
import { lockedAttempt } from '../domain/task/task.ts';
import { countsToCap } from '../domain/task/visit-kinds.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry } from './ports.ts';
import { readResult } from './queries/read-result.ts';
import { reservationsOf, yearlyCounts } from './queries/yearly.ts';
import { atTask } from './task.ts';

export const refillTarget = (deps: Deps) => (by: By, id: InspectionId): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state: task, unit, unitId, person } = await atTask(desk, by, taskOf(id));
    const visit = await desk.take('inspection', id);
    requireRefillable(unit, task, visit, person);
    const locked = lockedAttempt(task, ['together', 'objects']);
    if (locked?.result == null || task.settings === null) throw new Refusal('draw.nothing-drawn', '本任务还没有锁定的抽取', { next: '发送「任务」查看进度' });
    const { selected, reserve = [] } = await readResult(deps.blobs, locked.result.sha256);
    const { version } = await desk.read('roster', rosterStream(unitId, 'targets'));
    const { visits } = await yearlyCounts(deps, task);
    const { objectCap } = rulesOfTask(task);
    const cap = { maxPerYear: countsToCap(task.settings) ? objectCap.maxPerYear.value : null, keyObjectsExempt: objectCap.keyObjectsExempt.value };
    const now = new Map<TargetCode, Exclusion | null>();
    // Those of another stratum, or that came in before, are not asked about.
    const used = new Set((task.refills ?? []).map((each) => each.code));
    for (const { code } of reserve.filter((each) => each.stratum === visit.stratum && !used.has(each.code))) {
      const row = (await deps.rosters.row(unitId, 'targets', version, code)) as unknown as TargetRow | null;
      now.set(code, row === null ? 'not-in-business' : targetLine(row, visits.get(code) ?? 0, cap).excluded);
    }
    const refilled = decideRefill(unit, task, visit, person, { reserve, excludedNow: (code) => now.get(code) ?? null, drawn: selected.length });
    // The addition is counted: whoever prepared a draw meanwhile has counted without it.
    for (const { id: stream } of reservationsOf(task, locked)) await desk.take('cap', stream);
    await desk.take('inspection', refilled.inspection);
    const added = evolveInspection(newInspection, refilled, deps.clock());
    const today = localDate(deps.clock());
    const { interests } = await desk.read('duty', unitId);
    const events: Fact[] = [refilled];
    const year = Number(today.slice(0, 4));
    for (const post of added.posts.filter(({ inspector }) => isKeptApart(interests, inspector, refilled.target.code, today))) {
      const register = await desk.take('register', `${unitId}/${String(year)}`);
      const substitution = nthSubstitution(unitId, year, register.substitutions + events.length);
      await desk.take('substitution', substitution);
      events.push({ type: 'SubstitutionRequested', unit: unitId, substitution, inspection: refilled.inspection, inspector: post.inspector, reason: 'recusal', detail: null, by: null, approver: approverOf(unit, task, added, post, null).id });
    }
    return { unit: unitId, events };
  });
