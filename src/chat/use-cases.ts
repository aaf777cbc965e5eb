/**
 * What the chat asks of the application: every decision and every question, as functions the composition hands in.
 *
 * One member per use case of src/application; compose.ts fills them from the factories there, so the compiler keeps both
 * sides in step. Refusals come as thrown `Refusal`s.
 */
import type { changeLocalDays, importCalendar } from '../application/calendar.ts';
import type { approveHandover, consentDelegation, delegate, proposeHandover, refuseDelegation, refuseHandover, withdrawDelegation } from '../application/delegation.ts';
import type { By } from '../application/deps.ts';
import type { explainOverdue, registerDisclosure, withdrawDisclosure } from '../application/disclosure.ts';
import type { fileEvidence, finishVisit, reopenVisit } from '../application/finish.ts';
import type { DroppedFile, Received } from '../application/imports/receive.ts';
import type { attachHelper, releaseHelper } from '../application/helpers.ts';
import type { issueNotice, registerDelivery } from '../application/notice.ts';
import type { StagedImport } from '../application/imports/ports.ts';
import type { Entry } from '../application/ports.ts';
import type { decideLeave, endLeave, withdrawInterest } from '../application/duty.ts';
import type { decideKeyChange, fileKeyEvidence, proposeKeyChange, reviewKeyObject } from '../application/key-objects.ts';
import type { noteUnreached } from '../application/reach.ts';
import type { verifyRosterPart } from '../application/roster-checks.ts';
import type { editRoster } from '../application/roster-rows.ts';
import type { mergeVisits, partVisits } from '../application/merge.ts';
import type { makeDocument } from '../application/documents/make.ts';
import type { exportSheet } from '../application/sheets/export.ts';
import type { offerTemplate, restoreTemplate, setTemplate } from '../application/sheets/templates.ts';
import type { fetchCustodyCode } from '../application/custody.ts';
import type { approveRules, refuseRules, wishRules } from '../application/rules.ts';
import type { addSection, bindGroup, bindPerson, chooseUnit, claimAdministrator, createUnit, refuseBinding, requestBinding, unbindGroup, unbindPerson } from '../application/set-up.ts';
import type { eraseSubstitutionEvidence, fileSubstitutionEvidence } from '../application/substitution-evidence.ts';
import type { refillTarget } from '../application/refill.ts';
import type { answerRecusal } from '../application/substitution.ts';
import type { finishRound } from '../application/finish-round.ts';
import type { approveWay, refuseWay, seekWay } from '../application/ways.ts';
import type { scheduleDraw } from '../application/task.ts';
import type { PublicWish } from '../domain/draw/public-wish.ts';
import type { ImportAnswers, RosterKind, SubstitutionReason } from '../domain/events.ts';
import type { TaskSettings } from '../domain/task/settings.ts';
import type { BlobRef } from '../domain/values.ts';
import type { PlanRow } from '../domain/plan/row.ts';
import type { Choice, ConflictKind } from '../domain/roster/conflicts.ts';
import type { ImportId, InspectionId, InspectorCode, PersonId, SubstitutionId, TargetCode, TaskId, UnitId } from '../domain/ids.ts';

type Decides<Args extends readonly unknown[]> = (by: By, ...args: Args) => Promise<Entry>;

