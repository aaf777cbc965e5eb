/**
 * 协助人员和专家: they come along, stand on the cards, the notice and the result sheet, and are in no team and no draw.
 */
import PizZip from 'pizzip';
import { registerInterest } from '../../src/application/duty.ts';
import { previewDraw } from '../../src/application/queries/preview.ts';
import { resultModel } from '../../src/application/queries/result-sheet.ts';
import { targetCode } from '../../src/domain/ids.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { inspectorRow, openBureau, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { inspectors, setRule } from '../support/rules.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');

/** Two without certificates: an assistant of the section, an expert from outside. */
const withHelpers = async (bureau: Bureau): Promise<void> =>
  bureau.roster('inspectors', [
    inspectorRow('RY-012', '陈协助', '教育科', { certificate: '', certified: false, mayLead: false, category: '日常监管人员' }),
    inspectorRow('ZJ-001', '王专家', '教育科', { certificate: '', certified: false, mayLead: false, expert: true, section: '教育科' }),
  ]);

const out = async ({ preset = 'nantong-tz', settings = {} }: { preset?: PresetId; settings?: Partial<TaskSettings> } = {}) => {
  const bureau = await openBureau({ preset });
  await withHelpers(bureau);
  const task = await dispatchedTask(bureau, settings);
  const office = await openOffice({ bureau });
  const visits = async () => (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state);
  const [visit] = await visits();
  if (visit?.id == null) throw new Error('nothing was drawn');
  const leader = visit.posts.find((post) => post.leader)?.name ?? '';
  const member = visit.posts.find((post) => !post.leader)?.name ?? '';
  return { bureau, office, task, visits, visit, id: visit.id, leader, member };
};

test('a clerk sends an assistant and an expert along: the team sees them on its card, the notice counts them, the result sheet names them', async () => {
  const { bureau, office, task, id, leader, member } = await out();
  expect(words(office, await office.say('王敏', `协助 ${id} 陈协助`))).toContain(`已安排 陈协助（协助人员）协助 ${id}，不计入检查组`);
  await office.say('王敏', `专家 ${id} 王专家`);
  expect(words(office, office.inbox(leader))).toContain(`王专家（专家）协助 ${id} 培训机构`);
  expect(words(office, await office.say(member, `任务单 ${id}`))).toContain('协助：陈协助、王专家（专家）（不计入检查组，不得单独检查）');
  await office.say(leader, `通知 ${id} 9月16日 上午`);
  const { state } = await bureau.deps.states.load('inspection', id);
  const document = new PizZip(await bureau.deps.blobs.get(state.notice?.file.sha256 ?? ('' as never))).file('word/document.xml')?.asText() ?? '';
  expect(document.replace(/<[^>]+>/g, '')).toContain('另有协助人员：2 人');
  const rows = (await resultModel(bureau.deps)(task, 'full')).rows.map(({ no, helpers }) => ({ no, helpers }));
  expect(rows.find(({ no }) => id.endsWith(String(no).padStart(2, '0')))?.helpers).toEqual(['陈协助', '王专家（专家）']);
  expect(rows.filter(({ helpers }) => helpers.length > 0)).toHaveLength(1);
});

test('they are in no team: posts, loads and certificates stay as they were drawn', async () => {
  const { bureau, office, task, id, visits } = await out();
  const before = await visits();
  await office.say('王敏', `协助 ${task} 陈协助`);
  expect(await visits()).toEqual(before);
  expect((await bureau.deps.states.find('inspection', { inspectors: 'RY-012' })).length).toBe(0);
  expect(words(office, await office.say('王敏', `协助 ${id} 陈协助`))).toContain('已安排协助');
});

test('no draw looks at an expert without a certificate, not even where uncertified people may be members', async () => {
  const bureau = await openBureau();
  await setRule(bureau, 'roster.allowUncertifiedMembers', true);
  await inspectors(bureau, 2, 0);
  const feasible = async () => (await previewDraw(bureau.deps)(await newTaskIn(bureau, { teamSize: 3 }))).feasibility.ok;
  const two = (expert: boolean) => bureau.roster('inspectors', ['ZJ-001', 'ZJ-002'].map((code) => inspectorRow(code, code, '教育科', { certificate: '', certified: false, expert })));
  await two(true);
  expect(await feasible()).toBe(false);
  await two(false);
  expect(await feasible()).toBe(true);
});

