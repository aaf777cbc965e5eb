/**
 * 监督月报: on the first working day the supervisors read what happened in the month – with the administrator's acts, which they
 * could not see otherwise – on a card and as a sheet; the main leader may ask for it, nobody else.
 */
import { createSheetWriter } from '../../src/adapters/excel/writer.ts';
import { registerDisclosure, withdrawDisclosure } from '../../src/application/disclosure.ts';
import { delegate } from '../../src/application/delegation.ts';
import { finishVisit } from '../../src/application/finish.ts';
import { entriesBetween } from '../../src/application/queries/entries-between.ts';
import { monthlyReport } from '../../src/application/queries/monthly.ts';
import { sweepMonthly } from '../../src/application/reminders/monthly.ts';
import { sweepPublications } from '../../src/application/reminders/publication.ts';
import { decideDrawObjection, dispatchTask, objectToDraw, voidAttempt } from '../../src/application/settle.ts';
import { acceptAssignment, requestSubstitution } from '../../src/application/substitution.ts';
import { monthMeant } from '../../src/chat/verbs/monthly.ts';
import { instantOf } from '../../src/domain/calendar/working-days.ts';
import { inspectionId } from '../../src/domain/ids.ts';
import { cellText } from '../../src/domain/roster/header.ts';
import { readHere } from '../adapters/excel/read-here.ts';
import { openBureau, personOf, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const sheetOf = async (office: Office, list: readonly Delivered[]): Promise<string> => {
  const file = list.map(({ message }) => message).findLast((message) => message.kind === 'file');
  if (file?.kind !== 'file') throw new Error('no file');
  const bytes = await office.bureau.deps.blobs.get(file.blob as never);
  return (await readHere(file.name, bytes)).flatMap(({ rows }) => rows.map(({ cells }) => cells.map(cellText).filter((text) => text !== '').join('｜'))).join('\n');
};

/** September of a bureau in which much went wrong. */
const september = async (): Promise<Office> => {
  const whole = await openBureau({ start: '2026-08-20T01:00:00.000Z' });
  const bureau: Bureau = { ...whole, deps: { ...whole.deps, sheetWriter: createSheetWriter() } };
  const { deps, by } = bureau;
  const office = await openOffice({ bureau });
  bureau.setTime(instantOf('2026-09-08', '09:00'));
  await office.say('何涛', '解绑 马超');
  await office.say('何涛', '日历 加 2026-09-11 停工 原因=台风');
  await delegate(deps)(by('陈志远'), U1, { delegate: (await personOf(bureau, '李建国')).id, matter: 'objection', from: '2026-09-08', to: '2026-09-18' });
  const task = await newTaskIn(bureau);
  await confirmAll(bureau, task);
  await drawIn(bureau, task);
  await objectToDraw(deps)(by('黄丽'), task, '大屏与名单不一致');
  await decideDrawObjection(deps)(by('李建国'), task, false, '已核对');
  await voidAttempt(deps)(by('陈志远'), task, '名录有误');
  await drawIn(bureau, task, '7777');
  await lockIn(bureau, task);
  await dispatchTask(deps)(by('王敏'), task);
  await office.say('王敏', '规则 修改 公示期限=15 依据=本局细则第七条');
  await office.say('陈志远', '规则 同意 1');
  const visit = inspectionId(`${task}-01`);
  const visits = (await deps.states.find('inspection', { task })).map(({ state }) => state);
  const ill = visits.find(({ id }) => id === visit)?.posts.find(({ name }) => name !== '马超');
  if (visit === null || ill === undefined) throw new Error('no team');
  for (const { id, posts } of visits) for (const { name } of posts) if (id !== null && name !== '马超' && (id !== visit || name !== ill.name)) await acceptAssignment(deps)(by(name), id);
  await requestSubstitution(deps)(by(ill.name), visit, ill.inspector, 'health', '胃出血住院');
  bureau.setTime(instantOf('2026-09-16', '15:00'));
  const second = visits.find(({ id, posts }) => id !== visit && !posts.some(({ name }) => name === '马超'));
  const leader = second?.posts.find((post) => post.leader)?.name;
  if (second?.id == null || leader === undefined) throw new Error('no second visit');
  await finishVisit(deps)(by(leader), second.id, { on: '2026-09-16', resultOn: null, outcomes: ['01'], text: '' });
  await registerDisclosure(deps)(by('王敏'), task, { inspection: second.id, on: '2026-09-16', url: 'https://www.example.gov.cn/1', overdueReason: '' });
  await withdrawDisclosure(deps)(by('王敏'), task, second.id, '网址填错');
  await office.settle();
  return office;
};

/** The same at the end of October: a publication is overdue. */
const october = async (): Promise<Office> => {
  const office = await september();
  for (const day of ['2026-10-21', '2026-10-22']) {
    office.bureau.setTime(instantOf(day, '09:10'));
    await sweepPublications(office.bureau.deps)(office.bureau.now());
  }
  await office.settle();
  return office;
};

test('the first working day of October: card and sheet of September reach the supervisors, once, and say all nine things', async () => {
  const office = await september();
  const { bureau } = office;
  const run = async (day: string, time: string): Promise<number> => {
    bureau.setTime(instantOf(day, time));
    const given = await sweepMonthly(bureau.deps)(bureau.now());
    await office.settle();
    return given;
  };
  // 1–7 October are off; 8 October is the first day of work.
  expect(await run('2026-10-01', '10:00')).toBe(0);
  expect(await run('2026-10-08', '09:05')).toBe(0);
  const before = office.platform.sent.length;
  expect(await run('2026-10-08', '09:12')).toBe(1);
  expect(await run('2026-10-08', '15:12')).toBe(0);
  expect(await run('2026-10-09', '09:12')).toBe(0);
  const sent = office.platform.sent.slice(before);
  for (const who of ['孙岩', '钱进']) expect(office.inbox(who).filter((each) => sent.includes(each)).map(({ message }) => message.kind)).toEqual(['card', 'file']);
  expect(sent).toHaveLength(4);
  const { card } = office.card(office.inbox('孙岩'), '监督月报 · 2026年9月');
  for (const line of ['开出 2 次，锁定 1 次', '作废抽取：名录有误（陈志远）', '黄丽：大屏与名单不一致 → 维持抽取：已核对', '健康', '陈志远 → 李建国 异议裁定', '代签 1 次', '公示期限：20 个工作日 → 15 个工作日（王敏提出，陈志远批准）', '撤销公示登记：网址填错', '何涛 解绑人员：马超']) expect(card.body).toContain(line);
  expect(card.note).toContain('公平性 2026-09');
  expect(card.body).not.toContain('胃出血');
  const sheet = await sheetOf(office, office.inbox('孙岩'));
  for (const line of ['2026年9月“双随机、一公开”监督月报', '2026-09-01 至 2026-09-30', '作废抽取｜第1次｜名录有误｜陈志远', '何涛｜解绑人员｜马超', '何涛｜本地停工上班｜2026-09-11（台风）', '陈志远｜李建国｜异议裁定｜2026-09-08｜2026-09-18｜生效｜1', '撤销公示登记｜网址填错｜王敏']) expect(sheet).toContain(line);
  expect(sheet).toMatch(/黄丽｜大屏与名单不一致｜维持抽取：已核对｜李建国（代陈志远）/);
  expect(sheet).not.toContain('胃出血');
});

test('October in November: the overdue publication stands there in red until it is public', async () => {
  const office = await october();
  office.bureau.setTime(instantOf('2026-11-02', '09:12'));
  await sweepMonthly(office.bureau.deps)(office.bureau.now());
  await office.settle();
  const { card } = office.card(office.inbox('孙岩'), '监督月报 · 2026年10月');
  expect(card.tone).toBe('danger');
  expect(card.body).toMatch(/公示逾期 1\*\*\n• T2026-001 期限 10月\d+日[^\n]*，尚未公示；原因：未填写/);
  expect(card.body).toContain('未成的抽取：无');
});

test('typed: supervisor and main leader, any month that has begun; nobody else, and no public edition', async () => {
  const office = await october();
  for (const who of ['孙岩', '周正']) expect(words(office, await office.say(who, '监督月报 2026-09'))).toContain('监督月报 · 2026年9月');
  expect(words(office, await office.say('周正', '监督月报 本月'))).toContain('本月未完');
  expect(words(office, await office.say('孙岩', '监督月报 2027-01'))).toContain('还没有到');
  expect(words(office, await office.say('孙岩', '监督月报 好的'))).toContain('看不懂月份');
  for (const who of ['王敏', '陈志远', '何涛', '张伟']) expect(words(office, await office.say(who, '监督月报 2026-09'))).toContain('不能查看监督月报');
  expect(words(office, await office.say('王敏', '导出 监督月报 2026-09'))).toMatch(/不能/);
  expect(words(office, await office.say('孙岩', '导出 监督月报 2026-09 公开版'))).toContain('没有公开版');
  expect(await sheetOf(office, await office.say('孙岩', '导出 监督月报 9月'))).toContain('解绑人员');
});

test('a month is read without the years before it; who was administrator then is, who became it later is not', async () => {
  const office = await october();
  const { bureau } = office;
  let reads = 0;
  const journal = { ...bureau.deps.journal, read: (after: number, limit: number) => { reads += 1; return bureau.deps.journal.read(after, limit); } };
  const seen = [];
  for await (const entry of entriesBetween(journal, instantOf('2026-10-21', '00:00'), instantOf('2026-10-23', '00:00'))) seen.push(entry.at);
  expect(seen.length).toBe(2);
  expect(reads).toBeLessThan(12);
  bureau.setTime(instantOf('2026-10-26', '10:00'));
  await office.say('何涛', '绑定 赵强 综合科 系统管理员');
  const { technical } = await monthlyReport(bureau.deps)(U1, '2026-09');
  expect(new Set(technical.map(({ who }) => who))).toEqual(new Set(['何涛']));
});

test.each([['2026-09', '2026-09'], ['9月', '2026-09'], ['2026年9月', '2026-09'], ['11', '2025-11'], ['', '2026-09'], ['上月', '2026-09'], ['本月', '2026-10']])('「%s」 in October 2026 means %s', (typed, month) => {
  expect(monthMeant(typed, '2026-10-08')).toBe(month);
});
