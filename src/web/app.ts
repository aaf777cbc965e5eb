/**
 * The web front door: health, metrics, the platforms' callbacks and the page that says where to go, the verifier page,
 * the big screen, the page behind a notice's check code, a paper behind a request.
 *
 * Routes are thin: guard, headers, body. Every request has a number that its log lines and its error page share.
 */
import { randomUUID } from 'node:crypto';
import Router from '@koa/router';
import Koa from 'koa';
import type { Middleware } from 'koa';
import helmet from 'koa-helmet';
import { onError } from './errors.ts';
import { healthRoute } from './health.ts';
import type { Metrics } from './metrics.ts';
import { pageTemplate } from './page.ts';
import type { HandleCallback, HealthChecks, WebLog } from './ports.ts';
import { readRawBody } from './raw-body.ts';
import type { Screens } from './screen.ts';
import { verifierRoute } from './verifier.ts';

export interface WebDeps {
  readonly log: WebLog;
  readonly checks: HealthChecks;
  readonly metrics: Metrics;
  /** By platform; absent where the platform pushes over its own connection. */
  readonly callbacks: Readonly<Partial<Record<'feishu', HandleCallback>>>;
  /** Address of the built-in chat page, null with a real platform. */
  readonly chatPage: string | null;
  readonly screens: Pick<Screens, 'page' | 'events'>;
  readonly checkPage: Middleware;
  readonly evidencePage: Middleware;
}

/** The platform's own limit for an event is far below. */
export const CALLBACK_LIMIT_BYTES = 1024 * 1024;

/** A number handed in by a proxy is kept when it looks like one. */
const requestNumber: Middleware<{ requestId: string }> = async (ctx, next) => {
  const given = ctx.get('X-Request-Id');
  ctx.state.requestId = /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
  ctx.set('X-Request-Id', ctx.state.requestId);
  await next();
};

const callbackRoute =
  (handle: HandleCallback): Middleware =>
  async (ctx) => {
    const body = await readRawBody(ctx.req, CALLBACK_LIMIT_BYTES);
    const answer = await handle(ctx.req.headers, body);
    ctx.status = answer.status;
    ctx.type = 'json';
    ctx.body = answer.body;
  };

const indexPage = pageTemplate('index', ['where', 'address']);

export const createWebApp = ({ log, checks, metrics, callbacks, chatPage, screens, checkPage, evidencePage }: WebDeps): Koa => {
  const app = new Koa();
  const router = new Router();
  router.get('/health', healthRoute(checks));
  router.get('/metrics', metrics.route);
  router.get('/verify', verifierRoute());
  router.get('/screen/:token', screens.page);
  router.get('/screen/:token/events', screens.events);
  router.get('/check/:token', checkPage);
  router.get('/evidence/:token', evidencePage);
  router.get('/', (ctx) => {
    ctx.type = 'html';
    ctx.body = indexPage(chatPage === null ? { where: '请在飞书中找到机器人, 发送“帮助”开始使用', address: '' } : { where: '内置聊天页面(演示与试用):', address: chatPage });
  });
  if (callbacks.feishu) router.post('/callback/feishu', callbackRoute(callbacks.feishu));

  app.use(requestNumber);
  app.use(metrics.measure);
  app.use(onError(log));
  app.use(helmet({ contentSecurityPolicy: { directives: { 'script-src': ["'self'"], 'upgrade-insecure-requests': null } }, strictTransportSecurity: false }));
  app.use(router.routes());
  app.use(router.allowedMethods({ throw: true }));
  // Broken connections and the like; answers were given above.
  app.on('error', (error: unknown) => log.warn({ err: error }, 'connection failed'));
  return app;
};
