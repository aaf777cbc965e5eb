/** What the judge of a million rows remembers: nothing forgotten, nothing made up. */
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskMemory, rowsInForce } from '../../../src/adapters/excel/judge/disk-memory.ts';
import { createKeyIndex } from '../../../src/adapters/excel/judge/key-index.ts';
import { lineFile } from '../../../src/adapters/excel/judge/line-file.ts';
import { mapMemory } from '../../../src/domain/roster/judge-memory.ts';

const folders: string[] = [];
const path = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'index-'));
  folders.push(folder);
  return join(folder, name);
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('sixty thousand keys, near twins among them, each lead to their own place; others to none', () => {
  const index = createKeyIndex();
  const keys = Array.from({ length: 60_000 }, (_, n) => `91371000MA${String(n).padStart(6, '0')}${n % 2 === 0 ? 'X' : 'Y'}`);
  keys.forEach((key, n) => { index.add(key, n); });
  expect(keys.every((key, n) => index.find(key) === n)).toBe(true);
  expect(keys.filter((key) => index.find(`${key}0`) >= 0)).toEqual([]);
  index.add('91371000MA000007Y', 99);
  expect(index.find('91371000MA000007Y')).toBe(99);
});

test('lines are found at their places, however long they are, and all come back in order', () => {
  const file = lineFile(path('lines'));
  const lines = ['甲', '', '乙'.repeat(5_000), 'x'.repeat(1_200_000), '丙'];
  const places = lines.map((line) => file.append(line));
  expect(places.map((place) => file.at(place))).toEqual(lines);
  expect([...file.lines()]).toEqual(lines.map((line, n) => [places[n], line]));
  file.close();
});

test('what is remembered on disk is what is remembered in memory, and the changes come out ascending by code', () => {
  const folder = path('taken.jsonl');
  const [disk, memory] = [diskMemory(folder), mapMemory()];
  const codes = ['𠮷店-1', '\uFFFD店-2', 'QT-3', 'QT-10', 'QT-2', '村卫生室012'];
  codes.forEach((code, n) => {
    for (const each of [disk, memory]) {
      each.name(`名${code}`, code);
      each.take(code, n + 2, n % 3 === 2 ? null : { code, name: `名“"row":${code}` });
    }
  });
  for (const code of [...codes, 'QT-99']) {
    expect(disk.taken(code)).toEqual(memory.taken(code));
    expect(disk.codeOfName(`名${code}`)).toBe(memory.codeOfName(`名${code}`));
  }
  const target = path('changes.jsonl');
  const file = openSync(target, 'w');
  disk.writeChanges(file);
  closeSync(file);
  expect(readFileSync(target, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown)).toEqual(memory.changes());
});

test('rows in force are found by code and by name', () => {
  const target = path('current.jsonl');
  const file = lineFile(target);
  for (const [code, name] of [['QT-1', '甲公司'], ['QT-2', '乙 公司'], ['QT-3', '甲公司']]) file.append(JSON.stringify({ code, row: { code, name } }));
  expect([...file.lines()]).toHaveLength(3);
  file.close();
  const rows = rowsInForce(target, true);
  expect(rows.get('QT-2')).toEqual({ code: 'QT-2', name: '乙 公司' });
  expect(rows.get('QT-4')).toBeUndefined();
  expect([rows.codeOfName.get('甲公司'), rows.codeOfName.get('乙公司'), rows.codeOfName.get('丙公司')]).toEqual(['QT-1', 'QT-2', undefined]);
});
