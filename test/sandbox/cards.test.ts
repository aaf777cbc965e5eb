/**
 * The card checker (facts §12, point 17): five real cards pass, and each of many small spoilings is refused with its sub code.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCard } from '../../src/sandbox/card/check.ts';
import type { Surroundings } from '../../src/sandbox/card/judge.ts';
import { callerOf, cardTo, chatIdOf, openIdOf, sandboxWith, SEND_CHAT, stopAll } from './ground.ts';

afterEach(stopAll);
const NAMES = ['1-task-notice', '2-substitution-form', '3-approval', '4-reminder', '5-draw-summary'] as const;
const textOf = (name: string): string => readFileSync(join(__dirname, 'cards', `${name}.json`), 'utf8');
const FORM = textOf('2-substitution-form');
const TABLE = textOf('5-draw-summary');
const anybody: Surroundings = { isUser: (id) => /^ou_[0-9a-f]{32}$/.test(id), isImage: () => false, maxTables: 5, formButtonBehaviors: 'deliver' };

interface Loose { [key: string]: Loose }
/** The card with one spoiling; `Loose` because spoiling is the point. */
const spoiled = (text: string, spoil: (card: Loose) => void): unknown => {
  const card: Loose = JSON.parse(text);
  spoil(card);
  return card;
};
const list = (value: Loose | undefined): unknown[] => (Array.isArray(value) ? value : []);
const at = (value: Loose | undefined, index: number): Loose => list(value)[index] as Loose;
const set = (target: Loose | undefined, key: string, value: unknown): void => void Object.assign(target ?? {}, { [key]: value });
const form = (card: Loose): Loose => at(card['body']?.['elements'], 1);
const fieldAt = (card: Loose, index: number): Loose => at(form(card)['elements'], index);
const submit = (card: Loose): Loose => at(at(at(form(card)['elements'], 7)['columns'], 0)['elements'], 0);
const table = (card: Loose): Loose => at(card['body']?.['elements'], 1);
const add = (card: Loose, element: unknown): void => void list(card['body']?.['elements']).push(element);
const nested = (depth: number): unknown => (depth === 0 ? { tag: 'hr' } : { tag: 'interactive_container', elements: [nested(depth - 1)] });

describe('cards the platform takes', () => {
  it.each(NAMES)('%s passes', (name) => expect(checkCard(JSON.parse(textOf(name)), anybody)).toEqual([]));

  it('five containers may be nested, five tables may stand at the root', () => {
    expect(checkCard(spoiled(FORM, (card) => add(card, nested(5))), anybody)).toEqual([]);
    expect(checkCard(spoiled(TABLE, (card) => { for (let n = 0; n < 4; n += 1) add(card, { ...table(card), element_id: `t${n}` }); }), anybody)).toEqual([]);
  });
});

