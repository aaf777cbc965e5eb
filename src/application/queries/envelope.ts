/**
 * 封存件: the file every supervisor gets at the commitment, with which – and with the opening code – a draw is finished
 * without this service.
 */
import { canonical } from '../../domain/canonical.ts';
import type { Json } from '../../domain/canonical.ts';
import { ENVELOPE_VERSION } from '../../domain/draw/envelope.ts';
import type { Envelope } from '../../domain/draw/envelope.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { TaskId } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { Deps } from '../deps.ts';

/** Larger lists travel with the bundle: platforms take files of 30 MB. */
const MAX_LIST_BYTES = 12_000_000;

/** @throws Refusal when the attempt has no envelope */
export const envelopeOf = (deps: Pick<Deps, 'states' | 'blobs'>) => async (task: TaskId, attempt: number): Promise<BlobRef> => {
  const { state } = await deps.states.load('task', task);
  requireTask(state);
  const found = state.attempts.find((each) => each.attempt === attempt);
  if (found?.envelope === undefined) throw new Refusal('draw.no-envelope', '本次抽取没有封存件', { next: '发送「任务」查看进度' });
  const text = async (list: BlobRef): Promise<string> => new TextDecoder().decode(await deps.blobs.get(list.sha256));
  const isSmall = found.targets.bytes + found.inspectors.bytes + found.recusals.bytes <= MAX_LIST_BYTES;
  const envelope: Envelope = {
    v: ENVELOPE_VERSION, task, attempt, planHash: found.planHash, custody: found.envelope.custody, sealed: found.envelope.sealed,
    plan: JSON.parse(await text(found.plan)) as Json,
    lists: isSmall ? { roster: await text(found.targets), inspectors: await text(found.inspectors), recusals: await text(found.recusals) } : null,
  };
  return deps.blobs.put(`封存件_${task}_第${String(attempt)}次.ssj`, new TextEncoder().encode(canonical(envelope)));
};
