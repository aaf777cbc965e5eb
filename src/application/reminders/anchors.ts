/**
 * The head hash of the journal, told to the supervisors once a working day: an anchor outside our database, against which
 * a rewritten history would show. Said only when people have done something since the last one.
 */
import { instantOf } from '../../domain/calendar/working-days.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { Deps } from '../deps.ts';
import { give, givenIn, hearersOf, sweep } from './give.ts';

const TOLD_AT = '16:45';
const PAGE = 200;

const anyoneActedSince = async ({ journal }: Pick<Deps, 'journal'>, seq: number): Promise<boolean> => {
  for (let after = seq; ; ) {
    const entries = await journal.read(after, PAGE);
    if (entries.some(({ via }) => via !== 'job')) return true;
    const last = entries.at(-1);
    if (last === undefined) return false;
    after = last.seq;
  }
};

export const sweepAnchors = sweep(async (deps, at) => {
  const due = instantOf(at.today, TOLD_AT);
  const supervisors = withRole(at.state, 'supervisor');
  if (!at.isOffice || at.now < due || supervisors.length === 0) return 0;
  const book = `anchor/${at.unit}`;
  const slot = { subject: book, kind: 'anchor', due } as const;
  if ((await givenIn(deps, book))(slot)) return 0;
  const { state: told } = await deps.states.load('reminder', `${book}/anchor`);
  if (!(await anyoneActedSince(deps, told.seq ?? 0))) return 0;
  const { seq, hash } = await deps.journal.head();
  return give(deps, at, { ...slot, to: hearersOf(at, supervisors), book, head: { seq, hash } });
});
