/**
 * One visit to one target (一户一次检查): its team, who has accepted, what is being replaced.
 *
 * An inspection comes into being when its draw is locked: its first state is taken from the locked result list, so that
 * fifty thousand inspections need one journal entry; everything later is its own stream.
 */
import type { Fact } from '../events.ts';
import type { BlobRef, ConfidentialRef, Instant, LocalDate } from '../values.ts';
import { nthInspection } from '../ids.ts';
import type { InspectionId, InspectorCode, PersonId, SubstitutionId, TargetCode, TaskId, UnitId } from '../ids.ts';
import type { DrawResult } from '../draw/types.ts';
import type { DayPart, DeliveryWay } from './notice-words.ts';
import type { OutcomeCode } from './outcomes.ts';

export interface Post {
  readonly inspector: InspectorCode;
  readonly name: string;
  readonly section: string;
  readonly leader: boolean;
  readonly acceptedAt: Instant | null;
  /** A substitution that waits for its decision. */
  readonly substitution: SubstitutionId | null;
}
/** How a visit ended. */
export interface Finish {
  readonly on: LocalDate;
  /** 检查结果产生之日: the day of the visit unless it came later. */
  readonly resultOn: LocalDate;
  readonly outcomes: readonly OutcomeCode[];
  readonly detail: ConfidentialRef | null;
  readonly by: PersonId;
  readonly at: Instant;
}
/** The notice in force of a visit. */
export interface Notice {
  /** 文号. */
  readonly number: string;
  /** 1 for the first, 2 for one that replaces it … */
  readonly edition: number;
  /** 本年度第 n 次; null for checks that are not counted (复查、投诉举报核查). */
  readonly nth: number | null;
  readonly on: LocalDate;
  readonly part: DayPart;
  /** Who was named in it. */
  readonly team: readonly InspectorCode[];
  readonly file: BlobRef;
  readonly by: PersonId;
  readonly at: Instant;
}
export interface Delivery {
  readonly way: DeliveryWay;
  readonly receiver: ConfidentialRef | null;
  readonly at: Instant;
  readonly by: PersonId;
}

export interface InspectionState {
  readonly id: InspectionId | null;
  readonly task: TaskId | null;
  readonly unit: UnitId | null;
  readonly target: { readonly code: TargetCode; readonly name: string } | null;
  readonly stratum: string;
  readonly window: { readonly from: LocalDate; readonly to: LocalDate } | null;
  readonly posts: readonly Post[];
  /** Who was replaced, in order. */
  readonly replaced: readonly { readonly old: InspectorCode; readonly new: InspectorCode; readonly substitution: SubstitutionId }[];
  /** Codes of the present team (indexed). */
  readonly inspectors: readonly InspectorCode[];
  /** The 检查通知书 in force; absent before the first. */
  readonly notice?: Notice;
  /** How and when the object was told; of the notice in force. */
  readonly delivery?: Delivery;
  /** Photos and papers filed with the visit. */
  readonly evidence?: readonly BlobRef[];
  /** Absent until the leader says that the visit is over. */
  readonly finished?: Finish;
  /** Rounds of 递补抽取 opened for this visit, given up ones included; none when absent. */
  readonly rounds?: number;
}

export const newInspection: InspectionState = {
  id: null, task: null, unit: null, target: null, stratum: '', window: null, posts: [], replaced: [], inspectors: [],
};

const withPosts = (state: InspectionState, posts: readonly Post[]): InspectionState => ({ ...state, posts, inspectors: posts.map((post) => post.inspector) });
const onPost = (state: InspectionState, inspector: InspectorCode, change: (post: Post) => Post): InspectionState =>
  withPosts(state, state.posts.map((post) => (post.inspector === inspector ? change(post) : post)));

export const evolveInspection = (state: InspectionState, fact: Fact, at: Instant): InspectionState => {
  switch (fact.type) {
    case 'AssignmentAccepted':
      return fact.inspection === state.id ? onPost(state, fact.inspector, (post) => ({ ...post, acceptedAt: at })) : state;
    case 'SubstitutionRequested':
      return fact.inspection === state.id ? onPost(state, fact.inspector, (post) => ({ ...post, substitution: fact.substitution })) : state;
    case 'SubstitutionRoundOpened':
      return fact.inspection === state.id ? { ...state, rounds: (state.rounds ?? state.replaced.length) + 1 } : state;
    case 'SubstitutionRefused':
      return fact.inspection === state.id ? onPost(state, fact.inspector, (post) => ({ ...post, substitution: null })) : state;
    case 'SubstitutionApproved': {
      if (fact.inspection !== state.id) return state;
      const next = onPost(state, fact.old, (post) => ({ ...post, inspector: fact.new, name: fact.newName, section: fact.newSection, acceptedAt: null, substitution: null }));
      return { ...next, replaced: [...state.replaced, { old: fact.old, new: fact.new, substitution: fact.substitution }] };
    }
    case 'NoticeIssued': {
      if (fact.inspection !== state.id) return state;
      const { delivery: _, ...told } = state;
      const { number, edition, nth, on, part, team, file, by } = fact;
      return { ...told, notice: { number, edition, nth, on, part, team, file, by, at } };
    }
    case 'NoticeDelivered':
      return fact.inspection === state.id ? { ...state, delivery: { way: fact.way, receiver: fact.receiver, at: fact.at, by: fact.by } } : state;
    case 'EvidenceFiled':
      return fact.inspection === state.id ? { ...state, evidence: [...(state.evidence ?? []), fact.file] } : state;
    case 'InspectionFinished': {
      if (fact.inspection !== state.id) return state;
      const { on, resultOn = on, outcomes, detail, by } = fact;
      return { ...state, finished: { on, resultOn, outcomes, detail, by, at } };
    }
    case 'InspectionReopened': {
      if (fact.inspection !== state.id) return state;
      const { finished: _, ...open } = state;
      return open;
    }
    default:
      return state;
  }
};

/** The first states of all inspections of a locked draw. */
export const inspectionsOf = (result: DrawResult, unit: UnitId, window: { readonly from: LocalDate; readonly to: LocalDate }): readonly InspectionState[] => {
  const teams = new Map((result.teams ?? []).map((team) => [team.no, team.members]));
  return result.selected.map((target) => {
    const posts = (teams.get(target.no) ?? []).map(({ inspector, name, section, leader }) => ({ inspector, name, section, leader, acceptedAt: null, substitution: null }));
    return withPosts({ ...newInspection, id: nthInspection(result.task, target.no), task: result.task, unit, target: { code: target.code, name: target.name }, stratum: target.stratum, window }, posts);
  });
};
