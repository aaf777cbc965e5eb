/**
 * Independent verifier of a draw, for the command line: Node's own crypto, no network, no line of the program that made the
 * draw, no package but the curve for drand signatures. Input: bundle.json and the lists that travel with it. Output: a report in Chinese; exit code 0 or 1.
 */
import { jcs, only, sha256Hex, wrong, Fault } from './canonical.mjs';
import { attemptsIn, openBundle, roundsIn } from './bundle.mjs';
import { library, readInspectors, readRecusals, readTargets, readTeams } from './lists.mjs';
import { byTicket, groupsOf, keyOf, opens, seedOf, selectFrom, ticketOf } from './objects.mjs';
import { genuine } from './public.mjs';
import { barredPairs, obstacle, teamsFor } from './teams.mjs';

/** Path and values of the first difference; undefined when equal. */
export function difference(expected, found, path) {
  if (jcs(expected) === jcs(found)) return undefined;
  if (Array.isArray(expected) && Array.isArray(found)) {
    const i = expected.findIndex((value, at) => at >= found.length || jcs(value) !== jcs(found[at]));
    if (i < 0) return `${path}第 ${expected.length + 1} 行多出`;
    return i >= found.length ? `${path}第 ${i + 1} 行缺少` : difference(expected[i], found[i], `${path}第 ${i + 1} 行 `);
  }
  if (expected !== null && found !== null && typeof expected === 'object' && typeof found === 'object' && !Array.isArray(expected) && !Array.isArray(found)) {
    const name = [...new Set([...Object.keys(expected), ...Object.keys(found)])].find((one) => !(one in expected) || !(one in found) || jcs(expected[one]) !== jcs(found[one]));
    if (!(name in found)) return `${path}缺少 ${name}`;
    return name in expected ? difference(expected[name], found[name], `${path}${name} `) : `${path}多出 ${name}`;
  }
  return `${path}应为 ${jcs(expected)}，写的是 ${jcs(found)}`;
}

const same = (expected, found, path) => { const d = difference(expected, found, path); if (d !== undefined) wrong(d); };

/** A beacon proves itself where a pairing is at hand; anything else has to be looked up. */
function checkPublished(label, value, bls, say) {
  if (value === undefined) return;
  if (value.kind !== 'drand') { say(`${label}：公开数 ${value.source} ${value.issue}：${value.value}，请与发布单位公布的核对`, false); return; }
  const is = genuine(value, bls);
  if (is === false) wrong(`${label}：drand ${value.source} 第 ${value.round} 轮的签名无效`);
  say(`${label}：drand ${value.source} 第 ${value.round} 轮${is === null ? '：值是签名的 SHA-256；签名本身没有核对（请安装 @noble/curves 后重试）' : '签名有效'}`, is === true);
}

/** Everything of the result but the teams, drawn again. */
export function drawAgain(plan, roster, seed) {
  const label = `第 ${plan.attempt} 次抽取`;
  const groups = plan.stage === 'inspectors' ? [] : groupsOf(roster, plan.rules, seed);
  const expected = {
    v: 'ssj-result/v1', task: plan.task, attempt: plan.attempt, stage: plan.stage, planHash: sha256Hex(jcs(plan)), seed,
    strata: groups.map(({ figures }) => figures), ...(plan.stage === 'inspectors' ? { selected: givenTargets(plan, roster) } : selectFrom(groups, plan.rules)),
  };
  for (const [i, { n }] of plan.sizes.entries()) {
    const { drawn } = expected.strata[i];
    if (drawn !== n && !(plan.rules.mode === 'budget' && drawn === n + 1)) wrong(`${label}：第 ${i + 1} 层抽取数与方案不同`);
  }
  return expected;
}