test('whoever has a registered interest in the object does not come along, also when it is registered later', async () => {
  const { bureau, office, id, task, visit, visits, leader } = await out();
  const target = targetCode(visit.target?.code ?? '') ?? ('' as never);
  const interest = async (inspector: string) => registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: inspector as never, target, text: '配偶任职' });
  await interest('RY-012');
  expect(words(office, await office.say('王敏', `协助 ${id} 陈协助`))).toContain('有利害关系登记，应当回避');
  expect(words(office, await office.say('王敏', `协助 ${task} 陈协助`))).toContain(`其中 ${id} 因在检查组内或有利害关系不参加`);
  expect(words(office, await office.say(leader, `任务单 ${id}`))).not.toContain('陈协助');
  await office.say('王敏', `专家 ${id} 王专家`);
  await interest('ZJ-001');
  expect(words(office, await office.say(leader, `任务单 ${id}`))).not.toContain('王专家');
  expect((await visits()).length).toBeGreaterThan(1);
});

test('a member of the team, somebody on leave, somebody who is no expert: each is told why not', async () => {
  const { bureau, office, id, member } = await out();
  await bureau.roster('inspectors', [inspectorRow('RY-013', '何休假', '教育科', { certificate: '', certified: false, status: '请假' }), inspectorRow('RY-014', '吴停用', '教育科', { certificate: '', certified: false, status: '停用' })]);
  const said = async (line: string) => words(office, await office.say('王敏', line));
  expect(await said(`协助 ${id} ${member}`)).toContain('已是本户检查组成员');
  expect(await said(`协助 ${id} 何休假`)).toContain('在检查期间请假');
  expect(await said(`协助 ${id} 吴停用`)).toContain('已停用');
  expect(await said(`专家 ${id} 陈协助`)).toContain('在名录中不是专家');
  expect(await said(`协助 ${id} 不存在`)).toContain('没有「不存在」');
});

test('a notice may name more assistants than are attached, never fewer; who is taken back is no longer counted', async () => {
  const { office, id, leader, member } = await out();
  await office.say('王敏', `协助 ${id} 陈协助`);
  expect(words(office, await office.say(leader, `通知 ${id} 9月16日 协助=0`))).toContain('已安排协助人员和专家 1 人');
  await office.say(leader, `通知 ${id} 9月16日 协助=2`);
  expect(words(office, await office.say('王敏', `协助 取消 ${id} 陈协助`))).toContain(`请组长重新生成：通知 ${id}`);
  expect(words(office, await office.say('王敏', `协助 ${id}`))).toContain('没有安排协助人员');
  expect(words(office, await office.say(member, `任务单 ${id}`))).not.toContain('协助：');
});

test('before the lock there is no visit to come along to, and an inspector decides nothing of it', async () => {
  const { bureau, office, id, member } = await out();
  const open = await newTaskIn(bureau);
  expect(words(office, await office.say('王敏', `协助 ${open} 陈协助`))).toContain('检查组还没有抽出并锁定');
  expect(words(office, await office.say(member, `协助 ${id} 陈协助`))).toContain('不能安排协助人员和专家');
});

test('where the object may not be told beforehand, neither helper nor leader hears its name', async () => {
  const { office, bureau, id, leader, visit } = await out({ settings: { noNotice: true, window: { from: '2026-09-15', to: '2026-09-30' } } });
  await office.say('王敏', `协助 ${id} 陈协助`);
  const heard = words(office, office.inbox(leader));
  expect(heard).toContain(`协助 ${id}，检查期限`);
  expect(heard).not.toContain(visit.target?.name ?? '');
  expect((await resultModel(bureau.deps)(visit.task ?? ('' as never), 'public')).rows).toEqual([]);
});
