/**
 * The first verifier: a bundle and its lists, checked from the bytes up (docs/the-draw.md, 8), with the engine's own replay.
 *
 * Independent verifiers live outside this house's engine; this one answers 复核 in the chat and keeps the others honest.
 * Order: strict reading → chain → root → signature → order of events → lists → code → seed → replay → substitutions.
 */
import { canonical, sha256Hex } from '../canonical.ts';
import type { Json } from '../canonical.ts';
import { BundleFault, readBundle, strictBase64 } from './bundle.ts';
import type { Bundle, SignatureCheck } from './bundle.ts';
import { readCheckpoint } from './checkpoint.ts';
import { checkPublished } from './check-published.ts';
import { drawFrom, objectsOf } from './draw.ts';
import { attemptsOf } from './grammar.ts';
import type { LoggedAttempt } from './grammar.ts';
import { readTargets } from './lines.ts';
import { editionRoot, firstDifference } from './compare.ts';
import type { KnownList } from './compare.ts';
import { hashOf, isWithheld, logRoot } from './log.ts';
import { checkSubstitutions } from './verify-substitutions.ts';
import { checkUnitLog } from './verify-unit-log.ts';
import { listRoot } from './merkle.ts';
import type { ListRoot, Plan } from './plan.ts';
import { planBytes } from './plan.ts';
import { readTeams, teamsRoot } from './published.ts';
import { opens, seedOf } from './seed.ts';
import { beaconOf } from './public.ts';
import type { BeaconCheck } from './public.ts';
import type { DrawResult, InspectorLine, Team } from './types.ts';

export interface VerifyInput {
  readonly bundle: Uint8Array;
  /** The JSON Lines that travel with the bundle, in any order; they are found by their roots. */
  readonly lists: readonly Uint8Array[];
  readonly checkSignature: SignatureCheck;
  /** Without it the signature of a drand value is reported as unchecked. */
  readonly checkBeacon?: BeaconCheck;
  /** The log key shown at set-up, SPKI base64. Without it and without `plan` a bundle written anew with another key cannot be told apart. */
  readonly pinnedKey?: string;
  /** A plan hash somebody noted at the ceremony, in full. */
  readonly pinnedPlan?: string;
  /** A signed checkpoint of the unit's tree of draws that somebody kept: nothing before it may have changed. */
  readonly oldCheckpoint?: string;
}

export interface Report {
  readonly ok: boolean;
  /** What was checked and found right, what could not be checked because it is withheld. */
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
  /** The first thing that is wrong, '' when nothing is. */
  readonly fault: string;
}

const fault = (what: string): never => { throw new BundleFault(what); };
const short = (hash: string): string => `${hash.slice(0, 12)}…`;

const checkChain = ({ log }: Bundle): void => {
  let prev: string | null = null;
  for (const event of log) {
    if (!isWithheld(event) && event.prev !== prev) fault(`第 ${String(event.seq)} 个事件与前一事件接不上`);
    prev = hashOf(event);
  }
};

const checkSeal = ({ log, checkpoint }: Bundle, { checkSignature, pinnedKey, pinnedPlan }: VerifyInput): void => {
  const { size, root } = readCheckpoint(checkpoint.text) ?? fault('检查点文本不合格式');
  if (size !== log.length) fault(`检查点写有 ${String(size)} 个事件，实有 ${String(log.length)} 个`);
  if (root !== Buffer.from(logRoot(log)).toString('base64')) fault('事件的根与检查点不一致');
  if (pinnedKey !== undefined && checkpoint.key !== pinnedKey) fault('签名公钥不是本单位公布的公钥');
  const signed = checkSignature(strictBase64(checkpoint.key, '检查点公钥'), new TextEncoder().encode(checkpoint.text), strictBase64(checkpoint.sig, '检查点签名'));
  if (!signed) fault('检查点签名无效');
  if (pinnedPlan !== undefined && !log.some((event) => !isWithheld(event) && event.type === 'plan' && sha256Hex(canonical(event.body)) === pinnedPlan)) fault('复核包中没有您记下的方案校验码');
};

