/**
 * The bytes of a request exactly as they came: signatures are computed over them, so nothing may parse them first.
 *
 * The limit is enforced while reading; a sender that goes on beyond it is cut off instead of filling the memory.
 * Reference: https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case
 */
import type { IncomingMessage } from 'node:http';

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
  readonly status = 413;
}

/** @throws BodyTooLarge as soon as more than `limitBytes` are announced or have arrived */
export const readRawBody = async (request: IncomingMessage, limitBytes: number): Promise<Buffer> => {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limitBytes) throw new BodyTooLarge(`more than ${limitBytes} bytes announced`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw new BodyTooLarge(`more than ${limitBytes} bytes sent`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
