/**
 * Draws the rooms and who imports whom, from the imports themselves, into docs/architecture.md.
 *
 *   node scripts/rooms.mjs           rewrites the diagram
 *   node scripts/rooms.mjs --check   ends with 1 when the diagram is out of date or somebody climbs over a fence
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const page = join(root, 'docs/architecture.md');
const BEGIN = '<!-- rooms: made by scripts/rooms.mjs -->';
const END = '<!-- /rooms -->';

const cruise = () => {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const done = spawnSync(process.execPath, [bin, 'src', 'verifiers', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (done.stdout === '') throw new Error(done.stderr);
  return JSON.parse(done.stdout);
};

/** 'src/adapters/mongo/x.ts' → 'adapters/mongo', 'src/chat/x.ts' → 'chat'; what starts the house is one room. */
const roomOf = (path) => {
  const [, first, second] = path.split('/');
  if (first === 'adapters') return `adapters/${second}`;
  return first === 'compose' || first.endsWith('.ts') ? 'main · compose' : first;
};
const idOf = (room) => room.replace(/[^a-z]+/g, '_');

const diagramOf = ({ modules }) => {
  const inside = modules.filter(({ source }) => source.startsWith('src/'));
  const rooms = [...new Set(inside.map(({ source }) => roomOf(source)))].sort();
  const edges = new Set();
  for (const { source, dependencies } of inside)
    for (const { resolved } of dependencies)
      if (resolved.startsWith('src/') && roomOf(resolved) !== roomOf(source)) edges.add(`  ${idOf(roomOf(source))} --> ${idOf(roomOf(resolved))}`);
  // Everything is known to compose: those arrows would hide the others.
  const shown = [...edges].filter((edge) => !edge.startsWith('  main_compose')).sort();
  const lines = ['```mermaid', 'flowchart TD', ...rooms.map((room) => `  ${idOf(room)}["${room}"]`), ...shown, '```'];
  return lines.join('\n');
};

const cruised = cruise();
const text = readFileSync(page, 'utf8');
const [before, rest] = text.split(BEGIN);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error(`docs/architecture.md has no ${BEGIN} … ${END}`);
const current = `${before}${BEGIN}\n${diagramOf(cruised)}\n${END}${after}`;

if (!process.argv.includes('--check')) {
  writeFileSync(page, current);
  process.exit(0);
}
const trespasses = cruised.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
if (text !== current) trespasses.push('docs/architecture.md: the diagram is out of date, run npm run rooms');
for (const trespass of trespasses) console.error(trespass);
process.exit(trespasses.length === 0 ? 0 : 1);
