/**
 * Decisions about 出路: who may propose one, who decides, and what each must show (回避后合格者不足两人的三条合法出路).
 *
 * Open only while nobody at all qualifies for the post; whoever may decide the substitution decides the way, a section's clerk or
 * head proposes it. A visit that is passed on to another section needs somebody in charge of both, else the 主要负责人. The
 * person who leaves the post has no part in it. No rule is dropped in silence: what a way cannot keep, it says.
 */
import type { Fact } from '../events.ts';
import type { SubstitutionId } from '../ids.ts';
import type { LocalDate } from '../values.ts';
import type { InspectionState, Post } from '../inspection/inspection.ts';
import { isInCharge } from '../people/permissions.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { personById } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { requireStanding, requireTask, rulesOfTask } from '../task/require.ts';
import { visitYears } from '../task/visit-kinds.ts';
import { approversFor, clauseOf, demandNotOwnPost, requireApprover } from './decide.ts';
import type { Matter } from './decide.ts';
import type { SubstitutionState } from './substitution.ts';
import { waysWords, wayWords } from './way-out.ts';
import type { WayOut } from './way-out.ts';

/** Whether a request still waits to be filled: asked for, or its last round given up. */
export const isUnfilled = ({ phase, round }: SubstitutionState): boolean => phase === 'requested' || (phase === 'drawing' && round === undefined);

const idOf = ({ substitution: { id } }: Matter): SubstitutionId => {
  if (id !== null) return id;
  throw new Refusal('substitution.unknown', '没有这个更换申请', { next: '发送「我的」查看待审批的申请' });
};
const visitOf = ({ inspection: { id } }: Matter) => {
  if (id !== null) return id;
  throw new Refusal('inspection.unknown', '没有这一户检查', { next: '发送「我的」查看您的任务编号' });
};

/** The post a way is sought for. @throws Refusal once the request is settled, or while somebody qualified is left */
const requireSought = (matter: Matter, qualified: number): Post => {
  const { task, inspection, substitution } = matter;
  const id = idOf(matter);
  requireStanding(task);
  const post = inspection.posts.find((each) => each.inspector === substitution.inspector);
  if (!isUnfilled(substitution) || post === undefined) throw new Refusal('way.settled', `更换申请 ${id} 已经处理或正在递补抽取`, { next: '请打开最新卡片查看处理结果' });
  if (inspection.finished !== undefined) throw new Refusal('visit.finished', `本户检查已于 ${inspection.finished.on} 结束`, { next: '无需再办' });
  if (qualified > 0) throw new Refusal('way.not-needed', `还有 ${String(qualified)} 名合格人员可以顶替`, { next: `请先在合格人员中办理：同意更换 ${id}；借调、改由其他科室、延期只用于没有合格人员时`, clause: clauseOf(task) });
  return post;
};

