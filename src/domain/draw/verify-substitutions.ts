/**
 * Checks what changed in the teams after the lock: each substitution was asked for, approved, and lawful.
 *
 * An appointed colleague must be among the candidates, a drawn one must have the lowest ticket of its round; nobody with an
 * interest in the target, nobody twice in a team. People who joined the roster after the draw are named as not checkable, and
 * so is a visit that was filled from outside the lists (借调、改由其他科室承办): of that only the paperwork is checked.
 */
import { canonical, digestOf } from '../canonical.ts';
import { nthInspection } from '../ids.ts';
import { recusedPairs } from '../team/candidates.ts';
import { candidatesForPost } from '../team/substitutes.ts';
import { BundleFault } from './bundle.ts';
import type { Bundle } from './bundle.ts';
import { checkPublished } from './check-published.ts';
import type { KnownList } from './compare.ts';
import type { LoggedAttempt } from './grammar.ts';
import { readInspectors, readRecusals } from './lines.ts';
import { isWithheld } from './log.ts';
import type { LogEvent } from './log.ts';
import { planBytes } from './plan.ts';
import type { ListRoot, Plan } from './plan.ts';
import { beaconOf } from './public.ts';
import type { BeaconCheck } from './public.ts';
import { roundHash } from './round.ts';
import { roundsOf, SUBSTITUTION_TYPES } from './round-order.ts';
import type { LoggedRound } from './round-order.ts';
import { teamsRoot } from './published.ts';
import { opens, seedOf } from './seed.ts';
import type { SeedInput } from './seed.ts';
import { byTicket, keyOf, ticketOf } from './ticket.ts';
import type { DrawResult, InspectorLine, RecusalLine, SelectedTarget, Team } from './types.ts';

interface Request { readonly id: string; readonly no: number; readonly old: string }
interface Appointed extends Request {
  readonly new: string;
  readonly candidates: readonly string[];
  readonly exclusions: readonly { readonly inspector: string }[];
  readonly lot: { readonly round: number; readonly otp: string; readonly seed: string } | null;
}

/** Nobody of the lists was left: who came instead, post by post. */
interface Outside {
  readonly id: string;
  readonly no: number;
  readonly way: string;
  readonly changes: readonly { readonly old: string; readonly new: string }[];
}
const OUTSIDE_WORDS: Readonly<Record<string, string>> = { borrow: '借调人员', reassign: '改由其他科室承办' };

const fault = (event: LogEvent, what: string): never => { throw new BundleFault(`第 ${String(event.seq)} 个事件：${what}`); };

/** Request, approval and appointment of one substitution must follow each other and agree. */
const checkPaperwork = (events: readonly LogEvent[], event: LogEvent, said: Pick<Appointed, 'id' | 'no'>, isOld: (code: string) => boolean): void => {
  const before = events.filter(({ seq }) => seq < event.seq);
  const about = (type: LogEvent['type']): LogEvent | undefined => before.find((one) => one.type === type && (one.body as unknown as Request).id === said.id);
  const request = about('substitution-request');
  const asked = request?.body as unknown as Request | undefined;
  if (asked?.no !== said.no || !isOld(asked.old)) fault(event, `没有与「${said.id}」一致的更换申请`);
  if (about('approval') === undefined) fault(event, `「${said.id}」没有经过批准`);
  if (about('appointed') !== undefined || about('appointed-outside') !== undefined || about('substitution-refused') !== undefined) fault(event, `「${said.id}」已经处理过`);
};

