/**
 * Where a file and the roster, or two rows of the file, contradict each other: what a person may choose, and what it means for the rows.
 *
 * Nothing that a person can see one by one waits for a choice: without one the first row of a code counts and the file's name
 * replaces the roster's, and both are said. What is too much to be gone through is chosen about kind by kind before it is written.
 * A choice is applied by judging the file again, so that every row is counted in one place only.
 */

/**
 * - renamed:   the code is in force under another name
 * - twice:     the code stands in an earlier row of the file with other contents
 * - same-name: a new code under a name that another code already has (branches may; a new licence may, too)
 */
export type ConflictKind = 'renamed' | 'twice' | 'same-name';
export const CONFLICT_KINDS: readonly ConflictKind[] = ['renamed', 'twice', 'same-name'];
export const KIND_NAMES: Readonly<Record<ConflictKind, string>> = { renamed: '改名', twice: '同码', 'same-name': '同名' };
/** What a kind is, for those who choose about all of it. */
export const KIND_WORDS: Readonly<Record<ConflictKind, string>> = { renamed: '库内代码相同、名称不同', twice: '表内同一代码、内容不同', 'same-name': '新代码、名称与另一代码相同' };
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

/** What the choice about all of a kind is called. */
export const KIND_CHOICES: Readonly<Record<ConflictKind, Readonly<Record<Choice, string>>>> = {
  renamed: { new: '全部用文件的', old: '全部留原来的', skip: '全部跳过' },
  twice: { new: '全部以后一行为准', old: '全部以先一行为准', skip: '全部跳过' },
  'same-name': { new: '全部新增', old: '全部留原来的', skip: '全部跳过' },
};

/** By the conflict's place in the list (from 0), as decimal text; then by kind; `all` is for the others, null = as it was. */
export interface ConflictChoices {
  readonly all: Choice | null;
  readonly each: Readonly<Record<string, Choice>>;
  readonly kinds?: Readonly<Partial<Record<ConflictKind, Choice>>>;
}
export const NO_CHOICES: ConflictChoices = { all: null, each: {} };

/** How many there are; more than are listed one by one. */
export type ConflictCounts = Readonly<Record<ConflictKind, number>>;
export const countedKinds = (conflicts: readonly Pick<Conflict, 'kind'>[]): ConflictCounts => {
  const counts: Record<ConflictKind, number> = { renamed: 0, twice: 0, 'same-name': 0 };
  for (const { kind } of conflicts) counts[kind] += 1;
  return counts;
};
/** Kinds of which some can be seen nowhere and nobody has said what to do about them. */
export const undecidedKinds = (unlisted: ConflictCounts, { all, kinds = {} }: ConflictChoices): readonly ConflictKind[] =>
  CONFLICT_KINDS.filter((kind) => unlisted[kind] > 0 && all === null && kinds[kind] === undefined);

/** What is done without a choice. */
export const DEFAULT_CHOICE: Readonly<Record<ConflictKind, Choice>> = { renamed: 'new', twice: 'old', 'same-name': 'new' };

export const choiceOf = ({ kind }: Pick<Conflict, 'kind'>, at: number, { each, kinds = {}, all }: ConflictChoices): Choice => each[String(at)] ?? kinds[kind] ?? all ?? DEFAULT_CHOICE[kind];

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

/** What a decision is made of. */
export type Contradiction = Pick<Conflict, 'kind' | 'row' | 'otherRow'>;

/**
 * What the choices mean row by row; only rows for which something else than 保留新值 was chosen are named. Of the rows of one code
 * the last one chosen as new counts, else the first; one 跳过 leaves all of them out.
 * @param contradictions all of a file, in the order in which they were found; gone through twice
 */
export const decisionsOf = (contradictions: Iterable<Contradiction>, choices: ConflictChoices): ReadonlyMap<number, RowDecision> => {
  const decisions = new Map<number, RowDecision>();
  const decide = (row: number, decision: RowDecision): void => {
    const known = decisions.get(row) ?? 'take';
    if (STRENGTH.indexOf(decision) > STRENGTH.indexOf(known)) decisions.set(row, decision);
  };
  /** By the first row of a code. */
  const winners = new Map<number, number>();
  const skipped = new Set<number>();
  let at = 0;
  for (const contradiction of contradictions) {
    const { kind, row, otherRow } = contradiction;
    const choice = choiceOf(contradiction, at, choices);
    at += 1;
    if (kind !== 'twice') decide(row, single(kind, choice));
    else if (choice === 'skip') skipped.add(otherRow ?? row);
    else if (choice === 'new') winners.set(otherRow ?? row, row);
  }
  for (const { kind, row, otherRow } of contradictions) {
    if (kind !== 'twice') continue;
    const first = otherRow ?? row;
    for (const each of [first, row]) decide(each, skipped.has(first) ? 'skip' : each === (winners.get(first) ?? first) ? 'take' : 'leave');
  }
  return decisions;
};