const spoken = (text: string, next: string): string => {
  const said = text.trim();
  if (/[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(said)) return said.slice(0, 200);
  throw new Refusal('way.no-reason', '没有写明理由', { next });
};

/** Who decides a way: as the substitution itself; a visit passed on needs somebody in charge of the section that takes it, too. */
const decidingUnit = (unit: UnitState, way: WayOut): UnitState =>
  (way.kind !== 'reassign' ? unit : { ...unit, people: unit.people.filter((person) => !person.roles.includes('deputy') || person.roles.includes('leader') || isInCharge(person, way.section)) });

export const wayDeciders = (unit: UnitState, inspection: InspectionState, post: Post, requester: Person['id'] | null, way: WayOut): readonly Person[] => approversFor(decidingUnit(unit, way), inspection, post, requester);

/** What the lists of today say about a way. */
export interface WayFacts {
  readonly today: LocalDate;
  /** Somebody lent has a registered interest in the target, here or in the unit he comes from. */
  readonly hasInterest: boolean;
  /** He stands in the unit's own roster: he is sent, not lent. */
  readonly isOwn: boolean;
}

const requireBorrowable = (matter: Matter, post: Post, way: Extract<WayOut, { kind: 'borrow' }>, facts: WayFacts): void => {
  const { task, inspection } = matter;
  const id = idOf(matter);
  const again = `例如：借调 ${id} ${way.name === '' ? '姓名' : way.name} 单位=市教育局 执法证=… 有效期=2028-12-31 借调函=市教函〔2026〕12号 利害关系=无`;
  if (way.name === '' || way.unit === '') throw new Refusal('way.borrow-who', '没有写明借调谁、从哪个单位借调', { next: again });
  if (facts.isOwn) throw new Refusal('way.borrow-own', `${way.name}（${way.inspector}）在本单位执法检查人员名录内，不是借调`, { next: '可以改由其所在科室承办，或在名录中更正其状态后选派' });
  if (inspection.inspectors.includes(way.inspector)) throw new Refusal('way.borrow-member', `${way.name}已在本户检查组内`, { next: '请借调另一人；不得单人检查' });
  const last = inspection.window?.to ?? requireTask(task).settings.window.to;
  if (way.until < last) throw new Refusal('way.borrow-certificate', `${way.name}的执法证 ${way.until} 到期，早于检查期限 ${last}`, { next: '请借调执法证在检查期限内有效的人员', clause: rulesOfTask(task).team.minCertified.clause });
  if (way.letter === '') throw new Refusal('way.borrow-letter', '没有写借调函', { next: `请附上书面借调函。${again}` });
  if (facts.hasInterest) throw new Refusal('way.borrow-interest', `${way.name}与检查对象登记有利害关系，应当回避`, { next: '请借调另一人', clause: rulesOfTask(task).recusal.refill.clause });
  if (way.cleared !== true) throw new Refusal('way.borrow-asked', `没有写明已核实${way.name}与检查对象无利害关系`, { next: `请向本人核实后写上「利害关系=无」。${again}`, clause: rulesOfTask(task).recusal.refill.clause });
  const { leaderFrom } = rulesOfTask(task).team;
  if (post.leader && leaderFrom.value === 'initiatingSection' && way.acting !== true) {
    throw new Refusal('way.borrow-leader', '组长应为任务发起科室人员，借调人员只能经批准代组长', { next: `确无本科室人员可任组长的，写上「代组长=是」。${again}`, clause: leaderFrom.clause });
  }
};

const requirePostponable = ({ task, inspection }: Matter, { from, to }: Extract<WayOut, { kind: 'postpone' }>, today: LocalDate): void => {
  const { settings } = requireTask(task);
  const now = inspection.window ?? settings.window;
  if (from > to || from < today) throw new Refusal('way.postpone-days', `新的检查期限 ${from} 至 ${to} 不成立`, { next: '请写今天以后的起止日期，例如：10.9-10.31' });
  if (to <= now.to) throw new Refusal('way.postpone-earlier', `新的期限到 ${to}，没有晚于现在的 ${now.to}`, { next: '延期应晚于现在的检查期限' });
  const years = visitYears(settings);
  if (!years.includes(Number(to.slice(0, 4)))) {
    throw new Refusal('way.postpone-year', `延期到 ${to} 就跨了年度：对象的年度检查次数和年度抽查计划都按年计算`, { next: '请改为年内的日期，或借调人员、改由其他科室承办；年内确实不能检查的，请主要负责人决定' });
  }
};

const requireReassignable = ({ unit, inspection }: Matter, { section, posts }: Extract<WayOut, { kind: 'reassign' }>): void => {
  if (!unit.sections.includes(section)) throw new Refusal('unit.unknown-section', `${unit.name}没有科室「${section}」`, { next: `现有科室：${unit.sections.join('、')}` });
  const olds = new Set(posts.map(({ old }) => old));
  const news = new Set(posts.map(({ inspector }) => inspector));
  if (inspection.posts.some(({ inspector }) => !olds.has(inspector)) || news.size !== inspection.posts.length) throw new Refusal('way.reassign-moved', '检查组在此期间有变动', { next: '请重新提出' });
};

const requireWay = (matter: Matter, post: Post, way: WayOut, facts: WayFacts): void => {
  switch (way.kind) {
    case 'borrow': requireBorrowable(matter, post, way, facts); break;
    case 'postpone': requirePostponable(matter, way, facts.today); break;
    case 'reassign': requireReassignable(matter, way); break;
  }
};

/** The clerk, or head or liaison of the section, but never who leaves the post. */
const mayPropose = (post: Post, by: Person): boolean =>
  by.certificate !== post.inspector && by.roles.some((role) => role === 'clerk' || ((role === 'section-head' || role === 'liaison') && by.section === post.section));

/** @param qualified how many could take the post now */
export const decideWayProposed = (matter: Matter, by: Person, way: WayOut, reason: string, qualified: number, facts: WayFacts): readonly Fact[] => {
  const post = requireSought(matter, qualified);
  const id = idOf(matter);
  if (!mayPropose(post, by)) throw new Refusal('way.not-yours', `${by.name}不能为 ${id} 提出借调、改由其他科室或延期`, { next: by.certificate === post.inspector ? '被更换人员不参与人选，请经办人或本科室负责人提出' : `请经办人、${post.section}负责人提出，或由分管负责人直接决定`, clause: clauseOf(matter.task) });
  requireWay(matter, post, way, facts);
  const text = spoken(reason, `例如：${way.kind === 'postpone' ? `延期 ${id} ${way.from}至${way.to}` : wayWords(way)} 理由=科室其余人员均应回避`);
  if (wayDeciders(matter.unit, matter.inspection, post, matter.substitution.by, way).length === 0) throw new Refusal('substitution.no-approver', '没有可以批准的分管负责人或主要负责人', { next: '请系统管理员绑定分管负责人（或主要负责人）后再提出', clause: clauseOf(matter.task) });
  return [{ type: 'WayProposed', substitution: id, inspection: visitOf(matter), way, reason: text, by: by.id }];
};

/** @throws Refusal unless this person decides this way */
export const requireWayDecider = (matter: Matter, by: Person, way: WayOut): Post => {
  const post = matter.inspection.posts.find((each) => each.inspector === matter.substitution.inspector);
  if (way.kind === 'reassign' && post !== undefined) {
    const deciders = wayDeciders(matter.unit, matter.inspection, post, matter.substitution.by, way);
    if (by.roles.includes('deputy') && !by.roles.includes('leader') && !isInCharge(by, way.section)) {
      throw new Refusal('way.not-in-charge', `${by.name}不分管${way.section}`, { next: `改由其他科室承办，须由同时分管两个科室的负责人决定，没有的由主要负责人决定：请${deciders.map(({ name }) => name).join('、')}办理`, clause: clauseOf(matter.task) });
    }
  }
  return requireApprover({ ...matter, unit: decidingUnit(matter.unit, way) }, by);
};

/**
 * @param settles other open requests of the visit that the way settles as well (the whole team goes)
 */
export const decideWayTaken = (matter: Matter, by: Person, way: WayOut, reason: string, qualified: number, facts: WayFacts, settles: readonly SubstitutionId[]): readonly Fact[] => {
  const post = requireSought(matter, qualified);
  requireWayDecider(matter, by, way);
  requireWay(matter, post, way, facts);
  const picks = way.kind === 'borrow' ? [way.inspector] : way.kind === 'reassign' ? way.posts.map(({ inspector }) => inspector) : [];
  demandNotOwnPost(matter, by, picks, post);
  const id = idOf(matter);
  const text = spoken(reason, `例如：理由=科室其余人员均应回避`);
  return [{ type: 'WayTaken', substitution: id, inspection: visitOf(matter), old: post.inspector, way, reason: text, ...(settles.length === 0 ? {} : { settles }), by: by.id }];
};

/** The way that waits. @throws Refusal when none does */
export const requireProposed = (matter: Matter): NonNullable<SubstitutionState['proposed']> => {
  const { proposed } = matter.substitution;
  const id = idOf(matter);
  if (proposed !== undefined && isUnfilled(matter.substitution)) return proposed;
  const { taken } = matter.substitution;
  const who = taken === undefined ? '' : (personById(matter.unit, taken.by)?.name ?? '');
  throw new Refusal('way.none', taken === undefined ? `更换申请 ${id} 没有待决定的借调、改由其他科室或延期` : `已由${who}决定：${wayWords(taken.way)}`, { next: taken === undefined ? `没有合格人员时可以提出：${waysWords(id)}` : '无需再办' });
};

export const decideWayRefused = (matter: Matter, by: Person, reason: string): readonly Fact[] => {
  requireStanding(matter.task);
  const { way } = requireProposed(matter);
  requireWayDecider(matter, by, way);
  const id = idOf(matter);
  return [{ type: 'WayRefused', substitution: id, inspection: visitOf(matter), reason: spoken(reason, `例如：不同意出路 ${id} 请先联系市局借调`), by: by.id }];
};
