/**
 * What people type at the end of a long day: commas for blanks, a number alone, two witnesses, a reason in their own words.
 * Every answer says what to type instead, as a whole line.
 */
import { committed, confirmed, created, dispatched } from './branches/stage.ts';

test('a comma before the next 键= parts words as a blank does; a comma within a value does not', async () => {
  const stage = await created('nantong-tz');
  expect(await stage.say('王敏', '任务新建 年底检查,发起=教育科，配合=综合科；事项=A03,A07、比例=１０％,期限=11.2-11.20，来源=上级交办')).toContain('任务已建立：T2026-002 年底检查');
  expect((await stage.bureau.deps.states.load('task', 'T2026-002')).state.settings).toMatchObject({ section: '教育科', cooperating: ['综合科'], items: ['A03', 'A07'] });
});

test('a number alone shows the task it stands for; one that stands for none is not understood', async () => {
  const stage = await created('nantong-tz');
  expect(await stage.say('王敏', '1')).toContain('T2026-001 联合抽查');
  expect(await stage.say('王敏', '88')).toContain('没有「88」这个命令');
});

test('without any blank: the number and the reason behind it are read, and 全部 behind 接受', async () => {
  const out = await dispatched('weihai-lg');
  expect(await out.say(out.member, `更换${out.number}健康 住院`)).toContain('已提交更换申请（健康状况）');
  expect(await out.say(out.leader, '接受全部')).toMatch(/已接受 \d+ 户/);
});

test('two witnesses: one is asked for; nothing is committed', async () => {
  const stage = await confirmed('fuzhou-gx');
  const said = await stage.say('赵红', '抽取 1 @孙岩 @李建国');
  expect(said).toContain('一次抽取只请一位见证人，写了 2 位');
  expect(said).toContain('福州高新细则 三(四)「监督方式」');
  expect((await stage.bureau.deps.states.load('task', 'T2026-001')).state.attempts).toEqual([]);
  expect((await committed('fuzhou-gx')).heard()).toContain('第 1 步 承诺');
});

test('one of several visits: the whole line to send is there, with what was typed already', async () => {
  const out = await dispatched('weihai-lg');
  const own = (await out.bureau.deps.states.find('inspection', { inspectors: out.bureau.certificate(out.member) })).map(({ id }) => id);
  expect(own.length).toBeGreaterThan(1);
  expect(await out.say(out.member, '换人 健康 住院')).toContain(`例如：更换 ${own[0] ?? ''} 健康 住院`);
});

test.each([['生病了', '健康状况'], ['那天要开会', '工作冲突'], ['我调岗了', '岗位调整'], ['老板是我亲戚', '执法回避']])('「%s」 is not written down as %s, but asked back as that', async (said, reason) => {
  const out = await dispatched('weihai-lg');
  const answer = await out.say(out.member, `更换 ${out.number} ${said}`);
  expect(answer).toContain(`请发送：更换 ${out.visitId} ${reason} ${said}`);
  expect(answer).toContain('威海临港细则 第十三条');
  expect(await out.say(out.member, `更换 ${out.number} ${reason} ${said}`)).toContain(`已提交更换申请（${reason}）`);
});
