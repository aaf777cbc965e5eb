/** Who hears of set-up, people and lists. */
import type { FactOf } from '../../domain/events.ts';
import type { Account } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import { accountKey, withRole } from '../../domain/people/unit.ts';
import { streamOf } from '../../domain/streams.ts';
import { bindingRequestCard, bindingSettledCard } from '../cards/people.ts';
import { peopleCard } from '../cards/guide.ts';
import { missingRoles } from '../guide.ts';
import { localMinute } from '../parse/dates.ts';
import { silent } from './hearing.ts';
import { IMPORT_HEARING } from './imports.ts';
import { shortVisits } from './short-visits.ts';
import type { Heard, HearingDeps, Hearing } from './hearing.ts';
import { peopleOf, refresh, tellAll, toAccount, toGroup, toPerson } from './note.ts';
import type { Note } from './note.ts';

export const bindingSubject = (unit: UnitId, request: string): string => `binding/${unit}/${request}`;

const requestsOf = async (deps: HearingDeps, unit: UnitId): Promise<readonly FactOf<'BindingRequested'>[]> =>
  (await deps.journal.ofStream(streamOf('unit', unit))).flatMap(({ events }) => events.flatMap((fact) => (fact.type === 'BindingRequested' ? [fact] : [])));

const settled = async ({ deps, entry }: Heard, unit: UnitId, account: Account, bound: FactOf<'PersonBound'> | null): Promise<readonly Note[]> => {
  const own = (await requestsOf(deps, unit)).filter((request) => accountKey(request.account) === accountKey(account));
  const notes = await Promise.all(own.map((request) => refresh(deps, bindingSubject(unit, request.request), bindingSettledCard(bound?.name ?? request.name, bound?.section ?? request.section, bound?.roles ?? null, localMinute(entry.at)))));
  return notes.flat();
};

/** The administrators' cards of somebody who wants to be bound; none once it is settled. */
export const askAdministrator = async (deps: HearingDeps, unit: UnitId, request: string): Promise<readonly Note[]> => {
  const { state } = await deps.states.load('unit', unit);
  const waiting = state.requests.find((each) => each.request === request);
  if (waiting === undefined) return [];
  return withRole(state, 'administrator').map((person) => toPerson(person, `binding/${request}`, { kind: 'card', card: bindingRequestCard(waiting) }, bindingSubject(unit, request)));
};

type PeopleFacts =
  | 'AdministratorClaimed' | 'UnitChosen' | 'UnitCreated' | 'SectionAdded' | 'BindingRequested' | 'BindingRefused' | 'PersonBound' | 'PersonUnbound' | 'GroupBound' | 'GroupUnbound'
  | 'CustodyCodeFetched' | 'CustodyCodeSpent' | 'RosterImported' | 'ImportSubmitted' | 'ImportReturned' | 'ImportLayoutRemembered' | 'ImportLayoutForgotten' | 'InterestRegistered' | 'SheetTemplateOffered' | 'SheetTemplateSet' | 'SheetTemplateRestored' | 'SheetExported';

export const PEOPLE_HEARING: Hearing<PeopleFacts> = {
  AdministratorClaimed: silent,
  UnitChosen: silent,
  UnitCreated: silent,
  SectionAdded: silent,
  BindingRequested: async ({ unit, request }, { deps }) => askAdministrator(deps, unit, request),
  BindingRefused: async ({ unit, request }, heard) => {
    const asked = (await requestsOf(heard.deps, unit)).find((each) => each.request === request);
    if (asked === undefined) return [];
    return [toAccount(asked.account, 'refused', { kind: 'text', text: '您的绑定申请被退回，请核对姓名、科室后重新发送：绑定 姓名 科室' }), ...(await settled(heard, unit, asked.account, null))];
  },
  PersonBound: async (fact, heard) => {
    const notes = await settled(heard, fact.unit, fact.account, fact);
    const isOwn = heard.entry.actor.account !== null && accountKey(heard.entry.actor.account) === accountKey(fact.account);
    if (isOwn) return notes;
    const roles = fact.roles.map((role) => ROLE_NAMES[role]).join('、');
    return [...notes, toAccount(fact.account, `bound/${fact.person}`, { kind: 'text', text: `已绑定：${fact.name}（${fact.section}，${roles}）。您可以发「帮助」查看能做的事。` })];
  },
  PersonUnbound: async ({ unit, person }, { deps }) => {
    const facts = (await deps.journal.ofStream(streamOf('unit', unit))).flatMap(({ events }) => events);
    const bound = facts.findLast((fact) => fact.type === 'PersonBound' && fact.person === person);
    if (bound?.type !== 'PersonBound' || bound.certificate === null) return [];
    return shortVisits(deps, { unit, inspector: bound.certificate, during: null, why: '已解绑，收不到任务通知', kind: 'short' });
  },
  GroupBound: async ({ unit, platform, chat, name, outsiders }, { deps, entry }) => {
    const { state } = await deps.states.load('unit', unit);
    // That it is bound, and that only what is public appears among outsiders, was answered to who bound it.
    const welcome = outsiders ? [] : [toGroup({ platform, chat, name, outsiders }, 'welcome', { kind: 'text', text: '公开抽取将在这里进行。@我发送「帮助」查看能做的事；个人事项请私聊我。' })];
    const missing = missingRoles(state);
    const next = missing.length === 0 ? [] : peopleOf(state, [entry.actor.person]).map((person) => toPerson(person, 'next', { kind: 'card', card: peopleCard(missing) }));
    return [...welcome, ...next];
  },
  GroupUnbound: silent,
  // 留痕: whoever keeps the envelopes hears when somebody takes the code.
  CustodyCodeFetched: async ({ unit, version }, { deps, entry }) => {
    const { state } = await deps.states.load('unit', unit);
    return tellAll(withRole(state, 'supervisor'), 'custody', `${entry.actor.name} 领取了开封口令（第 ${String(version)} 版）。封存件由您保管，口令由主要负责人封存，任何一方都不能单独打开。`);
  },
  CustodyCodeSpent: async ({ unit, version }, { deps, entry }) => {
    const { state } = await deps.states.load('unit', unit);
    const leaders = withRole(state, 'leader').filter(({ id }) => id !== entry.actor.person);
    return tellAll(leaders, 'custody-spent', `开封口令第 ${String(version)} 版已经用过或已更换，请发送「开封口令」领取新的并重新封存`);
  },
  ...IMPORT_HEARING,
  InterestRegistered: silent,
  SheetTemplateOffered: silent,
  SheetTemplateSet: silent,
  SheetTemplateRestored: silent,
  SheetExported: silent,
};
