/** Which unit is meant: for whoever works for several. */
import type { UnitId } from '../../domain/ids.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';
import type { Belonging } from '../verb.ts';

const SHOWN = 5;

/** @param now the one spoken for at present @param why asked */
export const whichUnitCard = (choices: readonly Belonging[], now: UnitId | null, why: string): Card => ({
  title: '替哪个单位办理',
  tone: why === '' ? 'info' : 'warn',
  summary: why === '' ? `您在 ${String(choices.length)} 个单位任职` : why,
  body: [...(why === '' ? [] : [`${plain(why)}。`]), ...choices.map(({ id, state }) => `• ${plain(state.name)}${id === now ? '（现在）' : ''}`)].join('\n'),
  actions: choices.filter(({ id }) => id !== now).slice(0, SHOWN).map(({ id, state }) => ({ id: 'unit.choose', label: state.name, value: { unit: id } })),
  note: `选定后一直有效。打字：切换 ${choices[0]?.state.name ?? ''}。在工作群里按群所属的单位办理；编号前写单位号（T2-2026-001）的，按该单位办理。`,
});
