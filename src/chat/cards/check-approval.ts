/** 行政检查审批: the card on which the deputy in charge lets the checks of a locked task go out. */
import type { TaskId } from '../../domain/ids.ts';
import { sourceText } from '../../domain/task/words.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';
import type { CheckApprovalView } from '../views/check-approval.ts';

export const checkApprovalSubject = (task: TaskId): string => `task/${task}/approval`;

export const checkApprovalCard = ({ task: { id, settings }, clause, targets, inspectors, nth, approval, returned }: CheckApprovalView): Card => {
  const fields = [
    { label: '任务', value: `${id} ${settings.name}` },
    { label: '任务来源', value: sourceText(settings) },
    { label: '检查对象', value: `${String(targets)} 户` },
    { label: '抽查事项', value: settings.items.join('、') },
    { label: '检查人员', value: `${String(inspectors)} 人，每组 ${String(settings.teamSize)} 人` },
    { label: '检查期限', value: `${settings.window.from} 至 ${settings.window.to}` },
    { label: '本年度第几次', value: nth.map(([which, count]) => `第 ${String(which)} 次 ${String(count)} 户`).join('，') },
    ...(returned === null ? [] : [{ label: '曾退回', value: `${returned.by} ${localMinute(returned.at)}：${returned.reason}` }]),
  ];
  if (approval !== null) {
    return { title: `行政检查审批 · ${id}（已批准）`, tone: 'muted', summary: `${id} 的检查已由${approval.by}批准`, fields: [...fields, { label: '审批结果', value: `同意，${approval.by} ${localMinute(approval.at)}` }] };
  }
  return {
    title: `行政检查审批 · ${id}`, tone: 'warn', summary: `${id} ${settings.name}：${String(targets)} 户检查待批准`, fields,
    form: { fields: [{ name: 'reason', label: '退回理由（退回时填写）', type: 'text' }], submit: { id: 'check.return', label: '退回', style: 'danger', value: { task: id } } },
    actions: [{ id: 'check.approve', label: '同意', style: 'primary', value: { task: id } }],
    note: `${clause}。打字也可以：审批 ${id} 同意 / 审批 ${id} 退回 理由`,
  };
};
