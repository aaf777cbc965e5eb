/**
 * What needs the operator – messages that cannot be handled or delivered, a record that does not verify – is told to the
 * administrators in the chat, once a working day as long as it lasts. Numbers only, never contents.
 */
import { instantOf } from '../../domain/calendar/working-days.ts';
import type { Instant } from '../../domain/values.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { Deps } from '../deps.ts';
import { give, givenIn, hearersOf, sweep } from './give.ts';

const FROM = '09:00';

/** @param look sentences in Chinese, one for each thing that is wrong; [] when all is well */
export const sweepHealth = (deps: Deps, look: () => Promise<readonly string[]>): ((now: Instant) => Promise<number>) =>
  sweep(async (_, at) => {
    if (!at.isOffice || at.now < instantOf(at.today, FROM)) return 0;
    const findings = await look();
    const administrators = withRole(at.state, 'administrator');
    if (findings.length === 0 || administrators.length === 0) return 0;
    const book = `health/${at.unit}`;
    const slot = { subject: book, kind: 'health', due: instantOf(at.today, FROM) } as const;
    if ((await givenIn(deps, book))(slot)) return 0;
    return give(deps, at, { ...slot, to: hearersOf(at, administrators), book, findings });
  })(deps);
