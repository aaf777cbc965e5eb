/**
 * Cards have a size the platform refuses to exceed (30 KB of request, 200 elements): what does not fit is cut and says so.
 *
 * One idea: an ordered list of cuts, each of which can be taken further and further; every cut is taken as little as
 * possible, and the next one only when the one before is exhausted. The complete list always exists as a file beside it.
 *
 * https://open.feishu.cn/document/server-docs/im-v1/message/create (30 KB), /document/feishu-cards/card-json-v2-structure
 */
import { type Card, type Field, PlatformError } from '../../chat/platform.ts';

/** The request's other members and the platform's expansion of styles need room too. */
export const CARD_BUDGET_BYTES = 28 * 1024;
/** The card's bytes as they travel: a string of JSON inside JSON. */
export const wireBytes = (card: unknown): number => Buffer.byteLength(JSON.stringify(JSON.stringify(card)));

const REST = '其余见附件';

/** Cuts between characters, and never inside an escape or a tag that stands at the cut. */
export const cutText = (text: string, characters: number): string => {
  const all = Array.from(text);
  if (all.length <= characters) return text;
  return `${all.slice(0, Math.max(0, characters)).join('').replace(/&#?\w{0,8}$/, '').replace(/<[^>]*$/, '').replace(/\\$/, '')}…`;
};

const CODE_FENCE = /```/g;
/** A cut inside a code block leaves it open. */
const cutBody = (body: string, characters: number): string => {
  const cut = cutText(body, characters);
  const closed = (cut.match(CODE_FENCE)?.length ?? 0) % 2 === 1 ? `${cut}\n\`\`\`` : cut;
  return cut === body ? body : `${closed}\n（${REST}）`;
};

const cutRows = (card: Card, kept: number, original: Card): Card => {
  const { table } = card;
  if (table === undefined || table.rows.length <= kept) return card;
  const said = `共 ${original.table?.rows.length ?? 0} 行，此处为前 ${kept} 行，${REST}`;
  return { ...card, table: { columns: table.columns, rows: table.rows.slice(0, kept) }, note: original.note === undefined ? said : `${said}。${original.note}` };
};
const cutOptions = (field: Field, kept: number): Field => {
  if (field.type !== 'select' && field.type !== 'multiselect') return field;
  return field.options.length <= kept ? field : { ...field, options: field.options.slice(0, kept), hint: `仅列出前 ${kept} 项，其余请用命令指定` };
};

interface Cut {
  /** How far the cut can be taken back: nothing is cut at this measure. */
  readonly whole: (card: Card) => number;
  readonly least: number;
  readonly at: (card: Card, measure: number, original: Card) => Card;
}
const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, Array.from(text).length), 0);

const CUTS: readonly Cut[] = [
  { whole: (card) => card.table?.rows.length ?? 0, least: 5, at: cutRows },
  { whole: (card) => longest([card.body ?? '']), least: 400, at: (card, measure) => (card.body === undefined ? card : { ...card, body: cutBody(card.body, measure) }) },
  {
    whole: (card) => longest((card.fields ?? []).map(({ value }) => value)), least: 60,
    at: (card, measure) => (card.fields === undefined ? card : { ...card, fields: card.fields.map(({ label, value }) => ({ label, value: cutText(value, measure) })) }),
  },
  {
    whole: (card) => longest((card.table?.rows ?? []).flat()), least: 20,
    at: (card, measure) => (card.table === undefined ? card : { ...card, table: { columns: card.table.columns, rows: card.table.rows.map((row) => row.map((cell) => cutText(cell, measure))) } }),
  },
  {
    whole: (card) => (card.form?.fields ?? []).reduce((most, field) => Math.max(most, 'options' in field ? field.options.length : 0), 0), least: 10,
    at: (card, measure) => (card.form === undefined ? card : { ...card, form: { ...card.form, fields: card.form.fields.map((field) => cutOptions(field, measure)) } }),
  },
  {
    whole: (card) => (card.charts ?? []).reduce((most, { bars }) => Math.max(most, bars.length), 0), least: 0,
    at: (card, measure) => (card.charts === undefined ? card : { ...card, charts: card.charts.map((chart) => ({ ...chart, bars: chart.bars.slice(0, measure) })) }),
  },
  { whole: (card) => longest([card.body ?? '']), least: 0, at: (card, measure) => (card.body === undefined ? card : { ...card, body: cutBody(card.body, measure) }) },
  { whole: (card) => card.table?.rows.length ?? 0, least: 0, at: cutRows },
  { whole: (card) => card.fields?.length ?? 0, least: 0, at: (card, measure) => (card.fields === undefined ? card : { ...card, fields: card.fields.slice(0, measure) }) },
];

/** @throws PlatformError 'too-large' when even the bare frame does not fit */
export const fit = (card: Card, fits: (card: Card) => boolean): Card => {
  let present = card;
  for (const { whole, least, at } of CUTS) {
    if (fits(present)) return present;
    const uncut = present;
    let [low, high] = [least, whole(uncut)];
    if (low >= high) continue;
    // Largest measure that fits, or the least there is.
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (fits(at(uncut, middle, card))) low = middle;
      else high = middle - 1;
    }
    present = at(uncut, low, card);
  }
  if (fits(present)) return present;
  throw new PlatformError('too-large', 'card frame over the limit');
};
