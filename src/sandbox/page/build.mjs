/**
 * Builds the chat page: one script, one style sheet, and the Chinese web font cut into the subsets a page may need.
 *
 * Browsers fetch only the subsets whose characters are on the screen, so all of them are put beside the page and none is
 * loaded in vain. Nothing comes from the network. Run: `node src/sandbox/page/build.mjs [outDir]`, or call `buildPage`.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const WEIGHTS = [400, 600];
/** Latin, punctuation, ideographs, full-width forms; the font's emoji and private-use subsets are left out. */
const NEEDED = [[0x20, 0xff], [0x2000, 0x206f], [0x2190, 0x21ff], [0x2460, 0x24ff], [0x25a0, 0x25ff], [0x3000, 0x303f], [0x3400, 0x9fff], [0xff00, 0xffef]];

const overlaps = (unicodeRange) =>
  unicodeRange.split(',').some((part) => {
    const [from = '', to = from] = part.trim().replace(/^U\+/i, '').split('-');
    const [first, last] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    return NEEDED.some(([low, high]) => first <= high && last >= low);
  });

/** The font faces of one weight that are needed: their CSS, and the file each one names. */
const facesOf = async (fontDir, weight) => {
  const css = await readFile(join(fontDir, `${weight}.css`), 'utf8');
  return [...css.matchAll(/@font-face\s*\{[^}]*\}/g)].flatMap(([block]) => {
    const file = /url\(\.\/files\/([^)]+\.woff2)\)/.exec(block)?.[1];
    const range = /unicode-range:\s*([^;]+);/.exec(block)?.[1];
    if (file === undefined || range === undefined || !overlaps(range)) return [];
    return [{ file, css: `@font-face{font-family:'Noto Sans SC';font-style:normal;font-display:swap;font-weight:${weight};src:url(fonts/${file}) format('woff2');unicode-range:${range.trim()}}` }];
  });
};

export const buildPage = async ({ outDir }) => {
  const fontDir = dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-sc/400.css'));
  await mkdir(join(outDir, 'fonts'), { recursive: true });
  const [bundle, faces] = await Promise.all([
    build({
      entryPoints: { page: join(HERE, 'main.tsx') }, bundle: true, outdir: outDir, write: false, format: 'esm', target: ['es2023', 'chrome120', 'firefox125', 'safari17'],
      jsx: 'automatic', jsxImportSource: 'preact', minify: true, legalComments: 'none', logLevel: 'warning',
    }),
    Promise.all(WEIGHTS.map((weight) => facesOf(fontDir, weight))).then((all) => all.flat()),
  ]);
  const written = bundle.outputFiles.map((file) =>
    writeFile(file.path, file.path.endsWith('.css') ? `${faces.map((face) => face.css).join('\n')}\n${file.text}` : file.contents));
  const fonts = faces.map(({ file }) => copyFile(join(fontDir, 'files', file), join(outDir, 'fonts', file)));
  await Promise.all([...written, ...fonts, copyFile(join(HERE, 'index.html'), join(outDir, 'index.html'))]);
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await buildPage({ outDir: process.argv[2] ?? 'dist/sandbox/page' });
