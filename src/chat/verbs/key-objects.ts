/**
 * 重点对象: the list, who qualifies, and the steps from a proposal with evidence to its review after a year.
 */
import { Refusal } from '../../domain/refusal.ts';
import type { KeyChange } from '../../domain/events.ts';
import { personName } from '../../domain/people/unit.ts';
import { keyStream } from '../../domain/roster/key-object.ts';
import { keyRulesOf } from '../../domain/roster/key-rules.ts';
import { TRIGGER_NAMES } from '../../domain/rules/shapes.ts';
import { keyApprovalCard, keyListCard, keySubject, keySuggestionsCard } from '../cards/key-objects.ts';
import { textAfter } from '../parse/command.ts';
import { dateOf } from '../parse/dates.ts';
import { triggerNamed } from '../parse/triggers.ts';
import { personOf, pickTarget, unitOf } from '../pick.ts';
import type { RosterHit } from '../pick.ts';
import type { TargetCode } from '../../domain/ids.ts';
import type { FileTable } from '../../application/queries/table-file.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { keyTable, suggestionTable } from '../views/roster-tables.ts';
import { lookUp } from './roster-lookup.ts';
import { fileIn } from './visit-end.ts';

const fileOf = async (ask: Ask, table: FileTable): Promise<NonNullable<Answer['files']>> => {
  const { name, sha256 } = await ask.deps.queries.tableFile(unitOf(ask).id, personOf(ask).name, table);
  return [{ name, blob: sha256 }];
};

/** 「…52U」 stands for a code that ends so. */
const target = async (ask: Ask): Promise<RosterHit & { readonly target: TargetCode }> => {
  const [typed] = ask.command.words;
  if (typed === undefined) throw new Refusal('key.nobody', '没有写是哪个检查对象', { next: '例如：重点对象 加入 启明培训 原因=经营异常 依据=9月1日列入经营异常名录' });
  return pickTarget(ask, typed.replace(/^(?:…+|\.{2,})/, ''));
};

/** 键=值, and the words behind it that have no 键 of their own: reasons are typed with blanks. */
const sentence = (ask: Ask, ...keys: readonly string[]): string => {
  const match = new RegExp(`(?:^|\\s)(?:${keys.join('|')})[=\\uFF1D]([^=\\uFF1D]*?)(?=\\s+[\\p{L}]{1,6}[=\\uFF1D]|$)`, 'u').exec(ask.command.rest.split('\n')[0] ?? '');
  return (match?.[1] ?? keys.map((key) => ask.command.options[key]).find((value) => value !== undefined) ?? '').replace(/^["“「]|["”」]$/g, '').trim();
};

const list = async (ask: Ask): Promise<Answer> => {
  const typed = ask.command.words.join(' ');
  if (typed !== '') return lookUp(ask, 'targets', typed);
  const { listed, waiting } = await ask.deps.queries.keyList(unitOf(ask).id);
  return { cards: [{ card: keyListCard(listed, waiting, ask.today) }], ...(listed.length === 0 ? {} : { files: await fileOf(ask, keyTable(listed)) }) };
};

const suggest = async (ask: Ask): Promise<Answer> => {
  const { id, state } = unitOf(ask);
  const suggested = await ask.deps.queries.keySuggestions(id);
  return { cards: [{ card: keySuggestionsCard(suggested, keyRulesOf(state.rules)) }], ...(suggested.length === 0 ? {} : { files: await fileOf(ask, suggestionTable(suggested)) }) };
};

const propose = (change: KeyChange) => async (ask: Ask): Promise<Answer> => {
  const found = await target(ask);
  const { id, state } = unitOf(ask);
  const rules = keyRulesOf(state.rules);
  const cause = sentence(ask, '原因', '情形');
  const trigger = change === 'remove' || cause === '' ? null : triggerNamed(cause, rules.triggers);
  if (cause !== '' && trigger === null && change === 'list') {
    throw new Refusal('key.unknown-trigger', `没有「${cause}」这种列入情形`, { next: `本单位规则的情形有：${rules.triggers.map((each) => TRIGGER_NAMES[each]).join('、')}`, clause: rules.clause });
  }
  const typedDay = ask.command.options['日期'];
  const evidenceOn = typedDay === undefined ? null : dateOf(typedDay, ask.today);
  if (typedDay !== undefined && evidenceOn === null) throw new Refusal('key.bad-date', `看不懂日期「${typedDay}」`, { next: '例如：日期=9.1' });
  // The everyday way to say it names the ground once: 原因=投诉属实.
  const reason = sentence(ask, '依据', '理由') || (change === 'list' ? cause : textAfter(ask.command, 1));
  await ask.deps.useCases.proposeKeyChange(ask.by(), id, { target: found.target, change, trigger, reason, evidence: null, evidenceOn });
  return { line: `已提出${change === 'list' ? '列入' : '移出'}：${found.name}，请分管负责人审批；有证明材料请把文件发到这里`, tone: 'ok' };
};

