/**
 * Verbs of the public draw: 抽取 · 投入 · 见证 · 不予见证 · 确认结果 · 异议 · 裁定 · 作废 · 锁定 · 结果表 · 复核.
 */
import { publicWords } from '../../domain/draw/public.ts';
import { localDate } from '../../domain/calendar/working-days.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { TaskId } from '../../domain/ids.ts';
import { may } from '../../domain/people/permissions.ts';
import { withRole } from '../../domain/people/unit.ts';
import { streamOf } from '../../domain/streams.ts';
import { demandListed, demandRecheck, maySeeTargets } from '../../domain/task/notice.ts';
import { requireTask } from '../../domain/task/require.ts';
import { isDispatched, lastAttempt, lockedAttempt } from '../../domain/task/task.ts';
import type { AttemptPhase, TaskState } from '../../domain/task/task.ts';
import { witnessCard } from '../cards/ceremony.ts';
import { objectionCard, objectionSubject } from '../cards/lock.ts';
import { recheckCard } from '../cards/records.ts';
import { witnessAskedCard, witnessFormCard } from '../cards/witness-form.ts';
import { textAfter } from '../parse/command.ts';
import { taskNumbering } from '../parse/numbering.ts';
import { mentioned, personOf, pickPerson, pickTask, tasksOf, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { ceremonyOf } from '../../application/queries/ceremony.ts';
import { witnessSubject } from '../views/ceremony.ts';
import { wishOf } from './public-value.ts';
import { orWhoDid } from './settled.ts';
import { stateOf } from './tasks.ts';

const at = (...phases: readonly AttemptPhase[]) => (task: TaskState): boolean => {
  const phase = lastAttempt(task)?.phase;
  return phase !== undefined && phases.includes(phase) && !isDispatched(task);
};
const mayOpen = (task: TaskState): boolean => {
  const phase = lastAttempt(task)?.phase;
  return task.phase === 'confirming' || phase === 'abandoned' || phase === 'void' || (task.phase === 'drawing' && phase === 'locked');
};

/**
 * 「见证 7 3859」, or 「见证 3859」 while one draw alone is open: what is typed is then the text, unless it is that draw's number.
 */
const taskAndText = async (ask: Ask, isOpen: (task: TaskState) => boolean): Promise<{ readonly task: TaskId; readonly text: string }> => {
  const [first, ...more] = ask.command.words;
  const open = (await tasksOf(ask)).filter(isOpen);
  const [only] = open;
  const numbering = first === undefined ? null : taskNumbering(first);
  if (only?.id != null && open.length === 1) {
    const isItsNumber = numbering !== null && (await pickTask(ask, first).catch(() => null)) === only.id;
    if (!isItsNumber && (numbering === null || more.length === 0)) return { task: only.id, text: ask.command.rest };
  }
  return { task: await pickTask(ask, first, isOpen), text: textAfter(ask.command, 1) };
};

/** Somebody from outside may have joined since the group was bound: then the list would be shown to him (P42). */
const demandNoOutsiders = async (ask: Ask): Promise<void> => {
  for (const { platform, chat, name, outsiders } of unitOf(ask).state.groups) {
    if (outsiders) continue;
    const profile = await ask.deps.platforms.get(platform)?.group(chat).catch(() => null);
    if (profile?.outsiders === true) throw new Refusal('group.outsiders-joined', `工作群「${name}」里现在有外部人员，不能在群内公开抽取`, { next: '请外部人员退群后再抽取；或由系统管理员在该群@我发送「解绑 本群」再「绑定 本群」，此后该群只收公开内容', clause: '群内有外部成员时只发布公开信息' });
  }
};

const open = async (ask: Ask): Promise<Answer> => {
  const named = ask.command.options['见证'] ?? ask.command.options['见证人'];
  const [typed, ...rest] = ask.command.words.filter((word) => word !== named);
  const isNumber = typed !== undefined && mentioned(typed) === null && taskNumbering(typed) !== null;
  const task = await pickTask(ask, isNumber ? typed : undefined, mayOpen);
  const witnessWord = named ?? (isNumber ? rest[0] : typed);
  const { state } = unitOf(ask);
  const others = [...rest, ...(isNumber ? [] : [typed])].filter((word) => word !== undefined && word !== witnessWord && mentioned(word) !== null);
  if (others.length > 0) throw new Refusal('draw.one-witness', `一次抽取只请一位见证人，写了 ${String(others.length + 1)} 位`, { next: `请只 @ 一位，例如：抽取 ${task} @监督员；其他人可以「投入 ${task} 内容」`, clause: rulesInForce(state.rules).clauses.witness });
  if (witnessWord === undefined) {
    const supervisors = withRole(state, 'supervisor').filter((person) => person.id !== ask.person?.id && !person.roles.includes('administrator'));
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    const { conflicts } = await ask.deps.queries.previewDraw(task);
    return { cards: [{ card: witnessFormCard(await stateOf(ask, task), supervisors, conflicts.map(({ sentence }) => sentence), subject), subject }] };
  }
  const witness = state.people.find((person) => person.id === witnessWord) ?? pickPerson(ask, witnessWord, (person) => may(person, 'draw.witness'));
  await demandNoOutsiders(ask);
  await orWhoDid(ask, streamOf('task', task), ['draw.already-open', 'draw.already-locked'], ['DrawCommitted'], () => ask.deps.useCases.openDraw(ask.by(), task, witness.id, ask.command.options['理由'] ?? '', wishOf(ask.command.options)));
  const form = ask.command.options['表单'];
  return { line: `${task} 已承诺，请 ${witness.name} 见证封口`, tone: 'ok', ...(form === undefined ? {} : { updates: [{ subject: form, card: witnessAskedCard(task, witness.name) }] }) };
};

/** The witness closes, anybody else throws in: the same box on the same card. */
const submit = async (ask: Ask): Promise<Answer> => {
  const { task, text } = await taskAndText(ask, at('committed'));
  const state = await stateOf(ask, task);
  const attempt = lastAttempt(state);
  const isWitness = attempt?.witness === personOf(ask).id;
  if (isWitness && attempt.phase === 'committed' && text === '') return { cards: [{ card: witnessCard(await ceremonyOf(ask.deps, state, attempt)), subject: witnessSubject(task, attempt.attempt) }] };
  if (isWitness) {
    await ask.deps.useCases.witnessDraw(ask.by(), task, text);
    const after = lastAttempt(await stateOf(ask, task));
    if (after?.phase === 'abandoned') return { line: `本次承诺已作废：${after.endedBecause ?? ''}。请重新发起抽取`, tone: 'warn' };
    if (after?.phase === 'waiting') return { line: `已封口。等待${after.public === undefined ? '公开数' : publicWords(after.public)}，录入并核对后开出`, tone: 'ok' };
    return { line: `已封口并开出，抽中 ${String(after?.selected ?? 0)} 户。请核对后点「我见证，结果与显示一致」`, tone: 'ok' };
  }
  await ask.deps.useCases.contribute(ask.by(), task, text);
  return { line: `已投入，等待见证人封口`, tone: 'ok' };
};

/** 「见证」 typed by somebody who was not invited is refused by the rules, not taken as a contribution. */
const witness = async (ask: Ask): Promise<Answer> => {
  const { task, text } = await taskAndText(ask, at('committed'));
  const attempt = lastAttempt(await stateOf(ask, task));
  if (attempt?.phase === 'drawn' && attempt.witness === personOf(ask).id && text === '') return attest(ask);
  if (attempt?.witness === personOf(ask).id) return submit(ask);
  await ask.deps.useCases.witnessDraw(ask.by(), task, text);
  return { line: '已封口', tone: 'ok' };
};

const decline = async (ask: Ask): Promise<Answer> => {
  const { task, text } = await taskAndText(ask, at('committed'));
  await ask.deps.useCases.declineWitness(ask.by(), task, text);
  return { line: '已记录不予见证，本次承诺作废（计入抽取次数）', tone: 'ok' };
};

const attest = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], at('drawn'));
  await orWhoDid(ask, streamOf('task', task), ['draw.attested'], ['DrawAttested'], () => ask.deps.useCases.attestDraw(ask.by(), task));
  return { line: '已确认：结果与显示一致', tone: 'ok' };
};

