/**
 * A bureau for tests of use cases: 临海区教育和卫生健康局 with its people, rosters and item list, on any set of stores.
 *
 * Time stands still unless a test moves it; randomness counts up from a seed, so a test can be replayed.
 */
import { linksOf } from '../../src/web/links.ts';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

import type { By, Deps } from '../../src/application/deps.ts';
import { bindPerson, claimAdministrator, createUnit } from '../../src/application/set-up.ts';
import type { LongImports, SheetJudge } from '../../src/application/imports/ports.ts';
import type { Journal, RowChange, SheetReader, SheetWriter, TableSheetModel } from '../../src/application/ports.ts';
import { canonical, sha256Hex } from '../../src/domain/canonical.ts';
import type { RosterKind } from '../../src/domain/events.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import type { Account, Instant } from '../../src/domain/values.ts';
import { importId, inspectorCode, itemCode, unitId } from '../../src/domain/ids.ts';
import type { InspectorCode, UnitId } from '../../src/domain/ids.ts';
import type { Role } from '../../src/domain/people/roles.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { streamOf } from '../../src/domain/streams.ts';
import { checkBeacon } from '../../src/adapters/drand/beacon.ts';
import { createDocumentWriter } from '../../src/adapters/word/writer.ts';
import { memoryStorage } from './memory-storage.ts';

export const ADMINISTRATOR_CODE = 'ABCD-EFGH';
const must = <T>(value: T | null): T => {
  if (value === null) throw new Error('a test used a bad id');
  return value;
};
export const U1: UnitId = must(unitId('U1'));

export const account = (name: string): Account => ({ platform: 'feishu', id: `ou_${sha256Hex(name).slice(0, 32)}` });

interface Staff { readonly name: string; readonly section: string; readonly roles: readonly Role[]; readonly certificate?: string; readonly inCharge?: readonly string[] }
export const STAFF: readonly Staff[] = [
  { name: '王敏', section: '综合科', roles: ['clerk'] },
  { name: '李建国', section: '综合科', roles: ['section-head'] },
  { name: '赵红', section: '教育科', roles: ['section-head'] },
  { name: '陈志远', section: '局领导', roles: ['deputy'], inCharge: ['教育科', '综合科'] },
  { name: '周正', section: '局领导', roles: ['leader'] },
  { name: '孙岩', section: '驻局纪检', roles: ['supervisor'] },
  { name: '钱进', section: '驻局纪检', roles: ['supervisor'] },
  { name: '张伟', section: '教育科', roles: ['inspector'], certificate: 'ZF0001' },
  { name: '刘洋', section: '教育科', roles: ['inspector'], certificate: 'ZF0002' },
  { name: '黄丽', section: '教育科', roles: ['inspector'], certificate: 'ZF0003' },
  { name: '马超', section: '教育科', roles: ['inspector'], certificate: 'ZF0004' },
  { name: '赵强', section: '综合科', roles: ['inspector'], certificate: 'ZF0005' },
  { name: '李娜', section: '综合科', roles: ['inspector'], certificate: 'ZF0006' },
];

export const targetRow = (code: string, over: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  code, codeType: 'own', name: `培训机构${code}`, kind: '企业', legalRepresentative: '', contact: '', phone: '', address: '', town: '城关镇', grid: '', industry: '校外培训', subjectType: '', scale: '',
  section: '教育科', items: [], licenceName: '', licenceNumber: '', licenceUntil: null, status: '存续', statusCheckedOn: null, credit: '', key: false, keyTriggers: [], keySince: null, keyEvidence: '',
  verifiedComplaints: null, penaltiesIn3Years: null, abnormal: false, blacklisted: false, note: '', ...over,
});
export const inspectorRow = (code: string, name: string, section: string, over: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  code, name, gender: '', unit: '临海区教育和卫生健康局', section, position: '科员', certificate: code, staffNumber: '', issuer: '', certificateUntil: '2028-12-31', certified: true, category: '执法公务员',
  specialties: ['教育'], items: [], duties: '', expert: false, mayLead: true, phone: '', account: '', status: '在岗', leaveFrom: null, leaveTo: null, updatedOn: null, note: '', ...over,
});
export const itemRow = (code: string, over: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  code, field: '教育', name: '办学行为检查', kind: '一般', powerCode: '', basis: '民办教育促进法第四十条', enforcer: '教育局', subject: '教育科', content: '办学行为', methods: ['现场'], scope: '校外培训机构',
  ratio: '', ratioBp: null, frequency: '', timesPerYear: null, statutory: false, staffing: '', section: '教育科', cooperating: [], level: '', checklist: '', joint: false, published: '', status: '有效', note: '', ...over,
});

export const settings = (over: Partial<TaskSettings> = {}): TaskSettings => ({
  name: '校外培训机构联合抽查', section: '教育科', cooperating: ['综合科'], items: [must(itemCode('A03'))], scope: [],
  strata: [{ name: '重点', where: [{ field: 'key', anyOf: ['是'] }], ratio: { num: 1, den: 1 } }, { name: '普通', where: [], ratio: { num: 10, den: 100 } }],
  teamSize: 2, window: { from: '2026-09-09', to: '2026-09-30' }, source: 'superior', noNotice: false, ratioReason: '', ...over,
});

