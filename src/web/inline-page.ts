/**
 * A page that carries its script and style inside it, and the policy that lets exactly these run, named by digest: nothing
 * else runs even if something else got in (Content Security Policy Level 3, §8.4).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const readPage = (file: URL): string => readFileSync(file, 'utf8');

const digestOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const inside = (page: string, tag: 'script' | 'style'): string =>
  [...page.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map((match) => digestOf(match[1] ?? '')).join(' ');

/** @param more further directives, e.g. "connect-src 'self'" */
export const inlinePolicy = (page: string, ...more: readonly string[]): string =>
  ["default-src 'none'", `script-src ${inside(page, 'script')}`, `style-src ${inside(page, 'style')}`, ...more, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"].join('; ');
