/**
 * 系统管理员操作: everything done by somebody who held the technical role at that moment, and every act that only it can do.
 *
 * The role has no business right, but it binds people and groups; so each of its acts goes to the supervisors (岗位分离 第五条).
 * Who held it is read from the unit's own stream as it stood then, not as it stands now.
 */
import type { Fact, FactType } from '../../domain/events.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import { evolveUnit, newUnit, personByAccount, personName } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { PRESETS } from '../../domain/rules/presets.ts';
import { wishText } from '../../domain/rules/decide.ts';
import { templateName } from '../../domain/sheets/vocabulary.ts';
import type { Entry } from '../ports.ts';
import { FACT_NAMES } from './trail.ts';

/** Acts of set-up, whoever they are signed by. */
const SET_UP: ReadonlySet<FactType> = new Set<FactType>(['AdministratorClaimed', 'UnitCreated', 'SectionAdded', 'PersonBound', 'PersonUnbound', 'BindingRefused', 'GroupBound', 'GroupUnbound']);

/** What a set-up act was about, in a few words; names of staff only. */
const aboutText = (fact: Fact, before: UnitState): string => {
  switch (fact.type) {
    case 'AdministratorClaimed': return fact.name;
    case 'UnitCreated': return `${fact.name}，规则：${PRESETS[fact.preset].title}`;
    case 'SectionAdded': return fact.section;
    case 'PersonBound': return `${fact.name}（${fact.section}）：${fact.roles.map((role) => ROLE_NAMES[role]).join('、') || '未分配角色'}`;
    case 'PersonUnbound': return personName(before, fact.person);
    case 'BindingRefused': return before.requests.find(({ request }) => request === fact.request)?.name ?? '';
    case 'GroupBound': return `群「${fact.name}」${fact.outsiders ? '（有外部人员）' : ''}`;
    case 'GroupUnbound': return `群「${before.groups.find(({ chat }) => chat === fact.chat)?.name ?? ''}」`;
    case 'RuleSetAdopted': return PRESETS[fact.preset].title;
    case 'RuleChangeProposed': return wishText(fact.wish, fact.from);
    case 'CalendarImported': return `${String(fact.year)} 年（${fact.notice}）`;
    case 'LocalDaysChanged': return `${fact.days.join('、')}（${fact.reason}）`;
    case 'SheetTemplateSet': case 'SheetTemplateRestored': return templateName(fact.sheet, fact.edition);
    default: return '';
  }
};

export interface TechnicalAct {
  readonly at: Entry['at'];
  readonly who: string;
  readonly what: string;
  readonly about: string;
  /** First eight characters of the entry's hash. */
  readonly mark: string;
}

/** Keeps the unit as it stood, entry by entry. @param earlier entries of the unit's stream, oldest first @param now the unit as it stands: who set it up was not bound yet */
export const technicalActs = (earlier: readonly Entry[], now: UnitState): ((entry: Entry) => readonly TechnicalAct[]) => {
  let unit: UnitState = newUnit;
  let reached = 0;
  const advanceTo = (seq: number): void => {
    for (const entry of earlier) {
      if (entry.seq <= reached || entry.seq >= seq) continue;
      for (const fact of entry.events) unit = evolveUnit(unit, fact, entry.at);
      reached = entry.seq;
    }
  };
  return ({ seq, at, actor, events, hash }) => {
    advanceTo(seq);
    const person = actor.account === null ? null : personByAccount(unit, actor.account);
    const who = actor.name !== '' || actor.account === null ? actor.name : (personByAccount(now, actor.account)?.name ?? '尚未绑定的人');
    const isAdministrator = person?.roles.includes('administrator') === true;
    return events
      .filter(({ type }) => isAdministrator || SET_UP.has(type))
      .map((fact) => ({ at, who, what: FACT_NAMES[fact.type], about: aboutText(fact, unit), mark: hash.slice(0, 8) }));
  };
};
