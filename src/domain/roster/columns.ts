/**
 * The columns of every roster sheet. COLUMNS is the one place that knows how a sheet column is called: import, templates,
 * exports and masking all read it. Collected from the five seeds and from published tables.
 */
import type { RosterKind } from '../events.ts';
import type { Column } from './column.ts';
import { INSPECTOR_COLUMNS } from './columns-inspectors.ts';
import { ITEM_COLUMNS } from './columns-items.ts';
import { TARGET_COLUMNS } from './columns-targets.ts';

export const COLUMNS: Readonly<Record<RosterKind, readonly Column[]>> = {
  targets: TARGET_COLUMNS,
  inspectors: INSPECTOR_COLUMNS,
  items: ITEM_COLUMNS,
};
