/** 5.8 更换 and 5.9 回避: every branch under every preset, typed and clicked. */
import { registerInterest } from '../../../src/application/duty.ts';
import { bindPerson } from '../../../src/application/set-up.ts';
import { targetCode } from '../../../src/domain/ids.ts';
import type { Role } from '../../../src/domain/people/roles.ts';
import type { PresetId } from '../../../src/domain/rules/rule-set.ts';
import { account, inspectorRow, STAFF, U1 } from '../../support/bureau.ts';
import type { Bureau } from '../../support/bureau.ts';
import { and, everywhere, playAll } from './checklist.ts';
import type { Branches } from './checklist.ts';
import { dispatched, drawn, lockAll, T1 } from './stage.ts';
import type { Out } from './stage.ts';

const must = <T>(value: T | null): T => {
  if (value === null) throw new Error('a test used a bad id');
  return value;
};
const SILENT = '预设缺省（细则未规定）';
const consent = (words: readonly string[]) => and(words, { 'fuzhou-gx': `依据：${SILENT}`, 'nantong-tz': `依据：${SILENT}`, 'weihai-lg': '依据：威海临港细则 第十三条', xiping: `依据：${SILENT}`, baofeng: `依据：${SILENT}` });
/** Who takes the post: somebody the deputy names, or whom the lot names before a witness. */
const filled = (words: readonly string[]) => and(words, { 'fuzhou-gx': '由递补抽取确定人选', 'nantong-tz': '规则：不重新摇号', 'weihai-lg': '规则：不重新摇号', xiping: '规则：不重新摇号', baofeng: '规则：不重新摇号' });

const deputy = (bureau: Bureau, name: string, roles: readonly Role[], inCharge: readonly string[]): Promise<unknown> =>
  bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account(name), name, section: '局领导', roles, certificate: null, inCharge });
const asked = async (preset: PresetId, prepare?: (bureau: Bureau) => Promise<unknown>): Promise<Out> => {
  const out = await dispatched(preset, prepare === undefined ? {} : { prepare: async (bureau) => { await prepare(bureau); } });
  await out.say(out.member, `更换 ${out.number} 健康 阑尾炎住院`);
  return out;
};
/** Changes the rows of some inspectors in the list of today. */
const change = (out: Out, names: readonly string[], over: Readonly<Record<string, unknown>>): Promise<void> =>
  out.bureau.roster('inspectors', STAFF.flatMap(({ name, section, certificate }) => (certificate === undefined ? [] : [inspectorRow(certificate, name, section, names.includes(name) ? over : {})])));
const newest = (out: Out, who: string, title: string): string => JSON.stringify(out.office.card(out.office.inbox(who), title).card);

/** The first name on the approver's list. */
const firstOffered = (card: string): string | undefined => /value":"ZF\d+","text":"([^（]+)（/.exec(card)?.[1];

