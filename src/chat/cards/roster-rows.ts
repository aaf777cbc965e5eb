/** One row of a roster and what the year has brought it. Phones are masked, certificate numbers too, except one's own. */
import type { ItemCoverage } from '../../application/queries/coverage.ts';
import type { ItemYear, ObjectYear } from '../../application/queries/yearly-counters.ts';
import type { LocalDate } from '../../domain/values.ts';
import { reviewDue } from '../../domain/roster/key-object.ts';
import type { KeyObjectState } from '../../domain/roster/key-object.ts';
import { maskPhone, maskTail } from '../../domain/roster/mask.ts';
import type { Leave } from '../../domain/roster/roster.ts';
import type { InspectorRow, ItemRow, TargetRow } from '../../domain/roster/rows.ts';
import { TRIGGER_NAMES } from '../../domain/rules/shapes.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

type Fields = NonNullable<Card['fields']>;
const given = (label: string, value: string): Fields => (value === '' ? [] : [{ label, value }]);
const asOf = (day: LocalDate | null): Fields => (day === null ? [] : [{ label: '名录日期', value: `${day} 当日的名录` }]);
const PHONE_NOTE = '电话已遮盖，需要时请向监管科室索取。';

const keyText = (row: TargetRow, key: KeyObjectState, isKey: boolean): string => {
  const due = reviewDue(key);
  const waiting = key.proposal === null ? '' : `；${key.proposal.change === 'list' ? '列入' : '移出'}待审批`;
  const basis = key.listing?.trigger == null ? '' : TRIGGER_NAMES[key.listing.trigger];
  if (key.standing === 'listed') return `是（${key.listing?.since ?? ''} 列入，${basis}；${due ?? ''} 前复核）${waiting}`;
  if (key.standing === 'removed') return row.key ? `否（已移出；名录列仍标为重点，以审批为准）${waiting}` : `否（已移出）${waiting}`;
  return isKey ? `是（名录所列${row.keySince === null ? '' : `，${row.keySince}`}，没有经过审批）${waiting}` : `否${waiting}`;
};

export const yearText = ({ year, counted, limit, visits }: ObjectYear): string => {
  const joint = visits.filter((visit) => visit.joint).length;
  return `${String(year)} 年 ${String(counted)}${limit === null ? ' 次（不限）' : `/${String(limit)} 次`}${joint === 0 ? '' : `，其中联合 ${String(joint)} 次（每次计 1 次）`}`;
};

export const targetCard = (row: TargetRow, { year, key, isKey, day }: { readonly year: ObjectYear; readonly key: KeyObjectState; readonly isKey: boolean; readonly day: LocalDate | null }): Card => {
  const last = year.visits.at(-1);
  return {
    title: row.name,
    tone: row.status === '存续' ? 'info' : 'muted',
    summary: `${row.name} ${row.status}，${yearText(year)}`,
    fields: [
      ...asOf(day),
      { label: '代码', value: row.code },
      { label: '状态', value: row.status === '存续' ? row.status : `${row.status}（不参与抽取）` },
      { label: '监管科室', value: row.section },
      { label: '本年检查次数', value: yearText(year) },
      ...(last === undefined ? [] : [{ label: '最近一次', value: `${last.inspection} ${last.task}（${last.window.from} 至 ${last.window.to}）` }]),
      { label: '重点对象', value: keyText(row, key, isKey) },
      ...given('类型', row.kind), ...given('行业', row.industry), ...given('镇街', row.town), ...given('信用等级', row.credit), ...given('关联事项', row.items.join('、')),
      ...given('联系电话', row.phone === '' ? '' : maskPhone(row.phone)),
      ...(row.verifiedComplaints === null && row.complaints == null ? [] : [{ label: '投诉举报', value: `${String(row.complaints ?? row.verifiedComplaints)} 次，查实 ${String(row.verifiedComplaints ?? 0)} 次` }]),
      ...(row.penaltiesIn3Years === null ? [] : [{ label: '近三年处罚', value: `${String(row.penaltiesIn3Years)} 次` }]),
    ],
    ...(year.byKind.length < 2 ? {} : { body: plain(`按检查类别：${year.byKind.map(({ name, count }) => `${name} ${String(count)} 次`).join('，')}；复查、投诉核查、许可核查不计入上限`) }),
    note: `${year.limit === null ? '' : `年度上限依据：${year.clause}。`}${row.phone === '' ? '' : PHONE_NOTE}`,
  };
};

