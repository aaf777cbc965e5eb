/**
 * 通知检查对象: the leader has a notice made and registers how it was told; where notice is unsuitable there is none.
 */
import PizZip from 'pizzip';
import { checkApprovalView } from '../../src/chat/views/check-approval.ts';
import { instantOf } from '../../src/domain/calendar/working-days.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import { inspectorRow, openBureau, STAFF, targetRow, U1 } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const textOf = (zip: PizZip, path: string): string => (zip.file(path)?.asText() ?? '').replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, '');

const out = async (settings: Partial<TaskSettings> = {}) => {
  const bureau = await openBureau();
  await bureau.roster('targets', [targetRow('QT-001', { name: '启明培训中心<A&B>', key: true, address: '城关镇文化路 8 号' })]);
  await bureau.roster('inspectors', STAFF.flatMap(({ name, section, certificate = '' }) => (certificate === '' ? [] : [inspectorRow(certificate, name, section, { phone: '0631-5551234' })])));
  const task = await dispatchedTask(bureau, settings);
  const office = await openOffice({ bureau });
  const visits = (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state);
  const visit = visits.find(({ target }) => target?.code === 'QT-001');
  if (visit?.id == null) throw new Error('QT-001 is a key object and was not drawn');
  const nameOf = (leads: boolean): string => visit.posts.find(({ leader }) => leader === leads)?.name ?? '';
  return { office, bureau, task, id: visit.id, leader: nameOf(true), member: nameOf(false), posts: visit.posts };
};

/** The document of the last answer, opened. */
const documentOf = async ({ bureau }: Awaited<ReturnType<typeof out>>, id: string): Promise<PizZip> => {
  const { state } = await bureau.deps.states.load('inspection', id);
  return new PizZip(await bureau.deps.blobs.get(state.notice?.file.sha256 ?? ('' as never)));
};

