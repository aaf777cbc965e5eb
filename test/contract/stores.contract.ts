/** What blobs, rosters, imports, secrets and confidential texts promise, whatever keeps them. */
import type { Blobs, Confidential, Journal, RowChange, Rosters, Secrets } from '../../src/application/ports.ts';
import type { Imports, StagedImport } from '../../src/application/imports/ports.ts';
import { sha256Hex } from '../../src/domain/canonical.ts';
import type { RosterPage, RosterQuery } from '../../src/domain/roster/search.ts';
import { digest, importId } from '../../src/domain/ids.ts';
import { NO_BLOB, PERSON, UNIT, rosterImport } from './drafts.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const pieces = async function* (...all: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  for (const piece of all) yield await Promise.resolve(piece);
};
const collected = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const each of all) found.push(each);
  return found;
};

export const blobsContract = (open: () => Promise<Blobs>): void => {
  it('gives back what was put, under its digest', async () => {
    const blobs = await open();
    const ref = await blobs.put('名录.csv', bytes('甲,乙'));
    expect(ref).toEqual({ sha256: sha256Hex('甲,乙'), bytes: 7, name: '名录.csv' });
    expect(Buffer.from(await blobs.get(ref.sha256)).toString()).toBe('甲,乙');
  });
  it('the same bytes in pieces are the same blob', async () => {
    const blobs = await open();
    const whole = await blobs.put('a', bytes('甲,乙'));
    expect(await blobs.put('b', pieces(bytes('甲,'), bytes(''), bytes('乙')))).toEqual({ ...whole, name: 'b' });
    expect(Buffer.concat(await collected(blobs.stream(whole.sha256))).toString()).toBe('甲,乙');
  });
  it('keeps what is longer than one chunk, and what is empty', async () => {
    const blobs = await open();
    const long = new Uint8Array(700_001).map((_, i) => i % 251);
    const ref = await blobs.put('long', pieces(long.subarray(0, 300_000), long.subarray(300_000)));
    expect(ref.bytes).toBe(700_001);
    expect(Buffer.compare(await blobs.get(ref.sha256), long)).toBe(0);
    const empty = await blobs.put('empty', new Uint8Array());
    expect((await blobs.get(empty.sha256)).length).toBe(0);
  });
  it('says so when it knows no such blob', async () => {
    const unknown = digest('1'.repeat(64));
    if (unknown === null) throw new TypeError('a digest');
    await expect((await open()).get(unknown)).rejects.toThrow('no blob');
  });
};

