/** 5.5 公开抽取 and 5.6 锁定: every branch under every preset, typed and clicked. */
import { settleCeremonies } from '../../../src/application/settle-ceremonies.ts';
import type { PresetId } from '../../../src/domain/rules/rule-set.ts';
import { account } from '../../support/bureau.ts';
import { inspectors } from '../../support/rules.ts';
import { and, everywhere, playAll } from './checklist.ts';
import type { Branches } from './checklist.ts';
import { committed, confirmed, created, drawn, lockAll, T1 } from './stage.ts';
import type { Stage } from './stage.ts';

const SILENT = '预设缺省（细则未规定）';
const LOCK: Readonly<Record<PresetId, string>> = { 'fuzhou-gx': SILENT, 'nantong-tz': SILENT, 'weihai-lg': '威海临港细则 第十二条', xiping: SILENT, baofeng: SILENT };
const WITNESS: Readonly<Record<PresetId, string>> = { 'fuzhou-gx': '福州高新细则 三(四)「监督方式」', 'nantong-tz': SILENT, 'weihai-lg': SILENT, xiping: SILENT, baofeng: SILENT };
const TWO: Readonly<Record<PresetId, string>> = { 'fuzhou-gx': SILENT, 'nantong-tz': SILENT, 'weihai-lg': SILENT, xiping: '西科工〔2020〕60号 一(四)', baofeng: '宝丰方案 2(七)' };
const clause = (of: Readonly<Record<PresetId, string>>, shown = (words: string): string => `依据：${words}`): Readonly<Record<PresetId, string>> => Object.fromEntries(Object.entries(of).map(([preset, words]) => [preset, shown(words)])) as unknown as typeof of;
const FIXED = '人员随机不成立，固定组队；对象仍随机';
const LAWFUL = '锁定后只能：人员更换（分管负责人批准）、对象以结果代码办结、整任务作废（主要负责人）';

/** So many certified inspectors, from the list to what the draw says. */
const withFew = (count: number) => async (preset: PresetId): Promise<string> => {
  const stage = await confirmed(preset, '重点=无', { prepare: (bureau) => inspectors(bureau, count, 0) });
  const said: string[] = [];
  for (let ceremony = 0; ceremony < 2; ceremony += 1) {
    said.push(await stage.say('王敏', '预览 1'), await stage.say('赵红', '抽取 1 @孙岩'), await stage.say('孙岩', '见证 1 3859'));
    if (preset !== 'weihai-lg' || ceremony === 1) break;
    said.push(await stage.say('孙岩', '确认结果 1'), await stage.say('赵红', '锁定 1'));
  }
  const { attempts } = (await stage.bureau.deps.states.load('task', T1)).state;
  said.push(attempts.some(({ stage: what, phase }) => what !== 'objects' && phase === 'drawn') ? '检查组已抽出' : '没有检查组');
  return [...said, stage.heard()].join('\n');
};

const silence = async (stage: Stage): Promise<string> => {
  stage.bureau.setTime('2026-09-08T01:31:00.000Z');
  const late = await stage.say('孙岩', '见证 1 3859');
  const told = await stage.after(() => settleCeremonies(stage.bureau.deps)(stage.bureau.now()));
  return [late, told, await stage.say('赵红', '抽取 1 @孙岩'), stage.heard()].join('\n');
};

