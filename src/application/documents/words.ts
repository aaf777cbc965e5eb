/** What the documents of a task say in the same words: days, the kind of check, the rows behind codes. */
import { dayText } from '../../domain/calendar/month.ts';
import { localDate, localTime } from '../../domain/calendar/working-days.ts';
import type { RosterKind } from '../../domain/events.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { ItemRow } from '../../domain/roster/rows.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { VISIT_KINDS } from '../../domain/task/visit-kinds.ts';
import type { ItemCode } from '../../domain/ids.ts';
import type { Instant } from '../../domain/values.ts';
import type { Deps } from '../deps.ts';

/** '2026年9月16日 09:12'. */
export const momentText = (at: Instant): string => `${dayText(localDate(at))} ${localTime(at)}`;

/** Who signs the bureau's papers (文书落款机关). */
export const organOf = ({ name, rules }: UnitState): string => rulesInForce(rules).documents.organ.value || name;

/** What a person fills in by hand, where nothing is known. */
export const BLANK = '________________';

/** 检查类型 of the lists: 日常 for the random check of the plan, 专项 for what was ordered, 个案 for one object's own matter. */
export const kindText = (task: TaskState): string => {
  const { kind = 'random', source } = requireTask(task).settings;
  return kind === 'random' ? `${source === 'superior' ? '专项' : '日常'}检查（双随机抽查）` : `个案检查（${VISIT_KINDS[kind].name}）`;
};

type Rows = Pick<Deps, 'states' | 'rosters'>;

/** A row of a roster as it is now; null where there is none. */
export const rosterRow = async <Row>({ states, rosters }: Rows, task: TaskState, roster: RosterKind, code: string): Promise<Row | null> => {
  const { unit } = requireTask(task);
  const { version } = (await states.load('roster', rosterStream(unit, roster))).state;
  return version === 0 ? null : ((await rosters.row(unit, roster, version, code)) as Row | null);
};

export interface ItemEntry { readonly code: ItemCode; readonly row: ItemRow | null }
export const itemEntries = (deps: Rows, task: TaskState, codes: readonly ItemCode[]): Promise<readonly ItemEntry[]> =>
  Promise.all(codes.map(async (code) => ({ code, row: await rosterRow<ItemRow>(deps, task, 'items', code) })));

/** The list 事项 of a document. */
export const itemRecords = (items: readonly ItemEntry[]): readonly Readonly<Record<string, string>>[] =>
  items.map(({ code, row }, index) => ({ 序号: String(index + 1), 名称: row?.name ?? code, 依据: row?.basis ?? '', 内容: row?.content ?? '' }));

/** 检查方式 by the methods of the items, '现场检查' where they name none. */
export const methodText = (items: readonly ItemEntry[]): string => {
  const methods = [...new Set(items.flatMap(({ row }) => row?.methods ?? []))];
  return methods.length === 0 ? '现场检查' : `${methods.join('、')}检查`;
};
