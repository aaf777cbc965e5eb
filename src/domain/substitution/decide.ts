/**
 * Decisions about substitutions: who may ask, who may consent, who may be sent instead (威海临港细则 第十三条).
 *
 * The approver is the 分管负责人 of the inspector's own section; he is never the requester and never in the team. When he is
 * in the team himself, the 主要负责人 decides.
 */
import type { Fact, ForcedReason, SubstitutionLot, SubstitutionReason } from '../events.ts';
import type { ConfidentialRef, LocalDate } from '../values.ts';
import type { InspectorCode, SubstitutionId, UnitId } from '../ids.ts';
import type { InspectionState, Post } from '../inspection/inspection.ts';
import { standings } from '../people/delegation.ts';
import { decidersOf, impossible } from '../people/separation.ts';
import type { DecidedMatter } from '../people/separation.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { personById, personName } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { requireStanding, rulesOfTask } from '../task/require.ts';
import { isDispatched } from '../task/task.ts';
import type { TaskState } from '../task/task.ts';
import type { SubstitutionState } from './substitution.ts';
import { waysWords } from './way-out.ts';

export const REASON_NAMES: Readonly<Record<SubstitutionReason, string>> = {
  'post-change': '岗位调整', 'work-conflict': '工作冲突', health: '健康状况', recusal: '执法回避', other: '其他特殊情况',
};
export const FORCED_NAMES: Readonly<Record<ForcedReason, string>> = { certificate: '执法证失效', left: '已离任或停用', interest: '已登记利害关系' };
/** The reason as people read it: 「其他特殊情况（执法证失效）」 where the service asked. */
export const reasonWords = ({ reason, forced }: Pick<SubstitutionState, 'reason' | 'forced'>): string => (forced === undefined ? REASON_NAMES[reason] : `${REASON_NAMES[reason]}（${FORCED_NAMES[forced]}）`);
/** The clause on who may be replaced and who consents, of the rules the task was created under. */
export const clauseOf = (task: TaskState): string => rulesOfTask(task).clauses.substitutionConsent;

/** The reason a person means: its name or a word of it; null when none fits. */
export const reasonNamed = (text: string): SubstitutionReason | null => {
  const word = text.trim();
  const found = (Object.entries(REASON_NAMES) as [SubstitutionReason, string][]).filter(([key, name]) => word !== '' && (key === word || name.includes(word) || word.includes(name)));
  return found.length === 1 ? (found[0]?.[0] ?? null) : null;
};

const isInTeam = (inspection: InspectionState, person: Person): boolean => person.certificate !== null && inspection.inspectors.includes(person.certificate);

/** 第十三条: the deputy in charge of the section, not the requester, not of the team; where no such deputy is free, the main leader. */
const matterAbout = (inspection: InspectionState, post: Post, requester: Person['id'] | null): DecidedMatter => ({
  operation: 'substitution.approve', section: post.section,
  parties: [{ rule: 'request-approve', code: 'substitution.own', is: ({ id }) => id === requester }, { rule: 'team-approve', code: 'substitution.own-team', is: (person) => isInTeam(inspection, person) }],
});

export const approversFor = (unit: UnitState, inspection: InspectionState, post: Post, requester: Person['id'] | null): readonly Person[] => decidersOf(unit, matterAbout(inspection, post, requester));

export const mayDecide = (unit: UnitState, inspection: InspectionState, post: Post, requester: Person['id'] | null, person: Person): boolean =>
  approversFor(unit, inspection, post, requester).some(({ id }) => id === person.id);

/** In his own right or in somebody's place; never in the place of whoever asked (standingFor refuses it as well). */
export const mayDecideToday = (unit: UnitState, inspection: InspectionState, post: Post, requester: Person['id'] | null, person: Person, date: LocalDate): boolean =>
  standings(unit, person, 'substitution', date).some((at) => (at.principal === null || at.principal.id !== requester) && mayDecide(at.unit, inspection, post, requester, at.person));

