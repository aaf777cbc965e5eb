/**
 * 递补抽取 as the witness sees it: how many may take the post, what is asked of him, what the round waits for.
 */
import { taskOf } from '../../domain/ids.ts';
import { roundStep } from '../../domain/substitution/round.ts';
import { clipped, plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';
import type { SubstitutionView } from '../views/substitution.ts';
import { publicControls, publicLines } from './public-value.ts';

export const roundSubject = (id: SubstitutionView['id']): string => `substitution/${id}/round`;

const given = ({ state }: SubstitutionView): string => ((state.lapsed ?? 0) === 0 ? '' : `（此前已放弃 ${String(state.lapsed)} 轮）`);

/** Where the round stands, one line; '' where none is open. */
export const roundWords = (view: SubstitutionView): string => {
  const { round } = view.state;
  const step = roundStep(view.state);
  if (view.state.phase !== 'drawing') return '';
  if (round === undefined || step === null) return `这一轮已放弃，请重新发送「同意更换 ${view.id}」${given(view)}`;
  const nth = `第 ${String(round.round)} 轮递补抽取${given(view)}`;
  switch (step) {
    case 'text': return `${nth}：等见证人输入，${localMinute(round.closeBefore)} 前有效`;
    case 'value': return `${nth}：已封口，等公开数`;
    case 'reveal': return `${nth}：已封口，正在开出`;
  }
};

export const roundCard = (view: SubstitutionView): Card => {
  const { id, state, unit } = view;
  const { round } = state;
  const about = { substitution: id };
  const title = `递补抽取 · ${id}`;
  if (state.phase === 'approved') return { title: `${title}（已开出）`, tone: 'ok', summary: `${id} 由 ${view.pick} 递补`, body: `${view.inspection}：由 **${plain(view.pick)}** 递补 ${plain(view.old)}。票号最小者递补，候选人、投入和密钥都在复核包中。`, note: `发送「复核 ${taskOf(view.inspection)}」可以重算。` };
  if (round === undefined) return { title: `${title}（已放弃）`, tone: 'muted', summary: `${id} 这一轮已放弃`, body: '这一轮递补抽取已放弃（仍计数）。', note: roundWords(view) };
  const step = roundStep(state);
  const awaited = round.public.kind === 'none' ? null : round.public;
  const named = (person: string): string => unit.people.find((each) => each.id === person)?.name ?? '';
  const lines = [
    `${view.inspection} 需要递补检查人员 1 名。候选 **${String(round.candidates.length)}** 人、排除 ${String(round.excluded.length)} 人已写定，不能增减。`,
    ...(round.contribution === null ? [] : [`${plain(named(round.witness))}（见证人封口）：${plain(clipped(round.contribution.text, 64))}`]),
    ...(awaited === null || round.contribution === null ? [] : publicLines(awaited, round.publicValue ?? null, named)),
  ];
  const note = `${roundWords(view)}。打字也可以：${step === 'text' ? `递补见证 ${id} 内容` : `公开数 ${id} 号码 / 核对公开数 ${id}`}`;
  const base = { title, tone: 'warn', summary: `请见证递补抽取 ${id}`, note } as const;
  if (step === 'text') {
    return {
      ...base,
      body: [...lines, '**请您封口**：随便输入 1–64 个字符（可用骰子、当日车牌、一张人民币的冠字号）。在此之前谁也不知道由谁递补。'].join('\n'),
      form: { fields: [{ name: 'text', label: '见证输入', type: 'text', required: true, hint: '例如 3859' }], submit: { id: 'round.submit', label: '提交并封口', style: 'primary', value: about } },
    };
  }
  return { ...base, body: lines.join('\n'), ...(step === 'value' && awaited !== null ? publicControls(awaited, round.publicValue ?? null, 'round', id, about) : {}) };
};
