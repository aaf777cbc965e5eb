/** What the records say: the recomputation of a draw, the trail of a thing, what waits for a person. */
import type { Due, Mine } from '../../application/queries/people.ts';
import type { Recheck } from '../../application/queries/recheck.ts';
import type { TrailLine } from '../../application/queries/trail.ts';
import { ROSTER_WORDS } from '../../domain/task/confirm.ts';
import { PHASE_WORDS } from '../../domain/task/ceremony.ts';
import type { LocalDate } from '../../domain/values.ts';
import { dayWords } from '../day-words.ts';
import { clipped, plain } from '../markdown.ts';
import type { Button, Card } from '../platform.ts';

const STAGE_WORDS = { together: '', objects: '（检查对象）', inspectors: '（执法检查人员）' } as const;

/** @param month of the draw, 'YYYY-MM': the report beside it; null where it is not for this place */
export const recheckCard = (found: Recheck, month: string | null = null): Card => ({
  title: `复核 · ${found.task} ${found.name}`,
  tone: found.ok ? 'ok' : 'danger',
  summary: found.ok ? `${found.task} 重算全部一致` : `${found.task} 重算有不一致，请查看`,
  body: [
    found.ok ? '用留存的名单快照、方案、见证输入和揭示的密钥重新计算，**全部一致 ✓**' : '**重算发现不一致，请监督员介入。**',
    ...found.attempts.flatMap(({ attempt, phase, stage, steps }) => [
      `第 ${String(attempt)} 次抽取${STAGE_WORDS[stage]}\u3000${PHASE_WORDS[phase]}`,
      ...steps.map(({ what, ok, detail }) => `${ok ? '✓' : '✗'} ${plain(what)}\u3000${plain(clipped(detail, 40))}`),
    ]),
    `本任务作废 ${String(found.void)} 次，放弃 ${String(found.abandoned)} 次`,
  ].join('\n'),
  ...(month === null ? {} : { actions: [{ id: 'fairness.show', label: '月度公平性报告', value: { period: month } }] }),
  note: `复核包可用任意 SHA-256 工具手算，或用离线复核页、命令行、Python 脚本核对，不依赖本系统；公钥请发送「日志 公钥」。监督员私聊发送「复核 ${found.task}」领取含执法人员的监督版。`,
});

const LISTED = 20;
export const trailCard = (what: string, lines: readonly TrailLine[]): Card => ({
  title: `日志 · ${what}`,
  tone: 'info',
  summary: `${what} 共 ${String(lines.length)} 条`,
  ...(lines.length === 0 ? { body: '还没有记录。' } : {
    table: { columns: ['时间', '谁', '做了什么', '指纹'], rows: lines.slice(-LISTED).map(({ at, who, what: did, mark }) => [at, who === '' ? '系统' : who, did, mark]) },
  }),
  note: `${lines.length > LISTED ? `只列最近 ${String(LISTED)} 条。` : ''}日志只增不改，逐条带前一条的指纹。`,
});

interface DueLine {
  readonly text: string;
  readonly button: Button;
  /** Verb that does it; orders the help. */
  readonly verb: string;
}

