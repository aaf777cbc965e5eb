/** 利害关系登记: pairs, and the reason where the reader may have it. */
import { clipped } from '../markdown.ts';
import type { Card } from '../platform.ts';

const LISTED = 20;
/** @param lines `reason` null where the reader may not see it, '' where none was given */
export const interestsCard = (unit: string, lines: readonly { readonly inspector: string; readonly target: string; readonly reason: string | null; readonly until: string | null }[]): Card => ({
  title: `利害关系登记 · ${unit}`,
  tone: 'info',
  summary: `利害关系登记 ${String(lines.length)} 条`,
  ...(lines.length === 0 ? { body: '没有您可以查看的登记。' } : { table: { columns: ['人员', '对象', '关系', '有效期'], rows: lines.slice(0, LISTED).map(({ inspector, target, reason, until }) => [inspector, clipped(target, 40), reason === null ? '（不显示）' : reason === '' ? '未写' : clipped(reason, 60), until ?? '长期']) } }),
  note: `${lines.length > LISTED ? `只列前 ${String(LISTED)} 条，请写姓名查询。` : ''}登记的双方抽取时自动回避。登记：利害关系 张伟 启明培训 配偶任职；撤销：利害关系 撤销 张伟 启明培训 理由`,
});
