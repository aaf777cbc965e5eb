/** 为什么抽中/没抽中: one target's ticket beside the cut-off of its stratum, or what kept it out. */
import { EXCLUSION_WORDS } from '../../domain/draw/why.ts';
import type { Why } from '../../domain/draw/why.ts';
import type { Card } from '../platform.ts';

const sentence = (why: Why): string => {
  switch (why.kind) {
    case 'unknown': return '不在本次抽取的名单快照内（抽取时名录里没有，或不在任务范围）。';
    case 'outside': return '在名录内，但不属于本任务设定的任何一层，没有参与抽取。';
    case 'earlier': return '本任务此前已抽中，补抽时不再参与。';
    case 'excluded': return `属于「${why.stratum}」层，按规定排除：${EXCLUSION_WORDS[why.exclusion]}。`;
    case 'drawn': return `**抽中**。「${why.stratum}」层合格 ${String(why.eligible)} 户抽 ${String(why.drawn)} 户，票号最小者中；它的票号排第 ${String(why.rank)}。`;
    case 'not-drawn': return `**没有抽中**。「${why.stratum}」层合格 ${String(why.eligible)} 户抽 ${String(why.drawn)} 户，票号最小者中；它的票号排第 ${String(why.rank)}，大于末位中签票号。`;
  }
};

export const whyCard = (target: { readonly name: string; readonly code: string }, task: string, why: Why): Card => ({
  title: `为什么 · ${target.name}`,
  tone: 'info',
  summary: `${task}：${target.name}`,
  body: sentence(why),
  ...(why.kind === 'drawn' || why.kind === 'not-drawn' ? { fields: [{ label: '它的票号', value: `${why.ticket.slice(0, 16)}…` }, { label: '末位中签票号', value: why.cutOff === '' ? '—' : `${why.cutOff.slice(0, 16)}…` }] } : {}),
  note: '票号 = SHA-256(种子派生的密钥 ‖ 对象代码)，任何人可自行验算；发送「复核」取复核包。',
});
