/**
 * For every operation: where it is due, how it is said and pressed, and how one sees that it happened.
 *
 * Complete by type: an operation without a row here does not compile.
 */
import type { Fact, RosterKind } from '../../src/domain/events.ts';
import type { Operation } from '../../src/domain/people/permissions.ts';
import { STAFF } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import type { Act, Actor, Press, Scene } from './probing.ts';
import * as at from './scenes.ts';

/** In whose bureau, and who is the inspector concerned. */
export interface Its { readonly bureau: Bureau; readonly self: string }

export interface Probe {
  readonly scene: (actor: Actor) => Promise<Scene>;
  readonly act: (its: Its) => Act | Promise<Act>;
  /** A fact of the journal, or for what is only seen a word that nobody reads but who may. */
  readonly done: Fact['type'] | RegExp;
  /** The inspector whose own matter it is; 张伟 where it is nobody's in particular. */
  readonly self?: (bureau: Bureau) => Promise<string>;
  /** Something that has to happen when everybody is there. */
  readonly before?: (bureau: Bureau) => Promise<void>;
  /** Of the unit as a whole: no section is another one. */
  readonly isWhole?: true;
  /** Why it is refused where it is not the table that says so. */
  readonly refusal?: RegExp;
}

const press = (action: string, value: Press['value'] = {}, form: Press['form'] = {}): Press => ({ action, value, form });
const say = (typed: string, pressed: Press | null = null) => (): Act => ({ typed, press: pressed });
const certificateOf = (name: string): string => STAFF.find((person) => person.name === name)?.certificate ?? '';
const TASK = { task: at.TASK };
const INSPECTION = { inspection: at.VISIT };
const importing = (roster: RosterKind) => (): Act => {
  const id = at.stagedImport(roster, at.SMALL);
  return { typed: `导入 确认 ${id}`, press: press('import.confirm', { import: id }) };
};
const reviewing = (roster: RosterKind) => (): Act => {
  const id = at.stagedImport(roster, at.LARGE);
  return { typed: `导入 复核 ${id}`, press: press('import.review', { import: id }) };
};

