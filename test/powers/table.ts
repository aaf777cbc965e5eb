/**
 * The bureau's table of powers as its documents have it, copied by hand cell by cell: what the product's own table is held against.
 *
 * Letters: E executes · I initiates or proposes · A approves or signs · W witnesses · V views · N is notified · – none;
 * `°`, "self", "own", "team", "leader": only where it is his own. One row of the documents may stand behind several of our
 * operations; where we depart from it, the cell and the reason are written down, and a departure that is none is a mistake.
 */
import type { Operation } from '../../src/domain/people/permissions.ts';
import type { Role } from '../../src/domain/people/roles.ts';

const COLUMNS: readonly Role[] = ['administrator', 'clerk', 'section-head', 'deputy', 'leader', 'inspector', 'supervisor', 'liaison'];

/** The ninth column, 公众, holds no act at all: published things are read without an account. */
const ROWS = {
  people: ['E', 'I', 'I°', 'A', 'A', 'I self', 'V,N', 'I°'],
  rules: ['–', 'I', 'I°', 'A', 'A', 'V', 'V,N', 'V'],
  calendar: ['E', 'E', 'V', 'V', 'V', 'V', 'V', 'V'],
  items: ['–', 'E', 'I° A°', 'A', 'A', 'V', 'V', 'V°'],
  targets: ['–', 'E', 'A°', 'V', 'V', 'V°', 'V', 'E°'],
  inspectors: ['–', 'E', 'A°', 'V', 'V', 'V self', 'V', 'E°'],
  interests: ['–', 'E', 'V°', 'V', 'V', 'E self', 'V', 'E°'],
  keyObjects: ['–', 'I', 'I°', 'A', 'V', 'I', 'V,N', 'I°'],
  leave: ['–', 'E', 'A°', 'A', '–', 'I self', 'V', 'E°'],
  confirmRosters: ['–', 'N', 'E°', 'N', '–', '–', 'V', 'E°'],
  plan: ['–', 'E', 'I°', 'A', 'A', '–', 'V', 'I°'],
  task: ['–', 'E', 'E°', 'N', '–', '–', 'V,N', 'V°'],
  preview: ['–', 'E', 'E°', 'V', 'V', '–', 'V', 'V°'],
  draw: ['–', 'E', 'E°', 'V', 'V', 'V', 'W', 'V°'],
  objection: ['–', 'I', 'I', 'A', 'V', 'I', 'I', 'I'],
  voidDraw: ['–', 'I', 'I', 'A', 'V', '–', 'V,N', 'N'],
  lock: ['–', 'E', 'E°', 'V', 'V', 'V', 'V,N', 'V°'],
  voidTask: ['–', '–', 'I', 'I', 'A', 'N', 'V,N', 'N'],
  dispatch: ['–', 'E', 'I°', 'A', '–', 'N', 'V', 'N'],
  accept: ['–', '–', '–', '–', '–', 'E self', 'V', 'N°'],
  requestSubstitution: ['–', 'I', 'I°', '–', '–', 'I self', 'V,N', 'I°'],
  approveSubstitution: ['–', '–', '–', 'A own', '–', 'N', 'V,N', '–'],
  notice: ['–', 'E', 'V', 'V', '–', 'E leader', 'V', 'V°'],
  record: ['–', '–', 'V°', 'V', '–', 'E team', 'V', 'E°'],
  publish: ['–', 'E', 'A°', 'N', '–', 'V', 'V,N', 'E°'],
  ledger: ['–', 'E', 'V°', 'V', 'V', 'V own', 'V', 'V°'],
  verify: ['V', 'V°', 'V°', 'V', 'V', 'V own', 'V', 'V°'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Power = 'all' | 'own' | null;
interface Reading {
  readonly row: keyof typeof ROWS;
  /** Letters of a cell that allow it. */
  readonly letters: string;
  readonly departs?: Readonly<Partial<Record<Role, readonly [power: Power, why: string]>>>;
}
/** Operations the table has no row for: from where it says so. */
interface Elsewhere { readonly said: string; readonly powers: Readonly<Partial<Record<Role, Exclude<Power, null>>>> }

export const READINGS: Readonly<Record<Operation, Reading | Elsewhere>> = {
  'people.bind': { row: 'people', letters: 'E' },
  'delegation.grant': {
    row: 'people', letters: 'IA',
    departs: { clerk: [null, 'a clerk holds no approval he could pass on'], inspector: [null, 'for himself: he asks to be bound, and has nothing to pass on'] },
  },
  'delegation.consent': { row: 'people', letters: 'A' },
  'handover.propose': { row: 'people', letters: 'I', departs: { inspector: [null, 'a certificate is personal: his visits pass by substitution'] } },
  'handover.approve': { row: 'people', letters: 'A' },
  'rules.propose': { row: 'rules', letters: 'IA' },
  'rules.adopt': { row: 'rules', letters: 'A' },
  'roster.import-targets': { row: 'targets', letters: 'E' },
  'roster.import-inspectors': { row: 'inspectors', letters: 'E' },
  'roster.import-items': { row: 'items', letters: 'EI' },
  'roster.review-targets': { row: 'targets', letters: 'A' },
  'roster.review-inspectors': { row: 'inspectors', letters: 'A' },
  'roster.review-items': { row: 'items', letters: 'A' },
  'interest.import': { row: 'interests', letters: 'E', departs: { inspector: [null, 'of everybody at once; he registers himself'], liaison: [null, 'of everybody at once; he registers his own people one by one'] } },
  'interest.register': { row: 'interests', letters: 'E' },
  'leave.register': { row: 'leave', letters: 'EI' },
  'leave.approve': { row: 'leave', letters: 'A' },
  'plan.draft': { row: 'plan', letters: 'EI' },
  'plan.submit': { row: 'plan', letters: 'E' },
  'plan.approve': { row: 'plan', letters: 'A', departs: { 'section-head': ['all', 'the first of the steps of approval: 科室审 → 分管批'] } },
  'template.set': { said: 'looks and columns of sheets: no business of its own', powers: { administrator: 'all', clerk: 'all' } },
  'roster.edit': { row: 'targets', letters: 'E' },
  'roster.verify': { row: 'confirmRosters', letters: 'E' },
  'key.propose': { row: 'keyObjects', letters: 'I' },
  'key.approve': { row: 'keyObjects', letters: 'A' },
  'task.create': { row: 'task', letters: 'E' },
  'roster.confirm': { row: 'confirmRosters', letters: 'E' },
  'draw.preview': { row: 'preview', letters: 'EV' },
  'draw.trial': { row: 'preview', letters: 'E' },
  'draw.open': { row: 'draw', letters: 'E' },
  'draw.witness': { row: 'draw', letters: 'W' },
  'draw.public-value': { row: 'draw', letters: 'EW' },
  'draw.custody': { said: 'who holds the envelope does not hold the code: the main leader', powers: { leader: 'all' } },
  'draw.finish': { said: 'envelope and code together: the supervisor, or the main leader', powers: { supervisor: 'all', leader: 'all' } },
  'draw.object': { row: 'objection', letters: 'I' },
  'draw.decide-objection': { row: 'objection', letters: 'A' },
  'draw.void': { row: 'voidDraw', letters: 'A' },
  'task.void': { row: 'voidTask', letters: 'A' },
  'draw.lock': { row: 'lock', letters: 'E' },
  'check.approve': { row: 'dispatch', letters: 'A' },
  'task.dispatch': { row: 'dispatch', letters: 'EIA' },
  'helper.attach': { said: 'who sends the teams out says who comes along', powers: { clerk: 'all', 'section-head': 'own', deputy: 'own' } },
  'assignment.accept': { row: 'accept', letters: 'E' },
  'substitution.request': { row: 'requestSubstitution', letters: 'I' },
  'substitution.approve': { row: 'approveSubstitution', letters: 'A' },
  'notice.issue': { row: 'notice', letters: 'E' },
  'visit.finish': { row: 'record', letters: 'E', departs: { liaison: [null, 'his part is his people’s record; that a visit is over is said by its leader'] } },
  'disclosure.register': { row: 'publish', letters: 'EA' },
  'calendar.change': { row: 'calendar', letters: 'E' },
  'monthly.see': { said: '6.3.5 and 5.17: the administrator\'s acts go to the supervisors; the main leader answers for the bureau', powers: { leader: 'all', supervisor: 'all' } },
  'draw.recheck': {
    row: 'verify', letters: 'V',
    departs: { administrator: [null, 'of the technical log only, which names no business'], clerk: ['all', 'he carries out every draw, so he recomputes every draw'] },
  },
  'fairness.see': {
    row: 'verify', letters: 'V',
    departs: { administrator: [null, 'names no business to him'], clerk: ['all', 'he carries out every draw'] },
  },
  'log.see': {
    row: 'verify', letters: 'V',
    departs: { administrator: [null, 'of the technical log only: 日志 绑定'], clerk: ['all', 'he carries out every task, so he reads what became of it'] },
  },
  'business.see': { row: 'ledger', letters: 'EV', departs: { 'section-head': ['all', 'lists of the unit are known in the unit'], inspector: ['all', 'lists of the unit are known in the unit'], liaison: ['all', 'lists of the unit are known in the unit'] } },
  'targets.see-unannounced': { said: 'a list that nobody may know before the day: who runs or oversees the draw', powers: { clerk: 'all', 'section-head': 'own', deputy: 'all', leader: 'all', supervisor: 'all' } },
  'interest.see': { row: 'interests', letters: 'EV' },
  'interest.reasons': { said: 'relatives and holdings are read by the deputy in charge and the supervisor only', powers: { deputy: 'all', supervisor: 'all' } },
};

const OWN = /°|self|own|team|leader/;
const cellPower = (cell: string, letters: string): Power => (![...letters].some((letter) => cell.replace(/self|own|team|leader/, '').includes(letter)) ? null : OWN.test(cell) ? 'own' : 'all');

/** What the documents give a role in an operation, departures included. */
export const powerOf = (operation: Operation, role: Role): Power => {
  const reading = READINGS[operation];
  if ('said' in reading) return reading.powers[role] ?? null;
  const departure = reading.departs?.[role];
  return departure === undefined ? writtenPower(reading, role) : departure[0];
};
export const writtenPower = ({ row, letters }: Pick<Reading, 'row' | 'letters'>, role: Role): Power => cellPower(ROWS[row][COLUMNS.indexOf(role)] ?? '–', letters);
