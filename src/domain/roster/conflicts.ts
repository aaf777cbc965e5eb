/**
 * Where a file and the roster, or two rows of the file, contradict each other: what a person may choose, and what it means for the rows.
 *
 * Nothing waits for a choice: without one the first row of a code counts and the file's name replaces the roster's, and both are
 * said. A choice is applied by judging the file again, so that every row is counted in one place only.
 */

/**
 * - renamed:   the code is in force under another name
 * - twice:     the code stands in an earlier row of the file with other contents
 * - same-name: a new code under a name that another code already has (branches may; a new licence may, too)
 */
export type ConflictKind = 'renamed' | 'twice' | 'same-name';
export interface Conflict {
  readonly kind: ConflictKind;
  readonly row: number;
  readonly code: string;
  readonly name: string;
  /** twice: the earlier row. */
  readonly otherRow: number | null;
  /** renamed: the name in force; twice: the earlier row's name; same-name: the other code. */
  readonly other: string;
  /** What differs, in the words of the sheet. */
  readonly text: string;
}

/** 保留新值 · 保留原值 · 跳过. */
export type Choice = 'new' | 'old' | 'skip';
export const CHOICES: readonly Choice[] = ['new', 'old', 'skip'];
export const CHOICE_NAMES: Readonly<Record<Choice, string>> = { new: '保留新值', old: '保留原值', skip: '跳过' };

/** By the conflict's place in the list (from 0), as decimal text; `all` is for the others, null = as it was. */
export interface ConflictChoices {
  readonly all: Choice | null;
  readonly each: Readonly<Record<string, Choice>>;
}
export const NO_CHOICES: ConflictChoices = { all: null, each: {} };

/** What is done without a choice. */
export const DEFAULT_CHOICE: Readonly<Record<ConflictKind, Choice>> = { renamed: 'new', twice: 'old', 'same-name': 'new' };

export const choiceOf = (conflict: Conflict, at: number, choices: ConflictChoices): Choice => choices.each[String(at)] ?? choices.all ?? DEFAULT_CHOICE[conflict.kind];

/** What each choice does to this conflict, as half a sentence for its card. */
export const choiceEffect = ({ kind, row, otherRow, name, other }: Conflict, choice: Choice): string => {
  switch (kind) {
    case 'renamed':
      return choice === 'new' ? `改名为“${name}”` : choice === 'old' ? `仍叫“${other}”，其余列照表更新` : '这一行不导入';
    case 'twice':
      return choice === 'new' ? `以第${row}行为准` : choice === 'old' ? `以第${otherRow ?? row}行为准` : '两行都不导入';
    case 'same-name':
      return choice === 'new' ? `作为另一个对象新增` : choice === 'old' ? `只留原有的 ${other}` : '这一行不导入';
  }
};

/**
 * - take:      judged as it stands
 * - keep-name: judged with the roster's name
 * - leave:     counted as duplicate
 * - skip:      counted as rejected
 */
export type RowDecision = 'take' | 'keep-name' | 'leave' | 'skip';
const STRENGTH: readonly RowDecision[] = ['take', 'keep-name', 'leave', 'skip'];

const single = (kind: 'renamed' | 'same-name', choice: Choice): RowDecision => (choice === 'skip' ? 'skip' : choice === 'new' ? 'take' : kind === 'renamed' ? 'keep-name' : 'leave');

/** Of the rows of one code the last one chosen as new counts, else the first; one 跳过 leaves all of them out. */
const ofGroup = (first: number, later: readonly { readonly row: number; readonly choice: Choice }[]): readonly (readonly [number, RowDecision])[] => {
  const rows = [first, ...later.map(({ row }) => row)];
  if (later.some(({ choice }) => choice === 'skip')) return rows.map((row) => [row, 'skip']);
  const winner = later.findLast(({ choice }) => choice === 'new')?.row ?? first;
  return rows.map((row) => [row, row === winner ? 'take' : 'leave']);
};

/**
 * What the choices mean row by row; only rows for which something else than the default was chosen are named.
 * @param conflicts all of a file, in the order in which they were found
 */
export const decisionsOf = (conflicts: readonly Conflict[], choices: ConflictChoices): ReadonlyMap<number, RowDecision> => {
  const decisions = new Map<number, RowDecision>();
  const groups = new Map<number, { readonly row: number; readonly choice: Choice }[]>();
  const decide = (row: number, decision: RowDecision): void => {
    const known = decisions.get(row) ?? 'take';
    decisions.set(row, STRENGTH.indexOf(decision) > STRENGTH.indexOf(known) ? decision : known);
  };
  conflicts.forEach((conflict, at) => {
    const choice = choiceOf(conflict, at, choices);
    if (conflict.kind !== 'twice') return decide(conflict.row, single(conflict.kind, choice));
    const first = conflict.otherRow ?? conflict.row;
    const group = groups.get(first) ?? [];
    group.push({ row: conflict.row, choice });
    groups.set(first, group);
  });
  for (const [first, later] of groups) for (const [row, decision] of ofGroup(first, later)) decide(row, decision);
  for (const [row, decision] of decisions) if (decision === 'take') decisions.delete(row);
  return decisions;
};
