/**
 * Choosing and altering the rules of a unit (规则 采用 · 修改 · 叠加): clerks and section heads propose, the 分管负责人 or the
 * 主要负责人 approves, nobody approves his own proposal.
 *
 * Adopting a preset and switching the overlay is done at once by who may approve; a single value always takes two people,
 * because it departs from the document the bureau has published. Tasks that exist keep the rules they were made under.
 */
import type { Fact } from '../events.ts';
import type { Instant } from '../values.ts';
import type { UnitId } from '../ids.ts';
import { demand, may } from '../people/permissions.ts';
import { impossible, SEPARATIONS } from '../people/separation.ts';
import { personName } from '../people/unit.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { rulesInForce, wouldHold } from './adopted.ts';
import type { RuleWish } from './adopted.ts';
import { waitingProposals } from './book.ts';
import type { RuleProposal, RulesBook } from './book.ts';
import { OVERLAY_TITLE } from './overlay.ts';
import { PRESETS } from './presets.ts';
import type { RuleValue } from './rule-set.ts';
import { isAllowed, isSameValue, rangeText, ruledAt, SHAPES, valueText } from './shapes.ts';

const MAX_BASIS = 200;
const SEE = '发送「规则」查看各项数值和依据';

/** A wish in one line: 「公示期限 20 个工作日 → 15 个工作日」. */
export const wishText = (wish: RuleWish, from: RuleValue): string => {
  switch (wish.kind) {
    case 'preset': return `采用「${PRESETS[wish.preset].title}」（${PRESETS[wish.preset].basis}）`;
    case 'overlay': return `${wish.on ? '叠加' : '取消叠加'}${OVERLAY_TITLE}`;
    case 'value': return `${SHAPES[wish.path].label}：${valueText(wish.path, from)} → ${valueText(wish.path, wish.value)}`;
  }
};

const isAbout = (one: RuleWish, other: RuleWish): boolean => one.kind === other.kind && (one.kind !== 'value' || other.kind !== 'value' || one.path === other.path);

/** The value a wish would replace, null for presets and the overlay. @throws Refusal when the wish changes nothing or may not be granted */
const demandMeaningful = ({ rules }: UnitState, wish: RuleWish): RuleValue => {
  switch (wish.kind) {
    case 'preset':
      if (rules.preset === wish.preset && (rules.changes ?? []).length === 0) throw new Refusal('rules.same', `本单位已采用「${PRESETS[wish.preset].title}」`, { next: SEE });
      return null;
    case 'overlay':
      if ((rules.overlay ?? false) === wish.on) throw new Refusal('rules.same', wish.on ? `已叠加${OVERLAY_TITLE}` : `没有叠加${OVERLAY_TITLE}`, { next: SEE });
      return null;
    case 'value': {
      const { path, value } = wish;
      const { label } = SHAPES[path];
      const now = ruledAt(rulesInForce(rules), path);
      if (!isAllowed(path, value)) throw new Refusal('rules.out-of-bounds', `「${label}」不能是这个值`, { next: `可写：${rangeText(path)}`, clause: now.clause });
      const after = wouldHold(rules, path, value);
      if (!isSameValue(path, after.value, value)) {
        throw new Refusal('rules.overlay-stricter', `已叠加${OVERLAY_TITLE}，「${label}」不得宽于「${valueText(path, after.value)}」`, { next: '叠加期间只能改得更严；确需放宽请先依法取消叠加：规则 取消叠加', clause: after.clause });
      }
      if (isSameValue(path, now.value, value)) throw new Refusal('rules.same', `「${label}」已经是「${valueText(path, value)}」`, { next: SEE, clause: now.clause });
      return now.value;
    }
  }
};

const demandApprover = (unit: UnitState, by: Person): void => {
  if (unit.people.some((person) => person.id !== by.id && may(person, 'rules.adopt'))) return;
  throw new Refusal('rules.no-approver', '没有可以批准规则修改的分管负责人或主要负责人', { next: '请系统管理员绑定分管负责人或主要负责人后再提出；提出人不能自己批准', clause: SEPARATIONS['rule-propose-adopt'].clause });
};

