/**
 * What makes a row an item (抽查事项): a code, a name, a basis; and the numbers hidden in the prose of ratio and frequency.
 */
import { itemCode } from '../ids.ts';
import type { ItemCode } from '../ids.ts';
import { flagOf, listOf, textOf, wordOf } from './drafts.ts';
import type { Draft, RowJudge, Voice } from './drafts.ts';
import type { CellValue } from './read-cell.ts';
import { ITEM_KINDS, ITEM_STATUSES } from './rows.ts';
import type { ItemRow } from './rows.ts';

/**
 * Basis points of a ratio in prose: 「5%」「不低于3%」「百分之五」「5‰」 → 500, 300, 500, 50.
 * @returns null when there is no number, or more than one (a choice that a person has to make)
 */
export const ratioBpOf = (text: string): number | null => {
  const plain = text.normalize('NFKC').replace(/百分之([一二三四五六七八九十]{1,3})/g, (_, words: string) => `${chineseNumber(words)}%`).replace(/百分之(\d+)/g, '$1%');
  const found = [...plain.matchAll(/(\d{1,3}(?:\.\d{1,2})?)\s*([%‰])/g)].map(([, digits, sign]) => Math.round(Number(digits) * (sign === '%' ? 100 : 10)));
  const distinct = [...new Set(found)];
  if (distinct.length === 0 && /^(全部|全覆盖|100%?)$/.test(plain.trim())) return 10_000;
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined && only > 0 && only <= 10_000 ? only : null;
};

const DIGITS = '零一二三四五六七八九';
const chineseNumber = (words: string): number => {
  const [tens, ones] = words.includes('十') ? words.split('十') : ['', words];
  const high = words.includes('十') ? (tens === '' ? 1 : DIGITS.indexOf(tens ?? '')) : 0;
  return high * 10 + (ones === undefined || ones === '' ? 0 : DIGITS.indexOf(ones));
};

/** Times per year of a frequency in prose: 「每年1次」「1次/年」「每半年一次」「每季度1次」「每月1次」; null when it is no single number. */
export const timesPerYearOf = (text: string): number | null => {
  const plain = text.normalize('NFKC').replace(/[一二两三四五六七八九十]/g, (word) => String(word === '两' ? 2 : word === '十' ? 10 : DIGITS.indexOf(word))).replace(/\s/g, '');
  if (/\d次?[-—–~至到]\d{1,2}次/.test(plain)) return null;
  const periods = [
    { pattern: /每?半年(?:不少于|不低于|至少|组织|开展|检查)*(\d{1,2})次|(\d{1,2})次\/半年/g, times: 2 },
    { pattern: /每?季度?(?:不少于|不低于|至少|组织|开展|检查)*(\d{1,2})次|(\d{1,2})次\/季度?/g, times: 4 },
    { pattern: /每个?月(?:不少于|不低于|至少|组织|开展|检查)*(\d{1,2})次|(\d{1,2})次\/月/g, times: 12 },
    { pattern: /(?<!半)每?年度?(?:不少于|不低于|至少|组织|开展|检查)*(\d{1,2})次|(\d{1,2})次\/年/g, times: 1 },
  ];
  const found = periods.flatMap(({ pattern, times }) => [...plain.matchAll(pattern)].map((match) => Number(match[1] ?? match[2]) * times));
  const distinct = [...new Set(found)];
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined && only > 0 ? only : null;
};

/** A sentence where the code should be: the row of a merged cell that was flattened, all its columns moved to the left. */
const isSentence = (code: string): boolean => [...code].length > 6 && !/[0-9A-Za-z]/.test(code);

const identify = (values: ReadonlyMap<string, CellValue>, voice: Voice): string | null => {
  const typed = values.get('code');
  const code = typeof typed === 'string' ? typed : '';
  if (code === '' || ((itemCode(code) === null || code.length > 60) && !isSentence(code))) {
    voice.reject('code', code === '' ? '没有填；请给事项编一个不再改动的编码' : `“${code.slice(0, 40)}”不是编码`);
    return null;
  }
  if (isSentence(code)) {
    voice.reject('code', '这里不是编码，是一句话；多半是合并单元格拆开后整行左移了，请补上编号并把各列移回原位');
    return null;
  }
  return code;
};

const complete = (code: string, { values, fill }: Draft, voice: Voice): Readonly<Record<string, unknown>> => {
  const ratio = textOf(values, 'ratio');
  const frequency = textOf(values, 'frequency');
  const ratioBp = ratioBpOf(ratio);
  const timesPerYear = timesPerYearOf(frequency === '' ? ratio : frequency);
  if (ratio !== '' && ratioBp === null) voice.note('ratio', `“${ratio.slice(0, 30)}”里没有唯一的百分比，任务里要另定比例`);
  const row: ItemRow = {
    code: code as ItemCode,
    field: textOf(values, 'field'),
    name: textOf(values, 'name'),
    kind: wordOf(values, 'kind', ITEM_KINDS, ITEM_KINDS.find((kind) => kind === fill['kind']) ?? '一般'),
    powerCode: textOf(values, 'powerCode'),
    basis: textOf(values, 'basis'),
    enforcer: textOf(values, 'enforcer'),
    subject: textOf(values, 'subject'),
    content: textOf(values, 'content'),
    methods: listOf(values, 'methods'),
    scope: textOf(values, 'scope'),
    ratio,
    ratioBp,
    frequency,
    timesPerYear,
    statutory: flagOf(values, 'statutory'),
    staffing: textOf(values, 'staffing'),
    section: textOf(values, 'section'),
    cooperating: listOf(values, 'cooperating'),
    level: textOf(values, 'level'),
    checklist: textOf(values, 'checklist'),
    joint: flagOf(values, 'joint'),
    published: textOf(values, 'published'),
    status: wordOf(values, 'status', ITEM_STATUSES, '有效'),
    note: textOf(values, 'note'),
  };
  return { ...row };
};

export const judgeItems: RowJudge = { identify, complete };
