/**
 * Load → decide → append, once and for all use cases.
 *
 * `decide` may run several times: a stream that moved since it was loaded makes the append fail, and everything is loaded
 * and decided again. A refusal of a request that was already carried out (the same cause, delivered twice) gives back the
 * entry it made the first time.
 */
import type { Fact } from '../domain/events.ts';
import type { BlobRef } from '../domain/values.ts';
import type { UnitId } from '../domain/ids.ts';
import type { Person } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { streamOf } from '../domain/streams.ts';
import type { StateOf, StreamKind } from '../domain/streams.ts';
import type { By, Deps } from './deps.ts';
import { StreamMoved } from './ports.ts';
import type { Entry, Touch } from './ports.ts';

export interface Decision {
  readonly unit: UnitId | null;
  readonly events: readonly Fact[];
  readonly blobs?: readonly BlobRef[];
  /** In whose place it was taken: the journal's signature says so. */
  readonly principal?: Person | null;
}

/** Loads states for one decision and remembers which streams the decision changes. */
export interface Desk {
  /** For reading only: the decision does not depend on it staying as it is. */
  readonly read: <K extends StreamKind>(kind: K, id: string) => Promise<StateOf<K>>;
  /** Loads a stream this decision changes, or must not have changed under it. */
  readonly take: <K extends StreamKind>(kind: K, id: string) => Promise<StateOf<K>>;
  /** Like take, but conditional on a version seen earlier instead of the present one. */
  readonly takeAt: (kind: StreamKind, id: string, version: number) => void;
}

/** Tries before a decision gives up against others who keep changing the same streams. */
const MAX_TRIES = 64;

const deskOf = (deps: Deps): { desk: Desk; touches: () => readonly Touch[] } => {
  const versions = new Map<string, number>();
  const desk: Desk = {
    read: async (kind, id) => (await deps.states.load(kind, id)).state,
    take: async (kind, id) => {
      const { state, version } = await deps.states.load(kind, id);
      versions.set(streamOf(kind, id), version);
      return state;
    },
    takeAt: (kind, id, version) => { versions.set(streamOf(kind, id), version); },
  };
  return { desk, touches: () => [...versions].map(([stream, version]) => ({ stream, version: version + 1 })) };
};

/**
 * @param decide pure in its effect: may be repeated; blobs it writes are content-addressed
 * @returns the journal entry, of now or of an earlier delivery of the same cause
 * @throws Refusal as decided
 */
export const record = async (deps: Deps, by: By, decide: (desk: Desk) => Promise<Decision>): Promise<Entry> => {
  for (let tries = 1; ; tries += 1) {
    const { desk, touches } = deskOf(deps);
    try {
      const { unit, events, blobs = [], principal = null } = await decide(desk);
      const actor = principal === null ? by.actor : { ...by.actor, name: `${by.actor.name}（代${principal.name}）` };
      return await deps.journal.append({ actor, via: by.via, cause: by.cause, unit, touches: touches(), events, blobs });
    } catch (error) {
      if (error instanceof StreamMoved && tries < MAX_TRIES) continue;
      if (error instanceof Refusal) {
        const earlier = await deps.journal.byCause(by.cause);
        if (earlier !== null) return earlier;
      }
      throw error;
    }
  }
};
