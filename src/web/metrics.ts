/**
 * /metrics in the text format of Prometheus: the process, the requests by route, and the gauges composed in (outbox lag …).
 * Labels are route patterns and status classes, never paths or ids: their number stays small.
 */
import type { Middleware } from 'koa';
import { Gauge as PromGauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Gauge } from './ports.ts';

export interface Metrics {
  readonly measure: Middleware;
  readonly route: Middleware;
  /** Ends the collection of process metrics. */
  readonly close: () => void;
}

export const createMetrics = (gauges: readonly Gauge[]): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name, help, read } of gauges) {
    const gauge: PromGauge = new PromGauge({
      name,
      help,
      registers: [registry],
      collect: async () => {
        gauge.set(await read());
      },
    });
  }
  const seconds = new Histogram({
    name: 'yaohao_http_request_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 1.5, 3],
    registers: [registry],
  });
  return {
    measure: async (ctx, next) => {
      const stop = seconds.startTimer();
      try {
        await next();
      } finally {
        const route: unknown = ctx['_matchedRoute'];
        stop({ method: ctx.method, route: typeof route === 'string' ? route : 'other', status: `${Math.floor(ctx.status / 100)}xx` });
      }
    },
    route: async (ctx) => {
      ctx.type = registry.contentType;
      ctx.body = await registry.metrics();
    },
    close: () => registry.clear(),
  };
};
