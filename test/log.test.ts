/** The log: an operator can follow it, and it gives nothing away. */
import { createLog } from '../src/log.ts';

const lines = (write: (log: ReturnType<typeof createLog>) => void): readonly string[] => {
  const out: string[] = [];
  write(createLog('info', { write: (line: string) => void out.push(line) }));
  return out;
};

test('an event is one line of JSON with its level in words and its instant', () => {
  const [line = ''] = lines((log) => log.info({ task: 'T2026-007' }, 'draw locked'));
  expect(JSON.parse(line)).toMatchObject({ level: 'info', task: 'T2026-007', msg: 'draw locked' });
  expect((JSON.parse(line) as { time: string }).time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
});

test('secrets are masked wherever libraries put them', () => {
  const failure = Object.assign(new Error('request failed'), { config: { headers: { authorization: 'Bearer t-geheim' }, data: '{"app_secret":"geheim"}' }, request: { body: 'geheim' } });
  const out = lines((log) => {
    log.info({ appSecret: 'geheim', feishu: { encryptKey: 'geheim', inner: { token: 'geheim' } } }, 'x');
    log.error({ err: failure }, 'x');
  });
  expect(out.join()).not.toContain('geheim');
});
