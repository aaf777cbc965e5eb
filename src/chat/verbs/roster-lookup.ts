/**
 * 名录 and 事项: pages of a roster, one row with what the year has brought it, and what it was on a day.
 *
 * Phones are masked, also for staff: who needs a number asks the section. A page is found the same way by a click and by hand.
 */
import type { RosterKind } from '../../domain/events.ts';
import { Refusal } from '../../domain/refusal.ts';
import { isKeyObject, keyStream } from '../../domain/roster/key-object.ts';
import { folded } from '../../domain/roster/search.ts';
import type { RosterFilter, RosterQuery } from '../../domain/roster/search.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import type { InspectorRow, ItemRow, TargetRow } from '../../domain/roster/rows.ts';
import { inspectorCode } from '../../domain/ids.ts';
import { inspectorCard, itemCard, targetCard } from '../cards/roster-rows.ts';
import { rosterPageCard, rosterSummaryCard } from '../cards/rosters.ts';
import type { CountLine } from '../cards/rosters.ts';
import { dateOf } from '../parse/dates.ts';
import { wholeNumber } from '../parse/numbers.ts';
import { rosterWord } from '../parse/rosters.ts';
import { hitOf, personOf, rosterVersion, unitOf } from '../pick.ts';
import type { Answer, Ask } from '../verb.ts';
import { countsTable } from '../views/roster-tables.ts';

const PAGE = 10;
/** Every hit before a page is passed over; who leafs further is better served by a filter. */
const MOST_PAGES = 500;

const FILTER_WORDS: Readonly<Record<RosterKind, Readonly<Record<string, string>>>> = {
  targets: { 科室: 'section', 监管科室: 'section', 镇街: 'town', 状态: 'status', 类型: 'kind', 行业: 'industry', 信用: 'credit', 信用等级: 'credit' },
  inspectors: { 科室: 'section', 状态: 'status', 类别: 'category', 专长: 'specialties' },
  items: { 科室: 'section', 状态: 'status', 类别: 'kind', 领域: 'field' },
};
export const ROSTER_WORD: Readonly<Record<RosterKind, string>> = { targets: '对象', inspectors: '人员', items: '事项' };

const filtersOf = (roster: RosterKind, options: Readonly<Record<string, string>>): readonly RosterFilter[] =>
  Object.entries(FILTER_WORDS[roster]).flatMap(([word, field]) => (options[word] === undefined ? [] : [{ field, anyOf: options[word].split(/[,\uFF0C、]/).map((value) => value.trim()) }]));

const pageNumber = (typed: string | undefined): number => {
  const page = typed === undefined ? 1 : wholeNumber(typed.normalize('NFKC'));
  if (page !== null && page >= 1 && page <= MOST_PAGES) return page;
  throw new Refusal('roster.bad-page', `没有第「${typed ?? ''}」页可翻`, { next: `可写 1–${String(MOST_PAGES)} 页；请用名称或条件缩小范围，例如：名录 对象 启明 镇街=城关镇` });
};

/** The version of today, or of a day that was asked for. */
const versionFor = async (ask: Ask, roster: RosterKind): Promise<{ readonly version: number; readonly day: string | null }> => {
  const typed = ask.command.options['日期'];
  const now = await rosterVersion(ask, roster);
  if (now === 0) throw new Refusal('roster.empty', `${ROSTER_NAMES[roster]}还没有导入`, { next: '请经办人把 .xlsx 拖进与我的私聊；空表发送「模板」取' });
  if (typed === undefined) return { version: now, day: null };
  const day = dateOf(typed, ask.today);
  if (day === null) throw new Refusal('roster.bad-date', `看不懂日期「${typed}」`, { next: '例如：名录 对象 启明培训 日期=2026-09-01' });
  const then = (await ask.deps.queries.rosterHistory(unitOf(ask).id, roster)).findLast(({ at }) => dayOf(at) <= day);
  if (then === undefined) throw new Refusal('roster.no-version-then', `${day} 时${ROSTER_NAMES[roster]}还没有导入`, { next: '发送「名录 版本」查看各版时间' });
  return { version: then.version, day };
};
const dayOf = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);

