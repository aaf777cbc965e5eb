/**
 * /health: is every part the service cannot work without in order, right now? 200 when all are, 503 otherwise.
 *
 * A part that does not answer in time counts as not in order: a load balancer must not wait for a hanging database.
 * Requests that arrive while a round of checks runs share it, so probing cannot become load.
 */
import type { Middleware } from 'koa';
import type { Health, HealthChecks } from './ports.ts';

interface Report {
  readonly status: 'ok' | 'degraded';
  readonly checks: Readonly<Record<string, Health & { readonly milliseconds: number }>>;
}

const inTime = async (check: () => Health | Promise<Health>, limitMs: number): Promise<Health> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: `no answer within ${limitMs} ms` }), limitMs);
  });
  try {
    return await Promise.race([Promise.resolve().then(check), late]);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : 'failed' };
  } finally {
    clearTimeout(timer);
  }
};

const examine = async (checks: HealthChecks, limitMs: number): Promise<Report> => {
  const parts = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const began = performance.now();
      const health = await inTime(check, limitMs);
      return [name, { ...health, milliseconds: Math.round(performance.now() - began) }] as const;
    }),
  );
  return { status: parts.every(([, part]) => part.ok) ? 'ok' : 'degraded', checks: Object.fromEntries(parts) };
};

/** Calls that come while one runs get that one's answer. */
export const sharing = <T>(run: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | null = null;
  return () => (running ??= run().finally(() => (running = null)));
};

export const healthRoute = (checks: HealthChecks, limitMs = 2000): Middleware => {
  const round = sharing(() => examine(checks, limitMs));
  return async (ctx) => {
    const report = await round();
    ctx.status = report.status === 'ok' ? 200 : 503;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = report;
  };
};
