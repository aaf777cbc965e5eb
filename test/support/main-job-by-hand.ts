/**
 * The bureau's main job as its people do it on the chat page, by mouse and keyboard: from the first screen to the result sheet.
 *
 * `at` is called at every station with something worth looking at, before the next key is touched; tests take pictures
 * there, and so does the manual.
 */
import type { Download, Page } from 'playwright-core';
import { atThePage } from './at-the-page.ts';
import type { AtThePage } from './at-the-page.ts';
import { GROUP } from './conversation.ts';
import { INSPECTORS, inspectorsBook, itemsBook, targetsBook } from './workbooks.ts';

export const UNIT = '临海区教育和卫生健康局';
const SECTIONS = '综合科,教育科,卫健科';
const PEOPLE = [
  '@{王敏}综合科 经办人', '@{李建国}综合科 科室负责人', '@{赵红}教育科 科室负责人', '@{陈志远}局领导 分管负责人', '@{周正}局领导 主要负责人', '@{孙岩}驻局纪检 监督员',
  ...INSPECTORS.map(([name, section, certificate]) => `@{${name}}${section} 执法检查人员 执法证=${certificate}`),
];

export const STATIONS = [
  'who', 'code', 'unit', 'group', 'people-asked', 'people-bound', 'preview', 'written', 'task-form', 'task-made', 'rosters', 'rosters-confirmed', 'draw-preview', 'witness', 'committed', 'witnessing', 'drawn', 'attested',
  'locked', 'dispatch', 'assignment', 'accepted', 'substitution-form', 'requested', 'approval', 'approved', 'substitute', 'sheet', 'help', 'mine', 'recheck', 'log',
] as const;
export type Station = (typeof STATIONS)[number];

export interface ByHand {
  readonly page: Page;
  readonly pageUrl: string;
  readonly code: string;
  readonly at: (station: Station) => Promise<void>;
}

/** The administrator's morning: the code, the unit by its form, the group, everybody in it. */
export const setUpByHand = async (here: AtThePage, { page, pageUrl, code, at }: ByHand): Promise<void> => {
  await page.goto(pageUrl);
  await page.getByLabel('查找人员').waitFor();
  await at('who');
  await here.arrive(pageUrl, '何涛');
  const he = here.seat('何涛');
  await he.inPrivate();
  await he.say(`绑定 管理员 ${code} 何涛`);
  await he.seen('第 2 步 建立单位');
  await at('code');

  const form = he.card('第 2 步 建立单位');
  await he.fill(form, 'name', UNIT);
  await he.fill(form, 'sections', SECTIONS);
  await he.choose(form, 'preset', /南通通州/);
  await at('unit');
  await he.press('第 2 步 建立单位', '建立');
  await he.seen('第 3 步 绑定工作群');

  await he.inGroup(GROUP);
  await he.say('@{双随机}绑定 本群');
  await he.seen(/已绑定本群/);
  await at('group');
  await he.say(`@{双随机}绑定 ${PEOPLE.join('\n')}`);
  await he.card('请确认：绑定').waitFor();
  await at('people-asked');
  await he.press('请确认：绑定', '确认办理');
  await he.seen(`已绑定 ${String(PEOPLE.length)} 人`);
  await at('people-bound');
};

/** 王敏's files, dragged in all at once; each is written when its preview is right. */
export const importByHand = async (here: AtThePage, { at }: ByHand): Promise<void> => {
  await here.become('王敏');
  const wang = here.seat('王敏');
  await wang.inPrivate();
  await wang.drop([
    { name: '随机抽查事项清单.xlsx', bytes: await itemsBook() }, { name: '检查对象名录.xlsx', bytes: await targetsBook() }, { name: '执法检查人员名录.xlsx', bytes: await inspectorsBook() },
  ]);
  for (const [title, count] of [['随机抽查事项清单', 2], ['检查对象名录库', 46], ['执法检查人员名录库', INSPECTORS.length]] as const) {
    await wang.card(new RegExp(`导入预检 · ${title}`)).waitFor();
    if (count === 46) await at('preview');
    await wang.press(new RegExp(`导入预检 · ${title}`), `写入 ${String(count)} 条`);
    await wang.card(new RegExp(`${title} · 已写入`)).waitFor();
  }
  await at('written');
};

/** @returns the task's number as the card shows it */
export const taskByHand = async (here: AtThePage, { at }: ByHand): Promise<string> => {
  const wang = here.seat('王敏');
  await wang.say('任务 新建');
  const form = wang.card('新建抽查任务');
  await wang.fill(form, 'name', '校外培训机构联合抽查');
  await wang.choose(form, 'section', '教育科');
  await wang.choose(form, 'cooperating', '综合科');
  await wang.choose(form, 'items', /A03/);
  await wang.fill(form, 'ratio', '10%');
  await wang.choose(form, 'source', '上级交办');
  await at('task-form');
  await wang.press('新建抽查任务', '建立任务');
  const made = wang.card(/任务已建立/);
  await made.waitFor();
  await at('task-made');
  return /T\d{4}-\d{3}/.exec((await made.getAttribute('aria-label')) ?? '')?.[0] ?? '';
};

/** Each section head ticks what is his, on the card in the group. */
export const confirmByHand = async (here: AtThePage, { at }: ByHand, task: string): Promise<void> => {
  const title = new RegExp(`两库更新确认 · ${task}`);
  for (const [name, station] of [['李建国', 'rosters'], ['赵红', 'rosters-confirmed']] as const) {
    await here.become(name);
    const seat = here.seat(name);
    await seat.inGroup(GROUP);
    await seat.card(title).waitFor();
    if (station === 'rosters') await at(station);
    await seat.press(title, '我确认真实、及时');
    await seat.card(title).getByText('☑').first().waitFor();
    if (station !== 'rosters') {
      await seat.card(title).getByText('已全部确认，可以抽取').waitFor();
      await at(station);
    }
  }
};

