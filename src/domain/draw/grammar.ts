/**
 * The order of events inside a bundle, attempt by attempt: the same ceremony as in `ceremony.ts`, read from outside.
 *
 * Returns what was drawn from what, so that the replay has nothing left to decide.
 */
import type { Json } from '../canonical.ts';
import { BundleFault } from './bundle.ts';
import { isWithheld } from './log.ts';
import type { LogEvent, LoggedEvent, LogType } from './log.ts';
import type { Plan } from './plan.ts';
import { readPlan } from './plan.ts';
import { publicValueFault } from './public.ts';
import type { PublicPlan, PublicValue } from './public-value.ts';
import type { TranscriptContribution } from './seed.ts';

/** One attempt as the log tells it. */
export interface LoggedAttempt {
  readonly plan: Plan;
  readonly planJson: Json;
  readonly contributions: readonly TranscriptContribution[];
  /** What was published after the close; null where the plan asks for nothing, or nothing has come yet. */
  readonly published: PublicValue | null;
  readonly reveal: { readonly otp: string; readonly seed: string } | null;
  readonly result: Json | null;
  /** Whether the witness has said that the result is what was shown. */
  readonly attested: boolean;
  readonly ended: 'open' | 'declined' | 'abandoned' | 'void' | 'locked';
}

type Step = 'start' | 'planned' | 'closed' | 'published' | 'revealed' | 'drawn' | 'disputed' | 'locked';
const ORDER: Readonly<Record<Step, Readonly<Partial<Record<LogType, Step>>>>> = {
  start: { plan: 'planned' },
  planned: { contribution: 'planned', closed: 'closed', declined: 'start', abandoned: 'start' },
  closed: { reveal: 'revealed', public: 'published', void: 'start' },
  published: { reveal: 'revealed', void: 'start' },
  // No lawful team for what was drawn: given up after the reveal, and counted.
  revealed: { result: 'drawn', abandoned: 'start' },
  drawn: { attested: 'drawn', objection: 'disputed', void: 'start', locked: 'locked' },
  disputed: { 'objection-decided': 'drawn', void: 'start' },
  locked: {
    plan: 'planned', 'substitution-request': 'locked', 'substitution-refused': 'locked', approval: 'locked', appointed: 'locked', 'appointed-outside': 'locked',
    round: 'locked', 'round-contribution': 'locked', 'round-public': 'locked', 'round-abandoned': 'locked',
  },
};

const fault = (event: LoggedEvent, what: string): never => { throw new BundleFault(`第 ${String(event.seq)} 个事件：${what}`); };

export interface Body { readonly [member: string]: Json }
export const bodyOf = (event: LogEvent, members: readonly string[]): Body => {
  const body = event.body as Body;
  const found = Object.keys(body).sort().join();
  if (found !== [...members].sort().join()) fault(event, `内容字段应为 ${members.join('、')}，实为 ${found}`);
  return body;
};

/**
 * Whether a published value is what the plan awaits: the pinned one, later than it can be known, seen by two people of whom
 * one is the witness – or proving itself.
 * @returns what is wrong, '' when nothing
 */
export const publicFault = (plan: PublicPlan, { value, by, confirmed }: Body, closer: string, at: string): string => {
  if (plan.kind === 'none') return '方案没有要求公开数';
  if (at < plan.notBefore) return '公开数录入早于它公布的时间';
  if (plan.kind === 'drand' ? confirmed !== null : typeof confirmed !== 'string' || confirmed === by || ![by, confirmed].includes(closer)) return '公开数没有经两人核对，或其中没有见证人';
  return publicValueFault(plan, value);
};

/** @throws BundleFault naming the first event that is out of order */
export const attemptsOf = (log: readonly LoggedEvent[]): readonly LoggedAttempt[] => {
  const attempts: LoggedAttempt[] = [];
  let step: Step = 'start';
  let before = '';
  for (const event of log) {
    if (isWithheld(event)) {
      if (step !== 'locked') fault(event, '锁定之前的事件不得保留不公开');
      continue;
    }
    if (event.at < before) fault(event, '时间早于前一事件');
    before = event.at;
    const next: Step | undefined = ORDER[step][event.type];
    if (next === undefined) return fault(event, `「${event.type}」不能出现在这里`);
    absorb(attempts, event);
    // An upheld objection ends the attempt as a void one does.
    step = event.type === 'objection-decided' && attempts.at(-1)?.ended === 'void' ? 'start' : next;
  }
  return attempts;
};

