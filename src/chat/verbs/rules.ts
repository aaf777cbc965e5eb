/**
 * Verbs of the rules: look at them, ask for the clause of one value, compare presets, and have them changed by approval.
 */
import { Refusal } from '../../domain/refusal.ts';
import type { RuleWish } from '../../domain/rules/adopted.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { waitingProposals } from '../../domain/rules/book.ts';
import type { RuleProposal } from '../../domain/rules/book.ts';
import { wishText } from '../../domain/rules/decide.ts';
import { FIXED_RULES } from '../../domain/rules/fixed.ts';
import { PRESETS, presetNamed } from '../../domain/rules/presets.ts';
import { PRESET_IDS } from '../../domain/rules/rule-set.ts';
import type { PresetId, RulePath } from '../../domain/rules/rule-set.ts';
import { rangeText, RULE_PATHS, SHAPES } from '../../domain/rules/shapes.ts';
import { compareCard, fixedRuleCard, ruleCard, ruleChangeCard, ruleChangeSubject, ruleFormCard, ruleHistoryCard, rulesCard } from '../cards/rules.ts';
import { ruleNamed, ruleValueOf } from '../parse/rules.ts';
import type { MeantRule } from '../parse/rules.ts';
import { personOf, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

const TITLES = PRESET_IDS.map((id) => PRESETS[id].title).join('、');

export const presetOf = (typed: string): PresetId => {
  const preset = presetNamed(typed.normalize('NFKC'));
  if (preset !== null) return preset;
  throw new Refusal('rules.unknown-preset', typed === '' ? '没有写是哪套规则' : `没有叫「${typed}」的规则`, { next: `可选：${TITLES}` });
};

const show = async (ask: Ask): Promise<Answer> => Promise.resolve({ cards: [{ card: rulesCard(unitOf(ask).state) }] });

/** @throws Refusal listing what there is, when it is not clear which value is meant */
const meantBy = (typed: string): Exclude<MeantRule, { kind: 'none' } | { kind: 'several' }> => {
  const meant = ruleNamed(typed);
  if (meant.kind === 'several') throw new Refusal('rules.ambiguous', `「${typed}」可能是几项规则`, { next: `请写全称：${meant.labels.join('、')}` });
  if (meant.kind === 'none') throw new Refusal('rules.unknown-value', typed === '' ? '没有写是哪一项规则' : `没有叫「${typed}」的规则项`, { next: `可选：${RULE_PATHS.map((path) => SHAPES[path].label).join('、')}` });
  return meant;
};

const showBasis = async (ask: Ask): Promise<Answer> => {
  const typed = ask.command.words.join('');
  if (typed === '') return show(ask);
  const meant = meantBy(typed);
  const { state } = unitOf(ask);
  return Promise.resolve({ cards: [{ card: meant.kind === 'value' ? ruleCard(state, meant.path) : fixedRuleCard(state, meant.key) }] });
};

const compare = async (ask: Ask): Promise<Answer> => Promise.resolve({ cards: [{ card: compareCard(unitOf(ask).state, presetOf(ask.command.words.join(''))) }] });

const history = async (ask: Ask): Promise<Answer> => {
  const { id, state } = unitOf(ask);
  return { cards: [{ card: ruleHistoryCard(state, (await ask.deps.states.load('rules', id)).state.steps) }] };
};

/** 依据 as typed, with the words behind it: nobody puts a document's name in quotes. */
const basisOf = ({ command: { options, rest } }: Ask): string => {
  const typed = /(?:依据|理由)\s*[=\uFF1D]\s*(.+)$/su.exec(rest)?.[1] ?? options['依据'] ?? options['理由'] ?? '';
  return typed.replace(/\s+/g, ' ').replace(/^["「“]|["」”]$/g, '').trim();
};

const wished = async (ask: Ask, wish: RuleWish, done: string): Promise<Answer> => {
  const entry = await ask.deps.useCases.wishRules(ask.by(), unitOf(ask).id, wish, basisOf(ask));
  const proposed = entry.events.find((fact) => fact.type === 'RuleChangeProposed');
  const form = ask.command.options['表单'];
  const line = proposed === undefined ? `${done}，今后新建的任务按此执行；已建任务仍按原规则` : `已提出第 ${String(proposed.change)} 号规则修改（${wishText(wish, proposed.from)}），待分管负责人或主要负责人批准`;
  return { line, tone: 'ok', ...(form === undefined ? {} : { updates: [{ subject: form, card: { title: '修改一项规则（已提出）', tone: 'muted', summary: line, body: line } }] }) };
};

const adopt = async (ask: Ask): Promise<Answer> => {
  const typed = ask.command.words[0] ?? '';
  if (typed === '') throw new Refusal('rules.unknown-preset', '没有写要采用哪套规则', { next: `例如：规则 采用 威海临港；可选：${TITLES}` });
  const preset = presetOf(typed);
  return wished(ask, { kind: 'preset', preset }, `已采用「${PRESETS[preset].title}」（${PRESETS[preset].basis}）`);
};

const overlay = (on: boolean) => async (ask: Ask): Promise<Answer> => wished(ask, { kind: 'overlay', on }, on ? '已叠加国办发〔2024〕54号' : '已取消叠加国办发〔2024〕54号');

/** The one 项目=数值 of the line. */
const changeOf = (ask: Ask): { readonly path: RulePath; readonly typed: string } => {
  const [named, ...more] = Object.entries(ask.command.options).filter(([key]) => !['依据', '理由', '表单'].includes(key));
  const [first = '', second = ''] = ask.command.words;
  const [name, typed] = named ?? [first, second];
  if (more.length > 0) throw new Refusal('rules.one-at-a-time', '一次只能修改一项规则', { next: '请分别提出，每项写明依据', clause: '每个数值都要答得出「依据是什么」' });
  const meant = meantBy(name);
  if (meant.kind === 'fixed') {
    const { label, text } = FIXED_RULES[meant.key];
    throw new Refusal('rules.fixed', `「${label}：${text}」不可更改`, { next: '发送「规则」查看可以修改的各项', clause: rulesInForce(unitOf(ask).state.rules).clauses[meant.key] });
  }
  return { path: meant.path, typed };
};

const change = async (ask: Ask): Promise<Answer> => {
  if (ask.command.words.length === 0 && Object.keys(ask.command.options).length === 0) {
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    return { cards: [{ card: ruleFormCard(subject), subject }] };
  }
  const { path, typed } = changeOf(ask);
  const value = ruleValueOf(path, typed);
  if (value === undefined) throw new Refusal('rules.unreadable', typed === '' ? `没有写「${SHAPES[path].label}」改成多少` : `看不懂「${SHAPES[path].label}」的数值「${typed}」`, { next: `可写：${rangeText(path)}` });
  return wished(ask, { kind: 'value', path, value }, '');
};

const CHANGE = /^第?(\d{1,6})号?$/;

/** The proposal meant: by its number, or the only one that waits. */
const pickProposal = async (ask: Ask): Promise<{ readonly proposal: RuleProposal; readonly numbered: boolean }> => {
  const { proposals, ...book } = (await ask.deps.states.load('rules', unitOf(ask).id)).state;
  const number = CHANGE.exec((ask.command.words[0] ?? '').normalize('NFKC'))?.[1];
  if (number !== undefined) {
    const meant = proposals.find((each) => each.change === Number(number));
    if (meant === undefined) throw new Refusal('rules.unknown-change', `没有第 ${number} 号规则修改`, { next: '发送「我的」查看待批准的修改' });
    return { proposal: meant, numbered: true };
  }
  const waiting = waitingProposals({ ...book, proposals });
  const [only, ...more] = waiting;
  if (only !== undefined && more.length === 0) return { proposal: only, numbered: false };
  throw only === undefined
    ? new Refusal('rules.none-waiting', '没有待批准的规则修改', { next: '发送「规则 历史」查看已有变更' })
    : new Refusal('rules.which', `有 ${String(waiting.length)} 项规则修改待批准`, { next: `请写编号：${waiting.map((each) => `${String(each.change)} ${wishText(each.wish, each.from)}`).join('；')}` });
};

const approve = async (ask: Ask): Promise<Answer> => {
  const { proposal: { change: number, wish, from } } = await pickProposal(ask);
  await ask.deps.useCases.approveRules(ask.by(), unitOf(ask).id, number);
  return { line: `已同意第 ${String(number)} 号规则修改（${wishText(wish, from)}），今后新建的任务按此执行`, tone: 'ok' };
};

const refuse = async (ask: Ask): Promise<Answer> => {
  const { proposal: { change: number }, numbered } = await pickProposal(ask);
  await ask.deps.useCases.refuseRules(ask.by(), unitOf(ask).id, number, ask.command.words.slice(numbered ? 1 : 0).join(' '));
  return { line: `已退回第 ${String(number)} 号规则修改`, tone: 'ok' };
};

const showProposal = async (ask: Ask): Promise<Answer> => {
  const { proposal } = await pickProposal(ask);
  personOf(ask);
  const { id, state } = unitOf(ask);
  return { cards: [{ card: ruleChangeCard(state, proposal), subject: ruleChangeSubject(id, proposal.change) }] };
};

export const RULE_VERBS: readonly Verb[] = [
  { verb: '规则 依据', aliases: ['rules basis', '依据'], usage: '规则 依据 公示期限', help: '某一项的数值和依据条款', for: 'bound', answers: 'publicly', writes: false, run: showBasis },
  { verb: '规则 对比', aliases: ['rules compare', '规则 比较'], usage: '规则 对比 福州高新', help: '本单位规则与另一套规则有哪些不同', for: 'bound', answers: 'publicly', writes: false, run: compare },
  { verb: '规则 历史', aliases: ['rules history', '规则 版本'], usage: '规则 历史', help: '规则各版本：何时、谁提出、谁批准、依据', for: 'bound', answers: 'here', writes: false, run: history },
  { verb: '规则 采用', aliases: ['rules adopt', '采用规则'], usage: '规则 采用 威海临港', help: '采用一套规则（无权批准的人发送即为提出）', for: 'rules.propose', answers: 'here', writes: true, run: adopt },
  { verb: '规则 修改', aliases: ['rules change', '修改规则'], usage: '规则 修改 公示期限=15 依据=本局实施细则第七条', help: '提出修改一项规则，由分管或主要负责人批准', for: 'rules.propose', answers: 'here', writes: true, run: change },
  { verb: '规则 叠加', aliases: ['rules overlay'], usage: '规则 叠加 54号', help: '在本单位规则上叠加国办发〔2024〕54号（只收紧）', for: 'rules.propose', answers: 'here', writes: true, run: overlay(true) },
  { verb: '规则 取消叠加', aliases: ['rules overlay-off'], usage: '规则 取消叠加 54号', help: '取消叠加国办发〔2024〕54号', for: 'rules.propose', answers: 'here', writes: true, run: overlay(false) },
  { verb: '规则 待批', aliases: ['rules pending', '规则 查看'], usage: '规则 待批 3', help: '查看一项待批准的规则修改', for: 'bound', answers: 'privately', writes: false, run: showProposal },
  { verb: '规则 同意', aliases: ['rules approve', '同意规则'], usage: '规则 同意 3', help: '批准规则修改', for: 'rules.adopt', answers: 'privately', writes: true, run: approve },
  { verb: '规则 不同意', aliases: ['rules refuse', '规则 退回'], usage: '规则 不同意 3 依据不足', help: '退回规则修改', for: 'rules.adopt', answers: 'privately', writes: true, run: refuse },
  { verb: '规则', aliases: ['rules', '预设'], usage: '规则', help: '查看各项规则数值、依据条款和变更人', for: 'bound', answers: 'publicly', writes: false, run: show },
];
