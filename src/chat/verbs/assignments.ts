/**
 * Verbs after the dispatch: 接受 · 更换 · 同意更换 · 不同意.
 */
import type { SubstitutionReason } from '../../domain/events.ts';
import { Refusal } from '../../domain/refusal.ts';
import { inspectorCode, taskOf } from '../../domain/ids.ts';
import type { TaskId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { EVIDENCE_MINUTES, evidenceLinkId } from '../../domain/substitution/evidence.ts';
import { mayDecideToday, REASON_NAMES, reasonNamed } from '../../domain/substitution/decide.ts';
import { refillRule } from '../../domain/substitution/refill.ts';
import { rulesOfTask } from '../../domain/task/require.ts';
import { assignmentCard, assignmentSubject, substitutionFormCard, substitutionSentCard } from '../cards/assignment.ts';
import { assignmentsCard } from '../cards/assignments.ts';
import { roundWords } from '../cards/round.ts';
import { approvalCard, evidenceLinksCard, refusalFormCard } from '../cards/substitution.ts';
import { mayMean, taskNumbering, visitNumbering } from '../parse/numbering.ts';
import { ownVisits, personOf, pickSubstitution, pickVisit } from '../pick.ts';
import { assignmentView, targetName } from '../views/assignment.ts';
import { assignmentsView } from '../views/assignments.ts';
import { substitutionSubject, substitutionView } from '../views/substitution.ts';
import type { SubstitutionView } from '../views/substitution.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { wishOf } from './public-value.ts';

const ownPost = (visit: InspectionState, certificate: string | null) => visit.posts.find((post) => post.inspector === certificate);

const accept = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  const { certificate } = personOf(ask);
  const isWaiting = (visit: InspectionState): boolean => {
    const post = ownPost(visit, certificate);
    return post !== undefined && post.acceptedAt === null && post.substitution === null;
  };
  if (typed === '全部' || typed === '所有' || typed === 'all') {
    const waiting = (await ownVisits(ask)).filter(isWaiting);
    if (waiting.length === 0) throw new Refusal('inspection.none-waiting', '没有待接受的任务', { next: '发送「我的」查看您的任务' });
    for (const { id } of waiting) if (id !== null) await ask.deps.useCases.acceptAssignment(ask.by(id), id);
    return { line: `已接受 ${String(waiting.length)} 户：${waiting.map(({ id }) => id ?? '').join('、')}`, tone: 'ok' };
  }
  const inspection = await pickVisit(ask, typed, isWaiting);
  await ask.deps.useCases.acceptAssignment(ask.by(), inspection);
  return { line: `已接受 ${inspection}，请按期检查`, tone: 'ok' };
};

/** What people say, and which of the five reasons it may be: asked back, never written down for them. */
const SAID_SO: readonly (readonly [RegExp, SubstitutionReason])[] = [
  [/病|住院|手术|受伤|怀孕|产假|隔离/, 'health'], [/开会|会议|培训|出差|值班|冲突|抽调/, 'work-conflict'], [/调岗|调走|调离|借调|轮岗|退休|离职/, 'post-change'], [/配偶|子女|亲戚|亲属|父母|兄弟|同学|熟人|利害|关系/, 'recusal'],
];