export const dueLine = (due: Due): DueLine => {
  switch (due.kind) {
    case 'confirm-roster':
      return { verb: '确认名录', text: `确认${due.section}的${ROSTER_WORDS[due.roster]}：${due.task} ${due.name}`, button: { id: 'roster.confirm', label: `确认名录 ${due.task}`, value: { task: due.task } } };
    case 'open-draw': return { verb: '抽取', text: `发起抽取：${due.task} ${due.name}`, button: { id: 'draw.open-form', label: `抽取 ${due.task}`, value: { task: due.task } } };
    case 'witness': return { verb: '见证', text: `见证封口：${due.task} ${due.name}`, button: { id: 'draw.witness-form', label: `见证 ${due.task}`, value: { task: due.task } } };
    case 'enter-public': return { verb: '公开数', text: `录入公开数：${due.task} ${due.name}`, button: { id: 'draw.public-form', label: `公开数 ${due.task}`, value: { task: due.task } } };
    case 'confirm-public': return { verb: '核对公开数', text: `核对公开数：${due.task} ${due.name}`, button: { id: 'draw.public-confirm', label: `核对公开数 ${due.task}`, value: { task: due.task } } };
    case 'attest': return { verb: '确认结果', text: `确认抽取结果与显示一致：${due.task} ${due.name}`, button: { id: 'draw.attest', label: `确认结果 ${due.task}`, value: { task: due.task } } };
    case 'lock': return { verb: '锁定', text: `锁定：${due.task} ${due.name}`, button: { id: 'draw.lock', label: `锁定 ${due.task}`, value: { task: due.task }, confirm: '一经锁定不得更改，确定锁定吗？' } };
    case 'approve-check': return { verb: '审批', text: `审批检查：${due.task} ${due.name}`, button: { id: 'check.show', label: `审批 ${due.task}`, value: { task: due.task } } };
    case 'dispatch': return { verb: '派发', text: `派发：${due.task} ${due.name}`, button: { id: 'task.dispatch', label: `派发 ${due.task}`, value: { task: due.task } } };
    case 'decide-objection': return { verb: '裁定', text: `裁定异议：${due.task} ${due.name}`, button: { id: 'draw.decide-form', label: `裁定 ${due.task}`, value: { task: due.task } } };
    case 'accept': return { verb: '接受', text: `接受任务：${due.inspection} ${due.target}（检查期限至 ${due.window.to}）`, button: { id: 'assignment.accept', label: `接受 ${due.inspection}`, value: { inspection: due.inspection } } };
    case 'finish': return { verb: '结束', text: `检查并登记结束：${due.inspection} ${due.target}`, button: { id: 'visit.finish-form', label: `登记结束 ${due.inspection}`, value: { inspection: due.inspection } } };
    case 'publish':
      return { verb: '公示 登记', text: `公示结果：${due.task} ${due.name}（${String(due.visits)} 户）${due.isLate && !due.isExplained ? '，并填写逾期原因' : ''}`, button: { id: 'disclosure.form', label: `登记公示 ${due.task}`, value: { task: due.task } } };
    case 'witness-round': return { verb: '递补见证', text: `见证递补抽取：${due.substitution}（${due.inspection}）`, button: { id: 'round.show', label: `递补见证 ${due.substitution}`, value: { substitution: due.substitution } } };
    case 'approve-substitution':
      return { verb: '同意更换', text: `审批更换：${due.substitution}（${due.inspection} ${due.inspector}）`, button: { id: 'substitution.show', label: `审批 ${due.substitution}`, value: { substitution: due.substitution } } };
    case 'draft-plan': return { verb: '计划 新建', text: `编制 ${String(due.year)} 年度抽查计划`, button: { id: 'plan.new', label: `编制 ${String(due.year)} 计划`, value: { year: String(due.year) } } };
    case 'approve-plan': return { verb: '计划 同意', text: `审批 ${String(due.year)} 年度抽查计划`, button: { id: 'plan.show', label: `审批 ${String(due.year)} 计划`, value: { year: String(due.year) } } };
    case 'file-plan': return { verb: '计划 备案', text: `${String(due.year)} 年度抽查计划报备案`, button: { id: 'plan.file-form', label: `登记备案 ${String(due.year)}`, value: { year: String(due.year) } } };
    case 'publish-plan': return { verb: '计划 公开', text: `公开 ${String(due.year)} 年度抽查计划`, button: { id: 'plan.publish-form', label: `登记公开 ${String(due.year)}`, value: { year: String(due.year) } } };
    case 'approve-key': return { verb: '重点对象 同意', text: `审批重点对象${due.change === 'list' ? '列入' : '移出'}：${due.target}`, button: { id: 'key.show', label: `重点对象 …${due.target.slice(-4)}`, value: { target: due.target } } };
    case 'approve-leave': return { verb: '请假 同意', text: `审批请假：${due.name} ${due.from} 至 ${due.to}`, button: { id: 'leave.approve', label: `同意 ${due.name} 请假`, value: { inspector: due.inspector, from: due.from } } };
    case 'approve-rules': return { verb: '规则 同意', text: `批准规则修改第 ${String(due.change)} 号：${due.what}`, button: { id: 'rules.show', label: `规则修改 ${String(due.change)}`, value: { change: String(due.change) } } };
    case 'confirm-binding': return { verb: '绑定 确认', text: `确认绑定：${due.name}（${due.section}）`, button: { id: 'person.show', label: `确认 ${due.name}`, value: { request: due.request } } };
  }
};

/** When it is due, in a few words; '' where nothing says when. */
const whenWords = ({ by, isLate }: Due, today: LocalDate): string => {
  if (by === null) return '';
  return isLate ? `\u3000**已过期限 ${dayWords(by, today)}**` : by === today ? '\u3000**今天**' : `\u3000${dayWords(by, today)}前`;
};

const SHOWN = 10;
/** @param title 「我的」 asked for, 「今日清单」 in the morning */
export const mineCard = (name: string, { due, ahead }: Mine, today: LocalDate, title = '我的'): Card => {
  const late = due.filter(({ isLate }) => isLate).length;
  const body = [
    due.length === 0 ? '没有待办。' : `**待办 ${String(due.length)} 项**${late === 0 ? '' : `，其中已过期限 ${String(late)} 项`}`,
    ...due.slice(0, SHOWN).map((each) => `• ${plain(dueLine(each).text)}${whenWords(each, today)}`),
    ...(due.length > SHOWN ? [`• 还有 ${String(due.length - SHOWN)} 项，办完再发「我的」`] : []),
    ...(ahead.length === 0 ? [] : [`**已接受、待检查 ${String(ahead.length)} 户**`]),
    ...ahead.slice(0, SHOWN).map(({ inspection, target, window, leader }) => `• ${plain(`${inspection} ${target}${leader ? '（组长）' : ''}`)}\u3000${dayWords(window.to, today)}前`),
  ].join('\n');
  return {
    title: `${title} · ${name}`, tone: late > 0 ? 'warn' : due.length === 0 ? 'ok' : 'info', summary: `待办 ${String(due.length)} 项${late === 0 ? '' : `，已过期限 ${String(late)} 项`}`, body,
    ...(due.length === 0 ? {} : { actions: due.slice(0, 5).map((each) => dueLine(each).button) }),
  };
};
