/**
 * The log of a ceremony: its events as they leave the house, each bound to the one before, all under one RFC 9162 root.
 *
 * Made from the facts of the journal; holds roles and salted ids instead of names of those who take part, digests instead
 * of free reasons. An event that names people who were not drawn may be withheld from the public edition: its two hashes
 * stand in, chain and root still verify.
 */
import { createHash, createHmac } from 'node:crypto';

import { canonical, sha256Hex } from '../canonical.ts';
import type { Json } from '../canonical.ts';
import type { Fact } from '../events.ts';
import type { BlobRef, Instant } from '../values.ts';
import type { PersonId } from '../ids.ts';
import { hexOf, leafHash, treeRoot } from './merkle.ts';
import type { PublicValue } from './public-value.ts';
import { publishedResult } from './published.ts';
import type { DrawResult } from './types.ts';

export const LOG_TYPES = [
  'plan', 'contribution', 'closed', 'public', 'reveal', 'result', 'declined', 'abandoned', 'attested', 'objection', 'objection-decided', 'void', 'locked',
  'substitution-request', 'substitution-refused', 'approval', 'round', 'round-contribution', 'round-public', 'round-abandoned', 'appointed', 'appointed-outside',
] as const;
export type LogType = (typeof LOG_TYPES)[number];

export interface LogEvent {
  readonly seq: number;
  readonly type: LogType;
  readonly at: Instant;
  /** SHA-256 of the canonical JSON of the event before; null for the first. */
  readonly prev: string | null;
  readonly body: Json;
}
/** What stands in for an event that is not shown: its leaf in the tree and its hash in the chain. */
export interface WithheldEvent { readonly seq: number; readonly withheld: { readonly leaf: string; readonly hash: string } }
export type LoggedEvent = LogEvent | WithheldEvent;

/** Only these may be withheld: they name inspectors who were considered and not drawn. */
export const WITHHOLDABLE: readonly LogType[] = ['substitution-request', 'substitution-refused', 'approval', 'round', 'round-contribution', 'round-public', 'round-abandoned', 'appointed', 'appointed-outside'];

export const isWithheld = (event: LoggedEvent): event is WithheldEvent => 'withheld' in event;
const bytesOf = (event: LogEvent): Uint8Array => new TextEncoder().encode(canonical(event));
export const hashOf = (event: LoggedEvent): string => (isWithheld(event) ? event.withheld.hash : sha256Hex(bytesOf(event)));
export const leafOf = (event: LoggedEvent): Uint8Array => (isWithheld(event) ? new Uint8Array(Buffer.from(event.withheld.leaf, 'hex')) : leafHash(bytesOf(event)));
export const withhold = (event: LogEvent): WithheldEvent => ({ seq: event.seq, withheld: { leaf: hexOf(leafOf(event)), hash: hashOf(event) } });
export const logRoot = (log: readonly LoggedEvent[]): Uint8Array => treeRoot(log.map(leafOf));

type Draft = Pick<LogEvent, 'type' | 'at' | 'body'>;

export const chained = (drafts: readonly Draft[]): readonly LogEvent[] => {
  let prev: string | null = null;
  return drafts.map(({ type, at, body }, seq) => {
    const event: LogEvent = { seq, type, at, prev, body };
    prev = hashOf(event);
    return event;
  });
};

/** Role and salted id of somebody who takes part: 「监督员#3fa0c1d2」. The salt belongs to the task. */
export const aliasOf = (role: string, person: PersonId, salt: string): string => `${role}#${createHash('sha256').update(`${salt}\0${person}`).digest('hex').slice(0, 8)}`;

export interface LogSource {
  /** Facts of the task and of its substitutions, in the order of the journal. */
  readonly facts: readonly { readonly fact: Fact; readonly at: Instant }[];
  /** The canonical JSON of a plan or result blob. */
  readonly blob: (ref: BlobRef) => Json;
  /** How somebody is called in the log; contributors keep the words that entered the seed. */
  readonly alias: (person: PersonId) => string;
  /** 32 secret random bytes of the task: salts what may be withheld. */
  readonly saltKey: Uint8Array;
}