export const PROBES: Readonly<Record<Operation, Probe>> = {
  'people.bind': {
    scene: at.asking, done: 'PersonBound', isWhole: true,
    act: async ({ bureau }) => ({ typed: '绑定 确认 新来 经办人', press: press('person.bind', { request: (await at.unitOf(bureau)).requests[0]?.request ?? '' }, { roles: '经办人' }) }),
  },
  'delegation.grant': {
    scene: at.base, done: /授权生效|已提出授权/, isWhole: true, refusal: /权限，不能授权他人/,
    act: ({ bureau }) => at.delegation(bureau),
  },
  'delegation.consent': { scene: at.delegating, act: say('授权 同意 1', press('delegation.consent', { delegation: '1' })), done: 'DelegationGranted' },
  'handover.propose': { scene: at.base, act: say('交接 赵红 张伟'), done: 'HandoverProposed' },
  'handover.approve': { scene: at.handingOver, act: say('交接 同意 1', press('handover.approve', { handover: '1' })), done: 'HandoverApproved' },
  'rules.propose': { scene: at.base, act: say('规则 修改 公示期限=15 依据=本局实施细则第七条', press('rules.change', {}, { path: '公示期限', value: '15', basis: '本局实施细则第七条' })), done: 'RuleChangeProposed', isWhole: true },
  'rules.adopt': { scene: at.wished, act: say('规则 同意 1', press('rules.approve', { change: '1' })), done: 'RuleChangeApproved', isWhole: true },
  'roster.import-targets': { scene: at.stagedTargets, act: importing('targets'), done: 'RosterImported' },
  'roster.import-inspectors': { scene: at.stagedInspectors, act: importing('inspectors'), done: 'RosterImported' },
  'roster.import-items': { scene: at.stagedItems, act: importing('items'), done: 'RosterImported' },
  'roster.review-targets': { scene: at.largeTargets, before: at.submitImport('targets'), act: reviewing('targets'), refusal: /这次导入由赵红复核/, done: 'RosterImported' },
  'roster.review-inspectors': { scene: at.largeInspectors, before: at.submitImport('inspectors'), act: reviewing('inspectors'), refusal: /这次导入由赵红复核/, done: 'RosterImported' },
  'roster.review-items': { scene: at.largeItems, before: at.submitImport('items'), act: reviewing('items'), refusal: /这次导入由赵红复核/, done: 'RosterImported' },
  'interest.import': { scene: at.base, act: say('导入 登记 x', press('interest.import', { source: 'x' })), done: /这份利害关系登记表已过期或不存在/, isWhole: true },
  'interest.register': { scene: at.base, act: say('利害关系 张伟 QT-010 持股'), refusal: /应由本人或经办人办理/, done: 'InterestRegistered' },
  'leave.register': { scene: at.base, act: say('请假 张伟 9.14-9.18'), refusal: /应由本人或经办人办理/, done: 'LeaveTaken' },
  'leave.approve': { scene: at.onLeave, act: say('请假 同意 张伟', press('leave.approve', { inspector: 'ZF0001', from: '2026-09-14' })), done: 'LeaveApproved' },
  'plan.draft': { scene: at.drafted, act: say('计划 调整 2027-01 比例=8% 理由=上级专项'), done: 'PlanDrafted' },
  'plan.submit': { scene: at.drafted, act: say('计划 提交 2027 理由=按上级要求', press('plan.submit', { year: '2027' })), done: 'PlanSubmitted', isWhole: true },
  'plan.approve': {
    scene: ({ role }) => (role === 'deputy' ? at.headApproved() : role === 'leader' ? at.deputyApproved() : at.submitted()),
    act: say('计划 同意 2027', press('plan.approve', { year: '2027' })), done: 'PlanApproved', isWhole: true,
  },
  'template.set': { scene: at.ownForm, act: say('模板 恢复 抽取结果表'), done: 'SheetTemplateRestored', isWhole: true },
  'roster.edit': { scene: at.base, act: say('名录 停用 QT-010 状态=注销 理由=9月1日已注销'), done: 'RosterEdited' },
  'roster.verify': { scene: at.base, act: say('名录 核查 教育科', press('roster.verify', { section: '教育科' })), done: 'RosterPartVerified' },
  'key.propose': { scene: at.base, act: say('重点对象 加入 QT-010 原因=投诉举报多 依据=9月两次投诉均查实'), done: 'KeyChangeProposed' },
  'key.approve': { scene: at.keyProposed, act: say('重点对象 同意 QT-010', press('key.approve', { target: at.TARGET })), refusal: /只在没有分管负责人可以办理时/, done: 'KeyChangeDecided' },
  'task.create': { scene: at.base, act: say('任务 新建 校外培训抽查 发起=教育科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办', press('task.create', {}, { name: '校外培训抽查', section: '教育科', items: 'A03', ratio: '10%', from: '2026-09-09', to: '2026-09-30', source: '上级交办' })), done: 'TaskCreated' },
  'roster.confirm': { scene: at.created, act: say('确认名录 1', press('roster.confirm', TASK)), refusal: /本任务不需要卫健科确认/, done: 'RosterConfirmed' },
  'draw.preview': { scene: at.confirmed, act: say('预览 1', press('draw.preview', TASK)), done: /"title":"抽取预览/ },
  'draw.trial': { scene: at.confirmed, act: say('试抽 1', press('draw.trial', TASK)), done: /"title":"试抽/ },
  'draw.open': { scene: at.confirmed, act: say('抽取 1 孙岩', press('draw.open', TASK, { witness: '孙岩' })), done: 'DrawCommitted' },
  'draw.witness': { scene: at.confirmed, before: at.openFor, act: say('不予见证 1 名单有误', press('draw.decline', TASK, { reason: '名单有误' })), done: 'WitnessDeclined', isWhole: true },
  'draw.public-value': { scene: at.waiting, act: say('公开数 1 期号=2026104 号码=01 05 12 18 22 31 + 07', press('draw.public', TASK, { text: '01 05 12 18 22 31 + 07' })), done: 'PublicValueEntered' },
  'draw.custody': { scene: at.base, act: say('开封口令'), done: 'CustodyCodeFetched', isWhole: true },
  'draw.finish': { scene: at.stranded, act: () => ({ typed: `补开 1 ${at.openingCode}`, press: null }), done: 'SeedRevealed', isWhole: true },
  'draw.object': { scene: at.drawn, act: say('异议 1 大屏显示与名单不一致', press('draw.object', TASK, { reason: '大屏显示与名单不一致' })), done: 'ObjectionRaised', isWhole: true },
  'draw.decide-objection': { scene: at.disputed, act: say('裁定 1 维持 已核对一致', press('draw.decide', TASK, { verdict: '维持', reason: '已核对一致' })), refusal: /只在没有分管负责人可以办理时/, done: 'ObjectionDecided', isWhole: true },
  'draw.void': { scene: at.drawn, act: say('作废 1 名单与大屏不一致'), refusal: /只在没有分管负责人可以办理时/, done: 'AttemptVoided', isWhole: true },
  'task.void': { scene: at.dispatched, act: say('任务 作废 1 上级通知暂停涉企检查'), done: 'TaskVoided', isWhole: true },
  'draw.lock': { scene: at.attested, act: say('锁定 1', press('draw.lock', TASK)), done: 'DrawLocked' },
  'check.approve': { scene: at.awaiting, act: say('审批 1 同意', press('check.approve', TASK)), refusal: /只在没有分管负责人可以办理时/, done: 'CheckApproved' },
  'task.dispatch': { scene: at.locked, act: say('派发 1', press('task.dispatch', TASK)), done: 'TaskDispatched' },
  'helper.attach': { scene: at.dispatched, act: say('协助 1-1 ZF0099'), done: 'HelperAttached' },
  'assignment.accept': { scene: at.dispatched, self: at.memberIn, act: say('接受 1-1', press('assignment.accept', INSPECTION)), refusal: /不在本户检查组内/, done: 'AssignmentAccepted' },
  'substitution.request': {
    scene: at.dispatched, self: at.memberIn, refusal: /应由本人申请，或由经办人、本科室负责人代为申请/, done: 'SubstitutionRequested',
    act: ({ self }) => ({ typed: `更换 1-1 ${self} 工作冲突 出差`, press: press('substitution.request', { ...INSPECTION, inspector: certificateOf(self) }, { reason: 'work-conflict', text: '出差' }) }),
  },
  'substitution.approve': { scene: at.requested, act: say('不同意 SUB2026-001 人手不足请调整', press('substitution.refuse', { substitution: 'SUB2026-001' }, { reason: '人手不足请调整' })), refusal: /只有教育科的分管负责人可以审批|只在没有分管负责人可以办理时/, done: 'SubstitutionRefused' },
  'notice.issue': { scene: at.dispatched, self: at.leaderIn, act: say('通知 1-1 9月16日 上午 材料=办学许可证', press('notice.issue', INSPECTION, { on: '2026-09-16', part: '上午', materials: '办学许可证' })), refusal: /不在本户检查组内/, done: 'NoticeIssued' },
  'visit.finish': { scene: at.accepted, self: at.leaderIn, act: say('结束 1-1 日期=9.10 结果=01', press('visit.finish', INSPECTION, { on: '2026-09-10', outcomes: '01' })), refusal: /不在本户检查组内/, done: 'InspectionFinished' },
  'disclosure.register': { scene: at.finished, act: say('公示 登记 1 https://www.example.gov.cn/1.html', press('disclosure.register', TASK, { url: 'https://www.example.gov.cn/1.html' })), done: 'DisclosureRegistered' },
  'calendar.change': { scene: at.base, act: say('日历 加 2026-11-25 停工 原因=台风'), done: 'LocalDaysChanged', isWhole: true },
  'monthly.see': { scene: at.locked, act: say('监督月报 2026-08'), done: /监督月报 · 2026年8月/ },
  'draw.recheck': { scene: at.locked, act: say('复核 1', press('task.recheck', TASK)), done: /"title":"(?!未能办理)[^"]*复核/ },
  'log.see': { scene: at.locked, act: say('日志 1'), refusal: /系统管理员只管绑定，不查看业务日志/, done: /"title":"日志/ },
  'fairness.see': { scene: at.locked, act: say('公平性 年', press('fairness.show', { period: '年' })), refusal: /没有抽取/, done: /锁定 1 次/ },
  'business.see': { scene: at.locked, act: say('名录 对象 QT-010', press('roster.page', { roster: '对象', text: 'QT-010' })), done: /培训机构QT-010/ },
  'targets.see-unannounced': { scene: at.unannounced, act: say('导出 结果 1', press('sheet.export', { sheet: '结果', edition: '完整版' })), refusal: /不宜事先告知|系统管理员不查看业务数据|不能查看任务的日志和表/, done: /文件指纹/ },
  'interest.see': { scene: at.related, self: () => Promise.resolve('刘洋'), act: say('利害关系 查'), refusal: /没有您可以查看的登记/, done: /培训机构QT-010/ },
  'interest.reasons': { scene: at.related, act: say('利害关系 查'), refusal: /（不显示）|没有您可以查看的登记|不能查看利害关系登记/, done: new RegExp(at.KINSHIP) },
};
