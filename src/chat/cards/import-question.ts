/**
 * 导入提问: what a sheet alone does not say – which list it is, which column is which, what to put where a column is missing.
 *
 * Every question has the guessed answer filled in, so that pressing once is enough when the guesses are right.
 */
import type { StagedImport } from '../../application/imports/ports.ts';
import { COLUMNS } from '../../domain/roster/columns.ts';
import type { ImportQuestion } from '../../domain/roster/question.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { plain } from '../markdown.ts';
import type { Card, Field } from '../platform.ts';

/** Names of the form's fields, read back by the answer. */
export const FILL = 'fill_';
export const COLUMN = 'column_';
export const ROSTER = 'roster';
export const LEAVE_OUT = '-';

const MANY = 12;

const rosterField = ({ roster, orRosters }: ImportQuestion): readonly Field[] =>
  orRosters.length === 0 ? [] : [{ name: ROSTER, label: '这是哪张表', type: 'select', required: true, initial: roster, options: [roster, ...orRosters].map((value) => ({ value, text: ROSTER_NAMES[value] })) }];

const columnFields = ({ roster, columns }: ImportQuestion): readonly Field[] => {
  const options = [{ value: LEAVE_OUT, text: '不导入这一列' }, ...COLUMNS[roster].filter(({ type }) => type.as !== 'ignored').map(({ field, title }) => ({ value: field, text: title }))];
  return columns.filter(({ sure }) => !sure).slice(0, MANY).map(({ letter, title, field }) => ({ name: `${COLUMN}${letter}`, label: `${letter} 列「${title}」对应`, type: 'select', initial: field ?? LEAVE_OUT, options }));
};

const fillFields = ({ fills }: ImportQuestion): readonly Field[] =>
  fills.slice(0, MANY).map(({ field, title, proposal, words }): Field => {
    const base = { name: `${FILL}${field}`, label: `表中没有「${title}」，全部填`, required: true, ...(proposal === '' ? {} : { initial: proposal }) };
    const options = [...new Set([...(proposal === '' ? [] : [proposal]), ...words])].map((value) => ({ value, text: value }));
    return words.length === 0 ? { ...base, type: 'text' } : { ...base, type: 'select', options };
  });

export const importQuestionCard = (staged: StagedImport, question: ImportQuestion): Card => {
  const unknown = question.columns.filter(({ field, sure }) => field === null && sure).map(({ title }) => title);
  const guesses = question.columns.filter(({ sure }) => !sure).map(({ letter, title, fieldTitle }) => `${letter} 列「${title}」→ ${fieldTitle ?? '不导入'}`);
  return {
    title: `导入提问 · ${ROSTER_NAMES[question.roster]}`,
    tone: 'warn',
    summary: `${staged.source.name} 还有几处需要您确认`,
    body: [
      `文件 ${plain(staged.source.name)}\u3000工作表 ${plain(question.sheet)}，表头在第 ${String(question.headerRow)} 行\u3000识别：${ROSTER_NAMES[question.roster]}`,
      ...(guesses.length === 0 ? [] : [`猜到的对应关系：${plain(guesses.join('；'))}`]),
      ...(question.fills.length === 0 ? [] : [`表中没有的必填项：${plain(question.fills.map(({ title }) => title).join('、'))}`]),
      ...(unknown.length === 0 ? [] : [`不导入的列：${plain(unknown.join('、'))}`]),
      '已填好建议，改动需要的即可。',
    ].join('\n'),
    form: { fields: [...rosterField(question), ...columnFields(question), ...fillFields(question)], submit: { id: 'import.answer', label: '按此预检', style: 'primary', value: { import: staged.id } } },
    actions: [{ id: 'import.abandon', label: '放弃', value: { import: staged.id } }],
    note: `编号 ${staged.id}。打字也可以：导入 回答 ${staged.id} ${question.fills[0] === undefined ? '' : `${question.fills[0].title}=…`}`,
  };
};
