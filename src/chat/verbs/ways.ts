/**
 * 出路 · 借调 · 改由 · 延期: what to do with a visit for which nobody qualified is left. Who may decide it decides with the same
 * words; everybody else proposes with them.
 */
import { inspectorCode } from '../../domain/ids.ts';
import type { InspectorCode, SubstitutionId } from '../../domain/ids.ts';
import { mayDecideToday } from '../../domain/substitution/decide.ts';
import { Refusal } from '../../domain/refusal.ts';
import { wayWords } from '../../domain/substitution/way-out.ts';
import type { WayKind } from '../../domain/substitution/way-out.ts';
import type { WayWish } from '../../application/ways.ts';
import { waySentCard, wayFormCard, wayRefusalFormCard, waysCard, waysSubject } from '../cards/ways.ts';
import { textAfter } from '../parse/command.ts';
import { dateOf, rangeOf } from '../parse/dates.ts';
import { listOf } from '../parse/people.ts';
import { personOf, pickSubstitution } from '../pick.ts';
import { substitutionView } from '../views/substitution.ts';
import type { SubstitutionView } from '../views/substitution.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

interface Meant { readonly id: SubstitutionId; readonly view: SubstitutionView; readonly rest: readonly string[]; /** Words taken for the number. */ readonly taken: number }

const meant = async (ask: Ask): Promise<Meant> => {
  const [first, ...others] = ask.command.words;
  const isNumber = first !== undefined && /^(?:sub|\d{1,4}-\d|\d+$)/i.test(first.normalize('NFKC'));
  const id = await pickSubstitution(ask, isNumber ? first : undefined);
  return { id, view: await substitutionView(ask.deps, id), rest: isNumber ? others : ask.command.words, taken: isNumber ? 1 : 0 };
};

const decides = (ask: Ask, { view }: Meant): boolean => {
  const post = view.visit.posts.find(({ inspector }) => inspector === view.inspector);
  return post !== undefined && mayDecideToday(view.unit, view.visit, post, view.state.by, personOf(ask), ask.today);
};

/** Whoever prepares or decides a way, and the supervisor; never who leaves the post, nor a colleague. */
const demandReader = (ask: Ask, about: Meant): void => {
  const person = personOf(ask);
  const { view } = about;
  const section = view.visit.posts.find(({ inspector }) => inspector === view.inspector)?.section;
  const prepares = person.certificate !== view.inspector && person.roles.some((role) => role === 'clerk' || role === 'supervisor' || ((role === 'section-head' || role === 'liaison') && person.section === section));
  const decided = person.id === view.state.approver || person.id === view.state.decidedBy;
  if (!prepares && !decided && !decides(ask, about)) throw new Refusal('way.not-yours', '只有经办人、本科室负责人、审批人和监督员可以办理', { next: `请等待${view.approver}处理；结果会通知您`, clause: '岗位权限表' });
};

const demandOpen = (ask: Ask, about: Meant): void => {
  demandReader(ask, about);
  if (about.view.ways !== null) return;
  const { taken } = about.view.state;
  throw new Refusal('way.not-needed', taken === undefined ? `${about.id} 还有合格人员，或已经处理` : `${about.id} 已决定：${wayWords(taken.way)}`, { next: `发送「同意更换 ${about.id}」查看；借调、改由其他科室、延期只用于没有合格人员时` });
};

const KINDS: readonly WayKind[] = ['borrow', 'reassign', 'postpone'];

const show = async (ask: Ask): Promise<Answer> => {
  const about = await meant(ask);
  demandReader(ask, about);
  const kind = KINDS.find((each) => each === ask.command.options['办法']);
  if (kind !== undefined) {
    demandOpen(ask, about);
    return formOf(ask, about, kind);
  }
  return { cards: [{ card: waysCard(about.view), subject: waysSubject(about.id) }] };
};

const formOf = (ask: Ask, { view }: Meant, kind: WayKind): Answer => {
  const subject = `form/${ask.platform}/${ask.inbound.key}`;
  return { cards: [{ card: wayFormCard(view, kind, subject), subject }] };
};

const seek = async (ask: Ask, { id }: Meant, wish: WayWish, reason: string): Promise<Answer> => {
  await ask.deps.useCases.seekWay(ask.by(), id, wish, reason);
  const view = await substitutionView(ask.deps, id);
  const { taken, proposed } = view.state;
  const form = ask.command.options['表单'];
  const line = proposed === undefined && taken !== undefined ? `已决定：${view.inspection} ${wayWords(taken.way)}。已通知有关人员` : `已提出：${view.inspection} ${proposed === undefined ? '' : wayWords(proposed.way)}，待${view.approver}决定`;
  return { line, tone: 'ok', ...(form === undefined ? {} : { updates: [{ subject: form, card: waySentCard(view, wish.kind) }] }) };
};