export interface UseCases {
  // set-up and people
  readonly claimAdministrator: ReturnType<typeof claimAdministrator>;
  readonly createUnit: ReturnType<typeof createUnit>;
  readonly addSection: ReturnType<typeof addSection>;
  readonly wishRules: ReturnType<typeof wishRules>;
  readonly approveRules: ReturnType<typeof approveRules>;
  readonly refuseRules: ReturnType<typeof refuseRules>;
  readonly bindGroup: ReturnType<typeof bindGroup>;
  readonly unbindGroup: ReturnType<typeof unbindGroup>;
  readonly requestBinding: ReturnType<typeof requestBinding>;
  readonly bindPerson: ReturnType<typeof bindPerson>;
  readonly refuseBinding: ReturnType<typeof refuseBinding>;
  readonly unbindPerson: ReturnType<typeof unbindPerson>;
  readonly chooseUnit: ReturnType<typeof chooseUnit>;
  readonly delegate: ReturnType<typeof delegate>;
  readonly consentDelegation: ReturnType<typeof consentDelegation>;
  readonly refuseDelegation: ReturnType<typeof refuseDelegation>;
  readonly withdrawDelegation: ReturnType<typeof withdrawDelegation>;
  readonly proposeHandover: ReturnType<typeof proposeHandover>;
  readonly approveHandover: ReturnType<typeof approveHandover>;
  readonly refuseHandover: ReturnType<typeof refuseHandover>;
  // rosters
  readonly stageImport: (by: By, unit: UnitId, file: { readonly name: string; readonly data: Uint8Array; readonly roster?: RosterKind }) => Promise<StagedImport>;
  readonly answerImport: (by: By, id: ImportId, answers: ImportAnswers | null) => Promise<StagedImport>;
  readonly confirmImport: Decides<[id: ImportId]>;
  readonly abandonImport: (by: By, id: ImportId) => Promise<unknown>;
  readonly chooseConflict: (by: By, id: ImportId, which: number | ConflictKind, choice: Choice) => Promise<StagedImport>;
  readonly applyChoices: (by: By, id: ImportId, all: Choice | null) => Promise<StagedImport>;
  readonly reviewImport: Decides<[id: ImportId]>;
  readonly returnImport: Decides<[id: ImportId, reason: string]>;
  readonly undoImport: Decides<[unit: UnitId, roster: RosterKind, wanted: ImportId | null]>;
  readonly forgetLayout: Decides<[unit: UnitId, which: string]>;
  readonly receiveFile: (by: By, unit: UnitId, file: DroppedFile) => Promise<Received>;
  readonly importInterests: Decides<[unit: UnitId, source: string]>;
  readonly registerInterest: Decides<[unit: UnitId, interest: { readonly inspector: InspectorCode; readonly target: TargetCode; readonly text: string; readonly until?: string }]>;
  readonly takeLeave: Decides<[unit: UnitId, leave: { readonly inspector: InspectorCode; readonly from: string; readonly to: string }]>;
  // annual plan
  readonly draftYear: Decides<[unit: UnitId, year: number]>;
  readonly changeLine: Decides<[unit: UnitId, year: number, line: string, change: Partial<Omit<PlanRow, 'no'>>]>;
  readonly submitPlan: Decides<[unit: UnitId, year: number, reason: string]>;
  readonly filePlanEvidence: Decides<[unit: UnitId, year: number, file: BlobRef]>;
  readonly approvePlan: Decides<[unit: UnitId, year: number]>;
  readonly returnPlan: Decides<[unit: UnitId, year: number, reason: string]>;
  readonly filePlan: Decides<[unit: UnitId, year: number, filed: { readonly to: string; readonly number: string; readonly on: string }]>;
  readonly publishPlan: Decides<[unit: UnitId, year: number, published: { readonly url: string; readonly on: string }]>;
  // sheets
  readonly exportSheet: ReturnType<typeof exportSheet>;
  readonly makeDocument: ReturnType<typeof makeDocument>;
  readonly offerTemplate: ReturnType<typeof offerTemplate>;
  readonly setTemplate: ReturnType<typeof setTemplate>;
  readonly restoreTemplate: ReturnType<typeof restoreTemplate>;
  readonly withdrawInterest: ReturnType<typeof withdrawInterest>;
  readonly endLeave: ReturnType<typeof endLeave>;
  readonly decideLeave: ReturnType<typeof decideLeave>;
  readonly editRoster: ReturnType<typeof editRoster>;
  readonly verifyRosterPart: ReturnType<typeof verifyRosterPart>;
  readonly proposeKeyChange: ReturnType<typeof proposeKeyChange>;
  readonly fileKeyEvidence: ReturnType<typeof fileKeyEvidence>;
  readonly decideKeyChange: ReturnType<typeof decideKeyChange>;
  readonly reviewKeyObject: ReturnType<typeof reviewKeyObject>;
  // task and ceremony
  readonly createTask: Decides<[unit: UnitId, settings: TaskSettings]>;
  readonly changeTask: Decides<[task: TaskId, settings: TaskSettings]>;
  readonly voidTask: Decides<[task: TaskId, reason: string]>;
  readonly withdrawTask: Decides<[task: TaskId, reason: string]>;
  readonly confirmRoster: Decides<[task: TaskId, roster: 'targets' | 'inspectors', section: string]>;
  readonly questionRoster: Decides<[task: TaskId, roster: 'targets' | 'inspectors', section: string, what: string]>;
  readonly openDraw: Decides<[task: TaskId, witness: PersonId, reason?: string, wish?: PublicWish]>;
  readonly contribute: Decides<[task: TaskId, text: string]>;
  readonly witnessDraw: Decides<[task: TaskId, text: string]>;
  readonly declineWitness: Decides<[task: TaskId, reason: string]>;
  readonly enterPublicValue: Decides<[task: TaskId, issue: string, text: string]>;
  readonly confirmPublicValue: Decides<[task: TaskId]>;
  readonly rejectPublicValue: Decides<[task: TaskId, reason: string]>;
  readonly fetchCustodyCode: ReturnType<typeof fetchCustodyCode>;
  readonly finishDraw: Decides<[task: TaskId, code: string]>;
  readonly attestDraw: Decides<[task: TaskId]>;
  readonly objectToDraw: Decides<[task: TaskId, reason: string]>;
  readonly decideObjection: Decides<[task: TaskId, upheld: boolean, reason: string]>;
  readonly voidAttempt: Decides<[task: TaskId, reason: string]>;
  readonly lockDraw: Decides<[task: TaskId]>;
  readonly approveCheck: Decides<[task: TaskId]>;
  readonly returnCheck: Decides<[task: TaskId, reason: string]>;
  readonly dispatchTask: Decides<[task: TaskId]>;
  readonly attachHelper: ReturnType<typeof attachHelper>;
  readonly releaseHelper: ReturnType<typeof releaseHelper>;
  // inspections and substitutions
  readonly acceptAssignment: Decides<[inspection: InspectionId]>;
  readonly requestSubstitution: Decides<[inspection: InspectionId, inspector: InspectorCode, reason: SubstitutionReason, text: string, raisedBy?: 'object']>;
  readonly answerRecusal: ReturnType<typeof answerRecusal>;
  readonly approveSubstitution: Decides<[substitution: SubstitutionId, pick: InspectorCode | null, wish?: PublicWish]>;
  readonly witnessRound: Decides<[substitution: SubstitutionId, text: string]>;
  readonly enterRoundValue: Decides<[substitution: SubstitutionId, issue: string, text: string]>;
  readonly confirmRoundValue: Decides<[substitution: SubstitutionId]>;
  readonly rejectRoundValue: Decides<[substitution: SubstitutionId, reason: string]>;
  readonly refuseSubstitution: Decides<[substitution: SubstitutionId, reason: string]>;
  // what could not be delivered
  readonly noteUnreached: ReturnType<typeof noteUnreached>;
  readonly fileSubstitutionEvidence: ReturnType<typeof fileSubstitutionEvidence>;
  readonly eraseSubstitutionEvidence: ReturnType<typeof eraseSubstitutionEvidence>;
  readonly refillTarget: ReturnType<typeof refillTarget>;
  readonly finishRound: ReturnType<typeof finishRound>;
  readonly seekWay: ReturnType<typeof seekWay>;
  readonly approveWay: ReturnType<typeof approveWay>;
  readonly refuseWay: ReturnType<typeof refuseWay>;
  // the end of visits, publication, time
  readonly mergeVisits: ReturnType<typeof mergeVisits>;
  readonly partVisits: ReturnType<typeof partVisits>;
  readonly issueNotice: ReturnType<typeof issueNotice>;
  readonly registerDelivery: ReturnType<typeof registerDelivery>;
  readonly fileEvidence: ReturnType<typeof fileEvidence>;
  readonly finishVisit: ReturnType<typeof finishVisit>;
  readonly reopenVisit: ReturnType<typeof reopenVisit>;
  readonly registerDisclosure: ReturnType<typeof registerDisclosure>;
  readonly withdrawDisclosure: ReturnType<typeof withdrawDisclosure>;
  readonly explainOverdue: ReturnType<typeof explainOverdue>;
  readonly scheduleDraw: ReturnType<typeof scheduleDraw>;
  readonly importCalendar: ReturnType<typeof importCalendar>;
  readonly changeLocalDays: ReturnType<typeof changeLocalDays>;
}