const replace = async (ask: Ask): Promise<Answer> => {
  const { words, options } = ask.command;
  const hasNumber = words[0] !== undefined && visitNumbering(words[0]) !== null;
  const inspection = await pickVisit(ask, hasNumber ? words[0] : undefined);
  const { state: visit } = await ask.deps.states.load('inspection', inspection);
  const rest = hasNumber ? words.slice(1) : words;
  // On behalf of somebody: 「更换 7-1 马超 健康 住院」.
  const named = visit.posts.find((post) => post.inspector === options['人员'] || post.name === (options['人员'] ?? rest[0]));
  const others = named !== undefined && named.name === rest[0] ? rest.slice(1) : rest;
  const own = personOf(ask).certificate;
  const inspector = named?.inspector ?? own;
  if (inspector === null) throw new Refusal('substitution.whom', '没有写明更换谁', { next: `例如：更换 ${inspection} ${visit.posts[0]?.name ?? '姓名'} 健康 住院` });
  const reasonWord = options['原因'] ?? others[0];
  const reason = reasonWord === undefined ? null : reasonNamed(reasonWord);
  if (reasonWord === undefined || options['表单'] === 'open') {
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    return { cards: [{ card: substitutionFormCard(visit, await targetName(ask.deps.states, visit, ask.today), inspector, reason, subject), subject }] };
  }
  if (reason === null) {
    const { state: task } = await ask.deps.states.load('task', taskOf(inspection));
    const meant = SAID_SO.find(([words]) => words.test(others.join(' ')))?.[1];
    throw new Refusal('substitution.unknown-reason', `「${reasonWord}」不是可以更换的原因`, { next: `可选：${Object.values(REASON_NAMES).join('、')}${meant === undefined ? '' : `。您说的可能是「${REASON_NAMES[meant]}」，请发送：更换 ${inspection} ${REASON_NAMES[meant]} ${others.join(' ')}`}`, clause: rulesOfTask(task).clauses.substitutionConsent });
  }
  const text = options['说明'] ?? (options['原因'] === undefined ? others.slice(1) : others).join(' ');
  await ask.deps.useCases.requestSubstitution(ask.by(), inspection, inspector, reason, text);
  const subject = options['表单'];
  return {
    line: `已提交更换申请（${REASON_NAMES[reason]}），待分管负责人审批。有证明的请把照片或 PDF 直接发给我，只有审批人可以看`,
    tone: 'ok',
    ...(subject === undefined ? {} : { updates: [{ subject, card: substitutionSentCard(inspection, REASON_NAMES[reason]) }] }),
  };
};

const recuse = async (ask: Ask): Promise<Answer> => {
  const { words, rest } = ask.command;
  const hasNumber = words[0] !== undefined && visitNumbering(words[0]) !== null;
  const [first = '', ...others] = hasNumber ? words : ['', ...words];
  return replace({ ...ask, command: { ...ask.command, rest, words: [...(hasNumber ? [first] : []), '执法回避', ...others] } });
};

const viewOf = (ask: Ask, id: SubstitutionView['id']): Promise<SubstitutionView> =>
  substitutionView(ask.deps, id);

/** Whether the speaker may decide it now, in his own right or in somebody's place. */
const mayDecideNow = (ask: Ask, { unit, visit, state, inspector }: SubstitutionView): boolean => {
  const post = visit.posts.find((each) => each.inspector === inspector);
  return post !== undefined && mayDecideToday(unit, visit, post, state.by, personOf(ask), ask.today);
};

/** The person replaced and people without a say do not see who may be picked (申请人回避). */
const demandReader = (ask: Ask, view: SubstitutionView): void => {
  const person = personOf(ask);
  const isSupervisor = person.roles.includes('supervisor');
  const isDecider = person.id === view.state.approver || person.id === view.state.decidedBy || mayDecideNow(ask, view);
  if (!isSupervisor && !isDecider) throw new Refusal('substitution.not-yours-to-see', '只有审批人和监督员可以查看更换申请', { next: `请等待${view.approver}审批；结果会通知您`, clause: rulesOfTask(view.task).clauses.substitutionConsent });
};

