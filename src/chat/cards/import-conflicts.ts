/**
 * 逐条确认: the contradictions between a file and the roster, each with one row of buttons, a page at a time.
 */
import type { StagedImport } from '../../application/imports/ports.ts';
import { CHOICE_NAMES, choiceEffect, choiceOf, CHOICES, CONFLICT_KINDS, countedKinds, DEFAULT_CHOICE, KIND_CHOICES, KIND_NAMES, KIND_WORDS } from '../../domain/roster/conflicts.ts';
import type { Conflict, ConflictCounts } from '../../domain/roster/conflicts.ts';
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

/** All of a kind with one click: what cannot be listed is decided only this way. */
const kindRows = ({ id, choices: { all, kinds = {} } }: StagedImport, counts: ConflictCounts, unlisted: ConflictCounts): readonly { readonly text: string; readonly actions: readonly Button[] }[] =>
  CONFLICT_KINDS.filter((kind) => counts[kind] > 1).map((kind) => {
    const chosen = kinds[kind] ?? all;
    const now = chosen ?? (unlisted[kind] > 0 ? null : DEFAULT_CHOICE[kind]);
    return {
      text: `${KIND_NAMES[kind]}（${KIND_WORDS[kind]}）：共 ${String(counts[kind])} 处${unlisted[kind] > 0 ? `，其中 ${String(unlisted[kind])} 处不逐条列出` : ''}\n现在：${now === null ? '还没有选定' : KIND_CHOICES[kind][now]}${Object.keys(kinds).includes(kind) ? '（逐条选过的除外）' : ''}`,
      actions: CHOICES.map((choice) => ({ id: 'import.choose', label: choice === now ? `✓ ${KIND_CHOICES[kind][choice]}` : KIND_CHOICES[kind][choice], value: { import: id, nth: KIND_NAMES[kind], choice: CHOICE_NAMES[choice] } })),
    };
  });

/** @param page from 1 */
export const importConflictsCard = (staged: StagedImport, conflicts: readonly Conflict[], page: number): Card => {
  const pages = conflictPages(conflicts.length);
  const from = (page - 1) * PAGE;
  const { count, unlisted = countedKinds([]) } = staged.conflicts ?? { count: conflicts.length };
  const listed = countedKinds(conflicts);
  const counts: ConflictCounts = { renamed: listed.renamed + unlisted.renamed, twice: listed.twice + unlisted.twice, 'same-name': listed['same-name'] + unlisted['same-name'] };
  const beyond = count - conflicts.length;
  const turn = (label: string, to: number): readonly Button[] => (to < 1 || to > pages ? [] : [{ id: 'import.conflicts', label, value: { import: staged.id, page: String(to) } }]);
  return {
    title: `逐条确认 · ${ROSTER_NAMES[staged.roster]}`,
    tone: 'warn',
    summary: `${String(count)} 处需要确认`,
    body: `共 ${String(count)} 处，${beyond > 0 ? `可以逐条看前 ${String(conflicts.length)} 处，其余 ${String(beyond)} 处请按种类一次选定；` : ''}第 ${String(page)}/${String(pages)} 页。每处点一个按钮；不点的照“现在”办。`,
    rows: [...(page === 1 ? kindRows(staged, counts, unlisted) : []), ...conflicts.slice(from, from + PAGE).map((conflict, nth) => rowOf(staged, conflict, from + nth))],
    actions: [
      { id: 'import.apply', label: '按选择重新预检', style: 'primary', value: { import: staged.id } },
      { id: 'import.apply', label: '全部保留新值', value: { import: staged.id, all: CHOICE_NAMES.new } },
      ...turn('上一页', page - 1),
      ...turn('下一页', page + 1),
    ],
    note: `编号 ${staged.id}。打字也可以：导入 选择 ${staged.id} 1 保留原值；导入 选择 ${staged.id} 改名 全部留原来的；导入 按选择 ${staged.id}`,
  };
};