export const inspectorCard = (row: InspectorRow, { visits, leaves, isSelf, today, day }: { readonly visits: number; readonly leaves: readonly Leave[]; readonly isSelf: boolean; readonly today: LocalDate; readonly day: LocalDate | null }): Card => {
  const isOver = row.certificateUntil !== null && row.certificateUntil < today;
  return {
    title: row.name,
    tone: row.status === '停用' || isOver ? 'muted' : 'info',
    summary: `${row.name}（${row.section}）${row.status}`,
    fields: [
      ...asOf(day),
      { label: '科室', value: `${row.section}${row.position === '' ? '' : ` ${row.position}`}` },
      { label: '状态', value: row.status },
      { label: '执法证', value: row.certificate === '' ? '没有执法证，只能协助' : `${isSelf ? row.certificate : maskTail(row.certificate)}，${row.certificateUntil === null ? '有效期未填' : `${row.certificateUntil} 到期${isOver ? '（已过期）' : ''}`}` },
      ...given('业务专长', row.specialties.join('、')), ...given('可查事项', row.items.join('、')),
      { label: '可任组长', value: row.mayLead ? '是' : '否' },
      { label: '未完成的检查', value: `${String(visits)} 户` },
      ...leaves.map(({ from, to, awaits }) => ({ label: '请假', value: `${from} 至 ${to}${awaits === true ? '（待科室负责人同意）' : ''}` })),
      ...given('手机', row.phone === '' ? '' : isSelf ? row.phone : maskPhone(row.phone)),
    ],
  };
};

/** Campaigns of an item are asked for, visits of an object are limited: two counters, two names. */
export const itemCard = (row: ItemRow, { year, covered, day }: { /** Null for outsiders. */ readonly year: ItemYear | null; readonly covered: ItemCoverage | null; readonly day: LocalDate | null }): Card => {
  const done = year?.campaigns.length ?? 0;
  const wanted = year?.least ?? null;
  return {
    title: `${row.code} ${row.name}`,
    tone: row.status === '有效' ? 'info' : 'muted',
    summary: `${row.code} ${row.name}${year === null ? '' : `，本年抽查活动 ${String(done)} 次`}`,
    fields: [
      ...asOf(day),
      { label: '类别', value: `${row.kind}检查事项${row.status === '有效' ? '' : `（${row.status}）`}` },
      { label: '责任科室', value: row.section },
      ...(year === null ? [] : [{ label: '本年抽查活动', value: `${String(year.year)} 年 ${String(done)} 次${wanted === null ? '' : `（应不少于 ${String(wanted)} 次${done >= wanted ? '，已达到' : ''}）`}${year.ahead > 0 ? `，另有 ${String(year.ahead)} 个任务未抽取` : ''}` }]),
      ...given('最近一次', (year?.campaigns ?? []).map(({ task, name }) => `${task} ${name}`).at(-1) ?? ''),
      ...(covered === null ? [] : [{ label: '合格人员', value: covered.qualified.length === 0 ? '无' : `${String(covered.qualified.length)} 人：${covered.qualified.slice(0, 8).join('、')}${covered.qualified.length > 8 ? ' 等' : ''}` }]),
      ...given('依据', row.basis), ...given('抽查内容', row.content), ...given('抽查方式', row.methods.join('、')), ...given('对象范围', row.scope),
      ...given('比例', row.ratio), ...given('频次', row.frequency), { label: '权责事项编码', value: row.powerCode === '' ? '未填' : row.powerCode },
    ],
    ...(year === null ? {} : { note: `${wanted === null ? '' : `频次依据：${year.clause}。`}这里数的是对本事项组织抽查的次数，不是某个对象被查的次数。` }),
  };
};
