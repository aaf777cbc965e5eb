/**
 * One visit to one target (一户一次检查): its team, who has accepted, what is being replaced.
 *
 * An inspection comes into being when its draw is locked: its first state is taken from the locked result list, so that
 * fifty thousand inspections need one journal entry; everything later is its own stream.
 */
import type { Fact, FactOf } from '../events.ts';
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
  /** 借调: the unit that lent him, and the last day of his certificate; absent for the bureau's own people. */
  readonly borrowed?: { readonly unit: string; readonly until: LocalDate; /** He had no account in the chat when he came: others register for him. */ readonly unbound?: true };
  /** 代组长: not of the section the rules want the leader from. */
  readonly acting?: true;
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
  /** The visit was merged with others, or parted from them, since. */
  readonly regrouped?: true;
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
  /** 综合查一次: visits of other tasks made on the same day, itself included; absent = none. */
  readonly merged?: { readonly visits: readonly InspectionId[]; readonly on: LocalDate; readonly by: PersonId; readonly at: Instant };
  /** Photos and papers filed with the visit. */
  readonly evidence?: readonly BlobRef[];
  /** Absent until the leader says that the visit is over. */
  readonly finished?: Finish;
  /** Rounds of 递补抽取 opened for this visit, given up ones included; none when absent. */
  readonly rounds?: number;
  /** 回避 the inspected party asked for: what became of it, and whether it was told. */
  readonly recusals?: readonly { readonly substitution: SubstitutionId; readonly at: Instant; readonly outcome?: 'granted' | 'refused'; readonly answeredAt?: Instant }[];
  /** 递补对象: which visit came in the place of this one. */
  readonly refilledBy?: InspectionId;
  /** 延期: the windows before the one in force, in order. */
  readonly postponed?: readonly { readonly from: LocalDate; readonly to: LocalDate }[];
  /** 改由其他科室承办: which section makes the visit now. */
  readonly reassigned?: string;
}

/** Where somebody of a team comes from, as it is printed: his section, or the unit that lent him. */
export const comesFrom = ({ section, borrowed }: Pick<Post, 'section' | 'borrowed'>): string => (borrowed === undefined ? section : `${borrowed.unit}（借调）`);
/** 「组长」「代组长」「组员」. */
export const partOf = ({ leader, acting }: Pick<Post, 'leader' | 'acting'>): string => (leader ? (acting === true ? '代组长' : '组长') : '组员');

/** Whether somebody of the team registers what the leader registers: he himself, or everybody beside a leader who was lent and has no account. */
export const registersFor = ({ posts }: Pick<InspectionState, 'posts'>, { leader }: Pick<Post, 'leader'>): boolean => leader || posts.some((post) => post.leader && post.borrowed?.unbound === true);

export const newInspection: InspectionState = {
  id: null, task: null, unit: null, target: null, stratum: '', window: null, posts: [], replaced: [], inspectors: [],
};

const withPosts = (state: InspectionState, posts: readonly Post[]): InspectionState => ({ ...state, posts, inspectors: posts.map((post) => post.inspector) });
const onPost = (state: InspectionState, inspector: InspectorCode, change: (post: Post) => Post): InspectionState =>
  withPosts(state, state.posts.map((post) => (post.inspector === inspector ? change(post) : post)));

type Recusal = NonNullable<InspectionState['recusals']>[number];
const raised = (state: InspectionState, { raisedBy, substitution }: FactOf<'SubstitutionRequested'>, at: Instant): InspectionState =>
  (raisedBy === undefined ? state : { ...state, recusals: [...(state.recusals ?? []), { substitution, at }] });
const onRecusal = (state: InspectionState, ids: readonly SubstitutionId[], change: Partial<Recusal>): InspectionState =>
  (state.recusals === undefined ? state : { ...state, recusals: state.recusals.map((each) => (ids.includes(each.substitution) ? { ...each, ...change } : each)) });

