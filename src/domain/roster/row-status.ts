/**
 * 停用 and 启用 of one row: which states there are, and that a reason is given.
 *
 * Only targets in business (存续) are drawn (宝丰方案 2(二)); a suspended inspector is neither drawn nor sent.
 */
import { Refusal } from '../refusal.ts';
import { INSPECTOR_STATUSES, TARGET_STATUSES } from './rows.ts';

const IN_FORCE = { targets: '存续', inspectors: '在岗' } as const;
const SUSPENDED = { targets: '停业', inspectors: '停用' } as const;
const STATUSES: Readonly<Record<'targets' | 'inspectors', readonly string[]>> = { targets: TARGET_STATUSES, inspectors: INSPECTOR_STATUSES };
const MOST_WORDS = 200;

/** @param wanted null: back in force; '停用' or '' : suspended; else a state of the list */
export const decideRowStatus = (roster: 'targets' | 'inspectors', row: Readonly<Record<string, unknown>>, wanted: string | null, reason: string): { readonly from: string; readonly to: string; readonly reason: string } => {
  const name = typeof row['name'] === 'string' ? row['name'] : '';
  const from = typeof row['status'] === 'string' && row['status'] !== '' ? row['status'] : IN_FORCE[roster];
  const to = wanted === null ? IN_FORCE[roster] : wanted === '' || wanted === '停用' ? SUSPENDED[roster] : wanted;
  if (!STATUSES[roster].includes(to)) throw new Refusal('roster.bad-status', `没有「${to}」这种状态`, { next: `可写：${STATUSES[roster].join('、')}` });
  if (from === to) throw new Refusal('roster.same-status', `${name}已是「${to}」`, { next: '无需再改' });
  const text = reason.trim();
  if (text === '') throw new Refusal('roster.no-reason', '没有写明理由', { next: `例如：名录 ${wanted === null ? '启用' : '停用'} ${name} 理由=${wanted === null ? '已恢复经营' : '9月1日已注销'}` });
  return { from, to, reason: text.slice(0, MOST_WORDS) };
};