/**
 * A wish becomes so at once where it may, a proposal otherwise.
 * @param basis 依据; a value needs one, because it takes the place of the clause
 */
export const decideWish = (unit: UnitState, id: UnitId, book: RulesBook, by: Person, wish: RuleWish, basis: string): readonly Fact[] => {
  demand(by, 'rules.propose');
  const from = demandMeaningful(unit, wish);
  const text = basis.trim().slice(0, MAX_BASIS);
  const version = unit.rules.version + 1;
  if (wish.kind !== 'value' && may(by, 'rules.adopt')) {
    return wish.kind === 'preset'
      ? [{ type: 'RuleSetAdopted', unit: id, preset: wish.preset, version, by: by.id, basis: text }]
      : [{ type: 'RuleOverlaySwitched', unit: id, on: wish.on, version, by: by.id, basis: text }];
  }
  if (wish.kind === 'value' && text === '') {
    throw new Refusal('rules.no-basis', '修改规则必须写明依据', { next: `例如：规则 修改 ${SHAPES[wish.path].label}=… 依据=本局实施细则（2027）第七条`, clause: '每个数值都要答得出「依据是什么」' });
  }
  const waiting = waitingProposals(book).find((proposal) => isAbout(proposal.wish, wish));
  if (waiting !== undefined) throw new Refusal('rules.waiting', `同一项已有第 ${String(waiting.change)} 号修改待批准：${wishText(waiting.wish, waiting.from)}`, { next: `请先办理：规则 同意 ${String(waiting.change)}，或 规则 不同意 ${String(waiting.change)} 理由` });
  demandApprover(unit, by);
  return [{ type: 'RuleChangeProposed', unit: id, change: book.proposals.length + 1, wish, from, basis: text, by: by.id }];
};

const stamp = (instant: Instant | null): string => (instant === null ? '' : new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' '));

/** The proposal while this person may still decide it. */
const requireDecidable = (unit: UnitState, book: RulesBook, by: Person, change: number): RuleProposal => {
  const proposal = book.proposals.find((each) => each.change === change);
  if (proposal === undefined) throw new Refusal('rules.unknown-change', `没有第 ${String(change)} 号规则修改`, { next: '发送「我的」查看待批准的修改' });
  if (proposal.phase !== 'waiting') {
    const who = proposal.decidedBy === null ? '' : personName(unit, proposal.decidedBy);
    throw new Refusal('rules.already-decided', `第 ${String(change)} 号规则修改已由${who}于 ${stamp(proposal.decidedAt)} ${proposal.phase === 'approved' ? '同意' : '退回'}`, { next: '发送「规则 历史」查看' });
  }
  demand(by, 'rules.adopt');
  if (proposal.by === by.id) throw impossible('rules.own', 'rule-propose-adopt', by, unit.people.filter((person) => person.id !== by.id && may(person, 'rules.adopt')));
  return proposal;
};

export const decideRuleApproval = (unit: UnitState, id: UnitId, book: RulesBook, by: Person, change: number): readonly Fact[] => {
  const { wish, from, basis, by: proposedBy } = requireDecidable(unit, book, by, change);
  const now = demandMeaningful(unit, wish);
  if (wish.kind === 'value' && !isSameValue(wish.path, now, from)) {
    throw new Refusal('rules.moved', `提出之后「${SHAPES[wish.path].label}」已变为「${valueText(wish.path, now)}」`, { next: `请退回后按现行数值重新提出：规则 不同意 ${String(change)} 数值已变更` });
  }
  return [{ type: 'RuleChangeApproved', unit: id, change, wish, from, basis, proposedBy, by: by.id, version: unit.rules.version + 1 }];
};

export const decideRuleRefusal = (unit: UnitState, id: UnitId, book: RulesBook, by: Person, change: number, reason: string): readonly Fact[] => {
  requireDecidable(unit, book, by, change);
  const text = reason.trim().slice(0, MAX_BASIS);
  return [{ type: 'RuleChangeRefused', unit: id, change, by: by.id, reason: text === '' ? '不同意修改' : text }];
};
