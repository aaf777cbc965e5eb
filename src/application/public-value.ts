/**
 * 公开数: read off by one, confirmed by another; then the draw opens by itself.
 */
import { howToType, readPublicValue } from '../domain/draw/public-wish.ts';
import { sourceWords } from '../domain/draw/public.ts';
import type { AwaitedPublic, PublicValue } from '../domain/draw/public-value.ts';
import type { TaskId } from '../domain/ids.ts';
import { Refusal } from '../domain/refusal.ts';
import { decidePublicConfirmed, decidePublicRejected, decidePublicValue, requireWaiting } from '../domain/task/public-value.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry } from './ports.ts';
import { revealDraw } from './reveal.ts';
import { atTask } from './task.ts';

/** @throws Refusal when a beacon's signature is not genuine: whoever typed it made a slip, or something worse */
export const demandGenuine = (deps: Pick<Deps, 'checkBeacon'>, awaited: AwaitedPublic, value: PublicValue, subject: string): void => {
  if (value.kind !== 'drand' || deps.checkBeacon(value)) return;
  throw new Refusal('draw.public-not-genuine', `${sourceWords(awaited)}的签名验证不通过`, { next: howToType(awaited, subject), clause: '信标签名由固定的公钥验证' });
};

/**
 * @param issue what was typed as 期号 or 日期, '' when nothing was
 * @param text the numbers, or what a drand server shows
 */
export const enterPublicValue = (deps: Deps) => async (by: By, task: TaskId, issue: string, text: string): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    const { public: awaited } = requireWaiting(state);
    // Who may not, or comes too early, hears that before his numbers are looked at.
    const value = readPublicValue(awaited, issue, text, task);
    const events = decidePublicValue(state, person, value, deps.clock());
    demandGenuine(deps, awaited, value, task);
    return { unit: unitId, events };
  });
  await revealDraw(deps)(task);
  return entry;
};

export const confirmPublicValue = (deps: Deps) => async (by: By, task: TaskId): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    return { unit: unitId, events: decidePublicConfirmed(state, person) };
  });
  await revealDraw(deps)(task);
  return entry;
};

export const rejectPublicValue = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    return { unit: unitId, events: decidePublicRejected(state, person, reason) };
  });
