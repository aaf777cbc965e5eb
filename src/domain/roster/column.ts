/**
 * What a column of a roster sheet is: its titles, how its cells are read, who may see them.
 */
/** How a cell is read; `choice` lists its words, the drop-down of the template. */
export type ColumnType =
  | { readonly as: 'text' | 'code' | 'phone' | 'date' | 'flag' | 'count' | 'list' | 'ignored' }
  | { readonly as: 'choice'; readonly words: readonly string[]; readonly aliases: Readonly<Record<string, string>> };

/**
 * - identity: without this column the sheet is not this roster
 * - needed:   a blank cell rejects the row; a missing column becomes a question with a proposal
 * - expected: a blank or missing one is a notice
 */
export type Need = 'identity' | 'needed' | 'expected' | 'optional';
/** hidden: never in a public edition; tail: last four digits starred; town: up to the town or street. */
export type Mask = 'open' | 'hidden' | 'phone' | 'tail' | 'town';

export interface Column {
  /** Member of the row; for 'ignored' columns a name of its own. */
  readonly field: string;
  readonly title: string;
  readonly synonyms: readonly string[];
  readonly need: Need;
  readonly type: ColumnType;
  readonly mask: Mask;
  /** Width in characters of the template. */
  readonly width: number;
  /** One sentence for 填写说明. */
  readonly help: string;
}

const NO_ALIASES: Readonly<Record<string, string>> = {};

/** A column with the common values filled in. */
export const column = (
  field: string,
  title: string,
  need: Need,
  as: 'text' | 'code' | 'phone' | 'date' | 'flag' | 'count' | 'list' | 'ignored',
  more: Partial<Pick<Column, 'synonyms' | 'mask' | 'width' | 'help'>> = {},
): Column => ({ field, title, need, type: { as }, synonyms: [], mask: 'open', width: 14, help: '', ...more });

/** A column whose cells take one of a few words; aliases are other spellings of them. */
export const choice = (
  field: string,
  title: string,
  need: Need,
  words: readonly string[],
  more: Partial<Pick<Column, 'synonyms' | 'mask' | 'width' | 'help'>> & { readonly aliases?: Readonly<Record<string, string>> } = {},
): Column => {
  const { aliases = NO_ALIASES, ...rest } = more;
  return { field, title, need, type: { as: 'choice', words, aliases }, synonyms: [], mask: 'open', width: 12, help: `填：${words.join('、')}`, ...rest };
};
