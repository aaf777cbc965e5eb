/** 重点检查对象: the list, the suggestions of the roster itself, one object, and the deputy's decision. */
import type { KeyLine, Suggested } from '../../application/queries/key-objects.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import type { KeyObjectState } from '../../domain/roster/key-object.ts';
import { TRIGGER_NAMES } from '../../domain/rules/shapes.ts';
import { clipped, plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

export const keySubject = (unit: UnitId, target: string): string => `key/${unit}/${target}`;
const LISTED = 10;
const triggerText = (state: KeyObjectState): string => (state.listing?.trigger == null ? '—' : TRIGGER_NAMES[state.listing.trigger]);

export const keyListCard = (listed: readonly KeyLine[], waiting: readonly KeyLine[], today: LocalDate): Card => {
  const overdue = listed.filter(({ reviewDue }) => reviewDue !== null && reviewDue <= today).length;
  return {
    title: '重点检查对象名单',
    tone: overdue > 0 ? 'warn' : 'info',
    summary: `重点对象 ${String(listed.length)} 户，待审批 ${String(waiting.length)} 项，待复核 ${String(overdue)} 户`,
    body: [
      `经审批列入 **${String(listed.length)}** 户，待审批 ${String(waiting.length)} 项${overdue > 0 ? `，**${String(overdue)} 户满 12 个月待复核**` : ''}`,
      ...waiting.slice(0, LISTED).map(({ name, state: { proposal } }) => `• 待审批：${proposal?.change === 'remove' ? '移出' : '列入'} ${plain(clipped(name, 40))}`),
    ].join('\n'),
    ...(listed.length === 0 ? {} : { table: { columns: ['对象', '情形', '列入', '应复核'], rows: listed.slice(0, LISTED).map(({ name, state, reviewDue }) => [clipped(name, 40), triggerText(state), state.listing?.since ?? '', reviewDue ?? '']) } }),
    actions: [{ id: 'key.suggest', label: '看看还有谁符合' }],
    note: `${listed.length > LISTED ? `只列前 ${String(LISTED)} 户，全表见附件。` : ''}没有经过审批的，仍按名录里“重点对象”一列抽取。加入：重点对象 加入 名称 原因=… 依据=…`,
  };
};

export const keySuggestionsCard = (suggested: readonly Suggested[], rules: { readonly clause: string }): Card => ({
  title: '重点对象建议',
  tone: 'info',
  summary: suggested.length === 0 ? '名录里没有新的符合情形的对象' : `${String(suggested.length)} 户符合列入情形，尚未审批`,
  ...(suggested.length === 0 ? { body: '按名录记载，没有新的符合情形的对象。' } : {
    table: {
      columns: ['对象', '名录记载', '说明'],
      rows: suggested.slice(0, LISTED).map(({ name, suggestions, onlyByColumn, wasRemoved }) => [clipped(name, 40), suggestions.map(({ evidence }) => evidence).join('；') || '—', onlyByColumn ? '名录标为重点，未经审批' : wasRemoved ? '曾移出' : '']),
    },
  }),
  note: `${suggested.length > LISTED ? `只列前 ${String(LISTED)} 户，全表见附件。` : ''}依据：${rules.clause}。没有查实的投诉不计。列入须写依据，由分管负责人审批。`,
});

export interface KeySubjectFacts { readonly code: string; readonly name: string; readonly section: string }

export const keyApprovalCard = ({ code, name, section }: KeySubjectFacts, { proposal }: KeyObjectState, proposer: string): Card => ({
  title: `重点对象${proposal?.change === 'remove' ? '移出' : '列入'}审批`,
  tone: 'info',
  summary: `${proposer} 提出${proposal?.change === 'remove' ? '移出' : '列入'} ${name}`,
  fields: [
    { label: '对象', value: `${name}（${code}）` },
    { label: '监管科室', value: section },
    ...(proposal?.trigger == null ? [] : [{ label: '情形', value: TRIGGER_NAMES[proposal.trigger] }]),
    { label: '依据', value: proposal?.reason ?? '' },
    { label: '依据日期', value: proposal?.evidenceOn ?? '' },
    ...(proposal?.evidence == null ? [] : [{ label: '附件', value: proposal.evidence.name }]),
    { label: '提出人', value: proposer },
  ],
  form: { fields: [{ name: 'reason', label: '不同意请写理由', type: 'text', required: true }], submit: { id: 'key.refuse', label: '不同意', style: 'danger', value: { target: code } } },
  actions: [{ id: 'key.approve', label: '同意', style: 'primary', value: { target: code } }],
  note: '列入后按重点对象分层抽取，满 12 个月须复核。由分管负责人或其书面授权的人审批，提出人不能审批。',
});

export const keySettledCard = (words: string): Card => ({ title: '重点对象变更已处理', tone: 'muted', summary: words, body: plain(words) });
