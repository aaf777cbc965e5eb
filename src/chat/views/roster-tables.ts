/** What the answers about rosters say in full, as tables to download. */
import type { Coverage, Expiring } from '../../application/queries/coverage.ts';
import type { KeyLine, Suggested } from '../../application/queries/key-objects.ts';
import type { RosterDiff } from '../../application/queries/roster-history.ts';
import type { FileTable } from '../../application/queries/table-file.ts';
import { TRIGGER_NAMES } from '../../domain/rules/shapes.ts';
import { leftText } from '../cards/roster-life.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';

const columns = (...titles: readonly (readonly [title: string, width: number])[]): FileTable['columns'] => titles.map(([title, width]) => ({ title, width }));

export const diffTable = ({ roster, from, to, rows }: RosterDiff): FileTable => ({
  title: `${ROSTER_NAMES[roster]}差异 第${String(from)}版至第${String(to)}版`,
  columns: columns(['变动', 8], ['代码', 22], ['名称', 30], ['项目', 16], ['原值', 30], ['新值', 30]),
  rows: rows.flatMap(({ kind, code, name, changes }) => (changes.length === 0 ? [[kind, code, name, null, null, null]] : changes.map(({ title, from: before, to: after }) => [kind, code, name, title, before, after]))),
});

export const coverageTable = ({ items, needed }: Coverage): FileTable => ({
  title: '事项覆盖情况',
  columns: columns(['事项编码', 12], ['抽查事项', 30], ['责任科室', 14], ['权责清单事项编码', 20], ['合格人数', 10], ['合格人员', 50], ['说明', 30]),
  rows: items.map(({ code, name, section, powerCode, qualified, isShort }) => [
    code, name, section, powerCode, qualified.length, qualified.join('、'),
    [...(isShort ? [`合格人员不足 ${String(needed)} 人`] : []), ...(powerCode === '' ? ['没有权责清单事项编码'] : [])].join('；'),
  ]),
});

export const expiringTable = (people: readonly Expiring[]): FileTable => ({
  title: '执法证到期人员',
  columns: columns(['姓名', 12], ['科室', 16], ['有效期至', 14], ['说明', 16]),
  rows: people.map(({ name, section, until, daysLeft }) => [name, section, until, leftText(daysLeft)]),
});

export const keyTable = (listed: readonly KeyLine[]): FileTable => ({
  title: '重点检查对象名单',
  columns: columns(['代码', 22], ['对象名称', 30], ['监管科室', 14], ['列入情形', 24], ['依据', 40], ['依据日期', 14], ['列入日期', 14], ['应复核日期', 14]),
  rows: listed.map(({ code, name, section, state: { listing }, reviewDue }) => [code, name, section, listing?.trigger == null ? '' : TRIGGER_NAMES[listing.trigger], listing?.reason ?? '', listing?.evidenceOn ?? '', listing?.since ?? '', reviewDue ?? '']),
});

export const suggestionTable = (suggested: readonly Suggested[]): FileTable => ({
  title: '重点对象建议',
  columns: columns(['代码', 22], ['对象名称', 30], ['监管科室', 14], ['情形', 40], ['名录记载', 40], ['说明', 30]),
  rows: suggested.map(({ code, name, section, suggestions, onlyByColumn, wasRemoved }) => [
    code, name, section, suggestions.map(({ trigger }) => TRIGGER_NAMES[trigger]).join('；'), suggestions.map(({ evidence }) => evidence).join('；'),
    [...(onlyByColumn ? ['名录标为重点，没有经过审批'] : []), ...(wasRemoved ? ['曾经移出名单'] : [])].join('；'),
  ]),
});

export const countsTable = (counts: readonly { readonly roster: string; readonly what: string; readonly value: string; readonly rows: number }[]): FileTable => ({
  title: '名录统计',
  columns: columns(['名录', 22], ['分类', 14], ['值', 24], ['数量', 12]),
  rows: counts.map(({ roster, what, value, rows }) => [roster, what, value, rows]),
});