const object = async (ask: Ask): Promise<Answer> => {
  const { task, text } = await taskAndText(ask, at('drawn'));
  await ask.deps.useCases.objectToDraw(ask.by(), task, text);
  return { line: '异议已记录，由分管负责人裁定；裁定前不能锁定', tone: 'ok' };
};

const decide = async (ask: Ask): Promise<Answer> => {
  const words = ask.command.words;
  const verdict = words.find((word) => /^(?:维持|作废|成立|不成立|uphold|dismiss)$/.test(word));
  const numbered = words.find((word) => taskNumbering(word) !== null);
  const task = await pickTask(ask, numbered, at('disputed'));
  if (verdict === undefined) {
    const state = await stateOf(ask, task);
    const attempt = lastAttempt(state);
    if (attempt?.phase !== 'disputed') throw new Refusal('draw.no-verdict', '没有写明维持还是作废', { next: `例如：裁定 ${task} 维持 大屏延迟，名单一致；或：裁定 ${task} 作废 名录有误` });
    return { cards: [{ card: objectionCard(await ceremonyOf(ask.deps, state, attempt)), subject: objectionSubject(task, attempt.attempt) }] };
  }
  const reason = words.filter((word) => word !== verdict && word !== numbered).join(' ');
  const upheld = /^(?:作废|成立|uphold)$/.test(verdict);
  await ask.deps.useCases.decideObjection(ask.by(), task, upheld, reason);
  return { line: upheld ? '已裁定作废，本次结果不再使用（仍可查）' : '已裁定维持原结果', tone: 'ok' };
};

