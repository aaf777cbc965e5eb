/** Who hears of the rules: approvers get the card, clerks and supervisors hear what became of it. */
import type { PersonId, UnitId } from '../../domain/ids.ts';
import { localDate } from '../../domain/calendar/working-days.ts';
import { withDelegates } from '../../domain/people/delegation.ts';
import { may } from '../../domain/people/permissions.ts';
import { personName, withRole } from '../../domain/people/unit.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { waitingProposals } from '../../domain/rules/book.ts';
import { wishText } from '../../domain/rules/decide.ts';
import { OVERLAY_TITLE } from '../../domain/rules/overlay.ts';
import { PRESETS } from '../../domain/rules/presets.ts';
import type { Instant } from '../../domain/values.ts';
import { ruleChangeCard, ruleChangeSubject } from '../cards/rules.ts';
import type { HearingDeps, Hearing } from './hearing.ts';
import { peopleOf, refresh, tellAll, toPerson, without } from './note.ts';
import type { Note } from './note.ts';

type RuleFacts = 'RuleSetAdopted' | 'RuleOverlaySwitched' | 'RuleChangeProposed' | 'RuleChangeApproved' | 'RuleChangeRefused';

const KEPT = '发送「规则」查看。已建任务仍按原规则。';

const watchers = (unit: UnitState): readonly Person[] => [...new Set([...withRole(unit, 'clerk'), ...withRole(unit, 'supervisor')])];

/** The approvers' cards, as they are now. */
const cards = async (deps: HearingDeps, unitId: UnitId, unit: UnitState, change: number): Promise<readonly Note[]> => {
  const proposal = (await deps.states.load('rules', unitId)).state.proposals.find((each) => each.change === change);
  return proposal === undefined ? [] : refresh(deps, ruleChangeSubject(unitId, change), ruleChangeCard(unit, proposal));
};

/** Who may approve a proposal of somebody, and who does so in their place on a day. */
const approversOf = (unit: UnitState, by: PersonId, at: Instant): readonly Person[] => without(withDelegates(unit, without(unit.people.filter((person) => may(person, 'rules.adopt')), by), 'rules', localDate(at)), by);

/** The approvers' cards of a proposal, as they are at an instant; none once it is decided. */
export const askRuleApprovers = async (deps: HearingDeps, id: UnitId, change: number, at: Instant): Promise<readonly Note[]> => {
  const [{ state }, { state: book }] = await Promise.all([deps.states.load('unit', id), deps.states.load('rules', id)]);
  const proposal = waitingProposals(book).find((each) => each.change === change);
  if (proposal === undefined) return [];
  const subject = ruleChangeSubject(id, change);
  return approversOf(state, proposal.by, at).map((person) => toPerson(person, subject, { kind: 'card', card: ruleChangeCard(state, proposal) }, subject));
};

export const RULE_HEARING: Hearing<RuleFacts> = {
  RuleSetAdopted: async ({ unit, preset, by }, { deps }) => {
    const { state } = await deps.states.load('unit', unit);
    return tellAll(without(watchers(state), by), 'rules', `本单位改为采用${PRESETS[preset].basis}，${KEPT}`);
  },
  RuleOverlaySwitched: async ({ unit, on, by }, { deps }) => {
    const { state } = await deps.states.load('unit', unit);
    return tellAll(without(watchers(state), by), 'rules', `本单位规则已${on ? '叠加' : '取消叠加'}${OVERLAY_TITLE}，${KEPT}`);
  },
  RuleChangeProposed: async ({ unit, change, wish, from, by }, { deps, entry }) => {
    const { state } = await deps.states.load('unit', unit);
    const asked = await askRuleApprovers(deps, unit, change, entry.at);
    const told = tellAll(without(withRole(state, 'supervisor'), by, ...approversOf(state, by, entry.at).map(({ id }) => id)), 'rules', `${personName(state, by)} 提出规则修改（${wishText(wish, from)}），待批准`);
    return [...asked, ...told];
  },
  RuleChangeApproved: async ({ unit, change, wish, from, proposedBy, by }, { deps, entry }) => {
    const { state } = await deps.states.load('unit', unit);
    const told = [...new Set([...peopleOf(state, [proposedBy]), ...watchers(state)])];
    return [...(await cards(deps, unit, state, change)), ...tellAll(without(told, by), 'rules', `规则修改已由 ${entry.actor.name} 批准：${wishText(wish, from)}，${KEPT}`)];
  },
  RuleChangeRefused: async ({ unit, change, reason }, { deps, entry }) => {
    const [{ state }, { state: book }] = await Promise.all([deps.states.load('unit', unit), deps.states.load('rules', unit)]);
    const proposal = book.proposals.find((each) => each.change === change);
    const told = peopleOf(state, [proposal?.by ?? null]);
    return [...(await cards(deps, unit, state, change)), ...tellAll(told, 'rules', `第 ${String(change)} 号规则修改未获同意（${entry.actor.name}：${reason}）`)];
  },
};
