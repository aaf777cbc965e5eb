/** Every storage port in memory, wired together: what a use-case test needs beside its clock and its randomness. */
import { randomBytes } from 'node:crypto';
import type { Blobs, Clock, Confidential, ConfidentialFile, Journal, RandomBytes, Rosters, Secrets, States } from '../../src/application/ports.ts';
import type { Imports, StagedImport } from '../../src/application/imports/ports.ts';
import { memoryJournal } from './memory-journal.ts';
import type { Past } from './memory-journal.ts';
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

/** What a storage starts from; nothing, unless it is a copy of another. */
interface Kept { readonly past?: Past; readonly blobs: Blobs; readonly imports: Map<string, StagedImport>; readonly secrets: Map<string, Uint8Array>; readonly confidential: Map<string, string | ConfidentialFile> }

export interface ForkableStorage extends MemoryStorage {
  /** A storage of its own that begins with everything in this one: a test tries something and throws it away. */
  readonly fork: () => ForkableStorage;
}

const storageOf = (make: { readonly clock: Clock; readonly random: RandomBytes }, kept: Kept): ForkableStorage => {
  const { blobs } = kept;
  const { journal, states, past } = memoryJournal({ clock: make.clock, blobs, ...(kept.past === undefined ? {} : { past: kept.past }) });
  return {
    journal, states, blobs,
    rosters: memoryRosters({ journal, blobs }),
    imports: memoryImports(kept.imports),
    secrets: memorySecrets(kept.secrets),
    confidential: memoryConfidential({ random: make.random, stored: kept.confidential }),
    // Blobs are named by their content: sharing them changes nothing for anybody.
    fork: () => storageOf(make, { past: past(), blobs, imports: new Map(kept.imports), secrets: new Map(kept.secrets), confidential: new Map(kept.confidential) }),
  };
};

/** @param random only for ids and salts nobody asserts on; deterministic tests pass their own */
export const memoryStorage = ({ clock, random = randomBytes }: { clock: Clock; random?: RandomBytes }): ForkableStorage =>
  storageOf({ clock, random }, { blobs: memoryBlobs(), imports: new Map(), secrets: new Map(), confidential: new Map() });
