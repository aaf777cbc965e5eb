/**
 * 监督月报: what a supervisor should see of a month, read from the journal – the acts of the administrator, draws that did not
 * stand, objections, substitutions by reason, who acted for whom, what became public too late, rules that changed, what was
 * taken back. Nothing is stored; the same month gives the same lines (domain notes 6.3.5, 5.17).
 *
 * Who went with whom how often is another question: 「公平性」.
 */
import { firstDayOf, monthAfter } from '../../domain/calendar/month.ts';
import type { Month } from '../../domain/calendar/month.ts';
import { addDays, instantOf } from '../../domain/calendar/working-days.ts';
import type { Fact, SubstitutionReason } from '../../domain/events.ts';
import { taskId } from '../../domain/ids.ts';
import type { TaskId, UnitId } from '../../domain/ids.ts';
import { matterOf } from '../../domain/people/delegation.ts';
import { personName } from '../../domain/people/unit.ts';
import type { Delegation, UnitState } from '../../domain/people/unit.ts';
import { wishText } from '../../domain/rules/decide.ts';
import { reasonWords, REASON_NAMES } from '../../domain/substitution/decide.ts';
import type { Instant, LocalDate } from '../../domain/values.ts';
import type { Deps } from '../deps.ts';
import type { Entry } from '../ports.ts';
import { entriesBetween } from './entries-between.ts';
import { substitutionsOf } from './substitutions-of.ts';
import type { SubstitutionRecord } from './substitutions-of.ts';
import { technicalActs } from './technical-acts.ts';
import type { TechnicalAct } from './technical-acts.ts';

export interface Stopped { readonly at: Instant; readonly task: TaskId; readonly attempt: number | null; readonly what: string; readonly why: string; readonly who: string }
export interface Objection { readonly at: Instant; readonly task: TaskId; readonly by: string; readonly reason: string; readonly verdict: string; readonly decidedBy: string; readonly decidedAt: Instant | null }
export interface ByReason { readonly reason: string; readonly asked: number; readonly approved: number; readonly refused: number; readonly waiting: number; readonly appointed: number; readonly byLot: number; readonly forced: number }
export interface InForce { readonly delegation: Delegation; /** Decisions of the month signed 「代」 under it. */ readonly signed: number }
export interface Overdue { readonly task: TaskId; readonly due: LocalDate; /** Working days of the month on which it was told. */ readonly toldDays: number; readonly reason: string; readonly isPublic: boolean }
export interface RuleStepLine { readonly at: Instant; readonly version: number; readonly what: string; readonly basis: string; readonly who: string }
export interface TakenBack { readonly at: Instant; readonly about: string; readonly what: string; readonly why: string; readonly who: string }

export interface MonthlyReport {
  readonly unit: UnitState;
  readonly month: Month;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Draws of the month that gave a result, and those locked. */
  readonly drawn: number;
  readonly locked: number;
  readonly technical: readonly TechnicalAct[];
  readonly stopped: readonly Stopped[];
  readonly objections: readonly Objection[];
  readonly substitutions: readonly ByReason[];
  readonly forced: readonly (SubstitutionRecord & { readonly words: string })[];
  readonly delegations: readonly InForce[];
  readonly overdue: readonly Overdue[];
  readonly rules: readonly RuleStepLine[];
  readonly takenBack: readonly TakenBack[];
}

type Read = { readonly entry: Entry; readonly fact: Fact };

const stoppedOf = ({ entry: { at, actor: { name: who } }, fact }: Read): readonly Stopped[] => {
  switch (fact.type) {
    case 'AttemptVoided': return [{ at, task: fact.task, attempt: fact.attempt, what: '作废抽取', why: fact.reason, who }];
    case 'AttemptAbandoned': return [{ at, task: fact.task, attempt: fact.attempt, what: '抽取放弃', why: fact.reason, who }];
    case 'WitnessDeclined': return [{ at, task: fact.task, attempt: fact.attempt, what: '不予见证', why: fact.reason, who }];
    case 'DrawPostponed': return [{ at, task: fact.task, attempt: null, what: '名录未确认，自动顺延', why: `${[...new Set(fact.missing.map(({ section }) => section))].join('、')}未确认名录`, who }];
    case 'TaskVoided': return [{ at, task: fact.task, attempt: null, what: '整任务作废', why: fact.reason, who }];
    case 'TaskWithdrawn': return [{ at, task: fact.task, attempt: null, what: '撤销任务', why: fact.reason, who }];
    default: return [];
  }
};

const ruleStepOf = (unit: UnitState) => ({ entry: { at, actor: { name: who } }, fact }: Read): readonly RuleStepLine[] => {
  switch (fact.type) {
    case 'RuleSetAdopted': return [{ at, version: fact.version, what: wishText({ kind: 'preset', preset: fact.preset }, null), basis: fact.basis ?? '', who }];
    case 'RuleOverlaySwitched': return [{ at, version: fact.version, what: wishText({ kind: 'overlay', on: fact.on }, null), basis: fact.basis, who }];
    case 'RuleChangeApproved': return [{ at, version: fact.version, what: wishText(fact.wish, fact.from), basis: fact.basis, who: `${personName(unit, fact.proposedBy)}提出，${who}批准` }];
    default: return [];
  }
};

