/** What the cards of a draw are called, so that each can be replaced wherever it was sent. */
import type { TaskId } from '../../domain/ids.ts';

/** One evolving card per attempt, wherever it was sent. */
export const attemptSubject = (task: TaskId, attempt: number): string => `task/${task}/attempt/${String(attempt)}`;
/** The witness's own card of the same attempt. */
export const witnessSubject = (task: TaskId, attempt: number): string => `task/${task}/attempt/${String(attempt)}/witness`;
export const rostersSubject = (task: TaskId): string => `task/${task}/rosters`;
