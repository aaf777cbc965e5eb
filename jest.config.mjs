import { readFileSync } from 'node:fs';

// Production runs native ESM; tests run as CommonJS (jest needs Node 24.9 for require(esm)).
// ESM-only packages are transformed; they are found from the lock file instead of a hand-kept list.
const lock = JSON.parse(readFileSync(new URL('./package-lock.json', import.meta.url), 'utf8'));
const esmOnly = Object.keys(lock.packages)
  .filter((path) => path.startsWith('node_modules/'))
  .filter((path) => {
    try {
      const manifest = JSON.parse(readFileSync(new URL(`./${path}/package.json`, import.meta.url), 'utf8'));
      return manifest.type === 'module' && !JSON.stringify(manifest.exports ?? '').includes('"require"');
    } catch {
      return false;
    }
  })
  .map((path) => path.slice('node_modules/'.length));

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // test/year takes minutes: npm run year, and npm run check at its end.
  testPathIgnorePatterns: ['/node_modules/', '/test/bench/', '/test/support/', '/test/year/'],
  clearMocks: true,
  restoreMocks: true,
  maxWorkers: 2,
  workerIdleMemoryLimit: '768MB',
  testTimeout: 30_000,
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.map((name) => name.replaceAll('/', '\\/')).join('|')})/)`],
  transform: {
    '^.+\\.(ts|tsx|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic', importSource: 'preact' } } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
};