function checkAttempt(attempt, find, previous, lockedCodes, bls, say) {
  const { plan, texts, published, reveal, result, outcome } = attempt;
  const label = `第 ${plan.attempt} 次抽取`;
  if (previous !== undefined && plan.prevDraw !== sha256Hex(jcs(previous.plan))) wrong(`${label}没有接上前一次的方案`);
  if (plan.stage === 'inspectors') {
    const given = plan.lockedTargets ?? [];
    if (new Set(given).size !== given.length || given.some((code) => !lockedCodes.has(code))) wrong(`${label}的对象不是已锁定的对象`);
  }
  // Without a result there is nothing to recompute; the attempt is counted.
  if (reveal === undefined || result === undefined) return say(`${label}：没有结果（${outcome}）`);
  const file = find(plan.roster) ?? wrong(`${label}：没有提供与方案指纹一致的检查对象名单`);
  const roster = readTargets(file);
  if (roster.length !== plan.roster.rows) wrong(`${label}：名单行数与方案不同`);
  say(`${label}：检查对象名单 ${roster.length} 户，指纹一致`);
  if (!opens(reveal.otp, 1, plan.otp.top)) wrong(`${label}：揭示的密钥打不开承诺`);
  const planText = jcs(plan);
  checkPublished(label, published, bls, say);
  const seed = seedOf(planText, 1, texts, reveal.otp, null, published ?? null);
  if (seed !== reveal.seed) wrong(`${label}：种子应为 ${seed}`);
  say(`${label}：承诺、${texts.length} 份投入与种子 ${seed.slice(0, 12)}… 一致`);
  const expected = drawAgain(plan, roster, seed);
  only(result, [...Object.keys(expected), 'teams'], `${label}的结果`);
  const { teams: said, ...rest } = result;
  same(expected, rest, `${label} `);
  say(`${label}：逐户重抽 ${expected.selected.length} 户，与结果一致`);
  if (plan.stage === 'objects') return said === null ? undefined : wrong(`${label}：此阶段不应有检查组`);
  const [people, pairs] = peopleOf(plan, find);
  const teams = teamsIn(result, find, label);
  if (people === null || pairs === null || teams === null) return say(`${label}：人员名单有不公开的行，检查组未能逐组重排`, false);
  same(teamsFor(expected.selected, people, pairs, plan.rules.team, seed), teams, `${label} 检查组 `);
  return say(`${label}：检查组 ${teams.length} 个，逐岗重排一致`);
}

/** The teams of a result: in the result itself, or from the list it pins; null where lines of that are withheld. */
function teamsIn({ teams, selected }, find, label) {
  if (teams === null || Array.isArray(teams)) return teams;
  only(teams, ['root', 'rows', 'block'], `${label}的检查组名单指纹`);
  if (teams.block !== 1 || teams.rows !== selected.length) wrong(`${label}：检查组名单的行数与抽中户数不同`);
  const file = find(teams);
  const lines = file === null ? [null] : readTeams(file);
  return lines.includes(null) ? null : lines.map((line) => Object.fromEntries(Object.entries(line).filter(([name]) => name !== 'id' && name !== 'salt')));
}

/** Complete lists of people, or null where lines are withheld. */
export function peopleOf(plan, find) {
  const [a, b] = [find(plan.inspectors), find(plan.conflicts)];
  const people = a === null ? null : readInspectors(a);
  const pairs = b === null ? null : readRecusals(b);
  return [people === null || people.includes(null) ? null : people, pairs === null || pairs.includes(null) ? null : pairs];
}

function givenTargets(plan, roster) {
  const byCode = new Map(roster.map((row) => [row.id, row]));
  const filters = (row) => groupsOf([{ ...row, excluded: null }], { ...plan.rules, mode: plan.rules.mode === 'joint' ? 'joint' : 'fixed', alreadyDrawn: [] }, '0'.repeat(64)).filter(({ rows }) => rows.length > 0).map(({ name }) => name).join('、');
  return plan.lockedTargets.map((code, i) => {
    const row = byCode.get(code) ?? wrong(`已锁定的对象 ${code} 不在名单中`);
    return { no: i + 1, code, name: row.name, section: row.section, stratum: filters(row), ticket: '', rank: 0 };
  });
}

/** Nobody of the lists was left (出路). */
const WAYS = { borrow: '借调人员', reassign: '改由其他科室承办' };

