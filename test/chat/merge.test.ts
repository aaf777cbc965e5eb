/**
 * 综合查一次: pending visits of several tasks to one object become one – one day, one notice, one visit in the year's count – and each
 * task keeps what is its own. Tasks that are not to be announced never show.
 */
import { earlierVisits, yearlyCounts } from '../../src/application/queries/yearly.ts';
import { objectYear } from '../../src/application/queries/yearly-counters.ts';
import { voidTask } from '../../src/application/settle.ts';
import type { InspectionId, TaskId } from '../../src/domain/ids.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import { inspectorRow, openBureau, STAFF, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const KEY = 'QT-900';

/** Two dispatched tasks that both drew the key object, whose windows share 9/14–9/25. */
const twoTasks = async (second: Partial<TaskSettings> = {}, first: Partial<TaskSettings> = {}) => {
  const opened = await openBureau({ preset: 'xiping' });
  const documentWriter = { fill: (model: unknown) => Promise.resolve(new TextEncoder().encode(JSON.stringify(model))) };
  const bureau: Bureau = { ...opened, deps: { ...opened.deps, documentWriter } };
  await bureau.roster('targets', [targetRow(KEY, { name: '启明培训中心', key: true })]);
  const office = await openOffice({ bureau });
  const one: Partial<TaskSettings> = { scope: [{ field: 'id', anyOf: [KEY] }], strata: [{ name: '全部', where: [], ratio: { num: 1, den: 1 } }] };
  const tasks = [
    await dispatchedTask(bureau, { name: '办学行为检查', ...one, window: { from: '2026-09-09', to: '2026-09-25' }, ...first }),
    await dispatchedTask(bureau, { name: '消防安全检查', ...one, window: { from: '2026-09-14', to: '2026-09-30' }, ...second }),
  ];
  await office.settle();
  const [a, b] = tasks.map((task) => `${task}-01` as InspectionId);
  const visitOf = async (id: InspectionId | undefined) => (await bureau.deps.states.load('inspection', id ?? '')).state;
  return { bureau, office, tasks, a: a ?? ('' as never), b: b ?? ('' as never), visitOf };
};
const countOf = async (bureau: Bureau, task: TaskId): Promise<number> => (await yearlyCounts(bureau.deps, (await bureau.deps.states.load('task', task)).state)).visits.get(KEY) ?? 0;

test('the second dispatch offers the clerk to merge; one click makes one visit: one day, one notice with both tasks, delivered once, counted once', async () => {
  const { bureau, office, a, b, visitOf } = await twoTasks();
  const third = await newTaskIn(bureau, { name: '第三批' });
  expect(await countOf(bureau, third)).toBe(2);
  const offer = office.card(office.inbox('王敏'), '综合查一次');
  expect(JSON.stringify(offer.card.rows)).toContain('共同期限 2026-09-14 至 2026-09-25');
  await office.press('王敏', offer, '合并到');
  expect((await visitOf(a)).merged).toMatchObject({ visits: [a, b], on: '2026-09-14' });
  expect((await visitOf(b)).merged).toMatchObject({ visits: [a, b], on: '2026-09-14' });
  expect(await countOf(bureau, third)).toBe(1);
  expect(await objectYear(bureau.deps)(U1, KEY)).toMatchObject({ counted: 1, visits: [{ inspection: a }, { inspection: b }] });
  expect((await earlierVisits(bureau.deps, (await bureau.deps.states.load('task', 'T2026-002')).state)).get(KEY as never)).toBeUndefined();
  expect(words(office, await office.say('王敏', `通知 ${b} 9.16`))).toContain('定于 2026-09-14 检查');
  expect(words(office, await office.say('王敏', `通知 ${b} 9.14 上午`))).toContain('检查通知书已生成');
  const [first, second] = [await visitOf(a), await visitOf(b)];
  expect(first.notice).toMatchObject({ number: second.notice?.number, nth: 1, on: '2026-09-14', file: second.notice?.file });
  const { fields, lists } = JSON.parse(new TextDecoder().decode(await bureau.deps.blobs.get(second.notice?.file.sha256 ?? ("" as never)))) as { readonly fields: Readonly<Record<string, string>>; readonly lists: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> };
  expect(fields).toMatchObject({ 检查编号: `${b}；${a}`, 任务名称: '消防安全检查；办学行为检查（综合查一次）', 本年度次数: '第 1 次' });
  const people = new Set([...first.posts, ...second.posts].map(({ inspector }) => inspector));
  expect(new Set(lists['人员']?.map((row) => row['证号']))).toEqual(people);
  expect(lists['事项']).toHaveLength(1);
  await office.say('王敏', `告知 登记 ${a} 电话 接听人=李某`);
  expect((await visitOf(b)).delivery?.way).toBe('phone');
  expect(words(office, await office.say('王敏', '合并'))).toContain('没有可以合并的检查');
});

