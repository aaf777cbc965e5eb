/**
 * 补开 of a later round (递补抽取): witnessed, closed, and the service has lost the secret of the draw it belongs to.
 *
 * The envelope of that draw holds the whole chain, so the same envelope and the same code open every round of it. What the round
 * pinned and the witness typed decide; whoever opens decides nothing. The secret is kept again for the rounds after it.
 */
import { openSealed } from '../domain/draw/envelope.ts';
import type { SubstitutionId } from '../domain/ids.ts';
import { demand } from '../domain/people/permissions.ts';
import { custodyOf } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { roundStep } from '../domain/substitution/round.ts';
import { requireTask } from '../domain/task/require.ts';
import { atSubstitution } from './at-substitution.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry } from './ports.ts';
import { drawnBy, roundResult } from './rounds.ts';
import { secretId } from './secrets.ts';

const WHERE = { text: '还在等见证人输入', value: '还在等公开数' } as const;

export const finishRound = (deps: Deps) => (by: By, id: SubstitutionId, code: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    demand(person, 'draw.finish');
    const step = roundStep(matter.substitution);
    if (step !== 'reveal') throw new Refusal('draw.nothing-to-finish', `${id} 的递补抽取${step === null ? '没有封口，或已经开出' : WHERE[step]}，不需要补开`, { next: '发送「我的」查看进度；封存件只在封口以后、人选没有开出时使用' });
    const { attempt, envelope, plan, planHash } = drawnBy(matter);
    if (envelope === undefined) throw new Refusal('draw.no-envelope', '本任务的抽取没有封存件', { next: '请系统管理员从备份恢复密钥后重启服务' });
    const { otp } = JSON.parse(new TextDecoder().decode(await deps.blobs.get(plan.sha256))) as { readonly otp: { readonly top: string; readonly length: number } };
    const secret = openSealed(envelope.sealed, code, planHash, otp);
    if (secret === null) throw new Refusal('draw.wrong-code', '开封口令不对，封存件没有打开', { next: `请核对信封上的口令（第 ${String(envelope.custody)} 版，20 位，字母不分大小写）；递补抽取用的是本任务抽取时的封存件和口令` });
    const events = await roundResult(deps, matter, secret, person.id);
    await deps.secrets.put(secretId(requireTask(matter.task).id, attempt), secret);
    if (custodyOf(matter.unit).version !== envelope.custody) return { unit: unitId, events };
    await desk.take('unit', unitId);
    return { unit: unitId, events: [...events, { type: 'CustodyCodeSpent', unit: unitId, version: envelope.custody, by: person.id }] };
  });