describe('cards the platform refuses', () => {
  const mutants: readonly (readonly [string, string, (card: Loose) => void, number])[] = [
    ['no schema', FORM, (card) => { delete card['schema']; }, 200621],
    ['a property of 1.0 cards', FORM, (card) => set(card['config'], 'wide_screen_mode', true), 200621],
    ['update_multi false', FORM, (card) => set(card['config'], 'update_multi', false), 300302],
    ['an unknown width', FORM, (card) => set(card['config'], 'width_mode', 'wide'), 200621],
    ['an unknown header colour', FORM, (card) => set(card['header'], 'template', 'pink'), 200621],
    ['a header without title', FORM, (card) => { delete card['header']?.['title']; }, 200621],
    ['four text tags', FORM, (card) => set(card['header'], 'text_tag_list', Array.from({ length: 4 }, () => ({ tag: 'text_tag', text: { tag: 'plain_text', content: 'x' } }))), 200621],
    ['an unknown property of the body', FORM, (card) => set(card['body'], 'colour', 'red'), 200621],
    ['the old action tag', FORM, (card) => add(card, { tag: 'action', actions: [] }), 200861],
    ['the old note tag', FORM, (card) => add(card, { tag: 'note', elements: [] }), 200861],
    ['a textarea, which does not exist', FORM, (card) => list(form(card)['elements']).push({ tag: 'textarea', name: 'x' }), 200621],
    ['an element without tag', FORM, (card) => add(card, { content: 'x' }), 200621],
    ['a form without submit button', FORM, (card) => { list(form(card)['elements']).pop(); }, 200621],
    ['a form without name', FORM, (card) => { delete form(card)['name']; }, 200530],
    ['a form field without name', FORM, (card) => { delete fieldAt(card, 1)['name']; }, 200530],
    ['two fields of one name', FORM, (card) => set(fieldAt(card, 1), 'name', 'explanation'), 200621],
    ['a form inside a column', FORM, (card) => { const inner = list(card['body']?.['elements']).pop(); add(card, { tag: 'column_set', columns: [{ tag: 'column', elements: [inner] }] }); }, 200621],
    ['a table inside a form', FORM, (card) => list(form(card)['elements']).push({ tag: 'table', columns: [{ name: 'a' }], rows: [] }), 200621],
    ['a column outside a column set', FORM, (card) => add(card, { tag: 'column', elements: [] }), 200621],
    ['a mention of nobody', FORM, (card) => set(at(card['body']?.['elements'], 0), 'content', '<at id=ou_nobody></at>'), 100290],
    ['an element_id beginning with a digit', FORM, (card) => set(at(card['body']?.['elements'], 0), 'element_id', '1abc'), 300301],
    ['an element_id of 21 letters', FORM, (card) => set(at(card['body']?.['elements'], 0), 'element_id', 'a'.repeat(21)), 300301],
    ['an element_id used twice', FORM, (card) => set(at(card['body']?.['elements'], 0), 'element_id', 'form_subst'), 300301],
    ['an unknown kind of button', FORM, (card) => set(submit(card), 'type', 'success'), 200621],
    ['a button of 101 characters', FORM, (card) => set(submit(card), 'text', { tag: 'plain_text', content: '字'.repeat(101) }), 200621],
    ['a confirmation without title', FORM, (card) => set(submit(card), 'confirm', { text: { tag: 'plain_text', content: 'x' } }), 200621],
    ['an unknown behavior', FORM, (card) => set(submit(card), 'behaviors', [{ type: 'form_submit' }]), 200621],
    ['a submit button outside a form', FORM, (card) => add(card, { tag: 'button', text: { tag: 'plain_text', content: 'x' }, form_action_type: 'submit' }), 200621],
    ['an input of 2000 characters', FORM, (card) => set(fieldAt(card, 6), 'max_length', 2000), 200621],
    ['an unknown kind of input', FORM, (card) => set(fieldAt(card, 6), 'input_type', 'textarea'), 200621],
    ['an option twice', FORM, (card) => set(at(fieldAt(card, 1)['options'], 1), 'value', 'RECUSAL'), 200621],
    ['an initial option not offered', FORM, (card) => set(fieldAt(card, 1), 'initial_option', 'X'), 200621],
    ['a person option that is no open_id', FORM, (card) => set(at(fieldAt(card, 3)['options'], 0), 'value', '王敏'), 200621],
    ['a day that does not exist', FORM, (card) => set(fieldAt(card, 5), 'initial_date', '2026-02-30'), 200621],
    ['a picker with neither hint nor value', FORM, (card) => { delete fieldAt(card, 5)['placeholder']; }, 200621],
    ['31 KB', FORM, (card) => set(at(card['body']?.['elements'], 0), 'content', '字'.repeat(11_000)), 230025],
    ['201 elements', FORM, (card) => { for (let n = 0; n < 201; n += 1) add(card, { tag: 'hr' }); }, 300305],
    ['six containers nested', FORM, (card) => add(card, nested(6)), 11310],
    ['an image nobody uploaded', FORM, (card) => add(card, { tag: 'img', img_key: 'img_v3_x' }), 200570],
    ['six tables', TABLE, (card) => { for (let n = 0; n < 5; n += 1) add(card, { ...table(card), element_id: `t${n}` }); }, 11310],
    ['a row with a key that is no column', TABLE, (card) => set(at(table(card)['rows'], 0), 'extra', 'x'), 200915],
    ['a number written as text', TABLE, (card) => set(at(table(card)['rows'], 0), 'no', '1'), 200915],
    ['a date written as text', TABLE, (card) => set(at(table(card)['rows'], 0), 'day', '2026-03-16'), 200915],
    ['eleven rows a page', TABLE, (card) => set(table(card), 'page_size', 11), 200621],
    ['an unknown type of column', TABLE, (card) => set(at(table(card)['columns'], 0), 'data_type', 'money'), 200621],
    ['two columns of one name', TABLE, (card) => set(at(table(card)['columns'], 0), 'name', 'day'), 200914],
    ['a table without rows', TABLE, (card) => { delete table(card)['rows']; }, 200914],
    ['a person in a cell whom nobody knows', TABLE, (card) => set(at(table(card)['rows'], 0), 'team', ['ou_x']), 100290],
  ];
  it.each(mutants)('%s', (_what, text, spoil, code) => expect(checkCard(spoiled(text, spoil), anybody).map((problem) => problem.code)).toContain(code));

  it('three tables at most, and no behaviors on submit buttons, when the switches say so', () => {
    expect(checkCard(spoiled(TABLE, (card) => { for (let n = 0; n < 3; n += 1) add(card, { ...table(card), element_id: `t${n}` }); }), { ...anybody, maxTables: 3 })).toMatchObject([{ code: 11310 }]);
    expect(checkCard(JSON.parse(FORM), { ...anybody, formButtonBehaviors: 'refuse' })[0]?.code).toBe(200621);
  });

  it('the open API tells where and why', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    const people = textOf('1-task-notice').replaceAll(/ou_[0-9a-f]{32}/g, openIdOf(sandbox, '王敏'));
    expect((await call('POST', SEND_CHAT, cardTo(chatIdOf(sandbox), JSON.parse(people)))).json.code).toBe(0);
    const refused = await call('POST', SEND_CHAT, cardTo(chatIdOf(sandbox), spoiled(people, (card) => add(card, { tag: 'note', elements: [] }))));
    expect(refused).toMatchObject({ status: 400, json: { code: 230099, msg: expect.stringMatching(/^Failed to create card content, ext=ErrCode: 200861; ErrPath: ROOT -> body -> elements -> \[\d\]\(tag: note\); ErrMsg: /) } });
  });
});