/** The draw in the group: 赵红 draws, 孙岩 beside her witnesses, she locks. @returns the first visit's inspectors, leader first */
export const ceremonyByHand = async (here: AtThePage, { at }: ByHand, task: string): Promise<readonly string[]> => {
  const zhao = here.seat('赵红');
  const rosters = new RegExp(`两库更新确认 · ${task}`);
  await zhao.press(rosters, '预览');
  await zhao.card(new RegExp(`抽取预览 · ${task}`)).waitFor();
  await at('draw-preview');
  await zhao.press(new RegExp(`抽取预览 · ${task}`), '请监督员见证');
  const ask = new RegExp(`请监督员见证 · ${task}`);
  await zhao.card(ask).waitFor();
  await at('witness');
  await zhao.press(ask, '开始抽取');
  const title = new RegExp(`公开抽取 · ${task}`);
  await zhao.card(title).waitFor();
  await here.sitBeside('孙岩');
  const sun = here.seat('孙岩');
  await sun.inGroup(GROUP);
  await sun.card(title).waitFor();
  await at('committed');
  await sun.fill(sun.card(title), 'text', 'QR71234567');
  await at('witnessing');
  await sun.press(title, '提交');
  await zhao.card(title).getByText(/共抽中/).waitFor();
  await at('drawn');
  await sun.press(title, '我见证，结果与显示一致');
  await zhao.card(title).getByText(/已确认结果一致/).waitFor();
  await at('attested');
  await zhao.press(title, '锁定', '确定');
  await zhao.card(title).getByText('已锁定').waitFor();
  await zhao.file(/抽取结果表/);
  await at('locked');
  const team = await zhao.card(title).locator('tbody tr').first().locator('td').last().innerText();
  await here.alone();
  return team.trim().split(/\s+/).sort((a, b) => Number(b.includes('★')) - Number(a.includes('★'))).map((name) => name.replace('★', ''));
};

/** 派发 → 接受 → 更换 → 批准 → 新人的任务单. */
export const afterTheDraw = async (here: AtThePage, { page, at }: ByHand, task: string, [leader = '', member = '']: readonly string[]): Promise<void> => {
  const first = `${task}-01`;
  const zhao = here.seat('赵红');
  await zhao.inPrivate();
  await zhao.card(new RegExp(`下一步 · ${task}`)).waitFor();
  await at('dispatch');
  await zhao.press(new RegExp(`下一步 · ${task}`), '派发');
  await page.getByText(/已派发，任务单已私信/).first().waitFor();

  await here.become(leader);
  const one = here.seat(leader);
  await one.inPrivate();
  const assignment = new RegExp(`任务单 · ${first}`);
  await one.card(assignment).waitFor();
  await at('assignment');
  await one.press(assignment, '接受');
  await one.card(assignment).getByText(/已于 .* 接受/).waitFor();
  await at('accepted');

  await here.become(member);
  const two = here.seat(member);
  await two.inPrivate();
  await two.press(assignment, '申请更换');
  const form = two.card(new RegExp(`申请更换 · ${first}`));
  await two.choose(form, 'reason', /健康/);
  await two.fill(form, 'text', '阑尾炎手术，须住院两周');
  await at('substitution-form');
  await two.press(new RegExp(`申请更换 · ${first}`), '提交');
  await two.card(assignment).getByText(/审批中/).waitFor();
  await at('requested');

  await here.become('陈志远');
  const chen = here.seat('陈志远');
  await chen.inPrivate();
  const approval = chen.card(/更换申请 · SUB/);
  await approval.waitFor();
  await approval.locator('[data-field="pick"]').click();
  const option = page.getByRole('listbox').getByRole('option').first();
  const pick = (await option.innerText()).split('（')[0] ?? '';
  await option.click();
  await at('approval');
  await chen.press(/更换申请 · SUB/, '同意并选派');
  await chen.card(/更换申请 · SUB.*已处理/).waitFor();
  await at('approved');

  await here.become(pick);
  const three = here.seat(pick);
  await three.inPrivate();
  await three.card(assignment).getByText('待接受').waitFor();
  await at('substitute');
};

/** What the office keeps: the sheet, the trail, the recomputation. @returns the result sheet as downloaded */
export const papersByHand = async (here: AtThePage, { at }: ByHand, task: string): Promise<Download> => {
  await here.become('王敏');
  const wang = here.seat('王敏');
  await wang.inPrivate();
  await wang.say('帮助');
  await wang.card(/^帮助/).waitFor();
  await at('help');
  await wang.say('我的');
  await wang.card(/^我的/).waitFor();
  await at('mine');
  await wang.say(`日志 ${task}`);
  await wang.card(/^日志/).waitFor();
  await at('log');
  await wang.say(`结果表 ${task}`);
  await wang.file(/抽取结果表/);
  await at('sheet');
  const download = await wang.download(/抽取结果表/);
  await here.become('孙岩');
  const sun = here.seat('孙岩');
  await sun.inPrivate();
  await sun.say(`复核 ${task}`);
  await sun.card(/^复核/).waitFor();
  await at('recheck');
  return download;
};

export const mainJobByHand = async (by: ByHand): Promise<{ readonly task: string; readonly sheet: Download }> => {
  const here = atThePage(by.page);
  await setUpByHand(here, by);
  await importByHand(here, by);
  const task = await taskByHand(here, by);
  await confirmByHand(here, by, task);
  const team = await ceremonyByHand(here, by, task);
  await afterTheDraw(here, by, task, team);
  return { task, sheet: await papersByHand(here, by, task) };
};
