/**
 * What whoever scans the check code on a 检查通知书 may see: that this check is genuine, who comes, for what, when, and the rights
 * of the object.
 *
 * Built from a white list: certificate numbers lose their last four characters, no phone of a person, no receiver of the notice,
 * no stratum or ticket. Before a notice was made, and for tasks that are not to be announced, there is nothing to see.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { Instant, LocalDate } from '../../domain/values.ts';
import type { InspectionId } from '../../domain/ids.ts';
import { comesFrom } from '../../domain/inspection/inspection.ts';
import { isOutdated } from '../../domain/inspection/notice.ts';
import { DAY_PARTS } from '../../domain/inspection/notice-words.ts';
import { maskTail } from '../../domain/roster/mask.ts';
import type { InspectorRow, ItemRow } from '../../domain/roster/rows.ts';
import { itemsOfVisit } from '../../domain/task/modes.ts';
import { requireTask } from '../../domain/task/require.ts';
import { isDispatched } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { rosterRow } from '../documents/words.ts';

export interface CheckPage {
  readonly unit: string;
  readonly number: string;
  readonly inspection: InspectionId;
  readonly taskName: string;
  readonly target: string;
  readonly on: LocalDate;
  /** 「上午」, '' for the whole day. */
  readonly part: string;
  readonly window: { readonly from: LocalDate; readonly to: LocalDate };
  readonly nth: number | null;
  readonly items: readonly string[];
  /** The team as it is now; the leader first. */
  readonly people: readonly { readonly name: string; readonly section: string; readonly certificate: string; readonly leader: boolean }[];
  /** Team or window have changed since the notice was made. */
  readonly changed: boolean;
  readonly issuedAt: Instant;
  readonly finishedOn: LocalDate | null;
  /** 回避 the object asked for, oldest first: what became of it, no reason in words. */
  readonly recusals: readonly { readonly on: LocalDate; readonly outcome: 'waiting' | 'granted' | 'refused'; readonly answered: boolean }[];
}

export const checkPage = (deps: Pick<Deps, 'states' | 'rosters'>) => async (id: InspectionId): Promise<CheckPage | null> => {
  const { state: visit } = await deps.states.load('inspection', id);
  if (visit.id === null || visit.task === null || visit.unit === null || visit.target === null || visit.notice === undefined) return null;
  const { state: task } = await deps.states.load('task', visit.task);
  const { unit, settings } = requireTask(task);
  if (settings.noNotice || !isDispatched(task)) return null;
  const posts = visit.posts.toSorted((a, b) => Number(b.leader) - Number(a.leader));
  const { number, on, part, nth, at } = visit.notice;
  return {
    unit: (await deps.states.load('unit', unit)).state.name, number, inspection: id, taskName: settings.name, target: visit.target.name, on, part: DAY_PARTS[part],
    window: visit.window ?? settings.window, nth, changed: isOutdated(visit), issuedAt: at, finishedOn: visit.finished?.on ?? null,
    recusals: (visit.recusals ?? []).map((each) => ({ on: localDate(each.at), outcome: each.outcome ?? 'waiting', answered: each.answeredAt !== undefined })),
    items: await Promise.all(itemsOfVisit(settings, visit.stratum).map(async (code) => (await rosterRow<ItemRow>(deps, task, 'items', code))?.name ?? code)),
    people: await Promise.all(posts.map(async ({ inspector, name, section, leader, borrowed }) => ({ name, leader, section: comesFrom({ section, ...(borrowed === undefined ? {} : { borrowed }) }), certificate: maskTail(borrowed === undefined ? ((await rosterRow<InspectorRow>(deps, task, 'inspectors', inspector))?.certificate ?? '') : inspector) }))),
  };
};