/** Lists by root, computed as far as somebody asks, short ones first. */
const indexed = (lists: readonly Uint8Array[]): ((wanted: ListRoot) => KnownList | null) => {
  const known = [...lists, new Uint8Array()].sort((a, b) => a.length - b.length).map((bytes) => ({ bytes, roots: new Map<number, { readonly root: string; readonly withheld: number }>() }));
  const rootOf = ({ bytes, roots }: (typeof known)[number], block: number): { readonly root: string; readonly withheld: number } => {
    const found = roots.get(block) ?? (block === 1 ? editionRoot(bytes) : { root: listRoot(bytes, block), withheld: 0 });
    roots.set(block, found);
    return found;
  };
  return ({ root, block }) => {
    for (const list of known) {
      const found = rootOf(list, block);
      if (found.root === root) return { bytes: list.bytes, withheld: found.withheld };
    }
    return null;
  };
};

/** Withheld lines: the targets are still drawn again in full; of the teams only the people shown can be looked at. */
const checkPublic = (plan: Plan, targets: Uint8Array, inspectors: Uint8Array, result: DrawResult, seed: string): void => {
  const { teams, ...objects } = result;
  const difference = firstDifference(objectsOf(plan, readTargets(targets), seed) as unknown as Json, objects as unknown as Json, '结果');
  if (difference !== '') fault(difference);
  const shown = new Map(readShown(inspectors).map((line) => [line.id, line]));
  for (const { no, members } of teams ?? []) checkShownTeam(no, members, plan, shown);
};

const readShown = (inspectors: Uint8Array): readonly InspectorLine[] =>
  new TextDecoder().decode(inspectors).split('\n').filter((line) => line !== '' && !line.startsWith('{"withheld"')).map((line) => JSON.parse(line) as InspectorLine);

const checkShownTeam = (no: number, members: Team['members'], { rules }: Plan, shown: ReadonlyMap<string, InspectorLine>): void => {
  const lines = members.map(({ inspector }) => shown.get(inspector));
  if (new Set(members.map(({ inspector }) => inspector)).size !== rules.team.size) fault(`第 ${String(no)} 组人数不是 ${String(rules.team.size)} 人`);
  lines.forEach((line, index) => {
    const member = members[index];
    if (line === undefined) return fault(`第 ${String(no)} 组的 ${String(member?.inspector)} 不在名单中`);
    if (line.name !== member?.name || line.section !== member.section || line.away !== '') fault(`第 ${String(no)} 组的 ${line.name} 与名单不符`);
    if (index < rules.team.minCertified && !line.certified) fault(`第 ${String(no)} 组的 ${line.name} 没有执法证件`);
  });
};

/** The teams of a published result put back from their list, where it is here in full; otherwise the result as it is. */
const withTeams = (attempt: LoggedAttempt, find: (wanted: ListRoot) => KnownList | null): LoggedAttempt => {
  const { result, plan } = attempt;
  const { teams, selected } = (result ?? {}) as unknown as Partial<DrawResult>;
  if (result === null || teams === undefined || teams === null || Array.isArray(teams)) return attempt;
  const label = `第 ${String(plan.attempt)} 次抽取`;
  const pinned = teamsRoot(result) ?? fault(`${label}：检查组名单的指纹不合格式`);
  if (pinned.rows !== selected?.length) fault(`${label}：检查组应为 ${String(selected?.length)} 个，写的是 ${String(pinned.rows)} 个`);
  const list = find(pinned);
  if (list === null || list.withheld > 0) return attempt;
  return { ...attempt, result: { ...(result as object), teams: readTeams(list.bytes) } as unknown as Json };
};

