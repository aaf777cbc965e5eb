/**
 * One inspector's visits of one task on one card, where a card for each would flood the chat.
 */
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import type { InspectionId, InspectorCode, TaskId } from '../../domain/ids.ts';
import { numberedTarget } from '../../domain/task/notice.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

/** Up to this many visits each get a card of their own. */
export const SINGLE_CARDS = 5;
const LISTED = 10;

export const assignmentsSubject = (task: TaskId, inspector: string): string => `task/${task}/inspector/${inspector}`;

export interface AssignmentsView {
  readonly task: TaskId;
  readonly taskName: string;
  readonly inspector: InspectorCode;
  readonly visits: readonly InspectionState[];
  /** 不宜告知: names are told on the first day of each visit, not before. */
  readonly hidden: ReadonlySet<InspectionId>;
}

export const assignmentsCard = ({ task, taskName, inspector, visits, hidden }: AssignmentsView): Card => {
  const own = visits.flatMap((visit) => {
    const post = visit.posts.find((each) => each.inspector === inspector);
    return visit.id === null || post === undefined ? [] : [{ id: visit.id, post, isOver: visit.finished !== undefined, target: hidden.has(visit.id) ? numberedTarget(visit.id) : (visit.target?.name ?? '') }];
  });
  const waiting = own.filter(({ post, isOver }) => post.acceptedAt === null && post.substitution === null && !isOver);
  const shown = [...waiting, ...own.filter((each) => !waiting.includes(each))].slice(0, LISTED);
  const statusOf = ({ post, isOver }: (typeof own)[number]): string => (isOver ? '已结束' : post.substitution !== null ? '更换审批中' : post.acceptedAt === null ? '待接受' : '已接受');
  const window = visits[0]?.window;
  return {
    title: `任务单 · ${task}（${String(own.length)} 户）`,
    tone: waiting.length > 0 ? 'warn' : 'ok',
    summary: `${task} 您有 ${String(own.length)} 户检查，待接受 ${String(waiting.length)} 户`,
    body: [
      `${plain(taskName)}\u3000时间：${window?.from ?? ''} 至 ${window?.to ?? ''}`,
      `共 **${String(own.length)} 户**，其中组长 ${String(own.filter(({ post }) => post.leader).length)} 户；待接受 **${String(waiting.length)} 户**${own.length > LISTED ? `（只列 ${String(LISTED)} 户，全部见「结果表 ${task}」）` : ''}`,
      ...(own.some(({ id }) => hidden.has(id)) ? ['**不宜告知**：对象名称检查当日告知，检查前不得向任何人透露。'] : []),
      '廉政提醒：不妨碍经营、不收受财物、出示证件；有利害关系请申请回避。',
    ].join('\n'),
    table: { columns: ['编号', '对象', '分工', '状态'], rows: shown.map((each) => [each.id, each.target, each.post.leader ? '组长' : '组员', statusOf(each)]) },
    ...(waiting.length === 0 ? {} : { actions: [{ id: 'assignment.accept-all', label: '全部接受', style: 'primary' as const, value: { task }, confirm: `接受待接受的 ${String(waiting.length)} 户检查？` }] }),
    note: `看一户的任务单：任务单 ${own[0]?.id ?? task}；申请更换或回避：更换 ${own[0]?.id ?? task} 健康 住院`,
  };
};
