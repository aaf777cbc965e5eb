/**
 * 切换: for whoever works for several units, which of them he speaks for in private; remembered until the next time.
 */
import { Refusal } from '../../domain/refusal.ts';
import { whichUnitCard } from '../cards/units.ts';
import { personOf } from '../pick.ts';
import type { Answer, Ask, Belonging, Verb } from '../verb.ts';

const meant = (choices: readonly Belonging[], typed: string): readonly Belonging[] => {
  const text = typed.normalize('NFKC').trim();
  const exact = choices.filter(({ id, state }) => state.name === text || id === text.toUpperCase());
  return exact.length > 0 ? exact : choices.filter(({ state }) => state.name.includes(text));
};

const choose = async (ask: Ask): Promise<Answer> => {
  personOf(ask);
  const { choices, unit } = ask;
  if (choices.length < 2) throw new Refusal('unit.only-one', `您只在${unit?.state.name ?? '一个单位'}任职，不用切换`, { next: '直接办理即可；要在另一个单位任职，请该单位系统管理员绑定' });
  const typed = ask.command.words.join(' ');
  if (typed === '') return { cards: [{ card: whichUnitCard(choices, ask.isChosen ? (unit?.id ?? null) : null, '') }] };
  const [only, ...more] = meant(choices, typed);
  if (only === undefined || more.length > 0) return { cards: [{ card: whichUnitCard(only === undefined ? choices : [only, ...more], ask.isChosen ? (unit?.id ?? null) : null, only === undefined ? `没有叫「${typed}」的单位` : `有 ${String(more.length + 1)} 个单位可能是您要的`) }] };
  await ask.deps.useCases.chooseUnit(ask.by(), only.id);
  return { line: `已切换到 ${only.state.name}，私聊里的命令都按它办，直到再次切换`, tone: 'ok' };
};

export const UNIT_VERBS: readonly Verb[] = [
  { verb: '切换', aliases: ['switch', '切换单位', '切换 单位', '换单位'], usage: '切换 文旅局', help: '在几个单位任职的，选择私聊里替哪个单位办事', for: 'bound', answers: 'privately', writes: true, run: choose },
];