const SUBSTITUTION: Branches<'5.8 更换'> = {
  reasons: {
    play: async (preset) => {
      const out = await dispatched(preset);
      const said = [await out.say(out.member, `更换 ${out.number} 不想去`), await out.say(out.member, `更换 ${out.number} 其他`)];
      for (const reason of ['岗位调整', '工作冲突', '健康', '执法回避', '其他特殊情况 借调省厅']) said.push(await out.say(out.member, `更换 ${out.number} ${reason}`), await out.say('陈志远', '不同意 该时段可调整'));
      said.push(await out.say('王敏', `更换 ${out.number} ${out.member} 健康 住院`), await out.say(out.member, `更换 ${out.number} 健康`));
      return said.join('\n');
    },
    says: consent(['可选：岗位调整、工作冲突、健康状况、执法回避、其他特殊情况', '「其他特殊情况」必须写明情况', '（岗位调整）', '（工作冲突）', '（健康状况）', '（执法回避）', '（其他特殊情况）', '已有更换申请 SUB2026-006 待审批']),
  },
  granted: {
    play: async (preset) => {
      const out = await asked(preset);
      const card = newest(out, '陈志远', '更换申请');
      const said = [card];
      if (preset === 'fuzhou-gx') said.push(await out.press('陈志远', '更换申请', '同意并递补抽取'), newest(out, '陈志远', '更换申请'), await out.say('陈志远', '递补见证 SUB2026-001 9999'), await out.press('孙岩', '递补抽取', '提交并封口', { text: 'AB12345678' }));
      else said.push(await out.press('陈志远', '更换申请', '同意并选派', { pick: out.bureau.certificate(firstOffered(card) ?? '') }));
      const { posts } = await out.visit(Number(out.number.slice(2)));
      const now = posts.find(({ leader }) => !leader)?.name ?? '';
      said.push(now === out.member ? '没有换' : '已换人', await out.say(now, `接受 ${out.number}`), await out.say(out.member, `接受 ${out.number}`), out.heard());
      return said.join('\n');
    },
    says: filled(['已换人', `已接受 T2026-001`, '不在本户检查组内', '更换检查人员 1 名，已按规定审批']),
    never: and(['阑尾炎'], { 'fuzhou-gx': '同意并选派', 'nantong-tz': '递补抽取', 'weihai-lg': '递补抽取', xiping: '递补抽取', baofeng: '递补抽取' }),
  },
  named: {
    play: async (preset) => {
      const out = await asked(preset);
      const wanted = firstOffered(newest(out, '陈志远', '更换申请')) ?? out.spare[0] ?? '';
      return `${await out.say('陈志远', `同意更换 1 ${wanted}`)}\n${(await out.visit(Number(out.number.slice(2)))).posts.map(({ name }) => name).includes(wanted) ? '如愿' : '未如愿'}`;
    },
    says: { 'fuzhou-gx': ['由谁递补不能指定', '福州高新细则 三(四)「递补抽取」', '未如愿'], 'nantong-tz': ['顶替', '如愿'], 'weihai-lg': ['顶替', '如愿'], xiping: ['顶替', '如愿'], baofeng: ['顶替', '如愿'] },
    never: { 'fuzhou-gx': [], 'nantong-tz': ['未如愿'], 'weihai-lg': ['未如愿'], xiping: ['未如愿'], baofeng: ['未如愿'] },
  },
  refused: {
    play: async (preset) => {
      const out = await asked(preset);
      return [await out.say('陈志远', '不同意 1'), await out.press('陈志远', '不同意更换', '确定不同意', { reason: '…' }), await out.say('陈志远', '不同意 1 该时段可调整'), out.heard(out.member), await out.say(out.member, `接受 ${out.number}`), await out.say('陈志远', `同意更换 1 ${out.spare[0] ?? ''}`), out.heard()].join('\n');
    },
    says: consent(['必须写明理由', '已退回更换申请 SUB2026-001', '未获同意（陈志远：该时段可调整）', '已接受 T2026-001', '已由陈志远于']),
    never: everywhere('更换检查人员 1 名'),
  },
  'own-request': {
    play: async (preset) => {
      const out = await dispatched(preset, { prepare: async (bureau) => { await deputy(bureau, '林副', ['deputy', 'clerk'], ['教育科', '综合科']); } });
      await out.say('林副', `更换 ${out.number} ${out.member} 健康 住院`);
      return [await out.say('林副', `同意更换 1 ${out.spare[0] ?? ''}`), await out.say('林副', '不同意 1 算了吧'), out.heard('陈志远')].join('\n');
    },
    says: everywhere('林副既是更换申请人又是更换审批人，同一件事不能由一人兼任', '陈志远（分管负责人）', '依据：申请人与审批人分离', '更换申请 · SUB2026-001'),
  },
  'other-deputy': {
    play: async (preset) => {
      const out = await asked(preset, (bureau) => deputy(bureau, '林副', ['deputy'], ['卫健科']));
      return [await out.say('林副', `同意更换 1 ${out.spare[0] ?? ''}`), await out.say('王敏', `同意更换 1 ${out.spare[0] ?? ''}`), await out.say(out.leader, `同意更换 1 ${out.spare[0] ?? ''}`), await out.say('周正', `同意更换 1 ${out.spare[0] ?? ''}`)].join('\n');
    },
    says: consent(['的分管负责人可以审批（您分管其他科室）', '请陈志远处理', '不能审批更换']),
    never: everywhere('已同意'),
  },
  nobody: {
    play: async (preset) => {
      const out = await dispatched(preset);
      await change(out, out.spare, { status: '停用' });
      await out.say(out.member, `更换 ${out.number} 健康 住院`);
      return [newest(out, '陈志远', '更换申请'), await out.say('陈志远', `同意更换 1 ${out.spare[0] ?? ''}`), out.heard()].join('\n');
    },
    says: everywhere('没有合格人员可以顶替', '借调', '不得单人检查', '不允许单人检查'),
    never: everywhere('已同意', '更换检查人员 1 名'),
  },
  uncertified: {
    // A team of three: whoever holds no certificate may help in 威海 and nowhere else, and never beside one certificate only.
    play: async (preset) => {
      const out = await dispatched(preset, { settings: { teamSize: 3 } });
      await change(out, out.spare, { certified: false });
      const { posts } = await out.visit(1);
      const third = posts[2]?.name ?? '';
      await out.say(third, '更换 1-1 健康 住院');
      const said = [`第三人 ${newest(out, '陈志远', '更换申请')}`, await out.say('陈志远', '不同意 该时段可调整')];
      await out.say(posts[1]?.name ?? '', '更换 1-1 健康 住院');
      return [...said, `第二人 ${newest(out, '陈志远', '更换申请')}`].join('\n');
    },
    says: { 'fuzhou-gx': ['没有合格人员可以顶替'], 'nantong-tz': ['没有合格人员可以顶替'], 'weihai-lg': ['可选', '没有合格人员可以顶替'], xiping: ['没有合格人员可以顶替'], baofeng: ['没有合格人员可以顶替'] },
    never: { 'fuzhou-gx': ['可选 '], 'nantong-tz': ['可选 '], 'weihai-lg': [], xiping: ['可选 '], baofeng: ['可选 '] },
  },
  leader: {
    play: async (preset) => {
      const out = await dispatched(preset);
      await out.say(out.leader, `更换 ${out.number} 健康 住院`);
      return newest(out, '陈志远', '更换申请');
    },
    says: and(['更换申请 · SUB2026-001', '（健康状况），请审批'], { 'fuzhou-gx': '可选', 'nantong-tz': '可选', 'weihai-lg': '不是发起科室人员，不能担任组长', xiping: '可选', baofeng: '可选' }),
    never: { 'fuzhou-gx': ['不是发起科室人员'], 'nantong-tz': ['不是发起科室人员'], 'weihai-lg': [], xiping: ['不是发起科室人员'], baofeng: ['不是发起科室人员'] },
  },
  over: {
    play: async (preset) => {
      const out = await dispatched(preset);
      for (const name of [out.leader, out.member]) await out.say(name, `接受 ${out.number}`);
      out.bureau.setTime('2026-09-16T08:00:00.000Z');
      const ended = await out.say(out.leader, `结束 ${out.number} 日期=9.16 结果=01`);
      return [ended, await out.say(out.member, `更换 ${out.number} 健康 住院`), await out.say(out.member, `回避 ${out.number} 配偶任职`), await out.say(out.member, `接受 ${out.number}`)].join('\n');
    },
    says: everywhere('检查结束', '本户检查已于 2026-09-16 结束', '检查结束后不再更换或接受'),
    never: everywhere('已提交更换申请'),
  },
  delegate: {
    play: async (preset) => {
      const out = await asked(preset);
      const before = await out.say('李建国', `同意更换 1 ${out.spare[0] ?? ''}`);
      await out.say('陈志远', '授权 李建国 更换审批 9.8-9.18');
      const waiting = await out.say('李建国', '我的');
      if (preset !== 'fuzhou-gx') await out.say('李建国', '同意更换');
      const after = preset === 'fuzhou-gx' ? await out.say('李建国', '同意更换 1') : await out.press('李建国', '更换申请', '同意并选派', { pick: out.bureau.certificate(firstOffered(newest(out, '李建国', '更换申请')) ?? '') });
      const round = preset === 'fuzhou-gx' ? await out.say('孙岩', '递补见证 SUB2026-001 AB12') : '';
      return [before, waiting, after, round, out.heard(out.member), await out.say('孙岩', '日志 SUB2026-001')].join('\n');
    },
    says: everywhere('不能审批更换', '审批更换', '已同意', '李建国（代陈志远）'),
  },
};

