/**
 * Is this a card the platform would take? The strict check of card JSON 2.0, run on every way by which a card enters: send, reply, patch,
 * delayed update, callback answer, batch.
 *
 * Promise: no card is accepted because of a property the checker does not know. Answers every problem; the platform tells the first.
 */
import type { CardJson, JsonObject } from '../control-types.ts';
import { ApiRefusal } from '../world/errors.ts';
import { isList, isObject, listAt } from '../world/json.ts';
import { checkElements, ROOT } from './elements.ts';
import { CARD, CONFIG, HEADER, tagColour } from './grammar.ts';
import type { Judge, Problem, Surroundings } from './judge.ts';
import { checkProperties, checkText, CODE, complain } from './judge.ts';
import { direction, horizontal, list, padding, plainText, spacing, vertical } from './rules.ts';

export const CARD_LIMIT_BYTES = 30 * 1024;
const MAX_ELEMENTS = 200;

export const checkCard = (card: unknown, surroundings: Surroundings): readonly Problem[] => {
  const judge: Judge = { ...surroundings, problems: [], elementIds: new Set(), names: new Set(), elements: 0, tables: 0 };
  if (!isObject(card)) return [{ code: CODE.parse, path: 'ROOT', message: 'parse card json err', value: '' }];
  if (Buffer.byteLength(JSON.stringify(card)) > CARD_LIMIT_BYTES) complain(judge, CODE.size, 'ROOT', 'content over 30 KB');
  if (card['schema'] !== '2.0') complain(judge, CODE.parse, 'ROOT', 'schema must be "2.0"', JSON.stringify(card['schema']));
  checkProperties(judge, 'ROOT', card, CARD);
  if (isObject(card['config'])) checkConfig(judge, card['config']);
  if (isObject(card['header'])) checkHeader(judge, card['header']);
  const body = card['body'];
  if (!isObject(body) || !isList(body['elements'])) complain(judge, CODE.parse, 'ROOT -> body', 'elements required');
  else checkBody(judge, body);
  if (judge.elements > MAX_ELEMENTS) complain(judge, CODE.elementCount, 'ROOT', `more than ${MAX_ELEMENTS} elements`, String(judge.elements));
  if (judge.tables > judge.maxTables) complain(judge, CODE.limit, 'ROOT', 'card table number over limit', String(judge.tables));
  return judge.problems;
};

const checkConfig = (judge: Judge, config: JsonObject): void => {
  checkProperties(judge, 'ROOT -> config', config, CONFIG);
  if (config['update_multi'] === false) complain(judge, CODE.updateMulti, 'ROOT -> config', 'update_multi must be true in schema 2.0', 'false');
  const summary = config['summary'];
  for (const key of isObject(summary) ? Object.keys(summary) : []) {
    if (key !== 'content' && key !== 'i18n_content') complain(judge, CODE.parse, 'ROOT -> config -> summary', `unknown property, property: ${key}`, key);
  }
};

const checkHeader = (judge: Judge, header: JsonObject): void => {
  const path = 'ROOT -> header';
  checkProperties(judge, path, header, HEADER);
  if (header['title'] === undefined) complain(judge, CODE.parse, path, 'title required');
  checkText(judge, path, header['title']);
  const tags = listAt(header, 'text_tag_list');
  if (tags.length > 3) complain(judge, CODE.parse, path, 'more than 3 text tags', String(tags.length));
  for (const tag of tags) {
    const isFine = isObject(tag) && tag['tag'] === 'text_tag' && plainText(tag['text']) === null && (tag['color'] === undefined || tagColour(tag['color']) === null);
    if (!isFine) complain(judge, CODE.parse, path, 'text_tag needs tag, a plain text and a known colour', JSON.stringify(tag));
  }
};

const checkBody = (judge: Judge, body: JsonObject): void => {
  checkProperties(judge, 'ROOT -> body', body, {
    elements: list, direction, padding, horizontal_spacing: spacing, vertical_spacing: spacing, horizontal_align: horizontal, vertical_align: vertical,
  });
  checkElements(judge, 'ROOT -> body -> elements', body['elements'], ROOT);
};

/** The refusal as the open API words it: 230025 for size, else 230099 with the sub code of the first problem. */
export const refusalOf = (problems: readonly Problem[]): ApiRefusal | null => {
  const [first] = problems;
  if (first === undefined) return null;
  if (first.code === CODE.size) return new ApiRefusal(230025, 'The length of the message content reaches its limit.');
  return new ApiRefusal(230099, `Failed to create card content, ext=ErrCode: ${first.code}; ErrPath: ${first.path}; ErrMsg: ${first.message}; ErrorValue: ${first.value};`);
};

/** Patching demands that the shared card says so itself, before and after. */
export const saysUpdateMulti = (card: CardJson): boolean => isObject(card['config']) && card['config']['update_multi'] === true;
