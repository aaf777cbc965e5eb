/**
 * 公示渠道 (X12): published in one place of four is not yet published; the card says what is missing until nothing is.
 */
import { sweepPublications } from '../../src/application/reminders/publication.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { openBureau } from '../support/bureau.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { finished } from '../support/rules.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const URL_AT = 'https://www.example.gov.cn/ssj/1.html';

const over = async (preset: PresetId) => {
  const bureau = await openBureau({ preset });
  const task = await finished(bureau);
  const office = await openOffice({ bureau });
  const phase = async () => (await bureau.deps.states.load('task', task)).state.phase;
  const said = async (line: string) => words(office, await office.say('王敏', line));
  return { bureau, office, task, phase, said };
};

test('威海 publishes in four places: the clock runs until all of them are registered', async () => {
  const { bureau, task, phase, said } = await over('weihai-lg');
  expect(await said(`公示 登记 ${task} ${URL_AT} 渠道=门户`)).toContain('还缺 省级监管平台、国家企业信用信息公示系统、信用中国，期限继续计算');
  expect(await said(`期限 ${task}`)).toMatch(/公示渠道：省级监管平台、国家企业信用信息公示系统、信用中国、本级门户网站。依据：威海临港细则 第十七条\(四\)[^]*还缺 省级监管平台、国家企业信用信息公示系统、信用中国/);
  expect(await phase()).toBe('dispatched');
  bureau.setTime('2026-10-15T01:00:00.000Z');
  await sweepPublications(bureau.deps)(bureau.now());
  expect(JSON.stringify((await bureau.deps.journal.read(0, 10_000)).at(-1)?.events)).toContain('publication');
  expect(await said(`公示 登记 ${task} ${URL_AT} 渠道=门户 日期=9.26`)).toContain('已登记 2026-09-25 公示');
  expect(await said(`公示 登记 ${task} ${URL_AT} 渠道=省级,信用中国 日期=9.26`)).toContain('还缺 国家企业信用信息公示系统');
  expect(await said(`公示 登记 ${task} ${URL_AT} 渠道=企业信用 日期=9.26`)).toContain('期限已停止');
  expect(await phase()).toBe('disclosed');
  expect(await said(`公示 撤销登记 ${task} 网址填错`)).toContain('已撤销');
  expect(await phase()).toBe('dispatched');
});

test('who names no channel registers all that the rules ask for, and is told so', async () => {
  const { task, phase, said } = await over('weihai-lg');
  expect(await said(`公示 登记 ${task} ${URL_AT}`)).toContain('要求的渠道都已公示');
  expect(await phase()).toBe('disclosed');
  expect(await said(`公示 登记 ${task} ${URL_AT} 渠道=信用中国`)).toContain('已登记 2026-09-25 公示');
});

test('where one channel is asked for nothing is said of channels; an unknown one is answered with those there are', async () => {
  const { task, said } = await over('fuzhou-gx');
  expect(await said(`公示 登记 ${task} ${URL_AT} 渠道=公告栏`)).toContain('没有叫「公告栏」的公示渠道');
  expect(await said(`公示 登记 ${task} ${URL_AT}`)).not.toContain('渠道');
});

test('宝丰: a project site is published on the government’s site alone', async () => {
  const { task, phase, said } = await over('baofeng');
  expect(await said(`公示 登记 ${task}-01 ${URL_AT} 渠道=门户`)).toContain('期限已停止');
  expect(await said(`公示 登记 ${task}-02 ${URL_AT} 渠道=协同`)).toContain('还缺 本级门户网站');
  expect(await phase()).toBe('dispatched');
  expect(await said(`公示 登记 ${task}-02 ${URL_AT} 渠道=门户`)).toContain('期限已停止');
  expect(await phase()).toBe('disclosed');
});

test('the form offers the channels where there are several', async () => {
  const { bureau, office, task } = await over('weihai-lg');
  const form = office.card(await office.say('王敏', `公示 登记 ${task}`), '登记公示');
  expect(JSON.stringify(form.card)).toContain('要求的渠道都已公示的不选');
  await office.press('王敏', form, '登记', { on: '2026-09-25', url: URL_AT, channels: ['portal', 'credit-china'] });
  expect((await bureau.deps.states.load('task', task)).state.disclosures).toMatchObject([{ channels: ['portal', 'credit-china'] }]);
});
