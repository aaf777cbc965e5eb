/**
 * A unit (单位) and its people: sections, roles, bound accounts and groups, the rule set in force.
 *
 * Identity comes from the platform's account, never from a typed name; the names typed at binding are confirmed by the
 * administrator. Nothing is deleted: who left is unbound and stays in the journal.
 */
import type { Fact, FactOf } from '../events.ts';
import type { Account, Instant, LocalDate } from '../values.ts';
import type { InspectorCode, PersonId, UnitId } from '../ids.ts';
import { adopting, granting, overlaying } from '../rules/adopted.ts';
import type { AdoptedRules } from '../rules/adopted.ts';
import type { Matter } from './matters.ts';
import type { Role } from './roles.ts';

export interface Person {
  readonly id: PersonId;
  readonly account: Account;
  readonly name: string;
  readonly section: string;
  readonly roles: readonly Role[];
  readonly certificate: InspectorCode | null;
  /** 分管科室 of a 分管负责人; empty means every section of the unit. */
  readonly inCharge: readonly string[];
}
export interface BindingRequest {
  readonly request: string;
  readonly account: Account;
  readonly name: string;
  readonly section: string;
  readonly certificate: InspectorCode | null;
}
export interface Group { readonly platform: Account['platform']; readonly chat: string; readonly name: string; readonly outsiders: boolean }

/** One person acts for another in one matter, from one day to another (both included). */
export interface Delegation {
  /** Running number in the unit, from 1. */
  readonly number: number;
  readonly principal: PersonId;
  readonly delegate: PersonId;
  readonly matter: Matter;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly phase: 'proposed' | 'granted' | 'refused' | 'withdrawn';
  /** Who asked for it, consented, or ended it last. */
  readonly by: PersonId;
}
/** What a leaver did passes to a successor. */
export interface Handover {
  readonly number: number;
  readonly leaver: PersonId;
  readonly successor: PersonId;
  readonly roles: readonly Role[];
  readonly by: PersonId;
  readonly phase: 'proposed' | 'approved' | 'refused';
}

export interface UnitState {
  readonly id: UnitId | null;
  readonly name: string;
  readonly sections: readonly string[];
  readonly rules: AdoptedRules;
  readonly people: readonly Person[];
  readonly requests: readonly BindingRequest[];
  readonly groups: readonly Group[];
  readonly delegations?: readonly Delegation[];
  readonly handovers?: readonly Handover[];
  /** Number of people ever bound: the next person's number. */
  readonly everBound: number;
  /** `platform:id` of every bound account (indexed). */
  readonly accounts: readonly string[];
  /** `platform:chat` of every bound group (indexed). */
  readonly chats: readonly string[];
  /** 开封口令: the edition that seals from now on, and whether the main leader has fetched it. Absent before the first. */
  readonly custody?: { readonly version: number; readonly fetched: boolean };
  /** Inspectors who were unbound and not bound again: they make no more visits. None when absent. */
  readonly left?: readonly InspectorCode[];
}

export const accountKey = (account: Account): string => `${account.platform}:${account.id}`;
export const chatKey = (platform: Account['platform'], chat: string): string => `${platform}:${chat}`;

export const newUnit: UnitState = {
  id: null, name: '', sections: [], rules: { preset: 'weihai-lg', version: 0 }, people: [], requests: [], groups: [], everBound: 0, accounts: [], chats: [],
};

export const custodyOf = ({ custody }: UnitState): NonNullable<UnitState['custody']> => custody ?? { version: 1, fetched: false };

const withPeople = (state: UnitState, people: readonly Person[]): UnitState => ({ ...state, people, accounts: people.map((person) => accountKey(person.account)) });
const withGroups = (state: UnitState, groups: readonly Group[]): UnitState => ({ ...state, groups, chats: groups.map((group) => chatKey(group.platform, group.chat)) });

const withDelegation = (state: UnitState, fact: FactOf<'DelegationProposed' | 'DelegationGranted'>, phase: 'proposed' | 'granted'): UnitState => {
  const { delegation: number, principal, delegate, matter, from, to, by } = fact;
  return { ...state, delegations: [...(state.delegations ?? []).filter((each) => each.number !== number), { number, principal, delegate, matter, from, to, phase, by }] };
};
const settledDelegation = (state: UnitState, { delegation, by }: FactOf<'DelegationRefused' | 'DelegationWithdrawn'>, phase: 'refused' | 'withdrawn'): UnitState => ({
  ...state, delegations: (state.delegations ?? []).map((each) => (each.number === delegation ? { ...each, phase, by } : each)),
});
const settledHandovers = (state: UnitState, handover: number, phase: 'approved' | 'refused'): readonly Handover[] => (state.handovers ?? []).map((each) => (each.number === handover ? { ...each, phase } : each));
const handedOver = (person: Person, { leaver, successor, roles }: FactOf<'HandoverApproved'>): Person => {
  if (person.id === leaver) return { ...person, roles: person.roles.filter((role) => !roles.includes(role)) };
  return person.id === successor ? { ...person, roles: [...new Set([...person.roles, ...roles])] } : person;
};

