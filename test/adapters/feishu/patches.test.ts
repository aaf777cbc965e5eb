/** A card shows the newest state, whatever the order in which its replacements were asked for. */
import { createPatches } from '../../../src/adapters/feishu/patches.ts';
import { flush, manualTiming } from '../../support/manual-timing.ts';

const board = () => {
  const timing = manualTiming();
  const sent: string[] = [];
  const waiting: { readonly finish: () => void; readonly fail: (error: Error) => void }[] = [];
  const patches = createPatches<string>(timing, (message, content) => {
    sent.push(`${message}=${content}`);
    return new Promise<void>((finish, fail) => waiting.push({ finish, fail }));
  });
  const end = async (how: 'finish' | 'fail' = 'finish') => {
    await flush();
    const first = waiting.shift();
    if (how === 'finish') first?.finish();
    else first?.fail(new Error('230020'));
    await flush();
  };
  return { timing, sent, patches, end };
};

test('one replacement of a card at a time; what is overtaken is not sent, and its caller is done with the newest', async () => {
  const { sent, patches, end } = board();
  const first = patches.replace('om_1', '1');
  await flush();
  const [second, third] = [patches.replace('om_1', '2'), patches.replace('om_1', '3')];
  await flush();
  expect(sent).toEqual(['om_1=1']);
  await end();
  await first;
  expect(sent).toEqual(['om_1=1', 'om_1=3']);
  await end();
  await Promise.all([second, third]);
  expect(sent).toHaveLength(2);
});
test('cards do not wait for each other', async () => {
  const { sent, patches } = board();
  void patches.replace('om_1', 'a');
  void patches.replace('om_2', 'b');
  await flush();
  expect(sent).toEqual(['om_1=a', 'om_2=b']);
});
test('a failed replacement fails its caller, not the next one', async () => {
  const { sent, patches, end } = board();
  const first = patches.replace('om_1', '1').catch((error: unknown) => error);
  await flush();
  const second = patches.replace('om_1', '2');
  await end('fail');
  expect(await first).toBeInstanceOf(Error);
  await end();
  await second;
  expect(sent).toEqual(['om_1=1', 'om_1=2']);
});
test('a card that was just clicked is replaced only after the click was answered', async () => {
  const { timing, sent, patches } = board();
  let answer = (): void => undefined;
  patches.clicked('om_1', new Promise<void>((resolve) => { answer = resolve; }));
  void patches.replace('om_1', 'new');
  await timing.advance(5000);
  expect(sent).toEqual([]);
  answer();
  await timing.advance(299);
  expect(sent).toEqual([]);
  await timing.advance(1);
  expect(sent).toEqual(['om_1=new']);
});