function checkSubstitutions(attempts, later, find, bls, say) {
  if (later.some(({ withheld }) => withheld !== undefined)) say(`人员更换事件不公开，只核对了指纹`, false);
  const shown = later.filter(({ withheld }) => withheld === undefined);
  const last = attempts.findLast(({ plan, outcome }) => plan.stage !== 'objects' && outcome === 'locked');
  const done = shown.filter(({ type }) => type.startsWith('appointed'));
  if (shown.length === 0) return;
  if (last === undefined) wrong('人员更换发生在锁定之前');
  const { plan, result } = last;
  const told = roundsIn(shown, plan);
  if (done.length === 0) return;
  for (const [id, { published }] of told) checkPublished(`「${id}」递补`, published, bls, say);
  const [people, pairs] = peopleOf(plan, find);
  if (people === null || pairs === null) return say('人员名单有不公开的行，未能核对更换的候选人', false);
  const drawn = teamsIn(result, find, '锁定的抽取');
  if (drawn === null) return say('检查组名单有不公开的行，未能核对更换', false);
  const barred = barredPairs(pairs);
  const teams = new Map(drawn.map(({ no, members }) => [no, members.map(({ inspector }) => inspector)]));
  const rounds = new Set();
  const outside = new Set();
  for (const { seq, type, body } of done) {
    const bad = (message) => wrong(`第 ${seq} 个事件：${message}`);
    const earlier = (type) => shown.find((event) => event.seq < seq && event.type === type && event.body.id === body.id)?.body;
    const request = earlier('substitution-request');
    const isOutside = type === 'appointed-outside';
    const changes = isOutside ? body.changes : [{ old: body.old, new: body.new }];
    if (!Array.isArray(changes) || changes.length === 0 || (isOutside && WAYS[body.way] === undefined)) bad('人员变动不合格式');
    if (request === undefined || request.no !== body.no || !changes.some(({ old }) => old === request.old)) bad('没有与之一致的更换申请');
    if (earlier('approval') === undefined || earlier('substitution-refused') !== undefined || earlier('appointed') !== undefined || earlier('appointed-outside') !== undefined) bad('没有批准，或已处理过');
    const team = teams.get(body.no) ?? bad('没有这个检查组');
    const target = result.selected.find(({ no }) => no === body.no);
    if (isOutside) {
      for (const change of changes) {
        const at = team.indexOf(change.old);
        if (at < 0) bad(`${change.old} 不在这个检查组`);
        if (team.includes(change.new) || barred.has(`${change.new}\n${target.code}`)) bad(`${change.new} 已在本组或应当回避`);
        team[at] = change.new;
      }
      outside.add(body.no);
      say(`「${body.id}」没有合格人员，经批准${WAYS[body.way]}，不在抽取的名单之内，只核对了手续`, false);
      continue;
    }
    const post = team.indexOf(body.old);
    if (post < 0) bad(`${body.old} 不在这个检查组`);
    if (!outside.has(body.no) && body.candidates.some((code) => team.includes(code) || barred.has(`${code}\n${target.code}`))) bad('候选人已在本组或应当回避');
    if (!body.candidates.includes(body.new)) bad('人选不在候选人之中');
    const fit = people.filter((person) => !team.includes(person.id) && obstacle(person, post, target, plan.rules.team, barred) === undefined).map(({ id }) => id);
    const silent = fit.find((id) => !body.candidates.includes(id) && !body.exclusions.some(({ inspector }) => inspector === id));
    if (!outside.has(body.no) && silent !== undefined) bad(`${silent} 符合条件却既不是候选人、也没有写明排除理由`);
    if (!outside.has(body.no) && body.candidates.some((code) => !fit.includes(code))) say(`「${body.id}」有候选人的资格在抽取之后才取得，名单快照不能证明`, false);
    if (body.lot !== null) {
      const { round, otp, seed } = only(body.lot, ['round', 'otp', 'seed'], '递补轮次');
      if (!(round >= 2) || rounds.has(round) || !opens(otp, round, plan.otp.top)) bad('递补轮次的密钥打不开承诺');
      rounds.add(round);
      const cause = { substitution: body.id, inspection: `${plan.task}-${String(body.no).padStart(2, '0')}`, inspector: body.old };
      const logged = told.get(body.id);
      if (logged !== undefined) {
        const { no, old, candidates, exclusions, closer, closeAt, public: awaited } = logged.plan;
        if (no !== body.no || old !== body.old || logged.plan.round !== round || jcs(candidates) !== jcs(body.candidates) || jcs(exclusions) !== jcs(body.exclusions)) bad('人选、候选人或轮次与事先写定的递补方案不同');
        Object.assign(cause, { round, candidates, exclusions, closer, closeAt, public: awaited });
      }
      if (seedOf(jcs(plan), round, logged?.texts ?? [], otp, sha256Hex(jcs(cause)), logged?.published ?? null) !== seed) bad('递补轮次的种子不一致');
      const K = keyOf(seed, `sub/${round}`);
      const first = body.candidates.map((id) => ({ id, ticket: ticketOf(K, id) })).sort(byTicket)[0];
      if (first.id !== body.new) bad(`递补应为票号最小的 ${first.id}`);
    }
    team[post] = body.new;
  }
  say(`人员更换 ${done.length} 次：申请、批准、候选人与人选均符合规则`);
}

