/**
 * From what was typed to what exists: 「7」, a name, @somebody → the one task, visit, person or target meant.
 *
 * Never guesses among several: it lists them, with what to type instead. With nothing typed it takes the only candidate.
 */
import type { RosterKind } from '../domain/events.ts';
import { byNumber, inspectorCode, nthInspection, targetCode } from '../domain/ids.ts';
import type { InspectionId, InspectorCode, SubstitutionId, TargetCode, TaskId } from '../domain/ids.ts';
import type { InspectionState } from '../domain/inspection/inspection.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { principalsOf } from '../domain/people/delegation.ts';
import type { Person } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import { requireTask } from '../domain/task/require.ts';
import type { TaskState } from '../domain/task/task.ts';
import { mayMean, substitutionNumbering, taskNumbering, visitNumbering } from './parse/numbering.ts';
import { targetName } from './views/assignment.ts';
import type { Ask, Belonging } from './verb.ts';

const MANY = 500;
const LISTED = 6;

export const unitOf = (ask: Ask): Belonging => {
  if (ask.unit === null) throw new Refusal('unit.none', '还没有设置单位', { next: '请系统管理员私聊我发送：单位 新建' });
  return ask.unit;
};
export const personOf = (ask: Ask): Person => ask.person ?? actingPerson(unitOf(ask).state, ask.account);

const taskName = (task: TaskState): string => `${task.id ?? ''} ${task.settings?.name ?? ''}`;
const listed = (names: readonly string[]): string => `${names.slice(0, LISTED).join('；')}${names.length > LISTED ? ` 等 ${String(names.length)} 个` : ''}`;

export const tasksOf = async (ask: Ask): Promise<readonly TaskState[]> => {
  const found = await ask.deps.states.find('task', { unit: unitOf(ask).id }, MANY);
  return found.map(({ state }) => state).filter((task) => task.id !== null);
};

/**
 * @param isOpen with nothing typed: which tasks the verb could be about
 */
export const pickTask = async (ask: Ask, typed: string | undefined, isOpen: (task: TaskState) => boolean = () => true): Promise<TaskId> => {
  const all = await tasksOf(ask);
  const idOf = (task: TaskState): TaskId => requireTask(task).id;
  const choose = (found: readonly TaskState[], whenNone: string): TaskId => {
    const [only, ...more] = found;
    if (only !== undefined && more.length === 0) return idOf(only);
    if (only !== undefined) throw new Refusal('task.ambiguous', `有 ${String(found.length)} 个任务可能是您要的`, { next: `请写完整编号：${listed(found.map(taskName))}` });
    throw new Refusal('task.unknown', whenNone, { next: all.length === 0 ? '还没有任务，请经办人发送：任务 新建' : `现有任务：${listed([...all].reverse().map(taskName))}` });
  };
  if (typed === undefined || typed === '') return choose(all.filter(isOpen), '没有写任务编号，也没有正待办理的任务');
  const numbering = taskNumbering(typed);
  if (numbering === null) return choose(all.filter((task) => task.settings?.name.includes(typed) === true), `没有叫「${typed}」的任务`);
  const meant = all.filter((task) => task.id !== null && mayMean(numbering, task.id));
  const thisYear = meant.filter((task) => mayMean({ ...numbering, year: Number(ask.today.slice(0, 4)) }, task.id ?? ''));
  return choose(numbering.year === null && thisYear.length > 0 ? thisYear : meant, `没有 ${typed} 号任务`);
};

/** The visits of the person himself. */
export const ownVisits = async (ask: Ask): Promise<readonly InspectionState[]> => {
  const { certificate } = personOf(ask);
  if (certificate === null) return [];
  const found = await ask.deps.states.find('inspection', { inspectors: certificate }, MANY);
  const voided = new Set((await ask.deps.states.find('task', { unit: unitOf(ask).id, phase: 'void' })).map(({ id }) => id));
  return found.map(({ state }) => state).filter((visit) => visit.unit === unitOf(ask).id && !voided.has(visit.task ?? '')).toSorted((a, b) => byNumber(a.id ?? '', b.id ?? ''));
};

export const pickVisit = async (ask: Ask, typed: string | undefined, isOpen: (visit: InspectionState) => boolean = () => true): Promise<InspectionId> => {
  if (typed !== undefined) {
    const numbering = visitNumbering(typed);
    if (numbering !== null) {
      const task = await pickTask(ask, [numbering.unit, numbering.year, numbering.number].filter((part) => part !== null).join('-'));
      return nthInspection(task, numbering.visit ?? 0);
    }
  }
  const open = (await ownVisits(ask)).filter(isOpen);
  const named = await Promise.all(open.map(async (visit) => ({ visit, name: await targetName(ask.deps.states, visit, ask.today) })));
  const own = named.filter(({ name }) => typed === undefined || name.includes(typed));
  const [only, ...more] = own;
  if (only?.visit.id != null && more.length === 0) return only.visit.id;
  const names = own.map(({ visit, name }) => `${visit.id ?? ''} ${name}`);
  throw own.length === 0
    ? new Refusal('inspection.unknown', '没有找到您说的这一户检查', { next: '请写编号，例如：接受 7-2（2026 年第 7 号任务第 2 户）；发送「我的」查看您的任务' })
    : new Refusal('inspection.ambiguous', `您有 ${String(own.length)} 户待办，不知道是哪一户`, { next: `请写编号，例如：${ask.command.verb} ${own[0]?.visit.id ?? ''}${ask.command.rest === '' ? '' : ` ${ask.command.rest}`}。您的：${listed(names)}` });
};

