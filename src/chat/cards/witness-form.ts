/**
 * The call for a witness: who shall witness, and where the rules ask for a public value, which one to wait for.
 */
import { INDEX_SEPARATOR, USUAL_INDICES } from '../../domain/draw/public.ts';
import type { PublicKind } from '../../domain/draw/public-value.ts';
import type { TaskId } from '../../domain/ids.ts';
import type { Person } from '../../domain/people/unit.ts';

import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { plain } from '../markdown.ts';
import type { Card, Field } from '../platform.ts';

/** What the drawer says about the public value to wait for; a beacon's round follows by itself. */
const WISH_FIELDS: Readonly<Record<PublicKind, readonly Field[]>> = {
  none: [],
  drand: [],
  lottery: [
    { name: 'source', label: '公开数', type: 'select', required: true, initial: '双色球', options: [{ value: '双色球', text: '双色球（二、四、日开奖）' }, { value: '大乐透', text: '大乐透（一、三、六开奖）' }] },
    { name: 'issue', label: '期号', type: 'text', required: true, hint: '例如 2026023，须在封口之后开奖' },
    { name: 'date', label: '开奖日期', type: 'date', required: true },
  ],
  index: [
    { name: 'source', label: '公开数（至少三个指数的收盘价）', type: 'text', required: true, initial: USUAL_INDICES.join(INDEX_SEPARATOR) },
    { name: 'date', label: '交易日', type: 'date', required: true },
  ],
};
const WISH_TYPED: Readonly<Record<PublicKind, string>> = { none: '', drand: '', lottery: ' 公开数=双色球 期号=2026023 日期=2026-02-26', index: ' 日期=2026-02-26' };

/** @param conflicts what a person has to give a reason for before it can be drawn (P13, X3) */
export const witnessFormCard = (state: TaskState, supervisors: readonly Person[], conflicts: readonly string[], subject: string): Card => {
  const { id, settings } = requireTask(state);
  if (supervisors.length === 0) {
    return { title: `请监督员见证 · ${id}`, tone: 'warn', summary: '还没有绑定监督员', body: '还没有可以请的监督员。请系统管理员绑定一位监督员（驻局纪检、办公室或配合部门均可），再发起抽取。', note: '见证人不能是抽取人、本任务执法检查人员或系统管理员。' };
  }
  const [only] = supervisors;
  const kind = rulesOfTask(state).draw.publicValue.value;
  return {
    title: `请监督员见证 · ${id} ${settings.name}`,
    tone: 'info',
    summary: `${id} 选择见证人后开始公开抽取`,
    body: ['选定见证人并点「开始抽取」后，名单、规则和密钥立即锁住（承诺），请见证人在时限内封口。', ...conflicts.map((conflict) => `**须写明理由**：${plain(conflict)}`)].join('\n'),
    form: {
      fields: [{ name: 'witness', label: '见证人', type: 'select', required: true, options: supervisors.map((person) => ({ value: person.id, text: `${person.name}（${person.section}）` })), ...(only !== undefined && supervisors.length === 1 ? { initial: only.id } : {}) }, ...WISH_FIELDS[kind], ...(conflicts.length === 0 ? [] : [{ name: 'reason', label: '理由（记入结果表）', type: 'text' as const, required: true }])],
      submit: { id: 'draw.open', label: '开始抽取', style: 'primary', value: { task: id, form: subject } },
    },
    note: `打字也可以：抽取 ${id} @监督员${WISH_TYPED[kind]}。见证人不能是抽取人、本任务执法检查人员或系统管理员。`,
  };
};

/** What is left of the form once the draw is open. */
export const witnessAskedCard = (task: TaskId, witness: string): Card => ({
  title: `请监督员见证 · ${task}（已发起）`, tone: 'muted', summary: `${task} 已发起公开抽取`, body: `见证人 ${plain(witness)}。请看公开抽取的卡片。`,
});
