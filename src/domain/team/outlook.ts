/**
 * Can teams be formed, whatever the draw will say? Decided before the commitment, exactly (domain rule: 先可行，后承诺).
 *
 * Nobody is capped while targets and people are drawn together, so visits do not compete: the answer is yes if and only if
 * every target that may be drawn can have a team of its own. With the targets locked first, the real network is solved.
 */
import type { DrawRequest, StratumResult, TargetLine } from '../draw/types.ts';
import { remaining, strataFor } from '../draw/strata.ts';
import type { DrawRules } from '../draw/strata.ts';
import { teamProblem } from './assign.ts';
import type { TeamProblem } from './assign.ts';
import { infeasibility } from './infeasible.ts';
import type { Remedy } from './infeasible.ts';

export type Outlook = { readonly ok: true } | { readonly ok: false; readonly sentence: string; readonly remedies: readonly Remedy[] };

const LISTED = 5;

/** One visit of a kind of targets that all have the same candidates. */
const alone = ({ visits, slots, posts, ...rest }: TeamProblem, visit: number): TeamProblem => ({
  ...rest, posts,
  visits: visits.slice(visit, visit + 1),
  slots: slots.slice(visit * posts.length, (visit + 1) * posts.length).map(({ candidates }) => ({ visit: 0, candidates })),
});

/** @param locked the targets already drawn, in stage 'inspectors' */
export const explainBeforeDraw = (request: DrawRequest, rules: DrawRules, roster: readonly TargetLine[], locked: readonly TargetLine[] | null): Outlook => {
  const { inspectors, recusals, team, stage } = request;
  const verdictOf = (problem: TeamProblem): Outlook => {
    const why = infeasibility(problem);
    return why === null ? { ok: true } : { ok: false, sentence: why.sentence, remedies: why.remedies };
  };
  if (stage === 'objects') return { ok: true };
  const codes = (lines: readonly TargetLine[]): TeamProblem => teamProblem(lines.map(({ id, name, section }) => ({ code: id, name, section })), inspectors, recusals, team);
  if (stage === 'inspectors') return verdictOf(codes(locked ?? []));

  const mayBeDrawn = remaining(roster, rules).filter((line) => line.excluded === null && strataFor(line, rules).some(({ num, min = 0 }) => num > 0 || min > 0));
  const problem = codes(mayBeDrawn);
  const known = new Map<string, Outlook>();
  const blocked: { readonly name: string; readonly why: Outlook & { readonly ok: false } }[] = [];
  mayBeDrawn.forEach((line, visit) => {
    const one = alone(problem, visit);
    const kind = one.slots.map(({ candidates }) => candidates.join(',')).join(';');
    const verdict = known.get(kind) ?? verdictOf(one);
    known.set(kind, verdict);
    if (!verdict.ok) blocked.push({ name: line.name, why: verdict });
  });
  const [first] = blocked;
  if (first === undefined) return { ok: true };
  if (blocked.length === 1) return first.why;
  const names = blocked.slice(0, LISTED).map(({ name }) => name).join('、');
  return { ok: false, sentence: `可能抽中的对象中有 ${String(blocked.length)} 户组不成检查组（${names}${blocked.length > LISTED ? '等' : ''}）。例如「${first.name}」：${first.why.sentence}`, remedies: first.why.remedies };
};

const availableFor = ({ inspectors, team }: Pick<DrawRequest, 'inspectors' | 'team'>): DrawRequest['inspectors'] =>
  inspectors.filter(({ away, certified }) => away === '' && (certified || team.size > team.minCertified));

/** N9: whoever is there makes the team, every time; drawing people means nothing. */
export const isFixedTeam = (people: Pick<DrawRequest, 'inspectors' | 'team'>): boolean => availableFor(people).length === people.team.size;

/** 市场监管总局 on key items (P14): where everybody is visited the lot decides the order, and the sheet says so. */
export const coverageNotices = ({ stage, strata }: DrawRequest, results: readonly StratumResult[]): readonly string[] => {
  if (stage === 'inspectors') return [];
  const full = strata.filter(({ num, den }, index) => num === den && (results[index]?.drawn ?? 0) > 0);
  return full.map(({ name, where }) => (where.some(({ field }) => field === 'key') ? '重点对象全覆盖，随机确定检查批次' : `「${name}」全覆盖，随机确定检查批次`));
};

/** Things to say on the card: a list so small that drawing people means nothing (西平: 全局仅两名持证人员). */
export const staffingNotices = (request: DrawRequest): readonly string[] => {
  const { team, stage } = request;
  if (stage === 'objects') return [];
  const available = availableFor(request);
  const leaders = available.filter(({ certified, mayLead, section }) => certified && mayLead && (team.leaderSection === null || section === team.leaderSection));
  const notices: string[] = [];
  const pairs = request.inspectors.reduce((sum, { last = [] }) => sum + last.length, 0);
  if (pairs > 0) notices.push(`上次检查同一对象的人员 ${String(pairs)} 对，抽取时尽量避开`);
  if (isFixedTeam(request)) notices.push(`名录中可参加的仅 ${String(available.length)} 人，人员随机不成立，固定组队；对象仍随机`);
  if (leaders.length === 1) notices.push('组长岗位仅1名合格人员，无随机性');
  return notices;
};
