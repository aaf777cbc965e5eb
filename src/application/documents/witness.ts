/**
 * 抽取见证书: what the witness saw, ceremony by ceremony, with the fingerprints by which anybody can check it. Names no object.
 */
import { windowText } from '../../domain/calendar/month.ts';
import { chinaTime } from '../../domain/calendar/china-time.ts';
import { publicWords } from '../../domain/draw/public.ts';
import { personName } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { PHASE_WORDS } from '../../domain/task/ceremony.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { STAGE_NAMES } from '../../domain/task/words.ts';
import type { TaskId } from '../../domain/ids.ts';
import type { Deps } from '../deps.ts';
import type { DocumentModel } from '../ports.ts';
import { BLANK, momentText, organOf } from './words.ts';

export const WITNESS_TITLE = '抽取见证书';

const endedText = ({ attempts }: TaskState): string => {
  const ended = attempts.filter(({ phase }) => phase === 'void' || phase === 'abandoned');
  return ended.length === 0 ? '无' : ended.map(({ attempt, phase, endedBecause }) => `第${String(attempt)}次 ${PHASE_WORDS[phase]}：${endedBecause ?? ''}`).join('；');
};

/** @throws Refusal before anything is locked */
export const witnessModel = async (deps: Pick<Deps, 'states' | 'clock'>, id: TaskId): Promise<DocumentModel> => {
  const { state: task } = await deps.states.load('task', id);
  const { settings, unit: unitId } = requireTask(task);
  const { state: unit } = await deps.states.load('unit', unitId);
  const locked = task.attempts.filter(({ phase }) => phase === 'locked');
  if (locked.length === 0) throw new Refusal('document.not-locked', `${id} 的抽取结果还没有锁定，没有见证书`, { next: `锁定后再取：见证书 ${id}`, clause: rulesOfTask(task).clauses.witness });
  return {
    title: WITNESS_TITLE, unit: unit.name, madeAt: deps.clock(), code: null,
    fields: {
      单位: unit.name, 落款: organOf(unit), 任务编号: id, 任务名称: settings.name, 期限: windowText(settings.window), 未成抽取: endedText(task), 见证依据: rulesOfTask(task).clauses.witness, 制表日期: momentText(deps.clock()),
      见证人: [...new Set(locked.map(({ witness }) => personName(unit, witness)))].join('、') || BLANK,
    },
    lists: {
      抽取: locked.map((attempt) => ({
        内容: STAGE_NAMES[attempt.stage], 抽取人: personName(unit, attempt.drawer), 见证人: personName(unit, attempt.witness), 承诺时间: chinaTime(attempt.committedAt), 封口时间: attempt.closedAt === undefined ? '' : chinaTime(attempt.closedAt),
        开出时间: attempt.drawnAt === null ? '' : chinaTime(attempt.drawnAt), 投入人数: String(new Set(attempt.contributions.map(({ by }) => by)).size), 公开数: attempt.public === undefined ? '不要求' : `${publicWords(attempt.public)}：${attempt.publicValue?.value.value ?? ''}`,
        方案指纹: attempt.planHash, 名单指纹: attempt.stage === 'inspectors' ? attempt.inspectors.sha256 : attempt.targets.sha256, 种子: attempt.seed ?? '', 户数: String(attempt.selected),
        见证意见: attempt.attested ? '本人全程见证，开出的结果与显示一致。' : '本人全程见证。',
      })),
    },
  };
};
