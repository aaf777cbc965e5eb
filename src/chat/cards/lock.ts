/**
 * Cards after the draw: the lock as announced to the group, the next step for whoever drew, the objection to be decided.
 */
import { shortCode } from '../../domain/draw/draw.ts';
import type { TaskId } from '../../domain/ids.ts';
import { remarksOf } from '../../domain/task/remarks.ts';
import { plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';
import type { CeremonyView } from '../../application/queries/ceremony.ts';

export const objectionSubject = (task: TaskId, attempt: number): string => `task/${task}/attempt/${String(attempt)}/objection`;

const marks = ({ attempt }: CeremonyView): string => `方案校验码 **${shortCode(attempt.planHash)}**\u3000种子 ${attempt.seed?.slice(0, 16) ?? ''}…\u3000结果指纹 ${attempt.result?.sha256.slice(0, 12) ?? ''}…`;
const WHAT = { together: '检查对象和执法检查人员名单', objects: '检查对象名单', inspectors: '执法检查人员名单' } as const;

export const lockNoticeCard = (view: CeremonyView): Card => {
  const { task, attempt, result } = view;
  return {
    title: `已锁定 · ${task.id} ${task.settings.name}`,
    tone: 'ok',
    summary: `${task.id} ${WHAT[attempt.stage]}已锁定，共 ${String(result?.selected.length ?? attempt.selected)} 户`,
    body: [
      `${WHAT[attempt.stage]}一经锁定不得更改。此后只能：人员更换（有理由并经分管负责人批准）、对象以结果代码办结、整任务作废（主要负责人）。`,
      marks(view),
      ...remarksOf(attempt, result).map((remark) => `提示：${plain(remark)}`),
      task.settings.noNotice ? '本任务不宜告知，名单不在群内发布。' : '抽取结果表见下一条消息。',
    ].join('\n'),
    actions: [{ id: 'task.recheck', label: '怎么复核', value: { task: task.id } }],
    note: `依据：${view.rules.clauses.lockIsFinal}。抽取人 ${view.drawer}，见证人 ${view.witness}。`,
  };
};

/** For groups with outsiders: nothing but what is published. */
export const publicNoticeCard = (view: CeremonyView): Card => ({
  title: `随机抽查公告 · ${view.task.id}`,
  tone: 'info',
  summary: `${view.unit.name} 已公开抽取 ${view.task.id}`,
  body: [
    `${plain(view.unit.name)} 于 ${view.attempt.drawnAt === null ? '' : localMinute(view.attempt.drawnAt)} 公开随机抽取检查对象 ${String(view.result?.selected.length ?? view.attempt.selected)} 户，已见证并锁定。`,
    marks(view),
    ...(view.task.settings.noNotice || view.task.settings.listWithheld === true ? [] : ['公开版抽取结果表见下一条消息，可用其中的方法自行复核。']),
  ].join('\n'),
});

export const nextAfterLockCard = (view: CeremonyView): Card => {
  const { task, attempt } = view;
  if (attempt.stage === 'objects') {
    return {
      title: `下一步 · ${task.id} 抽取执法检查人员`, tone: 'info', summary: `${task.id} 检查对象已锁定，请抽取执法检查人员`,
      body: '检查对象已锁定。请各科室确认执法检查人员名录仍真实、及时，然后发起执法检查人员的抽取。',
      actions: [{ id: 'draw.open-form', label: '抽取执法检查人员', style: 'primary', value: { task: task.id } }],
      note: `${view.rules.draw.stages.clause}。打字也可以：抽取 ${task.id} @监督员`,
    };
  }
  return {
    title: `下一步 · ${task.id} 派发`, tone: 'info', summary: `${task.id} 已锁定，请派发`,
    body: '名单已锁定。派发后，每位检查人员会收到私信任务单。',
    actions: [{ id: 'task.dispatch', label: '派发', style: 'primary', value: { task: task.id } }, { id: 'task.sheet', label: '抽取结果表.xlsx', value: { task: task.id } }],
    note: `打字也可以：派发 ${task.id}`,
  };
};

export const objectionCard = (view: CeremonyView): Card => {
  const { task, attempt, unit } = view;
  const who = unit.people.find((person) => person.id === attempt.objection?.by)?.name ?? '';
  const fields = [
    { label: '任务', value: `${task.id} ${task.settings.name}` },
    { label: '抽取', value: `第 ${String(attempt.attempt)} 次，抽取人 ${view.drawer}，见证人 ${view.witness}` },
  ];
  if (attempt.phase !== 'disputed') {
    return { title: `异议 · ${task.id}（已处理）`, tone: 'muted', summary: `${task.id} 异议已处理`, fields: [...fields, { label: '处理结果', value: attempt.phase === 'void' ? `作废：${attempt.endedBecause ?? ''}` : '维持原结果' }] };
  }
  return {
    title: `异议待裁定 · ${task.id}`,
    tone: 'warn',
    summary: `${who} 对 ${task.id} 的抽取提出异议，请裁定`,
    fields: [...fields, { label: '提出人', value: who }, { label: '理由', value: attempt.objection?.reason ?? '' }],
    form: {
      fields: [
        { name: 'verdict', label: '裁定', type: 'select', required: true, options: [{ value: '维持', text: '维持原结果' }, { value: '作废', text: '作废本次结果，重新抽取' }] },
        { name: 'reason', label: '理由', type: 'text', required: true },
      ],
      submit: { id: 'draw.decide', label: '裁定', style: 'primary', value: { task: task.id } },
    },
    note: `打字也可以：裁定 ${task.id} 维持 理由。作废后的再抽会显示为下一次，并注明本次理由和批准人。`,
  };
};
