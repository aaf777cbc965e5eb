/**
 * Every refusal of the rules, the use cases and the chat, read from the source: a stable code, the fact and the next step in the
 * staff's Chinese, and the clause wherever somebody is told that he may not or must. No bureau hears the clause of another.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

interface Told { readonly at: string; readonly code: string; readonly fact: string; readonly next: string; readonly clause: string | null }

const ROOMS = ['src/domain', 'src/application', 'src/chat'] as const;
const sources = (dir: string): readonly string[] => readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? sources(join(dir, entry.name)) : entry.name.endsWith('.ts') ? [join(dir, entry.name)] : []));

/** All that is written in an expression, with names of the same file looked up; what is computed counts as …. */
const wordsIn = (node: ts.Node, names: ReadonlyMap<string, ts.Expression>, depth = 0): string => {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  if (ts.isConditionalExpression(node)) return `${wordsIn(node.whenTrue, names, depth)}｜${wordsIn(node.whenFalse, names, depth)}`;
  if (ts.isBinaryExpression(node)) return wordsIn(node.left, names, depth) + wordsIn(node.right, names, depth);
  if (ts.isIdentifier(node) && depth < 3) { const found = names.get(node.text); return found === undefined ? '…' : wordsIn(found, names, depth + 1); }
  return '…';
};

const refusalsOf = (file: string): readonly Told[] => {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const names = new Map<string, ts.Expression>();
  const found: Told[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) names.set(node.name.text, node.initializer);
    if (ts.isNewExpression(node) && node.expression.getText() === 'Refusal') {
      const [code, fact, help] = node.arguments ?? [];
      if (code === undefined || fact === undefined) return;
      const members = new Map(help !== undefined && ts.isObjectLiteralExpression(help) ? help.properties.map((each) => [each.name?.getText() ?? '...', ts.isPropertyAssignment(each) ? each.initializer : each] as const) : []);
      const [next, clause] = [members.get('next'), members.get('clause') ?? members.get('...')];
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ at: `${file}:${String(line + 1)}`, code: wordsIn(code, names), fact: wordsIn(fact, names), next: next === undefined ? (help === undefined ? '' : '…') : wordsIn(next, names), clause: clause === undefined ? null : wordsIn(clause, names) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};
const ALL = ROOMS.flatMap(sources).flatMap(refusalsOf);
const told = (wrong: (each: Told) => boolean): readonly string[] => ALL.filter(wrong).map(({ at, code, fact, next }) => `${at} ${code} ${fact}。${next}`);

/** Latin words that staff know: endings of files and products; numbers, codes and addresses as examples are looked away from. */
const LATIN = /^(?:xlsx?|csv|json|jpg|png|heic|wps|excel|pdf|mb)$/i;
const EXAMPLES = /https?:\/\/[^\s；，…]*|[A-Z]{1,4}-?\d[\w-]*|\d{4}Q\d|ABCD-EFGH|(?<![A-Za-z])[A-D](?![A-Za-z])/g;
/** What somebody can do now. */
const ACT = /请|发送|例如|可|无需|不必|不写|改|等|重新|按期|先|现有|应|代码|：/;
const EMPTY = /^[…｜\s]*$/;

/** Said with 须, 不得, 只有 or reserved to somebody: there a rule decides, and the reader may ask 依据是什么. */
const RULED = /必须|不得|只有|只能由|应由|由(?:组长|本人|经办人|科室负责人|分管负责人|主要负责人|系统管理员|监督员|…)[^。]*(?:办理|登记|审批|批准|提交)/;
/** …and where none does: a result code of annex C that is nothing without its words. */
const NO_RULE: ReadonlySet<string> = new Set(['visit.no-text']);

test('the source is read: some hundred refusals, in every room that has rules', () => {
  expect(ALL.length).toBeGreaterThan(450);
  for (const room of ROOMS) expect([room, ALL.some(({ at }) => at.startsWith(room))]).toEqual([room, true]);
});

test('each has a stable code for machines', () => {
  expect(told(({ code }) => !EMPTY.test(code) && !/^[a-z…-]+(?:\.[a-z…-]+)+(?:｜[a-z….-]+)*$/.test(code))).toEqual([]);
});

test('each says in Chinese what is so, as one sentence without its full stop', () => {
  expect(told(({ fact }) => /[^…｜「」：\s]/.test(fact) && (!/\p{Script=Han}/u.test(fact) || /[。.！!]$/.test(fact)))).toEqual([]);
  expect(told(({ fact, next }) => [...`${fact} ${next}`.replace(EXAMPLES, '').matchAll(/[A-Za-z]+/g)].some(([word]) => !LATIN.test(word)))).toEqual([]);
});

test('each says what to do now', () => {
  expect(told(({ next }) => next === '' || (!EMPTY.test(next) && (!ACT.test(next) || /。$/.test(next))))).toEqual([]);
});

test('where a rule decides, the clause is named', () => {
  expect(told(({ code, fact, clause }) => RULED.test(fact) && clause === null && !NO_RULE.has(code))).toEqual([]);
});

test('a clause of one bureau’s document comes from the rules in force, never from the code', () => {
  expect(told(({ clause }) => clause !== null && /福州|通州|威海|西科工|西平|宝丰/.test(clause))).toEqual([]);
});