const checkAttempt = (attempt: LoggedAttempt, find: (wanted: ListRoot) => KnownList | null, checkBeacon: BeaconCheck | undefined, checked: string[], unchecked: string[]): void => {
  const { plan, planJson, contributions, published, reveal, result } = attempt;
  const label = `第 ${String(plan.attempt)} 次抽取`;
  if (reveal === null || result === null) {
    checked.push(`${label}：没有开出结果（${attempt.ended}）`);
    return;
  }
  const targets = find(plan.roster);
  const inspectors = find(plan.inspectors);
  const recusals = find(plan.conflicts);
  if (targets === null) return fault(`${label}：没有提供与方案指纹一致的检查对象名单`);
  checked.push(`${label}：检查对象名单 ${String(plan.roster.rows)} 户，指纹 ${short(plan.roster.root)} 一致`);
  if (!opens(reveal.otp, 1, plan.otp.top)) fault(`${label}：揭示的密钥与方案中的承诺不符`);
  checkPublished(label, plan.public, published, checkBeacon, checked, unchecked);
  const seed = seedOf({ planBytes: planBytes(plan), round: 1, contributions, otp: reveal.otp, beacon: beaconOf(published) });
  if (seed !== reveal.seed) fault(`${label}：种子应为 ${seed}，写的是 ${reveal.seed}`);
  checked.push(`${label}：承诺、投入与种子 ${short(seed)} 一致`);
  const said = result as unknown as DrawResult;
  const hasTeams = teamsRoot(result) === null;
  if (plan.stage === 'objects' && said.teams !== null) fault(`${label}：此阶段不应有检查组`);
  if (inspectors === null || recusals === null || inspectors.withheld > 0 || recusals.withheld > 0 || !hasTeams) {
    checkPublic(plan, targets.bytes, inspectors?.bytes ?? new Uint8Array(), inspectors === null || !hasTeams ? { ...said, teams: null } : said, seed);
    checked.push(`${label}：检查对象逐户重抽一致（${String(said.selected.length)} 户）`);
    if (plan.stage !== 'objects') unchecked.push(`${label}：人员名单有不公开的行，检查组未能逐组重排`);
    return;
  }
  const again = drawFrom({ plan: planJson, targets: targets.bytes, inspectors: inspectors.bytes, recusals: recusals.bytes, seed });
  const difference = firstDifference(again as unknown as Json, result, '结果');
  if (difference !== '') fault(`${label}：${difference}`);
  checked.push(`${label}：对象 ${String(again.selected.length)} 户${again.teams === null ? '' : `、检查组 ${String(again.teams.length)} 个`}重算一致`);
};

/** Stage two draws for targets that stage one locked, each at most once. */
const checkStages = (attempts: readonly LoggedAttempt[]): void => {
  const locked = attempts.find(({ plan, ended }) => plan.stage === 'objects' && ended === 'locked');
  attempts.forEach(({ plan }, index) => {
    const before = attempts[index - 1];
    if (before !== undefined && plan.prevDraw !== sha256Hex(planBytes(before.plan))) fault(`第 ${String(plan.attempt)} 次抽取没有接上前一次的方案`);
    if (plan.stage !== 'inspectors') return;
    const drawn = new Set((locked?.result as unknown as DrawResult | undefined)?.selected.map(({ code }) => code) ?? []);
    const given = plan.lockedTargets ?? [];
    if (new Set(given).size !== given.length || given.some((code) => !drawn.has(code))) fault(`第 ${String(plan.attempt)} 次抽取的对象不是已锁定的对象`);
  });
};

/** Checks everything that can be checked; never throws, the report says what is wrong. */
export const verifyBundle = (input: VerifyInput): Report => {
  const checked: string[] = [];
  const unchecked: string[] = [];
  try {
    const bundle = readBundle(input.bundle);
    checkChain(bundle);
    checkSeal(bundle, input);
    checked.push(`事件 ${String(bundle.log.length)} 个，首尾相接，签名有效`);
    checked.push(...checkUnitLog(bundle, input));
    if (input.pinnedKey === undefined && input.pinnedPlan === undefined && input.oldCheckpoint === undefined) unchecked.push('没有给出本单位公布的公钥或当时记下的方案校验码：无法排除整包重做');
    const find = indexed(input.lists);
    const attempts = attemptsOf(bundle.log).map((attempt) => withTeams(attempt, find));
    checkStages(attempts);
    for (const attempt of attempts) checkAttempt(attempt, find, input.checkBeacon, checked, unchecked);
    checkSubstitutions(bundle, attempts, find, input.checkBeacon, checked, unchecked);
    const ended = attempts.filter(({ ended: how }) => how !== 'locked' && how !== 'open').length;
    checked.push(`共 ${String(attempts.length)} 次抽取，其中作废或放弃 ${String(ended)} 次`);
    return { ok: true, checked, unchecked, fault: '' };
  } catch (error) {
    return { ok: false, checked, unchecked, fault: error instanceof Error ? error.message : String(error) };
  }
};
