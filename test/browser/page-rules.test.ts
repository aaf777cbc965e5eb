/**
 * Small rules of the chat page that need no browser: forms, dates, mentions, looks and unread marks.
 */
import { addMonths, isClock, isDay, weeksOf } from '../../src/sandbox/page/card/calendar.ts';
import { initialValues, missing } from '../../src/sandbox/page/card/form-state.ts';
import { colour, space, textSizePx } from '../../src/sandbox/page/card/look.ts';
import type { FormElement } from '../../src/sandbox/page/card/model.ts';
import { asSent, openMention, withMention } from '../../src/sandbox/page/chat/mentions.ts';
import { dayLine, formatDate, shortWhen } from '../../src/sandbox/page/chat/time.ts';
import { parseRoute, writeRoute } from '../../src/sandbox/page/route.ts';

const FORM: FormElement = {
  tag: 'form', name: 'subst',
  elements: [
    { tag: 'select_static', name: 'reason', required: true, options: [{ value: 'LEAVE' }, { value: 'DUTY' }] },
    { tag: 'column_set', columns: [{ tag: 'column', elements: [{ tag: 'date_picker', name: 'from', required: true }, { tag: 'input', name: 'words', default_value: '出差' }] }] },
    { tag: 'multi_select_static', name: 'items', required: true, selected_values: ['A'] },
    { tag: 'checker', name: 'sure', required: true },
  ],
};

describe('a form in a card', () => {
  test('starts from the values the card brings, also in columns', () => {
    expect(initialValues(FORM)).toEqual({ reason: '', from: '', words: '出差', items: ['A'], sure: false });
  });
  test('names the required fields that are still empty, blanks count as empty', () => {
    expect(missing(FORM, { ...initialValues(FORM), reason: '  ' })).toEqual(['reason', 'from', 'sure']);
    expect(missing(FORM, { reason: 'LEAVE', from: '2026-03-16', words: '', items: ['A'], sure: true })).toEqual([]);
  });
});

describe('the calendar', () => {
  test('shows six weeks from Monday around the month', () => {
    const weeks = weeksOf('2026-03-16');
    expect([weeks.length, weeks[0]?.[0], weeks[5]?.[6]]).toEqual([6, '2026-02-23', '2026-04-05']);
  });
  test('a month later than the 31st is the last day of the shorter month', () => {
    expect([addMonths('2026-01-31', 1), addMonths('2026-01-31', -2), addMonths('2024-01-31', 1)]).toEqual(['2026-02-28', '2025-11-30', '2024-02-29']);
  });
  test('only days and times that exist are taken', () => {
    expect([isDay('2026-02-29'), isDay('2024-02-29'), isDay('2026-3-1'), isClock('23:59'), isClock('24:00')]).toEqual([false, true, false, true, false]);
  });
});

describe('mentions', () => {
  const picked = [{ token: '@{ou_1}', name: '王敏', kind: 'person' as const }, { token: '@{ou_2}', name: '王敏敏', kind: 'person' as const }, { token: '@bot', name: '摇号', kind: 'bot' as const }];
  test('the @ being typed is found before the caret, an address with @ is not one', () => {
    expect(openMention('请 @王', 4)).toEqual({ start: 2, query: '王' });
    expect(openMention('mail a@b', 8)).toBeNull();
  });
  test('choosing a name puts it there with a blank and moves the caret behind it', () => {
    expect(withMention('请 @王 看', 4, 2, '王敏')).toEqual({ text: '请 @王敏 看', caret: 6 });
  });
  test('people are sent by id, and a short name never eats a longer one', () => {
    expect(asSent('@摇号 抽取 @王敏敏 @王敏', picked)).toBe('@bot 抽取 @{ou_2} @{ou_1}');
  });
});

describe('looks', () => {
  test('a colour is one the platform names, or nothing: a card cannot bring its own CSS', () => {
    expect(colour('red')).toBe('var(--hue-red-text)');
    expect(colour('grey-50')).toContain('--hue-grey');
    expect([colour('default'), colour('url(x)'), colour('red;position:fixed'), colour('red-51')]).toEqual([null, null, null, 'var(--hue-red-text)']);
  });
  test('spaces are words or pixels', () => {
    expect([space('12px 12px 20px 12px'), space('medium'), space('-4px'), space('calc(1px)')]).toEqual(['12px 12px 20px 12px', '8px', '-4px', undefined]);
  });
  test('text sizes may be the card’s own', () => {
    expect([textSizePx('notation'), textSizePx('mine', { mine: { default: 'heading-2', pc: 'large' } }), textSizePx('huge')]).toEqual([12, 16, null]);
  });
});

describe('when things were said, in Beijing', () => {
  const now = Date.parse('2026-03-10T01:40:00Z');
  test('today, yesterday and earlier days', () => {
    expect(dayLine(Date.parse('2026-03-09T16:10:00Z'), now)).toBe('今天');
    expect(dayLine(Date.parse('2026-03-09T15:50:00Z'), now)).toBe('昨天');
    expect(dayLine(Date.parse('2026-03-02T04:00:00Z'), now)).toBe('3月2日 星期一');
    expect(shortWhen(Date.parse('2025-12-31T04:00:00Z'), now)).toBe('2025-12-31');
  });
  test('a date cell in the column’s format', () => {
    expect([formatDate(1773619200000), formatDate(1773619200000, 'YYYY-MM-DD HH:mm')]).toEqual(['2026/03/16', '2026-03-16 08:00']);
  });
});

test('an address that was written is read back the same', () => {
  const route = { main: { as: 'ou_1', chat: 'oc_1' }, beside: { as: 'ou_2', chat: null } };
  expect(parseRoute(writeRoute(route))).toEqual(route);
  expect(parseRoute('#')).toEqual({ main: null, beside: null });
});
