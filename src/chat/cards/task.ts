/**
 * Cards of a task before its draw: the form, the list, the confirmation of both lists, the preview and the call for a witness.
 */
import { awaitsApproval } from '../../domain/task/approval.ts';
import { ROSTER_WORDS } from '../../domain/task/confirm.ts';
import type { ConfirmedRoster } from '../../domain/task/confirm.ts';
import { requireTask } from '../../domain/task/require.ts';
import { PHASE_WORDS } from '../../domain/task/ceremony.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { isUnsourced, SOURCE_NAMES } from '../../domain/task/words.ts';
import { ratioText } from '../../domain/rules/ratio.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { plain } from '../markdown.ts';
import { diffWords } from './roster-life.ts';
import { localMinute } from '../parse/dates.ts';
import type { Button, Card } from '../platform.ts';
import type { RostersView } from '../views/task.ts';
import { settingsFields } from './settings.ts';

export interface TaskFormDefaults {
  readonly today: LocalDate;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly section: string;
  readonly rules: RuleSet;
  readonly items: readonly { readonly code: string; readonly name: string }[];
  readonly subject: string;
}

const MANY_ITEMS = 60;

export const taskFormCard = (unit: UnitState, { from, to, section, rules, items, subject }: TaskFormDefaults): Card => {
  const sections = unit.sections.map((name) => ({ value: name, text: name }));
  const itemField = items.length > 0 && items.length <= MANY_ITEMS
    ? ({ type: 'multiselect', options: items.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })) } as const)
    : ({ type: 'text', hint: '事项编码，用逗号隔开，例如 A03,A07' } as const);
  return {
    title: '新建抽查任务',
    tone: 'info',
    summary: '请填写任务内容',
    body: `按**${plain(rules.basis)}**。已填好常用值，改动需要的即可。`,
    form: {
      fields: [
        { name: 'name', label: '任务名称', type: 'text', required: true, hint: '例如：校外培训机构办学情况联合抽查' },
        { name: 'section', label: '发起科室', type: 'select', required: true, initial: section, options: sections },
        { name: 'cooperating', label: '配合科室', type: 'multiselect', options: sections },
        { name: 'items', label: '抽查事项', required: true, ...itemField },
        { name: 'industry', label: '行业（不填为不限）', type: 'text', hint: '例如：校外培训' },
        { name: 'region', label: '镇街（不填为不限）', type: 'text' },
        { name: 'ratio', label: '普通对象比例', type: 'text', required: true, initial: rules.ratio.min.value === null ? '5%' : ratioText(rules.ratio.min.value), hint: '例如 5%' },
        { name: 'key', label: '重点对象比例', type: 'text', initial: '全部', hint: '例如 全部、50%；填 无 则不单列' },
        { name: 'team', label: '每组人数', type: 'text', required: true, initial: String(rules.team.size.value) },
        { name: 'from', label: '检查开始', type: 'date', required: true, initial: from },
        { name: 'to', label: '检查截止', type: 'date', required: true, initial: to },
        { name: 'source', label: '任务来源', type: 'select', required: true, initial: 'plan', options: Object.entries(SOURCE_NAMES).map(([key, text]) => ({ value: key, text })) },
        { name: 'noNotice', label: '是否不宜事先告知', type: 'select', initial: 'no', options: [{ value: 'no', text: '否' }, { value: 'yes', text: '是（群内只显示序号）' }] },
        { name: 'reason', label: '低于规定比例的理由', type: 'text' },
      ],
      submit: { id: 'task.create', label: '建立任务', style: 'primary', value: { form: subject } },
    },
    note: '打字也可以：任务 新建 名称 事项=A03 比例=5% 行业=校外培训 期限=9.9-9.30',
  };
};

/** @param arithmetic what it comes to by the lists as they are; '' where there are none yet */
export const taskMadeCard = (state: TaskState, arithmetic: string): Card => {
  const { id, settings } = requireTask(state);
  return {
    title: `任务已建立 · ${id}`, tone: 'ok', summary: `${id} ${settings.name}`,
    fields: [...settingsFields(settings), { label: '按现有名录', value: arithmetic === '' ? '名录还没有导入，导入后发送「预览」看算式' : arithmetic }],
    actions: [{ id: 'draw.preview', label: '预览', value: { task: id } }],
    note: `两库确认卡已发出；全部确认后即可抽取。抽取前可改：任务 修改 ${id} 比例=8%${isUnsourced(settings) ? `\n没有写明是年度计划的哪一行，按计划外统计。是上级交办等的，请写明：任务 修改 ${id} 来源=上级交办；计划批准后也可补写：任务 修改 ${id} 计划行=编号` : ''}`,
  };
};

/** Where a task stands, in a few words. */
export const progressText = (state: TaskState): string => {
  const last = lastAttempt(state);
  if (state.phase === 'withdrawn') return '已撤销';
  if (state.phase === 'void') return '已整任务作废';
  if (state.phase === 'dispatched') return '已派发';
  if (state.phase === 'disclosed') return '已公示';
  if (state.phase === 'locked') return awaitsApproval(state) ? '已锁定，待检查审批' : '已锁定，待派发';
  if (last === null || last.phase === 'abandoned' || last.phase === 'void') return last === null ? '待确认名录、待抽取' : `第 ${String(last.attempt)} 次${PHASE_WORDS[last.phase]}，待重新抽取`;
  if (last.phase === 'locked') return '对象已锁定，待抽取执法检查人员';
  return last.phase === 'drawn' && !last.attested ? '已抽取，待见证人确认' : PHASE_WORDS[last.phase];
};

