/**
 * 复核: recompute a draw from what was kept and compare it, step by step, with what was announced.
 *
 * Uses nothing but the frozen lists, the plan, what people typed and the revealed code; a difference names the step.
 */
import { canonical, sha256Hex } from '../../domain/canonical.ts';
import type { Json } from '../../domain/canonical.ts';
import { drawFrom, seedOf } from '../../domain/draw/draw.ts';
import { readPlan } from '../../domain/draw/plan.ts';
import { beaconOf, publicValueFault, sourceWords, valueWords } from '../../domain/draw/public.ts';
import { opens } from '../../domain/draw/seed.ts';
import type { DrawResult } from '../../domain/draw/types.ts';
import type { TaskId } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { Attempt } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';

export interface CheckedStep { readonly what: string; readonly ok: boolean; readonly detail: string }
export interface Recheck {
  readonly task: TaskId;
  readonly name: string;
  /** One per attempt that produced a result. */
  readonly attempts: readonly { readonly attempt: number; readonly phase: Attempt['phase']; readonly stage: Attempt['stage']; readonly steps: readonly CheckedStep[] }[];
  readonly abandoned: number;
  readonly void: number;
  readonly ok: boolean;
}

const step = (what: string, ok: boolean, detail: string): CheckedStep => ({ what, ok, detail });

const recomputed = (plan: Json, lists: Omit<Parameters<typeof drawFrom>[0], 'plan' | 'seed'>, seed: string): DrawResult | string => {
  try {
    return drawFrom({ plan, ...lists, seed });
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
};

const sameTargets = (a: DrawResult, b: DrawResult): boolean => canonical(a.selected) === canonical(b.selected);
const sameTeams = (a: DrawResult, b: DrawResult): boolean => canonical(a.teams) === canonical(b.teams);

const checkAttempt = async (deps: Pick<Deps, 'blobs'>, attempt: Attempt): Promise<readonly CheckedStep[]> => {
  const { otp, seed, result } = attempt;
  if (otp === null || seed === null || result === null) return [];
  const [planBytes, targets, inspectors, recusals, kept] = await Promise.all([attempt.plan, attempt.targets, attempt.inspectors, attempt.recusals, result].map(({ sha256 }) => deps.blobs.get(sha256)));
  if (planBytes === undefined || targets === undefined || inspectors === undefined || recusals === undefined || kept === undefined) return [step('留存文件', false, '有留存文件缺失')];
  const raw = JSON.parse(new TextDecoder().decode(planBytes)) as Json;
  const plan = readPlan(raw);
  const announced = JSON.parse(new TextDecoder().decode(kept)) as DrawResult;
  const contributions = attempt.contributions.map(({ alias, seq, text }) => ({ by: alias, seq, text }));
  const entered = attempt.publicValue;
  const seedNow = seedOf({ planBytes, round: 1, contributions, otp, beacon: beaconOf(entered?.value ?? null) });
  const again = recomputed(raw, { targets, inspectors, recusals }, seedNow);
  const steps = [
    step('方案指纹', sha256Hex(planBytes) === attempt.planHash, attempt.planHash),
    step('承诺（揭示的密钥可由承诺验证）', opens(otp, 1, plan.otp.top), plan.otp.top),
    ...(plan.public.kind === 'none' ? [] : [step(`公开数：${sourceWords(plan.public)}`, publicValueFault(plan.public, entered?.value) === '', entered === undefined ? '没有录入' : valueWords(entered.value))]),
    step('种子', seedNow === seed, seed),
  ];
  if (typeof again === 'string') return [...steps, step('名单快照', false, again)];
  const total = announced.selected.length;
  return [
    ...steps,
    step('名单快照', true, `检查对象 ${String(plan.roster.rows)} 户、执法检查人员 ${String(plan.inspectors.rows)} 人`),
    step('抽中对象', sameTargets(again, announced), `${String(total)}/${String(total)} 户`),
    ...(announced.teams === null ? [] : [step('人员分派', sameTeams(again, announced), `${String(announced.teams.length)} 组`)]),
  ];
};

export const recheckDraw = (deps: Pick<Deps, 'states' | 'blobs'>) => async (id: TaskId): Promise<Recheck> => {
  const { state } = await deps.states.load('task', id);
  const { settings } = requireTask(state);
  const drawn = state.attempts.filter(({ result }) => result !== null);
  if (drawn.length === 0) throw new Refusal('draw.nothing-drawn', '本任务还没有抽取结果，无可复核', { next: '抽取完成后再发送「复核」' });
  const attempts = await Promise.all(drawn.map(async (attempt) => ({ attempt: attempt.attempt, phase: attempt.phase, stage: attempt.stage, steps: await checkAttempt(deps, attempt) })));
  return {
    task: id, name: settings.name, attempts,
    abandoned: state.attempts.filter(({ phase }) => phase === 'abandoned').length,
    void: state.attempts.filter(({ phase }) => phase === 'void').length,
    ok: attempts.every(({ steps }) => steps.every(({ ok }) => ok)),
  };
};