const line = (change: RowChange): string => JSON.stringify(change);
export const rostersContract = (open: () => Promise<{ readonly journal: Journal; readonly blobs: Blobs; readonly rosters: Rosters }>): void => {
  const imported = async () => {
    const parts = await open();
    const { journal, blobs } = parts;
    const first = [{ code: 'B2', row: { name: '海港面馆', kind: '餐饮' } }, { code: 'a1', row: { name: '临港一号餐厅' } }, { code: '企业1', row: { name: '无码户' } }];
    await journal.append(rosterImport('targets', 1, await blobs.put('1', bytes(first.map(line).join('\n')))));
    const second = [{ code: 'B2', row: { name: '海港面馆(新址)', kind: '餐饮' } }, { code: 'C3', row: { name: '新户.*' } }, { code: '企业1', row: null }];
    await journal.append(rosterImport('targets', 2, await blobs.put('2', bytes(`${second.map(line).join('\n')}\n`))));
    return parts.rosters;
  };
  it('every version can be read, in the order of the codes’ bytes', async () => {
    const rosters = await imported();
    expect((await collected(rosters.rows(UNIT, 'targets', 2))).map(({ code }) => code)).toEqual(['B2', 'C3', 'a1']);
    expect(await collected(rosters.rows(UNIT, 'targets', 1))).toEqual([
      { code: 'B2', row: { name: '海港面馆', kind: '餐饮' } }, { code: 'a1', row: { name: '临港一号餐厅' } }, { code: '企业1', row: { name: '无码户' } },
    ]);
    expect(await collected(rosters.rows(UNIT, 'targets', 0))).toEqual([]);
    expect([await rosters.count(UNIT, 'targets', 0), await rosters.count(UNIT, 'targets', 1), await rosters.count(UNIT, 'targets', 2)]).toEqual([0, 3, 3]);
  });
  const found = async (rosters: Rosters, version: number, text: string, where: RosterQuery['where'] = [], slice = { skip: 0, limit: 9 }) => rosters.page(UNIT, 'targets', version, { text, where }, slice);
  const codes = ({ rows }: RosterPage): readonly string[] => rows.map(({ code }) => code);
  it('finds a row by its code, and rows by a part of code or name', async () => {
    const rosters = await imported();
    expect(await rosters.row(UNIT, 'targets', 1, 'B2')).toEqual({ name: '海港面馆', kind: '餐饮' });
    expect(await rosters.row(UNIT, 'targets', 2, '企业1')).toBeNull();
    expect(codes(await found(rosters, 2, '面馆'))).toEqual(['B2']);
    expect(codes(await found(rosters, 1, '馆'))).toEqual(['B2']);
    expect(codes(await found(rosters, 2, 'A1'))).toEqual(['a1']);
    expect(codes(await found(rosters, 2, '.*'))).toEqual(['C3']);
    expect(codes(await found(rosters, 2, '面 馆(新'))).toEqual(['B2']);
    expect(await found(rosters, 2, '无码户')).toEqual({ rows: [], total: 0, isExact: true, hasMore: false });
    expect((await found(rosters, 2, '', [], { skip: 0, limit: 2 })).rows).toHaveLength(2);
  });
  it('pages are in pinyin order, narrowed by exact values, and every hit is on one page', async () => {
    const { journal, blobs, rosters } = await open();
    const names = ['重庆面馆', '张三培训', '羊亭书画', '第10小学', '第2小学', '安心托育'];
    const rows = names.map((name, n) => ({ code: `QT-00${String(n)}`, row: { name, town: n % 2 === 0 ? '城关镇' : '汪疃镇', status: '存续' } }));
    await journal.append(rosterImport('targets', 1, await blobs.put('1', bytes(rows.map(line).join('\n')))));
    const all = await found(rosters, 1, '');
    expect(all.rows.map(({ row }) => row['name'])).toEqual(['安心托育', '重庆面馆', '第2小学', '第10小学', '羊亭书画', '张三培训']);
    expect(all).toMatchObject({ total: 6, isExact: true, hasMore: false });
    const paged = [await found(rosters, 1, '', [], { skip: 0, limit: 4 }), await found(rosters, 1, '', [], { skip: 4, limit: 4 })];
    expect(paged.flatMap(codes)).toEqual(codes(all));
    expect(paged.map(({ hasMore, total }) => [hasMore, total])).toEqual([[true, 6], [false, 6]]);
    expect(codes(await found(rosters, 1, '', [{ field: 'town', anyOf: ['汪疃镇'] }]))).toEqual(['QT-005', 'QT-003', 'QT-001']);
    expect(codes(await found(rosters, 1, '小学', [{ field: 'town', anyOf: ['汪疃镇'] }, { field: 'status', anyOf: ['存续', '停业'] }]))).toEqual(['QT-003']);
    expect(codes(await found(rosters, 1, '', [{ field: 'town', anyOf: ['不存在'] }]))).toEqual([]);
  });
  it('a long list that changed since it was first looked at answers from its new version, and old versions as they were', async () => {
    const { journal, blobs, rosters } = await open();
    const towns = ['城关镇', '汪疃镇', '草庙子镇'];
    const many = Array.from({ length: 2600 }, (_, n) => ({ code: `QT-${String(n).padStart(5, '0')}`, row: { name: `临港第${String(n)}号${n % 7 === 0 ? '启明' : '新星'}培训`, town: towns[n % 3] } }));
    await journal.append(rosterImport('targets', 1, await blobs.put('1', bytes(many.map(line).join('\n')))));
    const bright = async (version: number) => (await found(rosters, version, '启明培', [], { skip: 0, limit: 1000 })).rows.map(({ row }) => row['name']);
    const first = await bright(1);
    expect(first).toEqual(many.flatMap(({ row }) => (row.name.includes('启明') ? [row.name] : [])));
    const changes = [{ code: 'QT-00000', row: null }, { code: 'QT-00001', row: { name: '临港第1号启明培训', town: '城关镇' } }, { code: 'QT-00007', row: { name: '临港第7号改名', town: '城关镇' } }];
    await journal.append(rosterImport('targets', 2, await blobs.put('2', bytes(changes.map(line).join('\n')))));
    expect(await bright(2)).toEqual(['临港第1号启明培训', ...first.slice(2)]);
    expect(await bright(1)).toEqual(first);
    expect(await found(rosters, 2, '', [{ field: 'town', anyOf: ['草庙子镇'] }], { skip: 860, limit: 20 })).toMatchObject({ total: 866, hasMore: false, rows: { length: 6 } });
    expect(codes(await found(rosters, 2, '02599'))).toEqual(['QT-02599']);
    const some = await found(rosters, 2, '号启明');
    expect(some.hasMore && some.total >= first.length - 1).toBe(true);
    expect(await found(rosters, 2, '号启明', [], { skip: first.length - 2, limit: 9 })).toMatchObject({ total: first.length - 1, isExact: true, rows: { length: 1 } });
  });
  it('a version that was never confirmed is an error, not an empty list', async () => {
    const rosters = await imported();
    await expect(rosters.count(UNIT, 'targets', 3)).rejects.toThrow('no version 3');
    await expect(collected(rosters.rows(UNIT, 'inspectors', 1))).rejects.toThrow('no version 1');
  });
};

