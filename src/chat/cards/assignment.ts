/**
 * 任务单: what one inspector gets in private about one visit, and how it goes on.
 */
import type { ItemRow } from '../../domain/roster/rows.ts';
import { partOf, registersFor } from '../../domain/inspection/inspection.ts';
import type { InspectionState, Post } from '../../domain/inspection/inspection.ts';
import type { InspectorCode } from '../../domain/ids.ts';
import { outdatedBy } from '../../domain/inspection/notice.ts';
import { DAY_PARTS, DELIVERY_WAYS } from '../../domain/inspection/notice-words.ts';
import { outcomesText } from '../../domain/inspection/outcomes.ts';
import { numberedTarget } from '../../domain/task/notice.ts';
import { REASON_NAMES } from '../../domain/substitution/decide.ts';
import type { Card } from '../platform.ts';
import { dayWords } from '../day-words.ts';
import { plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';

const OUTDATED = { team: '检查组已换人', window: '检查已延期', merge: '合并检查有变' } as const;

export const assignmentSubject = (inspection: string, inspector: string): string => `inspection/${inspection}/${inspector}`;

export interface AssignmentView {
  readonly visit: InspectionState;
  readonly inspector: InspectorCode;
  readonly taskName: string;
  readonly noNotice: boolean;
  /** 不宜告知: the name is told on the first day of the visits, not before (P38). */
  readonly hidesTarget: boolean;
  readonly items: readonly Pick<ItemRow, 'code' | 'name'>[];
  readonly address: string;
  /** 协助人员、专家 by name. */
  readonly helpers: readonly string[];
}

const statusOf = (post: Post | undefined): string => {
  if (post === undefined) return '您已不在本检查组';
  if (post.substitution !== null) return `更换申请 ${post.substitution} 审批中`;
  return post.acceptedAt === null ? '待接受' : `已于 ${localMinute(post.acceptedAt)} 接受`;
};

/** When it was over and what came of it; null while it is not. */
const endOf = ({ finished }: InspectionState): string | null => (finished === undefined ? null : `${dayWords(finished.on)}检查结束，结果 ${outcomesText(finished.outcomes)}`);

/** When the object is visited, and whether it knows; [] before a notice was made. */
export const noticeLines = (visit: InspectionState): readonly string[] => {
  const { notice, delivery } = visit;
  if (notice === undefined) return [];
  const told = delivery === undefined ? '未登记告知' : `已${DELIVERY_WAYS[delivery.way]}告知 ${localMinute(delivery.at)}`;
  return [`检查通知：${dayWords(notice.on)}${DAY_PARTS[notice.part]}，${notice.nth === null ? '不计次' : `本年度第 ${String(notice.nth)} 次`}，${told}`, ...(outdatedBy(visit) === null ? [] : [`**${OUTDATED[outdatedBy(visit) ?? 'team']}，请组长重新生成检查通知书**`])];
};

/** Somebody lent is told apart from the bureau's own. */
const called = ({ name, borrowed }: Post): string => (borrowed === undefined ? name : `${name}（借调，${borrowed.unit}）`);

export const assignmentCard = (view: AssignmentView): Card => {
  const { visit, inspector, taskName, items, noNotice, address } = view;
  const id = visit.id ?? '';
  const target = view.hidesTarget ? `${visit.id === null ? '' : numberedTarget(visit.id)}（检查当日告知）` : (visit.target?.name ?? '');
  const own = visit.posts.find((post) => post.inspector === inspector);
  const leader = visit.posts.find((post) => post.leader);
  const others = visit.posts.filter((post) => post.inspector !== inspector && !post.leader);
  const about = { inspection: id };
  const isWaiting = own !== undefined && own.acceptedAt === null && own.substitution === null && visit.finished === undefined;
  const isInTeam = own !== undefined;
  return {
    title: `任务单 · ${id}`,
    tone: isWaiting ? 'warn' : isInTeam ? 'ok' : 'muted',
    summary: `${id} ${target}：${statusOf(own)}`,
    body: [
      `**${plain(target)}**（${plain(visit.stratum)}）\u3000${plain(taskName)}`,
      ...(address === '' ? [] : [`地址 ${plain(address)}`]),
      ...(isInTeam ? [`您：${own.leader ? partOf(own) : `组员\u3000${leader?.acting === true ? '代组长' : '组长'}：${plain(leader === undefined ? '' : called(leader))}`}${others.length === 0 ? '' : `\u3000同组：${plain(others.map(called).join('、'))}`}`] : []),
      ...(view.helpers.length === 0 ? [] : [`协助：${plain(view.helpers.join('、'))}（不计入检查组，不得单独检查）`]),
      `时间：${visit.window?.from ?? ''} 至 ${visit.window?.to ?? ''}${visit.postponed === undefined ? '' : '（已延期）'}`,
      `事项（${String(items.length)} 项）：${plain(items.slice(0, 8).map(({ name }) => name).join('、'))}${items.length > 8 ? ' 等' : ''}`,
      ...(noNotice ? ['**不宜告知**：检查前不得向任何人透露对象名称。'] : []),
      '廉政提醒：不妨碍经营、不收受财物、出示证件；有利害关系请申请回避。',
      ...noticeLines(visit),
      ...(visit.evidence === undefined ? [] : [`已归入证据 ${String(visit.evidence.length)} 个`]),
      `状态：**${endOf(visit) ?? statusOf(own)}**`,
    ].join('\n'),
    ...(isWaiting
      ? { actions: [{ id: 'assignment.accept', label: '接受', style: 'primary' as const, value: about }, { id: 'substitution.form', label: '申请更换', value: about }, { id: 'substitution.form', label: '申报回避', value: { ...about, reason: 'recusal' } }] }
      : isInTeam && own.substitution === null && visit.finished === undefined
        ? { actions: [...(registersFor(visit, own) ? [{ id: 'visit.finish-form', label: '登记检查结束', style: 'primary' as const, value: about }, ...(noNotice ? [] : [{ id: 'notice.form', label: visit.notice === undefined ? '通知检查对象' : '检查通知', value: about }])] : []), { id: 'substitution.form', label: '申请更换', value: about }] }
        : {}),
    ...(isWaiting ? { note: `打字也可以：接受 ${id} / 更换 ${id} 健康 住院` } : {}),
  };
};

/** What is left of the form; how the request goes on stands on the assignment itself. */
export const substitutionSentCard = (inspection: string, reason: string): Card => ({
  title: `申请更换 · ${inspection}（已提交）`, tone: 'muted', summary: `${inspection} 更换申请已提交`, body: `原因 ${plain(reason)}。待分管负责人审批，结果会私信通知您；批准前仍请保留在本组。`,
});

/** @param target as the asking person may know it today */
export const substitutionFormCard = (visit: InspectionState, target: string, inspector: InspectorCode, reason: string | null, subject: string): Card => ({
  title: `申请更换 · ${visit.id ?? ''}`,
  tone: 'info',
  summary: '请选择原因并说明情况',
  body: `${plain(target)}\u3000${plain(visit.posts.find((post) => post.inspector === inspector)?.name ?? '')}`,
  form: {
    fields: [
      { name: 'reason', label: '原因', type: 'select', required: true, ...(reason === null ? {} : { initial: reason }), options: Object.entries(REASON_NAMES).map(([value, text]) => ({ value, text })) },
      { name: 'text', label: '说明（只有审批人和监督员可见）', type: 'textarea', hint: '例如：阑尾炎住院至 9 月 20 日' },
    ],
    submit: { id: 'substitution.request', label: '提交', style: 'primary', value: { inspection: visit.id ?? '', inspector, form: subject } },
  },
  note: '抽出的人员原则上不更换；确有上述情形须经本部门分管负责人同意。',
});
