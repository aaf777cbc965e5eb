/**
 * /evidence/…: a paper behind a request of substitution, for who decides it. The address was given in private, proves that we made it
 * and runs out within the hour; nothing is kept by the browser, nothing in it runs.
 */
import type { Context, Middleware } from 'koa';
import type { Links } from '../application/ports.ts';
import type { ShownEvidence } from '../application/substitution-evidence.ts';

export interface EvidenceDeps {
  readonly links: Pick<Links, 'idOf'>;
  readonly evidence: (linked: string) => Promise<ShownEvidence | null>;
}

export const createEvidencePage = ({ links, evidence }: EvidenceDeps): Middleware => async (ctx: Context) => {
  const { params } = ctx as Context & { readonly params: Readonly<Record<string, string>> };
  const id = links.idOf('evidence', params['token'] ?? '');
  const found = id === null ? null : await evidence(id);
  if (found === null) return ctx.throw(404);
  ctx.set({
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'", 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex',
    'Content-Disposition': `inline; filename*=UTF-8''${encodeURIComponent(found.name)}`,
  });
  ctx.type = found.type;
  ctx.body = Buffer.from(found.data);
};
