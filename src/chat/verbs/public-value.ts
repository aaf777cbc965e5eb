/**
 * Verbs of the public value: 公开数 · 核对公开数 · 公开数不符; of a later round: 递补见证; of the envelope: 开封口令 · 补开.
 */
import { publicWords } from '../../domain/draw/public.ts';
import type { PublicWish } from '../../domain/draw/public-wish.ts';
import type { SubstitutionId } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { ceremonyCard } from '../cards/ceremony.ts';
import { textAfter } from '../parse/command.ts';
import { taskNumbering } from '../parse/numbering.ts';
import { roundCard, roundSubject, roundWords } from '../cards/round.ts';
import { pickSubstitution, pickTask, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { attemptSubject } from '../views/ceremony.ts';
import { substitutionView } from '../views/substitution.ts';
import type { SubstitutionView } from '../views/substitution.ts';
import { stateOf } from './tasks.ts';

const isWaiting = (task: TaskState): boolean => lastAttempt(task)?.phase === 'waiting';
/** 「期号=」 and 「日期=」 say which one; 「号码=」 and 「收盘=」 only stand before the numbers. */
const ISSUE = /(?:^|\s)(?:期号|日期)[=＝]\S+/g;
const LABEL = /(?:号码|收盘|收盘价|信标)[=＝]/g;

const afterNumber = (ask: Ask): string => {
  const [first] = ask.command.words;
  const isNumber = first !== undefined && taskNumbering(first) !== null && /^t?[\d-]+$/i.test(first);
  return isNumber ? textAfter(ask.command, 1) : ask.command.rest;
};
const taskNamed = (ask: Ask): string | undefined => {
  const [first] = ask.command.words;
  return first !== undefined && taskNumbering(first) !== null && ask.command.rest.startsWith(first) ? first : undefined;
};

/** What became of the attempt once the value is in. */
const opened = async (ask: Ask, task: TaskState['id'] & string): Promise<string> => {
  const last = lastAttempt(await stateOf(ask, task));
  return last?.phase === 'abandoned' ? `已开出种子，但${last.endedBecause ?? ''}，本次抽取作废` : `已开出，抽中 ${String(last?.selected ?? 0)} 户。请见证人核对后确认结果`;
};

/** 「抽取 7 @孙岩 公开数=双色球 期号=2026023 日期=2026-02-26」. */
export const wishOf = (options: Readonly<Record<string, string>>): PublicWish => ({ source: options['公开数'] ?? '', issue: options['期号'] ?? options['轮次'] ?? '', date: options['日期'] ?? options['开奖'] ?? '' });

/** A later round of 递补抽取 is named by its request: 「公开数 SUB2026-001 …」. */
const roundNamed = async (ask: Ask): Promise<SubstitutionId | null> => {
  const [first] = ask.command.words;
  return first !== undefined && /^sub/i.test(first.normalize('NFKC')) ? pickSubstitution(ask, first) : null;
};
const roundOf = (ask: Ask, id: SubstitutionId): Promise<SubstitutionView> => substitutionView(ask.deps, id);
const roundLine = async (ask: Ask, id: SubstitutionId, before: string): Promise<Answer> => {
  const view = await roundOf(ask, id);
  return { line: view.state.phase === 'approved' ? `${before}已开出：${view.inspection} 由 ${view.pick} 递补 ${view.old}` : `${before}${roundWords(view)}`, tone: 'ok' };
};

const witnessRound = async (ask: Ask): Promise<Answer> => {
  const waiting = (await ask.deps.states.find('substitution', { unit: unitOf(ask).id, phase: 'drawing' })).filter(({ state }) => state.round?.contribution === null && state.round.witness === ask.person?.id);
  const named = await roundNamed(ask);
  const id = named ?? (waiting.length === 1 ? waiting[0]?.state.id ?? null : null);
  if (id === null) throw new Refusal('round.none', waiting.length === 0 ? '没有等您见证的递补抽取' : '有多个递补抽取等您见证', { next: waiting.length === 0 ? '发送「我的」查看待办' : `请写编号，例如：递补见证 ${waiting[0]?.state.id ?? ''} 3859` });
  const text = named === null ? ask.command.rest : textAfter(ask.command, 1);
  if (text === '') return { cards: [{ card: roundCard(await roundOf(ask, id)), subject: roundSubject(id) }] };
  await ask.deps.useCases.witnessRound(ask.by(), id, text);
  return roundLine(ask, id, '已封口。');
};

const textOf = (after: string): string => after.replaceAll(ISSUE, ' ').replaceAll(LABEL, ' ').trim();
const issueOf = (ask: Ask): string => ask.command.options['期号'] ?? ask.command.options['日期'] ?? '';

const enterForRound = async (ask: Ask, id: SubstitutionId): Promise<Answer> => {
  await ask.deps.useCases.enterRoundValue(ask.by(), id, issueOf(ask), textOf(textAfter(ask.command, 1)));
  return roundLine(ask, id, '已录入。');
};

const enter = async (ask: Ask): Promise<Answer> => {
  const round = await roundNamed(ask);
  if (round !== null) return enterForRound(ask, round);
  const task = await pickTask(ask, taskNamed(ask), isWaiting);
  const text = textOf(afterNumber(ask));
  if (text === '') {
    const view = await ask.deps.queries.ceremonyView(task);
    if (view?.attempt.phase === 'waiting') return { cards: [{ card: ceremonyCard(view), subject: attemptSubject(task, view.attempt.attempt) }] };
  }
  await ask.deps.useCases.enterPublicValue(ask.by(), task, issueOf(ask), text);
  return { line: isWaiting(await stateOf(ask, task)) ? '已录入，等另一人核对（其中一人须是见证人）。核对一致后开出' : `签名验证通过。${await opened(ask, task)}`, tone: 'ok' };
};

const confirm = async (ask: Ask): Promise<Answer> => {
  const round = await roundNamed(ask);
  if (round !== null) {
    await ask.deps.useCases.confirmRoundValue(ask.by(), round);
    return roundLine(ask, round, '公开数核对一致。');
  }
  const task = await pickTask(ask, ask.command.words[0], isWaiting);
  await ask.deps.useCases.confirmPublicValue(ask.by(), task);
  return { line: `公开数核对一致。${await opened(ask, task)}`, tone: 'ok' };
};

const reject = async (ask: Ask): Promise<Answer> => {
  const round = await roundNamed(ask);
  if (round !== null) {
    await ask.deps.useCases.rejectRoundValue(ask.by(), round, textAfter(ask.command, 1));
    return roundLine(ask, round, '已退回。');
  }
  const task = await pickTask(ask, taskNamed(ask), isWaiting);
  await ask.deps.useCases.rejectPublicValue(ask.by(), task, afterNumber(ask));
  const awaited = lastAttempt(await stateOf(ask, task))?.public;
  return { line: `已退回，请重新录入${awaited === undefined ? '' : publicWords(awaited)}`, tone: 'ok' };
};

const code = async (ask: Ask): Promise<Answer> => {
  if (ask.chat.kind === 'group') throw new Refusal('custody.in-group', '开封口令不在群里发', { next: '请私聊我发送：开封口令' });
  const isNew = ['更换', '换', 'new'].includes(ask.command.words[0] ?? '');
  const fetched = await ask.deps.useCases.fetchCustodyCode(ask.by(), unitOf(ask).id, isNew);
  return {
    line: [
      `开封口令（第 ${String(fetched.version)} 版）：${fetched.code}`,
      '请抄写或打印后装入信封，在封口处签字，锁进保险柜，然后删除这条消息。监督员保管封存件，您保管口令，谁也不能单独打开。',
      '只有封口以后结果开不出来时才拆开，由监督员凭它「补开」。用过或可能泄露的，请发送「开封口令 更换」。每次领取都会留痕并告知监督员。',
    ].join('\n'),
  };
};

const finishRound = async (ask: Ask, id: SubstitutionId): Promise<Answer> => {
  const typed = textAfter(ask.command, 1);
  if (typed === '') throw new Refusal('draw.no-code', '没有写开封口令', { next: `请向主要负责人取得信封里的开封口令，再发送：补开 ${id} 口令` });
  await ask.deps.useCases.finishRound(ask.by(), id, typed);
  const view = await roundOf(ask, id);
  return { line: `封存件已打开：${view.inspection} 由 ${view.pick} 递补 ${view.old}。口令已经用过，请主要负责人发送「开封口令」领取新的`, tone: 'ok' };
};

const finish = async (ask: Ask): Promise<Answer> => {
  const round = await roundNamed(ask);
  if (round !== null) return finishRound(ask, round);
  const task = await pickTask(ask, taskNamed(ask), (state) => lastAttempt(state)?.phase === 'closed');
  const typed = afterNumber(ask);
  if (typed === '') throw new Refusal('draw.no-code', '没有写开封口令', { next: `请向主要负责人取得信封里的开封口令，再发送：补开 ${task} 口令` });
  await ask.deps.useCases.finishDraw(ask.by(), task, typed);
  return { line: `封存件已打开。${await opened(ask, task)}。口令已经用过，请主要负责人发送「开封口令」领取新的`, tone: 'ok' };
};

export const PUBLIC_VALUE_VERBS: readonly Verb[] = [
  { verb: '公开数', aliases: ['public', '录入公开数'], usage: '公开数 7 期号=2026023 号码=01 05 12 18 22 31 + 07', help: '封口后录入公布的开奖号码、收盘价或信标', for: 'draw.public-value', answers: 'here', writes: true, run: enter },
  { verb: '核对公开数', aliases: ['confirm public', '公开数 一致', '公开数 核对'], usage: '核对公开数 7', help: '另一人核对公开数一致，随即开出', for: 'draw.public-value', answers: 'here', writes: true, run: confirm },
  { verb: '公开数不符', aliases: ['reject public', '公开数 不符', '公开数 不一致'], usage: '公开数不符 7 最后一个号码应为 08', help: '录入的公开数与公布的不符，退回重录', for: 'draw.public-value', answers: 'here', writes: true, run: reject },
  { verb: '递补见证', aliases: ['round witness', '见证递补'], usage: '递补见证 SUB2026-001 3859', help: '见证递补抽取：输入任意内容并封口', for: 'draw.witness', answers: 'privately', writes: true, run: witnessRound },
  { verb: '开封口令', aliases: ['custody'], usage: '开封口令', help: '主要负责人领取封存件的开封口令（更换：开封口令 更换）', for: 'draw.custody', answers: 'privately', writes: true, run: code },
  { verb: '补开', aliases: ['envelope', '凭封存件开出'], usage: '补开 7 K7Q2-M9XA-…', help: '封口后开不出来时，凭封存件和开封口令开出（递补抽取写更换编号：补开 SUB2026-001 口令）', for: 'draw.finish', answers: 'privately', writes: true, run: finish },
];
