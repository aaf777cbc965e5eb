/**
 * Only this machine, only pages of this server: other web sites open in the same browser must not press buttons here.
 *
 * A foreign Origin is refused, and so is a Host that is not a loopback name (DNS rebinding). POST bodies must be of a type that a plain
 * HTML form cannot send, so a browser asks first and is told no.
 */
import type { IncomingMessage } from 'node:http';
import { ControlError } from '../world/errors.ts';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const FORM_TYPES = /^(multipart\/form-data|application\/x-www-form-urlencoded|text\/plain)\b/i;

/** @throws 403 or 415 */
export const guard = (request: IncomingMessage): void => {
  const { host, origin } = request.headers;
  if (host === undefined || !LOOPBACK.test(host)) throw new ControlError('沙箱只能从本机访问', 403);
  if (origin !== undefined && origin !== `http://${host}`) throw new ControlError('不接受其他网页的请求', 403);
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const isUpload = /^\/control\/upload(\?|$)/.test(request.url ?? '');
  const type = request.headers['content-type'] ?? '';
  if (isUpload ? type === '' || FORM_TYPES.test(type) : !/^application\/json\b/i.test(type)) throw new ControlError(isUpload ? '上传请用二进制类型，如 application/octet-stream' : '请求应为 application/json', 415);
};
