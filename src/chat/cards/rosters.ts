/** What the rosters hold: counts and versions, and the rows a search found. */
import type { RosterKind } from '../../domain/events.ts';
import type { Instant, LocalDate } from '../../domain/values.ts';
import { maskTail } from '../../domain/roster/mask.ts';
import type { RosterPage } from '../../domain/roster/search.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { clipped } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { RosterHit } from '../pick.ts';
import type { Button, Card } from '../platform.ts';

export interface RosterCount {
  readonly roster: RosterKind;
  readonly version: number;
  readonly importedAt: Instant | null;
  readonly rows: number;
}

/** Rows of a roster that have a value. */
export interface CountLine { readonly roster: string; readonly what: string; readonly value: string; readonly rows: number }

export const rosterSummaryCard = (unit: string, counts: readonly RosterCount[], lines: readonly CountLine[]): Card => ({
  title: `名录统计 · ${unit}`,
  tone: 'info',
  summary: counts.map(({ roster, rows }) => `${ROSTER_NAMES[roster]} ${String(rows)}`).join('，'),
  table: {
    columns: ['名录', '条数', '版本', '更新时间'],
    rows: counts.map(({ roster, version, importedAt, rows }) => [ROSTER_NAMES[roster], version === 0 ? '未导入' : String(rows), version === 0 ? '—' : `第 ${String(version)} 版`, importedAt === null ? '—' : localMinute(importedAt)]),
  },
  ...(lines.length === 0 ? {} : {
    body: counts.flatMap(({ roster }) => {
      const parts = lines.filter((line) => line.roster === ROSTER_NAMES[roster] && line.what === '状态' && line.rows > 0).map(({ value, rows }) => `${value} ${String(rows)}`);
      return parts.length === 0 ? [] : [`${ROSTER_NAMES[roster]}：${parts.join('，')}`];
    }).join('\n'),
    actions: [{ id: 'coverage.show', label: '事项覆盖情况' }, { id: 'people.expiring', label: '到期人员' }],
  }),
  note: '按科室、状态的明细见附件。更新：把 .xlsx 拖进与我的私聊。查询：名录 对象 名称、名录 人员 姓名、事项 编码。',
});

export interface PageOf {
  readonly text: string;
  /** Filters and the page as they were typed. */
  readonly options: Readonly<Record<string, string>>;
  readonly page: number;
  readonly day: LocalDate | null;
}
const VERB_WORD: Readonly<Record<RosterKind, string>> = { targets: '对象', inspectors: '人员', items: '事项' };

export const rosterPageCard = (roster: RosterKind, { text, options, page, day }: PageOf, hits: readonly RosterHit[], { total, isExact, hasMore }: Pick<RosterPage, 'total' | 'isExact' | 'hasMore'>): Card => {
  const filters = Object.entries(options).filter(([key]) => key !== '页');
  const about = [...(text === '' ? [] : [text]), ...filters.map(([key, value]) => `${key}=${value}`)].join(' ');
  const turn = (label: string, to: number): Button => ({ id: 'roster.page', label, value: { ...Object.fromEntries(filters), roster: VERB_WORD[roster], text, 页: String(to) } });
  const turns = [...(page > 1 ? [turn('上一页', page - 1)] : []), ...(hasMore ? [turn('下一页', page + 1)] : [])];
  return {
    title: about === '' ? ROSTER_NAMES[roster] : `${ROSTER_NAMES[roster]} · ${clipped(about, 40)}`,
    tone: 'info',
    summary: `${ROSTER_NAMES[roster]}${about === '' ? '' : `：${clipped(about, 40)}`}，${isExact ? '' : '至多 '}${String(total)} 条`,
    table: { columns: ['名称', '代码', '科室'], rows: hits.map(({ name, code, section }) => [clipped(name, 60), roster === 'inspectors' ? maskTail(code) : code, section === '' ? '—' : section]) },
    ...(turns.length === 0 ? {} : { actions: turns }),
    note: `${day === null ? '' : `${day} 当日的名录。`}第 ${String(page)} 页，${isExact ? '共' : '至多'} ${String(total)} 条，${roster === 'items' ? '按编码' : '按拼音'}排序。${hasMore ? `打字也可以：名录 ${VERB_WORD[roster]}${about === '' ? '' : ` ${about}`} 页=${String(page + 1)}` : '写全称或代码看一条的详情。'}`,
  };
};
