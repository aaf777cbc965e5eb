/**
 * Pages from templates/html: `{{name}}` is replaced by the escaped value of that name; there is nothing else to know.
 *
 * A bureau can re-word a page without a programmer. A placeholder without a value is an error at start, not a hole in a page.
 */
import { readFileSync } from 'node:fs';

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param name file name without ending below templates/html */
export const pageTemplate = <Name extends string>(name: string, names: readonly Name[]): ((values: Readonly<Record<Name, string>>) => string) => {
  const text = readFileSync(new URL(`../../templates/html/${name}.html`, import.meta.url), 'utf8');
  const asked = [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]))];
  const unknown = asked.filter((one) => !names.some((known) => known === one));
  if (unknown.length > 0) throw new Error(`templates/html/${name}.html asks for unknown values: ${unknown.join(', ')}`);
  return (values) => text.replace(/\{\{(\w+)\}\}/g, (_, one: Name) => escapeHtml(values[one]));
};
