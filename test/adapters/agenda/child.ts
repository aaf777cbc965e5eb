/** A service process of its own for the scheduler's tests: runs one row on the database named, and says on standard output what it does. */
import { agendaScheduler } from '../../../src/adapters/agenda/scheduler.ts';
import { openDatabase } from '../../../src/adapters/mongo/connection.ts';

const [uri = '', name = '', instance = '', mode = ''] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { db } = await openDatabase({ uri }, { name });
const scheduler = agendaScheduler({ db, clock: () => new Date().toISOString(), instance, pollMs: 20, log: { info: () => undefined, error: (_, message) => say(`error ${message}`) } });
await scheduler.start([{
  name: 'sweep', cron: '40 3 * * *', lockSeconds: 2, payload: {},
  run: async () => {
    say('began');
    // Until it is killed: a run that never ends by itself.
    if (mode === 'hangs') await new Promise(() => setInterval(() => undefined, 1000));
    say('ended');
    return 1;
  },
}]);
say('started');
