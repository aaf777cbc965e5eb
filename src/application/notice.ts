/**
 * 检查通知书: made from its template with what the journal and the rosters say, filed as part of the record, and its delivery
 * registered. The QR code on it leads to the public check page of the visit.
 */
import { dayText, windowText } from '../domain/calendar/month.ts';
import { localDate } from '../domain/calendar/working-days.ts';
import type { Instant, LocalDate } from '../domain/values.ts';
import { taskOf } from '../domain/ids.ts';
import { comesFrom, partOf } from '../domain/inspection/inspection.ts';
import type { InspectionId, UnitId } from '../domain/ids.ts';
import type { InspectionState, Post } from '../domain/inspection/inspection.ts';
import { decideDelivery, decideNotice, nextEdition, noticeNumber, requireNotice } from '../domain/inspection/notice.ts';
import { DAY_PARTS } from '../domain/inspection/notice-words.ts';
import type { Numbering } from '../domain/inspection/notice.ts';
import type { DayPart, DeliveryWay } from '../domain/inspection/notice-words.ts';
import { actingPerson } from '../domain/people/decide.ts';
import type { UnitState } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { rulesInForce } from '../domain/rules/adopted.ts';
import type { InspectorRow, TargetRow } from '../domain/roster/rows.ts';
import { itemsOfVisit } from '../domain/task/modes.ts';
import { requireTask } from '../domain/task/require.ts';
import type { TaskState } from '../domain/task/task.ts';
import { countsToCap } from '../domain/task/visit-kinds.ts';
import { sourceOnNotice } from '../domain/task/words.ts';
import type { By, Deps } from './deps.ts';
import { mergedNotice } from './documents/merged-notice.ts';
import { BLANK, itemEntries, itemRecords, kindText, methodText, organOf, rosterRow } from './documents/words.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import type { DocumentModel, Entry } from './ports.ts';
import { helperBook } from './queries/helpers.ts';
import { earlierVisits } from './queries/yearly.ts';

export const NOTICE_TITLE = '行政检查通知书';

export interface NoticeWords {
  readonly on: LocalDate;
  readonly part: DayPart;
  readonly materials: readonly string[];
  /** '' = the address of the roster. */
  readonly place: string;
  /** '' = the methods of the items. */
  readonly method: string;
  /** 协助人员人数; null = those attached to the visit. */
  readonly assistants: number | null;
  /** '' = the leader's own number in the roster. */
  readonly phone: string;
}

const atVisit = async (desk: Desk, by: By, id: InspectionId) => {
  const visit = await desk.take('inspection', id);
  if (visit.unit === null) throw new Refusal('inspection.unknown', `没有「${id}」这一户检查`, { next: '发送「我的」查看您的任务编号' });
  const unit = await desk.read('unit', visit.unit);
  return { visit, id: visit.unit, unit, task: await desk.read('task', taskOf(id)), person: actingPerson(unit, by.actor.account) };
};

const rowsOf = async (deps: Deps, task: TaskState, visit: InspectionState) => {
  const { settings } = requireTask(task);
  const posts = visit.posts.toSorted((a, b) => Number(b.leader) - Number(a.leader));
  return {
    target: visit.target === null ? null : await rosterRow<TargetRow>(deps, task, 'targets', visit.target.code),
    items: await itemEntries(deps, task, itemsOfVisit(settings, visit.stratum)),
    people: await Promise.all(posts.map(async (post): Promise<{ readonly post: Post; readonly row: InspectorRow | null }> => ({ post, row: await rosterRow<InspectorRow>(deps, task, 'inspectors', post.inspector) }))),
  };
};

const modelOf = async (deps: Deps, task: TaskState, unit: UnitState, visit: InspectionState, id: InspectionId, words: NoticeWords, { nth, assistants, own }: { readonly nth: number | null; readonly assistants: number; readonly own: Numbering | null }): Promise<DocumentModel> => {
  const { settings } = requireTask(task);
  const { complaintPhone, contact } = rulesInForce(unit.rules).documents;
  const { target, items, people } = await rowsOf(deps, task, visit);
  const leader = people.find(({ post }) => post.leader);
  const phone = words.phone === '' ? (leader?.row?.phone ?? '') : words.phone;
  const code = deps.links.to('check', id);
  return {
    title: NOTICE_TITLE, unit: unit.name, madeAt: deps.clock(), code,
    fields: {
      单位: unit.name, 落款: organOf(unit), 文号: noticeNumber(id, nextEdition(visit), own), 对象: visit.target?.name ?? '', 检查编号: id, 任务编号: taskOf(id), 任务名称: settings.name,
      任务来源: sourceOnNotice(settings), 检查类型: kindText(task), 本年度次数: nth === null ? '不计入年度检查次数' : `第 ${String(nth)} 次`,
      时间: `${dayText(words.on)}${DAY_PARTS[words.part]}`, 期限: windowText(visit.window ?? settings.window),
      地点: words.place === '' ? (target?.address ?? '') || '你单位住所（经营场所）' : words.place,
      方式: words.method === '' ? methodText(items) : words.method,
      协助人员: assistants === 0 ? '无' : `${String(assistants)} 人`, 材料: words.materials.length === 0 ? '营业执照（登记证书）及与检查事项有关的资料。' : `${words.materials.join('、')}。`,
      投诉电话: complaintPhone.value || BLANK, 联系人: contact.value || (leader?.post.name ?? ''), 联系电话: phone === '' ? '——' : phone, 日期: dayText(localDate(deps.clock())), 检查码网址: code,
    },
    lists: {
      人员: people.map(({ post, row }) => ({ 姓名: post.name, 分工: partOf(post), 部门: comesFrom(post), 证号: row?.certificate ?? post.inspector })),
      事项: itemRecords(items),
    },
  };
};

