/**
 * 证明 of a substitution: kept encrypted and apart, named in the journal by a salted digest, shown by a link that soon runs out.
 */
import { decideEvidenceErased, decideEvidenceFiled, readEvidenceLink, requireFileable } from '../domain/substitution/evidence.ts';
import type { SubstitutionId } from '../domain/ids.ts';
import { Refusal } from '../domain/refusal.ts';
import type { ConfidentialRef } from '../domain/values.ts';
import { atSubstitution } from './at-substitution.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { ConfidentialFile, Entry } from './ports.ts';

const MAX_BYTES = 10 * 1024 * 1024;
/** What a browser shows by itself, by the first bytes: an extension proves nothing. */
const KINDS: readonly { readonly type: string; readonly starts: readonly number[]; readonly at?: number }[] = [
  { type: 'image/jpeg', starts: [0xff, 0xd8, 0xff] },
  { type: 'image/png', starts: [0x89, 0x50, 0x4e, 0x47] },
  { type: 'image/gif', starts: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', starts: [0x57, 0x45, 0x42, 0x50], at: 8 },
  { type: 'application/pdf', starts: [0x25, 0x50, 0x44, 0x46] },
];
const kindOf = (data: Uint8Array): string | null => KINDS.find(({ starts, at = 0 }) => starts.every((byte, index) => data[at + index] === byte))?.type ?? null;

const filedIn = ({ events }: Entry): string | undefined => events.find((fact) => fact.type === 'SubstitutionEvidenceFiled')?.file.id;

export const fileSubstitutionEvidence = (deps: Deps) => async (by: By, id: SubstitutionId, file: ConfidentialFile): Promise<Entry> => {
  if (file.data.length > MAX_BYTES) throw new Refusal('evidence.too-large', `证明「${file.name}」超过 ${String(MAX_BYTES / 1024 / 1024)} MB`, { next: '请压缩或重新拍照后再发' });
  if (kindOf(file.data) === null) throw new Refusal('evidence.kind', `证明「${file.name}」不是照片或 PDF`, { next: '请发照片（.jpg、.png）或 PDF；苹果手机的 .heic 请先转成 .jpg' });
  let kept: ConfidentialRef | null = null;
  /** What no entry names is not left lying about. */
  const drop = async (named: string | undefined): Promise<void> => { if (kept !== null && kept.id !== named) await deps.confidential.erase(kept); };
  try {
    const entry = await record(deps, by, async (desk) => {
      const { matter, unitId, person } = await atSubstitution(desk, by, id);
      requireFileable(matter, person);
      kept ??= await deps.confidential.putFile(unitId, file);
      return { unit: unitId, events: decideEvidenceFiled(matter, person, kept) };
    });
    await drop(filedIn(entry));
    return entry;
  } catch (error) {
    // It may be on record although its answer was lost; where nobody can say, the file stays.
    const recorded = error instanceof Refusal ? null : await deps.journal.byCause(by.cause).catch(() => undefined);
    if (recorded === null) await drop(undefined);
    if (recorded == null) throw error;
    await drop(filedIn(recorded));
    return recorded;
  }
};

export const eraseSubstitutionEvidence = (deps: Deps) => async (by: By, id: SubstitutionId): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    return { unit: unitId, events: decideEvidenceErased(matter, person) };
  });
  for (const fact of entry.events) if (fact.type === 'SubstitutionEvidenceErased') for (const ref of fact.files) await deps.confidential.erase(ref);
  return entry;
};

export interface ShownEvidence extends ConfidentialFile { readonly type: string }

/** The paper behind a link; null when the link has run out, or the paper was erased. @param linked what the link is about */
export const evidencePage = (deps: Pick<Deps, 'states' | 'confidential' | 'clock'>) => async (linked: string): Promise<ShownEvidence | null> => {
  const meant = readEvidenceLink(linked, deps.clock());
  if (meant === null) return null;
  const ref = (await deps.states.load('substitution', meant.substitution)).state.evidence?.[meant.nth - 1];
  const file = ref === undefined ? null : await deps.confidential.getFile(ref);
  const type = file === null ? null : kindOf(file.data);
  return file === null || type === null ? null : { ...file, type };
};
