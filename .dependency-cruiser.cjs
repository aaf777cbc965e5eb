// The fences of docs/architecture.md: who may import whom. Type-only imports count (tsPreCompilationDeps).
// test/house/fences.test.ts proves that each rule bites.
const outside = '(^|/)node_modules/';
const only = (name, from, allowed, comment) => ({ name, comment, severity: 'error', from: { path: from }, to: { path: '^src/', pathNot: allowed } });
const packages = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'], ...(allowed ? { pathNot: allowed } : {}) },
});
/** A package that has exactly one home. */
const home = (name, pattern, room) => ({
  name,
  comment: `only ${room} may import it`,
  severity: 'error',
  from: { path: '^src/', pathNot: room },
  to: { path: `(^|/)node_modules/(${pattern})(/|$)` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: ['^src/(main|cli)\\.ts$', '(^|/|-)child\\.ts$', '\\.d\\.ts$'] }, to: {} },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'declared', comment: 'in package.json, and not a development package', severity: 'error', from: { path: '^src/', pathNot: '^src/sandbox/page/' }, to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] } },

    only('domain-alone', '^src/domain/', ['^src/domain/'], 'the rules know nothing but the rules'),
    packages('domain-no-packages', '^src/domain/', null, 'a stranger must be able to recompute a draw'),
    { name: 'domain-hashing-only', severity: 'error', from: { path: '^src/domain/' }, to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' } },
    only('application-inward', '^src/application/', ['^src/application/', '^src/domain/'], 'use cases speak through ports'),
    packages('application-no-packages', '^src/application/', null, 'use cases need no package'),
    { name: 'application-hashing-only', severity: 'error', from: { path: '^src/application/' }, to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' } },

    ...['chat', 'web', 'jobs'].map((room) => only(`${room}-inward`, `^src/${room}/`, [`^src/${room}/`, '^src/application/', '^src/domain/'], 'front doors translate to use cases and never know each other')),
    packages('chat-packages', '^src/chat/', ['(^|/)node_modules/zod/'], 'chat needs zod only'),
    packages('jobs-packages', '^src/jobs/', ['(^|/)node_modules/zod/'], 'jobs need zod only'),
    packages('web-packages', '^src/web/', ['(^|/)node_modules/(zod|koa|koa-helmet|@koa/[^/]+|@types/koa[^/]*|prom-client)/'], 'web needs koa, zod and the metrics client'),

    {
      name: 'adapters-inward',
      comment: 'an adapter knows its own folder, the ports, the domain, and the neutral types of chat and jobs; never another adapter',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/', pathNot: ['^src/adapters/$1/', '^src/application/(imports/)?ports\\.ts$', '^src/domain/', '^src/chat/(platform|ports)\\.ts$', '^src/jobs/'] },
    },
    only('sandbox-alone', '^src/sandbox/', ['^src/sandbox/'], 'the simulated platform is a counterpart, not part of the product'),
    { name: 'sandbox-behind-compose', severity: 'error', from: { path: '^src/', pathNot: ['^src/sandbox/', '^src/(compose|main|cli)(/|\\.ts$)'] }, to: { path: '^src/sandbox/' } },
    only('config-alone', '^src/(config|log|secret-key)\\.ts$', ['^src/(config|log|secret-key)\\.ts$', '^src/domain/refusal\\.ts$'], 'read once, known to compose and main'),
    { name: 'compose-outermost', comment: 'only main knows compose; only compose and main know config and log', severity: 'error', from: { path: '^src/', pathNot: '^src/(compose|main|cli|config|log|secret-key)(/|\\.ts$)' }, to: { path: '^src/(compose|main|cli|config|log|secret-key)(/|\\.ts$)' } },

    { name: 'verifiers-independent', comment: 'a verifier shares no line with the engine or with another verifier; a pairing is taken from a package', severity: 'error', from: { path: '^verifiers/([^/]+)/' }, to: { pathNot: ['^verifiers/$1/', '(^|/)node_modules/@noble/curves/'], dependencyTypesNot: ['core'] } },
    { name: 'verifiers-outside', comment: 'nor does the engine with a verifier', severity: 'error', from: { path: '^src/' }, to: { path: '^verifiers/' } },

    home('feishu-sdk', '@larksuiteoapi/[^/]+', '^src/adapters/feishu/'),
    home('agenda', 'agenda|@agendajs/[^/]+', '^src/adapters/agenda/'),
    home('mongo', 'mongoose|mongodb|bson|@0q/[^/]+', '^src/adapters/(mongo|agenda)/'),
    home('curves', '@noble/curves', '^src/adapters/drand/'),
    home('excel', 'exceljs|yauzl|iconv-lite', '^src/adapters/excel/'),
    home('word', 'docxtemplater|pizzip|qrcode|@types/qrcode', '^src/adapters/word/'),
    home('sandbox-packages', 'ws|preact|@fontsource/[^/]+', '^src/sandbox/'),
    home('pino', 'pino', '^src/log\\.ts$'),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: outside },
    exclude: { path: '^src/sandbox/page/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], mainFields: ['module', 'main', 'types'] },
    combinedDependencies: false,
  },
};