const absorb = (attempts: LoggedAttempt[], event: LogEvent): void => {
  if (event.type === 'plan') {
    const plan = readPlan(event.body);
    if (plan.attempt !== attempts.length + 1) fault(event, `方案写的是第 ${String(plan.attempt)} 次，应为第 ${String(attempts.length + 1)} 次`);
    attempts.push({ plan, planJson: event.body, contributions: [], published: null, reveal: null, result: null, attested: false, ended: 'open' });
    return;
  }
  const now = attempts.at(-1);
  if (now === undefined) { fault(event, '没有方案'); return; }
  const change = (over: Partial<LoggedAttempt>): void => { attempts[attempts.length - 1] = { ...now, ...over }; };
  const ofAttempt = (members: readonly string[]): Body => {
    const body = bodyOf(event, members);
    if (body['attempt'] !== now.plan.attempt) fault(event, '不属于当前这次抽取');
    return body;
  };
  switch (event.type) {
    case 'contribution': {
      const { round, seq, by, text } = ofAttempt(['attempt', 'round', 'seq', 'by', 'text']);
      if (round !== 1 || seq !== now.contributions.length + 1 || typeof by !== 'string' || typeof text !== 'string') return fault(event, '投入的序号或内容不合格式');
      if (now.contributions.at(-1)?.by === now.plan.closer) fault(event, '见证人封口之后还有投入');
      if (now.contributions.some((one) => one.by === by)) fault(event, '同一人投入了两次');
      if (by !== now.plan.closer && now.plan.contributors !== null && !now.plan.contributors.includes(by)) fault(event, '投入者不在方案的名单中');
      if (event.at > now.plan.closeAt) fault(event, '投入晚于方案的封口时间');
      change({ contributions: [...now.contributions, { by, seq, text }] });
      return;
    }
    case 'closed': {
      const { by, round } = ofAttempt(['attempt', 'round', 'by']);
      if (round !== 1 || by !== now.plan.closer || now.contributions.at(-1)?.by !== now.plan.closer) fault(event, '封口的不是方案中的见证人，或见证人不是最后投入');
      return;
    }
    case 'public': {
      const body = ofAttempt(['attempt', 'round', 'value', 'by', 'confirmed']);
      const wrong = body['round'] === 1 ? publicFault(now.plan.public, body, now.plan.closer, event.at) : '轮次不对';
      if (wrong !== '') fault(event, wrong);
      change({ published: body['value'] as unknown as PublicValue });
      return;
    }
    case 'reveal': {
      if (now.plan.public.kind !== 'none' && now.published === null) fault(event, '公开数公布之前揭示了密钥');
      const { round, otp, seed } = ofAttempt(['attempt', 'round', 'otp', 'seed']);
      if (round !== 1 || typeof otp !== 'string' || typeof seed !== 'string') return fault(event, '揭示的内容不合格式');
      change({ reveal: { otp, seed } });
      return;
    }
    case 'result': change({ result: event.body }); return;
    case 'declined': ofAttempt(['attempt', 'by', 'reason']); change({ ended: 'declined' }); return;
    case 'abandoned': ofAttempt(['attempt', 'reason']); change({ ended: 'abandoned' }); return;
    case 'void': ofAttempt(['attempt', 'by', 'reason']); change({ ended: 'void' }); return;
    case 'locked': {
      const { stage } = ofAttempt(['attempt', 'stage', 'by']);
      if (stage !== now.plan.stage) fault(event, '锁定的阶段与方案不同');
      if (!now.attested) fault(event, '见证人确认结果之前锁定了名单');
      change({ ended: 'locked' });
      return;
    }
    case 'objection-decided': {
      const { upheld } = ofAttempt(['attempt', 'by', 'upheld', 'reason']);
      if (typeof upheld !== 'boolean') fault(event, '裁定不合格式');
      if (upheld === true) change({ ended: 'void' });
      return;
    }
    case 'attested': {
      if (ofAttempt(['attempt', 'by'])['by'] !== now.plan.closer || now.attested) fault(event, '确认结果的不是见证人，或重复确认');
      change({ attested: true });
      return;
    }
    case 'objection': ofAttempt(['attempt', 'by', 'reason']); return;
    case 'substitution-request': bodyOf(event, ['id', 'no', 'old', 'reason', 'evidence', 'by', 'salt']); return;
    case 'substitution-refused': case 'approval': bodyOf(event, ['id', 'by', 'salt']); return;
    case 'appointed': bodyOf(event, ['id', 'no', 'old', 'new', 'candidates', 'exclusions', 'lot', 'by', 'salt']); return;
    case 'appointed-outside': bodyOf(event, ['id', 'no', 'way', 'changes', 'by', 'salt']); return;
    case 'round': bodyOf(event, ['id', 'no', 'old', 'round', 'candidates', 'exclusions', 'closer', 'closeAt', 'public', 'by', 'salt']); return;
    case 'round-contribution': bodyOf(event, ['id', 'round', 'by', 'text', 'salt']); return;
    case 'round-public': bodyOf(event, ['id', 'round', 'value', 'by', 'confirmed', 'salt']); return;
    case 'round-abandoned': bodyOf(event, ['id', 'round', 'reason', 'salt']); return;
  }
};