const DRAW: Branches<'5.5 公开抽取'> = {
  straight: {
    play: async (preset) => {
      const stage = await drawn(preset);
      const said = [await lockAll(stage), stage.heard()];
      const { attempts } = (await stage.bureau.deps.states.load('task', T1)).state;
      return [...said, `场次 ${attempts.map((each) => each.stage).join('、')}。`].join('\n');
    },
    says: and(['第 1 步 承诺', '见证人封口', '已确认：结果与显示一致', '已锁定，名单不得更改', '抽中 **8 户**'], { 'fuzhou-gx': '场次 together。', 'nantong-tz': '场次 together。', 'weihai-lg': '场次 objects、inspectors。', xiping: '场次 together。', baofeng: '场次 together。' }),
  },
  silent: { play: async (preset) => silence(await committed(preset)), says: everywhere('超过见证时限', '本次承诺已作废', '第 2 次抽取（第 1 次已放弃') },
  declined: {
    play: async (preset) => {
      const stage = await committed(preset);
      return [await stage.press('孙岩', '请您见证', '不予见证'), stage.heard(), await stage.say('赵红', '抽取 1 @孙岩'), stage.heard()].join('\n');
    },
    says: everywhere('已记录不予见证', '本次承诺已作废', '第 2 次抽取（第 1 次已放弃'),
  },
  again: {
    play: async (preset) => {
      const stage = await drawn(preset);
      const said = [await stage.press('孙岩', '公开抽取', '我见证'), await stage.say('孙岩', '确认结果 1'), await stage.say('孙岩', '见证 1 4000'), await stage.say('赵红', '抽取 1 @孙岩')];
      return [...said, `记录 ${String((await stage.bureau.deps.journal.ofStream(`task/${T1}`)).filter(({ events }) => events.some(({ type }) => type === 'DrawAttested')).length)} 次`].join('\n');
    },
    says: everywhere('已确认：结果与显示一致', '您已确认见证', '现在不能投入或见证', '已由赵红于 09:00 办理', '记录 1 次'),
  },
  together: {
    play: async (preset) => {
      const stage = await confirmed(preset);
      const base = { platform: 'feishu' as const, kind: 'text' as const, at: stage.bureau.now(), mentions: [{ user: account('孙岩').id, name: '孙岩' }], text: `抽取 1 @{${account('孙岩').id}}` };
      const both = ['赵红', '王敏'].map((who) => stage.office.chat.handlers.onMessage({ ...base, key: `both-${who}`, from: account(who), chat: { kind: 'person', user: account(who).id } }));
      const said = await stage.after(() => Promise.all(both));
      return [said, `承诺 ${String((await stage.bureau.deps.states.load('task', T1)).state.attempts.length)} 次`].join('\n');
    },
    says: everywhere('已承诺，请 孙岩 见证封口', '已由', '承诺 1 次'),
  },
  disputed: {
    play: async (preset) => {
      const stage = await drawn(preset);
      const said = [await stage.press('孙岩', '公开抽取', '提出异议', { reason: '大屏显示与名单不一致' }), await stage.say('王敏', '锁定 1'), await stage.say('王敏', '裁定 1 维持 一致'), await stage.say('孙岩', '裁定 1 维持 一致')];
      return [...said, await stage.press('陈志远', '异议待裁定', '裁定', { verdict: '维持', reason: '核对一致' }), await lockAll(stage), stage.heard()].join('\n');
    },
    says: everywhere('异议已记录，由分管负责人裁定', '有异议', '不能裁定异议', '已裁定维持原结果', '已锁定，名单不得更改'),
  },
  upheld: {
    play: async (preset) => {
      const stage = await drawn(preset);
      const said = [await stage.say('孙岩', '异议 1 名录有误'), await stage.say('陈志远', '裁定 1 作废 名录确有误'), await stage.say('赵红', '抽取 1 @孙岩'), await stage.say('孙岩', '见证 1 4711'), stage.heard()];
      return [...said, await lockAll(stage), await stage.say('孙岩', '日志 1')].join('\n');
    },
    says: everywhere('已裁定作废，本次结果不再使用（仍可查）', '第 2 次抽取（第 1 次已作废', '名录确有误', '陈志远', '已锁定，名单不得更改'),
  },
  'both-hands': {
    play: async (preset) => {
      const stage = await confirmed(preset);
      return [await stage.say('赵红', '抽取 1 @赵红'), await stage.say('赵红', '抽取 1 @张伟'), await stage.say('赵红', '抽取 1 @何涛'), await stage.say('赵红', '抽取 1 @孙岩'), await stage.say('钱进', '见证 1 1')].join('\n');
    },
    says: everywhere('赵红既是抽取人又是见证人', '既是本任务的执法检查人员又是见证人', '既是系统管理员又是见证人', '钱进不是本次抽取的见证人', '抽取人与见证人分离'),
  },
  unconfirmed: {
    play: async (preset) => {
      const stage = await created(preset);
      await stage.say('李建国', '确认名录 1');
      return stage.say('赵红', '抽取 1 @孙岩');
    },
    says: and(['名录尚未全部确认'], clause({ 'fuzhou-gx': SILENT, 'nantong-tz': SILENT, 'weihai-lg': '威海临港细则 第八条', xiping: SILENT, baofeng: SILENT })),
  },
  pair: {
    play: withFew(2),
    says: and(['名录中可参加的仅 2 人'], { 'fuzhou-gx': '没有检查组', 'nantong-tz': '没有检查组', 'weihai-lg': '没有检查组', xiping: FIXED, baofeng: '没有检查组' }),
    never: { 'fuzhou-gx': ['检查组已抽出'], 'nantong-tz': ['检查组已抽出'], 'weihai-lg': ['检查组已抽出'], xiping: ['没有检查组', '刚够一组'], baofeng: ['检查组已抽出'] },
  },
  alone: { play: withFew(1), says: and(['人员不足，无法组成检查组', '没有检查组', '借调'], clause(TWO)), never: everywhere('检查组已抽出') },
};