const takenBackOf = ({ entry: { at, actor: { name: who } }, fact }: Read): readonly TakenBack[] => {
  switch (fact.type) {
    case 'DisclosureWithdrawn': return [{ at, about: fact.inspection ?? fact.task, what: '撤销公示登记', why: fact.reason, who }];
    case 'InspectionReopened': return [{ at, about: fact.inspection, what: '撤销检查结束', why: fact.reason, who }];
    case 'RosterImported': return fact.undoes === undefined ? [] : [{ at, about: fact.undoes, what: '撤回导入', why: '', who }];
    default: return [];
  }
};

/** Raised in the month, with the verdict wherever it was given. */
const objectionsOf = (read: readonly Read[]): readonly Objection[] =>
  read.flatMap(({ entry, fact }): readonly Objection[] => {
    if (fact.type !== 'ObjectionRaised') return [];
    const decided = read.find((each) => each.fact.type === 'ObjectionDecided' && each.fact.task === fact.task && each.fact.attempt === fact.attempt && each.entry.seq > entry.seq);
    const verdict = decided?.fact.type === 'ObjectionDecided' ? `${decided.fact.upheld ? '成立，本次抽取作废' : '维持抽取'}：${decided.fact.reason}` : '尚未裁定';
    return [{ at: entry.at, task: fact.task, by: entry.actor.name, reason: fact.reason, verdict, decidedBy: decided?.entry.actor.name ?? '', decidedAt: decided?.entry.at ?? null }];
  });

const byReason = (records: readonly SubstitutionRecord[]): readonly ByReason[] =>
  (Object.keys(REASON_NAMES) as SubstitutionReason[]).flatMap((reason) => {
    const own = records.filter((each) => each.reason === reason);
    if (own.length === 0) return [];
    const count = (fits: (each: SubstitutionRecord) => boolean): number => own.filter(fits).length;
    return [{
      reason: REASON_NAMES[reason], asked: own.length, approved: count(({ phase }) => phase === 'approved'), refused: count(({ phase }) => phase === 'refused'),
      waiting: count(({ phase }) => phase === 'requested' || phase === 'drawing'), appointed: count(({ phase, byLot }) => phase === 'approved' && !byLot),
      byLot: count(({ phase, byLot }) => phase === 'approved' && byLot), forced: count(({ forced }) => forced !== null),
    }];
  });

const signedIn = (read: readonly Read[], { principal, delegate, matter }: Delegation): number =>
  read.filter(({ fact }) => matterOf(fact) === matter && 'for' in fact && fact.for === principal && 'by' in fact && fact.by === delegate).length;

/** What the overdue reminders of the month were about: they are given on every working day until it is public. */
const overdueOf = async (deps: Pick<Deps, 'states'>, read: readonly Read[]): Promise<readonly Overdue[]> => {
  const days = new Map<string, number>();
  for (const { fact } of read) if (fact.type === 'ReminderDue' && fact.kind === 'publication-overdue') days.set(fact.subject, (days.get(fact.subject) ?? 0) + 1);
  for (const { fact } of read) if (fact.type === 'OverdueExplained') days.set(`${fact.task}/${fact.due}`, days.get(`${fact.task}/${fact.due}`) ?? 0);
  return Promise.all([...days].flatMap(([subject, toldDays]) => {
    const [raw = '', due = ''] = subject.split('/');
    const task = taskId(raw);
    return task === null ? [] : [{ task, due, toldDays }];
  }).map(async ({ task, due, toldDays }) => {
    const { state } = await deps.states.load('task', task);
    return { task, due, toldDays, reason: state.overdue?.findLast((each) => each.due === due)?.reason ?? '', isPublic: state.phase === 'disclosed' };
  }));
};

export const monthlyReport = (deps: Pick<Deps, 'states' | 'journal'>) => async (id: UnitId, month: Month): Promise<MonthlyReport> => {
  const from = firstDayOf(month);
  const next = firstDayOf(monthAfter(month));
  const to = addDays(next, -1);
  const [{ state: unit }, own, records] = await Promise.all([deps.states.load('unit', id), deps.journal.ofStream(`unit/${id}`), substitutionsOf(deps)(id, from, to)]);
  const actsOf = technicalActs(own, unit);
  const read: Read[] = [];
  const technical: TechnicalAct[] = [];
  for await (const entry of entriesBetween(deps.journal, instantOf(from, '00:00'), instantOf(next, '00:00'))) {
    if (entry.unit !== id && entry.unit !== null) continue;
    technical.push(...actsOf(entry));
    read.push(...entry.events.map((fact) => ({ entry, fact })));
  }
  const count = (type: Fact['type']): number => read.filter(({ fact }) => fact.type === type).length;
  return {
    unit, month, from, to, drawn: count('DrawCompleted'), locked: count('DrawLocked'), technical,
    stopped: read.flatMap(stoppedOf), objections: objectionsOf(read), substitutions: byReason(records),
    forced: records.filter(({ forced }) => forced !== null).map((each) => ({ ...each, words: reasonWords({ reason: each.reason, ...(each.forced === null ? {} : { forced: each.forced }) }) })),
    delegations: (unit.delegations ?? []).filter(({ phase, from: first, to: last }) => (phase === 'granted' || phase === 'withdrawn') && first <= to && last >= from).map((delegation) => ({ delegation, signed: signedIn(read, delegation) })),
    overdue: await overdueOf(deps, read), rules: read.flatMap(ruleStepOf(unit)), takenBack: read.flatMap(takenBackOf),
  };
};