/** What the seed of a lot was made from: a witnessed round, or in older bundles the request alone. */
const inputOf = (event: LogEvent, plan: Plan, said: Appointed, logged: LoggedRound | undefined): Pick<SeedInput, 'contributions' | 'beacon' | 'prev'> => {
  if (logged === undefined) return { contributions: [], prev: digestOf({ substitution: said.id, inspection: nthInspection(plan.task, said.no), inspector: said.old }) };
  const pinned = logged.plan;
  const same = pinned.inspector === said.old && pinned.round === said.lot?.round && canonical(pinned.candidates) === canonical(said.candidates) && canonical(pinned.exclusions) === canonical(said.exclusions);
  if (!same || pinned.inspection !== nthInspection(plan.task, said.no)) return fault(event, '人选、候选人或轮次与事先写定的递补方案不同');
  return { contributions: logged.contributions, beacon: beaconOf(logged.published), prev: roundHash(pinned) };
};

const checkLot = (event: LogEvent, { plan }: LoggedAttempt, said: Appointed, usedRounds: ReadonlySet<number>, logged: LoggedRound | undefined): void => {
  if (said.lot === null) return;
  const { round, otp, seed } = said.lot;
  if (round < 2 || usedRounds.has(round) || !opens(otp, round, plan.otp.top)) fault(event, `第 ${String(round)} 轮的密钥与方案中的承诺不符`);
  if (seedOf({ planBytes: planBytes(plan), round, otp, ...inputOf(event, plan, said, logged) }) !== seed) fault(event, `第 ${String(round)} 轮的种子不一致`);
  const key = keyOf(seed, `sub/${round}`);
  const [first] = said.candidates.map((id) => ({ id, ticket: ticketOf(key, id) })).sort(byTicket);
  if (first?.id !== said.new) fault(event, `递补应为票号最小的 ${String(first?.id)}，写的是 ${said.new}`);
};

interface Lists { readonly people: readonly InspectorLine[]; readonly recusals: readonly RecusalLine[] }

/** @returns notes about what the frozen lists cannot confirm */
const checkCandidates = (event: LogEvent, plan: Plan, team: Team, target: SelectedTarget, { people, recusals }: Lists, said: Appointed): readonly string[] => {
  const post = team.members.findIndex(({ inspector }) => inspector === said.old);
  if (post === -1) return fault(event, `${said.old} 不在第 ${String(said.no)} 组`);
  const recused = recusedPairs(recusals).get(target.code);
  const barred = said.candidates.find((code) => team.members.some(({ inspector }) => inspector === code) || [...(recused ?? [])].some((one) => one === code));
  if (barred !== undefined) fault(event, `候选人 ${barred} 已在本组或应当回避`);
  if (!said.candidates.includes(said.new)) fault(event, '选派的人不在候选人之中');
  const { candidates } = candidatesForPost({ post, team, target: { code: target.code, name: target.name, section: target.section }, inspectors: people, recusals, rules: plan.rules.team });
  const allowed = new Set<string>(candidates.map(({ id }) => id));
  const silent = [...allowed].find((code) => !said.candidates.includes(code) && !said.exclusions.some(({ inspector }) => inspector === code));
  if (silent !== undefined) fault(event, `${silent} 符合条件却既不是候选人、也没有写明排除理由`);
  const later = said.candidates.filter((code) => !allowed.has(code));
  return later.length === 0 ? [] : [`「${said.id}」的候选人 ${later.join('、')} 的资格在抽取之后才取得或恢复，名单快照不能证明`];
};

const replaced = (team: Team, said: Pick<Appointed, 'old' | 'new'>, people: readonly InspectorLine[]): Team => {
  const person = people.find(({ id }) => id === said.new);
  return {
    ...team,
    members: team.members.map((member) => (member.inspector === said.old
      ? { ...member, inspector: said.new as typeof member.inspector, name: person?.name ?? said.new, section: person?.section ?? '' }
      : member)),
  };
};

const isChanges = (value: unknown): value is Outside['changes'] => Array.isArray(value) && value.length > 0;

