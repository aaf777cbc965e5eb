/**
 * A sheet as the rules see it: rows of cells that say what they are, and what became of every row.
 */
export interface SheetRow {
  /** 1-based row number as the office program shows it. */
  readonly number: number;
  readonly cells: readonly SheetCell[];
}
export type SheetCell =
  | null
  | { readonly kind: 'text'; readonly value: string }
  /** A number cell; `lossy` when it has more than 15 significant digits and can no longer be trusted. */
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly lossy: boolean }
  | { readonly kind: 'date'; readonly value: string }
  | { readonly kind: 'formula'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string };

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** All rows; of a sheet that is still being read (SheetHead) the first ones. */
  readonly rows: readonly SheetRow[];
  readonly merges: readonly string[];
}
/** A sheet known by its beginning, enough to find the table in it. */
export interface SheetHead extends Sheet {
  /** Rows the whole sheet has; of large ones an estimate. */
  readonly rowCount: number;
}

/** What became of one row of an imported sheet; rows without a verdict (titles, header, notes) stay as they are. */
export interface RowVerdict {
  readonly number: number;
  /** 「新增」「变更」「无变化」「重复」「拒收」. */
  readonly outcome: string;
  /** Sentences; [] when there is nothing to say. */
  readonly reasons: readonly string[];
  /** Rows the clerk has to look at (rejected, duplicate) are coloured. */
  readonly bad: boolean;
}
