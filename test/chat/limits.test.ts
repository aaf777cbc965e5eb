/**
 * More than anybody types: answered with a sentence, read by no pattern, decided by nobody.
 */
import { openOffice, wordsOf } from '../support/chat-office.ts';

test('a message of twenty thousand characters is answered and does nothing', async () => {
  const office = await openOffice();
  const before = (await office.bureau.deps.journal.head()).seq;
  for (const text of [`请假 ${'a'.repeat(20_000)}`, `科室 新增 ${'法'.repeat(20_000)}`, `帮助 ${'!'.repeat(20_000)}a`]) {
    const [answer] = await office.say('何涛', text);
    expect(answer === undefined ? '' : wordsOf(answer, office.platform)).toContain('消息太长');
  }
  expect((await office.bureau.deps.journal.head()).seq).toBe(before);
});

test('a message as long as a list of forty people is read', async () => {
  const office = await openOffice();
  const line = (n: number): string => `@赵甲 综合科 经办人 第${String(n)}行`;
  const text = `绑定 ${Array.from({ length: 40 }, (_, n) => line(n)).join('\n')}`;
  expect((await office.say('何涛', text)).map((each) => wordsOf(each, office.platform)).join()).not.toContain('消息太长');
});
