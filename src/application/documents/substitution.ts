/**
 * 更换检查人员审批表 (威海临港细则 第十三条): who is replaced by whom at which visit, for which of the named reasons, who asked and who
 * consented when. The category only: what somebody wrote about his health or his relatives is in no document.
 */
import { taskOf } from '../../domain/ids.ts';
import type { InspectorCode, SubstitutionId } from '../../domain/ids.ts';
import { signature } from '../../domain/people/delegation.ts';
import { personName } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { InspectorRow } from '../../domain/roster/rows.ts';
import { streamOf } from '../../domain/streams.ts';
import { clauseOf, reasonWords } from '../../domain/substitution/decide.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { Deps } from '../deps.ts';
import type { DocumentModel } from '../ports.ts';
import { BLANK, momentText, organOf, rosterRow } from './words.ts';

export const SUBSTITUTION_TITLE = '更换检查人员审批表';

type Reads = Pick<Deps, 'states' | 'journal' | 'rosters' | 'clock'>;

const personOf = async (deps: Reads, task: TaskState, code: InspectorCode): Promise<{ readonly name: string; readonly section: string; readonly certificate: string }> => {
  const row = await rosterRow<InspectorRow>(deps, task, 'inspectors', code);
  return { name: row?.name ?? '（已不在名录）', section: row?.section ?? '', certificate: row?.certificate ?? code };
};

/** @throws Refusal for a request that is not decided yet */
export const substitutionModel = async (deps: Reads, id: SubstitutionId): Promise<DocumentModel> => {
  const { state } = await deps.states.load('substitution', id);
  const { inspection, inspector, unit: unitId } = state;
  if (inspection === null || inspector === null || unitId === null) throw new Refusal('substitution.unknown', `没有「${id}」这个更换申请`, { next: '发送「我的」查看更换申请' });
  if (state.phase !== 'approved' && state.phase !== 'refused') throw new Refusal('document.not-decided', `${id} 还没有审批，没有审批表`, { next: '请在审批后再取' });
  const [{ state: unit }, { state: task }, { state: visit }] = await Promise.all([deps.states.load('unit', unitId), deps.states.load('task', taskOf(inspection)), deps.states.load('inspection', inspection)]);
  const approved = (await deps.journal.ofStream(streamOf('substitution', id))).flatMap(({ events }) => events).findLast((fact) => fact.type === 'SubstitutionApproved');
  const [old, pick] = [await personOf(deps, task, inspector), state.pick === null ? null : await personOf(deps, task, state.pick)];
  const how = approved?.type !== 'SubstitutionApproved' ? '不同意更换' : approved.lot === null ? '由分管负责人在合格人员中选派' : `递补抽取（第 ${String(approved.lot.round)} 轮）`;
  return {
    title: SUBSTITUTION_TITLE, unit: unit.name, madeAt: deps.clock(), code: null,
    fields: {
      单位: unit.name, 落款: organOf(unit), 更换编号: id, 检查编号: inspection, 任务编号: taskOf(inspection), 任务名称: requireTask(task).settings.name, 对象: visit.target?.name ?? '',
      原检查人员: old.name, 原人员科室: old.section, 原人员证号: old.certificate, 更换原因: reasonWords(state), 申请人: state.forced === undefined ? (state.by === null ? '' : personName(unit, state.by)) : '系统（每日核查）',
      申请时间: state.requestedAt === null ? '' : momentText(state.requestedAt), 更换方式: how,
      合格人数: approved?.type === 'SubstitutionApproved' ? String(approved.candidates.length) : '—', 排除人数: approved?.type === 'SubstitutionApproved' ? String(approved.excluded.length) : '—',
      新检查人员: pick?.name ?? '—', 新人员科室: pick?.section ?? '—', 新人员证号: pick?.certificate ?? '—',
      审批意见: state.phase === 'approved' ? '同意更换。' : `不同意：${state.decision ?? ''}`, 审批人: signature(unit, state.decidedBy, state.decidedFor) || BLANK, 审批时间: state.decidedAt === null ? BLANK : momentText(state.decidedAt),
      审批依据: clauseOf(task), 制表日期: momentText(deps.clock()),
    },
    lists: {},
  };
};