const approve = async (ask: Ask): Promise<Answer> => {
  const [first, ...more] = ask.command.words;
  const isNumber = first !== undefined && /^(?:sub|\d)/i.test(first.normalize('NFKC'));
  const id = await pickSubstitution(ask, isNumber ? first : undefined);
  const typed = ask.command.options['选派'] ?? (isNumber ? more[0] : first);
  const view = await viewOf(ask, id);
  if (view.choice !== null && !view.choice.byLot && typed === undefined) {
    demandReader(ask, view);
    return { cards: [{ card: approvalCard(view), subject: substitutionSubject(id) }] };
  }
  if (view.choice?.byLot === true && typed !== undefined && view.choice.candidates.length > 0 && mayDecideNow(ask, view)) {
    throw new Refusal('substitution.by-lot', `本任务的更换按递补抽取确定人选，由谁递补不能指定，「${typed}」不作数`, { next: `同意更换请只发送：同意更换 ${id}；由见证人封口后抽取确定`, clause: refillRule(rulesOfTask(view.task), view.state.reason).clause });
  }
  const candidate = view.choice?.candidates.find(({ inspector, name }) => inspector === typed || name === typed);
  const excluded = view.choice?.excluded.find(({ inspector, name }) => inspector === typed || name === typed);
  const pick = view.choice?.byLot === true ? null : (candidate?.inspector ?? excluded?.inspector ?? (typed === undefined ? null : inspectorCode(typed)));
  await ask.deps.useCases.approveSubstitution(ask.by(), id, pick, wishOf(ask.command.options));
  const after = await viewOf(ask, id);
  if (after.state.phase === 'drawing') return { line: `已同意。${roundWords(after)}`, tone: 'ok' };
  return { line: `已同意：${after.inspection} 由 ${after.pick} 顶替 ${after.old}，已通知本人和检查组`, tone: 'ok' };
};

const refuse = async (ask: Ask): Promise<Answer> => {
  const [first, ...more] = ask.command.words;
  const isNumber = first !== undefined && /^(?:sub|\d)/i.test(first.normalize('NFKC'));
  const id = await pickSubstitution(ask, isNumber ? first : undefined);
  const reason = (isNumber ? more : ask.command.words).join(' ');
  const open = reason === '' ? await viewOf(ask, id) : null;
  if (open?.state.phase === 'requested' && mayDecideNow(ask, open)) return { cards: [{ card: refusalFormCard(open) }] };
  await ask.deps.useCases.refuseSubstitution(ask.by(), id, reason);
  if ((await viewOf(ask, id)).state.phase === 'drawing') return { line: `这一轮递补抽取已放弃（计数）。重新发起请发送：同意更换 ${id}`, tone: 'ok' };
  return { line: `已退回更换申请 ${id}，已通知申请人`, tone: 'ok' };
};

/** The confidential text: shown to those who may read it, kept in no card. */
const detail = async (ask: Ask): Promise<Answer> => {
  const id = await pickSubstitution(ask, ask.command.words[0]);
  const view = await viewOf(ask, id);
  demandReader(ask, view);
  const text = view.state.detail === null ? null : await ask.deps.confidential.get(view.state.detail);
  return { line: text === null ? '没有填写说明（或已按规定删除）' : `说明：${text}`, tone: 'info' };
};

/** 证明: to who decides, by links that soon run out; never to anybody else, the supervisor included. */
const proofs = async (ask: Ask): Promise<Answer> => {
  const id = await pickSubstitution(ask, ask.command.words[0]);
  const view = await viewOf(ask, id);
  const person = personOf(ask);
  if (person.id !== view.state.approver && person.id !== view.state.decidedBy && !mayDecideNow(ask, view)) throw new Refusal('evidence.approver-only', '更换申请的证明只给审批人看', { next: `审批人：${view.approver}；监督员可以查看原因和处理结果`, clause: rulesOfTask(view.task).clauses.substitutionConsent });
  const count = view.state.evidence?.length ?? 0;
  if (count === 0) throw new Refusal('evidence.none', `${id} 没有证明，或已经删除`, { next: '需要证明的，请申请人直接把照片或 PDF 私聊发给我' });
  const links = Array.from({ length: count }, (_, index) => ask.deps.links.to('evidence', evidenceLinkId(id, index + 1, ask.at)));
  return { cards: [{ card: evidenceLinksCard(id, links, EVIDENCE_MINUTES) }] };
};

