/**
 * Verbs of the annual plan: 计划 · 新建 · 体检 · 调整 · 提交 · 同意 · 退回 · 备案 · 公开 · 对比 · 表.
 */
import type { PlanView } from '../../application/queries/plan.ts';
import type { BlobRef, LocalDate } from '../../domain/values.ts';
import { FILING_NAMES, mayApprove } from '../../domain/plan/decide.ts';
import { planStream } from '../../domain/plan/plan.ts';
import { plannedRatio, REACHES, scopeOf } from '../../domain/plan/row.ts';
import type { PlanRow } from '../../domain/plan/row.ts';
import { itemCode } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { streamOf } from '../../domain/streams.ts';
import { approvalSubject, filingFormCard, planApprovalCard, planCard, planCompareCard, planSubject, publicationFormCard } from '../cards/plan.ts';
import { dateOf, rangeOf } from '../parse/dates.ts';
import { countOf, ratioOf } from '../parse/numbers.ts';
import { listOf } from '../parse/people.ts';
import { unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { orWhoDid } from './settled.ts';

const YEAR = /^(20\d{2})(?:年度?)?$/;
/** From October on people think of the year to come. */
const NEXT_YEAR_FROM_MONTH = 10;

const ofWords = (ask: Ask): { readonly year: number | null; readonly words: readonly string[] } => {
  const [first, ...rest] = ask.command.words;
  const match = YEAR.exec(first ?? '');
  return match === null ? { year: null, words: ask.command.words } : { year: Number(match[1]), words: rest };
};

/** The year typed, else the one that has a plan in work, else the one people think of now. */
const yearOf = async (ask: Ask): Promise<number> => {
  const { year } = ofWords(ask);
  if (year !== null) return year;
  const now = Number(ask.today.slice(0, 4));
  const { id } = unitOf(ask);
  for (const candidate of [now + 1, now]) {
    const { state } = await ask.deps.states.load('plan', planStream(id, candidate));
    if (state.draft !== null) return candidate;
  }
  const { state } = await ask.deps.states.load('plan', planStream(id, now));
  return state.versions.length === 0 && Number(ask.today.slice(5, 7)) >= NEXT_YEAR_FROM_MONTH ? now + 1 : now;
};

const viewOf = async (ask: Ask, year: number): Promise<PlanView> => {
  const view = await ask.deps.queries.planView(unitOf(ask).id, year);
  if (view === null) throw new Refusal('plan.none', `${String(year)} 年度还没有计划`, { next: `请经办人发送：计划 新建 ${String(year)}` });
  return view;
};
const cardOf = (ask: Ask, view: PlanView): Answer => {
  const { state } = unitOf(ask);
  return { cards: [{ card: planCard(view, state, rulesInForce(state.rules)), subject: planSubject(view.plan) }] };
};

const sheetOf = (ask: Ask, year: number): Promise<BlobRef> => ask.deps.useCases.exportSheet(ask.by('sheet'), unitOf(ask).id, { sheet: 'plan', edition: 'full', year });

/** Who is asked to approve sees what he is asked. */
const show = async (ask: Ask): Promise<Answer> => {
  const view = await viewOf(ask, await yearOf(ask));
  const { state } = unitOf(ask);
  const { draft } = view.plan;
  if (draft === null || ask.person === null || ask.chat.kind === 'group' || !mayApprove(view.plan, state, ask.person)) return cardOf(ask, view);
  return { cards: [{ card: planApprovalCard(view, state, rulesInForce(state.rules)), subject: approvalSubject(view.plan, draft.draft, draft.approvals.length) }] };
};

const create = async (ask: Ask): Promise<Answer> => {
  const now = Number(ask.today.slice(0, 4));
  const year = ofWords(ask).year ?? (Number(ask.today.slice(5, 7)) >= NEXT_YEAR_FROM_MONTH ? now + 1 : now);
  await ask.deps.useCases.draftYear(ask.by(), unitOf(ask).id, year);
  const file = await sheetOf(ask, year);
  return { ...cardOf(ask, await viewOf(ask, year)), files: [{ name: file.name, blob: file.sha256 }] };
};

/** The plan as somebody edited it in Excel: dropped, it has become a draft. */
export const draftedPlan = async (ask: Ask, year: number): Promise<Answer> => cardOf(ask, await viewOf(ask, year));
const readBack = (): Promise<Answer> => Promise.resolve({ line: '请把改好的年度抽查计划表（.xlsx）直接拖进这个私聊窗口；现在的计划表请发送「计划 表」' });

const compare = async (ask: Ask): Promise<Answer> => ({ cards: [{ card: planCompareCard(await viewOf(ask, await yearOf(ask))) }] });

const sheet = async (ask: Ask): Promise<Answer> => {
  const year = await yearOf(ask);
  await viewOf(ask, year);
  const file = await sheetOf(ask, year);
  return { line: `${String(year)} 年度抽查计划表。改好后直接拖给我`, files: [{ name: file.name, blob: file.sha256 }] };
};

const dateIn = (ask: Ask, text: string, what: string): LocalDate => {
  const date = dateOf(text, ask.today);
  if (date === null) throw new Refusal('plan.bad-date', `看不懂${what}「${text.slice(0, 20)}」`, { next: '例如：9月9日、9.9、2027-09-09' });
  return date;
};

type Change = { -readonly [K in keyof Omit<PlanRow, 'no'>]?: PlanRow[K] };
/** One 键=值 of 计划 调整 → what it changes. */
const SETTERS: Readonly<Record<string, (text: string, ask: Ask, change: Change) => void>> = {
  名称: (text, _, change) => { change.name = text.slice(0, 60); },
  比例: (text, _, change) => {
    const typed = ratioOf(text);
    const ratio = typed === null ? null : plannedRatio(typed);
    if (ratio === null) throw new Refusal('plan.bad-ratio', `看不懂比例「${text.slice(0, 20)}」`, { next: '请写成 5%、百分之五、0.05 或 全部' });
    change.ratio = ratio;
  },
  频次: (text, _, change) => {
    const count = countOf(text.replace(/次(?:\/年)?$/, '').replace(/^每年/, ''));
    if (count === null) throw new Refusal('plan.bad-frequency', `看不懂频次「${text.slice(0, 20)}」`, { next: '例如：频次=2' });
    change.campaigns = count;
  },
  抽取日: (text, ask, change) => { change.drawOn = dateIn(ask, text, '抽取日'); },
  期限: (text, ask, change) => {
    const range = rangeOf(text, ask.today);
    if (range === null) throw new Refusal('plan.bad-window', `看不懂检查期限「${text.slice(0, 30)}」`, { next: '例如：期限=9.9-9.30' });
    change.window = range;
  },
  事项: (text, _, change) => { change.items = listOf(text).flatMap((code) => itemCode(code) ?? []); },
  依据: (text, _, change) => { change.basis = text.slice(0, 500); },
  对象: (text, _, change) => { change.scopeText = text.slice(0, 200); change.scope = scopeOf(text.replace(/:/g, '=')); },
  范围: (text, _, change) => {
    const reach = REACHES.find((word) => word === text || word.includes(text));
    if (reach === undefined) throw new Refusal('plan.bad-reach', `没有「${text.slice(0, 20)}」这种范围`, { next: `可选：${REACHES.join('、')}` });
    change.reach = reach;
  },
  牵头: (text, _, change) => { change.section = text; },
  配合: (text, _, change) => { change.cooperating = listOf(text); },
  方式: (text, _, change) => { change.methods = listOf(text); },
  公示名单: (text, _, change) => { change.listWithheld = /^(?:否|不|不公示|no)$/i.test(text); },
  理由: (text, _, change) => { change.reason = text.slice(0, 200); },
};

/** 「计划 调整 2027-12 比例=8% 理由=上级专项」. */
const adjust = async (ask: Ask): Promise<Answer> => {
  const { year: typedYear, words } = ofWords(ask);
  const [line] = words;
  const lineYear = /^(20\d{2})-\d{1,4}$/.exec(line ?? '')?.[1];
  const year = typedYear ?? (lineYear === undefined ? await yearOf(ask) : Number(lineYear));
  const change: Change = {};
  for (const [key, text] of Object.entries(ask.command.options)) {
    const set = SETTERS[key];
    if (set === undefined) throw new Refusal('plan.unknown-field', `计划没有「${key}」这一项可改`, { next: `可改：${Object.keys(SETTERS).join('、')}` });
    set(text.trim(), ask, change);
  }
  if (line === undefined || Object.keys(change).length === 0) throw new Refusal('plan.no-change', '没有写明改哪一行、改什么', { next: `例如：计划 调整 ${String(year)}-12 比例=8% 理由=上级专项` });
  await ask.deps.useCases.changeLine(ask.by(), unitOf(ask).id, year, line, change);
  return cardOf(ask, await viewOf(ask, year));
};

const submit = async (ask: Ask): Promise<Answer> => {
  const year = await yearOf(ask);
  const view = await viewOf(ask, year);
  const reasons = [...new Set(view.changes.flatMap(({ no }) => view.rows.find((row) => row.no === no)?.reason ?? '').filter((reason) => reason !== ''))].join('；');
  const reason = ask.command.options['理由'] ?? (ofWords(ask).words.join(' ') || reasons);
  await orWhoDid(ask, streamOf('plan', planStream(unitOf(ask).id, year)), ['plan.in-approval'], ['PlanSubmitted'], () => ask.deps.useCases.submitPlan(ask.by(), unitOf(ask).id, year, reason));
  return { line: `${String(year)} 年度计划已提交审批`, tone: 'ok', updates: [{ subject: planSubject(view.plan), card: planCard(await viewOf(ask, year), unitOf(ask).state, rulesInForce(unitOf(ask).state.rules)) }] };
};

const approve = async (ask: Ask): Promise<Answer> => {
  const year = await yearOf(ask);
  await orWhoDid(ask, streamOf('plan', planStream(unitOf(ask).id, year)), ['plan.not-submitted', 'plan.no-draft', 'plan.not-your-step'], ['PlanApproved', 'PlanReturned'], () => ask.deps.useCases.approvePlan(ask.by(), unitOf(ask).id, year), ['PlanDrafted']);
  return { line: `已同意 ${String(year)} 年度计划`, tone: 'ok' };
};

const giveBack = async (ask: Ask): Promise<Answer> => {
  const year = await yearOf(ask);
  await ask.deps.useCases.returnPlan(ask.by(), unitOf(ask).id, year, ask.command.options['理由'] ?? ofWords(ask).words.join(' '));
  return { line: `已退回 ${String(year)} 年度计划`, tone: 'ok' };
};

const file = async (ask: Ask): Promise<Answer> => {
  const year = await yearOf(ask);
  const { 文号: number = '', 机关: to = '', 日期: on } = ask.command.options;
  if (number === '' && on === undefined) {
    const { plan } = await viewOf(ask, year);
    return { cards: [{ card: filingFormCard(plan, FILING_NAMES[rulesInForce(unitOf(ask).state.rules).plan.filingTo.value]) }] };
  }
  await ask.deps.useCases.filePlan(ask.by(), unitOf(ask).id, year, { to, number, on: on === undefined ? ask.today : dateIn(ask, on, '备案日期') });
  return { line: `已登记 ${String(year)} 年度计划备案：${number}`, tone: 'ok' };
};

const publish = async (ask: Ask): Promise<Answer> => {
  const year = await yearOf(ask);
  const [url = ask.command.options['网址'] ?? ''] = ofWords(ask).words;
  if (url === '') return { cards: [{ card: publicationFormCard((await viewOf(ask, year)).plan) }] };
  const on = ask.command.options['日期'];
  await ask.deps.useCases.publishPlan(ask.by(), unitOf(ask).id, year, { url, on: on === undefined ? ask.today : dateIn(ask, on, '公开日期') });
  return { line: `已登记 ${String(year)} 年度计划公开`, tone: 'ok' };
};

export const PLAN_VERBS: readonly Verb[] = [
  { verb: '计划', aliases: ['plan', '年度计划', '计划 体检', '体检'], usage: '计划 2027', help: '看年度抽查计划和体检结果', for: 'business.see', answers: 'here', writes: false, run: show },
  { verb: '计划 新建', aliases: ['新建计划', 'plan new'], usage: '计划 新建 2027', help: '由上年计划、事项清单和名录起草', for: 'plan.draft', answers: 'privately', writes: true, run: create },
  { verb: '计划 调整', aliases: ['调整计划', '计划 修改', 'plan adjust'], usage: '计划 调整 2027-12 比例=8% 理由=上级专项', help: '改草稿或现行计划的一行', for: 'plan.draft', answers: 'privately', writes: true, run: adjust },
  { verb: '计划 导入', aliases: ['plan import'], usage: '把改好的计划表拖进私聊', help: '导入改好的年度抽查计划表，成为新的草稿', for: 'plan.draft', answers: 'privately', writes: true, run: readBack },
  { verb: '计划 表', aliases: ['计划表', 'plan sheet'], usage: '计划 表 2027', help: '取年度抽查计划表.xlsx', for: 'business.see', answers: 'privately', writes: false, run: sheet },
  { verb: '计划 提交', aliases: ['提交计划', 'plan submit'], usage: '计划 提交 2027', help: '把计划草稿提交审批', for: 'plan.submit', answers: 'privately', writes: true, run: submit },
  { verb: '计划 同意', aliases: ['同意计划', '计划 批准', 'plan approve'], usage: '计划 同意 2027', help: '审批年度计划：同意', for: 'plan.approve', answers: 'privately', writes: true, run: approve },
  { verb: '计划 退回', aliases: ['退回计划', 'plan return'], usage: '计划 退回 2027 请补齐 A07', help: '审批年度计划：退回', for: 'plan.approve', answers: 'privately', writes: true, run: giveBack },
  { verb: '计划 备案', aliases: ['plan file'], usage: '计划 备案 2027 文号=临双随机备〔2027〕3号 日期=1.15', help: '登记计划备案', for: 'plan.submit', answers: 'privately', writes: true, run: file },
  { verb: '计划 公开', aliases: ['plan publish'], usage: '计划 公开 2027 https://www.example.gov.cn/plan', help: '登记计划公开网址', for: 'plan.submit', answers: 'privately', writes: true, run: publish },
  { verb: '计划 对比', aliases: ['plan compare'], usage: '计划 对比 2027', help: '与上一版相比改了什么', for: 'business.see', answers: 'privately', writes: false, run: compare },
];
