/**
 * Verbs about rosters living through the year: versions and differences, 停用/启用, 核查, coverage, certificates.
 */
import { CERTIFICATE_NOTICE_DAYS } from '../../application/roster-checks.ts';
import type { RosterKind } from '../../domain/events.ts';
import { Refusal } from '../../domain/refusal.ts';
import { requireTask } from '../../domain/task/require.ts';
import { coverageCard, diffCard, expiringCard, historyCard } from '../cards/roster-life.ts';
import { textAfter } from '../parse/command.ts';
import { dateOf } from '../parse/dates.ts';
import { wholeNumber } from '../parse/numbers.ts';
import { personOf, pickInspector, pickTarget, pickTask, unitOf } from '../pick.ts';
import type { FileTable } from '../../application/queries/table-file.ts';
import type { Answer, Ask, Verb } from '../verb.ts';
import { coverageTable, diffTable, expiringTable } from '../views/roster-tables.ts';
import { rosterWord } from '../parse/rosters.ts';

const fileOf = async (ask: Ask, table: FileTable): Promise<NonNullable<Answer['files']>[number]> => {
  const { name, sha256 } = await ask.deps.queries.tableFile(unitOf(ask).id, personOf(ask).name, table);
  return { name, blob: sha256 };
};

/** 「版本 对象 日期=9.1」. */
const history = async (ask: Ask): Promise<Answer> => {
  const roster = ask.command.words.map(rosterWord).find((kind) => kind !== null) ?? 'targets';
  const versions = await ask.deps.queries.rosterHistory(unitOf(ask).id, roster);
  if (versions.length === 0) throw new Refusal('roster.empty', '这份名录还没有导入', { next: '请经办人把 .xlsx 拖进与我的私聊；空表发送「模板」取' });
  const typed = ask.command.options['日期'];
  const day = typed === undefined ? null : dateOf(typed, ask.today);
  if (typed !== undefined && day === null) throw new Refusal('roster.bad-date', `看不懂日期「${typed}」`, { next: '例如：名录 版本 对象 日期=2026-09-01' });
  const then = day === null ? null : versions.findLast(({ at }) => Date.parse(at) < Date.parse(`${day}T16:00:00.000Z`));
  if (then === undefined) throw new Refusal('roster.no-version-then', `${day ?? ''} 时这份名录还没有导入`, { next: '发送「名录 版本」查看各版时间' });
  return { cards: [{ card: historyCard(roster, versions, day === null || then === null ? null : { day, version: then.version }) }] };
};

const differences = async (ask: Ask, pairs: readonly { readonly roster: RosterKind; readonly from: number; readonly to: number }[]): Promise<Answer> => {
  const diffs = await Promise.all(pairs.map(({ roster, from, to }) => ask.deps.queries.rosterDiff(unitOf(ask).id, roster, from, to)));
  const files = await Promise.all(diffs.filter(({ rows }) => rows.length > 0).map((diff) => fileOf(ask, diffTable(diff))));
  return { cards: diffs.map((diff) => ({ card: diffCard(diff) })), ...(files.length === 0 ? {} : { files }) };
};

/** Since the draw before: what the sections are asked to confirm for a task. */
const sinceLastDraw = async (ask: Ask, typed: string): Promise<Answer> => {
  const { id } = unitOf(ask);
  const task = await pickTask(ask, typed);
  requireTask((await ask.deps.states.load('task', task)).state);
  const since = await ask.deps.queries.sinceLastDraw(id, task);
  if (since === null) throw new Refusal('roster.no-draw-before', '本单位此前没有抽取过，没有可比的名录', { next: '发送「名录 版本」查看各版；看两版差异：名录 差异 1 2' });
  if (since.lists.length === 0) return { line: `两库自上次抽取（${since.task}）以来没有变化` };
  return differences(ask, since.lists);
};

/** 「差异 3 4」, 「差异 人员 1 2」, 「差异 T2026-007」; without numbers the last step. */
const diff = async (ask: Ask): Promise<Answer> => {
  const { words } = ask.command;
  const [task] = words;
  if (task !== undefined && /^t/i.test(task.normalize('NFKC'))) return sinceLastDraw(ask, task);
  const roster = words.map(rosterWord).find((kind) => kind !== null) ?? 'targets';
  const numbers = words.flatMap((word) => wholeNumber(word.normalize('NFKC').replace(/^第|版$/g, '')) ?? []);
  const newest = (await ask.deps.queries.rosterHistory(unitOf(ask).id, roster)).at(-1)?.version ?? 0;
  const [from = newest - 1, to = newest] = numbers;
  return differences(ask, [{ roster, from: Math.min(from, to), to: Math.max(from, to) }]);
};

