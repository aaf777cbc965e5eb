/**
 * 大屏: the address of the page that shows a draw live in the meeting room.
 *
 * Whoever holds the address may look, so it is given in private, to those who run or oversee the draw.
 */
import { SCREEN_HOURS } from '../../application/queries/screen.ts';
import { demand } from '../../domain/people/permissions.ts';
import { requireTask } from '../../domain/task/require.ts';
import { personOf, pickTask } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { stateOf } from './tasks.ts';

const screen = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], ({ phase }) => phase === 'confirming' || phase === 'drawing');
  const { settings } = requireTask(await stateOf(ask, task));
  demand(personOf(ask), 'draw.preview', settings.section);
  return { line: `${task} 的大屏（在会议室电脑的浏览器里打开，抽取开始后 ${String(SCREEN_HOURS)} 小时内有效，知道网址的人都能看，请勿外传）：\n${ask.deps.links.to('screen', task)}` };
};

export const SCREEN_VERBS: readonly Verb[] = [
  { verb: '大屏', aliases: ['screen', '投屏'], usage: '大屏 7', help: '取会议室大屏的网址，抽取过程逐步显示', for: 'draw.preview', answers: 'privately', writes: false, run: screen },
];
