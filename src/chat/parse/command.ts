/**
 * A line of chat → a command: verb, words, 键=值, further lines.
 *
 * Tolerant by design (full or half width, with or without blank between verb and number, English aliases), because the
 * speaker is busy and stands in a corridor. It never guesses what would be done: an unknown verb gives the nearest three.
 */
export interface Command {
  /** The verb's row key in the table. */
  readonly verb: string;
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  /** Lines after the first, each as words. */
  readonly lines: readonly (readonly string[])[];
  /** What stands behind the verb, as typed (not normalised): for free texts. */
  readonly rest: string;
}

export type Reading = { readonly kind: 'command'; readonly command: Command; readonly confirmed: boolean } | { readonly kind: 'unknown'; readonly said: string; readonly nearest: readonly string[] } | { readonly kind: 'empty' };

/** What the reader needs of a row. */
export interface Named {
  readonly verb: string;
  readonly aliases: readonly string[];
  /** Its words may follow without a blank: 「导出检查对象」. */
  readonly glues?: true;
}

const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '「': '」', '『': '』', "'": "'" };

/** 「，比例=」: a comma before the next 键= parts words as a blank does. */
const NEXT_PAIR = /^[,\uFF0C;\uFF1B\u3001]\s*\p{Script=Han}{1,6}[=\uFF1D]/u;

/** Words of a line; quotes keep blanks together, also behind 键=; '@{user}' stands alone. */
export const wordsOf = (line: string): readonly string[] => {
  const words: string[] = [];
  let word = '';
  let closing: string | null = null;
  const chars = [...line.replace(/@\{[^}]*\}/g, (mention) => ` ${mention} `)];
  const finish = (): void => {
    if (word !== '') words.push(word);
    word = '';
  };
  for (const [at, char] of chars.entries()) {
    if (closing !== null) {
      if (char === closing) closing = null;
      else word += char;
    } else if (/\s/.test(char) || (/[,\uFF0C;\uFF1B\u3001]/.test(char) && NEXT_PAIR.test(chars.slice(at, at + 12).join('')))) finish();
    else if (char in QUOTES && (word === '' || /[=\uFF1D]$/.test(word))) closing = QUOTES[char] ?? null;
    else word += char;
  }
  finish();
  return words;
};

const OPTION = /^([\p{L}\p{N}]{1,12})[=\uFF1D](.+)$/su;
/** 键=值 as key (half width, lower case) and value; null for any other word. */
export const pairOf = (word: string): readonly [string, string] | null => {
  const option = OPTION.exec(word);
  return option === null ? null : [keyOf(option[1] ?? ''), option[2] ?? ''];
};
const CONFIRMATIONS = new Set(['确认', '确定', 'yes', 'confirmed']);
/** Key by which verbs are compared: half width, lower case. */
export const keyOf = (text: string): string => text.normalize('NFKC').toLowerCase();

const distance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, a] of [...left].entries()) {
    const next = [i + 1];
    for (const [j, b] of [...right].entries()) {
      next.push(Math.min((row[j] ?? 0) + (a === b ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
};

/** The three verbs closest to what was said; a shared character counts more than length. */
export const nearestVerbs = (said: string, table: readonly Named[]): readonly string[] => {
  const key = keyOf(said);
  const scoreOf = (name: string): number => distance(key, keyOf(name)) - 2 * [...new Set(key)].filter((char) => keyOf(name).includes(char)).length;
  return table
    .map((row) => ({ verb: row.verb, score: Math.min(...[row.verb, ...row.aliases].map(scoreOf)) }))
    .sort((a, b) => a.score - b.score)
    .slice(0, 3)
    .map(({ verb }) => verb);
};

interface Match {
  readonly verb: string;
  /** How many words the verb took; the first word's remainder, when verb and number were written together. */
  readonly taken: number;
  readonly glued: string;
}

const matchVerb = (words: readonly string[], table: readonly Named[]): Match | null => {
  const [first = '', second = ''] = words.map(keyOf);
  const names = table.flatMap((row) => [row.verb, ...row.aliases].map((name) => ({ verb: row.verb, key: keyOf(name), glues: row.glues === true })));
  const two = names.find(({ key }) => key === `${first} ${second}` || key === `${second} ${first}`);
  if (two !== undefined && second !== '') return { verb: two.verb, taken: 2, glued: '' };
  // A name of its own goes before two names written together (回避登记 is 利害关系, 任务新建 is 任务 新建).
  const one = names.find(({ key }) => key === first);
  if (one !== undefined) return { verb: one.verb, taken: 1, glued: '' };
  const joined = names.find(({ key }) => key.includes(' ') && key.replace(' ', '') === first);
  if (joined !== undefined) return { verb: joined.verb, taken: 1, glued: '' };
  const glued = names
    .filter(({ key, glues }) => first.startsWith(key) && (glues || /^(?:t?\d|sub)/.test(first.slice(key.length))))
    .sort((a, b) => b.key.length - a.key.length)[0];
  return glued === undefined ? null : { verb: glued.verb, taken: 1, glued: first.slice(glued.key.length).toUpperCase() };
};

/** 「更换1-2健康」: what is written behind a visit's number is a word of its own. */
const apart = (glued: string): readonly string[] => {
  const [, number = glued, more = ''] = /^(T?\d+(?:-\d+)+)(\p{Script=Han}.*)$/iu.exec(glued) ?? [];
  return [number, more].filter((word) => word !== '');
};

/** Cuts the verb's words off the text as typed. */
const afterWords = (text: string, taken: number): string => {
  let rest = text.trimStart();
  for (let i = 0; i < taken; i += 1) rest = rest.replace(/^\S+\s*/, '');
  return rest.trim();
};

/**
 * @param text  one message; '@{user}' for mentions, the bot's own already taken out by the adapter
 * @param table the verbs to choose from
 */
export const readCommand = (text: string, table: readonly Named[]): Reading => {
  const said = text.replace(/^[\s/\uFF0F]+/, '').replace(/[\s。.!\uFF01\uFF0E]+$/, '');
  if (said === '') return { kind: 'empty' };
  const [head = '', ...tail] = said.split(/\r?\n/);
  const words = wordsOf(head);
  const match = matchVerb(words, table);
  if (match === null) return { kind: 'unknown', said: words[0] ?? said, nearest: nearestVerbs(words[0] ?? said, table) };
  const rest = [...apart(match.glued), ...words.slice(match.taken)];
  const last = rest.at(-1);
  const confirmed = last !== undefined && CONFIRMATIONS.has(keyOf(last));
  const options: Record<string, string> = {};
  const plain: string[] = [];
  for (const word of confirmed ? rest.slice(0, -1) : rest) {
    const pair = pairOf(word);
    if (pair === null) plain.push(word);
    else options[pair[0]] = pair[1];
  }
  const raw = [match.glued, afterWords(head, match.taken)].filter((part) => part !== '').join(' ');
  const unconfirmed = confirmed ? raw.slice(0, raw.length - last.length).trimEnd() : raw;
  return {
    kind: 'command',
    confirmed,
    command: { verb: match.verb, words: plain, options, lines: tail.map(wordsOf).filter((line) => line.length > 0), rest: [unconfirmed, ...tail].join('\n').trim() },
  };
};

/** The text behind the first `count` words: a reason, a contribution. */
export const textAfter = (command: Command, count: number): string => afterWords(command.rest, count);