const voidDraw = async (ask: Ask): Promise<Answer> => {
  const { task, text } = await taskAndText(ask, at('waiting', 'drawn', 'disputed'));
  await ask.deps.useCases.voidAttempt(ask.by(), task, text);
  return { line: '已作废本次抽取，再抽将显示为下一次并注明理由', tone: 'ok' };
};

const lock = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], at('drawn'));
  await orWhoDid(ask, streamOf('task', task), ['draw.already-locked'], ['DrawLocked'], () => ask.deps.useCases.lockDraw(ask.by(), task));
  return { line: `${task} 已锁定，名单不得更改`, tone: 'ok' };
};

const hasResult = (task: TaskState): boolean => lastAttempt(task)?.result != null;

/** In a group, and to whoever is not of the unit's staff on this matter, the public edition; never a no-notice list in a group. */
const sheet = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], hasResult);
  const state = await stateOf(ask, task);
  const { settings, rules } = requireTask(state);
  const noNoticeClause = rulesInForce(rules).clauses.withheldNotice;
  const isPublicOnly = ask.person === null || ask.place === 'outsiders' || ask.place === 'unbound-group';
  if (isPublicOnly && lockedAttempt(state, ['together', 'objects']) === null) throw new Refusal('task.not-public', '这个任务的名单还没有锁定，暂不公开', { next: '锁定后可以取公开版结果表' });
  if (settings.noNotice && ask.chat.kind === 'group') throw new Refusal('task.no-notice', '不宜告知的任务不在群内发结果表', { next: '请私聊我发送：结果表 ' + task, clause: noNoticeClause });
  if (ask.person !== null && !maySeeTargets(settings, ask.person)) throw new Refusal('task.no-notice', '这个任务不宜事先告知，您只能从任务单得知本组的检查对象', { next: '检查开始当日发送「任务单」或「我的」查看', clause: noNoticeClause });
  const isStaff = ask.person !== null && !ask.person.roles.every((role) => role === 'administrator');
  if (settings.noNotice && !isStaff) throw new Refusal('task.no-notice', '这个任务的名单暂不公开', { next: '请在检查结束后再取公开版', clause: noNoticeClause });
  const mayFull = ask.chat.kind === 'person' && isStaff;
  if (isPublicOnly) demandListed(settings);
  const blob = await ask.deps.queries.resultSheet(task, mayFull ? 'full' : 'public', ask.person?.name ?? '系统');
  return { line: `${task} 抽取结果表${mayFull ? '' : '（公开版）'}`, files: [{ name: blob.name, blob: blob.sha256 }] };
};