const targetAnswer = async (ask: Ask, row: TargetRow, day: string | null): Promise<Answer> => {
  const unit = unitOf(ask).id;
  const [year, { state }] = await Promise.all([ask.deps.queries.objectYear(unit, row.code), ask.deps.states.load('keyObject', keyStream(unit, row.code))]);
  return { cards: [{ card: targetCard(row, { year, key: state, isKey: isKeyObject(row, state.standing), day }) }] };
};
const inspectorAnswer = async (ask: Ask, row: InspectorRow, day: string | null): Promise<Answer> => {
  const code = inspectorCode(row.code);
  const unit = unitOf(ask).id;
  const [visits, { state: duty }] = await Promise.all([code === null ? [] : ask.deps.queries.openVisits(unit, code, null), ask.deps.states.load('duty', unit)]);
  const leaves = duty.leaves.filter((leave) => leave.inspector === row.code && leave.to >= ask.today);
  return { cards: [{ card: inspectorCard(row, { visits: visits.length, leaves, isSelf: personOf(ask).certificate === row.code, today: ask.today, day }) }] };
};
const itemAnswer = async (ask: Ask, row: ItemRow, day: string | null): Promise<Answer> => {
  const unit = unitOf(ask).id;
  // The list is public; who may check and what was done this year is the unit's own.
  if (ask.place !== 'private' && ask.place !== 'group') return { cards: [{ card: itemCard(row, { year: null, covered: null, day }) }] };
  const [year, found] = await Promise.all([ask.deps.queries.itemYear(unit, row.code), ask.deps.queries.coverage(unit)]);
  return { cards: [{ card: itemCard(row, { year, covered: found.items.find(({ code }) => code === row.code) ?? null, day }) }] };
};
const rowAnswer = (ask: Ask, roster: RosterKind, row: Readonly<Record<string, unknown>>, day: string | null): Promise<Answer> => {
  switch (roster) {
    case 'targets': return targetAnswer(ask, row as unknown as TargetRow, day);
    case 'inspectors': return inspectorAnswer(ask, row as unknown as InspectorRow, day);
    case 'items': return itemAnswer(ask, row as unknown as ItemRow, day);
  }
};

export const lookUp = async (ask: Ask, roster: RosterKind, text: string): Promise<Answer> => {
  const { version, day } = await versionFor(ask, roster);
  const { options } = ask.command;
  const query: RosterQuery = { text, where: filtersOf(roster, options) };
  const page = pageNumber(options['页']);
  const unit = unitOf(ask).id;
  const exact = text === '' ? null : await ask.deps.rosters.row(unit, roster, version, text.normalize('NFKC'));
  if (exact !== null) return rowAnswer(ask, roster, exact, day);
  const found = await ask.deps.rosters.page(unit, roster, version, query, { skip: (page - 1) * PAGE, limit: PAGE });
  const named = found.rows.filter(({ row }) => folded(typeof row['name'] === 'string' ? row['name'] : '') === folded(text));
  const only = found.total === 1 && page === 1 ? found.rows[0] : named.length === 1 ? named[0] : undefined;
  if (text !== '' && only !== undefined) return rowAnswer(ask, roster, only.row, day);
  if (found.rows.length === 0) throw new Refusal('roster.not-found', `${ROSTER_NAMES[roster]}里没有${text === '' ? '符合条件的' : `「${text}」`}${page > 1 ? `的第 ${String(page)} 页` : ''}`, { next: '请换名称或代码的一部分再查' });
  return { cards: [{ card: rosterPageCard(roster, { text, options, page, day }, found.rows.map(hitOf), found) }] };
};

/** 「名录 统计」: versions and, of each roster, the numbers by section and state. */
export const summary = async (ask: Ask): Promise<Answer> => {
  const { id, state } = unitOf(ask);
  const kinds = ['targets', 'inspectors', 'items'] as const;
  const rosters = await Promise.all(kinds.map(async (roster) => {
    const { state: now } = await ask.deps.states.load('roster', `${id}/${roster}`);
    return { roster, version: now.version, importedAt: now.importedAt, rows: now.version === 0 ? 0 : await ask.deps.rosters.count(id, roster, now.version) };
  }));
  const counts: CountLine[] = [];
  for (const { roster, version, rows } of rosters) {
    if (version === 0) continue;
    const count = async (field: string, value: string): Promise<number> => (await ask.deps.rosters.page(id, roster, version, { text: '', where: [{ field, anyOf: [value] }] }, { skip: 0, limit: 1 })).total;
    const statuses = roster === 'targets' ? ['存续', '停业', '注销', '吊销', '迁出'] : roster === 'inspectors' ? ['在岗', '请假', '借调', '停用'] : ['有效', '废止'];
    counts.push({ roster: ROSTER_NAMES[roster], what: '合计', value: '', rows });
    for (const section of state.sections) counts.push({ roster: ROSTER_NAMES[roster], what: '科室', value: section, rows: await count('section', section) });
    for (const status of statuses) counts.push({ roster: ROSTER_NAMES[roster], what: '状态', value: status, rows: await count('status', status) });
  }
  const file = counts.length === 0 ? null : await ask.deps.queries.tableFile(id, personOf(ask).name, countsTable(counts));
  return { cards: [{ card: rosterSummaryCard(state.name, rosters, counts) }], ...(file === null ? {} : { files: [{ name: file.name, blob: file.sha256 }] }) };
};

export const roster = async (ask: Ask): Promise<Answer> => {
  const [kindWord, ...rest] = ask.command.words;
  if ((kindWord === undefined || kindWord === '统计') && Object.keys(ask.command.options).length === 0) return summary(ask);
  const kind = kindWord === undefined ? 'targets' : rosterWord(kindWord);
  return kind === null ? lookUp(ask, 'targets', ask.command.words.join(' ')) : lookUp(ask, kind, rest.join(' '));
};

export const items = async (ask: Ask): Promise<Answer> => lookUp(ask, 'items', ask.command.words.join(' '));
