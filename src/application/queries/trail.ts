/**
 * 日志: what happened to one thing, in order, as the journal has it (全程留痕).
 */
import { localDate, localTime } from '../../domain/calendar/working-days.ts';
import type { FactType } from '../../domain/events.ts';
import type { Deps } from '../deps.ts';

export const FACT_NAMES: Readonly<Record<FactType, string>> = {
  AdministratorClaimed: '兑换系统管理员', UnitChosen: '切换单位', UnitCreated: '新建单位', SectionAdded: '新增科室', RuleSetAdopted: '采用规则', RuleOverlaySwitched: '叠加或取消叠加规则', RuleChangeProposed: '提出规则修改', RuleChangeApproved: '批准规则修改', RuleChangeRefused: '退回规则修改', BindingRequested: '申请绑定', BindingRefused: '退回绑定申请',
  PersonBound: '绑定人员', PersonUnbound: '解绑人员', GroupBound: '绑定群', GroupUnbound: '解绑群', RosterImported: '导入名录', ImportSubmitted: '提交导入复核', ImportReturned: '退回导入', ImportLayoutRemembered: '记住表头对应', ImportLayoutForgotten: '忘记表头对应', InterestRegistered: '登记利害关系', LeaveTaken: '登记请假',
  DelegationProposed: '提出授权', DelegationGranted: '授权生效', DelegationRefused: '退回授权', DelegationWithdrawn: '撤回授权', HandoverProposed: '提出交接', HandoverApproved: '批准交接', HandoverRefused: '退回交接', PersonNotReached: '消息未能送达本人', GroupNotReached: '消息未能送达群',
  PlanDrafted: '编制年度计划', PlanEvidenceFiled: '归入计划批复', PlanSubmitted: '提交年度计划', PlanApproved: '审批年度计划', PlanReturned: '退回年度计划', PlanFiled: '计划备案', PlanPublished: '计划公开',
  LeaveApproved: '同意请假', LeaveRefused: '不同意请假', LeaveEnded: '销假', InterestWithdrawn: '撤销利害关系', RosterEdited: '停用或启用', RosterCheckAsked: '要求核查名录', RosterPartVerified: '核查名录', CertificateExpiring: '执法证将到期',
  KeyChangeProposed: '提出重点对象变更', KeyEvidenceFiled: '提交重点对象证据', KeyChangeDecided: '审批重点对象变更', KeyObjectReviewed: '复核重点对象', KeyReviewDue: '重点对象待复核',
  TaskCreated: '新建任务', TaskChanged: '修改任务', TaskWithdrawn: '撤销任务', TaskVoided: '整任务作废', RosterConfirmed: '确认名录', RosterQuestioned: '名录有问题', DrawCommitted: '承诺（冻结名单）', Contributed: '投入', ContributionsClosed: '见证封口', PublicValueEntered: '录入公开数', PublicValueRejected: '公开数不符', PublicValueConfirmed: '核对公开数',
  CustodyCodeFetched: '领取开封口令', CustodyCodeSpent: '开封口令作废', SeedRevealed: '揭示密钥',
  SheetTemplateOffered: '提交表样', SheetTemplateSet: '设置表样', SheetTemplateRestored: '恢复内置表样', SheetExported: '导出含个人信息的表',
  DrawCompleted: '开出结果', WitnessDeclined: '不予见证', AttemptAbandoned: '本次抽取放弃', DrawAttested: '见证结果', ObjectionRaised: '提出异议', ObjectionDecided: '裁定异议', AttemptVoided: '作废抽取',
  DrawLocked: '锁定名单', CheckApproved: '批准检查', CheckReturned: '退回检查审批', TaskDispatched: '派发任务', HelperAttached: '安排协助人员', HelperReleased: '取消协助人员', AssignmentAccepted: '接受任务', SubstitutionRequested: '申请更换', SubstitutionApproved: '同意更换', SubstitutionRefused: '退回更换',
  SubstitutionRoundOpened: '递补抽取：写定候选人', SubstitutionRoundWitnessed: '递补抽取：见证封口', SubstitutionRoundValueEntered: '递补抽取：录入公开数', SubstitutionRoundValueRejected: '递补抽取：公开数不符',
  SubstitutionRoundValueConfirmed: '递补抽取：核对公开数', SubstitutionRoundAbandoned: '递补抽取：本轮放弃', ReminderDue: '提醒',
  SubstitutionEvidenceFiled: '提交更换证明', SubstitutionEvidenceErased: '删除更换证明', RecusalAnswered: '答复检查对象的回避申请', WayProposed: '提出出路（借调、改由其他科室、延期）', WayTaken: '批准出路（借调、改由其他科室、延期）', WayRefused: '退回出路',
  EvidenceFiled: '归入证据', InspectionFinished: '检查结束', InspectionReopened: '撤销检查结束', TargetRefilled: '递补检查对象', DisclosureRegistered: '登记公示', DisclosureWithdrawn: '撤销公示登记', OverdueExplained: '填写逾期原因',
  VisitsMerged: '合并检查', VisitsParted: '取消合并检查', NoticeIssued: '生成检查通知书', NoticeDelivered: '登记告知',
  CalendarImported: '导入放假安排', LocalDaysChanged: '本地停工上班', DrawScheduled: '安排抽取日', DrawPostponed: '抽取自动顺延',
};

export interface TrailLine {
  readonly seq: number;
  /** 'YYYY-MM-DD HH:mm' in Asia/Shanghai. */
  readonly at: string;
  readonly who: string;
  readonly what: string;
  /** First eight characters of the entry's hash. */
  readonly mark: string;
}

/** @param stream e.g. 'task/T2026-007' */
export const trailOf = (deps: Pick<Deps, 'journal'>) => async (stream: string, limit = 200): Promise<readonly TrailLine[]> =>
  (await deps.journal.ofStream(stream, limit)).map(({ seq, at, actor, events, hash }) => ({
    seq, at: `${localDate(at)} ${localTime(at)}`, who: actor.name, what: events.map(({ type }) => FACT_NAMES[type]).join('、'), mark: hash.slice(0, 8),
  }));