/** The proof bundle for this place: everything for a supervisor in private, otherwise the public edition; or why it must wait. */
const bundleFor = async (ask: Ask, task: TaskId): Promise<Pick<Answer, 'line' | 'files'>> => {
  const isSupervisor = ask.chat.kind === 'person' && ask.person?.roles.includes('supervisor') === true;
  try {
    const { bundle, lists, checkpoint } = await ask.deps.queries.drawBundle(task, isSupervisor ? 'full' : 'public');
    // A platform takes no empty file.
    const files = [bundle, ...lists.filter(({ bytes }) => bytes > 0), checkpoint].map(({ name, sha256 }) => ({ name, blob: sha256 }));
    return { line: `${task} 复核包${isSupervisor ? '（监督版）' : '（公开版，不含执法人员）'}`, files };
  } catch (error) {
    if (error instanceof Refusal && error.code.startsWith('draw.bundle-')) return { line: `${error.message}。${error.next}` };
    throw error;
  }
};

const recheck = async (ask: Ask): Promise<Answer> => {
  const task = await pickTask(ask, ask.command.words[0], hasResult);
  const state = await stateOf(ask, task);
  demandRecheck(requireTask(state).settings, personOf(ask));
  const found = await ask.deps.queries.recheckDraw(task);
  const isPublicOnly = ask.place === 'outsiders' || ask.place === 'unbound-group';
  if (isPublicOnly && lockedAttempt(state, ['together', 'objects']) === null) return { cards: [{ card: recheckCard(found) }], line: '名单锁定后，可在这里取公开版复核包' };
  if (isPublicOnly && requireTask(state).settings.listWithheld === true) return { cards: [{ card: recheckCard(found) }], line: '年度计划写明本任务不公示抽取名单，公开版复核包不在这里发送' };
  const drawnAt = lastAttempt(state)?.committedAt;
  return { cards: [{ card: recheckCard(found, isPublicOnly || drawnAt === undefined ? null : localDate(drawnAt).slice(0, 7)) }], ...(await bundleFor(ask, task)) };
};

export const CEREMONY_VERBS: readonly Verb[] = [
  { verb: '抽取', aliases: ['draw', '摇号', '抽签', '抽'], usage: '抽取 7 @孙岩', help: '发起公开抽取，请监督员见证；有冲突时须写 理由=', for: 'draw.open', answers: 'here', writes: true, run: open },
  { verb: '投入', aliases: ['contribute', '提交投入'], usage: '投入 7 3691', help: '公开抽取时随手投入一段内容', for: 'bound', answers: 'here', writes: true, run: submit },
  { verb: '见证', aliases: ['witness', '封口'], usage: '见证 7 3859', help: '见证人输入任意内容并封口', for: 'draw.witness', answers: 'here', writes: true, run: witness },
  { verb: '不予见证', aliases: ['decline'], usage: '不予见证 7 名单有误', help: '见证人不予见证，本次承诺作废', for: 'draw.witness', answers: 'here', writes: true, run: decline },
  { verb: '确认结果', aliases: ['attest', '见证 确认', '结果一致'], usage: '确认结果 7', help: '见证人确认结果与显示一致', for: 'draw.witness', answers: 'here', writes: true, run: attest },
  { verb: '异议', aliases: ['object', '提出异议'], usage: '异议 7 大屏显示与名单不一致', help: '对抽取提出异议', for: 'draw.object', answers: 'here', writes: true, run: object },
  { verb: '裁定', aliases: ['decide'], usage: '裁定 7 维持 理由', help: '裁定异议：维持或作废', for: 'draw.decide-objection', answers: 'here', writes: true, run: decide },
  { verb: '作废', aliases: ['void'], usage: '作废 7 理由', help: '作废未锁定的抽取', for: 'draw.void', answers: 'here', writes: true, run: voidDraw },
  { verb: '锁定', aliases: ['lock'], usage: '锁定 7', help: '锁定名单，锁定后不得更改', for: 'draw.lock', answers: 'here', writes: true, run: lock },
  { verb: '结果表', aliases: ['sheet', '抽取结果表'], usage: '结果表 7', help: '取抽取结果表.xlsx', for: 'everybody', answers: 'publicly', writes: false, run: sheet },
  { verb: '复核', aliases: ['verify', 'recheck', '怎么复核'], usage: '复核 7', help: '用留存材料重算，核对每一步', for: 'draw.recheck', answers: 'publicly', writes: false, run: recheck },
];