/** @param at the entry's instant */
export const evolveUnit = (state: UnitState, fact: Fact, at: Instant): UnitState => {
  switch (fact.type) {
    case 'UnitCreated':
      return { ...state, id: fact.unit, name: fact.name, sections: fact.sections, rules: { preset: fact.preset, version: 1 } };
    case 'SectionAdded':
      return { ...state, sections: [...state.sections, fact.section] };
    case 'CustodyCodeFetched':
      return { ...state, custody: { version: fact.version, fetched: true } };
    case 'CustodyCodeSpent':
      return { ...state, custody: { version: fact.version + 1, fetched: false } };
    case 'RuleSetAdopted':
      return { ...state, rules: adopting(state.rules, fact.version, fact.preset) };
    case 'RuleOverlaySwitched':
      return { ...state, rules: overlaying(state.rules, fact.version, fact.on) };
    case 'RuleChangeApproved':
      return { ...state, rules: granting(state.rules, fact.version, fact.wish, { basis: fact.basis, by: fact.proposedBy, approvedBy: fact.by, at }) };
    case 'BindingRequested':
      return {
        ...state,
        requests: [
          ...state.requests.filter((request) => accountKey(request.account) !== accountKey(fact.account)),
          { request: fact.request, account: fact.account, name: fact.name, section: fact.section, certificate: fact.certificate },
        ],
      };
    case 'BindingRefused':
      return { ...state, requests: state.requests.filter((request) => request.request !== fact.request) };
    case 'PersonBound': {
      const person: Person = { id: fact.person, account: fact.account, name: fact.name, section: fact.section, roles: fact.roles, certificate: fact.certificate, inCharge: fact.inCharge };
      const isNew = !state.people.some((other) => other.id === fact.person);
      const others = state.people.filter((other) => other.id !== fact.person && accountKey(other.account) !== accountKey(fact.account));
      const requests = state.requests.filter((request) => accountKey(request.account) !== accountKey(fact.account));
      const left = (state.left ?? []).filter((code) => code !== fact.certificate);
      return { ...withPeople(state, [...others, person]), requests, everBound: state.everBound + (isNew ? 1 : 0), ...(state.left === undefined ? {} : { left }) };
    }
    case 'PersonUnbound': {
      const certificate = personById(state, fact.person)?.certificate ?? null;
      const next = withPeople(state, state.people.filter((person) => person.id !== fact.person));
      return certificate === null ? next : { ...next, left: [...(state.left ?? []), certificate] };
    }
    case 'DelegationProposed':
      return withDelegation(state, fact, 'proposed');
    case 'DelegationGranted':
      return withDelegation(state, fact, 'granted');
    case 'DelegationRefused':
      return settledDelegation(state, fact, 'refused');
    case 'DelegationWithdrawn':
      return settledDelegation(state, fact, 'withdrawn');
    case 'HandoverProposed': {
      const { handover: number, leaver, successor, roles, by } = fact;
      return { ...state, handovers: [...(state.handovers ?? []), { number, leaver, successor, roles, by, phase: 'proposed' }] };
    }
    case 'HandoverApproved':
      return { ...withPeople(state, state.people.map((person) => handedOver(person, fact))), handovers: settledHandovers(state, fact.handover, 'approved') };
    case 'HandoverRefused':
      return { ...state, handovers: settledHandovers(state, fact.handover, 'refused') };
    case 'GroupBound':
      return withGroups(state, [
        ...state.groups.filter((group) => group.chat !== fact.chat),
        { platform: fact.platform, chat: fact.chat, name: fact.name, outsiders: fact.outsiders },
      ]);
    case 'GroupUnbound':
      return withGroups(state, state.groups.filter((group) => group.chat !== fact.chat));
    default:
      return state;
  }
};

export const personByAccount = (unit: UnitState, account: Account): Person | null =>
  unit.people.find((person) => accountKey(person.account) === accountKey(account)) ?? null;
export const personById = (unit: UnitState, id: PersonId): Person | null => unit.people.find((person) => person.id === id) ?? null;
/** A name as it is printed; who has left keeps his acts, in one and the same word everywhere. */
export const personName = (unit: UnitState, id: PersonId): string => personById(unit, id)?.name ?? '已离任人员';
export const personOfInspector = (unit: UnitState, inspector: InspectorCode): Person | null =>
  unit.people.find((person) => person.certificate === inspector) ?? null;
export const withRole = (unit: UnitState, role: Role, section?: string): readonly Person[] =>
  unit.people.filter((person) => person.roles.includes(role) && (section === undefined || person.section === section));
