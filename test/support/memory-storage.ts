/** Every storage port in memory, wired together: what a use-case test needs beside its clock and its randomness. */
import { randomBytes } from 'node:crypto';
import type { Blobs, Clock, Confidential, Journal, RandomBytes, Rosters, Secrets, States } from '../../src/application/ports.ts';
import type { Imports } from '../../src/application/imports/ports.ts';
import { memoryJournal } from './memory-journal.ts';
import { memoryBlobs, memoryConfidential, memoryImports, memoryRosters, memorySecrets } from './memory-stores.ts';

export interface MemoryStorage {
  readonly journal: Journal;
  readonly states: States;
  readonly blobs: Blobs;
  readonly rosters: Rosters;
  readonly imports: Imports;
  readonly secrets: Secrets;
  readonly confidential: Confidential;
}

/** @param random only for ids and salts nobody asserts on; deterministic tests pass their own */
export const memoryStorage = ({ clock, random = randomBytes }: { clock: Clock; random?: RandomBytes }): MemoryStorage => {
  const blobs = memoryBlobs();
  const { journal, states } = memoryJournal({ clock, blobs });
  return {
    journal, states, blobs,
    rosters: memoryRosters({ journal, blobs }),
    imports: memoryImports(),
    secrets: memorySecrets(),
    confidential: memoryConfidential({ random }),
  };
};