/** Who is asked; a refusal when nobody in the unit may consent. */
export const approverOf = (unit: UnitState, task: TaskState, inspection: InspectionState, post: Post, requester: Person['id'] | null): Person => {
  const approvers = approversFor(unit, inspection, post, requester);
  const approver = approvers.find((person) => person.inCharge.includes(post.section)) ?? approvers[0];
  if (approver === undefined) {
    throw new Refusal('substitution.no-approver', `没有可以批准${post.section}人员更换的分管负责人`, { next: '请系统管理员绑定分管负责人（或主要负责人）后再申请', clause: clauseOf(task) });
  }
  return approver;
};

export interface SubstitutionRequest {
  readonly id: SubstitutionId;
  readonly unit: UnitId;
  readonly inspector: InspectorCode;
  readonly reason: SubstitutionReason;
  /** 回避 the inspected party asks for, entered for it. */
  readonly raisedBy?: 'object';
  readonly hasDetail: boolean;
  readonly detail: ConfidentialRef | null;
}

/** The post somebody holds in an inspection, with the refusals that everybody meets first. */
export const requirePost = (task: TaskState, inspection: InspectionState, inspector: InspectorCode): Post => {
  requireStanding(task);
  if (!isDispatched(task)) throw new Refusal('inspection.not-dispatched', '任务还没有派发', { next: '请经办人派发；派发后检查人员会收到任务单' });
  if (inspection.finished !== undefined) throw new Refusal('visit.finished', `本户检查已于 ${inspection.finished.on} 结束`, { next: '检查结束后不再更换或接受；登记有误的，请组长先撤销结束' });
  const post = inspection.posts.find((each) => each.inspector === inspector);
  if (post === undefined) throw new Refusal('inspection.not-in-team', '该人员不在本户检查组内', { next: '发送「我的」查看您的任务' });
  return post;
};

/** @throws Refusal while the post has a request that waits for its decision */
export const requireNoneOpen = (post: Post): void => {
  if (post.substitution !== null) throw new Refusal('substitution.open', `${post.name}已有更换申请 ${post.substitution} 待审批`, { next: '请等待分管负责人处理，不必重复提交' });
};

export const decideRequest = (unit: UnitState, task: TaskState, inspection: InspectionState, by: Person, wanted: SubstitutionRequest): readonly Fact[] => {
  const post = requirePost(task, inspection, wanted.inspector);
  const isSelf = by.certificate === wanted.inspector;
  const onBehalf = by.roles.some((role) => role === 'clerk' || ((role === 'section-head' || role === 'liaison') && by.section === post.section));
  if (!isSelf && !onBehalf) {
    throw new Refusal('substitution.not-yours', `${post.name}的更换应由本人申请，或由经办人、本科室负责人代为申请`, { next: '请本人发送「更换」', clause: clauseOf(task) });
  }
  requireNoneOpen(post);
  if (wanted.raisedBy === 'object') requireObjectsWord(task, post, by, isSelf, wanted);
  if (wanted.reason === 'other' && !wanted.hasDetail) throw new Refusal('substitution.no-detail', '「其他特殊情况」必须写明情况', { next: '例如：更换 T2026-007-02 其他 借调省厅至10月', clause: clauseOf(task) });
  const approver = approverOf(unit, task, inspection, post, by.id);
  const { id, inspector, reason, raisedBy, detail } = wanted;
  return [{ type: 'SubstitutionRequested', unit: wanted.unit, substitution: id, inspection: inspection.id ?? unreachable(), inspector, reason, ...(raisedBy === undefined ? {} : { raisedBy }), detail, by: by.id, approver: approver.id }];
};

/** What the inspected party says is entered by somebody else than the person it is about, with its reason. */
const requireObjectsWord = (task: TaskState, post: Post, by: Person, isSelf: boolean, wanted: SubstitutionRequest): void => {
  if (isSelf) throw new Refusal('recusal.own', `检查对象申请${post.name}回避，不由${by.name}本人登记`, { next: '请经办人或本科室负责人登记；您自己认为应当回避的，请直接发送「回避」', clause: rulesOfTask(task).recusal.refill.clause });
  if (!wanted.hasDetail) throw new Refusal('recusal.no-reason', '没有写检查对象提出的理由', { next: `例如：回避 登记 ${post.name === '' ? '' : `7-2 人员=${post.name} `}理由=与我单位负责人系亲属`, clause: rulesOfTask(task).recusal.refill.clause });
};

