/**
 * What the chat asks to show: questions that change nothing, handed in by the composition like the use cases.
 */
import type { fairnessReport } from '../application/fairness/report.ts';
import type { coverage, expiringCertificates } from '../application/queries/coverage.ts';
import type { bundleSoFar, drawBundle } from '../application/queries/bundle.ts';
import type { deadlineChanges } from '../application/queries/deadline-changes.ts';
import type { taskDeadlines } from '../application/queries/deadlines.ts';
import type { ceremonyView } from '../application/queries/ceremony.ts';
import type { envelopeOf } from '../application/queries/envelope.ts';
import type { mine, minesOf } from '../application/queries/people.ts';
import type { logKey } from '../application/queries/log-key.ts';
import type { monthlyReport } from '../application/queries/monthly.ts';
import type { planLines, planView } from '../application/queries/plan.ts';
import type { previewDraw, previewSheet } from '../application/queries/preview.ts';
import type { keyList, keySuggestions } from '../application/queries/key-objects.ts';
import type { mergeOffers } from '../application/queries/mergeable.ts';
import type { openVisits } from '../application/queries/open-visits.ts';
import type { recheckDraw } from '../application/queries/recheck.ts';
import type { resultSheet } from '../application/queries/result-sheet.ts';
import type { rosterDiff, rosterHistory, sinceLastDraw } from '../application/queries/roster-history.ts';
import type { substitutes } from '../application/queries/substitutes.ts';
import type { waysFor } from '../application/queries/ways.ts';
import type { sheetPreview, sheetTemplate } from '../application/queries/templates.ts';
import type { monthlySheet } from '../application/sheets/monthly.ts';
import type { templateWords } from '../application/sheets/templates.ts';
import type { trialDraw } from '../application/queries/trial.ts';
import type { tableFile } from '../application/queries/table-file.ts';
import type { trailOf } from '../application/queries/trail.ts';
import type { itemYear, objectYear } from '../application/queries/yearly-counters.ts';
import type { RosterKind } from '../domain/events.ts';
import type { BlobRef } from '../domain/values.ts';
import type { UnitId } from '../domain/ids.ts';

export interface Queries {
  readonly mergeOffers: ReturnType<typeof mergeOffers>;
  readonly fairness: ReturnType<typeof fairnessReport>;
  readonly mine: ReturnType<typeof mine>;
  readonly minesOf: ReturnType<typeof minesOf>;
  readonly deadlinesOf: ReturnType<typeof taskDeadlines>;
  readonly deadlineChanges: ReturnType<typeof deadlineChanges>;
  readonly monthlyReport: ReturnType<typeof monthlyReport>;
  readonly monthlySheet: ReturnType<typeof monthlySheet>;
  readonly planLines: ReturnType<typeof planLines>;
  readonly planView: ReturnType<typeof planView>;
  readonly previewDraw: ReturnType<typeof previewDraw>;
  readonly previewSheet: ReturnType<typeof previewSheet>;
  readonly trialDraw: ReturnType<typeof trialDraw>;
  readonly candidatesFor: ReturnType<typeof substitutes>;
  readonly waysFor: ReturnType<typeof waysFor>;
  readonly resultSheet: ReturnType<typeof resultSheet>;
  readonly drawBundle: ReturnType<typeof drawBundle>;
  readonly logKey: ReturnType<typeof logKey>;
  readonly ceremonyView: ReturnType<typeof ceremonyView>;
  readonly envelopeOf: ReturnType<typeof envelopeOf>;
  readonly bundleSoFar: ReturnType<typeof bundleSoFar>;
  readonly recheckDraw: ReturnType<typeof recheckDraw>;
  readonly trailOf: ReturnType<typeof trailOf>;
  readonly sheetTemplate: ReturnType<typeof sheetTemplate>;
  readonly sheetPreview: ReturnType<typeof sheetPreview>;
  readonly templateWords: ReturnType<typeof templateWords>;
  // rosters through the year
  readonly keyList: ReturnType<typeof keyList>;
  readonly keySuggestions: ReturnType<typeof keySuggestions>;
  readonly openVisits: ReturnType<typeof openVisits>;
  readonly rosterHistory: ReturnType<typeof rosterHistory>;
  readonly rosterDiff: ReturnType<typeof rosterDiff>;
  readonly sinceLastDraw: ReturnType<typeof sinceLastDraw>;
  readonly objectYear: ReturnType<typeof objectYear>;
  readonly itemYear: ReturnType<typeof itemYear>;
  readonly coverage: ReturnType<typeof coverage>;
  readonly expiringCertificates: ReturnType<typeof expiringCertificates>;
  readonly tableFile: ReturnType<typeof tableFile>;
  /** An empty import sheet with the unit's sections in its drop-downs. */
  readonly template: (unit: UnitId, roster: RosterKind) => Promise<BlobRef>;
}
