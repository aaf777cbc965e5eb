/**
 * The use cases and questions of the application, bound to what they need: one row each, so that the compiler keeps the
 * chat's wishes and the application's offers in step.
 */
import { changeLocalDays, importCalendar } from '../application/calendar.ts';
import { approveHandover, consentDelegation, delegate, proposeHandover, refuseDelegation, refuseHandover, withdrawDelegation } from '../application/delegation.ts';
import type { Deps } from '../application/deps.ts';
import { makeDocument } from '../application/documents/make.ts';
import { fairnessReport } from '../application/fairness/report.ts';
import { fetchCustodyCode } from '../application/custody.ts';
import { contribute, declineWitness, openDraw, witnessDraw } from '../application/draw.ts';
import { explainOverdue, registerDisclosure, withdrawDisclosure } from '../application/disclosure.ts';
import { fileEvidence, finishVisit, reopenVisit } from '../application/finish.ts';
import { confirmImport, returnImport, reviewImport } from '../application/imports/confirm.ts';
import { importInterests } from '../application/imports/interests.ts';
import { forgetLayout } from '../application/imports/layouts.ts';
import { receiveFile } from '../application/imports/receive.ts';
import { abandonImport, answerImport, applyChoices, chooseConflict, stageImport } from '../application/imports/stage.ts';
import { undoImport } from '../application/imports/undo.ts';
import { decideLeave, endLeave, registerInterest, takeLeave, withdrawInterest } from '../application/duty.ts';
import { decideKeyChange, fileKeyEvidence, proposeKeyChange, reviewKeyObject } from '../application/key-objects.ts';
import { attachHelper, releaseHelper } from '../application/helpers.ts';
import { mergeVisits, partVisits } from '../application/merge.ts';
import { mergeOffers } from '../application/queries/mergeable.ts';
import { issueNotice, registerDelivery } from '../application/notice.ts';
import { approvePlan, changeLine, draftYear, filePlan, filePlanEvidence, publishPlan, returnPlan, submitPlan } from '../application/plan.ts';
import { confirmPublicValue, enterPublicValue, rejectPublicValue } from '../application/public-value.ts';
import { confirmRoundValue, enterRoundValue, rejectRoundValue, witnessRound } from '../application/rounds.ts';
import { noteUnreached } from '../application/reach.ts';
import { finishDraw } from '../application/reveal.ts';
import { bundleSoFar, drawBundle } from '../application/queries/bundle.ts';
import { deadlineChanges } from '../application/queries/deadline-changes.ts';
import { taskDeadlines } from '../application/queries/deadlines.ts';
import { ceremonyView } from '../application/queries/ceremony.ts';
import { envelopeOf } from '../application/queries/envelope.ts';
import { mine, minesOf } from '../application/queries/people.ts';
import { logKey } from '../application/queries/log-key.ts';
import { monthlyReport } from '../application/queries/monthly.ts';
import { planLines, planView } from '../application/queries/plan.ts';
import { previewDraw, previewSheet } from '../application/queries/preview.ts';
import { coverage, expiringCertificates } from '../application/queries/coverage.ts';
import { keyList, keySuggestions } from '../application/queries/key-objects.ts';
import { openVisits } from '../application/queries/open-visits.ts';
import { recheckDraw } from '../application/queries/recheck.ts';
import { resultSheet } from '../application/queries/result-sheet.ts';
import { rosterDiff, rosterHistory, sinceLastDraw } from '../application/queries/roster-history.ts';
import { substitutes } from '../application/queries/substitutes.ts';
import { rosterTemplate, sheetPreview, sheetTemplate } from '../application/queries/templates.ts';
import { exportSheet } from '../application/sheets/export.ts';
import { monthlySheet } from '../application/sheets/monthly.ts';
import { offerTemplate, restoreTemplate, setTemplate, templateWords } from '../application/sheets/templates.ts';
import { trialDraw } from '../application/queries/trial.ts';
import { tableFile } from '../application/queries/table-file.ts';
import { trailOf } from '../application/queries/trail.ts';
import { itemYear, objectYear } from '../application/queries/yearly-counters.ts';
import { verifyRosterPart } from '../application/roster-checks.ts';
import { editRoster } from '../application/roster-rows.ts';
import { approveRules, refuseRules, wishRules } from '../application/rules.ts';
import { addSection, bindGroup, bindPerson, chooseUnit, claimAdministrator, createUnit, refuseBinding, requestBinding, unbindGroup, unbindPerson } from '../application/set-up.ts';
import { approveCheck, attestDraw, decideDrawObjection, dispatchTask, lockDraw, objectToDraw, returnCheck, voidAttempt, voidTask } from '../application/settle.ts';
import { acceptAssignment, answerRecusal, approveSubstitution, refuseSubstitution, requestSubstitution } from '../application/substitution.ts';
import { eraseSubstitutionEvidence, fileSubstitutionEvidence } from '../application/substitution-evidence.ts';
import { refillTarget } from '../application/refill.ts';
import { finishRound } from '../application/finish-round.ts';
import { approveWay, refuseWay, seekWay } from '../application/ways.ts';
import { waysFor } from '../application/queries/ways.ts';
import { changeTask, confirmRoster, createTask, questionRoster, scheduleDraw, withdrawTask } from '../application/task.ts';
import type { Queries } from '../chat/queries.ts';
import type { UseCases } from '../chat/use-cases.ts';

