/** /verify: the offline verifier page, handed out as it lies in verifiers/page – the same bytes a citizen may keep on disk. */
import type { Middleware } from 'koa';
import { inlinePolicy, readPage } from './inline-page.ts';

export const verifierRoute = (): Middleware => {
  const page = readPage(new URL('../../verifiers/page/verify.html', import.meta.url));
  const policy = inlinePolicy(page);
  return (ctx) => {
    ctx.set('Content-Security-Policy', policy);
    ctx.type = 'html';
    ctx.body = page;
  };
};
