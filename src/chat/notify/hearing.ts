/**
 * The shape of the notify table: for every fact that may be recorded, who hears of it.
 */
import type { Blobs, Entry, Journal, Rosters, States } from '../../application/ports.ts';
import type { Imports } from '../../application/imports/ports.ts';
import type { FactOf, FactType } from '../../domain/events.ts';
import type { OutboxStore } from '../ports.ts';
import type { Queries } from '../queries.ts';
import type { Note } from './note.ts';

export interface HearingDeps {
  readonly states: States;
  readonly blobs: Blobs;
  readonly rosters: Rosters;
  readonly imports: Imports;
  readonly journal: Pick<Journal, 'ofStream'>;
  readonly outbox: Pick<OutboxStore, 'cards'>;
  readonly queries: Pick<Queries, 'candidatesFor' | 'mergeOffers' | 'waysFor' | 'planView' | 'monthlyReport' | 'monthlySheet' | 'resultSheet' | 'previewDraw' | 'minesOf' | 'deadlineChanges' | 'openVisits' | 'sinceLastDraw' | 'envelopeOf' | 'bundleSoFar'>;
}
export interface Heard {
  readonly deps: HearingDeps;
  readonly entry: Entry;
}
export type Hearing<T extends FactType> = { readonly [K in T]: (fact: FactOf<K>, heard: Heard) => Promise<readonly Note[]> };

/** Facts nobody needs to be told of: who acted has his answer, everybody else his 「我的」 and 「日志」. */
export const silent = (): Promise<readonly Note[]> => Promise.resolve([]);
