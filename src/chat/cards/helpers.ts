/** 协助人员和专家 of one visit or of a whole task, as whoever sends the checks out sees them. */
import type { InspectionId, TaskId } from '../../domain/ids.ts';
import { HELPER_NAMES } from '../../domain/task/helper-words.ts';
import type { HelperKind } from '../../domain/task/helper-words.ts';
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

export interface HelpersView {
  readonly task: TaskId;
  readonly taskName: string;
  /** Null: the whole task. */
  readonly inspection: InspectionId | null;
  readonly rows: readonly { readonly name: string; readonly section: string; readonly as: HelperKind; readonly inspection: InspectionId | null }[];
}

export const helpersCard = ({ task, taskName, inspection, rows }: HelpersView): Card => ({
  title: `协助人员 · ${inspection ?? task}`, tone: 'info', summary: `${inspection ?? task} 协助人员和专家 ${String(rows.length)} 人`,
  body: rows.length === 0 ? `${plain(taskName)}：没有安排协助人员或专家。` : plain(taskName),
  ...(rows.length === 0 ? {} : { table: { columns: ['姓名', '科室', '身份', '参加'], rows: rows.map((row) => [row.name, row.section, HELPER_NAMES[row.as], row.inspection ?? '全部各户']) } }),
  note: `协助人员和专家不计入检查组，不得单独检查。安排：协助 ${inspection ?? task} 姓名；专家 ${inspection ?? task} 姓名；取消：协助 取消 ${inspection ?? task} 姓名`,
});
