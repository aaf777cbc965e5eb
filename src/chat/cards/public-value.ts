/**
 * The public value on the card of a draw: what is awaited, who entered it, who has to compare it.
 */
import { howToType } from '../../domain/draw/public-wish.ts';
import { publicWords, sourceWords, valueWords } from '../../domain/draw/public.ts';
import type { AwaitedPublic } from '../../domain/draw/public-value.ts';
import type { EnteredValue } from '../../domain/task/task.ts';
import { clipped, plain } from '../markdown.ts';
import type { Button, Card } from '../platform.ts';

/** The paragraph about it, under its own step. */
export const publicLines = (awaited: AwaitedPublic, entered: EnteredValue | null, named: (id: EnteredValue['by']) => string): readonly string[] => {
  if (entered === null) return [`等待 ${plain(publicWords(awaited))}。公布以前不开出，等多久都不作废。`];
  const who = `${plain(named(entered.by))} 录入`;
  if (entered.value.kind === 'drand') return [`${plain(sourceWords(awaited))}：${valueWords(entered.value)}\u3000${who}`];
  return [
    `${plain(sourceWords(awaited))}：**${plain(valueWords(entered.value))}**\u3000${who}${entered.confirmedBy === null ? '' : `，${plain(named(entered.confirmedBy))} 核对一致`}`,
    ...(entered.confirmedBy === null ? ['请另一人（其中一人须是见证人）对照官方公布的号码核对。'] : []),
  ];
};

const LABELS = { lottery: '开奖号码', index: '收盘价', drand: '信标内容' } as const;

/** Box and buttons while the value is missing or not yet compared. `id` prefixes the buttons: draw or round. */
export const publicControls = (awaited: AwaitedPublic, entered: EnteredValue | null, id: 'draw' | 'round', subject: string, value: Readonly<Record<string, string>>): Pick<Card, 'form' | 'actions'> => {
  const [, example = ''] = /(?:号码=|收盘=|粘贴：)(.+)$/.exec(howToType(awaited, subject)) ?? [];
  if (entered === null) {
    return {
      form: {
        fields: [{ name: 'text', label: LABELS[awaited.kind], type: awaited.kind === 'drand' ? 'textarea' : 'text', required: true, hint: clipped(awaited.kind === 'drand' ? '整段粘贴 {"round":…}' : `例如 ${example}`, 60) }],
        submit: { id: `${id}.public`, label: '录入公开数', style: 'primary', value },
      },
    };
  }
  const buttons: readonly Button[] = [
    { id: `${id}.public-confirm`, label: '核对一致', style: 'primary', value, confirm: `确定与公布的${sourceWords(awaited)}一致吗？核对后立即开出。` },
    { id: `${id}.public-reject`, label: '号码不符', style: 'danger', value, confirm: '退回后可以重新录入，确定号码不符吗？' },
  ];
  return entered.confirmedBy === null && awaited.kind !== 'drand' ? { actions: buttons } : {};
};
