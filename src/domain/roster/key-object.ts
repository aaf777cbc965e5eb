/**
 * 重点检查对象: who is on the list, why, on whose word and since when (福州高新细则 三(五), 通州意见 三(二)4, 威海临港细则 第七条, 宝丰方案 2(六)).
 *
 * One stream a target. Staff propose with a trigger, evidence and its date; the deputy in charge decides; twelve months
 * later somebody has to say that the reason still holds (P7). Complaints count only when they were verified (P8).
 *
 * What wins: a decision made here wins over the column of an imported roster, because it was approved on evidence, while a
 * column is one clerk's typing. Where nothing was ever decided, the column stands as it did before there was a list.
 */
import { addDays, localDate } from '../calendar/working-days.ts';
import type { Fact, KeyChange } from '../events.ts';
import type { BlobRef, Instant, LocalDate } from '../values.ts';
import type { PersonId, TargetCode, UnitId } from '../ids.ts';
import { demand } from '../people/permissions.ts';
import { askedFirst, decidersOf, demandDecider } from '../people/separation.ts';
import type { DecidedMatter } from '../people/separation.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import type { KeyTrigger } from '../rules/rule-set.ts';
import type { TargetRow } from './rows.ts';

/** A change that waits for the deputy, or was decided. */
export interface KeyProposal {
  readonly section: string;
  readonly change: KeyChange;
  readonly trigger: KeyTrigger | null;
  readonly reason: string;
  readonly evidence: BlobRef | null;
  readonly evidenceOn: LocalDate;
  readonly by: PersonId;
  readonly at: Instant;
}
export interface KeyObjectState {
  readonly unit: UnitId | null;
  readonly target: TargetCode | null;
  /** 'never' decided: then the column of the roster says it. */
  readonly standing: 'never' | 'listed' | 'removed';
  /** Indexed: a listed target; a change that waits. */
  readonly isListed: boolean;
  readonly isProposed: boolean;
  readonly proposal: KeyProposal | null;
  /** What the present listing rests on. */
  readonly listing: (KeyProposal & { readonly approvedBy: PersonId; readonly since: LocalDate }) | null;
  readonly reviewedOn: LocalDate | null;
}
export const newKeyObject: KeyObjectState = { unit: null, target: null, standing: 'never', isListed: false, isProposed: false, proposal: null, listing: null, reviewedOn: null };

export const evolveKeyObject = (state: KeyObjectState, fact: Fact, at: Instant): KeyObjectState => {
  switch (fact.type) {
    case 'KeyChangeProposed': {
      const { section, change, trigger, reason, evidence, evidenceOn, by } = fact;
      return { ...state, unit: fact.unit, target: fact.target, isProposed: true, proposal: { section, change, trigger, reason, evidence, evidenceOn, by, at } };
    }
    case 'KeyChangeDecided': {
      const settled: KeyObjectState = { ...state, isProposed: false, proposal: null };
      if (!fact.approved || state.proposal === null) return settled;
      if (fact.change === 'remove') return { ...settled, standing: 'removed', isListed: false, listing: null, reviewedOn: null };
      return { ...settled, standing: 'listed', isListed: true, listing: { ...state.proposal, approvedBy: fact.by, since: localDate(at) }, reviewedOn: null };
    }
    case 'KeyEvidenceFiled':
      return state.proposal === null ? state : { ...state, proposal: { ...state.proposal, evidence: fact.file } };
    case 'KeyObjectReviewed':
      return { ...state, reviewedOn: localDate(at) };
    default:
      return state;
  }
};

export const keyStream = (unit: string, target: string): string => `${unit}/${target}`;

/** Whether a target counts as a key one: what was decided, else what the roster says. */
export const isKeyObject = (row: Pick<TargetRow, 'key'>, standing: KeyObjectState['standing'] | undefined): boolean =>
  standing === 'listed' || (standing !== 'removed' && row.key);

