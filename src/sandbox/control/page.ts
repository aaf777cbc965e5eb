/**
 * The chat page's built files, or a line saying that it has not been built.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.woff': 'font/woff', '.map': 'application/json; charset=utf-8',
};
const SAFETY = {
  'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-cache',
  'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};
const NOTICE = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>沙箱</title><p>沙箱正在运行，聊天页面尚未构建。接口在 <code>/control/state</code>。</p></html>';

export const servePage = (pageDir: string | null, request: IncomingMessage, response: ServerResponse, path: string): void => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, SAFETY).end();
  if (pageDir === null) return void response.writeHead(path === '/' ? 200 : 404, { ...SAFETY, 'content-type': 'text/html; charset=utf-8' }).end(NOTICE);
  const file = fileFor(pageDir, path === '/' ? '/index.html' : path);
  if (file === null) return void response.writeHead(404, { ...SAFETY, 'content-type': 'text/plain; charset=utf-8' }).end('没有这个页面');
  // Fonts are large and never change under their name.
  const cache = extname(file) === '.woff2' ? { 'cache-control': 'max-age=31536000, immutable' } : {};
  response.writeHead(200, { ...SAFETY, ...cache, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).on('error', () => response.destroy()).pipe(response);
};

/** @returns a file inside the folder, never one outside it */
const fileFor = (folder: string, path: string): string | null => {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  const root = normalize(folder + sep);
  const file = normalize(join(root, decoded));
  return file.startsWith(root) && !decoded.includes('\0') && existsSync(file) && statSync(file).isFile() ? file : null;
};
