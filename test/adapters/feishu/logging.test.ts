/** The log is read by people who must not read the chat. */
import { redacted, sdkLogger } from '../../../src/adapters/feishu/logging.ts';

const lines = (write: (logger: ReturnType<typeof sdkLogger>) => void): string => {
  const kept: string[] = [];
  const keep = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    kept.push(`${JSON.stringify(fields)} ${message}`);
  };
  write(sdkLogger({ info: keep, warn: keep, error: keep }, ['my-app-secret']));
  return kept.join('\n');
};

test('a failed request leaves its message, code and status, not its body', () => {
  const error = Object.assign(new Error('Request failed with status code 400'), {
    code: 'ERR_BAD_REQUEST', config: { data: '{"app_secret":"my-app-secret"}', headers: { Authorization: 'Bearer t-abcdefgh' } }, response: { status: 400, data: { msg: '张伟 的回避原因' } },
  });
  const log = lines((logger) => logger.error([error]));
  expect(log).toContain('Request failed with status code 400 ERR_BAD_REQUEST 400');
  expect(log).not.toMatch(/my-app-secret|t-abcdefgh|张伟/);
});
test('credentials, tickets and telephone numbers are struck out of sentences', () => {
  const sentence = redacted('url ws://h/ws?access_key=ak123&ticket=tk456 Bearer t-12345678 token: c-9abcdef0 phone 13800138000 my-app-secret eyJhbGciOi', ['my-app-secret']);
  expect(sentence).not.toMatch(/ak123|tk456|12345678|9abcdef0|13800138000|my-app-secret|eyJ/);
});
test('what the SDK prints for debugging, whole events, goes nowhere', () => {
  expect(lines((logger) => {
    logger.debug();
    logger.trace();
    logger.info();
  })).toBe('');
});
