/**
 * The public value of a closed attempt: entered by one, confirmed by another, one of the two being the witness.
 *
 * The attempt waits for it however long it takes; nothing is revealed meanwhile. What proves itself (drand) needs nobody to
 * confirm it. The wrong number is taken back by whoever sees the difference, and entered again.
 */
import type { AwaitedPublic, PublicValue } from '../draw/public-value.ts';
import { publicWords } from '../draw/public.ts';
import type { Fact } from '../events.ts';
import type { Instant } from '../values.ts';
import { demand, may } from '../people/permissions.ts';
import { impossible } from '../people/separation.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { PHASE_WORDS } from './ceremony.ts';
import { requireTask } from './require.ts';
import { lastAttempt } from './task.ts';
import type { Attempt, EnteredValue, TaskState } from './task.ts';

export const TWO_PEOPLE = '公开数由两人核对，其中一人是见证人';

/** What is common to an attempt and a later round that wait for a value. */
export interface Waiting { readonly public: AwaitedPublic; readonly witness: Person['id']; readonly entered: EnteredValue | null }

/** @throws Refusal unless the last attempt is closed and waits for its value */
export const requireWaiting = (task: TaskState): Attempt & { readonly public: AwaitedPublic } => {
  requireTask(task);
  const last = lastAttempt(task);
  if (last?.phase === 'waiting' && last.public !== undefined) return { ...last, public: last.public };
  const awaited = last?.public;
  if (last?.phase === 'committed' && awaited !== undefined) throw new Refusal('draw.public-before-close', `还没有封口，公开数要等封口之后录入：${publicWords(awaited)}`, { next: '先请见证人封口', clause: '公开数须在封口之后产生' });
  const where = last === null ? '还没有发起抽取' : `第 ${String(last.attempt)} 次抽取${PHASE_WORDS[last.phase]}${awaited === undefined ? '，不需要公开数' : ''}`;
  throw new Refusal('draw.no-public', `${where}，现在不录入公开数`, { next: '发送「任务」查看进度和下一步' });
};

/** @throws Refusal when it is too early, somebody else's entry waits to be confirmed, or this person may not */
export const demandMayEnter = ({ public: awaited, witness, entered }: Waiting, by: Person, section: string, at: Instant): void => {
  if (by.id !== witness) demand(by, 'draw.public-value', section);
  if (at < awaited.notBefore) throw new Refusal('draw.public-too-early', `${publicWords(awaited)}，现在还没有公布`, { next: '公布以后再录入；本次抽取会一直等着，不会开出' });
  if (entered !== null && entered.by !== by.id) throw new Refusal('draw.public-entered', '公开数已有人录入，等另一人核对', { next: '号码一致请点「核对一致」；不一致请点「号码不符」，再重新录入', clause: TWO_PEOPLE });
};

export const decidePublicValue = (task: TaskState, by: Person, value: PublicValue, at: Instant): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  const { attempt, public: awaited, witness, publicValue } = requireWaiting(task);
  demandMayEnter({ public: awaited, witness, entered: publicValue ?? null }, by, settings.section, at);
  return [{ type: 'PublicValueEntered', task: id, attempt, value, by: by.id }];
};

/** @throws Refusal unless this person may say whether the entered value is right */
export const demandMayConfirm = ({ witness, entered }: Waiting, by: Person, section: string): EnteredValue => {
  if (entered === null) throw new Refusal('draw.public-none', '还没有人录入公开数', { next: '请抽取人先录入公开数' });
  if (entered.by === by.id) throw impossible('draw.public-own', 'value-entry-check', by, entered.by === witness ? '抽取人、发起科室负责人或经办人' : '见证人', TWO_PEOPLE);
  if (by.id !== witness && (entered.by !== witness || !may(by, 'draw.public-value', section))) throw new Refusal('draw.public-not-witness', `${by.name}不是本次抽取的见证人`, { next: '请见证人核对公开数', clause: TWO_PEOPLE });
  return entered;
};

export const decidePublicConfirmed = (task: TaskState, by: Person): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  const { attempt, public: awaited, witness, publicValue } = requireWaiting(task);
  demandMayConfirm({ public: awaited, witness, entered: publicValue ?? null }, by, settings.section);
  return [{ type: 'PublicValueConfirmed', task: id, attempt, by: by.id }];
};

export const decidePublicRejected = (task: TaskState, by: Person, reason: string): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  const { attempt, public: awaited, witness, publicValue } = requireWaiting(task);
  demandMayConfirm({ public: awaited, witness, entered: publicValue ?? null }, by, settings.section);
  return [{ type: 'PublicValueRejected', task: id, attempt, by: by.id, reason: reason.trim() === '' ? '与公布的不一致' : reason.trim().slice(0, 200) }];
};