export const importsContract = (open: () => Promise<Imports>): void => {
  const id = importId('IMP-0123456789ab');
  if (id === null) throw new TypeError('an import id');
  const staged: StagedImport = {
    id, unit: UNIT, roster: 'targets', base: 0, source: NO_BLOB, told: null, answers: null, changes: NO_BLOB, annotated: null, conflicts: null, choices: { all: null, each: {} }, touchedSections: [], signature: null, recalled: false, progress: null, refused: null, counts: { read: 1, added: 1, changed: 0, same: 0, duplicate: 0, rejected: 0 },
    findings: ['第 3 行 B 列:代码重复'], by: PERSON, at: '2026-09-08T01:00:00.000Z', state: 'waiting', question: null,
  };
  it('keeps an import until it is settled, once', async () => {
    const imports = await open();
    expect(await imports.get(id)).toBeNull();
    await imports.put(staged);
    await imports.put({ ...staged, findings: [] });
    expect(await imports.get(id)).toEqual(staged);
    await imports.settle(id, 'confirmed');
    await imports.settle(id, 'abandoned');
    expect(await imports.get(id)).toEqual({ ...staged, state: 'confirmed' });
  });

  it('knows what still runs, how far it is, and keeps what came of it unless it was given up meanwhile', async () => {
    const imports = await open();
    const running: StagedImport = { ...staged, state: 'running', changes: null };
    await imports.put(running);
    await imports.progress(id, { step: 'judging', rows: 20_000, about: 100_000 });
    expect(await imports.running()).toEqual([{ ...running, progress: { step: 'judging', rows: 20_000, about: 100_000 } }]);
    await imports.finish(staged);
    expect(await imports.running()).toEqual([]);
    await imports.choose(id, 3, 'old');
    await imports.choose(id, 3, 'skip');
    await imports.choose(id, 11, 'new');
    expect(await imports.get(id)).toEqual({ ...staged, choices: { all: null, each: { '3': 'skip', '11': 'new' } } });
    await imports.settle(id, 'submitted');
    await imports.choose(id, 4, 'old');
    await imports.finish({ ...staged, findings: [] });
    expect(await imports.get(id)).toMatchObject({ state: 'submitted', findings: staged.findings, choices: { each: { '3': 'skip', '11': 'new' } } });
    await imports.settle(id, 'abandoned');
    expect((await imports.get(id))?.state).toBe('abandoned');
  });
};

export const secretsContract = (open: () => Promise<Secrets>): void => {
  it('keeps a secret until it is erased, and never replaces it', async () => {
    const secrets = await open();
    await secrets.put('T2026-007/1', bytes('otp'));
    await secrets.put('T2026-007/1', bytes('otp'));
    await expect(secrets.put('T2026-007/1', bytes('other'))).rejects.toThrow('already stored');
    expect(await secrets.get('T2026-007/1')).toEqual(bytes('otp'));
    await secrets.erase('T2026-007/1');
    await secrets.erase('T2026-007/1');
    expect(await secrets.get('T2026-007/1')).toBeNull();
  });
};

export const confidentialContract = (open: () => Promise<Confidential>): void => {
  it('keeps a text apart and forgets it on request; the same text twice has two digests', async () => {
    const confidential = await open();
    const ref = await confidential.put(UNIT, '腰椎手术后休养');
    const other = await confidential.put(UNIT, '腰椎手术后休养');
    expect(other.digest).not.toBe(ref.digest);
    expect(await confidential.get(ref)).toBe('腰椎手术后休养');
    await confidential.erase(ref);
    expect(await confidential.get(ref)).toBeNull();
    expect(await confidential.get(other)).toBe('腰椎手术后休养');
  });

  it('keeps a file with its name, is no text, and forgets it on request', async () => {
    const confidential = await open();
    const data = new Uint8Array([0x25, 0x50, 0x44, 0x46, 10, 0, 255]);
    const [ref, other] = [await confidential.putFile(UNIT, { name: '病假条\n.pdf', data }), await confidential.putFile(UNIT, { name: '病假条\n.pdf', data })];
    expect(other.digest).not.toBe(ref.digest);
    const kept = await confidential.getFile(ref);
    expect(kept?.name).toBe('病假条\n.pdf');
    expect([...(kept?.data ?? [])]).toEqual([...data]);
    expect(await confidential.get(ref)).toBeNull();
    expect(await confidential.getFile(await confidential.put(UNIT, '住院'))).toBeNull();
    await confidential.erase(ref);
    expect(await confidential.getFile(ref)).toBeNull();
    expect(await confidential.getFile(other)).not.toBeNull();
  });
};