const unused = (what: string) => () => Promise.reject(new Error(`${what} is not part of this test`));
/** Every file is an empty workbook. */
export const noReader: SheetReader = { read: () => Promise.resolve([]) };
const noJudge: SheetJudge = { judge: unused('judging files') };
const unusedTable = (): never => {
  throw new Error('tables are not part of this test');
};
const noLongImports: LongImports = { begin: unusedTable, cancel: () => undefined };
/** A table as lines of text: what it says, without a workbook around it. */
async function* textTable({ title, columns, rows }: TableSheetModel): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(`${title}\n${columns.map((column) => column.title).join('\t')}\n`);
  for await (const row of rows) yield new TextEncoder().encode(`${row.map((cell) => cell ?? '').join('\t')}\n`);
}
/** A sheet is its model, as text: enough for everybody who only wants a file. */
export const noWriter: SheetWriter = {
  async *fill({ template: _own, lists: _lists, ...model }) {
    yield await Promise.resolve(new TextEncoder().encode(JSON.stringify(model)));
  },
  builtIn: unused('templates'), hasPlaceholders: () => Promise.resolve(false), demandPlain: unused('templates'), place: unused('templates'), table: textTable,
};

export interface Bureau {
  readonly deps: Deps;
  readonly now: () => Instant;
  readonly setTime: (at: Instant) => void;
  /** A fresh request of somebody. */
  readonly by: (name: string, cause?: string) => By;
  readonly roster: (kind: RosterKind, rows: readonly Readonly<Record<string, unknown>>[]) => Promise<void>;
  readonly certificate: (name: string) => InspectorCode;
}

const appendRoster = async (deps: Deps, journal: Journal, kind: RosterKind, rows: readonly Readonly<Record<string, unknown>>[], cause: string): Promise<void> => {
  const id = `${U1}/${kind}`;
  const { version } = await deps.states.load('roster', id);
  const changes: RowChange[] = rows.map((row) => ({ code: String(row['code']), row })).sort((a, b) => (a.code < b.code ? -1 : 1));
  const blob = await deps.blobs.put('changes.jsonl', new TextEncoder().encode(changes.map((change) => `${canonical(change)}\n`).join('')));
  const counts = { read: rows.length, added: rows.length, changed: 0, same: 0, duplicate: 0, rejected: 0 };
  await journal.append({
    actor: { person: null, account: null, name: '测试' }, via: 'service', unit: U1, cause, touches: [{ stream: streamOf('roster', id), version: version + 1 }], blobs: [blob],
    events: [{ type: 'RosterImported', unit: U1, roster: kind, version: version + 1, import: must(importId(`IMP-${sha256Hex(cause).slice(0, 12)}`)), source: blob, changes: blob, counts }],
  });
};

/** @param seed of the counting randomness @param start where its clock stands at first */
export const openBureau = async ({ preset = 'nantong-tz', seed = 'bureau', start = '2026-09-08T01:00:00.000Z', stores }: { preset?: PresetId; seed?: string; start?: Instant; stores?: Pick<Deps, 'journal' | 'states' | 'blobs' | 'rosters' | 'imports' | 'secrets' | 'confidential'> } = {}): Promise<Bureau> => {
  let time: Instant = start;
  let drawn = 0;
  const randomBytes = (count: number): Uint8Array => new Uint8Array(createHash('sha512').update(`${seed}/${String((drawn += 1))}`).digest()).subarray(0, count);
  const clock = (): Instant => time;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const deps: Deps = {
    ...(stores ?? memoryStorage({ clock, random: randomBytes })), clock, randomBytes, sheetReader: noReader, sheetJudge: noJudge, longImports: noLongImports, sheetWriter: noWriter, documentWriter: createDocumentWriter(),
    signer: { publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })), sign: (message) => new Uint8Array(sign(null, message, privateKey)) },
    checkBeacon,
    links: linksOf(new Uint8Array(32), 'http://yaohao.test'),
    administratorCode: sha256Hex(ADMINISTRATOR_CODE.replace('-', '')),
  };
  let causes = 0;
  const by = (name: string, cause = `${seed}/cause/${String((causes += 1))}`): By => ({ actor: { person: null, account: account(name), name }, via: 'chat', cause, unit: U1 });
  await claimAdministrator(deps)(by('何涛'), ADMINISTRATOR_CODE, '何涛');
  await createUnit(deps)(by('何涛'), { name: '临海区教育和卫生健康局', preset, sections: ['综合科', '教育科', '卫健科'] });
  for (const person of STAFF) {
    const { name, section, roles, certificate, inCharge = [] } = person;
    await bindPerson(deps)(by('何涛'), U1, { account: account(name), name, section, roles, certificate: certificate === undefined ? null : inspectorCode(certificate), inCharge });
  }
  const roster: Bureau['roster'] = (kind, rows) => appendRoster(deps, deps.journal, kind, rows, `${seed}/roster/${String((causes += 1))}`);
  await roster('items', [itemRow('A03'), itemRow('A07', { name: '消防安全' })]);
  await roster('targets', Array.from({ length: 46 }, (_, index) => targetRow(`QT-${String(index + 1).padStart(3, '0')}`, { key: index < 3, status: index === 45 ? '注销' : '存续' })));
  await roster('inspectors', STAFF.filter(({ certificate }) => certificate !== undefined).map(({ name, section, certificate }) => inspectorRow(certificate ?? '', name, section)));
  return {
    deps, by, roster,
    now: clock,
    setTime: (at) => { time = at; },
    certificate: (name) => must(inspectorCode(STAFF.find((person) => person.name === name)?.certificate ?? '')),
  };
};

/** The person id of somebody in the bureau. */
export const personOf = async ({ deps }: Bureau, name: string) => {
  const { state } = await deps.states.load('unit', U1);
  const person = state.people.find((each) => each.name === name);
  if (person === undefined) throw new Error(`${name} is not bound`);
  return person;
};
