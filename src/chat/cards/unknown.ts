/**
 * What was said is no command: what waits for the speaker, the three nearest, and the way to the whole list.
 *
 * Who wants to change or delete something drawn hears what the rules allow instead, and the clause that says so.
 */
import { plain } from '../markdown.ts';
import type { Button, Card } from '../platform.ts';

const SHOWN_DUE = 3;
const CHANGING = /^(?:修?改|删除?|去掉|撤销|撤回|取消|重新?抽|重摇|换对象|调整)/u;
const LAWFUL = '抽取后名单不能改；名单一经锁定，不能改、不能删。抽取前：改好名录重新导入；抽取后、锁定前：有异议可「异议 编号 理由」，分管负责人可「作废 编号 理由」；锁定后：只能更换检查人员（分管负责人批准）、对象以结果代码办结、整任务作废（主要负责人）。';

interface DueLine { readonly text: string; readonly button: Button }

/** @param lockClause by which a locked list stays as it is, in the unit's rules; null where there is no unit */
export const unknownCard = (said: string, nearest: readonly { readonly usage: string; readonly help: string }[], due: readonly DueLine[], lockClause: string | null): Card => {
  const shown = due.slice(0, SHOWN_DUE);
  const isChange = CHANGING.test(said);
  return {
    title: isChange ? '没有这个命令' : '没有听懂',
    tone: 'muted',
    summary: '没有听懂，请看最相近的命令',
    body: [
      `没有「${plain(said.slice(0, 40))}」这个命令。`,
      ...(isChange ? [LAWFUL] : []),
      ...(shown.length === 0 ? [] : ['您现在该办的：', ...shown.map(({ text }) => `• ${plain(text)}`)]),
      '您是不是要：',
      ...nearest.map(({ usage, help }) => `• **${plain(usage)}**\u3000${plain(help)}`),
    ].join('\n'),
    ...(shown.length === 0 ? {} : { actions: shown.map(({ button }) => button) }),
    note: `${isChange && lockClause !== null ? `依据：${lockClause}。` : ''}发送「帮助」查看能做的事。`,
  };
};
