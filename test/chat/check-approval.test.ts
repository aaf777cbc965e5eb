/**
 * 行政检查审批 (国办发〔2024〕54号): with the overlay nothing goes out before the deputy in charge has approved the checks.
 */
import { openBureau, U1 } from '../support/bureau.ts';
import { confirmAll, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { wishRules } from '../../src/application/rules.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');

/** A task of an overlaid bureau, drawn by 赵红 and locked. */
const lockedOffice = async (): Promise<Office> => {
  const bureau = await openBureau();
  await wishRules(bureau.deps)(bureau.by('周正'), U1, { kind: 'overlay', on: true });
  const office = await openOffice({ bureau });
  const task = await newTaskIn(bureau);
  await confirmAll(bureau, task);
  await drawIn(bureau, task);
  await lockIn(bureau, task);
  await office.settle();
  return office;
};

test('the deputy in charge gets the card after the lock, approves, and only then the task is dispatched', async () => {
  const office = await lockedOffice();
  const card = office.card(office.inbox('陈志远'), '行政检查审批');
  expect(card.card.fields).toEqual(expect.arrayContaining([{ label: '本年度第几次', value: expect.stringMatching(/^第 1 次 \d+ 户$/) }, { label: '任务来源', value: '上级交办' }]));
  expect(JSON.stringify(card.card)).not.toContain('培训机构QT');
  expect(words(office, office.inbox('王敏'))).toContain('待陈志远审批检查');
  expect(words(office, await office.say('王敏', '派发 1'))).toContain('本次检查还没有经负责人批准');
  expect(words(office, await office.say('王敏', '任务 1'))).toContain('已锁定，待检查审批');
  expect(words(office, await office.say('陈志远', '我的'))).toContain('审批检查：T2026-001');
  expect(await office.press('陈志远', card, '同意')).toMatchObject({ tone: 'ok' });
  expect(words(office, office.inbox('王敏'))).toContain('的检查已由 陈志远 批准，可以派发');
  expect(office.card(office.inbox('陈志远'), '已批准').card.fields).toEqual(expect.arrayContaining([{ label: '审批结果', value: expect.stringMatching(/^同意，陈志远 /) }]));
  expect(words(office, await office.say('王敏', '派发 1'))).toContain('已派发');
  expect(words(office, await office.say('陈志远', '审批 1 同意'))).toContain('已经批准');
});

test('sent back with a reason: it stays where it is, who drew hears why, and it can still be approved', async () => {
  const office = await lockedOffice();
  const card = office.card(office.inbox('陈志远'), '行政检查审批');
  expect(await office.press('陈志远', card, '退回', { reason: '' })).toMatchObject({ tone: 'warn' });
  await office.press('陈志远', card, '退回', { reason: '与中考冲突' });
  expect(words(office, office.inbox('王敏'))).toContain('退回：与中考冲突');
  expect(words(office, await office.say('王敏', '派发 1'))).toContain('已退回：与中考冲突');
  expect(words(office, await office.say('陈志远', '审批 1 同意'))).toContain('已批准');
});

test('nobody else approves: not the clerk, not the leader while a deputy is there, nobody where the rules do not ask', async () => {
  const office = await lockedOffice();
  expect(words(office, await office.say('王敏', '审批 1 同意'))).toContain('不能审批检查');
  expect(words(office, await office.say('周正', '审批 1 同意'))).toContain('请陈志远（分管负责人）办理');
  expect(words(office, await office.say('陈志远', '审批 1 也许'))).toContain('看不懂审批意见');
  expect(words(office, await office.say('陈志远', '审批 SUB2026-001 李娜'))).toContain('是更换申请');
  const bureau = await openBureau();
  const plain = await openOffice({ bureau });
  await newTaskIn(bureau);
  expect(words(plain, await plain.say('陈志远', '审批 1 同意'))).toContain('不要求另行审批');
});
