/**
 * The first run, step by step: whoever talks to the bot hears the one thing to do next, until the unit can work.
 *
 * Administrator code → unit → group → people → rosters. The step is read from what exists, so nobody can get lost in it.
 */
import { DEPLOYMENT } from '../application/set-up.ts';
import type { States } from '../application/ports.ts';
import { accountKey, withRole } from '../domain/people/unit.ts';
import type { UnitState } from '../domain/people/unit.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import type { RosterKind } from '../domain/events.ts';
import { bindingFormCard, claimCard, firstTaskCard, groupCard, peopleCard, rostersCard, unitFormCard, waitCard } from './cards/guide.ts';
import type { Answer, Ask } from './verb.ts';

const missingRosters = async (states: States, unit: string): Promise<readonly RosterKind[]> => {
  const kinds = ['items', 'targets', 'inspectors'] as const;
  const versions = await Promise.all(kinds.map(async (roster) => (await states.load('roster', rosterStream(unit, roster))).state.version));
  return kinds.filter((_, n) => versions[n] === 0);
};

/** Roles without which no draw can be held. */
export const missingRoles = (unit: UnitState): readonly ('clerk' | 'section-head' | 'deputy' | 'supervisor')[] =>
  (['clerk', 'section-head', 'deputy', 'supervisor'] as const).filter((role) => withRole(unit, role).length === 0);

/** What a step of the set-up looks like in this place, or null when everything is there. */
export const setUpStep = async (ask: Pick<Ask, 'deps' | 'account' | 'place' | 'unit' | 'person' | 'chat'>): Promise<Answer | null> => {
  const { administrator, units } = (await ask.deps.states.load('deployment', DEPLOYMENT)).state;
  const isPrivate = ask.chat.kind === 'person';
  if (administrator === null) return { cards: [{ card: claimCard(isPrivate) }] };
  const isAdministrator = accountKey(administrator.account) === accountKey(ask.account) || ask.person?.roles.includes('administrator') === true;
  if (ask.unit === null && units.length > 1) return { line: `这里服务多个单位。请在本单位的工作群里@我发送：绑定 姓名 科室，或请系统管理员 ${administrator.name} 在群里绑定您` };
  if (ask.unit === null) return { cards: [{ card: isAdministrator && isPrivate ? unitFormCard() : waitCard(administrator.name, isAdministrator) }] };
  const { id, state } = ask.unit;
  if (ask.place === 'unbound-group') return { cards: [{ card: groupCard(isAdministrator, administrator.name) }] };
  if (ask.person === null) {
    if (!isPrivate) return { line: '请私聊我发送：绑定 姓名 科室' };
    return { cards: [{ card: bindingFormCard(state.name, state.sections) }] };
  }
  if (isAdministrator && state.groups.length === 0) return { cards: [{ card: groupCard(true, administrator.name) }] };
  const missing = missingRoles(state);
  if (isAdministrator && missing.length > 0) return { cards: [{ card: peopleCard(missing) }] };
  if (!ask.person.roles.includes('clerk') || !isPrivate) return null;
  const lists = await missingRosters(ask.deps.states, id);
  if (lists.length > 0) return { cards: [{ card: rostersCard(lists) }] };
  const tasks = await ask.deps.states.find('task', { unit: id }, 1);
  return tasks.length === 0 ? { cards: [{ card: firstTaskCard() }] } : null;
};

/** For those who asked for something that cannot work yet. */
export const nextSetUpStep = async (ask: Ask): Promise<Answer> => (await setUpStep(ask)) ?? { line: '请发送「帮助」查看能做的事' };
