/**
 * 抽取结果表: everything a locked or drawn task says on paper, put together from what was frozen and drawn.
 *
 * Both stages make one sheet: the targets with their tickets from the first, the teams from the second; substitutions since
 * the lock are an appendix of their own, the drawn teams stay as drawn.
 */
import { chinaTime } from '../../domain/calendar/china-time.ts';
import type { Json } from '../../domain/canonical.ts';
import { arithmeticOf } from '../../domain/draw/arithmetic.ts';
import { checkByHand } from '../../domain/draw/by-hand.ts';
import { publicWords } from '../../domain/draw/public.ts';
import { readPlan } from '../../domain/draw/plan.ts';
import type { Plan } from '../../domain/draw/plan.ts';
import { eligibleOf } from '../../domain/draw/strata.ts';
import { ticketsOf, EXCLUSION_WORDS } from '../../domain/draw/why.ts';
import type { TicketRow } from '../../domain/draw/why.ts';
import type { DrawResult, Exclusion, TeamMember } from '../../domain/draw/types.ts';
import type { BlobRef } from '../../domain/values.ts';
import { nthInspection } from '../../domain/ids.ts';
import type { InspectorCode, TaskId, UnitId } from '../../domain/ids.ts';
import { signature } from '../../domain/people/delegation.ts';
import { personName } from '../../domain/people/unit.ts';
import { refillWords } from '../../domain/inspection/refill.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { reasonWords } from '../../domain/substitution/decide.ts';
import { PHASE_WORDS } from '../../domain/task/ceremony.ts';
import { itemsOfVisit } from '../../domain/task/modes.ts';
import { remarksOf } from '../../domain/task/remarks.ts';
import { requireTask } from '../../domain/task/require.ts';
import { standingAttempt } from '../../domain/task/task.ts';
import type { Attempt, TaskState } from '../../domain/task/task.ts';
import { sourceWords, valueWords } from '../../domain/draw/public.ts';
import type { Deps } from '../deps.ts';
import { makeSheet } from '../sheets/make.ts';
import type { Ceremony, Contributed, ResultInspector, ResultSheetModel } from '../sheets/result-model.ts';
import { resultContent } from '../sheets/result-values.ts';
import { attemptRecords, endedAttempts, STAGE_WORDS, statusText, taskFields } from '../sheets/task.ts';
import { helperBook, helperText } from './helpers.ts';
import { readResult } from './read-result.ts';

type Reads = Pick<Deps, 'states' | 'blobs' | 'rosters' | 'journal' | 'clock'>;
type Edition = ResultSheetModel['edition'];

/** In public by role only: a salted id beside the witness's printed name would undo itself. */
const calledIn = (edition: Edition, unit: UnitState, { by, alias }: Attempt['contributions'][number]): string => (edition === 'public' ? alias.split('#')[0] ?? '' : personName(unit, by));

/** What entered the seed beside the code: what people typed, and the public value where the rules ask for one. */
const contributionsOf = (unit: UnitState, { contributions, public: awaited, publicValue }: Attempt, edition: Edition): readonly Contributed[] => [
  ...contributions.map((one) => ({ by: calledIn(edition, unit, one), text: one.text })),
  ...(awaited === undefined || publicValue === undefined ? [] : [{ by: '公开数', text: `${sourceWords(awaited)} ${valueWords(publicValue.value)}` }]),
];

/** What was published, in words, with the number everybody can look up. */
const publicValueOf = ({ public: awaited, publicValue }: Attempt): string => (awaited === undefined ? '' : `${publicWords(awaited)}：${publicValue?.value.value ?? '（未录入）'}`);

const ceremonyOf = (task: TaskState, unit: UnitState, edition: Edition) => (attempt: Attempt): Ceremony => ({
  stage: STAGE_WORDS[attempt.stage],
  nth: task.attempts.filter(({ stage, attempt: number }) => stage === attempt.stage && number <= attempt.attempt).length,
  committedAt: attempt.committedAt, drawnAt: attempt.drawnAt, drawer: personName(unit, attempt.drawer), witness: personName(unit, attempt.witness), contributions: contributionsOf(unit, attempt, edition),
  publicValue: publicValueOf(attempt), otp: attempt.otp ?? '', seed: attempt.seed ?? '', planHash: attempt.planHash, list: attempt.stage === 'inspectors' ? attempt.inspectors.sha256 : attempt.targets.sha256,
});

