/**
 * 回避 登记 · 回避 答复: what the inspected party asks for, by the check code, a letter or on the phone, is entered for it; and what was
 * decided is told to it.
 */
import { taskOf } from '../../domain/ids.ts';
import { DELIVERY_WAYS } from '../../domain/inspection/notice-words.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesOfTask } from '../../domain/task/require.ts';
import { textAfter } from '../parse/command.ts';
import { visitNumbering } from '../parse/numbering.ts';
import { pickSubstitution, pickVisit } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { interest } from './duty.ts';
import { momentOf, wayOf } from './notices.ts';

const register = async (ask: Ask): Promise<Answer> => {
  const [first, ...others] = ask.command.words;
  // 「回避登记 张伟 启明培训 配偶任职」 without a visit is the registry of interests.
  if (first === undefined || visitNumbering(first) === null) return interest(ask);
  const inspection = await pickVisit(ask, first);
  const { options } = ask.command;
  const { state: visit } = await ask.deps.states.load('inspection', inspection);
  const typed = options['人员'] ?? others[0];
  const post = visit.posts.find(({ name, inspector }) => name === typed || inspector === typed);
  if (post === undefined) {
    const { state: task } = await ask.deps.states.load('task', taskOf(inspection));
    throw new Refusal('recusal.whom', typed === undefined ? '没有写检查对象申请谁回避' : `${typed}不在本户检查组内`, { next: `例如：回避 登记 ${inspection} 人员=${visit.posts[0]?.name ?? '姓名'} 理由=与我单位负责人系亲属`, ...(task.rules === null ? {} : { clause: rulesOfTask(task).recusal.refill.clause }) });
  }
  const said = options['理由'] ?? textAfter(ask.command, options['人员'] === undefined ? 2 : 1).replace(/(?:^|\s)人员[=＝]\S+/g, ' ').trim();
  await ask.deps.useCases.requestSubstitution(ask.by(), inspection, post.inspector, 'recusal', said, 'object');
  return { line: `已登记：检查对象申请 ${inspection} ${post.name} 回避，待分管负责人决定；决定后须答复检查对象`, tone: 'ok' };
};

const answer = async (ask: Ask): Promise<Answer> => {
  const [first, ...rest] = ask.command.words;
  const { options } = ask.command;
  if (first === undefined) throw new Refusal('recusal.which', '没有写答复哪一件', { next: '例如：回避 答复 SUB2026-019 书面 签收人=李某' });
  const id = await pickSubstitution(ask, first);
  const way = rest.map(wayOf).find((each) => each !== null);
  if (way == null) throw new Refusal('notice.no-way', '没有写怎么答复的', { next: `例如：回避 答复 ${id} 书面 签收人=李某。方式：${Object.values(DELIVERY_WAYS).join('、')}` });
  const at = momentOf(ask, [options['日期'], options['时间'], ...rest.filter((word) => wayOf(word) === null)].flatMap((word) => word ?? []));
  await ask.deps.useCases.answerRecusal(ask.by(), id, { way, receiver: options['接听人'] ?? options['签收人'] ?? options['接收人'] ?? '', at });
  return { line: `${id} 已登记${DELIVERY_WAYS[way]}答复检查对象`, tone: 'ok' };
};

export const OBJECT_RECUSAL_VERBS: readonly Verb[] = [
  { verb: '回避 登记', aliases: ['recuse object', '对象 回避'], usage: '回避 登记 7-2 人员=马超 理由=与我单位负责人系亲属', help: '代录检查对象提出的回避申请，按更换办理，原因为执法回避', for: 'substitution.request', answers: 'privately', writes: true, run: register },
  { verb: '回避 答复', aliases: ['recuse answer', '答复 回避'], usage: '回避 答复 SUB2026-019 书面 签收人=李某', help: '登记已把回避申请的决定告知检查对象', for: 'notice.issue', answers: 'privately', writes: true, run: answer },
];
