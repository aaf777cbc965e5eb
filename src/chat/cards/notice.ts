/** Cards of a 检查通知: the form for it, what was made and how it goes on, the form for its delivery. */
import type { LocalDate } from '../../domain/values.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { outdatedBy } from '../../domain/inspection/notice.ts';
import { DAY_PARTS, DELIVERY_WAYS } from '../../domain/inspection/notice-words.ts';
import type { DeliveryWay } from '../../domain/inspection/notice-words.ts';
import { dayWords } from '../day-words.ts';
import { plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';

export const noticeSubject = (inspection: string): string => `inspection/${inspection}/notice`;

export const noticeFormCard = (visit: InspectionState, today: LocalDate, subject: string): Card => ({
  title: `通知检查对象 · ${visit.id ?? ''}`, tone: 'info', summary: '请填写检查日期和需准备的材料',
  body: `**${plain(visit.target?.name ?? '')}**\u3000检查期限 ${visit.window?.from ?? ''} 至 ${visit.window?.to ?? ''}`,
  form: {
    fields: [
      { name: 'on', label: '检查日期', type: 'date', required: true, initial: visit.notice?.on ?? (visit.window !== null && visit.window.from > today ? visit.window.from : today) },
      { name: 'part', label: '时段', type: 'select', required: true, initial: DAY_PARTS.morning, options: [DAY_PARTS.morning, DAY_PARTS.afternoon, '全天'].map((text) => ({ value: text, text })) },
      { name: 'materials', label: '需准备的材料（用顿号隔开）', type: 'text', hint: '例如：办学许可证、教师名册、收费公示' },
      { name: 'place', label: '地点（不填用名录里的地址）', type: 'text' },
      { name: 'assistants', label: '协助人员人数（不填按已安排的人数）', type: 'text' },
    ],
    submit: { id: 'notice.issue', label: '生成检查通知书', style: 'primary', value: { inspection: visit.id ?? '', form: subject } },
  },
  note: `打字也可以：通知 ${visit.id ?? ''} 9月16日 上午 材料=办学许可证、教师名册`,
});

const OLD = {
  team: '**检查组已换人**，通知书上的人员与实际不符，请重新生成。',
  window: '**检查已延期**，通知书上的日期不在新的检查期限内，请重新生成。',
  merge: '**合并检查有变**，通知书上的任务和日期与现在的安排不符，请重新生成。',
} as const;

export const noticeCard = (visit: InspectionState): Card => {
  const { notice, delivery } = visit;
  const id = visit.id ?? '';
  const about = { inspection: id };
  if (notice === undefined) return { title: `检查通知 · ${id}`, tone: 'muted', summary: '还没有生成检查通知书', body: '还没有生成检查通知书。' };
  const old = outdatedBy(visit);
  const isOld = old !== null;
  return {
    title: `检查通知 · ${id}${delivery === undefined ? '' : '（已告知）'}`,
    tone: isOld ? 'warn' : delivery === undefined ? 'info' : 'ok',
    summary: `${id} 定于 ${dayWords(notice.on)}${DAY_PARTS[notice.part]}检查`,
    fields: [
      { label: '检查对象', value: visit.target?.name ?? '' },
      { label: '文号', value: notice.number },
      { label: '检查时间', value: `${dayWords(notice.on)}${DAY_PARTS[notice.part]}` },
      { label: '本年度', value: notice.nth === null ? '不计入年度检查次数' : `第 ${String(notice.nth)} 次` },
      { label: '检查人员', value: visit.posts.map(({ name, leader }) => (leader ? `${name}（组长）` : name)).join('、') },
      { label: '告知', value: delivery === undefined ? '未登记' : `${DELIVERY_WAYS[delivery.way]} ${localMinute(delivery.at)}` },
    ],
    ...(old === null ? {} : { body: OLD[old] }),
    actions: visit.finished !== undefined
      ? [{ id: 'notice.print', label: '打印', value: about }]
      : isOld
        ? [{ id: 'notice.form', label: '重新生成', style: 'primary', value: about }]
        : [
            { id: 'notice.delivery-form', label: '已书面送达', ...(delivery === undefined ? { style: 'primary' as const } : {}), value: { ...about, way: DELIVERY_WAYS.paper } },
            { id: 'notice.delivery-form', label: '已电话告知', value: { ...about, way: DELIVERY_WAYS.phone } },
            { id: 'notice.print', label: '打印', value: about },
          ],
    note: `打字也可以：告知 登记 ${id} 电话 接听人=李某 时间=9月15日。检查码印在通知书上，扫码可核对本次检查。`,
  };
};

/** @param now 'HH:mm' */
export const deliveryFormCard = (visit: InspectionState, way: DeliveryWay, today: LocalDate, now: string, subject: string): Card => ({
  title: `登记${DELIVERY_WAYS[way]}告知 · ${visit.id ?? ''}`, tone: 'info', summary: '请填写谁接收、什么时间',
  body: `${plain(visit.target?.name ?? '')}\u3000${visit.notice?.number ?? ''}`,
  form: {
    fields: [
      { name: 'receiver', label: way === 'phone' ? '接听人' : '签收人', type: 'text', required: true },
      { name: 'on', label: '日期', type: 'date', required: true, initial: today },
      { name: 'time', label: '时间', type: 'text', required: true, initial: now, hint: '例如：10:30' },
    ],
    submit: { id: 'notice.deliver', label: '登记', style: 'primary', value: { inspection: visit.id ?? '', way: DELIVERY_WAYS[way], form: subject } },
  },
});

export const filledCard = (title: string, text: string): Card => ({ title: `${title}（已登记）`, tone: 'muted', summary: text, body: plain(text) });
