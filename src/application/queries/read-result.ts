/** The result list of a draw, from its blob. */
import type { DrawResult } from '../../domain/draw/types.ts';
import type { Digest } from '../../domain/ids.ts';
import type { Blobs } from '../ports.ts';

export const readResult = async (blobs: Pick<Blobs, 'get'>, sha256: Digest): Promise<DrawResult> => JSON.parse(new TextDecoder().decode(await blobs.get(sha256))) as DrawResult;
