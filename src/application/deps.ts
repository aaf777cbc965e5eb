/**
 * What use cases are made of: the ports, and who is asking.
 */
import type { BeaconCheck } from '../domain/draw/public.ts';
import type { UnitId } from '../domain/ids.ts';
import type { Actor, Blobs, Clock, Confidential, DocumentWriter, EntryDraft, Journal, Links, RandomBytes, Rosters, Secrets, SheetReader, SheetWriter, Signer, States } from './ports.ts';
import type { Imports, LongImports, SheetJudge } from './imports/ports.ts';

export interface Deps {
  readonly journal: Journal;
  readonly states: States;
  readonly blobs: Blobs;
  readonly rosters: Rosters;
  readonly imports: Imports;
  readonly secrets: Secrets;
  readonly confidential: Confidential;
  /** Small tables of any kind; rosters go through sheetJudge. */
  readonly sheetReader: SheetReader;
  readonly sheetJudge: SheetJudge;
  readonly longImports: LongImports;
  readonly sheetWriter: SheetWriter;
  readonly documentWriter: DocumentWriter;
  readonly signer: Signer;
  readonly links: Links;
  /** Whether a drand signature is genuine under its pinned key; needs no network. */
  readonly checkBeacon: BeaconCheck;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** SHA-256 of the one-time administrator code printed at first start. */
  readonly administratorCode: string;
}

/** One request of one person: `cause` makes it act once however often it is delivered. */
export interface By {
  readonly actor: Actor;
  readonly via: EntryDraft['via'];
  readonly cause: string;
  readonly unit: UnitId | null;
}