const wayTaken = (state: InspectionState, { way, old, substitution }: FactOf<'WayTaken'>, at: Instant): InspectionState => {
  switch (way.kind) {
    case 'postpone':
      return { ...state, window: { from: way.from, to: way.to }, ...(state.window === null ? {} : { postponed: [...(state.postponed ?? []), state.window] }) };
    case 'borrow': {
      const { inspector, name, unit, until, bound, acting } = way;
      const next = onPost(state, old, ({ section, leader }) => ({ inspector, name, section, leader, acceptedAt: bound === true ? null : at, substitution: null, borrowed: { unit, until, ...(bound === true ? {} : { unbound: true as const }) }, ...(acting === undefined ? {} : { acting }) }));
      return { ...next, replaced: [...state.replaced, { old, new: inspector, substitution }] };
    }
    case 'reassign': {
      const posts = state.posts.map((post): Post => {
        const taken = way.posts.find((each) => each.old === post.inspector);
        return taken === undefined ? post : { inspector: taken.inspector, name: taken.name, section: taken.section, leader: post.leader, acceptedAt: null, substitution: null };
      });
      return { ...withPosts(state, posts), reassigned: way.section, replaced: [...state.replaced, ...way.posts.map((each) => ({ old: each.old, new: each.inspector, substitution }))] };
    }
  }
};

const regrouped = (state: InspectionState): InspectionState => (state.notice === undefined ? state : { ...state, notice: { ...state.notice, regrouped: true } });

export const evolveInspection = (state: InspectionState, fact: Fact, at: Instant): InspectionState => {
  switch (fact.type) {
    case 'AssignmentAccepted':
      return fact.inspection === state.id ? onPost(state, fact.inspector, (post) => ({ ...post, acceptedAt: at })) : state;
    case 'SubstitutionRequested':
      return fact.inspection === state.id ? raised(onPost(state, fact.inspector, (post) => ({ ...post, substitution: fact.substitution })), fact, at) : state;
    case 'SubstitutionRoundOpened':
      return fact.inspection === state.id ? { ...state, rounds: (state.rounds ?? state.replaced.length) + 1 } : state;
    case 'SubstitutionRefused':
      return fact.inspection === state.id ? onRecusal(onPost(state, fact.inspector, (post) => ({ ...post, substitution: null })), [fact.substitution], { outcome: 'refused' }) : state;
    case 'SubstitutionApproved': {
      if (fact.inspection !== state.id) return state;
      const next = onPost(state, fact.old, ({ borrowed: _lent, acting: _acting, ...post }) => ({ ...post, inspector: fact.new, name: fact.newName, section: fact.newSection, acceptedAt: null, substitution: null }));
      return onRecusal({ ...next, replaced: [...state.replaced, { old: fact.old, new: fact.new, substitution: fact.substitution }] }, [fact.substitution], { outcome: 'granted' });
    }
    case 'WayTaken':
      return fact.inspection === state.id ? onRecusal(wayTaken(state, fact, at), fact.way.kind === 'postpone' ? [] : [fact.substitution, ...(fact.settles ?? [])], { outcome: 'granted' }) : state;
    case 'TargetRefilled': {
      if (fact.of === state.id) return { ...state, refilledBy: fact.inspection };
      if (state.id !== null) return state;
      const { inspection, task, unit, target, stratum, window, posts, reassigned } = fact;
      return withPosts({ ...newInspection, id: inspection, task, unit, target, stratum, window, ...(reassigned === undefined ? {} : { reassigned }) }, posts.map((post) => ({ ...post, acceptedAt: post.borrowed?.unbound === true ? at : null, substitution: null })));
    }
    case 'RecusalAnswered':
      return fact.inspection === state.id ? onRecusal(state, [fact.substitution], { answeredAt: fact.at }) : state;
    case 'NoticeIssued': {
      if (fact.inspection !== state.id) return state;
      const { delivery: _, ...told } = state;
      const { number, edition, nth, on, part, team, file, by } = fact;
      return { ...told, notice: { number, edition, nth, on, part, team, file, by, at } };
    }
    case 'VisitsMerged':
      return state.id !== null && fact.visits.includes(state.id) ? { ...regrouped(state), merged: { visits: fact.visits, on: fact.on, by: fact.by, at } } : state;
    case 'VisitsParted': {
      if (state.id === null || !fact.visits.includes(state.id)) return state;
      const { merged: _, ...alone } = regrouped(state);
      return alone;
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
