/**
 * What is due to be said and has not been given: the sweeps look, and record nothing. While they do their work the list is empty
 * but for what has come due since they last ran; something that stays on it is stuck.
 */
import type { Instant } from '../../domain/values.ts';
import type { Deps } from '../deps.ts';
import { sweepAcceptances } from './acceptance.ts';
import { sweepDigests } from './digest.ts';
import { sweepDraws } from './draws.ts';
import type { Reminder } from './give.ts';
import { sweepPublications } from './publication.ts';
import { sweepSubstitutions } from './substitutions.ts';
import { sweepTargets } from './targets.ts';

const SWEEPS = [sweepTargets, sweepDigests, sweepDraws, sweepAcceptances, sweepSubstitutions, sweepPublications] as const;

/** @throws when one of the sweeps cannot look */
export const dueReminders = (deps: Deps) => async (now: Instant): Promise<readonly Reminder[]> => {
  const due: Reminder[] = [];
  for (const sweep of SWEEPS) await sweep(deps, (reminder) => due.push(reminder))(now);
  return due;
};