const LISTED = 10;
export const taskListCard = (unit: string, tasks: readonly TaskState[]): Card => ({
  title: `抽查任务 · ${unit}`,
  tone: 'info',
  summary: `共 ${String(tasks.length)} 个任务`,
  ...(tasks.length === 0 ? { body: '还没有任务。经办人或科室负责人发送：**任务 新建**' } : {
    table: { columns: ['编号', '名称', '进度', '期限'], rows: [...tasks].reverse().slice(0, LISTED).map((task) => [task.id ?? '', task.settings?.name ?? '', progressText(task), task.settings?.window.to ?? '']) },
  }),
  note: tasks.length > LISTED ? `只列最近 ${String(LISTED)} 个。发送「任务 编号」看一个任务。` : '发送「任务 编号」看一个任务。',
});

export const taskCard = (state: TaskState, accepted: { readonly done: number; readonly all: number } | null): Card => {
  const { id, settings } = requireTask(state);
  const about = { task: id };
  const last = lastAttempt(state);
  const actions: readonly Button[] = [
    ...(state.phase === 'confirming' || last?.phase === 'abandoned' || last?.phase === 'void' ? [{ id: 'roster.show', label: '两库确认', value: about }, { id: 'draw.preview', label: '预览', value: about }, { id: 'draw.open-form', label: '请监督员见证', value: about }] : []),
    ...(last?.phase === 'locked' && state.phase === 'drawing' ? [{ id: 'draw.open-form', label: '抽取执法检查人员', value: about }] : []),
    ...(last?.phase === 'drawn' && last.attested ? [{ id: 'draw.lock', label: '锁定', style: 'primary' as const, value: about, confirm: '一经锁定不得更改，确定锁定吗？' }] : []),
    ...(state.phase === 'locked' && !awaitsApproval(state) ? [{ id: 'task.dispatch', label: '派发', style: 'primary' as const, value: about }] : []),
    ...(last?.result == null ? [] : [{ id: 'task.sheet', label: '抽取结果表.xlsx', value: about }, { id: 'task.recheck', label: '复核', value: about }]),
  ];
  return {
    title: `${id} ${settings.name}`,
    tone: 'info',
    summary: `${id} ${progressText(state)}`,
    fields: [
      { label: '进度', value: progressText(state) },
      ...(accepted === null ? [] : [{ label: '接受情况', value: `${String(accepted.done)}/${String(accepted.all)} 人次已接受` }]),
      ...settingsFields(settings).slice(1),
    ],
    ...(actions.length === 0 ? {} : { actions }),
    note: `建立于 ${state.createdAt === null ? '' : localMinute(state.createdAt)}，第 ${String(state.rules?.version ?? 1)} 版规则。`,
  };
};

// ---------------------------------------------------------------- 两库确认

export const rostersCard = (view: RostersView): Card => {
  const { task, rosters, lines, state, since, interests, isComplete } = view;
  const { targets, inspectors } = rosters;
  const change = (roster: ConfirmedRoster): string => {
    const { counts } = rosters[roster].roster;
    if (since === null) return counts === null ? '' : `（上次导入 +${String(counts.added)} / 变更 ${String(counts.changed)}）`;
    const list = since.lists.find((each) => each.roster === roster);
    if (list === undefined) return '（较上次抽取无变化）';
    return list.diff === null ? '（较上次抽取变动较多）' : `（较上次抽取 ${diffWords(list.diff)}）`;
  };
  const about = { task: task.id };
  if (state.phase === 'withdrawn') return { title: `两库更新确认 · ${task.id} ${task.settings.name}（任务已撤销）`, tone: 'muted', summary: `${task.id} 已撤销`, body: '这个任务在抽取之前已经撤销，无需确认。编号保留，不再使用。' };
  const isOver = lastAttempt(state) !== null && state.phase !== 'confirming' && !['abandoned', 'void'].includes(lastAttempt(state)?.phase ?? '');
  const body = [
    `检查对象 ${String(targets.rows)} 户${change('targets')}\u3000执法检查人员 ${String(inspectors.rows)} 人${change('inspectors')}`,
    ...lines.map(({ roster, section, done, who }) => `${done ? '☑' : '☐'} ${ROSTER_WORDS[roster]}\u3000责任：${plain(section)} ${plain(who)}`),
    `利害关系登记 ${String(interests)} 条（抽取前自动回避，不显示理由）`,
    ...(state.questioned === null ? [] : [`**${plain(state.questioned.section)}提出问题**：${plain(state.questioned.what)}。请经办人改好名录重新导入，再逐一确认。`]),
    isComplete ? '**已全部确认，可以抽取。**' : '未全部确认前，不能抽取。',
  ].join('\n');
  return {
    title: `两库更新确认 · ${task.id} ${task.settings.name}`,
    tone: state.questioned !== null ? 'warn' : isComplete ? 'ok' : 'info',
    summary: isComplete ? `${task.id} 两库已全部确认` : `${task.id} 两库待确认：${lines.filter(({ done }) => !done).map(({ section }) => section).join('、')}`,
    body,
    ...(isOver ? {} : {
      form: { fields: [{ name: 'what', label: '有问题请写明', type: 'text', required: true, hint: '例如：第17行已注销' }], submit: { id: 'roster.question', label: '有问题', value: about } },
      actions: [
        ...(isComplete
          ? [{ id: 'draw.preview', label: '预览', value: about }, { id: 'draw.open-form', label: '请监督员见证', style: 'primary' as const, value: about }]
          : [{ id: 'roster.confirm', label: '我确认真实、及时', style: 'primary' as const, value: about }]),
        ...(since === null || since.lists.length === 0 ? [] : [{ id: 'roster.diff', label: '查看差异', value: about }]),
      ],
    }),
    note: `只有责任科室负责人（联络员）的确认有效。打字也可以：确认名录 ${task.id}`,
  };
};
