/**
 * Acting in somebody's place (书面授权): one named person, one matter, from one day to another, every act signed 「代」.
 *
 * One idea: the delegate is looked at as if he held the principal's office – in a copy of the unit in which the principal is
 * away – but he stays himself: his own id and certificate go through every rule that keeps two parts apart, so a
 * delegation never leads past one of them. Nor does it help the principal past one: what the principal may not decide
 * because he asked for it himself, nobody decides in his name. That he is in the team himself is the case the written
 * delegate is meant for. A delegate cannot pass the matter on.
 */
import type { Fact } from '../events.ts';
import type { LocalDate } from '../values.ts';
import type { PersonId } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import { MATTERS } from './matters.ts';
import type { Matter } from './matters.ts';
import { may } from './permissions.ts';
import type { Operation } from './permissions.ts';
import { personName, personById } from './unit.ts';
import type { Delegation, Person, UnitState } from './unit.ts';

export const OPERATIONS: Readonly<Record<Matter, readonly Operation[]>> = {
  substitution: ['substitution.approve'],
  check: ['check.approve'],
  plan: ['plan.approve'],
  rules: ['rules.adopt'],
  objection: ['draw.decide-objection', 'draw.void'],
  roster: ['roster.confirm'],
  key: ['key.approve'],
  leave: ['leave.approve'],
};

/**
 * Decisions nobody signs for another, and why: the documents name the office holder himself, or the stand-in would pass on
 * what was lent to him, or the part is kept apart from every other.
 */
export const PERSONAL: Readonly<Partial<Record<Operation, string>>> = {
  'task.void': '锁定后的名单只能由主要负责人整任务作废',
  'draw.custody': '封存件与开封口令分人保管',
  'draw.finish': '封存件与开封口令分人保管',
  'draw.witness': '见证人独立于抽取',
  'roster.review-targets': '大批导入由两人核对总数，复核人在提交时点名',
  'roster.review-inspectors': '大批导入由两人核对总数，复核人在提交时点名',
  'roster.review-items': '大批导入由两人核对总数，复核人在提交时点名',
  'delegation.consent': '受托人不得转授权',
  'handover.approve': '受托人不得转授权',
};

const SEPARATION = '申请人与审批人分离';
/** Refusals of the principal that the written delegate is there for. */
const LEFT_TO_DELEGATE: readonly string[] = ['substitution.own-team'];

export const inForce = (unit: Pick<UnitState, 'delegations'>, date: LocalDate): readonly Delegation[] =>
  (unit.delegations ?? []).filter(({ phase, from, to }) => phase === 'granted' && from <= date && date <= to);

/** In whose place somebody may act in a matter on a day. */
export const principalsOf = (unit: UnitState, delegate: PersonId, matter: Matter, date: LocalDate): readonly Person[] =>
  inForce(unit, date).filter((each) => each.delegate === delegate && each.matter === matter).flatMap(({ principal }) => personById(unit, principal) ?? []);

/** Who acts for these people in a matter on a day; they themselves still may. */
export const withDelegates = (unit: UnitState, people: readonly Person[], matter: Matter, date: LocalDate): readonly Person[] => {
  const delegates = people.flatMap(({ id }) => inForce(unit, date).filter((each) => each.principal === id && each.matter === matter).flatMap(({ delegate }) => personById(unit, delegate) ?? []));
  return [...new Map([...people, ...delegates].map((person) => [person.id, person])).values()];
};

/** Who hears for somebody who is on leave: whom he named for anything on this day. */
export const standInOf = (unit: UnitState) => (person: Person, date: LocalDate): PersonId | null => inForce(unit, date).find(({ principal }) => principal === person.id)?.delegate ?? null;

/** A decision as somebody takes it: in his own right, or in the principal's place. */
export interface Standing {
  readonly unit: UnitState;
  readonly person: Person;
  /** In whose place; null in his own right. */
  readonly principal: Person | null;
}

/** The delegate in the principal's office: the office is the principal's, the human is the delegate. */
export const inPlaceOf = (unit: UnitState, delegate: Person, principal: Person): Standing => {
  const person: Person = { ...delegate, section: principal.section, roles: principal.roles, inCharge: principal.inCharge };
  return { unit: { ...unit, people: [...unit.people.filter(({ id }) => id !== delegate.id && id !== principal.id), person] }, person, principal };
};

