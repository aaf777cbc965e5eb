/**
 * 审批: the deputy in charge lets the checks of a locked task go out, or sends them back with a reason (国办发〔2024〕54号).
 */
import { Refusal } from '../../domain/refusal.ts';
import { streamOf } from '../../domain/streams.ts';
import { awaitsApproval } from '../../domain/task/approval.ts';
import { checkApprovalCard, checkApprovalSubject } from '../cards/check-approval.ts';
import { taskNumbering } from '../parse/numbering.ts';
import { pickTask, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { checkApprovalView } from '../views/check-approval.ts';
import { orWhoDid } from './settled.ts';

const YES = /^(?:同意|批准|通过|ok|yes)$/i;
const NO = /^(?:退回|不同意|不批准|驳回|no)$/i;

const decide = async (ask: Ask): Promise<Answer> => {
  const [first, ...others] = ask.command.words;
  if (first !== undefined && /^sub/i.test(first.normalize('NFKC'))) throw new Refusal('check.is-substitution', `${first} 是更换申请，不是检查审批`, { next: `请发送：同意更换 ${first} 姓名，或 不同意 ${first} 理由` });
  const isNumber = first !== undefined && taskNumbering(first) !== null;
  const task = await pickTask(ask, isNumber ? first : undefined, awaitsApproval);
  const [verdict, ...reason] = isNumber ? others : ask.command.words;
  if (verdict === undefined) {
    const { state } = await ask.deps.states.load('task', task);
    return { cards: [{ card: checkApprovalCard(await checkApprovalView(ask.deps, state, unitOf(ask).state, ask.at)), subject: checkApprovalSubject(task) }] };
  }
  if (YES.test(verdict)) {
    await orWhoDid(ask, streamOf('task', task), ['check.approved'], ['CheckApproved'], () => ask.deps.useCases.approveCheck(ask.by(), task));
    const { approval } = (await ask.deps.states.load('task', task)).state;
    return { line: `已批准 ${task} 的检查，经办人可以派发`, tone: 'ok', ...(approval?.file === undefined ? {} : { files: [{ name: approval.file.name, blob: approval.file.sha256 }] }) };
  }
  if (!NO.test(verdict)) throw new Refusal('check.verdict', `看不懂审批意见「${verdict}」`, { next: `请写：审批 ${task} 同意，或 审批 ${task} 退回 理由` });
  await ask.deps.useCases.returnCheck(ask.by(), task, reason.join(' '));
  return { line: `已退回 ${task} 的检查审批`, tone: 'ok' };
};

export const CHECK_APPROVAL_VERBS: readonly Verb[] = [
  { verb: '审批', aliases: ['approve', '检查审批'], usage: '审批 7 同意', help: '派发前批准检查（规则要求时），或：审批 7 退回 理由', for: 'check.approve', answers: 'privately', writes: true, run: decide },
];