const REVIEW_DAYS = 365;
/** The day by which somebody has to say that the reason still holds. */
export const reviewDue = ({ listing, reviewedOn }: Pick<KeyObjectState, 'listing' | 'reviewedOn'>): LocalDate | null =>
  listing === null ? null : addDays(reviewedOn ?? listing.since, REVIEW_DAYS);

// ---------------------------------------------------------------- who qualifies

export interface KeyRules {
  readonly triggers: readonly KeyTrigger[];
  readonly clause: string;
  /** 「3次以上」 includes 3; null where the document names no number. */
  readonly penaltiesAtLeast: number | null;
}
export interface KeySuggestion {
  readonly trigger: KeyTrigger;
  /** What the roster says, in a few words. */
  readonly evidence: string;
}

/** 「多次」 where the bureau's document names no number. */
const MANY = 2;
const counted = (value: number | null | undefined): number => value ?? 0;

/** What the columns of a roster row give as reasons; unverified complaints never do, whatever their number (P8). */
export const suggestionsFor = (row: TargetRow, { triggers, penaltiesAtLeast }: KeyRules): readonly KeySuggestion[] => {
  const found: KeySuggestion[] = [];
  const add = (wanted: readonly KeyTrigger[], holds: boolean, evidence: string): void => {
    const trigger = wanted.find((each) => triggers.includes(each));
    if (holds && trigger !== undefined) found.push({ trigger, evidence });
  };
  const verified = counted(row.verifiedComplaints);
  add(['complaints-verified', 'complaints'], verified >= MANY, `投诉举报查实 ${String(verified)} 次`);
  add(['abnormal-list', 'abnormal-mark'], row.abnormal, '名录“经营异常”为是');
  add(['blacklist', 'serious-dishonesty', 'serious-violation'], row.blacklisted, '名录“严重违法失信”为是');
  const penalties = counted(row.penaltiesIn3Years);
  add(['penalties'], penaltiesAtLeast !== null && penalties >= penaltiesAtLeast, `近三年处罚 ${String(penalties)} 次`);
  return found;
};

// ---------------------------------------------------------------- decisions

export interface KeyWish {
  readonly unit: UnitId;
  readonly target: TargetCode;
  readonly change: KeyChange;
  readonly trigger: KeyTrigger | null;
  readonly reason: string;
  readonly evidence: BlobRef | null;
  readonly evidenceOn: LocalDate | null;
}
const MOST_WORDS = 300;

/** @param isKey whether the target counts as a key one now, by decision or by its column */
export const decideKeyProposal = (state: KeyObjectState, by: Person, wish: KeyWish, { section, name, isKey, today, rules }: { readonly section: string; readonly name: string; readonly isKey: boolean; readonly today: LocalDate; readonly rules: KeyRules }): readonly Fact[] => {
  demand(by, 'key.propose', section);
  const { clause } = rules;
  if (state.isProposed) throw new Refusal('key.waiting', `${name}已有一项重点对象变更待分管负责人审批`, { next: '发送「重点对象」查看；审批后再提', clause });
  const reason = wish.reason.trim();
  if (wish.change === 'remove') {
    if (!isKey) throw new Refusal('key.not-listed', `${name}不是重点对象`, { next: '发送「重点对象」查看名单', clause });
    if (reason === '') throw new Refusal('key.no-reason', '没有写明移出的理由', { next: '例如：重点对象 移出 启明培训 依据=已移出经营异常名录', clause });
  } else {
    if (state.standing === 'listed') throw new Refusal('key.listed', `${name}已在重点对象名单内`, { next: '发送「重点对象 名称」查看列入情形和日期', clause });
    if (wish.trigger === null) throw new Refusal('key.no-trigger', '没有写明列入的情形', { next: '例如：重点对象 加入 启明培训 原因=经营异常 依据=9月1日列入经营异常名录', clause });
    if (!rules.triggers.includes(wish.trigger)) throw new Refusal('key.not-in-rules', '本单位规则没有把这种情形列为重点对象', { next: '发送「规则 依据 重点对象情形」查看；需要增加请先变更规则', clause });
    if (wish.trigger === 'complaints' && !/查实|属实/.test(reason)) throw new Refusal('key.unverified', '投诉举报没有查实，不能据此列为重点对象', { next: '查实后在依据里写明“查实”及次数、日期，例如：依据=9月两次投诉均查实', clause });
    if (reason === '') throw new Refusal('key.no-evidence', '没有写明依据', { next: '请写一句依据（何时、何事、文号），例如：依据=9月1日列入经营异常名录', clause });
  }
  const evidenceOn = wish.evidenceOn ?? today;
  if (evidenceOn > today) throw new Refusal('key.future', `依据日期 ${evidenceOn} 还没有到`, { next: '请写依据产生的日期，例如：日期=9.1' });
  return [{ type: 'KeyChangeProposed', unit: wish.unit, target: wish.target, section, change: wish.change, trigger: wish.trigger, reason: reason.slice(0, MOST_WORDS), evidence: wish.evidence, evidenceOn, by: by.id }];
};