/** 威海 第十四条: the inspectors' own ceremony, with what is needed to recompute it. */
const secondCeremony = (attempt: Ceremony, typed: string): readonly string[] => [
  `6. 执法检查人员另行抽取：${attempt.drawnAt === null ? '' : chinaTime(attempt.drawnAt)}，抽取人 ${attempt.drawer}，见证人 ${attempt.witness}，投入 ${typed}`,
  // A line each: three digests side by side are wider than the page.
  `   方案指纹 ${attempt.planHash}`, `   种子 ${attempt.seed}`, `   人员名单指纹 ${attempt.list}`,
];
const typedIn = ({ contributions }: Ceremony): string => contributions.map(({ by, text }) => `${by} ${text}`).join('；');

/** The attempts whose results stand now: the last drawn of each stage that is neither void nor abandoned. */
const standing = (task: TaskState): { readonly objects: Attempt; readonly people: Attempt | null } => {
  const objects = standingAttempt(task, ['objects', 'together']);
  if (objects === null) throw new Refusal('draw.nothing-drawn', '本任务还没有抽取结果', { next: '抽取完成后再发送「结果表」' });
  const people = objects.stage === 'together' ? objects : standingAttempt(task, ['inspectors']);
  return { objects, people };
};

const resultOf = async (deps: Reads, attempt: Attempt | null): Promise<DrawResult | null> => (attempt?.result == null ? null : readResult(deps.blobs, attempt.result.sha256));

const ticketRows = async (deps: Reads, attempt: Attempt): Promise<{ readonly plan: Plan; readonly rows: readonly TicketRow[] }> => {
  const [bytes, targets] = await Promise.all([deps.blobs.get(attempt.plan.sha256), deps.blobs.get(attempt.targets.sha256)]);
  const plan = JSON.parse(new TextDecoder().decode(bytes)) as Json;
  return { plan: readPlan(plan), rows: ticketsOf({ plan, targets, seed: attempt.seed ?? '' }) };
};

/** How the sheet calls somebody who was replaced or sent: by name; the certificate number stands in no public edition. */
const callerOf = async (deps: Reads, unit: UnitId, edition: Edition): Promise<(code: InspectorCode) => Promise<string>> => {
  const { state } = await deps.states.load('roster', rosterStream(unit, 'inspectors'));
  return async (code) => {
    const row = await deps.rosters.row(unit, 'inspectors', state.version, code);
    const name = row === null ? '（已不在名录）' : String(row['name']);
    return edition === 'full' ? `${name}（${code}）` : name;
  };
};

/** Who was replaced; somebody lent may be replaced again. */
const lentBefore = async (deps: Reads, visit: InspectionState, code: InspectorCode, called: (code: InspectorCode) => Promise<string>): Promise<string> => {
  const came = visit.replaced.find((each) => each.new === code);
  const way = came === undefined ? undefined : (await deps.states.load('substitution', came.substitution)).state.taken?.way;
  return way?.kind === 'borrow' && way.inspector === code ? `${way.name}（借调，${way.unit}）` : called(code);
};

/** 延期: which visits are made later than the task says. */
const postponementsOf = (visits: readonly InspectionState[]): readonly string[] =>
  visits.flatMap((state) => (state.postponed === undefined || state.id === null || state.window === null ? [] : [`${state.id} 经批准延期，检查期限改为 ${state.window.from} 至 ${state.window.to}`]));

const substitutionsOf = async (deps: Reads, visits: readonly InspectionState[], unit: UnitState, called: (code: InspectorCode) => Promise<string>): Promise<ResultSheetModel['substitutions']> => {
  const rows = await Promise.all(visits.flatMap((state) => state.replaced.map(async ({ old, new: substitute, substitution }) => {
    const { state: request } = await deps.states.load('substitution', substitution);
    const way = request.taken?.way;
    // Somebody lent stands in no roster of ours; what the consent says of him does.
    const lent = (code: InspectorCode): Promise<string> | string => (way?.kind === 'borrow' && way.inspector === code ? `${way.name}（借调，${way.unit}）` : called(code));
    return {
      inspection: state.id ?? '', target: state.target?.name ?? '', old: await lentBefore(deps, state, old, called), new: await lent(substitute), reason: `${reasonWords(request)}${way?.kind === 'reassign' ? `；改由${way.section}承办` : ''}`,
      approver: signature(unit, request.decidedBy, request.decidedFor), at: request.decidedAt ?? '',
    };
  })));
  return rows;
};

const isExclusion = (outcome: TicketRow['outcome']): outcome is Exclusion => outcome !== 'drawn' && outcome !== 'not-drawn';

/** 不宜告知: no name of a target leaves the house, not even of one that was not drawn – the rest could be told from it. */
const withoutTargets = (model: ResultSheetModel): ResultSheetModel => ({ ...model, rows: [], notDrawn: [], excluded: [], reserve: [], substitutions: [] });