test('merging is taken back before the visit, with a reason: two visits again, and the notice no longer holds', async () => {
  const { bureau, office, a, b, visitOf } = await twoTasks();
  const third = await newTaskIn(bureau, { name: '第三批' });
  expect(words(office, await office.say('王敏', `合并 ${a} ${b}`))).toContain('没有写哪天检查');
  expect(words(office, await office.say('王敏', `合并 ${a} ${b} 日期=9.10`))).toContain('不在共同的检查期限 2026-09-14 至 2026-09-25 内');
  expect(words(office, await office.say('王敏', `合并 ${a} ${b} 日期=9.15`))).toContain('已合并');
  expect(words(office, await office.say('王敏', `合并 ${a} ${b} 日期=9.15`))).toContain('已与');
  await office.say('王敏', `通知 ${a} 9.15`);
  expect(words(office, await office.say('王敏', `合并 取消 ${b}`))).toContain('必须写明理由');
  expect(words(office, await office.say('王敏', `合并 取消 ${b} 两组时间凑不到一起`))).toContain('各自检查');
  expect((await visitOf(a)).merged).toBeUndefined();
  expect(await countOf(bureau, third)).toBe(2);
  expect(words(office, await office.say('王敏', `告知 登记 ${a} 电话 接听人=李某`))).toContain('重新生成');
  expect(words(office, await office.say('王敏', `通知 ${a} 9.10`))).toContain('检查通知书已生成');
  expect((await visitOf(b)).notice?.regrouped).toBe(true);
});

test('who leads neither visit, or is no part of notices at all, merges nothing; visits that do not go together are told apart', async () => {
  const { office, a, b, visitOf } = await twoTasks();
  const members = [...(await visitOf(a)).posts, ...(await visitOf(b)).posts];
  const leaders = new Set(members.filter(({ leader }) => leader).map(({ name }) => name));
  const other = ['张伟', '刘洋', '黄丽', '马超', '赵强', '李娜'].find((name) => !leaders.has(name)) ?? '';
  expect(words(office, await office.say(other, `合并 ${a} ${b} 日期=9.15`))).toContain('由其中一户的组长或经办人办理');
  expect(words(office, await office.say('孙岩', '合并'))).toContain('不能通知检查对象');
  expect(words(office, await office.say('王敏', `合并 ${a} 日期=9.15`))).toContain('不同任务对同一对象');
  expect(words(office, await office.say([...leaders][0] ?? '', '合并'))).toContain('启明培训中心');
  expect(words(office, await office.say([...leaders][0] ?? '', `合并 ${a} ${b} 日期=9.15`))).toContain('已合并');
});

test('a task that is not to be announced is neither offered nor merged, and the refusal does not say that there is such a visit', async () => {
  const { office, a, b } = await twoTasks({ noNotice: true });
  expect(words(office, office.inbox('王敏'))).not.toContain('综合查一次');
  expect(words(office, await office.say('王敏', '合并'))).toContain('没有可以合并的检查');
  const refused = words(office, await office.say('王敏', `合并 ${a} ${b} 日期=9.15`));
  expect(refused).toContain('没有可以合并的这一户检查');
  expect(refused).not.toContain('启明');
});

test('a task taken back whole takes its visit out of the merged one: the other is counted, and its notice is made', async () => {
  const { bureau, office, a, b, tasks: [first], visitOf } = await twoTasks();
  const third = await newTaskIn(bureau, { name: '第三批' });
  await office.say('王敏', `合并 ${a} ${b} 日期=9.15`);
  await voidTask(bureau.deps)(bureau.by('周正'), first ?? ('' as never), '上级通知暂停涉企检查');
  expect(await countOf(bureau, third)).toBe(1);
  expect((await objectYear(bureau.deps)(U1, KEY)).counted).toBe(1);
  expect(words(office, await office.say('王敏', `通知 ${b} 9.15`))).toContain('检查通知书已生成');
  expect((await visitOf(b)).notice?.nth).toBe(1);
});

test.each(['first', 'second'] as const)('where the %s of two merged visits looks into a complaint the other is counted, and the notice says so', async (which) => {
  const complaint = { kind: 'complaint' } as const;
  const { bureau, office, a, b, visitOf } = await twoTasks(which === 'second' ? complaint : {}, which === 'first' ? complaint : {});
  const third = await newTaskIn(bureau, { name: '第三批' });
  await office.say('王敏', `合并 ${a} ${b} 日期=9.15`);
  expect(await countOf(bureau, third)).toBe(1);
  expect((await objectYear(bureau.deps)(U1, KEY)).counted).toBe(1);
  await office.say('王敏', `通知 ${a} 9.15`);
  const [counted, other] = which === 'first' ? [b, a] : [a, b];
  expect((await visitOf(counted)).notice?.nth).toBe(1);
  expect((await visitOf(other)).notice?.nth).toBeNull();
});

test('延期 of one takes it out of the merged visit: two visits to the door, two in the count, and the notice no longer holds', async () => {
  const { bureau, office, a, b, visitOf } = await twoTasks();
  const third = await newTaskIn(bureau, { name: '第三批' });
  await office.say('王敏', `合并 ${a} ${b} 日期=9.15`);
  await office.say('王敏', `通知 ${a} 9.15`);
  const leaving = (await visitOf(b)).posts.find(({ leader }) => !leader);
  await bureau.roster('inspectors', STAFF.flatMap(({ name, section, certificate }) => (certificate === undefined ? [] : [inspectorRow(certificate, name, section, { status: '停用' })])));
  await office.say('王敏', `更换 ${b} ${leaving?.name ?? ''} 健康 住院`);
  expect(words(office, await office.say('陈志远', '延期 SUB2026-001 10.9-10.31 理由=届时返岗'))).toContain('延期检查');
  expect((await visitOf(a)).merged).toBeUndefined();
  expect((await visitOf(b)).merged).toBeUndefined();
  expect((await visitOf(a)).notice?.regrouped).toBe(true);
  expect(await countOf(bureau, third)).toBe(2);
});
