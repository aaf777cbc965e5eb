/**
 * /verify: the offline verifier page, handed out as it lies in verifiers/page – the same bytes a citizen may keep on disk.
 *
 * Its scripts stand inside it; the policy names them by digest, so that nothing else runs even if something else got in.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Middleware } from 'koa';

const PAGE = new URL('../../verifiers/page/verify.html', import.meta.url);

const digestOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const inside = (page: string, tag: 'script' | 'style'): readonly string[] => [...page.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map((match) => digestOf(match[1] ?? ''));

export const verifierRoute = (): Middleware => {
  const page = readFileSync(PAGE, 'utf8');
  const policy = `default-src 'none'; script-src ${inside(page, 'script').join(' ')}; style-src ${inside(page, 'style').join(' ')}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return (ctx) => {
    ctx.set('Content-Security-Policy', policy);
    ctx.type = 'html';
    ctx.body = page;
  };
};
