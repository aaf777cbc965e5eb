/**
 * 公平性: what the supervisor reads about a period, what an inspector reads about himself, and the sheet of it.
 */
import { createSheetWriter } from '../../src/adapters/excel/writer.ts';
import { fairnessReport } from '../../src/application/fairness/report.ts';
import { periodOf } from '../../src/domain/fairness/period.ts';
import { cellText } from '../../src/domain/roster/header.ts';
import { readHere } from '../adapters/excel/read-here.ts';
import { openBureau, personOf, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const inMinutes = (bureau: Bureau, minutes: number): void => { bureau.setTime(new Date(Date.parse(bureau.now()) + minutes * 60_000).toISOString()); };
const september = periodOf('2026-09', '2026-09-08') ?? undefined;

/** Three tasks locked in September, the first one after a void attempt, and one appointed substitute. */
const autumn = async () => {
  const whole = await openBureau({ preset: 'xiping' });
  const bureau: Bureau = { ...whole, deps: { ...whole.deps, sheetWriter: createSheetWriter() } };
  const office = await openOffice({ bureau });
  const first = await newTaskIn(bureau);
  await confirmAll(bureau, first);
  await drawIn(bureau, first);
  await office.say('陈志远', `作废 ${first} 大屏没有显示`);
  await office.say('陈志远', `确认 作废 ${first} 大屏没有显示`);
  await drawIn(bureau, first, '1122');
  inMinutes(bureau, 6);
  await lockIn(bureau, first);
  const others = [await dispatchedTask(bureau, { name: '第二批' }), await dispatchedTask(bureau, { name: '第三批' })];
  const [visit] = (await bureau.deps.states.find('inspection', { task: others[1] ?? '' })).map(({ state }) => state);
  const post = visit?.posts.find(({ leader }) => !leader);
  if (visit?.id == null || post === undefined) throw new Error('nothing was dispatched');
  await office.say(post.name, `更换 ${visit.id} 健康 住院`);
  const asked = office.card(office.inbox('陈志远'), '更换申请');
  const spare = asked.card.form?.fields.flatMap((field) => ('options' in field ? field.options : []))[0]?.value ?? '';
  await office.say('陈志远', `同意更换 1 ${spare}`);
  return { office, bureau, first, visit, post };
};

describe('公平性', () => {
  test('the supervisor reads draws, loads, pairs, people and objects never drawn, substitutions and times of the month', async () => {
    const { office, bureau, post } = await autumn();
    const answer = await office.say('孙岩', '公平性 2026-09');
    const { card } = office.card(answer, '公平性 · 2026年9月');
    const text = JSON.stringify(card);
    const fields = Object.fromEntries((card.fields ?? []).map(({ label, value }) => [label, value]));
    expect(fields['抽取']).toContain('锁定 3 次，作废 1 次');
    expect(fields['用时']).toContain('最长 6分0秒');
    expect(card.body).toContain(`按原因：健康状况 1`);
    expect(card.body).toContain(`按被更换人：${post.name} 1（健康状况 1）`);
    expect(card.body).toMatch(/陈志远选派.{2,4} 1 次（可选 1 次，占 100%；平均份额 0\.\d 次），次数太少/);
    expect(card.body).not.toContain('住院');
    expect(card.body).toMatch(/从未抽中的对象 \d+ 户/);
    expect(card.charts?.map(({ title }) => title)).toEqual(['每人检查户数', '同组次数']);
    const report = await fairnessReport(bureau.deps)(U1, september ?? ({} as never), await personOf(bureau, '孙岩'));
    expect(report.visits).toBe((await Promise.all(['T2026-001', 'T2026-002', 'T2026-003'].map((task) => bureau.deps.states.find('inspection', { task })))).flat().length);
    expect(report.people.reduce((sum, { visits }) => sum + visits, 0)).toBe(report.visits * 2);
    expect(report.people.reduce((sum, { drawn }) => sum + drawn, 0)).toBe(report.visits * 2);
    expect(report.people.find(({ inspector }) => inspector === post.inspector)).toMatchObject({ visits: (report.people.find(({ inspector }) => inspector === post.inspector)?.drawn ?? 0) - 1 });
    expect(report.objects?.eligible).toBe((report.objects?.drawn ?? 0) + (report.objects?.never ?? 0));
    expect(text).toContain('偏多不等于有问题');
  });

  test('an inspector reads his own figures and no colleague\'s but those he worked with; he gets no sheet of all', async () => {
    const { office, post } = await autumn();
    const { card } = office.card(await office.say(post.name, '公平性 月'), '公平性（本人）');
    expect(card.body).toContain('抽中');
    expect(card.body).toContain('您被更换 1 次（健康状况 1），申请未同意 0 次');
    expect(JSON.stringify(card)).not.toMatch(/选派[^，（]|从未抽中的对象|按审批人/);
    expect(card.charts?.map(({ title }) => title)).toEqual(['同组次数']);
    for (const { label } of card.charts?.[0]?.bars ?? []) expect(label).toContain(post.name);
    expect(words(office, await office.say(post.name, '导出 公平性 2026-09'))).toContain('只看本人的数字');
    expect(words(office, await office.say('何涛', '公平性'))).toContain('不能查看公平性报告');
  });

  test('a month without a draw says so; a word that is no period is answered with examples', async () => {
    const office = await openOffice();
    expect(words(office, await office.say('孙岩', '公平性 2026-03'))).toContain('没有抽取');
    expect(words(office, await office.say('孙岩', '公平性 上周'))).toContain('公平性 2026Q3');
  });

  test('a task that is not to be announced does not show through: who may not see its list reads no figure of it', async () => {
    const bureau = await openBureau();
    bureau.setTime('2026-09-07T01:00:00.000Z');
    await dispatchedTask(bureau, { noNotice: true, window: { from: '2026-09-14', to: '2026-09-30' } });
    const read = async (name: string) => fairnessReport(bureau.deps)(U1, september ?? ({} as never), await personOf(bureau, name));
    expect((await read('孙岩')).draws.locked).toBe(1);
    expect((await read('张伟')).draws.locked).toBe(0);
    bureau.setTime('2026-09-14T01:00:00.000Z');
    expect((await read('张伟')).draws.locked).toBe(1);
  });

  test('复核 links to the month; the sheet holds the same figures', async () => {
    const { office, first } = await autumn();
    const recheck = office.card(await office.say('孙岩', `复核 ${first}`), '复核');
    await office.press('孙岩', recheck, '月度公平性报告');
    const shown = office.card(office.inbox('孙岩'), '公平性 · 2026年9月');
    const before = office.platform.sent.length;
    await office.press('孙岩', shown, '导出表格');
    const file = office.platform.sent.slice(before).map(({ message }) => message).find((message) => message.kind === 'file');
    if (file?.kind !== 'file') throw new Error('no sheet came');
    expect(file.name).toBe('公平性报告_2026-09.xlsx');
    const sheets = await readHere(file.name, await office.bureau.deps.blobs.get(file.blob as never));
    const text = sheets.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(cellText))).join('\n');
    expect(sheets.map(({ name }) => name)).toEqual(['概况与搭档', '人员', '检查对象', '更换与选派']);
    for (const said of ['2026年9月', '全单位', '3 次', '1 次 ／ 0 次', '健康状况', '陈志远', '█']) expect(text).toContain(said);
    expect(text).not.toMatch(/\{\{|住院/);
    expect(words(office, await office.say('孙岩', '导出 公平性 2026-09 公开版'))).toContain('没有公开版');
  });
});