export const resultModel = (deps: Reads) => async (id: TaskId, edition: Edition): Promise<ResultSheetModel> => {
  const { state: task } = await deps.states.load('task', id);
  const { unit: unitId, settings, rules } = requireTask(task);
  const { state: unit } = await deps.states.load('unit', unitId);
  const { objects, people } = standing(task);
  const visits = (await deps.states.find('inspection', { task: id })).map(({ state }) => state);
  const [result, teamsResult, { plan, rows: tickets }, substitutions, fields, helpersAt] = await Promise.all([
    resultOf(deps, objects), resultOf(deps, people), ticketRows(deps, objects), substitutionsOf(deps, visits, unit, await callerOf(deps, unitId, edition)), taskFields(deps, task), helperBook(deps, task),
  ]);
  if (result === null || objects.seed === null) throw new Refusal('draw.nothing-drawn', '本任务还没有抽取结果', { next: '抽取完成后再发送「结果表」' });
  const teams = new Map((teamsResult?.teams ?? []).map((team) => [team.no, team.members]));
  const inspector = ({ name, section, inspector: certificate }: TeamMember): ResultInspector => ({ name, section, certificate });
  const ceremonies = [objects, ...(people === null || people === objects ? [] : [people])].map(ceremonyOf(task, unit, edition));
  const [, second] = ceremonies;
  const hidden = edition === 'public' && settings.noNotice;
  const model: ResultSheetModel = {
    edition, id, task: fields,
    drawnAt: objects.drawnAt ?? deps.clock(),
    attempt: task.attempts.filter(({ stage, attempt }) => stage !== 'inspectors' && attempt <= objects.attempt).length,
    earlierAttempts: task.attempts.filter((attempt) => attempt !== objects && attempt !== people).map(({ attempt, phase, endedBecause }) => ({ attempt, outcome: PHASE_WORDS[phase], reason: endedBecause ?? '' })),
    status: statusText(task), ended: endedAttempts(task), attempts: attemptRecords(task), ceremonies,
    drawer: personName(unit, objects.drawer), witness: personName(unit, objects.witness), rules,
    snapshots: { targets: objects.targets.sha256, inspectors: (people ?? objects).inspectors.sha256 },
    planHash: objects.planHash, seed: objects.seed, contributions: contributionsOf(unit, objects, edition), window: settings.window, strata: result.strata,
    arithmetic: arithmeticOf(plan.rules, result.strata).map(({ formula }) => formula),
    remarks: [...remarksOf(objects, result), ...(people === null || people === objects ? [] : remarksOf(people, teamsResult)), ...postponementsOf(visits), ...(task.refills ?? []).map(refillWords)],
    rows: result.selected.map(({ no, stratum, code, name, section, ticket, rank }) => {
      const members = teams.get(no) ?? [];
      const leader = members.find((member) => member.leader);
      return { no, stratum, code, name, section, ticket, rank, eligible: eligibleOf(result.strata, stratum), group: no, leader: leader === undefined ? null : inspector(leader), members: members.filter((member) => !member.leader).map(inspector), items: itemsOfVisit(settings, stratum).join('、'), helpers: helpersAt({ id: nthInspection(id, no), target: { code }, inspectors: members.map(({ inspector }) => inspector) }).map(helperText) };
    }),
    notDrawn: tickets.filter(({ outcome }) => outcome === 'not-drawn').map(({ stratum, rank, line, ticket }) => ({ stratum, rank, code: line.id, name: line.name, ticket })),
    excluded: tickets.flatMap(({ outcome, line }) => (isExclusion(outcome) ? [{ code: line.id, name: line.name, section: line.section, reason: EXCLUSION_WORDS[outcome] }] : [])),
    reserve: (result.reserve ?? []).map(({ stratum, code, name }, index, all) => ({ stratum, order: all.slice(0, index + 1).filter((other) => other.stratum === stratum).length, code, name })),
    substitutions, recheck: [
      ...checkByHand({ seed: objects.seed, example: hidden ? null : (result.selected[0] ?? null), isWeighted: plan.rules.strata.some(({ weights }) => weights !== undefined), isSystematic: plan.rules.mode === 'systematic' }),
      ...(second === undefined ? [] : secondCeremony(second, typedIn(second))),
    ],
  };
  return hidden ? withoutTargets(model) : model;
};

/** The finished workbook, stored under its digest. @param madeBy who asked for the sheet */
export const resultSheet = (deps: Reads & Pick<Deps, 'sheetWriter'>) => async (id: TaskId, edition: Edition, madeBy = '系统'): Promise<BlobRef> => {
  const { state: task } = await deps.states.load('task', id);
  return makeSheet(deps)({ unit: requireTask(task).unit, sheet: 'result', edition, madeBy }, resultContent(await resultModel(deps)(id, edition)));
};