const unreachable = (): never => {
  throw new Refusal('inspection.unknown', '没有这一户检查', { next: '发送「我的」查看您的任务编号' });
};

const stamp = (instant: string): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');

/** What a request is decided on: the task gives the rules, the unit the people. */
export interface Matter {
  readonly unit: UnitState;
  readonly task: TaskState;
  readonly inspection: InspectionState;
  readonly substitution: SubstitutionState;
}

/** The request while it may still be decided by this person. */
export const requireDecidable = ({ unit, task, inspection, substitution }: Matter, by: Person): { readonly post: Post; readonly id: SubstitutionId } => {
  const { id, phase, inspector } = substitution;
  if (id === null || inspector === null) throw new Refusal('substitution.unknown', '没有这个更换申请', { next: '发送「我的」查看待审批的申请' });
  if (phase !== 'requested') {
    const how = phase === 'refused' ? '退回' : phase === 'drawing' ? '同意，正在递补抽取' : '同意';
    const who = substitution.decidedBy === null ? '' : personName(unit, substitution.decidedBy);
    throw new Refusal('substitution.already-decided', `该更换申请已由${who}于 ${stamp(substitution.decidedAt ?? '')} ${how}`, { next: '请打开最新卡片查看处理结果', clause: clauseOf(task) });
  }
  return { post: requireApprover({ unit, task, inspection, substitution }, by), id };
};

/** A round that was given up is opened again by somebody who might have consented. */
export const requireReopenable = (matter: Matter, by: Person): { readonly post: Post; readonly id: SubstitutionId } => {
  const { id, round } = matter.substitution;
  if (id === null || round !== undefined) throw new Refusal('round.open', '这一轮递补抽取还在进行', { next: '请等待见证人输入和开出；发送「我的」查看待办', clause: clauseOf(matter.task) });
  return { post: requireApprover(matter, by), id };
};

/** @throws Refusal unless this person may decide the request; returns the post it is about */
export const requireApprover = ({ unit, task, inspection, substitution }: Matter, by: Person): Post => {
  requireStanding(task);
  const post = inspection.posts.find((each) => each.inspector === substitution.inspector);
  if (post === undefined) throw new Refusal('inspection.not-in-team', '被更换人员已不在本户检查组内', { next: '无需处理' });
  const approvers = approversFor(unit, inspection, post, substitution.by);
  if (by.id === substitution.by) throw impossible('substitution.own', 'request-approve', by, approvers);
  if (isInTeam(inspection, by)) throw impossible('substitution.own-team', 'team-approve', by, approvers);
  if (!approvers.some(({ id }) => id === by.id)) {
    const approver = substitution.approver === null ? null : personById(unit, substitution.approver);
    throw new Refusal('substitution.not-approver', `只有${post.section}的分管负责人可以审批${by.roles.includes('deputy') ? '（您分管其他科室）' : ''}`, { next: `请${approver?.name ?? '分管负责人'}处理`, clause: clauseOf(task) });
  }
  return post;
};

/** Nobody consents to his own taking over; the witness of the draw is none of its inspectors, later neither. */
export const demandNotOwnPost = ({ unit, task, inspection, substitution }: Matter, by: Person, picks: readonly InspectorCode[], post: Post): void => {
  const isPicked = ({ certificate }: Person): boolean => certificate !== null && picks.includes(certificate);
  if (isPicked(by)) throw impossible('substitution.own-pick', 'approve-take-over', by, approversFor(unit, inspection, post, substitution.by).filter(({ id }) => id !== by.id));
  const witness = unit.people.find((person) => isPicked(person) && isWitness(task, person));
  if (witness !== undefined) throw impossible('substitution.witness-pick', 'witness-take-over', witness, []);
};
const isWitness = (task: TaskState, { id }: Person): boolean => task.attempts.some(({ phase, witness }) => phase === 'locked' && witness === id);

