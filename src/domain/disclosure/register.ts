/**
 * 公示登记: a result was published on a day at an address; that stops its clock. Late publication needs its reason.
 */
import type { Fact } from '../events.ts';
import type { LocalDate } from '../values.ts';
import type { InspectionId, PersonId } from '../ids.ts';
import type { InspectionState } from '../inspection/inspection.ts';
import { demand } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { requireStanding, requireTask, rulesOfTask } from '../task/require.ts';
import type { PublishChannel } from '../rules/rule-set.ts';
import { disclosureOf, missingChannels, registrationsOf, requiredChannels } from './channels.ts';
import { isDispatched } from '../task/task.ts';
import type { Disclosure, TaskState } from '../task/task.ts';

export interface WantedDisclosure {
  /** Null: every visit of the task. */
  readonly inspection: InspectionId | null;
  readonly on: LocalDate;
  readonly url: string;
  /** Where; absent = everywhere the rules ask for. */
  readonly channels?: readonly PublishChannel[];
  /** Why it is late; '' when it is not. */
  readonly overdueReason: string;
}

const MAX_TEXT = 300;

const properAddress = (raw: string): string => {
  const text = raw.trim();
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && text.length <= MAX_TEXT) return text;
  throw new Refusal('disclosure.bad-url', text === '' ? '没有写公示网址' : `「${text.slice(0, 60)}」不是网址`, { next: '请粘贴公示页面的完整网址，例如：公示 登记 7 https://www.example.gov.cn/ssj/7.html' });
};

/** The registration that says all of this already; null while something of it is new. */
const knownAt = (task: TaskState, visits: readonly InspectionState[], { inspection, channels }: WantedDisclosure): Disclosure | null => {
  const own = inspection === null ? (task.disclosures ?? []).filter((each) => each.inspection === null) : registrationsOf(task, inspection);
  const rules = rulesOfTask(task);
  const wanted = channels ?? visits.flatMap(({ target }) => requiredChannels(rules, target?.code ?? ''));
  return own.length > 0 && missingChannels(own, wanted).length === 0 ? (own.at(-1) ?? null) : null;
};

/** Visits that are not public everywhere once this is registered; null where no channel was ever named singly. */
const leftAfter = (task: TaskState, all: readonly InspectionState[], by: PersonId, { inspection, on, url, channels }: WantedDisclosure): number | null => {
  const before = task.disclosures ?? [];
  if (channels === undefined && before.every((each) => each.channels === undefined)) return null;
  const after = { disclosures: [...before, { inspection, on, url, by, ...(channels === undefined ? {} : { channels }) }] };
  return all.filter((visit) => disclosureOf(after, rulesOfTask(task), visit) === null).length;
};

/**
 * @param visits  the visits it is about
 * @param all     every visit of the task
 * @param latest  the last day on which all of them are in time; null while a clock has not started
 */
export const decideDisclosure = (task: TaskState, visits: readonly InspectionState[], all: readonly InspectionState[], by: Person, wanted: WantedDisclosure, latest: LocalDate | null, today: LocalDate): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  const { clause } = rulesOfTask(task).publish.days;
  demand(by, 'disclosure.register', settings.section);
  requireStanding(task);
  if (!isDispatched(task)) throw new Refusal('disclosure.not-dispatched', '任务还没有派发，没有可以公示的检查结果', { next: `发送「任务 ${id}」查看进度` });
  const { inspection, on } = wanted;
  if (visits.length === 0) throw new Refusal('inspection.unknown', `没有「${inspection ?? id}」这一户检查`, { next: `发送「期限 ${id}」查看各户` });
  const known = knownAt(task, visits, wanted);
  if (known !== null) throw new Refusal('disclosure.known', `已登记 ${known.on} 公示`, { next: `登记有误可撤销：公示 撤销登记 ${inspection ?? id} 理由` });
  const open = visits.filter(({ finished }) => finished === undefined);
  if (open.length > 0) throw new Refusal('disclosure.unfinished', `还有 ${String(open.length)} 户没有登记检查结束：${open.slice(0, 5).map((visit) => visit.id ?? '').join('、')}`, { next: '请组长先登记结束；也可以只登记一户，例如：公示 登记 7-1 网址' });
  if (on > today) throw new Refusal('disclosure.future', `公示日期 ${on} 还没有到`, { next: '请在公示之后登记实际日期' });
  const last = visits.map(({ finished }) => finished?.on ?? '').reduce((a, b) => (a > b ? a : b));
  if (on < last) throw new Refusal('disclosure.too-early', `检查 ${last} 才结束，公示日期不能早于它`, { next: '请核对公示日期' });
  const url = properAddress(wanted.url);
  const reason = wanted.overdueReason.trim().slice(0, MAX_TEXT);
  const isLate = latest !== null && on > latest;
  const explained = isLate && (task.overdue ?? []).some(({ due }) => due === latest);
  if (isLate && reason === '' && !explained) throw new Refusal('disclosure.late', `公示期限是 ${latest}，已逾期，须写明原因`, { next: `例如：公示 登记 ${inspection ?? id} 网址 逾期原因=检测报告晚到`, clause });
  const { channels } = wanted;
  const left = leftAfter(task, all, by.id, wanted);
  return [{ type: 'DisclosureRegistered', task: id, inspection, on, url, ...(channels === undefined ? {} : { channels }), ...(left === null ? {} : { left }), ...(isLate && reason !== '' ? { overdueReason: reason } : {}), by: by.id }];
};

/** A registration made by mistake is taken back; the clock runs as if it had never been stopped. */
export const decideDisclosureWithdrawal = (task: TaskState, by: Person, inspection: InspectionId | null, reason: string): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  demand(by, 'disclosure.register', settings.section);
  if (!(task.disclosures ?? []).some((each) => each.inspection === inspection)) throw new Refusal('disclosure.unknown', `${inspection ?? id} 没有登记过公示`, { next: `发送「期限 ${id}」查看` });
  const text = reason.trim();
  if (text === '') throw new Refusal('disclosure.no-reason', '没有写撤销理由', { next: `例如：公示 撤销登记 ${inspection ?? id} 网址填错` });
  return [{ type: 'DisclosureWithdrawn', task: id, inspection, reason: text.slice(0, 200), by: by.id }];
};

/** 逾期原因: asked every working day until the publication is registered. */
export const decideOverdueReason = (task: TaskState, by: Person, due: LocalDate | null, reason: string, today: LocalDate): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  demand(by, 'disclosure.register', settings.section);
  if (due === null || due >= today) throw new Refusal('disclosure.not-late', `${id} 没有逾期的公示`, { next: `发送「期限 ${id}」查看` });
  const text = reason.trim();
  if (text === '') throw new Refusal('disclosure.no-reason', '没有写逾期原因', { next: `例如：逾期原因 ${id} 检测报告晚到`, clause: rulesOfTask(task).publish.days.clause });
  return [{ type: 'OverdueExplained', task: id, due, reason: text.slice(0, MAX_TEXT), by: by.id }];
};