const borrow = async (ask: Ask): Promise<Answer> => {
  const about = await meant(ask);
  const { options } = ask.command;
  const { 单位: unit = '', 借调函: letter = '', 利害关系: interest = '', 代组长: acting = '' } = options;
  const number = options['执法证'] ?? options['执法证号'] ?? '';
  demandOpen(ask, about);
  if (number === '' && about.rest.length === 0) return formOf(ask, about, 'borrow');
  const inspector = inspectorCode(number);
  if (number === '' || inspector === null) throw new Refusal('way.borrow-number', '没有写借调人员的执法证号', { next: `例如：借调 ${about.id} 王五 单位=市教育局 执法证=ZF9001 有效期=2028-12-31 借调函=市教函12号 利害关系=无 理由=其余人员均应回避` });
  const until = dateOf(options['有效期'] ?? '', ask.today);
  if (until === null) throw new Refusal('way.borrow-until', '没有写执法证有效期，或看不懂', { next: '例如：有效期=2028-12-31' });
  return seek(ask, about, {
    kind: 'borrow', inspector, until, name: (options['姓名'] ?? about.rest[0] ?? '').slice(0, 40), unit: unit.slice(0, 60), letter: letter.slice(0, 60),
    ...(interest === '无' ? { cleared: true } : {}), ...(acting === '是' ? { acting: true } : {}),
  }, options['理由'] ?? about.rest.slice(options['姓名'] === undefined ? 1 : 0).join(' '));
};

/** The people meant, among those of the section who fit. */
const namedIn = (view: SubstitutionView, section: string, typed: string): readonly InspectorCode[] => {
  const offer = view.ways?.sections.find((each) => each.section === section);
  return listOf(typed).map((word) => {
    const hit = offer?.fit.find(({ inspector, name }) => inspector === word || name === word);
    if (hit === undefined) throw new Refusal('way.reassign-named', `${section}没有「${word}」这名合格人员`, { next: offer === undefined ? '请改由能组成检查组的科室承办' : `可选：${offer.fit.map(({ name, load }) => `${name}（本年 ${String(load)} 次）`).join('、')}` });
    return hit.inspector;
  });
};

const reassign = async (ask: Ask): Promise<Answer> => {
  const about = await meant(ask);
  const { options } = ask.command;
  demandOpen(ask, about);
  const section = options['科室'] ?? about.rest[0];
  if (section === undefined) return formOf(ask, about, 'reassign');
  const others = options['科室'] === undefined ? about.rest.slice(1) : about.rest;
  return seek(ask, about, { kind: 'reassign', section, named: namedIn(about.view, section, options['人员'] ?? '') }, options['理由'] ?? others.join(' '));
};

const postpone = async (ask: Ask): Promise<Answer> => {
  const about = await meant(ask);
  const { options } = ask.command;
  demandOpen(ask, about);
  const typed = options['期限'] ?? (options['开始'] === undefined ? about.rest[0] : `${options['开始']}至${options['截止'] ?? options['开始']}`);
  if (typed === undefined) return formOf(ask, about, 'postpone');
  const range = rangeOf(typed, ask.today);
  if (range === null) throw new Refusal('way.postpone-days', `看不懂新的检查期限「${typed}」`, { next: `例如：延期 ${about.id} 10.9-10.31 理由=陈某 10 月 8 日返岗` });
  const others = options['期限'] === undefined && options['开始'] === undefined ? about.rest.slice(1) : about.rest;
  return seek(ask, about, { kind: 'postpone', ...range }, options['理由'] ?? others.join(' '));
};

const approve = async (ask: Ask): Promise<Answer> => {
  const { id } = await meant(ask);
  await ask.deps.useCases.approveWay(ask.by(), id);
  const view = await substitutionView(ask.deps, id);
  return { line: `已决定：${view.inspection} ${view.state.taken === undefined ? '' : wayWords(view.state.taken.way)}。已通知有关人员`, tone: 'ok' };
};

const refuse = async (ask: Ask): Promise<Answer> => {
  const about = await meant(ask);
  const reason = textAfter(ask.command, about.taken);
  if (reason === '' && about.view.state.proposed !== undefined && decides(ask, about)) return { cards: [{ card: wayRefusalFormCard(about.view) }] };
  await ask.deps.useCases.refuseWay(ask.by(), about.id, reason);
  return { line: `已退回 ${about.id} 的提议，已通知提出人`, tone: 'ok' };
};

export const WAY_VERBS: readonly Verb[] = [
  { verb: '出路', aliases: ['ways out', '没有合格人员'], usage: '出路 SUB2026-019', help: '没有合格人员可以顶替时，三条合法的办法', for: 'business.see', answers: 'privately', writes: false, run: show },
  { verb: '借调', aliases: ['borrow', '借调人员'], usage: '借调 SUB2026-019 王五 单位=市教育局 执法证=ZF9001 有效期=2028-12-31 借调函=市教函12号 利害关系=无 理由=均应回避', help: '没有合格人员时借调一人（只发「借调 SUB2026-019」得到表单）', for: 'business.see', answers: 'privately', writes: true, run: borrow },
  { verb: '改由', aliases: ['reassign', '改由科室', '改派'], usage: '改由 SUB2026-019 综合科 理由=本科室均应回避', help: '没有合格人员时改由其他科室承办本户（名单不变）', for: 'business.see', answers: 'privately', writes: true, run: reassign },
  { verb: '延期', aliases: ['postpone', '延期检查'], usage: '延期 SUB2026-019 10.9-10.31 理由=届时返岗', help: '没有合格人员时延期检查本户', for: 'business.see', answers: 'privately', writes: true, run: postpone },
  { verb: '出路 同意', aliases: ['ways approve', '同意出路'], usage: '出路 同意 SUB2026-019', help: '同意所提的借调、改由其他科室或延期', for: 'substitution.approve', answers: 'privately', writes: true, run: approve },
  { verb: '出路 不同意', aliases: ['ways refuse', '不同意出路', '出路 退回'], usage: '出路 不同意 SUB2026-019 理由', help: '退回所提的借调、改由其他科室或延期', for: 'substitution.approve', answers: 'privately', writes: true, run: refuse },
];
