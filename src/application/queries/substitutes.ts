/**
 * Who may take over a post: the candidates with their load, everybody else with the reason (威海临港细则 第十三条).
 *
 * Judged on the lists of today, not of the draw: certificates lapse and people fall ill in between. Where the rule set
 * fills posts by lot (递补抽取), the pick follows from the next code of the draw's chain and nobody chooses.
 */
import { digestOf } from '../../domain/canonical.ts';
import { localDate } from '../../domain/calendar/working-days.ts';
import { otpChain, seedOf } from '../../domain/draw/draw.ts';
import { byTicket, keyOf, ticketOf } from '../../domain/draw/ticket.ts';
import type { InspectorLine } from '../../domain/draw/types.ts';
import { digest, inspectorCode, taskOf } from '../../domain/ids.ts';
import type { Digest, InspectorCode, SubstitutionId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { InspectorRow, TargetRow } from '../../domain/roster/rows.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { inspectorLine, recusalLines } from '../../domain/task/lines.ts';
import { teamRuleOf } from '../../domain/task/modes.ts';
import { requireTask } from '../../domain/task/require.ts';
import { refillRule } from '../../domain/substitution/refill.ts';
import { lockedAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { candidatesForPost } from '../../domain/team/substitutes.ts';
import { CODE_CHAIN_LENGTH, secretId } from '../draw.ts';
import type { Deps } from '../deps.ts';

export interface Substitutes {
  readonly candidates: readonly { readonly inspector: InspectorCode; readonly name: string; readonly section: string; readonly load: number }[];
  readonly excluded: readonly { readonly inspector: InspectorCode; readonly name: string; readonly reason: string }[];
  /** Where the post is filled by lot: the round and whom it names; null where the approver chooses. */
  readonly lot: { readonly round: number; readonly otp: Digest; readonly seed: Digest; readonly pick: InspectorCode | null } | null;
}

type Reads = Pick<Deps, 'states' | 'rosters' | 'blobs' | 'secrets' | 'clock'>;

/** Inspections of the year each person is in the team of. */
const loadsNow = async (deps: Reads, task: TaskState): Promise<ReadonlyMap<string, number>> => {
  const { unit } = requireTask(task);
  const year = localDate(task.createdAt ?? deps.clock()).slice(0, 4);
  const loads = new Map<string, number>();
  for (const { state } of await deps.states.find('inspection', { unit })) {
    if (state.task?.includes(`${year}-`) !== true) continue;
    state.inspectors.forEach((inspector) => loads.set(inspector, (loads.get(inspector) ?? 0) + 1));
  }
  return loads;
};

const peopleNow = async (deps: Reads, task: TaskState, loads: ReadonlyMap<string, number>): Promise<readonly InspectorLine[]> => {
  const { unit, settings } = requireTask(task);
  const { state: roster } = await deps.states.load('roster', rosterStream(unit, 'inspectors'));
  const { state: duty } = await deps.states.load('duty', unit);
  const lines: InspectorLine[] = [];
  for await (const { row } of deps.rosters.rows(unit, 'inspectors', roster.version)) {
    const line = inspectorLine(row as unknown as InspectorRow, settings, duty, loads.get(String(row['code'])) ?? 0);
    if (line !== null) lines.push(line);
  }
  return lines;
};

const sectionOfTarget = async (deps: Reads, task: TaskState, inspection: InspectionState): Promise<string> => {
  const { unit } = requireTask(task);
  const { state: roster } = await deps.states.load('roster', rosterStream(unit, 'targets'));
  const row = await deps.rosters.row(unit, 'targets', roster.version, inspection.target?.code ?? '');
  return (row as unknown as TargetRow | null)?.section ?? '';
};

/** The round follows the posts already filled by lot in this task; its cause is the request itself. */
const lotOf = async (deps: Reads, task: TaskState, cause: { readonly substitution: string; readonly inspection: string; readonly inspector: string }, candidates: readonly InspectorLine[], clause: string): Promise<Substitutes['lot']> => {
  const { id } = requireTask(task);
  const attempt = lockedAttempt(task, ['together', 'inspectors']);
  const secret = attempt === null ? null : await deps.secrets.get(secretId(id, attempt.attempt));
  if (attempt === null || secret === null) throw new Refusal('substitution.no-code', '递补抽取所需的后续密钥已不存在', { next: '请联系系统管理员核对密钥配置；可由分管负责人改为重新组织抽取', clause });
  const filled = (await deps.states.find('inspection', { task: id })).reduce((sum, { state }) => sum + state.replaced.length, 0);
  const round = 2 + filled;
  const otp = otpChain(secret, CODE_CHAIN_LENGTH).code(round);
  const seed = seedOf({ planBytes: await deps.blobs.get(attempt.plan.sha256), round, contributions: [], otp, prev: digestOf(cause) });
  const key = keyOf(seed, `sub/${round}`);
  const [first] = candidates.map((line) => ({ id: line.id, ticket: ticketOf(key, line.id) })).sort(byTicket);
  const [otpDigest, seedDigest] = [digest(otp), digest(seed)];
  if (otpDigest === null || seedDigest === null) throw new TypeError('not a SHA-256 digest');
  return { round, otp: otpDigest, seed: seedDigest, pick: first === undefined ? null : inspectorCode(first.id) };
};

/** @throws Refusal when there is no such request */
export const substitutes = (deps: Reads) => async (id: SubstitutionId): Promise<Substitutes> => {
  const { state: request } = await deps.states.load('substitution', id);
  if (request.inspection === null || request.inspector === null) throw new Refusal('substitution.unknown', `没有「${id}」这个更换申请`, { next: '发送「我的」查看待审批的申请' });
  const { state: inspection } = await deps.states.load('inspection', request.inspection);
  const { state: task } = await deps.states.load('task', taskOf(request.inspection));
  const { settings, rules } = requireTask(task);
  const set = rulesInForce(rules);
  const code = inspection.target?.code;
  const post = inspection.posts.findIndex((each) => each.inspector === request.inspector);
  if (code === undefined || post < 0) return { candidates: [], excluded: [], lot: null };

  const inspectors = await peopleNow(deps, task, await loadsNow(deps, task));
  const { state: duty } = await deps.states.load('duty', requireTask(task).unit);
  const { candidates, excluded } = candidatesForPost({
    post,
    team: { members: inspection.posts },
    target: { code, name: inspection.target?.name ?? '', section: await sectionOfTarget(deps, task, inspection) },
    inspectors,
    recusals: recusalLines(duty, new Set(inspectors.map((line) => line.id)), new Set([code])),
    rules: teamRuleOf(settings, set),
  });
  const refill = refillRule(set, request.reason);
  const lot = refill.value === 'redraw' && request.phase === 'requested'
    ? await lotOf(deps, task, { substitution: id, inspection: request.inspection, inspector: request.inspector }, candidates, refill.clause)
    : null;
  return { candidates: candidates.map(({ id: inspector, name, section, load }) => ({ inspector, name, section, load })), excluded: excluded.map(({ inspector, name, reason }) => ({ inspector, name, reason })), lot };
};