/** 「停用 启明培训 理由=…」: a person when the word 人员 stands before, else a target; 状态=注销 says which state. */
const edit = (isBack: boolean) => async (ask: Ask): Promise<Answer> => {
  const [first, ...more] = ask.command.words;
  const kind = first === undefined ? null : rosterWord(first);
  const typed = kind === null ? first : more[0];
  const verb = isBack ? '启用' : '停用';
  if (typed === undefined || kind === 'items') throw new Refusal('roster.nobody', `没有写要${verb}哪个对象或人员`, { next: `例如：名录 ${verb} 启明培训 理由=9月1日已注销；人员：名录 ${verb} 人员 张伟 理由=调离` });
  const roster = kind ?? 'targets';
  const found = roster === 'targets' ? await pickTarget(ask, typed) : await pickInspector(ask, typed);
  const reason = ask.command.options['理由'] ?? ask.command.options['原因'] ?? textAfter(ask.command, kind === null ? 1 : 2);
  await ask.deps.useCases.editRoster(ask.by(), unitOf(ask).id, { roster, code: found.code, status: isBack ? null : (ask.command.options['状态'] ?? ''), reason });
  return { line: `已${verb}：${found.name}，名录为新的一版；正在确认的任务要重新确认，已锁定的名单不变`, tone: 'ok' };
};

const verify = async (ask: Ask): Promise<Answer> => {
  const section = ask.command.words[0] ?? personOf(ask).section;
  await ask.deps.useCases.verifyRosterPart(ask.by(), unitOf(ask).id, section);
  return { line: `已核查：${section}本季度的名录真实、完整、及时，已留痕`, tone: 'ok' };
};

const cover = async (ask: Ask): Promise<Answer> => {
  const found = await ask.deps.queries.coverage(unitOf(ask).id);
  if (found.items.length === 0) throw new Refusal('roster.empty', '随机抽查事项清单还没有导入，看不了覆盖情况', { next: '请经办人把清单 .xlsx 拖进与我的私聊' });
  return { cards: [{ card: coverageCard(found) }], files: [await fileOf(ask, coverageTable(found))] };
};

const expiring = async (ask: Ask): Promise<Answer> => {
  const [typed] = ask.command.words;
  const days = typed === undefined ? CERTIFICATE_NOTICE_DAYS : wholeNumber(typed.normalize('NFKC').replace(/天(?:内)?$/, ''));
  if (days === null || days > 3650) throw new Refusal('people.bad-days', `看不懂天数「${typed ?? ''}」`, { next: '例如：人员 到期 90' });
  const people = await ask.deps.queries.expiringCertificates(unitOf(ask).id, days);
  return { cards: [{ card: expiringCard(people, days) }], ...(people.length === 0 ? {} : { files: [await fileOf(ask, expiringTable(people))] }) };
};

export const ROSTER_LIFE_VERBS: readonly Verb[] = [
  { verb: '名录 版本', aliases: ['roster versions'], usage: '名录 版本 对象 日期=2026-09-01', help: '名录各版的时间；某天用的是哪一版', for: 'business.see', answers: 'privately', writes: false, run: history },
  { verb: '名录 差异', aliases: ['roster diff'], usage: '名录 差异 3 4', help: '两版名录的差异；写任务编号看自上次抽取以来的变化', for: 'business.see', answers: 'privately', writes: false, run: diff },
  { verb: '名录 停用', aliases: ['roster suspend'], usage: '名录 停用 启明培训 状态=注销 理由=9月1日已注销', help: '停用一个对象或人员（人员前加“人员”）', for: 'roster.edit', answers: 'privately', writes: true, run: edit(false) },
  { verb: '名录 启用', aliases: ['roster resume'], usage: '名录 启用 人员 张伟 理由=借调结束', help: '恢复一个对象或人员', for: 'roster.edit', answers: 'privately', writes: true, run: edit(true) },
  { verb: '名录 核查', aliases: ['roster verify', '名录 核查无误'], usage: '名录 核查', help: '本季度核查过本科室的名录', for: 'roster.verify', answers: 'privately', writes: true, run: verify },
  { verb: '覆盖', aliases: ['coverage', '覆盖情况'], usage: '覆盖', help: '每个事项有没有合格人员、有没有权责编码', for: 'business.see', answers: 'privately', writes: false, run: cover },
  { verb: '人员 到期', aliases: ['expiring', '证件 到期'], usage: '人员 到期', help: '60 天内执法证到期的人员；可写天数', for: 'business.see', answers: 'privately', writes: false, run: expiring },
];
