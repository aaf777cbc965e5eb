/** The bundle itself: strict form, chain, root, signature, and the order of its events. */
import { createPublicKey, verify } from 'node:crypto';

import { decodeUtf8, isHash, jcs, only, parseCanonical, sha256Hex, wrong } from './canonical.mjs';
import { planFault, valueFault } from './public.mjs';
import { leaf, root } from './tree.mjs';
import { checkUnitLog, readPoint } from './unit-log.mjs';

const EVENT_BODIES = {
  contribution: ['attempt', 'round', 'seq', 'by', 'text'], closed: ['attempt', 'round', 'by'], reveal: ['attempt', 'round', 'otp', 'seed'],
  declined: ['attempt', 'by', 'reason'], abandoned: ['attempt', 'reason'], attested: ['attempt', 'by'], objection: ['attempt', 'by', 'reason'],
  'objection-decided': ['attempt', 'by', 'upheld', 'reason'], void: ['attempt', 'by', 'reason'], locked: ['attempt', 'stage', 'by'],
  'substitution-request': ['id', 'no', 'old', 'reason', 'evidence', 'by', 'salt'], 'substitution-refused': ['id', 'by', 'salt'], approval: ['id', 'by', 'salt'],
  appointed: ['id', 'no', 'old', 'new', 'candidates', 'exclusions', 'lot', 'by', 'salt'], public: ['attempt', 'round', 'value', 'by', 'confirmed'],
  'appointed-outside': ['id', 'no', 'way', 'changes', 'by', 'salt'],
  round: ['id', 'no', 'old', 'round', 'candidates', 'exclusions', 'closer', 'closeAt', 'public', 'by', 'salt'], 'round-contribution': ['id', 'round', 'by', 'text', 'salt'],
  'round-public': ['id', 'round', 'value', 'by', 'confirmed', 'salt'], 'round-abandoned': ['id', 'round', 'reason', 'salt'],
};
const PLAN = ['attempt', 'capState', 'closeAt', 'closer', 'conflicts', 'contributors', 'drawId', 'engine', 'inspectors', 'lockedTargets', 'logSize', 'otp', 'prevDraw', 'public', 'quorum', 'roster', 'rules', 'sizes', 'stage', 'task', 'unit', 'v'];

const base64 = (text, what) => {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : wrong(`${what}缺失`);
  return bytes.toString('base64') === text ? bytes : wrong(`${what}不是规范的 base64`);
};

/** @returns the bundle and what the unit's tree of draws says about it */
export function openBundle(bytes, { key: pinnedKey, plan: pinnedPlan, checkpoint: oldNote }) {
  const bundle = only(parseCanonical(decodeUtf8(bytes, '复核包'), '复核包'), ['v', 'log', 'checkpoint'], '复核包', ['unitLog']);
  if (bundle.v !== 'ssj-bundle/v1') wrong(`复核包版本 ${bundle.v} 未知`);
  if (!Array.isArray(bundle.log) || bundle.log.length === 0) wrong('复核包没有事件');
  const { text, sig, key } = only(bundle.checkpoint, ['text', 'sig', 'key'], '检查点');
  let prev = null;
  const leaves = bundle.log.map((event, seq) => {
    const what = `第 ${seq} 个事件`;
    if (event?.seq !== seq) wrong(`${what}序号不对`);
    if (event.withheld !== undefined) {
      only(event, ['seq', 'withheld'], what);
      only(event.withheld, ['leaf', 'hash'], what);
      if (!isHash(event.withheld.leaf) || !isHash(event.withheld.hash)) wrong(`${what}的保留标记不合格式`);
      prev = event.withheld.hash;
      return Buffer.from(event.withheld.leaf, 'hex');
    }
    only(event, ['seq', 'type', 'at', 'prev', 'body'], what);
    if (event.prev !== prev) wrong(`${what}与前一事件接不上`);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(event.at)) wrong(`${what}时间不合格式`);
    if (event.type === 'plan') {
      only(event.body, PLAN, `${what}的方案`, ['unitLog', 'rounds']);
      if (event.body.unitLog !== undefined) only(event.body.unitLog, ['drawNo', 'prev', 'root'], `${what}的日志位置`);
    }
    if (event.type !== 'plan' && event.type !== 'result') only(event.body, EVENT_BODIES[event.type] ?? wrong(`${what}类型 ${event.type} 未知`), `${what}的内容`);
    const line = jcs(event);
    prev = sha256Hex(line);
    return leaf(line);
  });
  const { size, top } = readPoint(text, '检查点文本');
  if (size !== leaves.length) wrong(`检查点写有 ${size} 个事件，实有 ${leaves.length} 个`);
  if (top !== root(leaves).toString('base64')) wrong('事件的根与检查点不一致');
  if (pinnedKey !== undefined && key !== pinnedKey) wrong('签名公钥不是本单位公布的公钥');
  const keyBytes = base64(key, '公钥');
  const isSigned = (message, signature) => {
    try {
      return verify(null, Buffer.from(message), createPublicKey({ key: keyBytes, format: 'der', type: 'spki' }), signature);
    } catch {
      return false;
    }
  };
  if (!isSigned(text, base64(sig, '签名'))) wrong('检查点签名无效');
  if (pinnedPlan !== undefined && !bundle.log.some(({ type, body }) => type === 'plan' && sha256Hex(jcs(body)) === pinnedPlan)) wrong('复核包中没有您记下的方案校验码');
  const tree = bundle.unitLog === undefined ? undefined : only(bundle.unitLog, ['text', 'sig', 'leaves'], '抽取日志');
  const evidence = tree === undefined ? {} : { leaves: base64(tree.leaves, '抽取日志'), sig: base64(tree.sig, '抽取日志签名') };
  return { bundle, found: checkUnitLog(bundle, { key: keyBytes, ...evidence }, isSigned, oldNote) };
}

