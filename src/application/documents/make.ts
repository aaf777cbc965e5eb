/**
 * A document for whoever may read it: the one that was filed where one was, else made now from the record.
 */
import { actingPerson } from '../../domain/people/decide.ts';
import { demand, may } from '../../domain/people/permissions.ts';
import type { Person } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { taskOf } from '../../domain/ids.ts';
import type { SubstitutionId, TaskId, UnitId } from '../../domain/ids.ts';
import { demandLog, maySeeTargets } from '../../domain/task/notice.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { By, Deps } from '../deps.ts';
import type { DocumentModel } from '../ports.ts';
import { checkApprovalModel } from './check-approval.ts';
import { substitutionModel } from './substitution.ts';
import { witnessModel } from './witness.ts';

/** What can be asked for. */
export type DocumentRequest =
  | { readonly document: 'check-approval' | 'witness'; readonly task: TaskId }
  | { readonly document: 'substitution'; readonly substitution: SubstitutionId };

export const filledDocument = async (deps: Pick<Deps, 'documentWriter' | 'blobs'>, model: DocumentModel, about: string): Promise<BlobRef> =>
  deps.blobs.put(`${model.title}_${about}.docx`, await deps.documentWriter.fill(model));

/** Signed papers of a task go to those who run, decide or oversee it; inspectors have their own assignments. */
const demandPaper = (person: Person, task: TaskState, names: boolean): void => {
  const { settings } = requireTask(task);
  demandLog(settings, person);
  if (person.roles.every((role) => role === 'inspector')) throw new Refusal('document.not-yours', '审批表和见证书由经办人、各级负责人和监督员查看', { next: '您的任务请发送：任务单', clause: '岗位权限表' });
  if (names && !maySeeTargets(settings, person)) throw new Refusal('task.no-notice', '这个任务不宜事先告知，审批表上有检查对象，您不能查看', { next: '检查开始当日发送「任务单」查看本组的检查对象', clause: rulesOfTask(task).clauses.withheldNotice });
};

/** The person replaced does not read who could have been sent (岗位分离): the form names who was sent, and so waits for the decision. */
const demandSubstitution = (person: Person, task: TaskState): void => {
  demandPaper(person, task, true);
  if (!may(person, 'substitution.approve')) demand(person, 'business.see');
};

/** @throws Refusal when the person may not have it, or when there is nothing to put on paper */
export const makeDocument = (deps: Deps) => async (by: By, unit: UnitId, request: DocumentRequest): Promise<BlobRef> => {
  const { state } = await deps.states.load('unit', unit);
  const person = actingPerson(state, by.actor.account);
  if (request.document === 'substitution') {
    const { inspection } = (await deps.states.load('substitution', request.substitution)).state;
    if (inspection === null) throw new Refusal('substitution.unknown', `没有「${request.substitution}」这个更换申请`, { next: '发送「我的」查看更换申请' });
    demandSubstitution(person, (await deps.states.load('task', taskOf(inspection))).state);
    return filledDocument(deps, await substitutionModel(deps, request.substitution), request.substitution);
  }
  const { state: task } = await deps.states.load('task', request.task);
  demandPaper(person, task, request.document === 'check-approval');
  if (request.document === 'witness') return filledDocument(deps, await witnessModel(deps, request.task), request.task);
  return task.approval?.file ?? filledDocument(deps, await checkApprovalModel(deps, state, task), request.task);
};
