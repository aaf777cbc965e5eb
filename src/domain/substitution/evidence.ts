/**
 * 证明 behind a request (病假条、调令、开庭传票): handed in by whoever asked, seen by who decides, erasable.
 *
 * What it shows may be an illness: the record holds a salted digest, no name of a file, and who handed in how many.
 */
import type { Fact } from '../events.ts';
import { Refusal } from '../refusal.ts';
import type { Person } from '../people/unit.ts';
import { requireStanding } from '../task/require.ts';
import type { ConfidentialRef, Instant } from '../values.ts';
import type { Matter } from './decide.ts';

const MAX_FILES = 10;

/** Whether somebody handed the request in, or is the one it is about. */
export const isParty = ({ substitution }: Pick<Matter, 'substitution'>, by: Pick<Person, 'id' | 'certificate'>): boolean => substitution.by === by.id || (by.certificate !== null && by.certificate === substitution.inspector);

const idsOf = ({ substitution: { id }, inspection }: Matter) => {
  if (id === null || inspection.id === null) throw new Refusal('substitution.unknown', '没有这个更换申请', { next: '发送「我的」查看您的申请' });
  return { substitution: id, inspection: inspection.id };
};

export const requireFileable = (matter: Matter, by: Person): void => {
  const { substitution } = idsOf(matter);
  requireStanding(matter.task);
  if (!isParty(matter, by)) throw new Refusal('evidence.not-yours', `${by.name}不是 ${substitution} 的申请人`, { next: '证明由申请人或本人提交' });
  const { phase, evidence = [] } = matter.substitution;
  if (phase !== 'requested') throw new Refusal('evidence.decided', `${substitution} 已经决定，不再收证明`, { next: '需要补充说明的，请联系分管负责人' });
  if (evidence.length >= MAX_FILES) throw new Refusal('evidence.full', `${substitution} 已有 ${String(MAX_FILES)} 份证明`, { next: '请合并成一个 PDF，删除后再发' });
};

export const decideEvidenceFiled = (matter: Matter, by: Person, file: ConfidentialRef): readonly Fact[] => {
  requireFileable(matter, by);
  return [{ type: 'SubstitutionEvidenceFiled', ...idsOf(matter), file, by: by.id }];
};

/** Taken back by whoever handed it in; once decided, by who decided as well, when it is not needed any more. */
export const decideEvidenceErased = (matter: Matter, by: Person): readonly Fact[] => {
  const ids = idsOf(matter);
  const { evidence = [], decidedBy } = matter.substitution;
  if (!isParty(matter, by) && decidedBy !== by.id) throw new Refusal('evidence.not-yours', `${by.name}不能删除 ${ids.substitution} 的证明`, { next: '由提交的人删除；决定以后审批人也可以删除' });
  if (evidence.length === 0) throw new Refusal('evidence.none', `${ids.substitution} 没有证明，或已经删除`, { next: '无需删除' });
  return [{ type: 'SubstitutionEvidenceErased', ...ids, files: evidence, by: by.id }];
};

// ---------------------------------------------------------------- links

const MINUTE_MS = 60_000;
/** For how long an opened paper may be looked at. */
export const EVIDENCE_MINUTES = 30;
const LINKED = /^(SUB(?:\d{1,4}-)?\d{4}-\d{3,6})-(\d{1,2})-([0-9a-z]{1,8})$/;

/** What a link is about: the request, the nth paper (from 1), and until when; letters, digits and '-' only. */
export const evidenceLinkId = (substitution: string, nth: number, now: Instant): string => `${substitution}-${String(nth)}-${Math.ceil(Date.parse(now) / MINUTE_MS + EVIDENCE_MINUTES).toString(36)}`;
/** @returns null when it is none of ours, or its time is over */
export const readEvidenceLink = (id: string, now: Instant): { readonly substitution: string; readonly nth: number } | null => {
  const [, substitution, nth, until] = LINKED.exec(id) ?? [];
  if (substitution === undefined || nth === undefined || until === undefined || Date.parse(now) > Number.parseInt(until, 36) * MINUTE_MS) return null;
  return { substitution, nth: Number(nth) };
};
