/**
 * 日志 公钥: the public key under which proof bundles and checkpoints are signed, and the latest checkpoint of the unit's tree
 * of draws. Whoever notes either of them once can tell later whether anything was made anew.
 */
import { checkpointText, noteOf, signText, verifierKey } from '../../domain/draw/checkpoint.ts';
import type { Signer } from '../../domain/draw/checkpoint.ts';
import { hashOfHex, rootOfPeaks } from '../../domain/draw/merkle.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import type { Deps } from '../deps.ts';

export const signerOf = ({ signer }: Pick<Deps, 'signer'>): Signer => ({ key: Buffer.from(signer.publicKey).toString('base64'), sign: signer.sign });

export interface LogKey {
  /** SPKI, base64: what the verifiers take as --key. */
  readonly key: string;
  /** The same key in the form of signed notes. */
  readonly verifierKey: string;
  /** Keys of before a change, newest first: for what was signed then. */
  readonly former: readonly string[];
  readonly draws: number;
  readonly leaves: number;
  /** Signed note of the tree as it is now. */
  readonly checkpoint: BlobRef;
}

export const logKey = (deps: Pick<Deps, 'signer' | 'states' | 'blobs'>) => async (unit: UnitId): Promise<LogKey> => {
  const { state } = await deps.states.load('draws', unit);
  const signer = signerOf(deps);
  const text = checkpointText(unit, state.size, rootOfPeaks(state.peaks.map(hashOfHex)));
  const note = noteOf(text, signText(text, signer), signer.key);
  const checkpoint = await deps.blobs.put(`检查点_${unit}_${String(state.size)}.txt`, new TextEncoder().encode(note));
  return { key: signer.key, verifierKey: verifierKey(unit, signer.key), former: (deps.signer.former ?? []).map((key) => Buffer.from(key).toString('base64')), draws: state.draws, leaves: state.size, checkpoint };
};
