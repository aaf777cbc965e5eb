/**
 * 出路: what may lawfully be done with a visit for which nobody qualified is left (回避或请假后合格者不足两人). Plain shapes; the
 * rules are in ways.ts.
 *
 * There are three, and a single-person visit is none of them: somebody certified is lent by a partner or superior unit (借调),
 * another section makes the visit (改由其他科室承办), or it is made later (延期). The locked list of objects stays as it is.
 */
import type { LocalDate } from '../values.ts';
import type { InspectorCode, SubstitutionId } from '../ids.ts';

/** Somebody lent by another unit, with what the consent in writing says of him. */
export interface BorrowedInspector {
  /** 执法证号. */
  readonly inspector: InspectorCode;
  readonly name: string;
  /** 派出单位. */
  readonly unit: string;
  /** Last day his certificate is valid. */
  readonly until: LocalDate;
  /** 借调函 (文号 or date). */
  readonly letter: string;
  /** He was asked and has no interest in the object. */
  readonly cleared?: true;
  /** He has an account in the chat: he accepts for himself. Absent: the letter of his unit stands for it. */
  readonly bound?: true;
  /** 代组长: the rules want a leader of the initiating section and there is none left (P11). */
  readonly acting?: true;
}

/** Who takes over which post, in the order of the posts: the leader first. */
export interface TakenPost {
  readonly old: InspectorCode;
  readonly inspector: InspectorCode;
  readonly name: string;
  readonly section: string;
}

export type WayOut =
  | ({ readonly kind: 'borrow' } & BorrowedInspector)
  | { readonly kind: 'reassign'; readonly section: string; readonly posts: readonly TakenPost[] }
  | { readonly kind: 'postpone'; readonly from: LocalDate; readonly to: LocalDate };

export type WayKind = WayOut['kind'];

/** A way out as people read it. */
export const wayWords = (way: WayOut): string => {
  switch (way.kind) {
    case 'borrow': return `向${way.unit}借调 ${way.name}${way.acting === true ? '（代组长）' : ''}，执法证有效期至 ${way.until}，借调函 ${way.letter}`;
    case 'reassign': return `改由${way.section}承办：${way.posts.map(({ name }, index) => `${name}${index === 0 ? '（组长）' : ''}`).join('、')}`;
    case 'postpone': return `延期检查，改为 ${way.from} 至 ${way.to}`;
  }
};

/** What can be typed where nobody qualifies: the next step of every refusal that says so. */
export const waysWords = (id: SubstitutionId | null): string => `①借调 ${id ?? ''}（请配合部门或上级派人）；②改由 ${id ?? ''} 科室；③延期 ${id ?? ''} 10.9-10.31 理由。不得单人检查`;
