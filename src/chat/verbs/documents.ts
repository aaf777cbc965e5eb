/** Papers of a task that are signed and filed: 审批表 (of the check, of a substitution) · 见证书. */
import type { DocumentRequest } from '../../application/documents/make.ts';
import { lockedAttempt } from '../../domain/task/task.ts';
import { substitutionNumbering } from '../parse/numbering.ts';
import { pickSubstitution, pickTask, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

const answered = async (ask: Ask, request: DocumentRequest): Promise<Answer> => {
  const { name, sha256 } = await ask.deps.useCases.makeDocument(ask.by(), unitOf(ask).id, request);
  return { line: `${name}，文件指纹 ${sha256.slice(0, 16)}`, files: [{ name, blob: sha256 }] };
};

const pickLocked = (ask: Ask, typed: string | undefined) => pickTask(ask, typed, (task) => lockedAttempt(task, ['together', 'inspectors']) !== null);

/** 「审批表 7」 is of the check, 「审批表 SUB2026-001」 of a substitution. */
export const approvalForm = async (ask: Ask, words: readonly string[]): Promise<Answer> => {
  const [typed] = words;
  if (typed !== undefined && /^sub/i.test(typed.normalize('NFKC')) && substitutionNumbering(typed) !== null) return answered(ask, { document: 'substitution', substitution: await pickSubstitution(ask, typed) });
  return answered(ask, { document: 'check-approval', task: await pickLocked(ask, typed) });
};

export const witnessPaper = async (ask: Ask, words: readonly string[]): Promise<Answer> => answered(ask, { document: 'witness', task: await pickLocked(ask, words[0]) });

/** What 导出 means when it is one of these papers; null when it is a sheet. */
export const documentMeant = (ask: Ask): Promise<Answer> | null => {
  const [first = '', ...rest] = ask.command.words;
  if (/审批表$/.test(first)) return approvalForm(ask, rest);
  return /见证书$/.test(first) ? witnessPaper(ask, rest) : null;
};

export const DOCUMENT_VERBS: readonly Verb[] = [
  { verb: '审批表', aliases: ['检查审批表', '更换审批表', 'approval form'], usage: '审批表 7；审批表 SUB2026-001', help: '取检查审批表、更换审批表（.docx），谁批准、什么时间都在上面', for: 'log.see', answers: 'privately', writes: false, run: (ask) => approvalForm(ask, ask.command.words) },
  { verb: '见证书', aliases: ['抽取见证书', 'witness paper'], usage: '见证书 7', help: '取抽取见证书（.docx），见证人签名归档', for: 'log.see', answers: 'privately', writes: false, run: (ask) => witnessPaper(ask, ask.command.words) },
];
