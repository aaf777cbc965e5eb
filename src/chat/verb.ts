/**
 * What a verb of the chat is: one row of the table in commands.ts, run by a typed line and by a card's button alike.
 *
 * A verb reads its words, asks the application, and answers in cards and lines; it holds no rule. Who may do what is
 * decided behind it – `for` only hides from a person's help what he may not do.
 */
import type { By } from '../application/deps.ts';
import type { Blobs, Confidential, Journal, Links, Rosters, States } from '../application/ports.ts';
import type { Imports } from '../application/imports/ports.ts';
import type { Account, Instant, LocalDate } from '../domain/values.ts';
import type { Operation } from '../domain/people/permissions.ts';
import type { Person, UnitState } from '../domain/people/unit.ts';
import type { UnitId } from '../domain/ids.ts';
import type { Command, Named } from './parse/command.ts';
import type { Address, Card, Inbound, Platform, PlatformId } from './platform.ts';
import type { Queries } from './queries.ts';
import type { UseCases } from './use-cases.ts';

export interface VerbDeps {
  readonly useCases: UseCases;
  readonly queries: Queries;
  readonly states: States;
  readonly journal: Pick<Journal, 'ofStream' | 'byCause'>;
  readonly rosters: Rosters;
  readonly imports: Imports;
  readonly blobs: Blobs;
  readonly confidential: Confidential;
  readonly links: Pick<Links, 'to'>;
  readonly platforms: ReadonlyMap<PlatformId, Platform>;
}

/** The unit a person or group belongs to. */
export interface Belonging {
  readonly id: UnitId;
  readonly state: UnitState;
}

/** Where something was said. An unbound group, or one with outsiders, hears nothing that is not public. */
export type Place = 'private' | 'group' | 'outsiders' | 'unbound-group';

/** One request, whoever made it and however it came. */
export interface Ask {
  readonly deps: VerbDeps;
  readonly platform: PlatformId;
  readonly chat: Address;
  readonly place: Place;
  readonly account: Account;
  /** Every unit the account is bound in; more than one for administrators and clerks of several. */
  readonly choices: readonly Belonging[];
  /** Whether it is clear which of them is meant. */
  readonly isChosen: boolean;
  /** The unit in question: the person's, else the group's, else the only one there is. */
  readonly unit: Belonging | null;
  /** Null for somebody not bound. */
  readonly person: Person | null;
  readonly command: Command;
  readonly mentions: readonly { readonly user: string; readonly name: string }[];
  readonly at: Instant;
  readonly today: LocalDate;
  readonly via: 'chat' | 'card';
  /** Whether 「确认」 was typed behind the line: what stops has been read. */
  readonly isSure: boolean;
  /**
   * Unique per request. A request that decides several things names each by what it is about, never by its place in a
   * list: handled again after a stop, the list may be shorter, and each part must find its own earlier entry.
   */
  by(part?: string): By;
  readonly inbound: Inbound;
}

export interface Answer {
  /** One line: a text message to who typed, a toast to who clicked. */
  readonly line?: string;
  readonly tone?: 'ok' | 'info' | 'warn';
  readonly cards?: readonly { readonly card: Card; readonly subject?: string }[];
  /** Content-addressed bytes to send as files. */
  readonly files?: readonly { readonly name: string; readonly blob: string }[];
  /** Replaces cards sent here earlier, e.g. the form that was just filled in. */
  readonly updates?: readonly { readonly subject: string; readonly card: Card }[];
}

export interface Verb extends Named {
  /** Left out of the help of those who are bound, the administrator excepted. */
  readonly newcomersOnly?: true;
  /** How to type it, with an example number. */
  readonly usage: string;
  readonly help: string;
  /** Everybody; anybody bound; or who may do this operation by the permission table. */
  readonly for: 'everybody' | 'bound' | Operation;
  /** In a group: answered there (even with outsiders), there when it is the unit's own, or only in private. */
  readonly answers: 'publicly' | 'here' | 'privately';
  /** Changes something: in a group a typed line is confirmed first. */
  readonly writes: boolean;
  readonly run: (ask: Ask) => Promise<Answer>;
}