export const useCasesOf = (deps: Deps): UseCases => ({
  noteUnreached: noteUnreached(deps),
  claimAdministrator: claimAdministrator(deps),
  createUnit: createUnit(deps),
  addSection: addSection(deps),
  wishRules: wishRules(deps),
  approveRules: approveRules(deps),
  refuseRules: refuseRules(deps),
  bindGroup: bindGroup(deps),
  unbindGroup: unbindGroup(deps),
  requestBinding: requestBinding(deps),
  bindPerson: bindPerson(deps),
  refuseBinding: refuseBinding(deps),
  unbindPerson: unbindPerson(deps),
  chooseUnit: chooseUnit(deps),
  delegate: delegate(deps),
  consentDelegation: consentDelegation(deps),
  refuseDelegation: refuseDelegation(deps),
  withdrawDelegation: withdrawDelegation(deps),
  proposeHandover: proposeHandover(deps),
  approveHandover: approveHandover(deps),
  refuseHandover: refuseHandover(deps),
  stageImport: stageImport(deps),
  answerImport: answerImport(deps),
  confirmImport: confirmImport(deps),
  chooseConflict: chooseConflict(deps),
  applyChoices: applyChoices(deps),
  reviewImport: reviewImport(deps),
  returnImport: returnImport(deps),
  undoImport: undoImport(deps),
  forgetLayout: forgetLayout(deps),
  receiveFile: receiveFile(deps),
  importInterests: importInterests(deps),
  abandonImport: abandonImport(deps),
  registerInterest: registerInterest(deps),
  takeLeave: takeLeave(deps),
  draftYear: draftYear(deps),
  changeLine: changeLine(deps),
  submitPlan: submitPlan(deps),
  filePlanEvidence: filePlanEvidence(deps),
  approvePlan: approvePlan(deps),
  returnPlan: returnPlan(deps),
  filePlan: filePlan(deps),
  publishPlan: publishPlan(deps),
  exportSheet: exportSheet(deps),
  makeDocument: makeDocument(deps),
  offerTemplate: offerTemplate(deps),
  setTemplate: setTemplate(deps),
  restoreTemplate: restoreTemplate(deps),
  withdrawInterest: withdrawInterest(deps),
  endLeave: endLeave(deps),
  decideLeave: decideLeave(deps),
  editRoster: editRoster(deps),
  verifyRosterPart: verifyRosterPart(deps),
  proposeKeyChange: proposeKeyChange(deps),
  fileKeyEvidence: fileKeyEvidence(deps),
  decideKeyChange: decideKeyChange(deps),
  reviewKeyObject: reviewKeyObject(deps),
  createTask: createTask(deps),
  changeTask: changeTask(deps),
  withdrawTask: withdrawTask(deps),
  confirmRoster: confirmRoster(deps),
  questionRoster: questionRoster(deps),
  openDraw: openDraw(deps),
  contribute: contribute(deps),
  witnessDraw: witnessDraw(deps),
  declineWitness: declineWitness(deps),
  enterPublicValue: enterPublicValue(deps),
  confirmPublicValue: confirmPublicValue(deps),
  rejectPublicValue: rejectPublicValue(deps),
  fetchCustodyCode: fetchCustodyCode(deps),
  finishDraw: finishDraw(deps),
  attestDraw: attestDraw(deps),
  objectToDraw: objectToDraw(deps),
  decideObjection: decideDrawObjection(deps),
  voidAttempt: voidAttempt(deps),
  voidTask: voidTask(deps),
  lockDraw: lockDraw(deps),
  approveCheck: approveCheck(deps),
  returnCheck: returnCheck(deps),
  dispatchTask: dispatchTask(deps),
  attachHelper: attachHelper(deps),
  releaseHelper: releaseHelper(deps),
  acceptAssignment: acceptAssignment(deps),
  requestSubstitution: requestSubstitution(deps),
  approveSubstitution: approveSubstitution(deps),
  witnessRound: witnessRound(deps),
  enterRoundValue: enterRoundValue(deps),
  confirmRoundValue: confirmRoundValue(deps),
  rejectRoundValue: rejectRoundValue(deps),
  refuseSubstitution: refuseSubstitution(deps),
  fileSubstitutionEvidence: fileSubstitutionEvidence(deps),
  eraseSubstitutionEvidence: eraseSubstitutionEvidence(deps),
  refillTarget: refillTarget(deps),
  finishRound: finishRound(deps),
  answerRecusal: answerRecusal(deps),
  seekWay: seekWay(deps),
  approveWay: approveWay(deps),
  refuseWay: refuseWay(deps),
  mergeVisits: mergeVisits(deps),
  partVisits: partVisits(deps),
  issueNotice: issueNotice(deps),
  registerDelivery: registerDelivery(deps),
  fileEvidence: fileEvidence(deps),
  finishVisit: finishVisit(deps),
  reopenVisit: reopenVisit(deps),
  registerDisclosure: registerDisclosure(deps),
  withdrawDisclosure: withdrawDisclosure(deps),
  explainOverdue: explainOverdue(deps),
  scheduleDraw: scheduleDraw(deps),
  importCalendar: importCalendar(deps),
  changeLocalDays: changeLocalDays(deps),
});

