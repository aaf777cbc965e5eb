/**
 * The peer of the chat benchmark: a bare Koa route that does one journaled insert on an embedded engine of its own.
 * Arguments: data directory. Prints its port.
 */
import Koa from 'koa';
import { openDatabase } from '../../src/adapters/mongo/connection.ts';

const database = await openDatabase({ dataDir: process.argv[2] ?? '' });
const claims = database.db.collection('claims');
const app = new Koa();
app.use(async (ctx) => {
  let text = '';
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) text += chunk.toString();
  await claims.insertOne({ text, at: new Date() }, { writeConcern: { w: 1, journal: true } });
  ctx.body = {};
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${String(typeof address === 'object' && address !== null ? address.port : 0)}\n`);
});
process.on('SIGTERM', () => void database.close().then(() => process.exit(0)));
