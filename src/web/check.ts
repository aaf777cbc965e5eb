/**
 * /check/…: where the check code on a 检查通知书 leads. One page without scripts, for phones and for printing; whoever changed a
 * letter of the address, or came before the notice was made, finds nothing (404).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context, Middleware } from 'koa';
import type { Links } from '../application/ports.ts';
import type { CheckPage } from '../application/queries/check-page.ts';
import { dayText, windowText } from '../domain/calendar/month.ts';
import { localDate } from '../domain/calendar/working-days.ts';
import type { InspectionId } from '../domain/ids.ts';
import { pageTemplate } from './page.ts';

export interface CheckDeps {
  readonly links: Pick<Links, 'idOf'>;
  readonly checkPage: (inspection: InspectionId) => Promise<CheckPage | null>;
}

const NAMES = ['unit', 'state', 'number', 'inspection', 'taskName', 'target', 'when', 'window', 'nth', 'items', 'people', 'remark', 'issued'] as const;

const OUTCOMES = { waiting: '正在办理', granted: '已采纳，检查人员已更换', refused: '不予采纳，理由见答复' } as const;
const recusalText = ({ recusals }: CheckPage): string => recusals.map(({ on, outcome, answered }) => `\n您单位 ${dayText(on)}提出的回避申请：${OUTCOMES[outcome]}${outcome === 'waiting' || answered ? '' : '，检查机关将另行答复'}。`).join('');

const valuesOf = (page: CheckPage): Readonly<Record<(typeof NAMES)[number], string>> => ({
  unit: page.unit, number: page.number, inspection: page.inspection, taskName: page.taskName, target: page.target,
  state: page.finishedOn === null ? '本次检查真实有效' : `本次检查真实，已于 ${dayText(page.finishedOn)}结束`,
  when: `${dayText(page.on)}${page.part}`, window: windowText(page.window),
  nth: page.nth === null ? '不计入年度检查次数' : `第 ${String(page.nth)} 次`,
  items: page.items.map((item, index) => `${String(index + 1)}. ${item}`).join('\n'),
  people: page.people.map(({ name, section, certificate, leader }) => `${name}${leader ? '（组长）' : ''}\u3000${section}\u3000${certificate === '' ? '协助人员' : `执法证 ${certificate}`}`).join('\n'),
  remark: (page.changed ? '检查人员或时间有变更，以本页所列人员和期限为准；检查机关将重新送达通知书。' : '到场人员与本页所列不一致、不出示执法证件或者少于两人的，您有权拒绝检查。') + recusalText(page),
  issued: dayText(localDate(page.issuedAt)),
});

export const createCheckPage = ({ links, checkPage }: CheckDeps): Middleware => {
  const file = new URL('../../templates/html/check.html', import.meta.url);
  const styles = [...readFileSync(file, 'utf8').matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  const policy = `default-src 'none'; style-src ${styles.join(' ')}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  const page = pageTemplate('check', NAMES);
  return async (ctx: Context) => {
    const { params } = ctx as Context & { readonly params: Readonly<Record<string, string>> };
    const id = links.idOf('check', params['token'] ?? '');
    const found = id === null ? null : await checkPage(id as InspectionId);
    if (found === null) return ctx.throw(404);
    ctx.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' });
    ctx.type = 'html';
    ctx.body = page(valuesOf(found));
  };
};