/** Which reasons a plan fills by lot. */
const BY_LOT = { all: () => true, recusal: (reason) => reason === 'recusal', others: (reason) => reason !== 'recusal' };

/** Which event may come after which; anything else is a forged ceremony. */
const AFTER = {
  begin: ['plan'], plan: ['contribution', 'closed', 'declined', 'abandoned'], closed: ['reveal', 'public', 'void'], public: ['reveal', 'void'], reveal: ['result', 'abandoned'],
  result: ['attested', 'objection', 'void', 'locked'], objection: ['objection-decided', 'void'],
  locked: ['plan', 'substitution-request', 'substitution-refused', 'approval', 'round', 'round-contribution', 'round-public', 'round-abandoned', 'appointed', 'appointed-outside'],
};
const LATER = AFTER.locked.slice(1);

/** Tells the attempts of a log; refuses the first event out of order. */
export function attemptsIn(log) {
  const attempts = [];
  const later = [];
  let state = 'begin';
  let clock = '';
  for (const event of log) {
    const bad = (message) => wrong(`第 ${event.seq} 个事件：${message}`);
    if (event.withheld !== undefined) {
      if (state !== 'locked') bad('锁定之前的事件不得保留不公开');
      later.push(event);
      continue;
    }
    const { type, at, body } = event;
    if (at < clock) bad('时间早于前一事件');
    clock = at;
    if (!AFTER[state].includes(type)) bad(`「${type}」不能出现在这里`);
    if (type === 'plan') {
      if (body.v !== 'ssj-plan/v1' || body.engine !== 'ssj-draw/v1' || body.attempt !== attempts.length + 1 || body.drawId !== `${body.task}/${body.attempt}`) bad('方案版本或次序不对');
      if ('rounds' in body && !Object.hasOwn(BY_LOT, body.rounds)) bad('方案的递补规则未知');
      const wrongPlan = planFault(body.public, body.closeAt);
      if (wrongPlan !== undefined) bad(wrongPlan);
      attempts.push({ plan: body, texts: [], outcome: 'open' });
      state = 'plan';
      continue;
    }
    const now = attempts.at(-1);
    if (LATER.includes(type)) { later.push(event); continue; }
    if (body.attempt !== now.plan.attempt) bad('不属于当前这次抽取');
    switch (type) {
      case 'contribution': {
        const { plan, texts } = now;
        if (body.round !== 1 || body.seq !== texts.length + 1 || typeof body.by !== 'string' || typeof body.text !== 'string') bad('投入不合格式');
        if (texts.some(({ by }) => by === body.by) || texts.at(-1)?.by === plan.closer) bad('同一人投入两次或在封口之后');
        if (body.by !== plan.closer && plan.contributors !== null && !plan.contributors.includes(body.by)) bad('投入者不在名单中');
        if (at > plan.closeAt) bad('投入晚于封口时间');
        texts.push({ by: body.by, seq: body.seq, text: body.text });
        break;
      }
      case 'closed':
        if (body.round !== 1 || body.by !== now.plan.closer || now.texts.at(-1)?.by !== now.plan.closer) bad('封口的不是方案中的见证人');
        now.closed = true;
        state = 'closed';
        break;
      case 'public': {
        const fault = body.round === 1 ? valueFault(now.plan.public, body, now.plan.closer, at) : '轮次不对';
        if (fault !== undefined) bad(fault);
        now.published = body.value;
        state = 'public';
        break;
      }
      case 'reveal':
        if (now.plan.public.kind !== 'none' && now.published === undefined) bad('公开数公布之前揭示了密钥');
        if (body.round !== 1 || !isHash(body.otp) || !isHash(body.seed)) bad('揭示不合格式');
        now.reveal = body;
        state = 'reveal';
        break;
      case 'result': now.result = body; state = 'result'; break;
      case 'attested':
        if (body.by !== now.plan.closer || now.attested === true) bad('确认结果的不是见证人，或重复确认');
        now.attested = true;
        break;
      case 'locked':
        if (now.attested !== true) bad('见证人确认结果之前锁定了名单');
        if (body.stage !== now.plan.stage) bad('锁定的阶段与方案不同');
        now.outcome = 'locked';
        state = 'locked';
        break;
      case 'objection': state = 'objection'; break;
      case 'objection-decided':
        if (typeof body.upheld !== 'boolean') bad('裁定不合格式');
        state = body.upheld ? 'begin' : 'result';
        if (body.upheld) now.outcome = 'void';
        break;
      case 'declined': case 'abandoned': case 'void': now.outcome = type; state = 'begin'; break;
    }
  }
  return { attempts, later };
}

