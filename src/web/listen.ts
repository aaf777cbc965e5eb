/**
 * Serving and stopping: a server with time limits, and a stop that lets running requests finish.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';

export interface Listening {
  readonly port: number;
  /** No new connections; resolves when the last request is answered, or after the limit by cutting what is left. */
  readonly close: (limitMs: number) => Promise<void>;
}

export const listen = async (app: Koa, address: { readonly host: string; readonly port: number }): Promise<Listening> => {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 5_000 }, app.callback());
  let isClosing = false;
  // A connection kept alive by its client would hold up the stop after its last answer.
  server.on('request', (_, response) => response.once('finish', () => isClosing && setImmediate(() => server.closeIdleConnections())));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (limitMs) =>
      new Promise<void>((resolve) => {
        isClosing = true;
        const cut = setTimeout(() => server.closeAllConnections(), limitMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
};
