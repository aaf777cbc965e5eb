/** 综合查一次: which visits could be one, and what was made one. */
import type { MergeOffer } from '../../application/queries/mergeable.ts';
import { MERGE_CLAUSE } from '../../domain/inspection/merge.ts';
import { dayWords } from '../day-words.ts';
import type { Card } from '../platform.ts';

const SHOWN = 10;

export const mergeOffersCard = (offers: readonly MergeOffer[]): Card => ({
  title: '综合查一次', tone: offers.length === 0 ? 'muted' : 'info', summary: offers.length === 0 ? '没有可以合并的检查' : `${String(offers.length)} 户对象可以合并检查`,
  body: offers.length === 0
    ? '没有可以合并的检查：同一对象有几个任务待查、检查期限有重合的，才列在这里。'
    : '同一对象有几个任务待查，可以合并上门一次：同一天、一份通知书写明各任务，年度次数只计 1 次；各任务的名单、检查组、结果和留痕各归各的。',
  rows: offers.slice(0, SHOWN).map(({ target, visits, shared }) => ({
    text: `${target}：${visits.map(({ id, task }) => `${id} ${task}`).join('；')}。共同期限 ${shared.from} 至 ${shared.to}`,
    actions: [{ id: 'merge.visits', label: `合并到 ${dayWords(shared.from)}`, value: { visits: visits.map(({ id }) => id).join(' '), on: shared.from }, confirm: `${target} 的 ${String(visits.length)} 个任务合并到 ${shared.from} 检查？日期可以打字另写` }],
  })),
  note: `${offers.length > SHOWN ? `只列前 ${String(SHOWN)} 户。` : ''}日期自定请打字：合并 7-1 9-3 日期=9.16。取消：合并 取消 7-1 理由。依据：${MERGE_CLAUSE}`,
});

export const mergedText = (target: string, visits: readonly string[], on: string): string => `${target} 的 ${visits.join('、')} 合并检查，定于 ${dayWords(on)}，同时上门；请在一份通知书里一并通知：通知 ${visits[0] ?? ''} ${on}`;