export const pickSubstitution = async (ask: Ask, typed: string | undefined): Promise<SubstitutionId> => {
  const all = (await ask.deps.states.find('substitution', { unit: unitOf(ask).id }, MANY)).map(({ state }) => state);
  const numbering = typed === undefined ? null : substitutionNumbering(typed);
  const meant = typed === undefined ? all.filter((each) => each.phase === 'requested') : all.filter((each) => numbering !== null && each.id !== null && mayMean(numbering, each.id));
  const asked = new Set([ask.person?.id, ...(ask.person === null ? [] : principalsOf(unitOf(ask).state, ask.person.id, 'substitution', ask.today).map(({ id }) => id))]);
  const mine = meant.filter((each) => each.approver !== null && asked.has(each.approver));
  const [only, ...more] = typed === undefined && mine.length > 0 ? mine : meant;
  if (only?.id != null && more.length === 0) return only.id;
  throw only === undefined
    ? new Refusal('substitution.unknown', typed === undefined ? '没有待审批的更换申请' : `没有「${typed}」这个更换申请`, { next: '发送「我的」查看待审批的申请' })
    : new Refusal('substitution.ambiguous', '有多个更换申请待审批', { next: `请写编号：${listed([only, ...more].map(({ id }) => id ?? ''))}` });
};

// ---------------------------------------------------------------- people and roster rows

const MENTION = /^@\{([^}]*)\}$/;
/** The account named by @, when the word is a mention. */
export const mentioned = (word: string): string | null => MENTION.exec(word)?.[1] ?? null;

export const pickPerson = (ask: Ask, typed: string, among: (person: Person) => boolean = () => true): Person => {
  const { people } = unitOf(ask).state;
  const user = mentioned(typed);
  const name = typed.replace(/^@/, '');
  const meant = people.filter((person) => (user === null ? person.name === name : person.account.platform === ask.platform && person.account.id === user));
  const [only, ...more] = meant.length > 1 ? meant.filter(among) : meant;
  if (only !== undefined && more.length === 0) return only;
  const shown = user === null ? name : (ask.mentions.find((mention) => mention.user === user)?.name ?? '该用户');
  throw only === undefined
    ? new Refusal('people.not-bound', `${shown}还没有绑定身份`, { next: `请${shown}私聊我发送：绑定 姓名 科室，再由系统管理员确认` })
    : new Refusal('people.ambiguous', `有 ${String(more.length + 1)} 位叫${name}`, { next: '请用 @ 指明，或写执法证号' });
};

export interface RosterHit {
  readonly code: string;
  readonly name: string;
  readonly section: string;
}
const textOf = (row: Readonly<Record<string, unknown>>, member: string): string => {
  const value = row[member];
  return typeof value === 'string' ? value : '';
};
export const hitOf = ({ code, row }: { readonly code: string; readonly row: Readonly<Record<string, unknown>> }): RosterHit => ({ code, name: textOf(row, 'name'), section: textOf(row, 'section') });

export const rosterVersion = async (ask: Ask, roster: RosterKind): Promise<number> => (await ask.deps.states.load('roster', rosterStream(unitOf(ask).id, roster))).state.version;

/** The row whose code is what was typed comes first: item 3 of a list of 58 is not lost behind 13, 23 and 30. */
export const searchRoster = async (ask: Ask, roster: RosterKind, typed: string, limit: number): Promise<readonly RosterHit[]> => {
  const version = await rosterVersion(ask, roster);
  if (version === 0) return [];
  const text = typed.normalize('NFKC');
  const row = text === '' ? null : await ask.deps.rosters.row(unitOf(ask).id, roster, version, text);
  const found = (await ask.deps.rosters.page(unitOf(ask).id, roster, version, { text, where: [] }, { skip: 0, limit })).rows.map(hitOf);
  return row === null ? found : [hitOf({ code: text, row }), ...found.filter(({ code }) => code !== text)].slice(0, limit);
};

const oneHit = (hits: readonly RosterHit[], typed: string, what: string): RosterHit => {
  const exact = hits.filter(({ code, name }) => code === typed || name === typed);
  const [only, ...more] = exact.length > 0 ? exact : hits;
  if (only !== undefined && more.length === 0) return only;
  throw only === undefined
    ? new Refusal('roster.not-found', `${what}里没有「${typed}」`, { next: '请写全称或代码的一部分；名录未导入时请先导入' })
    : new Refusal('roster.ambiguous', `${what}里有多个「${typed}」`, { next: `请写代码：${listed([only, ...more].map(({ code, name }) => `${name} ${code}`))}` });
};

export const pickInspector = async (ask: Ask, typed: string): Promise<RosterHit & { readonly inspector: InspectorCode }> => {
  const isSelf = typed === '我' || typed === '本人' || typed === 'me';
  const certificate = isSelf ? personOf(ask).certificate : mentioned(typed) === null ? null : pickPerson(ask, typed).certificate;
  if (isSelf && certificate === null) throw new Refusal('people.no-certificate', '您的绑定没有执法证号', { next: '请系统管理员补充您的执法证号，或写明人员姓名' });
  const wanted = certificate ?? typed.replace(/^@/, '');
  const hit = oneHit(await searchRoster(ask, 'inspectors', wanted, LISTED), wanted, '执法检查人员名录库');
  const inspector = inspectorCode(hit.code);
  if (inspector === null) throw new Refusal('roster.not-found', `执法检查人员名录库里没有「${typed}」`, { next: '请核对姓名或执法证号' });
  return { ...hit, inspector };
};

export const pickTarget = async (ask: Ask, typed: string): Promise<RosterHit & { readonly target: TargetCode }> => {
  const hit = oneHit(await searchRoster(ask, 'targets', typed, LISTED), typed, '检查对象名录库');
  const target = targetCode(hit.code);
  if (target === null) throw new Refusal('roster.not-found', `检查对象名录库里没有「${typed}」`, { next: '请核对名称或代码' });
  return { ...hit, target };
};