const eraseProofs = async (ask: Ask): Promise<Answer> => {
  const id = await pickSubstitution(ask, ask.command.words[0]);
  await ask.deps.useCases.eraseSubstitutionEvidence(ask.by(), id);
  return { line: `${id} 的证明已删除，不能恢复；留痕中只有指纹`, tone: 'ok' };
};

/** 「任务单」 or 「任务单 7」: all of one's own visits of a task. */
const ownTask = async (ask: Ask, typed: string | undefined): Promise<TaskId | null> => {
  const own = await ownVisits(ask);
  const tasks = [...new Set(own.flatMap(({ task }) => task ?? []))];
  if (typed === undefined) return own.length > 1 && tasks.length === 1 ? (tasks[0] ?? null) : null;
  const numbering = visitNumbering(typed) === null ? taskNumbering(typed) : null;
  return numbering === null ? null : (tasks.find((task) => mayMean(numbering, task)) ?? null);
};

const showVisit = async (ask: Ask): Promise<Answer> => {
  const { certificate } = personOf(ask);
  const task = certificate === null ? null : await ownTask(ask, ask.command.words[0]);
  if (certificate !== null && task !== null) return { cards: [{ card: assignmentsCard(await assignmentsView(ask.deps, task, certificate, ask.today)) }] };
  const inspection = await pickVisit(ask, ask.command.words[0]);
  const view = certificate === null ? null : await assignmentView(ask.deps, inspection, certificate, ask.today);
  if (view === null || ownPost(view.visit, certificate) === undefined) throw new Refusal('inspection.not-in-team', '您不在本户检查组内', { next: '发送「我的」查看您的任务' });
  return { cards: [{ card: assignmentCard(view), subject: assignmentSubject(inspection, view.inspector) }] };
};

export const ASSIGNMENT_VERBS: readonly Verb[] = [
  { verb: '接受', aliases: ['accept'], glues: true, usage: '接受 7-2', help: '接受派给您的检查（接受 全部：一次接受）', for: 'assignment.accept', answers: 'privately', writes: true, run: accept },
  { verb: '任务单', aliases: ['assignment'], usage: '任务单 7-2', help: '查看您的任务单', for: 'assignment.accept', answers: 'privately', writes: false, run: showVisit },
  { verb: '更换', aliases: ['substitute', '换人', '申请更换'], usage: '更换 7-2 健康 住院', help: '申请更换检查人员', for: 'substitution.request', answers: 'privately', writes: true, run: replace },
  { verb: '回避', aliases: ['recuse', '申报回避'], usage: '回避 7-2 配偶任职', help: '申报回避（按更换办理，原因为执法回避）', for: 'substitution.request', answers: 'privately', writes: true, run: recuse },
  { verb: '同意更换', aliases: ['approve substitution', '审批 更换', '同意'], usage: '同意更换 SUB2026-019 李娜', help: '批准更换并选派人员', for: 'substitution.approve', answers: 'privately', writes: true, run: approve },
  { verb: '不同意', aliases: ['refuse', '不同意更换', '退回更换'], usage: '不同意 SUB2026-019 理由', help: '退回更换申请', for: 'substitution.approve', answers: 'privately', writes: true, run: refuse },
  { verb: '更换 说明', aliases: ['substitute detail', '更换说明'], usage: '更换 说明 SUB2026-019', help: '查看更换申请的说明（审批人、监督员）', for: 'business.see', answers: 'privately', writes: false, run: detail },
  { verb: '更换 证明', aliases: ['substitute evidence', '查看 证明'], usage: '更换 证明 SUB2026-019', help: '审批人查看申请的证明，链接 30 分钟内有效；申请人把照片或 PDF 私聊发给我即可提交', for: 'substitution.approve', answers: 'privately', writes: false, run: proofs },
  { verb: '证明 删除', aliases: ['erase evidence', '删除 证明'], usage: '证明 删除 SUB2026-019', help: '删除自己提交的证明；决定以后审批人也可以删除', for: 'bound', answers: 'privately', writes: true, run: eraseProofs },
];
