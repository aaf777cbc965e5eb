/** The public check page: only from the code on a notice, only what may be public, and nothing for tasks that are withheld. */
import { evidencePage } from '../../src/application/substitution-evidence.ts';
import { createEvidencePage } from '../../src/web/evidence.ts';
import { checkPage } from '../../src/application/queries/check-page.ts';
import { issueNotice } from '../../src/application/notice.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import { inspectionId } from '../../src/domain/ids.ts';
import { createWebApp } from '../../src/web/app.ts';
import { createCheckPage } from '../../src/web/check.ts';
import { listen } from '../../src/web/listen.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { inspectorRow, openBureau, STAFF } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';

const silent = (): void => undefined;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const opened = async (settings: Partial<TaskSettings> = {}) => {
  const bureau = await openBureau();
  await bureau.roster('inspectors', STAFF.flatMap(({ name, section, certificate = '' }) => (certificate === '' ? [] : [inspectorRow(certificate, name, section, { certificate: `37100${certificate}`, phone: '13812345678' })])));
  const id = inspectionId(`${await dispatchedTask(bureau, settings)}-01`);
  if (id === null) throw new Error('a task without visits');
  const app = createWebApp({
    log: { info: silent, warn: silent, error: silent }, checks: {}, metrics: createMetrics([]), callbacks: {}, chatPage: null,
    screens: { page: async (ctx) => ctx.throw(404), events: async (ctx) => ctx.throw(404) }, checkPage: createCheckPage({ links: bureau.deps.links, checkPage: checkPage(bureau.deps) }), evidencePage: createEvidencePage({ links: bureau.deps.links, evidence: evidencePage(bureau.deps) }),
  });
  const web = await listen(app, { host: '127.0.0.1', port: 0 });
  closers.push(() => web.close(100));
  const address = bureau.deps.links.to('check', id).replace('http://yaohao.test', `http://127.0.0.1:${String(web.port)}`);
  const get = (at = address) => fetch(at, { headers: { accept: 'text/html' } });
  const notify = () => issueNotice(bureau.deps)(bureau.by('王敏'), id, { on: '2026-09-16', part: 'morning', materials: [], place: '', method: '', assistants: 0, phone: '' });
  return { bureau, id, address, get, notify };
};

test('before the notice there is nothing; afterwards the page says that the check is genuine and who comes', async () => {
  const { bureau, id, get, notify } = await opened();
  expect((await get()).status).toBe(404);
  await notify();
  const answer = await get();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const page = await answer.text();
  const { state } = await bureau.deps.states.load('inspection', id);
  for (const said of ['临海区教育和卫生健康局', '本次检查真实有效', id, state.target?.name ?? '?', '2026年9月16日上午', '第 1 次', '办学行为检查', '申请其回避', '12345', ...state.posts.map(({ name }) => name)]) expect(page).toContain(said);
});

test('certificates are masked; phones, strata and tickets are not on it', async () => {
  const { get, notify } = await opened();
  await notify();
  const page = await (await get()).text();
  expect(page).toContain('执法证 37100ZF****');
  expect(page).not.toMatch(/ZF00\d\d|138\d{8}|重点|普通|<script/);
});

test('an address with another number, or of another page, opens nothing', async () => {
  const { bureau, id, address, get, notify } = await opened();
  await notify();
  for (const wrong of [address.replace(id, `${id.slice(0, -2)}02`), `${address.slice(0, -2)}xx`, address.replace(/[^/]*$/, bureau.deps.links.to('screen', id).split('/').at(-1) ?? '')]) expect((await get(wrong)).status).toBe(404);
});

test('不宜告知: the address of such a visit opens nothing', async () => {
  const { get, notify } = await opened({ noNotice: true });
  await expect(notify()).rejects.toMatchObject({ code: 'notice.withheld' });
  expect((await get()).status).toBe(404);
});