/** Every standing a person has today in a matter, his own first. */
export const standings = (unit: UnitState, person: Person, matter: Matter, date: LocalDate): readonly Standing[] =>
  [{ unit, person, principal: null }, ...principalsOf(unit, person.id, matter, date).map((principal) => inPlaceOf(unit, person, principal))];

/** Whether he may do an operation today, himself or in somebody's place. */
export const mayToday = (unit: UnitState, person: Person, operation: Operation, date: LocalDate): boolean =>
  may(person, operation) || MATTERS.some((matter) => OPERATIONS[matter].includes(operation) && principalsOf(unit, person.id, matter, date).some((principal) => may(principal, operation)));

const refusalOf = (probe: () => unknown): Refusal | null => {
  try {
    probe();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

/**
 * In what standing somebody takes a decision: his own where that is enough, else that of a principal who named him.
 * @param probe throws the refusal the decision would meet
 * @throws Refusal of his own standing without a delegation, else what keeps the delegate from deciding
 */
export const standingFor = (unit: UnitState, person: Person, matter: Matter, date: LocalDate, probe: (standing: Standing) => unknown): Standing => {
  const [own, ...placed] = standings(unit, person, matter, date);
  if (own === undefined) throw new Error('everybody has his own standing');
  let refusal = refusalOf(() => probe(own));
  if (refusal === null) return own;
  for (const standing of placed) {
    const met = refusalOf(() => probe(standing)) ?? partyRefusal(unit, standing, probe);
    if (met === null) return standing;
    refusal = met;
  }
  throw refusal;
};

const partyRefusal = (unit: UnitState, { person, principal }: Standing, probe: (standing: Standing) => unknown): Refusal | null => {
  if (principal === null) return null;
  const met = refusalOf(() => probe({ unit, person: principal, principal: null }));
  if (met === null || LEFT_TO_DELEGATE.includes(met.code)) return null;
  return new Refusal('delegation.principal-party', `${person.name}受${principal.name}授权办理，而${principal.name}本人不能办理这件事：${met.message}`, { next: met.next, clause: met.clause ?? SEPARATION });
};

/** What was decided in somebody's place says in whose. */
export const signedFor = (events: readonly Fact[], { principal }: Standing): readonly Fact[] => (principal === null ? events : events.map((fact) => signed(fact, principal.id)));

/** The matter a decision belongs to that may be signed 「代」; null for every other fact. */
export const matterOf = (fact: Fact): Matter | null => {
  switch (fact.type) {
    case 'SubstitutionApproved': case 'SubstitutionRefused': case 'SubstitutionRoundOpened': case 'WayTaken': case 'WayRefused': return 'substitution';
    case 'CheckApproved': case 'CheckReturned': return 'check';
    case 'ObjectionDecided': case 'AttemptVoided': return 'objection';
    case 'PlanApproved': case 'PlanReturned': return 'plan';
    case 'RuleChangeApproved': case 'RuleChangeRefused': return 'rules';
    case 'RosterConfirmed': case 'RosterQuestioned': return 'roster';
    case 'KeyChangeDecided': return 'key';
    case 'LeaveApproved': case 'LeaveRefused': return 'leave';
    default: return null;
  }
};

const signed = (fact: Fact, principal: PersonId): Fact => {
  switch (fact.type) {
    case 'SubstitutionApproved': case 'SubstitutionRefused': case 'SubstitutionRoundOpened': case 'WayTaken': case 'WayRefused': case 'CheckApproved': case 'CheckReturned': case 'ObjectionDecided': case 'AttemptVoided':
    case 'PlanApproved': case 'PlanReturned': case 'RuleChangeApproved': case 'RuleChangeRefused': case 'RosterConfirmed': case 'RosterQuestioned':
    case 'KeyChangeDecided': case 'LeaveApproved': case 'LeaveRefused':
      return { ...fact, for: principal };
    default:
      return fact;
  }
};

/** A signature as it is printed: 「李建国」, or 「李建国（代陈志远）」. */
export const signature = (unit: UnitState, by: PersonId | null, principal?: PersonId | null): string => {
  if (by === null) return '';
  return principal == null ? personName(unit, by) : `${personName(unit, by)}（代${personName(unit, principal)}）`;
};
