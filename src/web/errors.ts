/**
 * The one place where a failed request gets its answer: a page for people, JSON for machines, Chinese in both.
 *
 * A Refusal teaches (fact, next step, clause) and is no error of ours; everything unexpected is logged under the request's
 * number and shown as a sentence without its inside.
 */
import type { Context, Middleware } from 'koa';
import { Refusal } from '../domain/refusal.ts';
import { pageTemplate } from './page.ts';
import type { WebLog } from './ports.ts';

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly next: string;
  readonly clause: string | null;
}

const NOT_FOUND: Answer = { status: 404, code: 'page.unknown', message: '没有这个页面, 或尚未公开', next: '请核对网址', clause: null };
const PLAIN: Readonly<Record<number, Omit<Answer, 'status'>>> = {
  400: { code: 'request.malformed', message: '请求内容不完整或格式不对', next: '请返回上一页重试', clause: null },
  404: NOT_FOUND,
  405: { code: 'request.method', message: '该地址不支持这种访问方式', next: '请核对网址', clause: null },
  413: { code: 'request.too-large', message: '提交的内容过大', next: '请减小文件后重试', clause: null },
  429: { code: 'request.too-many', message: '同时打开的大屏过多', next: '请关闭不用的大屏页面后重新打开', clause: null },
  503: { code: 'service.draining', message: '服务正在停止', next: '请稍后重试', clause: null },
};

/** The status an error carries when it was made for the client (http-errors and our own). */
const statusOf = (error: unknown): number | null => {
  const status: unknown = error instanceof Error && 'status' in error ? error.status : null;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
};

const answerFor = (error: unknown, requestId: string): Answer => {
  if (error instanceof Refusal) return { status: 422, code: error.code, message: error.message, next: error.next, clause: error.clause };
  const status = statusOf(error);
  const plain = status === null ? undefined : PLAIN[status];
  if (status !== null) return { ...(plain ?? { code: 'request.refused', message: '请求未被接受', next: '请返回上一页重试', clause: null }), status };
  return { status: 500, code: 'service.failure', message: '系统出现故障, 本次操作没有完成', next: `请稍后重试; 如仍不行, 把编号 ${requestId} 告诉系统管理员`, clause: null };
};

const page = pageTemplate('refusal', ['message', 'next', 'clause', 'requestId']);

const send = (ctx: Context, answer: Answer, requestId: string): void => {
  ctx.status = answer.status;
  ctx.set('Cache-Control', 'no-store');
  if (ctx.accepts('html', 'json') === 'html') {
    ctx.type = 'html';
    ctx.body = page({ message: answer.message, next: answer.next, clause: answer.clause ?? '', requestId });
    return;
  }
  ctx.body = { error: { code: answer.code, message: answer.message, next: answer.next, clause: answer.clause }, requestId };
};

const routeOf = (ctx: Context): string => {
  const route: unknown = ctx['_matchedRoute'];
  return typeof route === 'string' ? route : ctx.path;
};

export const onError =
  (log: WebLog): Middleware<{ requestId: string }> =>
  async (ctx, next) => {
    const { requestId } = ctx.state;
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null) send(ctx, NOT_FOUND, requestId);
    } catch (error) {
      const answer = answerFor(error, requestId);
      // The route, not the address: who reads the log could open the page of a link.
      if (answer.status >= 500) log.error({ err: error, requestId, path: routeOf(ctx) }, 'request failed');
      // The rest of an oversized body is not read: the connection cannot be used again.
      if (answer.status === 413) ctx.set('Connection', 'close');
      send(ctx, answer, requestId);
    }
  };
