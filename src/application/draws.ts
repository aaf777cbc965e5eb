/**
 * The unit's tree of draws, as the use cases see it: milestones of a draw enter it in the order of the journal.
 */
import { unitLeaf } from '../domain/draw/unit-log.ts';
import type { Fact } from '../domain/events.ts';
import type { UnitId } from '../domain/ids.ts';
import type { Desk } from './decision.ts';

const ANY_INSTANT = '1970-01-01T00:00:00.000Z';

/** Takes the unit's tree when one of the facts is a leaf of it, so that no two leaves claim one place. */
export const entered = async (desk: Desk, unit: UnitId, events: readonly Fact[]): Promise<readonly Fact[]> => {
  if (events.some((fact) => unitLeaf(fact, ANY_INSTANT) !== null)) await desk.take('draws', unit);
  return events;
};
