/** The staff manual says what is so: its commands exist, its pictures are there and light, its list of commands is the table's. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandsPage } from '../../scripts/manual/commands.ts';
import { powersPage } from '../../scripts/manual/powers.ts';
import { VERBS } from '../../src/chat/commands.ts';
import { TITLES } from '../../src/domain/people/permissions.ts';
import { SEPARATIONS } from '../../src/domain/people/separation.ts';
import { readCommand } from '../../src/chat/parse/command.ts';

const folder = resolve(import.meta.dirname, '../../docs/使用手册');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
const read = (page: string): string => readFileSync(join(folder, page), 'utf8');
const all = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

const MOST_PICTURE_BYTES = 150 * 1024;

test('the list of commands is written from the table, and leaves none out', () => {
  const page = commandsPage();
  expect(read('命令一览.md')).toBe(page);
  expect(VERBS.filter(({ usage }) => !page.includes(`| ${usage} |`)).map(({ verb }) => verb)).toEqual([]);
});

test('the page of permissions is written from the table, with every operation and every rule of separation', () => {
  const page = powersPage();
  expect(read('岗位权限.md')).toBe(page);
  expect(Object.values(TITLES).filter((title) => !page.includes(`| ${title} |`))).toEqual([]);
  expect(Object.values(SEPARATIONS).filter(({ sides: [has, wants] }) => !page.includes(`| ${has} | ${wants} |`))).toEqual([]);
});

test('every command that the manual tells people to send is one', () => {
  const told = pages.filter((page) => page !== '命令一览.md').flatMap((page) => {
    const text = read(page);
    const typed = all(text, /^ {4}([^@\s].*)$/gm);
    const quoted = all(text, /发(?:送)?「([^」]+)」/g);
    return [...typed, ...quoted].map((line) => ({ page, line }));
  });
  expect(told.length).toBeGreaterThan(15);
  expect(told.filter(({ line }) => readCommand(line, VERBS).kind !== 'command')).toEqual([]);
});

test.each(pages)('%s: its links and pictures lead somewhere', (page) => {
  expect(all(read(page), /\]\((?!https?:|#)([^)]+)\)/g).filter((link) => !existsSync(join(folder, link)))).toEqual([]);
});

test('every page is reached from the first one, every picture is shown and light', () => {
  expect(pages.filter((page) => page !== 'README.md' && !read('README.md').includes(`(${page})`))).toEqual([]);
  const pictures = readdirSync(join(folder, '图'));
  const shown = pages.map(read).join('\n');
  expect(pictures.filter((name) => !shown.includes(`(图/${name})`))).toEqual([]);
  expect(pictures.filter((name) => statSync(join(folder, '图', name)).size > MOST_PICTURE_BYTES)).toEqual([]);
});
