/**
 * 「已由赵红于 09:31 办理」: whoever comes second hears who was first, and when; the journal knows.
 */
import type { FactType } from '../../domain/events.ts';
import { localDate, localTime } from '../../domain/calendar/working-days.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Ask } from '../verb.ts';

/** Enough to find the last of a kind: a stream's newest entries. */
const NEWEST = 50;

/**
 * Runs a decision; a refusal because it was made already is told with who made it.
 * @param codes refusals that mean so
 * @param facts what was recorded when it was made
 * @param anew what begins the matter again: decisions before it are not the ones meant
 */
export const orWhoDid = async <T>(ask: Ask, stream: string, codes: readonly string[], facts: readonly FactType[], decide: () => Promise<T>, anew: readonly FactType[] = []): Promise<T> => {
  try {
    return await decide();
  } catch (error) {
    if (!(error instanceof Refusal) || !codes.includes(error.code)) throw error;
    const entry = (await ask.deps.journal.ofStream(stream, NEWEST)).findLast(({ events }) => events.some(({ type }) => facts.includes(type) || anew.includes(type)));
    if (entry === undefined || !entry.events.some(({ type }) => facts.includes(type))) throw error;
    const when = localDate(entry.at) === ask.today ? localTime(entry.at) : `${localDate(entry.at)} ${localTime(entry.at)}`;
    throw new Refusal(error.code, `${error.message}（已由${entry.actor.name}于 ${when} 办理）`, { next: error.next, ...(error.clause === null ? {} : { clause: error.clause }) });
  }
};