const REFILL = { 'fuzhou-gx': '依据：福州高新细则 三(四)「回避情形、递补抽取」', 'nantong-tz': `依据：${SILENT}`, 'weihai-lg': '依据：威海临港细则 第十三条', xiping: `依据：${SILENT}`, baofeng: '依据：宝丰方案 2(七)「依法回避」' } as const;
const RECUSAL: Branches<'5.9 回避'> = {
  declared: {
    play: async (preset) => {
      const out = await dispatched(preset);
      const [other = ''] = out.spare;
      const { target } = await out.visit(Number(out.number.slice(2)));
      await out.say('王敏', `利害关系 ${other} ${target?.code ?? ''} 配偶任职`);
      const said = await out.say(out.member, `回避 ${out.number} 子女在该机构就读`);
      return [said, newest(out, '陈志远', '更换申请'), out.heard()].join('\n').replaceAll(`${other}（回避）`, '另一人（回避）');
    },
    says: and(['已提交更换申请（执法回避）', '另一人（回避）', '（执法回避），请审批'], { 'fuzhou-gx': '规则：递补抽取', 'nantong-tz': '规则：不重新摇号', 'weihai-lg': '规则：不重新摇号', xiping: '规则：不重新摇号', baofeng: '规则：不重新摇号' }),
    never: everywhere('子女在该机构就读', '配偶任职'),
  },
  registered: {
    play: async (preset) => {
      // Key objects are drawn whatever the lot: 张伟 and 李娜 have to do with one each.
      const stage = await drawn(preset, '', { prepare: async ({ deps, by, certificate }) => {
        for (const [name, target] of [['张伟', 'QT-001'], ['李娜', 'QT-002']] as const) await registerInterest(deps)(by('王敏'), U1, { inspector: certificate(name), target: must(targetCode(target)), text: '配偶任职' });
      } });
      await lockAll(stage);
      await stage.say('王敏', '派发 1');
      const teams = (await stage.bureau.deps.states.find('inspection', { task: T1 })).map(({ state }) => `${state.target?.code ?? ''} ${state.posts.map(({ name }) => name).join('、')}`);
      return [stage.heard(), stage.heard('王敏'), ...teams].join('\n').replace(/QT-001 .*张伟.*|QT-002 .*李娜.*/g, '未回避');
    },
    says: everywhere('利害关系登记 2 条（抽取前自动回避，不显示理由）', 'QT-001 ', 'QT-002 '),
    never: everywhere('未回避', '配偶任职'),
  },
  'not-granted': {
    play: async (preset) => {
      const out = await dispatched(preset);
      await out.say(out.member, `回避 ${out.number} 子女在该机构就读`);
      return [await out.say('陈志远', '不同意 1'), await out.press('陈志远', '不同意更换', '确定不同意', { reason: '。。' }), await out.say('陈志远', '不同意 1 经核实无利害关系'), out.heard(out.member)].join('\n');
    },
    says: and(['确有利害关系的应当同意', '回避必须写明理由', '未获同意（陈志远：经核实无利害关系）'], REFILL),
  },
};

playAll('5.8 更换', SUBSTITUTION);
playAll('5.9 回避', RECUSAL);