const LOCKED: Branches<'5.6 锁定'> = {
  locked: { play: async (preset) => { const stage = await drawn(preset); return [await stage.say('赵红', '锁定 1'), await lockAll(stage), stage.heard()].join('\n'); }, says: and(['见证人还没有确认结果', '名单一经锁定不得更改。此后只能：人员更换（有理由并经分管负责人批准）、对象以结果代码办结、整任务作废（主要负责人）', '抽取结果表（公开版）_T2026-001.xlsx'], { ...clause(LOCK), 'fuzhou-gx': clause(WITNESS)['fuzhou-gx'] }) },
  changed: {
    play: async (preset) => {
      const stage = await drawn(preset);
      await lockAll(stage);
      const said: string[] = [];
      for (const line of ['改名单 1', '改 1 对象', '删 1 培训机构QT-001', '删除QT-001', '换对象 1-1']) said.push(await stage.say('王敏', line));
      said.push(await stage.say('王敏', '任务 修改 1 比例=20%'), await stage.say('王敏', '任务 撤销 1 错了'));
      return said.join('\n');
    },
    says: and(['只能更换检查人员（分管负责人批准）、对象以结果代码办结、整任务作废（主要负责人）', '整任务作废', '本任务已在抽取或已有结果，不能再改', '不能撤销'], clause(LOCK, (words) => `名单一经锁定，不能改、不能删；依据：${words}`)),
  },
  relocked: { play: async (preset) => { const stage = await drawn(preset); await lockAll(stage); return [await stage.say('王敏', '锁定 1'), await stage.say('王敏', '抽取 1 @孙岩')].join('\n'); }, says: and([`名单已锁定，不能再锁定（已由赵红于 09:00 办理）`, LAWFUL, '不能再抽'], clause(LOCK)) },
  voided: {
    play: async (preset) => {
      const stage = await drawn(preset);
      await lockAll(stage);
      return [await stage.say('陈志远', '作废 1 名录有误'), await stage.say('陈志远', '任务 作废 1 名录有误'), await stage.say('周正', '任务 作废 1'), await stage.say('周正', '任务 作废 1 上级通知暂停'), await stage.say('王敏', '派发 1')].join('\n');
    },
    says: and(['名单已锁定，不能再作废', '不能整任务作废', '整任务作废必须写明理由', '已整任务作废，名单和记录保留可查'], clause(LOCK)),
  },
  'object-gone': {
    play: async (preset) => { const stage = await drawn(preset); await lockAll(stage); return [await stage.say('王敏', '名录 停用 QT-001 理由=9月1日已注销'), await stage.say('孙岩', '结果表 1'), await stage.say('孙岩', '复核 1')].join('\n'); },
    says: everywhere('全部一致'),
  },
};

playAll('5.5 公开抽取', DRAW);
playAll('5.6 锁定', LOCKED);
