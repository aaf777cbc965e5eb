/**
 * 删除 and what else people type to have something gone or different: answered with the lawful act for that thing.
 */
import { may } from '../../domain/people/permissions.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { neverDeletedCard } from '../cards/never-deleted.ts';
import { LAWFUL, lawfulFor, PERSON_WAYS, TARGET_WAYS, TASK_WAYS, VISIT_WAYS } from '../lawful-ways.ts';
import type { Lawful, Way } from '../lawful-ways.ts';
import { taskNumbering, visitNumbering } from '../parse/numbering.ts';
import { mentioned, pickTarget, pickTask, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

/** By how far a task is: before the draw, before the lock, after it. */
export const taskWays = ({ id, phase, attempts }: Pick<TaskState, 'id' | 'phase' | 'attempts'>): readonly Way[] => {
  const task = id ?? '7';
  if (phase === 'locked' || phase === 'dispatched' || attempts.some((attempt) => attempt.phase === 'locked')) return [TASK_WAYS.voidTask(task)];
  const last = attempts.at(-1);
  if (last === undefined || last.phase === 'abandoned' || last.phase === 'void') return [TASK_WAYS.withdraw(task), TASK_WAYS.change(task)];
  return [TASK_WAYS.voidDraw(task), TASK_WAYS.object(task)];
};

const ANY_TASK: readonly Way[] = [TASK_WAYS.withdraw('7'), TASK_WAYS.voidDraw('7'), TASK_WAYS.voidTask('7')];

const orNothing = async <T>(look: () => Promise<T>): Promise<T | null> => {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
};

const cardOf = (ask: Ask, { thing, because, ways }: Omit<Lawful, 'words'>): Answer => ({ cards: [{ card: neverDeletedCard(thing, because ?? null, ways, ask.person) }] });

/** Why a drawn list stays as it is, with the clause of the task's own rules, else of those in force. */
const final = (ask: Ask, task?: TaskState): string => {
  const rules = task?.rules ?? (ask.unit === null ? null : ask.unit.state.rules);
  return `名单一经锁定，不能改、不能删${rules === null ? '' : `；依据：${rulesInForce(rules).clauses.lockIsFinal}`}`;
};
/** A list with a number is that of a task, not one of the rosters. */
const isDrawnList = ({ words }: Ask['command']): boolean => words.some((word) => /名单|对象/.test(word)) && words.some((word) => taskNumbering(word) !== null || visitNumbering(word) !== null);

/** What the words name besides a kind: a task, a visit, somebody, an object of the roster. */
const named = async (ask: Ask, words: readonly string[]): Promise<Answer | null> => {
  const text = words.filter((word) => !/^(?:任务|抽查|抽取|名单|对象|企业|人员|检查)$/.test(word)).join(' ').replace(/^@/, '');
  // Who reads no business learns nothing about what there is.
  if (ask.person === null || !may(ask.person, 'business.see') || text === '') return null;
  const visit = words.find((word) => visitNumbering(word) !== null && taskNumbering(word) === null);
  if (visit !== undefined) return cardOf(ask, { thing: `检查 ${visit}`, because: `锁定后：只能更换检查人员，检查对象不变。${final(ask)}`, ways: VISIT_WAYS(visit) });
  const number = words.find((word) => taskNumbering(word) !== null);
  if (number !== undefined) {
    const task = await pickTask(ask, number);
    const { state } = await ask.deps.states.load('task', task);
    const isLocked = state.attempts.some(({ phase }) => phase === 'locked');
    return cardOf(ask, { thing: `任务 ${task}`, ...(isLocked ? { because: final(ask, state) } : {}), ways: taskWays(state) });
  }
  const user = mentioned(text);
  const person = unitOf(ask).state.people.find(({ name, account }) => name === text || account.id === user);
  if (person !== undefined) return cardOf(ask, { thing: person.name, ways: PERSON_WAYS(person.name) });
  const target = await orNothing(() => pickTarget(ask, text));
  return target === null ? null : cardOf(ask, { thing: target.name, ways: TARGET_WAYS(target.name) });
};

const everything = (ask: Ask): Answer => cardOf(ask, { thing: '任何记录', ways: [TASK_WAYS.withdraw('7'), TASK_WAYS.voidDraw('7'), ...LAWFUL.flatMap(({ ways }) => ways.slice(0, 1))].slice(0, 9) });

/** The answer to 「删除 …」 by the words behind it. */
const teach = async (ask: Ask): Promise<Answer> => {
  const { words, rest } = ask.command;
  // 「作废 授权 3」 took its second word for the verb.
  const drawnList = isDrawnList(ask.command) ? await named(ask, words) : null;
  if (drawnList !== null) return drawnList;
  const kind = lawfulFor(ask.inbound.kind === 'text' ? ask.inbound.text : rest);
  if (kind !== null) return cardOf(ask, kind);
  const found = await named(ask, words);
  if (found !== null) return found;
  return /任务|抽取|抽查|结果/.test(rest) ? cardOf(ask, { thing: '抽查任务', ways: ANY_TASK }) : everything(ask);
};

/** 作废 by itself is for a draw; of these things it is not what they have. */
const NOT_VOIDED = ['导入', '名录', '名单', '事项', '清单', '计划', '利害关系', '请假', '授权', '重点对象', '更换', '规则', '日历', '公示', '检查结果', '通知', '通知书', '证据', '照片', '表样', '绑定'];

export const NEVER_DELETED_VERBS: readonly Verb[] = [
  {
    verb: '删除', aliases: ['删', '删掉', '删去', '清除', '清空', '去掉', '移除', '撤销', '取消', '撤回', '修改', '更改', '改', 'delete', 'remove', ...NOT_VOIDED.map((thing) => `作废 ${thing}`)], glues: true, usage: '删除 任务 7', help: '什么都不删除：告诉您这件事该怎么撤、怎么改',
    for: 'bound', answers: 'privately', writes: false, run: teach,
  },
];