/** One enterprise: its ticket, the cut-off of its stratum, or what kept it out. */
export function why(attempts, find, code) {
  const drawn = attempts.findLast(({ plan, result }) => plan.stage !== 'inspectors' && result !== undefined);
  if (drawn === undefined) return ['还没有抽取结果'];
  const { plan, reveal } = drawn;
  const roster = readTargets(find(plan.roster));
  const row = roster.find(({ id }) => id === code);
  if (row === undefined) return [`${code} 不在冻结的名单中`];
  if (row.excluded !== null) return [`${row.name} 被排除：${{ 'not-in-business': '非存续状态', 'yearly-cap': '已达年度抽查次数上限', 'other-lawful': '其他依法排除情形' }[row.excluded]}`];
  const lines = groupsOf(roster, plan.rules, reveal.seed).flatMap(({ name, ordered, rows }) => {
    const own = rows.find(({ id }) => id === code);
    if (own === undefined) return [];
    const winners = ordered.filter((one) => one.drawn);
    const isDrawn = winners.some(({ id }) => id === code);
    const cut = winners.reduce((most, { ticket }) => (ticket > most ? ticket : most), '');
    return [`${row.name}（层：${name}）${isDrawn ? '抽中' : '未抽中'}`, `  票号   ${own.ticket}`, `  分界线 ${cut}（本层 ${winners.length}/${rows.length} 户抽中）`,
      ...(own.ticket === ticketOf(keyOf(reveal.seed, 'objects'), code) ? [`  手工验算票键：printf 'ssj-draw/v1/key\\0objects\\0%s' ${reveal.seed} | sha256sum`, `  应得 ${keyOf(reveal.seed, 'objects')}`, `  手工验算票号：printf '%s%s' ${keyOf(reveal.seed, 'objects')} '${code.replaceAll("'", "'\\''")}' | sha256sum`, `  应得 ${own.ticket}`] : [])];
  });
  return lines.length === 0 ? [`${row.name} 不在任何层的范围内`] : lines;
}

/** The verdict: what could not be checked is counted in it. */
export const verdictOf = ({ ok, lines }) => {
  const open = lines.filter((line) => line.startsWith('– ')).length;
  return ok ? `复核通过${open === 0 ? '' : `（${open} 项未能核对，见上）`}` : '复核不通过';
};

/**
 * @param files {bundle: Buffer, lists: Buffer[]}; @param options {key?, plan?, checkpoint? (text of the note), code?, bls?: bls12_381 of @noble/curves}
 * @returns {ok, lines}: what was found, the fault last
 */
export function verify({ bundle: bytes, lists }, options = {}) {
  const lines = [];
  const bls = options.bls ?? null;
  const say = (text, isChecked = true) => { lines.push(`${isChecked ? '✓' : '–'} ${text}`); };
  try {
    const { bundle, found } = openBundle(bytes, options);
    say(`事件 ${bundle.log.length} 个，首尾相接，签名有效`);
    found.forEach((line) => say(line));
    if (options.key === undefined && options.plan === undefined && options.checkpoint === undefined) say('没有给出公布的公钥（--key）或记下的方案校验码（--plan）：无法排除整包重做', false);
    const { attempts, later } = attemptsIn(bundle.log);
    const find = library(lists);
    const lockedCodes = new Set(attempts.filter(({ plan, outcome }) => plan.stage === 'objects' && outcome === 'locked').flatMap(({ result }) => result.selected.map(({ code }) => code)));
    attempts.forEach((attempt, i) => checkAttempt(attempt, find, attempts[i - 1], lockedCodes, bls, say));
    checkSubstitutions(attempts, later, find, bls, say);
    say(`共 ${attempts.length} 次抽取，其中作废或放弃 ${attempts.filter(({ outcome }) => !['locked', 'open'].includes(outcome)).length} 次`);
    if (options.code !== undefined) lines.push(...why(attempts, find, options.code));
    return { ok: true, lines };
  } catch (error) {
    const message = error instanceof Fault ? error.message : `复核包的内容不合格式（${error.message}）`;
    return { ok: false, lines: [...lines, `✗ ${message}`] };
  }
}
