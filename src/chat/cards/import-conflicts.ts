/**
 * 逐条确认: the contradictions between a file and the roster, each with one row of buttons, a page at a time.
 */
import type { StagedImport } from '../../application/imports/ports.ts';
import { CHOICE_NAMES, choiceEffect, choiceOf, CHOICES } from '../../domain/roster/conflicts.ts';
import type { Conflict } from '../../domain/roster/conflicts.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { clipped } from '../markdown.ts';
import type { Button, Card } from '../platform.ts';

const PAGE = 6;
const MOST_TEXT = 140;

export const conflictPages = (count: number): number => Math.max(1, Math.ceil(count / PAGE));
export const pageOfConflict = (at: number): number => Math.floor(at / PAGE) + 1;

const titleOf = ({ kind, row, code, name, other, otherRow, text }: Conflict): string => {
  const differs = text === '' ? '' : `：${text}`;
  switch (kind) {
    case 'renamed':
      return `第${row}行 ${code} 库内叫“${other}”，表中叫“${name}”`;
    case 'twice':
      return `第${otherRow ?? row}、${row}行同一代码 ${code}（${name}）内容不同${differs}`;
    case 'same-name':
      return `第${row}行 ${code} 与 ${other} 同名“${name}”`;
  }
};

const rowOf = (staged: StagedImport, conflict: Conflict, at: number): { readonly text: string; readonly actions: readonly Button[] } => {
  const chosen = choiceOf(conflict, at, staged.choices);
  return {
    text: `${String(at + 1)}. ${clipped(titleOf(conflict), MOST_TEXT)}\n现在：${CHOICE_NAMES[chosen]}——${clipped(choiceEffect(conflict, chosen), MOST_TEXT)}`,
    actions: CHOICES.map((choice) => ({
      id: 'import.choose', label: choice === chosen ? `✓ ${CHOICE_NAMES[choice]}` : CHOICE_NAMES[choice],
      value: { import: staged.id, nth: String(at + 1), choice: CHOICE_NAMES[choice] },
    })),
  };
};

/** @param page from 1 */
export const importConflictsCard = (staged: StagedImport, conflicts: readonly Conflict[], page: number): Card => {
  const pages = conflictPages(conflicts.length);
  const from = (page - 1) * PAGE;
  const turn = (label: string, to: number): readonly Button[] => (to < 1 || to > pages ? [] : [{ id: 'import.conflicts', label, value: { import: staged.id, page: String(to) } }]);
  return {
    title: `逐条确认 · ${ROSTER_NAMES[staged.roster]}`,
    tone: 'warn',
    summary: `${String(conflicts.length)} 处需要确认`,
    body: `共 ${String(conflicts.length)} 处，第 ${String(page)}/${String(pages)} 页。每处点一个按钮；不点的照“现在”办。`,
    rows: conflicts.slice(from, from + PAGE).map((conflict, nth) => rowOf(staged, conflict, from + nth)),
    actions: [
      { id: 'import.apply', label: '按选择重新预检', style: 'primary', value: { import: staged.id } },
      { id: 'import.apply', label: '全部保留新值', value: { import: staged.id, all: CHOICE_NAMES.new } },
      ...turn('上一页', page - 1),
      ...turn('下一页', page + 1),
    ],
    note: `编号 ${staged.id}。打字也可以：导入 选择 ${staged.id} 1 保留原值；导入 按选择 ${staged.id}`,
  };
};