/** A file that shows what the proposal says; only while it waits, and only from who proposed it. */
export const decideKeyEvidence = (state: KeyObjectState, by: Person, file: BlobRef): readonly Fact[] => {
  const { unit, target, proposal } = state;
  if (unit === null || target === null || proposal === null) throw new Refusal('key.nothing-waits', '没有待审批的重点对象变更，文件没有归入', { next: '请先提出：重点对象 加入 名称 原因=… 依据=…' });
  if (proposal.by !== by.id) throw new Refusal('key.not-yours', '这项变更由他人提出，证据由提出人提交', { next: '请把文件交给提出人，或另行告知分管负责人' });
  return [{ type: 'KeyEvidenceFiled', unit, target, file, by: by.id }];
};

/** Who decides a proposal: a deputy; never who proposed it. */
const matterOf = ({ proposal }: KeyObjectState, section: string): DecidedMatter => ({
  operation: 'key.approve', section, parties: [{ rule: 'key-propose-approve', code: 'key.own', is: ({ id }) => id === proposal?.by }],
});
/** Who is asked: the deputy in charge of the section before all others. */
export const keyDeciders = (unit: UnitState, state: KeyObjectState, section: string): readonly Person[] => (state.proposal === null ? [] : askedFirst(decidersOf(unit, matterOf(state, section)), section));

export const decideKeyApproval = (people: UnitState, state: KeyObjectState, by: Person, approved: boolean, reason: string, { section, clause }: { readonly section: string; readonly clause: string }): readonly Fact[] => {
  const { unit, target, proposal } = state;
  if (unit === null || target === null || proposal === null) throw new Refusal('key.nothing-waits', '没有待审批的重点对象变更', { next: '发送「重点对象」查看名单；可能已由他人处理' });
  demandDecider(people, matterOf(state, section), by);
  if (!approved && reason.trim() === '') throw new Refusal('key.no-reason', '没有写明不同意的理由', { next: '请写一句理由，例如：重点对象 不同意 启明培训 证据不足', clause });
  return [{ type: 'KeyChangeDecided', unit, target, change: proposal.change, approved, reason: reason.trim().slice(0, MOST_WORDS), by: by.id }];
};

/** 复核: the reason still holds; otherwise the target is proposed for removal. */
export const decideKeyReview = (state: KeyObjectState, by: Person, reason: string, { section, clause }: { readonly section: string; readonly clause: string }): readonly Fact[] => {
  if (state.unit === null || state.target === null || !state.isListed) throw new Refusal('key.not-listed', '该对象不在经审批的重点对象名单内，无需复核', { next: '发送「重点对象」查看名单', clause });
  demand(by, 'key.propose', section);
  if (reason.trim() === '') throw new Refusal('key.no-reason', '没有写明复核的结论', { next: '例如：重点对象 复核 启明培训 仍在经营异常名录；情形已消除的请发送：重点对象 移出', clause });
  return [{ type: 'KeyObjectReviewed', unit: state.unit, target: state.target, reason: reason.trim().slice(0, MOST_WORDS), by: by.id }];
};