describe('a notice', () => {
  test('names the check, the matters with their basis, the people with their certificates, and the how-manieth of the year', async () => {
    const all = await out();
    const { office, id, leader, member, posts, bureau } = all;
    const answer = words(office, await office.say(leader, `通知 ${id} 9月16日 上午 材料=办学许可证,教师名册 协助=1`));
    expect(answer).toContain('检查通知书已生成');
    expect(answer).toContain('第 1 次');
    const zip = await documentOf(all, id);
    const text = textOf(zip, 'word/document.xml');
    for (const said of [
      '临海区教育和卫生健康局', `检通〔2026〕${id.slice(6)}号`, '启明培训中心&#60;A&#38;B&#62;', id, '上级交办', '专项检查（双随机抽查）', '第 1 次', '2026年9月16日上午', '城关镇文化路 8 号', '办学行为检查', '民办教育促进法第四十条',
      '办学许可证、教师名册。', '另有协助人员：1 人', '严禁逐利检查', '申请其回避', '0631-5551234', '2026年9月8日',
    ]) expect(text.replaceAll('&lt;', '&#60;').replaceAll('&amp;', '&#38;').replaceAll('&gt;', '&#62;')).toContain(said);
    for (const { name, inspector } of posts) expect(text).toMatch(new RegExp(`${name}[\\s\\S]*${inspector}`));
    expect(text).not.toMatch(/\{\{|\}\}/);
    expect(text).toContain(bureau.deps.links.to('check', id));
    expect(words(office, office.inbox(member))).toContain(`${id} 定于 9月16日（三）上午检查`);
  });

  test('of a task without a line of the plan tells the object that it is outside the plan, and nothing about the bureau\'s papers', async () => {
    const all = await out({ source: 'plan' });
    await all.office.say(all.leader, `通知 ${all.id} 9.16 下午`);
    const text = textOf(await documentOf(all, all.id), 'word/document.xml');
    expect(text).toContain('计划外抽查');
    expect(text).not.toContain('未写计划行');
  });

  test('carries the code as a picture and nobody in its properties', async () => {
    const all = await out();
    await all.office.say(all.leader, `通知 ${all.id} 9.16 下午`);
    const zip = await documentOf(all, all.id);
    const picture = zip.file('word/media/code.png')?.asUint8Array() ?? new Uint8Array();
    expect([...picture.slice(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG');
    // The placeholder is 148 pixels wide, a code is wider.
    expect(new DataView(picture.buffer, picture.byteOffset).getUint32(16)).toBeGreaterThan(250);
    const properties = zip.file('docProps/core.xml')?.asText() ?? '';
    expect(properties).toContain('<dc:creator>临海区教育和卫生健康局</dc:creator>');
    for (const { name } of STAFF) expect(properties).not.toContain(name);
  });

  test('is made by the leader or the clerk, for a day that is ahead and within the window', async () => {
    const { office, id, leader, member } = await out();
    expect(words(office, await office.say(member, `通知 ${id} 9.16 上午`))).toContain('由本户组长或经办人办理');
    expect(words(office, await office.say('陈志远', `通知 ${id} 9.16 上午`))).toContain('不能通知检查对象');
    expect(words(office, await office.say(leader, `通知 ${id} 9.7 上午`))).toContain('已经过去');
    expect(words(office, await office.say(leader, `通知 ${id} 10.9 上午`))).toContain('不在检查期限');
    expect(words(office, await office.say('王敏', `通知 ${id} 9.16 上午`))).toContain('检查通知书已生成');
  });

  test('made again it replaces the one before and says so; the delivery of the old one no longer counts', async () => {
    const { office, bureau, id, leader } = await out();
    await office.say(leader, `通知 ${id} 9.16 上午`);
    await office.say(leader, `告知 登记 ${id} 电话 接听人=李某`);
    const again = words(office, await office.say(leader, `通知 ${id} 9.17 下午`));
    expect(again).toContain('（第2份，此前的作废）');
    expect((await bureau.deps.states.load('inspection', id)).state.delivery).toBeUndefined();
  });
});

const nthOf = async ({ deps }: Awaited<ReturnType<typeof out>>['bureau'], id: string): Promise<number | null | undefined> => (await deps.states.load('inspection', id)).state.notice?.nth;

describe('本年度第 n 次', () => {
  test('is counted in the order of the visits, whatever was drawn meanwhile; the approval card says the same', async () => {
    const { office, bureau, id, leader } = await out();
    const later = await dispatchedTask(bureau, { name: '第二次抽查', window: { from: '2026-10-12', to: '2026-10-30' } });
    const second = (await bureau.deps.states.find('inspection', { task: later })).map(({ state }) => state).find(({ target }) => target?.code === 'QT-001');
    await office.say(leader, `通知 ${id} 9.16 上午`);
    await office.say('王敏', `通知 ${second?.id ?? ''} 10.16 上午`);
    expect([await nthOf(bureau, id), await nthOf(bureau, second?.id ?? '')]).toEqual([1, 2]);
    const view = async (task: string) => checkApprovalView(bureau.deps, (await bureau.deps.states.load('task', task)).state, (await bureau.deps.states.load('unit', U1)).state, bureau.now());
    expect((await view(id.replace(/-\d+$/, ''))).nth.map(([nth]) => nth)).toEqual([1]);
    expect((await view(later)).nth.map(([nth]) => nth)).toContain(2);
  });

  test('a check that must not be told is not counted towards others before its day', async () => {
    const { office, bureau, id } = await out({ noNotice: true, window: { from: '2026-09-10', to: '2026-09-12' } });
    const later = await dispatchedTask(bureau, { name: '第二次抽查', window: { from: '2026-09-14', to: '2026-09-30' } });
    const visits = (await bureau.deps.states.find('inspection', { task: later })).map(({ state }) => state);
    const second = visits.find(({ target }) => target?.code === 'QT-001')?.id ?? '';
    await office.say('王敏', `通知 ${second} 9.16 上午`);
    expect(await nthOf(bureau, second)).toBe(1);
    bureau.setTime(instantOf('2026-09-10', '09:00'));
    await office.say('王敏', `通知 ${second} 9.16 上午`);
    expect(await nthOf(bureau, second)).toBe(2);
    expect(id).toMatch(/^T2026-001-/);
  });
});

describe('telling the object', () => {
  test('by phone from the button: who answered and when; the name stays out of the journal', async () => {
    const { office, bureau, id, leader } = await out();
    bureau.setTime(instantOf('2026-09-15', '10:40'));
    await office.say(leader, `通知 ${id} 9.16 上午`);
    await office.press(leader, office.card(office.inbox(leader), `检查通知 · ${id}`), '已电话告知');
    const form = office.card(office.inbox(leader), '登记电话告知');
    expect(await office.press(leader, form, '登记', { receiver: '李某某', on: '2026-09-15', time: '10:30' })).toMatchObject({ tone: 'ok' });
    expect(JSON.stringify(office.card(office.inbox(leader), `检查通知 · ${id}`).card)).toContain('电话 2026-09-15 10:30');
    expect(office.card(await office.say(leader, `任务单 ${id}`), '任务单').card.body).toContain('已电话告知 2026-09-15 10:30');
    expect(JSON.stringify(await bureau.deps.journal.ofStream(`inspection/${id}`))).not.toContain('李某某');
  });

  test('not before a notice, not without a receiver, not in the future', async () => {
    const { office, id, leader } = await out();
    expect(words(office, await office.say(leader, `告知 登记 ${id} 书面 签收人=李某`))).toContain('还没有生成检查通知书');
    await office.say(leader, `通知 ${id} 9.16 上午`);
    expect(words(office, await office.say(leader, `告知 登记 ${id}`))).toContain('没有写怎么告知的');
    expect(words(office, await office.say(leader, `告知 登记 ${id} 传真 签收人=李某 时间=9.12`))).toContain('告知时间还没有到');
    expect(words(office, await office.say(leader, `告知 登记 ${id} 传真 签收人=李某 时间=9.7`))).toContain('不能在此之前告知');
    expect(words(office, await office.say(leader, `告知 登记 ${id} 传真 签收人=李某`))).toContain('已登记传真告知');
  });
});

test('不宜告知: no notice is made, by nobody, and the clause is named; the name is not told by the refusal either', async () => {
  const { office, bureau, id, leader } = await out({ noNotice: true });
  for (const who of [leader, '王敏']) {
    for (const line of [`通知 ${id} 9.16 上午`, `通知 ${id}`, `告知 登记 ${id} 电话 接听人=李某`]) {
      const said = words(office, await office.say(who, line));
      expect(said).toContain('不宜告知');
      expect(said).not.toContain('启明');
    }
  }
  expect((await bureau.deps.states.load('inspection', id)).state.notice).toBeUndefined();
});