const evidence = async (ask: Ask): Promise<Answer> => {
  const file = await fileIn(ask);
  if (file === null) return { line: '请把照片、PDF 等作为文件直接发到这个私聊窗口，再选是哪个重点对象的证据' };
  const found = await target(ask);
  await ask.deps.useCases.fileKeyEvidence(ask.by(), unitOf(ask).id, { target: found.target, file });
  return { line: `「${file.name}」已作为 ${found.name} 的证据，已交分管负责人`, tone: 'ok' };
};

const show = async (ask: Ask): Promise<Answer> => {
  const found = await target(ask);
  const { id, state: unit } = unitOf(ask);
  const { state } = await ask.deps.states.load('keyObject', keyStream(id, found.target));
  if (state.proposal === null) throw new Refusal('key.nothing-waits', `${found.name}没有待审批的重点对象变更`, { next: '发送「重点对象」查看名单；可能已由他人处理' });
  return { cards: [{ card: keyApprovalCard(found, state, personName(unit, state.proposal.by)), subject: keySubject(id, found.target) }], ...(state.proposal.evidence === null ? {} : { files: [{ name: state.proposal.evidence.name, blob: state.proposal.evidence.sha256 }] }) };
};

const decide = (approved: boolean) => async (ask: Ask): Promise<Answer> => {
  const found = await target(ask);
  await ask.deps.useCases.decideKeyChange(ask.by(), unitOf(ask).id, { target: found.target, approved, reason: textAfter(ask.command, 1) });
  return { line: `${approved ? '已同意' : '未同意'}：${found.name} 的重点对象变更`, tone: 'ok' };
};

const review = async (ask: Ask): Promise<Answer> => {
  const found = await target(ask);
  await ask.deps.useCases.reviewKeyObject(ask.by(), unitOf(ask).id, { target: found.target, reason: textAfter(ask.command, 1) });
  return { line: `已复核：${found.name} 继续列为重点对象，12 个月后再复核`, tone: 'ok' };
};

export const KEY_VERBS: readonly Verb[] = [
  { verb: '重点对象', aliases: ['key', '重点'], usage: '重点对象', help: '重点检查对象名单；写名称看一户', for: 'business.see', answers: 'privately', writes: false, run: list },
  { verb: '重点对象 建议', aliases: ['key suggest', '重点 建议'], usage: '重点对象 建议', help: '按名录记载，谁符合列入情形', for: 'business.see', answers: 'privately', writes: false, run: suggest },
  { verb: '重点对象 加入', aliases: ['key add', '重点 加入', '重点对象 列入'], usage: '重点对象 加入 启明培训 原因=经营异常 依据=9月1日列入经营异常名录', help: '提出列入，须写情形和依据，由分管负责人审批', for: 'key.propose', answers: 'privately', writes: true, run: propose('list') },
  { verb: '重点对象 移出', aliases: ['key remove', '重点 移出'], usage: '重点对象 移出 启明培训 依据=已移出经营异常名录', help: '提出移出，由分管负责人审批', for: 'key.propose', answers: 'privately', writes: true, run: propose('remove') },
  { verb: '重点对象 证据', aliases: ['key evidence', '重点 证据'], usage: '把照片、PDF 拖进私聊', help: '为待审批的重点对象变更提交证据', for: 'key.propose', answers: 'privately', writes: true, run: evidence },
  { verb: '重点对象 审批', aliases: ['key show', '重点 审批'], usage: '重点对象 审批 启明培训', help: '看待审批的重点对象变更及其证据', for: 'key.approve', answers: 'privately', writes: false, run: show },
  { verb: '重点对象 同意', aliases: ['key approve', '重点 同意'], usage: '重点对象 同意 启明培训', help: '审批重点对象的列入或移出', for: 'key.approve', answers: 'privately', writes: true, run: decide(true) },
  { verb: '重点对象 不同意', aliases: ['key refuse', '重点 不同意'], usage: '重点对象 不同意 启明培训 证据不足', help: '退回重点对象的变更', for: 'key.approve', answers: 'privately', writes: true, run: decide(false) },
  { verb: '重点对象 复核', aliases: ['key review', '重点 复核'], usage: '重点对象 复核 启明培训 仍在经营异常名录', help: '列入满 12 个月，复核情形是否仍在', for: 'key.propose', answers: 'privately', writes: true, run: review },
];
