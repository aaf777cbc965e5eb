/** What the papers say is so: every setting is explained, every command and path that README names exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const scripts = (JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> }).scripts;
const unique = (found: Iterable<RegExpMatchArray>): readonly string[] => [...new Set([...found].map((match) => match[1] ?? ''))];
const settings = unique(read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm));

test('every setting is in .env.example and in README', () => {
  expect(settings.length).toBeGreaterThan(10);
  expect(settings.filter((name) => !read('.env.example').includes(`# ${name}=`))).toEqual([]);
  expect(settings.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

test('.env.example explains no setting that nobody reads', () => {
  expect(unique(read('.env.example').matchAll(/^# ([A-Z][A-Z_]+)=/gm)).filter((name) => !settings.includes(name))).toEqual([]);
});

test('every command that README names exists', () => {
  expect(unique(readme.matchAll(/npm run ([\w-]+)/g)).filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('every path in the finder table exists', () => {
  const table = readme.slice(readme.indexOf('## Where to find things'));
  const paths = unique(table.matchAll(/`((?:domain|application|chat|web|jobs|adapters|sandbox|templates|test)\/[^`]*)`/g));
  const spread = paths.flatMap((path) => {
    const braces = /^(.*)\{(.*)\}(.*)$/.exec(path);
    return braces === null ? [path] : (braces[2] ?? '').split(',').map((part) => `${braces[1] ?? ''}${part}${braces[3] ?? ''}`);
  });
  expect(spread.filter((path) => !existsSync(join(root, /^(templates|test)\//.test(path) ? path : `src/${path}`)))).toEqual([]);
});

test('the links of the papers lead somewhere', () => {
  for (const page of ['README.md', 'docs/architecture.md', 'docs/the-draw.md', 'docs/field-notes.md', 'docs/decisions/README.md']) {
    const links = unique(read(page).matchAll(/\]\((?!https?:|#)([^)]+)\)/g));
    expect([page, links.filter((link) => !existsSync(join(root, page, '..', link)))]).toEqual([page, []]);
  }
});

const files = (folder: string): readonly string[] => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path)).map((path) => join(folder, path));

test('every pitfall and contradiction that a comment refers to is a row of the field notes, and every path there exists', () => {
  const notes = read('docs/field-notes.md');
  const rows = new Set(unique(notes.matchAll(/^\| ([PX]\d+) \|/gm)));
  const cited = [...files('src'), ...files('test')].flatMap((path) => [...read(path).matchAll(/^\s*(?:\/?\*|\/\/).*/gm)].flatMap(([comment]) => [...comment.matchAll(/\b([PX]\d{1,2})\b(?! ?[<≤=])/g)].map((match) => `${match[1] ?? ''} ${path}`)));
  expect(cited.length).toBeGreaterThan(50);
  expect(cited.filter((each) => !rows.has(each.split(' ')[0] ?? '') && !/^P(?:50|9[59]|0) /.test(each))).toEqual([]);
  expect(unique(notes.matchAll(/`((?:src|test|templates)\/[^`]*)`/g)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the known answer in the page about the draw is the one that the engine and the verifiers are tested with', () => {
  const { jcsPlan, planHash, otp1, seed, key, tickets } = JSON.parse(read('test/domain/draw/vectors.json')) as { readonly jcsPlan: string; readonly planHash: string; readonly otp1: string; readonly seed: string; readonly key: string; readonly tickets: Readonly<Record<string, string>> };
  const page = read('docs/the-draw.md');
  for (const known of [jcsPlan, planHash, otp1, seed, key, `91330100MA20000001: ${tickets['91330100MA20000001'] ?? ''}`]) expect(page).toContain(known);
});