/** Those whose part in the matter keeps them from the post, and those who have left, whatever the roster still says; with why. */
export const barredByPart = (unit: UnitState, task: TaskState, approver: Person['id'] | null): ReadonlyMap<InspectorCode, string> =>
  new Map([
    ...(unit.left ?? []).map((code) => [code, '已离岗（已解绑）'] as const),
    ...unit.people.flatMap((person): readonly (readonly [InspectorCode, string])[] => {
      if (person.certificate === null) return [];
      if (isWitness(task, person)) return [[person.certificate, '是本任务抽取的见证人']];
      return person.id === approver ? [[person.certificate, '是本次更换的审批人']] : [];
    }),
  ]);

export interface Candidate { readonly inspector: InspectorCode; readonly name: string; readonly section: string }
export interface Excluded { readonly inspector: InspectorCode; readonly name: string; readonly reason: string }

export const decideApproval = (
  matter: Matter, by: Person, pick: InspectorCode,
  choice: { readonly candidates: readonly Candidate[]; readonly excluded: readonly Excluded[]; readonly lot: SubstitutionLot | null },
): readonly Fact[] => {
  const { post, id } = requireDecidable(matter, by);
  const { task, inspection } = matter;
  demandNotOwnPost(matter, by, [pick], post);
  const chosen = choice.candidates.find((candidate) => candidate.inspector === pick);
  if (chosen === undefined) {
    const why = choice.excluded.find((each) => each.inspector === pick);
    throw new Refusal('substitution.not-eligible', why === undefined ? '所选人员不在可选名单内' : `${why.name}不能顶替：${why.reason}`, {
      next: choice.candidates.length === 0 ? `没有合格人员：${waysWords(id)}` : `可选：${choice.candidates.map(({ name }) => name).join('、')}`,
      clause: clauseOf(task),
    });
  }
  return [{
    type: 'SubstitutionApproved', substitution: id, inspection: inspection.id ?? unreachable(), old: post.inspector, new: pick, newName: chosen.name, newSection: chosen.section,
    candidates: choice.candidates.map(({ inspector }) => inspector), excluded: choice.excluded.map(({ inspector, reason }) => ({ inspector, reason })), lot: choice.lot, by: by.id,
  }];
};

/** 不同意 stands in writing, a refused recusal above all: it is what a complaint is decided on. */
export const decideRefusal = (matter: Matter, by: Person, reason: string): readonly Fact[] => {
  const { post, id } = requireDecidable(matter, by);
  const { inspection, task, substitution } = matter;
  const text = reason.trim();
  if (!/[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(text)) {
    const what = substitution.reason === 'recusal' ? `不同意${post.name}回避` : `不同意更换${post.name}`;
    throw new Refusal('substitution.no-reason', `${what}必须写明理由`, {
      next: substitution.reason === 'recusal' ? `例如：不同意 ${id} 经核实无利害关系；确有利害关系的应当同意` : `例如：不同意 ${id} 人手不足，该时段可调整`,
      clause: substitution.reason === 'recusal' ? rulesOfTask(task).recusal.refill.clause : clauseOf(task),
    });
  }
  return [{ type: 'SubstitutionRefused', substitution: id, inspection: inspection.id ?? unreachable(), inspector: post.inspector, reason: text.slice(0, 200), by: by.id }];
};

export const decideAcceptance = (task: TaskState, inspection: InspectionState, by: Person): readonly Fact[] => {
  if (by.certificate === null) throw new Refusal('inspection.no-certificate', '您的绑定没有执法证号，无法对应到检查人员', { next: '请系统管理员补充绑定执法证号' });
  const post = requirePost(task, inspection, by.certificate);
  if (post.substitution !== null) throw new Refusal('inspection.in-substitution', '您已申请更换，待审批期间不能接受', { next: '等待分管负责人处理；如不再需要更换，请联系经办人', clause: clauseOf(task) });
  if (post.acceptedAt !== null) throw new Refusal('inspection.accepted', `您已于 ${stamp(post.acceptedAt)} 接受`, { next: '按期检查即可' });
  return [{ type: 'AssignmentAccepted', inspection: inspection.id ?? unreachable(), inspector: by.certificate, by: by.id }];
};
