/**
 * Finishes a draw that was closed and never opened (补开): envelope + opening code + the bundle up to the close give the seed, and
 * with it the one result that the transcript determined. Needs nothing of the service that made the draw.
 */
import { createHmac } from 'node:crypto';

import { attemptsIn, openBundle } from './bundle.mjs';
import { decodeUtf8, Fault, isHash, jcs, only, parseCanonical, sha256, sha256Hex, wrong } from './canonical.mjs';
import { library, readTargets } from './lists.mjs';
import { seedOf } from './objects.mjs';
import { teamsFor } from './teams.mjs';
import { drawAgain, peopleOf } from './verify.mjs';

const typed = (code) => code.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');

/** The code of round 1, opened; the chain's top tells a wrong opening code. */
function codeOf({ sealed, planHash, plan }, openingCode) {
  if (!isHash(sealed) || planHash !== sha256Hex(jcs(plan))) wrong('封存件与其中的方案不一致');
  const pad = createHmac('sha256', typed(openingCode)).update(`ssj-envelope/v1\0${planHash}`).digest();
  const chain = [Buffer.from(sealed, 'hex').map((byte, i) => byte ^ pad[i])];
  for (let i = 0; i < plan.otp.length; i += 1) chain.push(sha256(chain[i]));
  if (chain[plan.otp.length].toString('hex') !== plan.otp.top) wrong('开封口令不对，封存件没有打开');
  return chain[plan.otp.length - 1].toString('hex');
}

/**
 * @param files {envelope: Buffer, bundle: Buffer, lists: Buffer[]}
 * @param code the opening code, as written on the paper
 * @returns {ok, lines, result}: the canonical result, undefined when it cannot be given
 */
export function finish({ envelope: sealedFile, bundle: bundleFile, lists }, code, options = {}) {
  const lines = [];
  try {
    const envelope = only(parseCanonical(decodeUtf8(sealedFile, '封存件'), '封存件'), ['v', 'task', 'attempt', 'planHash', 'custody', 'sealed', 'plan', 'lists'], '封存件');
    if (envelope.v !== 'ssj-envelope/v1') wrong(`封存件版本 ${envelope.v} 未知`);
    const otp = codeOf(envelope, code);
    lines.push(`✓ 封存件已打开：${envelope.task} 第 ${envelope.attempt} 次抽取，方案 ${envelope.planHash.slice(0, 12)}…`);
    const { attempts } = attemptsIn(openBundle(bundleFile, options).bundle.log);
    const attempt = attempts.find(({ plan }) => sha256Hex(jcs(plan)) === envelope.planHash) ?? wrong('复核包里没有封存件所属的这次抽取');
    const { plan, texts, published, reveal } = attempt;
    if (attempt.closed !== true) wrong('这次抽取没有封口，结果没有确定，不能补开');
    if (plan.public.kind !== 'none' && published === undefined) wrong('公开数还没有录入复核包，结果没有确定，不能补开');
    lines.push(`✓ 已封口：${texts.length} 份投入${published === undefined ? '' : `，公开数 ${published.value}`}`);
    const seed = seedOf(jcs(plan), 1, texts, otp, null, published ?? null);
    if (reveal !== undefined && reveal.seed !== seed) wrong(`种子应为 ${seed}，复核包写的是 ${reveal.seed}`);
    const own = envelope.lists === null ? [] : ['roster', 'inspectors', 'recusals'].map((name) => Buffer.from(envelope.lists[name]));
    const find = library([...own, ...lists]);
    const roster = readTargets(find(plan.roster) ?? wrong('没有提供与方案指纹一致的检查对象名单'));
    const drawn = drawAgain(plan, roster, seed);
    const [people, pairs] = plan.stage === 'objects' ? [null, null] : peopleOf(plan, find);
    if (plan.stage !== 'objects' && (people === null || pairs === null)) wrong('没有提供完整的执法检查人员名单和回避名单');
    const result = { ...drawn, teams: people === null ? null : teamsFor(drawn.selected, people, pairs, plan.rules.team, seed) };
    const leaders = (no) => result.teams?.find((team) => team.no === no)?.members.map(({ name, leader }) => `${name}${leader ? '★' : ''}`).join(' ') ?? '';
    lines.push(`✓ 密钥 ${otp}`, `✓ 种子 ${seed}`, `✓ 抽中 ${drawn.selected.length} 户：`, ...drawn.selected.map(({ no, name, code: id, stratum }) => `  ${no}. ${name}（${id}）${stratum} ${leaders(no)}`));
    return { ok: true, lines, result: jcs(result) };
  } catch (error) {
    return { ok: false, lines: [...lines, `✗ ${error instanceof Fault ? error.message : `内容不合格式（${error.message}）`}`], result: undefined };
  }
}