/** The visits a visit is merged with, and their tasks; nobody comes for a task that was taken back whole. */
const mergedWith = async (desk: Desk, { merged }: InspectionState, inspection: InspectionId): Promise<readonly { readonly visit: InspectionState; readonly task: TaskState }[]> =>
  (await Promise.all((merged?.visits ?? []).filter((other) => other !== inspection).map(async (other) => ({ visit: await desk.take('inspection', other), task: await desk.read('task', taskOf(other)) })))).filter(({ task }) => task.phase !== 'void');

/** 协助人员人数 is fixed beforehand: a number that is typed may add to those attached (a driver, a translator), not leave one out. */
const assistantsOf = (attached: number, typed: number | null, id: InspectionId): number => {
  if (typed === null || typed >= attached) return typed ?? attached;
  throw new Refusal('notice.assistants', `本户已安排协助人员和专家 ${String(attached)} 人，通知书不能写 ${String(typed)} 人`, { next: `不写「协助=」即按已安排的人数；有人不去的请先取消：协助 取消 ${id} 姓名` });
};

/** The next running number of the unit and year: conditional on the register, so that two notices made at once never share one. */
const numberingOf = async (desk: Desk, id: UnitId, { rules }: UnitState, today: LocalDate): Promise<Numbering | null> => {
  const pattern = rulesInForce(rules).documents.noticeNumber.value;
  if (pattern === '') return null;
  const year = Number(today.slice(0, 4));
  return { pattern, year, serial: ((await desk.take('register', `${id}/${String(year)}`)).notices ?? 0) + 1 };
};

export const issueNotice = (deps: Deps) => (by: By, inspection: InspectionId, words: NoticeWords): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { visit, id, unit, task, person } = await atVisit(desk, by, inspection);
    const today = localDate(deps.clock());
    requireNotice(task, visit, person, words.on, today);
    const code = visit.target?.code;
    const assistants = assistantsOf((await helperBook(deps, task))(visit).length, words.assistants, inspection);
    const others = await mergedWith(desk, visit, inspection);
    // Of visits made together one may be counted and another not.
    const counted = [task, ...others.map((other) => other.task)].find((each) => countsToCap(requireTask(each).settings));
    const nth = counted === undefined || code === undefined ? null : ((await earlierVisits(deps, counted)).get(code) ?? 0) + 1;
    others.forEach((other) => { requireNotice(other.task, other.visit, person, words.on, today, false); });
    const own = await numberingOf(desk, id, unit, today);
    const models = await Promise.all([{ visit, task, count: assistants }, ...(await Promise.all(others.map(async (other) => ({ ...other, count: (await helperBook(deps, other.task))(other.visit).length }))))]
      .map((each) => modelOf(deps, each.task, unit, each.visit, each.visit.id ?? inspection, words, { nth, assistants: each.count, own })));
    const file = await deps.blobs.put(`${NOTICE_TITLE}_${inspection}.docx`, await deps.documentWriter.fill(mergedNotice(models)));
    const made = { on: words.on, part: words.part, nth, file };
    const shared = noticeNumber(inspection, nextEdition(visit), own);
    // The running number is counted once, with the visit it was asked for.
    return { unit: id, events: [...decideNotice(task, visit, person, { ...made, own, nth: countsToCap(requireTask(task).settings) ? nth : null }, today), ...others.flatMap((other) => decideNotice(other.task, other.visit, person, { ...made, own: null, shared, nth: countsToCap(requireTask(other.task).settings) ? nth : null }, today))], blobs: [file] };
  });

/** @param receiver who took it, kept apart as confidential; '' when nobody was named */
export const registerDelivery = (deps: Deps) => (by: By, inspection: InspectionId, { way, receiver, at }: { readonly way: DeliveryWay; readonly receiver: string; readonly at: Instant }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { visit, id, task, person } = await atVisit(desk, by, inspection);
    const who = receiver.trim().slice(0, 100);
    const wanted = { way, at, hasReceiver: who !== '', receiver: null };
    // One notice for several visits is delivered once.
    const others = (await mergedWith(desk, visit, inspection)).filter((other) => other.visit.notice?.number === visit.notice?.number);
    decideDelivery(task, visit, person, wanted, deps.clock());
    const kept = await deps.confidential.put(id, who);
    const told = { ...wanted, receiver: kept };
    return { unit: id, events: [...decideDelivery(task, visit, person, told, deps.clock()), ...others.flatMap((other) => decideDelivery(other.task, other.visit, person, told, deps.clock(), false))] };
  });
