/** 5.7 审批与派发 and 5.10 告知: every branch under every preset, typed and clicked. */
import { sweepAcceptances } from '../../../src/application/reminders/acceptance.ts';
import { sweepTargets } from '../../../src/application/reminders/targets.ts';
import { instantOf } from '../../../src/domain/calendar/working-days.ts';
import type { PresetId } from '../../../src/domain/rules/rule-set.ts';
import { and, everywhere, playAll } from './checklist.ts';
import type { Branches } from './checklist.ts';
import { dispatched, drawn, lockAll } from './stage.ts';
import type { Setting, Stage } from './stage.ts';

const OVERLAY = '国办发〔2024〕54号 检查前报经负责人批准';
const locked = async (preset: PresetId, setting: Setting = {}, more = ''): Promise<Stage> => {
  const stage = await drawn(preset, more, setting);
  await lockAll(stage);
  return stage;
};
const at = (stage: Stage, day: string, time: string): string => {
  const now = instantOf(day, time);
  stage.bureau.setTime(now);
  return now;
};

const DISPATCH: Branches<'5.7 审批与派发'> = {
  'not-asked': {
    play: async (preset) => {
      const stage = await locked(preset);
      return [await stage.say('陈志远', '审批 1 同意'), await stage.say('王敏', '派发 1'), await stage.say('赵红', '派发 1')].join('\n');
    },
    says: everywhere('本任务的规则不要求另行审批检查', '可直接派发', '已派发', '本任务已派发（已由王敏于'),
  },
  approved: {
    play: async (preset) => {
      const stage = await locked(preset, { overlay: true });
      const said = [await stage.say('王敏', '派发 1'), await stage.say('王敏', '审批 1 同意'), await stage.say('周正', '审批 1 同意'), await stage.press('陈志远', '行政检查审批', '同意')];
      return [...said, await stage.say('陈志远', '审批 1 同意'), await stage.say('王敏', '派发 1')].join('\n');
    },
    says: everywhere('本次检查还没有经负责人批准', `依据：${OVERLAY}`, '不能审批检查', '请陈志远（分管负责人）办理', '已批准 T2026-001 的检查', '本任务的检查已经批准（已由陈志远于 09:00 办理）', '已派发'),
  },
  returned: {
    play: async (preset) => {
      const stage = await locked(preset, { overlay: true });
      const said = [await stage.press('陈志远', '行政检查审批', '退回', { reason: '' }), await stage.say('陈志远', '审批 1 退回 与中考冲突'), await stage.say('王敏', '派发 1'), stage.heard('赵红')];
      return [...said, await stage.say('陈志远', '审批 1 同意'), await stage.say('王敏', '派发 1')].join('\n');
    },
    says: everywhere('退回检查审批必须写明理由', '已退回 T2026-001 的检查审批', '已退回：与中考冲突', '已派发'),
  },
  'nobody-accepts': {
    play: async (preset) => {
      const out = await dispatched(preset);
      const first = await out.after(() => sweepAcceptances(out.bureau.deps)(at(out, '2026-09-09', '09:05')));
      const head = `一日后 ${out.heard('赵红').includes('两个工作日未接受') ? '科室已知' : '科室未知'}`;
      await out.after(() => sweepAcceptances(out.bureau.deps)(at(out, '2026-09-10', '09:05')));
      const again = await out.after(() => sweepAcceptances(out.bureau.deps)(at(out, '2026-09-10', '11:05')));
      return [first, head, `二日后 ${out.heard('赵红')}`, again === '' ? '不再催' : '又催', `群 ${out.heard()}`].join('\n');
    },
    says: everywhere('还没有接受，请接受，或说明原因申请更换', '一日后 科室未知', '两个工作日未接受 T2026-001', '不再催'),
    never: everywhere('科室已知', '又催'),
  },
  accepted: {
    play: async (preset) => {
      const out = await dispatched(preset);
      const said = [await out.say(out.member, `接受${out.number}`), await out.say(out.member, `接受 ${out.number}`), await out.say('王敏', `接受 ${out.number}`), await out.say(out.spare[0] ?? '', `接受 ${out.number}`)];
      await out.say(out.leader, `任务单 ${out.number}`);
      return [...said, await out.press(out.leader, `任务单 · ${out.visitId}`, '接受'), out.heard(out.leader)].join('\n');
    },
    says: everywhere('已接受 T2026-001', '您已于 09-08 09:00 接受', '不能接受任务', '不在本户检查组内', '全组已接受，请您（组长）安排检查'),
  },
};

const NOTICE: Branches<'5.10 告知'> = {
  told: {
    play: async (preset) => {
      const out = await dispatched(preset);
      const said = [await out.say(out.leader, `告知 登记 ${out.number} 电话 接听人=李某`), await out.say(out.leader, `通知 ${out.number} 9月16日 上午 材料=办学许可证、教师名册`)];
      return [...said, await out.say(out.leader, `告知 登记 ${out.number} 电话 接听人=李某 时间=9月8日 8:30`), await out.say(out.leader, `通知 文书 ${out.number}`), out.heard()].join('\n');
    },
    says: everywhere('本户还没有生成检查通知书', '检查通知书已生成', '已登记电话告知', '文件指纹'),
  },
  'not-leader': { play: async (preset) => { const out = await dispatched(preset); return [await out.say(out.member, `通知 ${out.number} 9月16日 上午`), await out.say('赵红', `通知 ${out.number} 9月16日 上午`)].join('\n'); }, says: everywhere('组长') },
  withheld: {
    play: async (preset) => {
      const stage = await locked(preset, {}, '不宜告知=是');
      const said = [`群 ${stage.heard()}`, await stage.say('王敏', '派发 1')];
      const { posts, target } = await stage.visit(1);
      const leader = posts.find((post) => post.leader)?.name ?? '';
      said.push(await stage.say(leader, '通知 1-1 9月16日 上午'), await stage.say(leader, '任务单 1-1'));
      const early = await stage.after(() => sweepTargets(stage.bureau.deps)(at(stage, '2026-09-09', '06:59')));
      const told = await stage.after(() => sweepTargets(stage.bureau.deps)(at(stage, '2026-09-09', '07:00')));
      return [...said, early === '' ? '七点前无人知' : '早了', told.includes(target?.name ?? '培训机构') ? '七点已告知' : '没有告知', `群后 ${stage.heard()}`.replaceAll(/群后.*培训机构QT/gs, '群里见名')].join('\n');
    },
    says: and(['对象 3', '本任务不宜告知：不生成检查通知书', '不得事先透露检查对象', '七点前无人知', '七点已告知'], { 'fuzhou-gx': '依据：预设缺省', 'nantong-tz': '依据：预设缺省', 'weihai-lg': '依据：威海临港细则 第十七条(二)', xiping: '依据：预设缺省', baofeng: '依据：预设缺省' }),
    never: everywhere('群里见名', '早了', '没有告知'),
  },
};

playAll('5.7 审批与派发', DISPATCH);
playAll('5.10 告知', NOTICE);