/** The log of one task, both stages and all attempts, void and abandoned ones too. */
export const logOf = ({ facts, blob, alias, saltKey }: LogSource): readonly LogEvent[] => {
  const saltOf = (label: string): string => createHmac('sha256', saltKey).update(`ssj-draw/v1/salt\0log\0${label}`).digest('hex').slice(0, 32);
  const sealed = (label: string, text: string): string => sha256Hex(`${saltOf(label)}\0${text}`);
  const numberOf = (inspection: string): number => Number(inspection.slice(inspection.lastIndexOf('-') + 1));
  const entered = new Map<string, { readonly value: PublicValue; readonly by: PersonId }>();
  const agreed = new Set<string>();
  const rounds = new Map<string, number>();
  const roundOf = (substitution: string): number => rounds.get(substitution) ?? 0;
  const roundSalt = (what: string, substitution: string): string => saltOf(`${substitution}/${what}/${String(roundOf(substitution))}`);
  const published = (label: string, confirmedBy: PersonId | null): { readonly value: Json; readonly by: string; readonly confirmed: string | null } => {
    const said = entered.get(label);
    if (said === undefined) throw new Error(`a public value of ${label} was confirmed before it was entered`);
    return { value: { ...said.value }, by: alias(said.by), confirmed: confirmedBy === null ? null : alias(confirmedBy) };
  };
  const approval = (substitution: string, by: PersonId, at: Instant): readonly Draft[] => {
    if (agreed.has(substitution)) return [];
    agreed.add(substitution);
    return [{ type: 'approval', at, body: { id: substitution, by: alias(by), salt: saltOf(`${substitution}/approval`) } }];
  };
  const draft = (fact: Fact, at: Instant): readonly Draft[] => {
    switch (fact.type) {
      case 'DrawCommitted': return [{ type: 'plan', at, body: blob(fact.plan) }];
      case 'Contributed': return [{ type: 'contribution', at, body: { attempt: fact.attempt, round: 1, seq: fact.seq, by: fact.alias, text: fact.text } }];
      case 'ContributionsClosed': return [{ type: 'closed', at, body: { attempt: fact.attempt, round: 1, by: alias(fact.by) } }];
      case 'PublicValueEntered': {
        entered.set(`attempt/${String(fact.attempt)}`, fact);
        // What proves itself needs nobody to confirm it.
        return fact.value.kind === 'drand' ? [{ type: 'public', at, body: { attempt: fact.attempt, round: 1, ...published(`attempt/${String(fact.attempt)}`, null) } }] : [];
      }
      case 'PublicValueConfirmed': return [{ type: 'public', at, body: { attempt: fact.attempt, round: 1, ...published(`attempt/${String(fact.attempt)}`, fact.by) } }];
      case 'SeedRevealed': return [{ type: 'reveal', at, body: { attempt: fact.attempt, round: 1, otp: fact.otp, seed: fact.seed } }];
      case 'DrawCompleted': return [{ type: 'result', at, body: fact.published === undefined ? blob(fact.result) : publishedResult(blob(fact.result) as unknown as DrawResult, saltKey) }];
      case 'WitnessDeclined': return [{ type: 'declined', at, body: { attempt: fact.attempt, by: alias(fact.by), reason: sealed(`declined/${String(fact.attempt)}`, fact.reason) } }];
      case 'AttemptAbandoned': return [{ type: 'abandoned', at, body: { attempt: fact.attempt, reason: sealed(`abandoned/${String(fact.attempt)}`, fact.reason) } }];
      case 'DrawAttested': return [{ type: 'attested', at, body: { attempt: fact.attempt, by: alias(fact.by) } }];
      case 'ObjectionRaised': return [{ type: 'objection', at, body: { attempt: fact.attempt, by: alias(fact.by), reason: sealed(`objection/${String(fact.attempt)}`, fact.reason) } }];
      case 'ObjectionDecided': return [{ type: 'objection-decided', at, body: { attempt: fact.attempt, by: alias(fact.by), upheld: fact.upheld, reason: sealed(`decided/${String(fact.attempt)}`, fact.reason) } }];
      case 'AttemptVoided': return [{ type: 'void', at, body: { attempt: fact.attempt, by: alias(fact.by), reason: sealed(`void/${String(fact.attempt)}`, fact.reason) } }];
      case 'DrawLocked': return [{ type: 'locked', at, body: { attempt: fact.attempt, stage: fact.stage, by: alias(fact.by) } }];
      case 'SubstitutionRequested': return [{
        type: 'substitution-request', at,
        body: { id: fact.substitution, no: numberOf(fact.inspection), old: fact.inspector, reason: fact.reason, evidence: fact.detail?.digest ?? null, by: fact.by === null ? 'service' : alias(fact.by), salt: saltOf(fact.substitution) },
      }];
      case 'SubstitutionRefused': return [{ type: 'substitution-refused', at, body: { id: fact.substitution, by: alias(fact.by), salt: saltOf(`${fact.substitution}/refused`) } }];
      case 'SubstitutionRoundOpened': {
        rounds.set(fact.substitution, fact.round);
        return [
          ...approval(fact.substitution, fact.by, at),
          {
            type: 'round', at,
            body: {
              id: fact.substitution, no: numberOf(fact.inspection), old: fact.old, round: fact.round, candidates: [...fact.candidates], exclusions: fact.excluded.map(({ inspector, reason }) => ({ inspector, reason })),
              closer: fact.closer, closeAt: fact.closeBefore, public: { ...fact.public }, by: alias(fact.by), salt: roundSalt('round', fact.substitution),
            },
          },
        ];
      }
      case 'SubstitutionRoundWitnessed': return [{ type: 'round-contribution', at, body: { id: fact.substitution, round: roundOf(fact.substitution), by: fact.alias, text: fact.text, salt: roundSalt('witnessed', fact.substitution) } }];
      case 'SubstitutionRoundValueEntered': {
        entered.set(fact.substitution, fact);
        return fact.value.kind === 'drand' ? [{ type: 'round-public', at, body: { id: fact.substitution, round: roundOf(fact.substitution), ...published(fact.substitution, null), salt: roundSalt('public', fact.substitution) } }] : [];
      }
      case 'SubstitutionRoundValueConfirmed': return [{ type: 'round-public', at, body: { id: fact.substitution, round: roundOf(fact.substitution), ...published(fact.substitution, fact.by), salt: roundSalt('public', fact.substitution) } }];
      case 'SubstitutionRoundAbandoned': return [{ type: 'round-abandoned', at, body: { id: fact.substitution, round: roundOf(fact.substitution), reason: sealed(`${fact.substitution}/${String(roundOf(fact.substitution))}/abandoned`, fact.reason), salt: roundSalt('abandoned', fact.substitution) } }];
      case 'SubstitutionApproved': return [
        ...approval(fact.substitution, fact.by, at),
        {
          type: 'appointed', at,
          body: {
            id: fact.substitution, no: numberOf(fact.inspection), old: fact.old, new: fact.new, candidates: [...fact.candidates],
            exclusions: fact.excluded.map(({ inspector, reason }) => ({ inspector, reason })),
            lot: fact.lot === null ? null : { round: fact.lot.round, otp: fact.lot.otp, seed: fact.lot.seed }, by: alias(fact.by), salt: saltOf(`${fact.substitution}/appointed`),
          },
        },
      ];
      case 'WayTaken': {
        // A visit made later keeps its team: the draw has no part in it.
        if (fact.way.kind === 'postpone') return [];
        const changes = fact.way.kind === 'borrow' ? [{ old: fact.old, new: fact.way.inspector }] : fact.way.posts.map((post) => ({ old: post.old, new: post.inspector }));
        return [
          ...approval(fact.substitution, fact.by, at),
          { type: 'appointed-outside', at, body: { id: fact.substitution, no: numberOf(fact.inspection), way: fact.way.kind, changes, by: alias(fact.by), salt: saltOf(`${fact.substitution}/appointed`) } },
        ];
      }
      default: return [];
    }
  };
  // A visit of the reserve (递补对象) is none of the drawn: what happens in its team is not the draw's.
  const added = new Set<string>(facts.flatMap(({ fact }) => (fact.type === 'TargetRefilled' ? [fact.inspection] : [])));
  return chained(facts.flatMap(({ fact, at }) => ('inspection' in fact && fact.inspection !== null && added.has(fact.inspection) ? [] : draft(fact, at))));
};
