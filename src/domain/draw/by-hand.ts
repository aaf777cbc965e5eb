/**
 * How anybody checks one line of a result with a shell and nothing else: the commands, filled in, with what they must print.
 *
 * What is printed here is what the verifiers compute; a test runs the commands.
 */
import { keyOf, ticketOf } from './ticket.ts';
import type { SelectedTarget } from './types.ts';

export interface ByHand {
  /** 64 hex. */
  readonly seed: string;
  /** A drawn line to show it on; null when nothing was drawn. */
  readonly example: Pick<SelectedTarget, 'code' | 'ticket'> | null;
  /** Risk weights: an object holds several tickets and the smallest counts. */
  readonly isWeighted: boolean;
  readonly isSystematic: boolean;
}

/** For a single quoted word of a shell; a quote in a code ends the word, stands escaped, and begins it anew. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const checkByHand = ({ seed, example, isWeighted, isSystematic }: ByHand): readonly string[] => {
  const key = keyOf(seed, 'objects');
  // Of several tickets the one that counted is shown.
  const shown = example === null ? null : Array.from({ length: isWeighted ? 10 : 0 }, (_, j) => `${example.code}#${String(j)}`).find((id) => ticketOf(key, id) === example.ticket) ?? example.code;
  return [
    `1. 种子 ${seed}：由抽取前承诺的一次性密钥与全体投入内容算出（复核包可核对）。`,
    '2. 算票键 K，在终端输入（Windows 可用 WSL 或 Git Bash）：',
    `   printf 'ssj-draw/v1/key\\0objects\\0%s' ${seed} | sha256sum`,
    `   应得 ${key}`,
    '3. 算任一对象的票号：把代码接在 K 后面取 SHA-256，应与表中票号一字不差。',
    ...(shown === null ? [] : [`   printf '%s%s' ${key} ${quoted(shown)} | sha256sum`, `   应得 ${example?.ticket ?? ''}`]),
    ...(isWeighted ? ['   按风险权重抽取的层，一个对象有几张票（代码后接 #0、#1…），最小的一张算数。'] : []),
    isSystematic
      ? '4. 本次按小格等距抽取：先按格的票号、再按对象的票号排成一列，每隔固定间隔取一户；整列见复核包。'
      : '4. 同一层内票号由小到大排列，前 n 名即抽中；n 为基数乘比例、向上取整（见分层表）。未抽中的票号都比本层分界线大。',
    '5. 方案指纹和名单指纹见表头；复核包可离线逐行复核，任何一行不一致都会被指出。',
  ];
};
