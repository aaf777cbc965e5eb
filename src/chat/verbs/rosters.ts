/**
 * Verbs about the lists (一单两库): templates, look-up, interests and leave. Imports: imports.ts.
 */
import type { RosterKind } from '../../domain/events.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { rosterHitsCard, rosterSummaryCard } from '../cards/rosters.ts';
import { rangeOf } from '../parse/dates.ts';
import { pickInspector, pickTarget, rosterVersion, searchRoster, unitOf } from '../pick.ts';
import { textAfter } from '../parse/command.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

const LISTED = 10;

const ROSTER_WORDS: readonly (readonly [RosterKind, RegExp])[] = [
  ['items', /事项|清单|item/i],
  ['inspectors', /人员|执法|检查员|inspector/i],
  ['targets', /对象|企业|主体|机构|object|target/i],
];
export const rosterNamed = (text: string): RosterKind | null => ROSTER_WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

const template = async (ask: Ask): Promise<Answer> => {
  const typed = ask.command.words.join('');
  const roster = rosterNamed(typed);
  if (typed !== '' && roster === null) throw new Refusal('roster.unknown-kind', `没有「${typed}」的模板`, { next: '可选：模板 检查对象、模板 执法人员、模板 事项' });
  const rosters: readonly RosterKind[] = roster === null ? ['items', 'targets', 'inspectors'] : [roster];
  const blobs = await Promise.all(rosters.map((each) => ask.deps.queries.template(unitOf(ask).id, each)));
  return { line: '请按模板填写后拖回这里导入', files: blobs.map((blob, n) => ({ name: `${ROSTER_NAMES[rosters[n] ?? 'targets']}_模板.xlsx`, blob: blob.sha256 })) };
};

const summary = async (ask: Ask): Promise<Answer> => {
  const { id, state } = unitOf(ask);
  const kinds = ['targets', 'inspectors', 'items'] as const;
  const states = await Promise.all(kinds.map(async (roster) => (await ask.deps.states.load('roster', rosterStream(id, roster))).state));
  const counts = await Promise.all(kinds.map(async (roster, n) => ((states[n]?.version ?? 0) === 0 ? 0 : ask.deps.rosters.count(id, roster, states[n]?.version ?? 0))));
  return { cards: [{ card: rosterSummaryCard(state.name, kinds.map((roster, n) => ({ roster, version: states[n]?.version ?? 0, importedAt: states[n]?.importedAt ?? null, rows: counts[n] ?? 0 }))) }] };
};

const lookUp = async (ask: Ask, roster: RosterKind, text: string): Promise<Answer> => {
  if ((await rosterVersion(ask, roster)) === 0) throw new Refusal('roster.empty', `${ROSTER_NAMES[roster]}还没有导入`, { next: '请经办人把 .xlsx 拖进与我的私聊；空表发送「模板」取' });
  const found = await searchRoster(ask, roster, text, LISTED + 1);
  const hits = found[0]?.code === text.normalize('NFKC') ? found.slice(0, 1) : found;
  if (hits.length === 0) throw new Refusal('roster.not-found', `${ROSTER_NAMES[roster]}里没有「${text}」`, { next: '请换名称或代码的一部分再查' });
  return { cards: [{ card: rosterHitsCard(roster, text, hits.slice(0, LISTED), hits.length > LISTED) }] };
};

const roster = async (ask: Ask): Promise<Answer> => {
  const [kindWord, ...rest] = ask.command.words;
  if (kindWord === undefined || kindWord === '统计') return summary(ask);
  const kind = /^(?:检查)?对象|object|target/i.test(kindWord) ? 'targets' : /^(?:执法|检查)?人员|inspector/i.test(kindWord) ? 'inspectors' : null;
  return kind === null ? lookUp(ask, 'targets', ask.command.words.join(' ')) : lookUp(ask, kind, rest.join(' '));
};

const items = async (ask: Ask): Promise<Answer> => lookUp(ask, 'items', ask.command.words.join(' '));

const interest = async (ask: Ask): Promise<Answer> => {
  const [who, what] = ask.command.words;
  if (who === undefined || what === undefined) throw new Refusal('interest.incomplete', '利害关系要写明人员和对象', { next: '例如：利害关系 张伟 启明培训 配偶任职；本人可写：利害关系 我 启明培训 配偶任职' });
  const [inspector, target] = [await pickInspector(ask, who), await pickTarget(ask, what)];
  await ask.deps.useCases.registerInterest(ask.by(), unitOf(ask).id, { inspector: inspector.inspector, target: target.target, text: textAfter(ask.command, 2) });
  return { line: `已登记：${inspector.name} 与 ${target.name} 有利害关系，抽取时自动回避（理由只有分管负责人和监督员可见）`, tone: 'ok' };
};

const leave = async (ask: Ask): Promise<Answer> => {
  const [first, ...rest] = ask.command.words;
  if (first === undefined) throw new Refusal('leave.incomplete', '没有写请假日期', { next: '例如：请假 9.14-9.18；代登记：请假 吴静 9.14-9.18' });
  const own = rangeOf([first, ...rest].join(''), ask.today);
  const range = own ?? rangeOf(rest.join(''), ask.today);
  if (range === null) throw new Refusal('leave.bad-dates', `看不懂请假日期「${[first, ...rest].join(' ')}」`, { next: '结束日期不能早于开始日期；例如：请假 9.14-9.18、请假 9月14日至18日' });
  const inspector = await pickInspector(ask, own === null ? first : '我');
  await ask.deps.useCases.takeLeave(ask.by(), unitOf(ask).id, { inspector: inspector.inspector, ...range });
  return { line: `已登记：${inspector.name} ${range.from} 至 ${range.to} 请假，期间的检查不会抽到`, tone: 'ok' };
};

export const ROSTER_VERBS: readonly Verb[] = [
  { verb: '模板', aliases: ['template'], glues: true, usage: '模板 检查对象', help: '取空白导入表（检查对象、执法人员、事项）', for: 'bound', answers: 'privately', writes: false, run: template },
  { verb: '名录', aliases: ['roster', '库', '名录库'], usage: '名录 对象 启明培训', help: '查名录；只发「名录」看统计', for: 'bound', answers: 'privately', writes: false, run: roster },
  { verb: '事项', aliases: ['item', 'items', '清单'], usage: '事项 A03', help: '查随机抽查事项清单', for: 'bound', answers: 'publicly', writes: false, run: items },
  { verb: '利害关系', aliases: ['conflict', '回避登记', '利害关系 登记'], usage: '利害关系 我 启明培训 配偶任职', help: '登记利害关系，抽取时自动回避', for: 'interest.register', answers: 'privately', writes: true, run: interest },
  { verb: '请假', aliases: ['leave'], usage: '请假 9.14-9.18', help: '登记请假，期间不会被抽到', for: 'leave.register', answers: 'privately', writes: true, run: leave },
];
