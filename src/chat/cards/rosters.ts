/** What the rosters hold: counts and versions, and the rows a search found. */
import type { Instant, RosterKind } from '../../domain/events.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { clipped } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { RosterHit } from '../pick.ts';
import type { Card } from '../platform.ts';

export interface RosterCount {
  readonly roster: RosterKind;
  readonly version: number;
  readonly importedAt: Instant | null;
  readonly rows: number;
}

export const rosterSummaryCard = (unit: string, counts: readonly RosterCount[]): Card => ({
  title: `名录统计 · ${unit}`,
  tone: 'info',
  summary: counts.map(({ roster, rows }) => `${ROSTER_NAMES[roster]} ${String(rows)}`).join('，'),
  table: {
    columns: ['名录', '条数', '版本', '更新时间'],
    rows: counts.map(({ roster, version, importedAt, rows }) => [ROSTER_NAMES[roster], version === 0 ? '未导入' : String(rows), version === 0 ? '—' : `第 ${String(version)} 版`, importedAt === null ? '—' : localMinute(importedAt)]),
  },
  note: '更新：把 .xlsx 拖进与我的私聊。查询：名录 对象 名称、名录 人员 姓名、事项 编码。',
});

export const rosterHitsCard = (roster: RosterKind, text: string, hits: readonly RosterHit[], hasMore: boolean): Card => ({
  title: ROSTER_NAMES[roster],
  tone: 'info',
  summary: text === '' ? ROSTER_NAMES[roster] : `${ROSTER_NAMES[roster]}：${text}`,
  table: { columns: ['名称', '代码', '科室'], rows: hits.map(({ name, code, section }) => [clipped(name, 60), code, section === '' ? '—' : section]) },
  ...(hasMore ? { note: `只列前 ${String(hits.length)} 条，请写得更具体。` } : {}),
});
