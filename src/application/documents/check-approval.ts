/**
 * 行政检查审批表 (国办发〔2024〕54号: 检查前须报经负责人批准): objects with their how-manieth check of the year, people with their
 * certificates, items, time – and who approved it when. Made with the approval and filed with it; before, a draft to look at.
 */
import { windowText } from '../../domain/calendar/month.ts';
import { nthInspection } from '../../domain/ids.ts';
import type { InspectorCode, TargetCode } from '../../domain/ids.ts';
import { partOf } from '../../domain/inspection/inspection.ts';
import { signature } from '../../domain/people/delegation.ts';
import { personName } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { InspectorRow } from '../../domain/roster/rows.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import { lockedAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { countsToCap } from '../../domain/task/visit-kinds.ts';
import { sourceText } from '../../domain/task/words.ts';
import type { Deps } from '../deps.ts';
import type { DocumentModel } from '../ports.ts';
import { earlierVisits } from '../queries/yearly.ts';
import { BLANK, itemEntries, itemRecords, kindText, methodText, momentText, organOf, rosterRow } from './words.ts';

export const CHECK_APPROVAL_TITLE = '行政检查审批表';

type Reads = Pick<Deps, 'states' | 'blobs' | 'rosters' | 'clock'>;

/** A longer list nobody reads on paper: it stands in 抽取结果表, whose fingerprint the form then names. */
const MOST_LISTED = 500;

/** @param task as it is, or as it will be with the approval in it */
export const checkApprovalModel = async (deps: Reads, unit: UnitState, task: TaskState): Promise<DocumentModel> => {
  const { id, settings } = requireTask(task);
  const locked = lockedAttempt(task, ['together', 'inspectors']);
  if (locked === null) throw new Refusal('check.not-locked', `${id} 的名单还没有锁定，没有检查审批表`, { next: `锁定后再取：审批表 ${id}`, clause: rulesOfTask(task).check.priorApproval.clause });
  const visits = (await deps.states.find('inspection', { task: id })).map(({ state }) => state).toSorted((a, b) => Number(/\d+$/.exec(a.id ?? '')?.[0]) - Number(/\d+$/.exec(b.id ?? '')?.[0]));
  const items = await itemEntries(deps, task, settings.items);
  const codes = [...new Set(visits.flatMap(({ inspectors }) => inspectors))];
  const certificates = new Map(await Promise.all(codes.map(async (code): Promise<readonly [InspectorCode, string]> => [code, (await rosterRow<InspectorRow>(deps, task, 'inspectors', code))?.certificate ?? code])));
  const earlier = await earlierVisits(deps, task);
  const nth = (code: TargetCode | undefined): string => (code === undefined ? '' : countsToCap(settings) ? `第 ${String((earlier.get(code) ?? 0) + 1)} 次` : '不计入');
  const { approval } = task;
  const isListed = visits.length <= MOST_LISTED;
  return {
    title: CHECK_APPROVAL_TITLE, unit: unit.name, madeAt: deps.clock(), code: null,
    fields: {
      单位: unit.name, 落款: organOf(unit), 任务编号: id, 任务名称: settings.name, 任务来源: sourceText(settings), 检查类型: kindText(task), 期限: windowText(settings.window), 方式: methodText(items),
      发起科室: settings.section, 户数: String(visits.length), 人数: String(codes.length), 抽取人: personName(unit, locked.drawer), 见证人: personName(unit, locked.witness), 抽取时间: momentText(locked.drawnAt ?? locked.committedAt),
      审批依据: rulesOfTask(task).check.priorApproval.clause, 审批意见: approval === undefined ? BLANK : '同意实施本次检查。', 审批人: approval === undefined ? BLANK : signature(unit, approval.by, approval.for),
      审批时间: approval === undefined ? BLANK : momentText(approval.at), 制表日期: momentText(deps.clock()),
    },
    lists: {
      事项: itemRecords(items),
      名单另附: isListed ? [] : [{ 说明: `户数较多，名单见抽取结果表（结果指纹 ${locked.result?.sha256 ?? ''}）。` }],
      对象: (isListed ? visits : []).map(({ id: inspection, target, posts }, index) => ({
        序号: String(index + 1), 检查编号: inspection ?? nthInspection(id, index + 1), 名称: target?.name ?? '', 代码: target?.code ?? '', 本年度次数: nth(target?.code),
        人员: posts.toSorted((a, b) => Number(b.leader) - Number(a.leader)).map((post) => `${post.name}（${post.leader ? `${partOf(post)} ` : ''}${certificates.get(post.inspector) ?? post.inspector}）`).join('\n'),
      })),
    },
  };
};
