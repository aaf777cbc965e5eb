/**
 * Placeholders in a template: {{任务名称}} is one value, {{行.对象名称}} a column of a repeated row.
 *
 * Double braces, so that ordinary braces in a form stay what they are; blanks inside are forgiven, because people type them.
 */
export interface Placeholder {
  /** As written, braces included. */
  readonly whole: string;
  /** A field, or the list. */
  readonly name: string;
  /** Member of the list; null for a field. */
  readonly member: string | null;
}

/** A cell's text: words and placeholders in turn. */
export type TextPart = string | Placeholder;

const PLACEHOLDER = /\{\{\s*([^{}.\s]{1,20})(?:\s*[.．]\s*([^{}\s]{1,20}))?\s*\}\}/g;

export const partsOf = (text: string): readonly TextPart[] => {
  if (!text.includes('{{')) return text === '' ? [] : [text];
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, name = '', member] = match;
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push({ whole, name, member: member ?? null });
    at = match.index + whole.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
};

export const placeholdersIn = (text: string): readonly Placeholder[] => partsOf(text).filter((part) => typeof part !== 'string');

export const placeholderText = (name: string, member: string | null = null): string => `{{${member === null ? name : `${name}.${member}`}}}`;