/** @returns the team as it is now */
const filledOutside = (event: LogEvent, team: Team, target: SelectedTarget, { people, recusals }: Lists, { way, changes }: Outside): Team => {
  const recused = recusedPairs(recusals).get(target.code);
  if (!isChanges(changes) || !Object.hasOwn(OUTSIDE_WORDS, way)) return fault(event, '人员变动不合格式');
  return changes.reduce((now: Team, change) => {
    if (!now.members.some(({ inspector }) => inspector === change.old)) fault(event, `${change.old} 不在第 ${String(now.no)} 组`);
    if (now.members.some(({ inspector }) => inspector === change.new) || [...(recused ?? [])].some((one) => one === change.new)) fault(event, `${change.new} 已在本组或应当回避`);
    return replaced(now, change, people);
  }, team);
};

export const checkSubstitutions = ({ log }: Bundle, attempts: readonly LoggedAttempt[], find: (wanted: ListRoot) => KnownList | null, checkBeacon: BeaconCheck | undefined, checked: string[], unchecked: string[]): void => {
  const hidden = log.filter(isWithheld).length;
  if (hidden > 0) unchecked.push(`有 ${String(hidden)} 个人员更换事件不公开，只核对了指纹`);
  const events = log.filter((event): event is LogEvent => !isWithheld(event));
  const [first] = events.filter(({ type }) => SUBSTITUTION_TYPES.includes(type));
  if (first === undefined) return;
  const last = attempts.findLast(({ plan, ended }) => plan.stage !== 'objects' && ended === 'locked');
  if (last === undefined) return fault(first, '人员更换发生在锁定之前');
  const rounds = roundsOf(events, last);
  const appointed = events.filter(({ type }) => type === 'appointed' || type === 'appointed-outside');
  if (appointed.length === 0) return;
  for (const [id, { plan, published }] of rounds) checkPublished(`「${id}」递补`, plan.public, published, checkBeacon, checked, unchecked);
  const [inspectors, recusals] = [find(last.plan.inspectors), find(last.plan.conflicts)];
  if (inspectors === null || recusals === null || inspectors.withheld > 0 || recusals.withheld > 0) {
    unchecked.push('人员名单有不公开的行，未能核对更换的候选人');
    return;
  }
  if (teamsRoot(last.result) !== null) {
    unchecked.push('检查组名单有不公开的行，未能核对更换');
    return;
  }
  const lists: Lists = { people: readInspectors(inspectors.bytes), recusals: readRecusals(recusals.bytes) };
  const { selected, teams: drawn } = last.result as unknown as DrawResult;
  const teams = new Map((drawn ?? []).map((team) => [team.no, team]));
  const used = new Set<number>();
  const outside = new Set<number>();
  for (const event of appointed) {
    const { no } = event.body as unknown as Request;
    const [team, target] = [teams.get(no), selected.find((each) => each.no === no)];
    if (team === undefined || target === undefined) return fault(event, `没有第 ${String(no)} 组`);
    if (event.type === 'appointed-outside') {
      const way = event.body as unknown as Outside;
      teams.set(no, filledOutside(event, team, target, lists, way));
      checkPaperwork(events, event, way, (code) => way.changes.some((change) => change.old === code));
      outside.add(no);
      unchecked.push(`「${way.id}」没有合格人员，经批准${OUTSIDE_WORDS[way.way] ?? ''}，不在抽取的名单之内，只核对了手续`);
      continue;
    }
    const said = event.body as unknown as Appointed;
    checkPaperwork(events, event, said, (code) => code === said.old);
    if (!outside.has(no)) unchecked.push(...checkCandidates(event, last.plan, team, target, lists, said));
    else if (!team.members.some(({ inspector }) => inspector === said.old)) fault(event, `${said.old} 不在第 ${String(no)} 组`);
    checkLot(event, last, said, used, rounds.get(said.id));
    if (said.lot !== null) used.add(said.lot.round);
    teams.set(no, replaced(team, said, lists.people));
  }
  checked.push(`人员更换 ${String(appointed.length)} 次：申请、批准、候选人与人选均符合规则`);
};
