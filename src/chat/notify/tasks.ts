/** Who hears of a task and its public draw. The group sees the lists' confirmation, the ceremony, and the lock. */
import type { InspectorCode, TaskId } from '../../domain/ids.ts';
import { inspectionsOf } from '../../domain/inspection/inspection.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { ceremonyOf } from '../../application/queries/ceremony.ts';
import type { CeremonyView } from '../../application/queries/ceremony.ts';
import { readResult } from '../../application/queries/read-result.ts';
import { isInCharge } from '../../domain/people/permissions.ts';
import { custodyOf, personOfInspector, withRole } from '../../domain/people/unit.ts';
import { withDelegates } from '../../domain/people/delegation.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { requireTask } from '../../domain/task/require.ts';
import { awaitsApproval, checkApprovers } from '../../domain/task/approval.ts';
import type { Instant } from '../../domain/values.ts';
import { lockedAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { mergeOffersCard } from '../cards/merge.ts';
import { assignmentCard, assignmentSubject } from '../cards/assignment.ts';
import { assignmentsCard, assignmentsSubject, SINGLE_CARDS } from '../cards/assignments.ts';
import { ceremonyCard, witnessCard } from '../cards/ceremony.ts';
import { checkApprovalCard, checkApprovalSubject } from '../cards/check-approval.ts';
import { valueWords } from '../../domain/draw/public.ts';
import { lockNoticeCard, nextAfterLockCard, objectionCard, objectionSubject, publicNoticeCard } from '../cards/lock.ts';
import { rostersCard } from '../cards/task.ts';
import { localDate } from '../../domain/calendar/working-days.ts';
import { assignmentView } from '../views/assignment.ts';
import { hiddenAmong } from '../views/assignments.ts';
import { attemptSubject, rostersSubject, witnessSubject } from '../views/ceremony.ts';
import { checkApprovalView } from '../views/check-approval.ts';
import { rostersView } from '../views/task.ts';
import { silent } from './hearing.ts';
import type { Heard, HearingDeps, Hearing } from './hearing.ts';
import { keep, keepInGroup, outsiderGroups, ownGroups, peopleOf, refresh, tell, tellAll, toGroup, toPerson, without } from './note.ts';
import type { Note } from './note.ts';

interface Known {
  readonly state: TaskState;
  readonly unit: UnitState;
}
const known = async (deps: HearingDeps, id: TaskId): Promise<Known> => {
  const { state } = await deps.states.load('task', id);
  return { state, unit: (await deps.states.load('unit', requireTask(state).unit)).state };
};

/** Who may open this task's draw. */
const drawers = ({ state, unit }: Known): readonly Person[] => [...new Map([...withRole(unit, 'section-head', requireTask(state).settings.section), ...withRole(unit, 'clerk')].map((person) => [person.id, person])).values()];

const rosters = async (deps: HearingDeps, id: TaskId): Promise<readonly Note[]> => {
  const { state, unit } = await known(deps, id);
  const card = rostersCard(await rostersView(deps, state));
  const subject = rostersSubject(id);
  const groups = ownGroups(unit);
  const { settings } = requireTask(state);
  const heads = [settings.section, ...settings.cooperating].flatMap((section) => [...withRole(unit, 'section-head', section), ...withRole(unit, 'liaison', section)]);
  const asked = groups.length > 0 ? groups.map((group) => keepInGroup(group, subject, card)) : heads.map((person) => keep(person, subject, card));
  return [...asked, ...(await refresh(deps, subject, card))];
};

/** The evolving card of an attempt in the group, and the witness's own. */
const ceremony = async (deps: HearingDeps, id: TaskId, number: number): Promise<{ readonly notes: readonly Note[]; readonly view: CeremonyView | null } & Known> => {
  const { state, unit } = await known(deps, id);
  const attempt = state.attempts.find((each) => each.attempt === number);
  if (attempt === undefined) return { notes: [], view: null, state, unit };
  const view = await ceremonyOf(deps, state, attempt);
  const subject = attemptSubject(id, number);
  const card = ceremonyCard(view);
  const groups = ownGroups(unit);
  const shown = groups.length > 0 ? groups.map((group) => keepInGroup(group, subject, card)) : peopleOf(unit, [attempt.drawer]).map((person) => keep(person, subject, card));
  const witness = peopleOf(unit, [attempt.witness]).map((person) => keep(person, witnessSubject(id, number), witnessCard(view)));
  return { notes: [...shown, ...(await refresh(deps, subject, card)), ...witness], view, state, unit };
};

const objection = async (deps: HearingDeps, view: CeremonyView): Promise<readonly Note[]> => refresh(deps, objectionSubject(view.task.id, view.attempt.attempt), objectionCard(view));

const ended = async (task: TaskId, number: number, reason: string, { deps }: Heard): Promise<readonly Note[]> => {
  const { notes, view, unit } = await ceremony(deps, task, number);
  const who = peopleOf(unit, [view?.attempt.drawer ?? null]);
  return [...notes, ...tellAll(who, `ended/${String(number)}`, `${task} 第 ${String(number)} 次抽取的承诺已作废：${reason}。可重新发起：抽取 ${task}`)];
};

/** A result sheet goes to a group only when its names may: never for a no-notice task. */
const sheetFor = async (deps: HearingDeps, { state, unit }: Known): Promise<{ readonly name: string; readonly blob: string } | null> => {
  if (requireTask(state).settings.noNotice || unit.groups.length === 0) return null;
  const blob = await deps.queries.resultSheet(requireTask(state).id, 'public');
  return { name: blob.name, blob: blob.sha256 };
};

const checkAsked = ({ state, unit }: Known, at: Instant): readonly Person[] => withDelegates(unit, checkApprovers(unit, state), 'check', localDate(at));

/** The card of whoever may approve the checks; none when nothing waits for approval. */
export const askCheckApprovers = async (deps: HearingDeps, { state, unit }: Known, at: Instant): Promise<readonly Note[]> => {
  if (!awaitsApproval(state)) return [];
  const card = checkApprovalCard(await checkApprovalView(deps, state, unit, at));
  const subject = checkApprovalSubject(requireTask(state).id);
  return checkAsked({ state, unit }, at).map((person) => toPerson(person, subject, { kind: 'card', card }, subject));
};

/** 行政检查审批 goes to who may give it; who drew hears that it waits. */
const askApproval = async (deps: HearingDeps, { state, unit }: Known, kind: string, at: Instant): Promise<readonly Note[]> => {
  const asked = await askCheckApprovers(deps, { state, unit }, at);
  const approvers = checkAsked({ state, unit }, at);
  const who = approvers.map(({ name }) => name).join('、');
  return [...asked, ...tellAll(without(drawers({ state, unit }), ...approvers.map(({ id }) => id)), `${kind}/approval`, `${requireTask(state).id} 已锁定，待${who === '' ? '分管负责人（尚未绑定）' : who}审批检查，批准后派发`)];
};

/** The approvers' cards as they are now, and what who drew does next. */
const approvalDecided = async (task: TaskId, { deps, entry }: Heard, line: string): Promise<readonly Note[]> => {
  const about = await known(deps, task);
  const card = checkApprovalCard(await checkApprovalView(deps, about.state, about.unit, entry.at));
  const told = without(drawers(about), entry.actor.person);
  return [...(await refresh(deps, checkApprovalSubject(task), card)), ...tellAll(told, 'approval', line)];
};

const locked = async (task: TaskId, number: number, { deps, entry: { at } }: Heard): Promise<readonly Note[]> => {
  const { notes, view, state, unit } = await ceremony(deps, task, number);
  if (view === null) return notes;
  const sheet = await sheetFor(deps, { state, unit });
  const file = sheet === null ? null : ({ kind: 'file', ...sheet } as const);
  const kind = `locked/${String(number)}`;
  const inGroups = ownGroups(unit).flatMap((group) => [toGroup(group, kind, { kind: 'card', card: lockNoticeCard(view) }), ...(file === null ? [] : [toGroup(group, `${kind}/sheet`, file)])]);
  const isListed = view.task.settings.listWithheld !== true;
  const outside = outsiderGroups(unit).flatMap((group) => [toGroup(group, kind, { kind: 'card', card: publicNoticeCard(view) }), ...(file === null || !isListed ? [] : [toGroup(group, `${kind}/sheet`, file)])]);
  const next = awaitsApproval(state)
    ? await askApproval(deps, { state, unit }, kind, at)
    : drawers({ state, unit }).map((person) => toPerson(person, `${kind}/next`, { kind: 'card', card: nextAfterLockCard(view) }));
  return [...notes, ...inGroups, ...outside, ...next];
};

const visitsByInspector = (visits: readonly InspectionState[]): ReadonlyMap<InspectorCode, readonly InspectionState[]> => {
  const own = new Map<InspectorCode, InspectionState[]>();
  for (const visit of visits) {
    for (const code of visit.inspectors) {
      const list = own.get(code);
      if (list === undefined) own.set(code, [visit]);
      else list.push(visit);
    }
  }
  return own;
};

/** A card for each visit; one card for all of them where there are many. */
const dispatched = async (task: TaskId, { deps, entry }: Heard): Promise<readonly Note[]> => {
  const { state, unit } = await known(deps, task);
  const { settings, unit: unitId } = requireTask(state);
  const attempt = lockedAttempt(state, ['together', 'inspectors']);
  if (attempt?.result == null) return [];
  const today = localDate(entry.at);
  const visits = inspectionsOf(await readResult(deps.blobs, attempt.result.sha256), unitId, settings.window);
  const notes: Note[] = [];
  const unbound: string[] = [];
  for (const [code, own] of visitsByInspector(visits)) {
    const person = personOfInspector(unit, code);
    if (person === null) {
      unbound.push(`${own[0]?.posts.find(({ inspector }) => inspector === code)?.name ?? ''}（${own.slice(0, 3).map(({ id }) => id ?? '').join('、')}${own.length > 3 ? ' 等' : ''}）`);
    } else if (own.length > SINGLE_CARDS) {
      const subject = assignmentsSubject(task, code);
      const view = { task, taskName: settings.name, inspector: code, visits: own, hidden: hiddenAmong(settings, own, today) };
      notes.push(toPerson(person, subject, { kind: 'card', card: assignmentsCard(view) }, subject));
    } else {
      for (const { id } of own) {
        if (id === null) continue;
        const subject = assignmentSubject(id, code);
        notes.push(toPerson(person, subject, { kind: 'card', card: assignmentCard(await assignmentView(deps, id, code, today)) }, subject));
      }
    }
  }
  // 综合查一次: other tasks may be due at the same doors.
  const offers = settings.noNotice ? [] : await deps.queries.mergeOffers(unitId, task);
  if (offers.length > 0) notes.push(...withRole(unit, 'clerk').map((person) => toPerson(person, `merge/${task}`, { kind: 'card', card: mergeOffersCard(offers) })));
  if (unbound.length === 0) return notes;
  const names = unbound.join('；');
  return [...notes, ...tellAll(drawers({ state, unit }), 'unbound', `${task} 已派发，但以下人员没有绑定账号，请另行通知并请其绑定：${names}`)];
};

/** 封存件 to every supervisor; without an opening code in the safe it opens nothing, so the main leader is asked to fetch it. */
const custodyNotes = async (deps: HearingDeps, task: TaskId, attempt: number, unit: UnitState): Promise<readonly Note[]> => {
  const blob = await deps.queries.envelopeOf(task, attempt);
  const kind = `envelope/${String(attempt)}`;
  const files = withRole(unit, 'supervisor').flatMap((person) => [
    toPerson(person, kind, { kind: 'file', name: blob.name, blob: blob.sha256 }),
    tell(person, `${kind}/why`, `这是 ${task} 第 ${String(attempt)} 次抽取的封存件，请保存到抽取锁定。封口以后系统开不出结果时，凭它和主要负责人封存的开封口令可以「补开」，结果不变。`),
  ]);
  if (custodyOf(unit).fetched) return files;
  return [...files, ...tellAll(withRole(unit, 'leader'), `${kind}/code`, '开封口令还没有领取：万一抽取封口后系统开不出结果，要凭它和监督员保管的封存件补开。请发送「开封口令」领取并封存。')];
};

type TaskFacts =
  | 'TaskCreated' | 'TaskChanged' | 'TaskWithdrawn' | 'TaskVoided' | 'RosterConfirmed' | 'RosterQuestioned' | 'DrawCommitted' | 'Contributed' | 'ContributionsClosed' | 'PublicValueEntered' | 'PublicValueRejected' | 'PublicValueConfirmed' | 'SeedRevealed' | 'DrawCompleted' | 'WitnessDeclined' | 'AttemptAbandoned'
  | 'DrawAttested' | 'ObjectionRaised' | 'ObjectionDecided' | 'AttemptVoided' | 'DrawLocked' | 'CheckApproved' | 'CheckReturned' | 'TaskDispatched';

export const TASK_HEARING: Hearing<TaskFacts> = {
  TaskCreated: ({ task }, { deps }) => rosters(deps, task),
  // The group's card of the lists says what they are for; it shows the task as it is now.
  TaskChanged: ({ task }, { deps }) => rosters(deps, task),
  // The open card is closed; a group hears nothing new of what never began.
  TaskWithdrawn: async ({ task }, { deps }) => refresh(deps, rostersSubject(task), rostersCard(await rostersView(deps, (await known(deps, task)).state))),
  // In private only: the group has seen the list locked and may look it up; targets are not named.
  TaskVoided: async ({ task, reason, by }, { deps }) => {
    const { state, unit } = await known(deps, task);
    const { settings } = requireTask(state);
    const visits = (await deps.states.find('inspection', { task })).map(({ state: visit }) => visit);
    const team = new Set(visits.flatMap(({ inspectors }) => inspectors));
    const members = unit.people.filter(({ certificate }) => certificate !== null && team.has(certificate));
    const overseers = [...withRole(unit, 'clerk'), ...[settings.section, ...settings.cooperating].flatMap((section) => withRole(unit, 'section-head', section)), ...withRole(unit, 'supervisor'), ...unit.people.filter((person) => isInCharge(person, settings.section))];
    const who = without([...new Map([...members, ...overseers].map((person) => [person.id, person])).values()], by);
    return tellAll(who, 'task-void', `${task} 已由主要负责人整任务作废：${reason}。各户检查不再进行，任务单作废，待审批的更换不再办理`);
  },
  RosterConfirmed: async ({ task, roster, section }, { deps }) => {
    const notes = await rosters(deps, task);
    const about = await known(deps, task);
    const { isComplete } = await rostersView(deps, about.state);
    // Who confirms several lists at once makes several entries; only the one that completed them is announced.
    const last = about.state.confirmations.at(-1);
    return isComplete && last?.roster === roster && last.section === section ? [...notes, ...tellAll(drawers(about), 'confirmed', `${task} 两库已全部确认，可以抽取：抽取 ${task} @监督员`)] : notes;
  },
  RosterQuestioned: async ({ task, section, what, by }, { deps }) => {
    const { unit } = await known(deps, task);
    return [...(await rosters(deps, task)), ...tellAll(without(withRole(unit, 'clerk'), by), 'questioned', `${task} 两库确认退回：${section}提出「${what}」。请改好名录重新导入，再请各科室确认`)];
  },
  DrawCommitted: async ({ task, attempt, envelope }, { deps }) => {
    const { notes, unit } = await ceremony(deps, task, attempt);
    return envelope === undefined ? notes : [...notes, ...(await custodyNotes(deps, task, attempt, unit))];
  },
  Contributed: async ({ task, attempt }, { deps }) => (await ceremony(deps, task, attempt)).notes,
  // Always recorded together with the last contribution, which shows on the card; the supervisors keep what is closed now.
  ContributionsClosed: async ({ task, attempt }, { deps }) => {
    const { unit } = await known(deps, task);
    const blob = await deps.queries.bundleSoFar(task);
    return withRole(unit, 'supervisor').map((person) => toPerson(person, `closed/${String(attempt)}`, { kind: 'file', name: blob.name, blob: blob.sha256 }));
  },
  PublicValueEntered: async ({ task, attempt, by, value }, { deps }) => {
    const { notes, view, unit } = await ceremony(deps, task, attempt);
    if (view === null || value.kind === 'drand') return notes;
    const other = by === view.attempt.witness ? view.attempt.drawer : view.attempt.witness;
    return [...notes, ...tellAll(peopleOf(unit, [other]), `public/${String(attempt)}`, `${task} 已录入公开数 ${valueWords(value)}，请对照官方公布的号码核对：一致请发「核对公开数 ${task}」，不符请发「公开数不符 ${task}」`)];
  },
  PublicValueRejected: async ({ task, attempt, reason }, { deps, entry }) => {
    const { notes, view, unit } = await ceremony(deps, task, attempt);
    return [...notes, ...tellAll(without(peopleOf(unit, [view?.attempt.drawer ?? null, view?.attempt.witness ?? null]), entry.actor.person), `public-rejected/${String(attempt)}`, `${task} 录入的公开数与公布的不符（${reason}），请重新录入：公开数 ${task} 号码`)];
  },
  PublicValueConfirmed: async ({ task, attempt }, { deps }) => (await ceremony(deps, task, attempt)).notes,
  SeedRevealed: silent,
  DrawCompleted: async ({ task, attempt }, { deps }) => (await ceremony(deps, task, attempt)).notes,
  WitnessDeclined: ({ task, attempt, reason }, heard) => ended(task, attempt, reason, heard),
  AttemptAbandoned: ({ task, attempt, reason }, heard) => ended(task, attempt, reason, heard),
  DrawAttested: async ({ task, attempt }, { deps }) => {
    const { notes, view, unit } = await ceremony(deps, task, attempt);
    return [...notes, ...tellAll(peopleOf(unit, [view?.attempt.drawer ?? null]), 'attested', `${task} 见证人已确认结果一致，可以锁定：锁定 ${task}`)];
  },
  ObjectionRaised: async ({ task, attempt, by }, { deps, entry }) => {
    const { notes, view, unit } = await ceremony(deps, task, attempt);
    if (view === null) return notes;
    const subject = objectionSubject(task, attempt);
    const deputies = without(withRole(unit, 'deputy'), by, view.attempt.drawer);
    const deciding = deputies.length > 0 ? deputies : without(withRole(unit, 'leader'), by, view.attempt.drawer);
    const deciders = without(withDelegates(unit, deciding, 'objection', localDate(entry.at)), by, view.attempt.drawer).map((person) => toPerson(person, subject, { kind: 'card', card: objectionCard(view) }, subject));
    const others = without([...withRole(unit, 'supervisor'), ...peopleOf(unit, [view.attempt.drawer])], by);
    return [...notes, ...deciders, ...tellAll(others, 'objection', `${task} 第 ${String(attempt)} 次抽取有异议，由分管负责人裁定；裁定前不能锁定`)];
  },
  ObjectionDecided: async ({ task, attempt, upheld, reason }, { deps, entry }) => {
    const { notes, view, unit } = await ceremony(deps, task, attempt);
    if (view === null) return notes;
    const who = without([...peopleOf(unit, [view.attempt.drawer, view.attempt.witness]), ...withRole(unit, 'supervisor')], entry.actor.person);
    return [...notes, ...(await objection(deps, view)), ...tellAll(who, 'decided', `${task} 异议已由 ${entry.actor.name} 裁定：${upheld ? '作废本次结果' : '维持原结果'}${reason === '' ? '' : `（${reason}）`}`)];
  },
  AttemptVoided: async ({ task, attempt, reason }, { deps, entry }) => {
    const { notes, view, unit } = await ceremony(deps, task, attempt);
    if (view === null) return notes;
    const who = without([...peopleOf(unit, [view.attempt.drawer, view.attempt.witness]), ...withRole(unit, 'supervisor')], entry.actor.person);
    return [...notes, ...(await objection(deps, view)), ...tellAll(who, 'void', `${task} 第 ${String(attempt)} 次抽取已由 ${entry.actor.name} 作废：${reason}`)];
  },
  DrawLocked: ({ task, attempt }, heard) => locked(task, attempt, heard),
  CheckApproved: ({ task }, heard) => approvalDecided(task, heard, `${task} 的检查已由 ${heard.entry.actor.name} 批准，可以派发：派发 ${task}`),
  CheckReturned: ({ task, reason }, heard) => approvalDecided(task, heard, `${task} 的检查审批被 ${heard.entry.actor.name} 退回：${reason}。处理后请其再审批：审批 ${task}`),
  TaskDispatched: ({ task }, heard) => dispatched(task, heard),
};