/** Per request, what may follow what; a post vacated for a reason that the plan fills by lot is filled by a round, any other by none. */
const STEPS = {
  '': { 'substitution-request': 'asked' }, asked: { 'substitution-refused': 'end', approval: 'agreed' }, agreed: { appointed: 'end', 'appointed-outside': 'end', round: 'open' },
  open: { 'round-contribution': 'typed', 'round-abandoned': 'agreed' }, typed: { 'round-public': 'known', 'round-abandoned': 'agreed', appointed: 'end' }, known: { appointed: 'end' }, end: {},
};

/** The rounds that filled a post, by request. */
export function roundsIn(events, plan) {
  const step = new Map();
  const rounds = new Map();
  const numbers = new Set();
  const byLot = new Set();
  for (const { seq, type, at, body } of events) {
    const bad = (message) => wrong(`第 ${seq} 个事件：${message}`);
    const before = step.get(body.id) ?? '';
    const next = STEPS[before][type] ?? bad(`「${type}」不能出现在这里`);
    step.set(body.id, next);
    const now = rounds.get(body.id);
    if (type === 'substitution-request' && plan.rounds !== undefined && BY_LOT[plan.rounds](body.reason)) byLot.add(body.id);
    if (type === 'round') {
      if (!byLot.has(body.id)) bad('方案没有规定这类更换递补抽取');
      if (!Number.isSafeInteger(body.round) || body.round < 2 || numbers.has(body.round) || typeof body.closer !== 'string' || typeof body.closeAt !== 'string') bad('递补轮次重复或不合格式');
      numbers.add(body.round);
      const fault = planFault(body.public, body.closeAt);
      if (fault !== undefined) bad(fault);
      rounds.set(body.id, { plan: body, texts: [], published: undefined });
    } else if (type.startsWith('round-')) {
      if (body.round !== now.plan.round) bad('不属于当前递补轮次');
      if (type === 'round-contribution') {
        if (body.by !== now.plan.closer || typeof body.text !== 'string' || at > now.plan.closeAt) bad('递补的投入者不是见证人，或晚于时限');
        now.texts.push({ by: body.by, seq: 1, text: body.text });
      } else if (type === 'round-public') {
        const fault = valueFault(now.plan.public, body, now.plan.closer, at);
        if (fault !== undefined) bad(fault);
        now.published = body.value;
      } else {
        if (before === 'typed' && now.plan.public.kind === 'none') bad('已经封口的递补轮次不能放弃');
        rounds.delete(body.id);
      }
    } else if (type === 'appointed') {
      if (plan.rounds !== undefined && !byLot.has(body.id) && body.lot !== null) bad('方案规定由分管负责人选派，人选却出自递补');
      if (byLot.has(body.id) && (now === undefined || before === 'agreed' || body.lot === null)) bad('方案规定递补抽取，人选却没有经过见证的一轮');
      if (before === 'typed' && now.plan.public.kind !== 'none') bad('公开数公布之前开出了递补人选');
    }
  }
  return rounds;
}