export const queriesOf = (deps: Deps): Queries => ({
  fairness: fairnessReport(deps),
  mergeOffers: mergeOffers(deps),
  mine: mine(deps),
  minesOf: minesOf(deps),
  deadlinesOf: taskDeadlines(deps),
  deadlineChanges: deadlineChanges(deps),
  monthlyReport: monthlyReport(deps),
  monthlySheet: monthlySheet(deps),
  planLines: planLines(deps),
  planView: planView(deps),
  previewDraw: previewDraw(deps),
  previewSheet: previewSheet(deps),
  trialDraw: trialDraw(deps),
  candidatesFor: substitutes(deps),
  waysFor: waysFor(deps),
  resultSheet: resultSheet(deps),
  drawBundle: drawBundle(deps),
  logKey: logKey(deps),
  ceremonyView: ceremonyView(deps),
  envelopeOf: envelopeOf(deps),
  bundleSoFar: bundleSoFar(deps),
  recheckDraw: recheckDraw(deps),
  trailOf: trailOf(deps),
  sheetTemplate: sheetTemplate(deps),
  sheetPreview: sheetPreview(deps),
  templateWords: templateWords(deps),
  keyList: keyList(deps),
  keySuggestions: keySuggestions(deps),
  openVisits: openVisits(deps),
  rosterHistory: rosterHistory(deps),
  rosterDiff: rosterDiff(deps),
  sinceLastDraw: sinceLastDraw(deps),
  objectYear: objectYear(deps),
  itemYear: itemYear(deps),
  coverage: coverage(deps),
  expiringCertificates: expiringCertificates(deps),
  tableFile: tableFile(deps),
  template: rosterTemplate(deps),
});
