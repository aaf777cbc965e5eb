/**
 * Verbs of 授权 (who acts for whom, in what, from when to when) and 交接 (a leaver's work passes to a successor).
 */
import { byNumber } from '../../domain/ids.ts';
import type { InspectionId } from '../../domain/ids.ts';
import { handedRoles, mayConsent, mayPass } from '../../domain/people/delegate.ts';
import { PERSONAL } from '../../domain/people/delegation.ts';
import { MATTER_NAMES, matterNamed } from '../../domain/people/matters.ts';
import type { Matter } from '../../domain/people/matters.ts';
import { may, TITLES } from '../../domain/people/permissions.ts';
import type { Operation } from '../../domain/people/permissions.ts';
import type { Delegation, Handover, Person } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { delegationFormCard, delegationsCard, delegationText, handoverDone, ownMatters } from '../cards/delegation.ts';
import { dateOf, rangeOf } from '../parse/dates.ts';
import type { DateRange } from '../parse/dates.ts';
import { personOf, pickPerson, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

const EXAMPLE = '例如：授权 李建国 更换审批 9.14-9.18';
const numberIn = (word: string | undefined): number | null => {
  const digits = /^(?:第)?(\d{1,6})(?:号)?$/.exec((word ?? '').normalize('NFKC'))?.[1];
  return digits === undefined ? null : Number(digits);
};

const show = (ask: Ask): Answer => {
  const { state } = unitOf(ask);
  const person = personOf(ask);
  const seesAll = person.roles.some((role) => role === 'deputy' || role === 'leader' || role === 'supervisor' || role === 'clerk' || role === 'administrator');
  const isShown = ({ phase, to, principal, delegate }: Delegation): boolean => (phase === 'granted' || phase === 'proposed') && to >= ask.today && (seesAll || principal === person.id || delegate === person.id);
  const waiting = (state.handovers ?? []).filter((each) => each.phase === 'proposed' && (seesAll || each.leaver === person.id || each.successor === person.id));
  return { cards: [{ card: delegationsCard(state, person, (state.delegations ?? []).filter(isShown), waiting, ask.today) }] };
};

const matterIn = (words: readonly string[]): Matter | null => words.map(matterNamed).find((matter) => matter !== null) ?? null;
/** 「整任务作废」: what somebody can be named for is a matter; this is not one. */
const personalNamed = (words: readonly string[]): { readonly operation: Operation; readonly clause: string } | null => {
  for (const [operation, clause] of Object.entries(PERSONAL) as readonly (readonly [Operation, string])[]) if (words.includes(TITLES[operation])) return { operation, clause };
  return null;
};
const rangeIn = (ask: Ask, words: readonly string[]): DateRange | null => {
  const { 开始: from, 结束: to } = ask.command.options;
  if (from !== undefined && to !== undefined) {
    const [first, last] = [dateOf(from, ask.today), dateOf(to, ask.today)];
    return first === null || last === null ? null : { from: first, to: last };
  }
  return words.map((word) => rangeOf(word, ask.today)).find((range) => range !== null) ?? null;
};

const grant = async (ask: Ask): Promise<Answer> => {
  const { words, options } = ask.command;
  const { id, state } = unitOf(ask);
  const person = personOf(ask);
  if (words.length === 0 && options['人员'] === undefined) {
    if (!may(person, 'delegation.grant') || ownMatters(person).length === 0) return show(ask);
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    return { cards: [...(show(ask).cards ?? []), { card: delegationFormCard(state, person, ask.today, subject), subject }] };
  }
  const matter = matterIn(options['事项'] === undefined ? words : [options['事项']]);
  const range = rangeIn(ask, words);
  const typed = options['人员'] ?? words.find((word) => matterNamed(word) === null && rangeOf(word, ask.today) === null);
  if (typed === undefined) throw new Refusal('delegation.nobody', '没有写授权给谁', { next: EXAMPLE });
  const personal = matter === null ? personalNamed(words) : null;
  if (personal !== null) throw new Refusal('delegation.personal', `${TITLES[personal.operation]}须本人办理，不能授权他人`, { next: `可以授权的：${ownMatters(person).map((each) => MATTER_NAMES[each]).join('、') || '无'}`, clause: personal.clause });
  if (matter === null) throw new Refusal('delegation.no-matter', '没有写授权什么事项', { next: `可选：${ownMatters(person).map((each) => MATTER_NAMES[each]).join('、')}；${EXAMPLE}` });
  if (range === null) throw new Refusal('delegation.no-dates', '没有写从哪天到哪天', { next: EXAMPLE, clause: '授权须限期' });
  const delegate = state.people.find((each) => each.id === typed) ?? pickPerson(ask, typed);
  const entry = await ask.deps.useCases.delegate(ask.by(), id, { delegate: delegate.id, matter, ...range });
  const fact = entry.events.find((each) => each.type === 'DelegationGranted' || each.type === 'DelegationProposed');
  const text = fact === undefined ? '' : delegationText(state, { ...fact, number: fact.delegation, phase: 'granted' });
  const line = fact?.type === 'DelegationProposed' ? `已提出授权，待分管负责人同意：${text}` : `授权生效：${text}。已通知被授权人和监督员`;
  const form = options['表单'];
  return { line, tone: 'ok', ...(form === undefined ? {} : { updates: [{ subject: form, card: { title: '授权他人代办（已提交）', tone: 'muted' as const, summary: line, body: line } }] }) };
};

/** The number typed, or the only one there is. */
const pick = (typed: string | undefined, open: readonly { readonly number: number }[], what: string, verb: string): number => {
  const number = numberIn(typed);
  if (number !== null) return number;
  const [only, ...more] = open;
  if (only !== undefined && more.length === 0) return only.number;
  throw new Refusal('delegation.which', only === undefined ? `没有可以办理的${what}` : `有 ${String(open.length)} 项${what}`, { next: only === undefined ? '发送「授权」查看' : `请写号，例如：${verb} ${String(only.number)}` });
};

const proposed = (ask: Ask): readonly Delegation[] => {
  const { state } = unitOf(ask);
  return (state.delegations ?? []).filter((each) => each.phase === 'proposed' && mayConsent(state, each.principal, personOf(ask), each.delegate));
};

/** Both halves of every consent: 同意 and 不同意 of what waits for him. */
interface Consent {
  readonly what: '授权' | '交接';
  readonly waiting: (ask: Ask) => readonly { readonly number: number }[];
  readonly yes: 'consentDelegation' | 'approveHandover';
  readonly no: 'refuseDelegation' | 'refuseHandover';
}
const settled = ({ what, waiting, yes, no }: Consent, isAgreed: boolean) => async (ask: Ask): Promise<Answer> => {
  const number = pick(ask.command.words[0], waiting(ask), what, `${what} ${isAgreed ? '同意' : '不同意'}`);
  await ask.deps.useCases[isAgreed ? yes : no](ask.by(), unitOf(ask).id, number);
  return { line: isAgreed ? `已同意第 ${String(number)} 号${what}，已通知双方` : `已退回第 ${String(number)} 号${what}`, tone: 'ok' };
};
const withdraw = async (ask: Ask): Promise<Answer> => {
  const own = (unitOf(ask).state.delegations ?? []).filter(({ phase, principal, to }) => phase !== 'refused' && phase !== 'withdrawn' && principal === personOf(ask).id && to >= ask.today);
  const number = pick(ask.command.words[0], own, '授权', '授权 撤回');
  await ask.deps.useCases.withdrawDelegation(ask.by(), unitOf(ask).id, number);
  return { line: `已撤回第 ${String(number)} 号授权，此前以「代」签署的不受影响`, tone: 'ok' };
};

/** Visits the leaver still has to make: each becomes an ordinary request of substitution, because lots were drawn for them. */
const releaseVisits = async (ask: Ask, leaver: Person, successor: Person): Promise<{ readonly asked: readonly InspectionId[]; readonly failed: readonly string[] }> => {
  if (leaver.certificate === null) return { asked: [], failed: [] };
  const { certificate } = leaver;
  const found = (await ask.deps.states.find('inspection', { inspectors: certificate })).map(({ state }) => state);
  const waiting = found.filter((visit) => visit.unit === unitOf(ask).id && visit.finished === undefined && visit.posts.some((post) => post.inspector === certificate && post.substitution === null)).toSorted((a, b) => byNumber(a.id ?? '', b.id ?? ''));
  const asked: InspectionId[] = [];
  const failed: string[] = [];
  for (const { id } of waiting) {
    if (id === null) continue;
    try {
      await ask.deps.useCases.requestSubstitution(ask.by(`visit/${id}`), id, certificate, 'post-change', `岗位交接，建议由${successor.name}接手`);
      asked.push(id);
    } catch (error) {
      // Of a task not yet dispatched, or ended meanwhile: nothing to release.
      if (!(error instanceof Refusal)) throw error;
      if (error.code !== 'inspection.not-dispatched') failed.push(`${id}：${error.message}`);
    }
  }
  return { asked, failed };
};

const handOver = async (ask: Ask): Promise<Answer> => {
  const [first, second] = ask.command.words;
  if (first === undefined) throw new Refusal('handover.nobody', '没有写谁交接给谁', { next: '例如：交接 王敏 李建国；本人离任可写：交接 我 李建国' });
  const leaver = second === undefined || first === '我' ? personOf(ask) : pickPerson(ask, first);
  const successor = pickPerson(ask, second ?? first);
  const { id } = unitOf(ask);
  const roles = handedRoles(leaver);
  if (roles.length > 0 || leaver.certificate === null) await ask.deps.useCases.proposeHandover(ask.by('roles'), id, leaver.id, successor.id);
  const { asked, failed } = await releaseVisits(ask, leaver, successor);
  if (roles.length === 0 && asked.length === 0 && failed.length === 0) throw new Refusal('handover.nothing', `${leaver.name}没有需要交接的岗位和未完成的检查`, { next: '可请系统管理员直接解绑' });
  const line = [roles.length === 0 ? '' : `已提出交接：${leaver.name} → ${successor.name}，待分管负责人同意`, handoverDone(asked, failed)].filter((each) => each !== '').join('\n');
  return { line, tone: 'ok' };
};

const waitingHandovers = (ask: Ask): readonly Handover[] => {
  const { state } = unitOf(ask);
  return (state.handovers ?? []).filter((each) => each.phase === 'proposed' && mayPass(state, each, personOf(ask)));
};

const DELEGATION: Consent = { what: '授权', waiting: proposed, yes: 'consentDelegation', no: 'refuseDelegation' };
const HANDOVER: Consent = { what: '交接', waiting: waitingHandovers, yes: 'approveHandover', no: 'refuseHandover' };

export const DELEGATION_VERBS: readonly Verb[] = [
  { verb: '授权', aliases: ['delegate', '委托', '代办授权'], usage: '授权 李建国 更换审批 9.14-9.18', help: '授权他人在一段时间内代办一件事；不带内容：查看授权', for: 'bound', answers: 'privately', writes: true, run: grant },
  { verb: '授权 同意', aliases: ['delegate approve'], usage: '授权 同意 3', help: '同意科室负责人提出的授权', for: 'delegation.consent', answers: 'privately', writes: true, run: settled(DELEGATION, true) },
  { verb: '授权 不同意', aliases: ['delegate refuse', '授权 退回'], usage: '授权 不同意 3', help: '退回科室负责人提出的授权', for: 'delegation.consent', answers: 'privately', writes: true, run: settled(DELEGATION, false) },
  { verb: '授权 撤回', aliases: ['delegate withdraw', '授权 撤销', '授权 取消'], usage: '授权 撤回 3', help: '提前结束自己给出的授权', for: 'delegation.grant', answers: 'privately', writes: true, run: withdraw },
  { verb: '交接', aliases: ['handover', '工作交接'], usage: '交接 王敏 李建国', help: '岗位交接给接手人（待批准），未完成的检查提出更换', for: 'bound', answers: 'privately', writes: true, run: handOver },
  { verb: '交接 同意', aliases: ['handover approve'], usage: '交接 同意 1', help: '同意岗位交接', for: 'handover.approve', answers: 'privately', writes: true, run: settled(HANDOVER, true) },
  { verb: '交接 不同意', aliases: ['handover refuse', '交接 退回'], usage: '交接 不同意 1', help: '退回岗位交接', for: 'handover.approve', answers: 'privately', writes: true, run: settled(HANDOVER, false) },
];
