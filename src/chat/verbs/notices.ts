/**
 * 通知 · 告知: the leader tells the object of the check, by a 检查通知书 with its check code, and registers how it was told.
 */
import { instantOf, localTime } from '../../domain/calendar/working-days.ts';
import type { InspectionId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { DAY_PARTS, DELIVERY_WAYS } from '../../domain/inspection/notice-words.ts';
import type { DayPart, DeliveryWay } from '../../domain/inspection/notice-words.ts';
import { demand, may } from '../../domain/people/permissions.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import { taskOf } from '../../domain/ids.ts';
import { deliveryFormCard, filledCard, noticeCard, noticeFormCard, noticeSubject } from '../cards/notice.ts';
import { dateOf } from '../parse/dates.ts';
import { visitNumbering } from '../parse/numbering.ts';
import { listOf } from '../parse/people.ts';
import { personOf, pickVisit, unitOf } from '../pick.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

const isMine = (certificate: string | null) => (visit: InspectionState): boolean => visit.finished === undefined && visit.posts.some((post) => post.leader && post.inspector === certificate);

/** The visit meant, and the words behind it. */
const visitIn = async (ask: Ask): Promise<{ readonly inspection: InspectionId; readonly visit: InspectionState; readonly rest: readonly string[] }> => {
  const person = personOf(ask);
  const [first, ...others] = ask.command.words;
  const isNumber = first !== undefined && visitNumbering(first) !== null;
  const inspection = await pickVisit(ask, isNumber ? first : undefined, isMine(person.certificate));
  const { state: visit } = await ask.deps.states.load('inspection', inspection);
  if (visit.id === null) throw new Refusal('inspection.unknown', `没有「${inspection}」这一户检查`, { next: '发送「我的」查看您的任务编号' });
  const isTeam = visit.posts.some(({ inspector }) => inspector === person.certificate);
  if (!isTeam && !(may(person, 'notice.issue') && person.roles.includes('clerk'))) {
    demand(person, 'notice.issue');
    throw new Refusal('inspection.not-in-team', '您不在本户检查组内', { next: '发送「我的」查看您的任务' });
  }
  const { state: task } = await ask.deps.states.load('task', taskOf(inspection));
  if (requireTask(task).settings.noNotice) throw new Refusal('notice.withheld', '本任务不宜告知：不生成检查通知书，也不登记告知', { next: '检查当日到场出示执法证件，不得事先透露检查对象', clause: rulesOfTask(task).clauses.withheldNotice });
  return { inspection, visit, rest: isNumber ? others : ask.command.words };
};

const partOf = (text: string): DayPart | null => (/^上午$/.test(text) ? 'morning' : /^下午$/.test(text) ? 'afternoon' : /^(?:全天|整天)$/.test(text) ? 'day' : null);
export const wayOf = (text: string): DeliveryWay | null => (Object.keys(DELIVERY_WAYS) as DeliveryWay[]).find((way) => text.includes(DELIVERY_WAYS[way])) ?? null;

const fileOf = ({ notice }: InspectionState): NonNullable<Answer['files']> => (notice === undefined ? [] : [{ name: notice.file.name, blob: notice.file.sha256 }]);
const load = async (ask: Ask, inspection: InspectionId): Promise<InspectionState> => (await ask.deps.states.load('inspection', inspection)).state;

const issue = async (ask: Ask): Promise<Answer> => {
  const { inspection, visit, rest } = await visitIn(ask);
  const { options } = ask.command;
  const dayWord = options['日期'] ?? rest.find((word) => partOf(word) === null);
  if (dayWord === undefined) {
    if (visit.notice !== undefined && visit.finished !== undefined) return { cards: [{ card: noticeCard(visit) }] };
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    return { cards: [...(visit.notice === undefined ? [] : [{ card: noticeCard(visit), subject: noticeSubject(inspection) }]), { card: noticeFormCard(visit, ask.today, subject), subject }] };
  }
  const on = dateOf(dayWord.replace(/[上下]午$/, ''), ask.today);
  if (on === null) throw new Refusal('notice.bad-day', `看不懂检查日期「${dayWord}」`, { next: `例如：通知 ${inspection} 9月16日 上午 材料=办学许可证、教师名册` });
  const part = [...rest, dayWord.slice(-2)].map(partOf).find((each) => each !== null) ?? 'day';
  const assistants = options['协助'];
  if (assistants !== undefined && !/^\d{1,2}人?$/.test(assistants)) throw new Refusal('notice.bad-assistants', `协助人员要写人数，看不懂「${assistants}」`, { next: '例如：协助=1' });
  await ask.deps.useCases.issueNotice(ask.by(), inspection, {
    on, part, materials: listOf(options['材料'] ?? ''), place: options['地点'] ?? '', method: options['方式'] ?? '', assistants: assistants === undefined ? null : Number(assistants.replace('人', '')), phone: options['电话'] ?? '',
  });
  const made = await load(ask, inspection);
  const hasPhone = rulesInForce(unitOf(ask).state.rules).documents.complaintPhone.value !== '';
  const form = options['表单'];
  return {
    line: `${made.notice?.number ?? ''} 检查通知书已生成，请打印盖章后送达，或电话告知${hasPhone ? '' : '。本单位还没有设置投诉电话，通知书上留空，请手写，或由经办人发送：规则 修改 投诉电话=… 依据=…，批准后重新生成'}`, tone: 'ok',
    cards: [{ card: noticeCard(made), subject: noticeSubject(inspection) }], files: fileOf(made),
    ...(form === undefined ? {} : { updates: [{ subject: form, card: filledCard(`通知检查对象 · ${inspection}`, '检查通知书已生成') }] }),
  };
};

const print = async (ask: Ask): Promise<Answer> => {
  const { inspection, visit } = await visitIn(ask);
  if (visit.notice === undefined) throw new Refusal('notice.none', '本户还没有生成检查通知书', { next: `请先生成：通知 ${inspection} 9月16日 上午` });
  return { line: `${visit.notice.number}，文件指纹 ${visit.notice.file.sha256.slice(0, 16)}`, files: fileOf(visit) };
};

/** 「9月15日 10:30」, 「9.15」, 「10:30」: what is left out is now. */
export const momentOf = (ask: Ask, words: readonly string[]): string => {
  const texts = words.flatMap((word) => word.normalize('NFKC').split(/\s+/)).filter((word) => word !== '');
  const time = texts.find((word) => /^\d{1,2}:\d{2}$/.test(word));
  const dayText = texts.find((word) => word !== time);
  const day = dayText === undefined ? ask.today : dateOf(dayText, ask.today);
  const [hour = 0, minute = 0] = (time ?? localTime(ask.at)).split(':').map(Number);
  if (day === null || hour > 23 || minute > 59) throw new Refusal('notice.bad-time', `看不懂告知时间「${texts.join(' ')}」`, { next: '例如：时间=9月15日 10:30' });
  if (time === undefined && dayText === undefined) return ask.at;
  return instantOf(day, `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
};

const deliver = async (ask: Ask): Promise<Answer> => {
  const { inspection, visit, rest } = await visitIn(ask);
  const { options } = ask.command;
  const way = rest.map(wayOf).find((each) => each !== null);
  if (way == null) throw new Refusal('notice.no-way', '没有写怎么告知的', { next: `例如：告知 登记 ${inspection} 电话 接听人=李某 时间=9月15日。方式：${Object.values(DELIVERY_WAYS).join('、')}` });
  const receiver = options['接听人'] ?? options['签收人'] ?? options['接收人'];
  if (receiver === undefined && visit.notice !== undefined) {
    const subject = `form/${ask.platform}/${ask.inbound.key}`;
    return { cards: [{ card: deliveryFormCard(visit, way, ask.today, localTime(ask.at), subject), subject }] };
  }
  const at = momentOf(ask, [options['日期'], options['时间'], ...rest.filter((word) => wayOf(word) === null)].flatMap((word) => word ?? []));
  await ask.deps.useCases.registerDelivery(ask.by(), inspection, { way, receiver: receiver ?? '', at });
  const told = await load(ask, inspection);
  const line = `${inspection} 已登记${DELIVERY_WAYS[way]}告知`;
  const form = options['表单'];
  return { line, tone: 'ok', updates: [{ subject: noticeSubject(inspection), card: noticeCard(told) }, ...(form === undefined ? [] : [{ subject: form, card: filledCard(`登记告知 · ${inspection}`, line) }])] };
};

export const NOTICE_VERBS: readonly Verb[] = [
  { verb: '通知', aliases: ['notice', '告知', '检查通知'], usage: '通知 7-1 9月16日 上午 材料=办学许可证、教师名册', help: `生成行政检查通知书（.docx，带检查码）；还可写 地点= 方式= 协助= 电话=，时段写${DAY_PARTS.morning}或${DAY_PARTS.afternoon}；只发「通知 7-1」得到表单`, for: 'notice.issue', answers: 'privately', writes: true, run: issue },
  { verb: '告知 登记', aliases: ['notice told', '登记 告知', '送达'], usage: '告知 登记 7-1 电话 接听人=李某 时间=9月15日', help: '登记怎样、何时告知了检查对象：书面、电话、传真、现场', for: 'notice.issue', answers: 'privately', writes: true, run: deliver },
  { verb: '通知 文书', aliases: ['notice print', '通知书'], usage: '通知 文书 7-1', help: '再取一次检查通知书，用于打印', for: 'notice.issue', answers: 'privately', writes: false, run: print },
];
