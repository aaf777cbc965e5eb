/** The big screen: who may look, what it shows of a draw, and that it follows it live. */
import { witnessDraw, contribute, openDraw } from '../../src/application/draw.ts';
import { screenOf, SCREEN_HOURS } from '../../src/application/queries/screen.ts';
import type { Screen } from '../../src/application/queries/screen.ts';
import { createWebApp } from '../../src/web/app.ts';
import { linksOf } from '../../src/web/links.ts';
import { listen } from '../../src/web/listen.ts';
import type { Listening } from '../../src/web/listen.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { createScreens } from '../../src/web/screen.ts';
import { openBureau, personOf } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, newTaskIn } from '../support/ceremony.ts';

const silent = (): void => undefined;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const serve = async (bureau: Bureau): Promise<(address: string) => string> => {
  const screens = createScreens({ links: bureau.deps.links, screenOf: screenOf(bureau.deps), lookEveryMs: 1 });
  const app = createWebApp({ log: { info: silent, warn: silent, error: silent }, checks: {}, metrics: createMetrics([]), callbacks: {}, chatPage: null, screens, checkPage: async (ctx) => ctx.throw(404), evidencePage: async (ctx) => ctx.throw(404) });
  const open: Listening = await listen(app, { host: '127.0.0.1', port: 0 });
  closers.push(async () => {
    screens.close();
    await open.close(100);
  });
  return (address) => address.replace('http://yaohao.test', `http://127.0.0.1:${String(open.port)}`);
};

/** The events of a stream, one at a time. */
const eventsOf = async (address: string) => {
  const stop = new AbortController();
  const answer = await fetch(address, { signal: stop.signal });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let waiting = '';
  const next = async (): Promise<{ readonly name: string; readonly data: Screen } | null> => {
    for (;;) {
      const [whole, rest] = waiting.split(/\n\n([\s\S]*)/);
      if (rest !== undefined) {
        waiting = rest;
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(whole ?? '') ?? [];
        if (name !== undefined && data !== undefined) return { name, data: JSON.parse(data) as Screen };
        continue;
      }
      const { value, done } = await reader.read();
      if (done) return null;
      waiting += decoder.decode(value, { stream: true });
    }
  };
  return { status: answer.status, type: answer.headers.get('content-type'), next, stop: () => stop.abort() };
};

test('an address we did not make, or made for another page or task, opens nothing', async () => {
  const bureau = await openBureau();
  const at = await serve(bureau);
  const task = await newTaskIn(bureau);
  const address = at(bureau.deps.links.to('screen', task));
  expect((await fetch(address)).status).toBe(200);
  const changed = `${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`;
  for (const wrong of [changed, address.replace(task, 'T2026-002'), address.replace(/\..{22}$/, ''), address.slice(0, -1)]) {
    expect((await fetch(wrong)).status).toBe(404);
    expect((await fetch(`${wrong}/events`)).status).toBe(404);
  }
  expect(linksOf(new Uint8Array(32).fill(1), '').idOf('screen', address.split('/').at(-1) ?? '')).toBeNull();
});

test('the room sees every step as it is taken, and no certificate number among them', async () => {
  const bureau = await openBureau();
  const at = await serve(bureau);
  const task = await newTaskIn(bureau);
  const stream = await eventsOf(`${at(bureau.deps.links.to('screen', task))}/events`);
  expect(stream.type).toBe('text/event-stream; charset=utf-8');
  expect((await stream.next())?.data).toMatchObject({ unit: '临海区教育和卫生健康局', task, draw: null });
  await confirmAll(bureau, task);
  const phases: (string | undefined)[] = [];
  const until = async (holds: (screen: Screen) => boolean): Promise<Screen> => {
    for (;;) {
      const event = await stream.next();
      if (event === null) throw new Error('the stream ended');
      phases.push(event.data.draw?.phase);
      if (holds(event.data)) return event.data;
    }
  };
  await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
  const open = await until(({ draw }) => draw?.phase === 'committed');
  expect(open.draw).toMatchObject({ drawer: '赵红', witness: '孙岩', rows: [], seed: null, tryNumber: 1 });
  await contribute(bureau.deps)(bureau.by('王敏'), task, '<b>车牌 88</b>');
  await until(({ draw }) => draw?.contributions.some(({ who, text }) => who === '王敏' && text === '<b>车牌 88</b>') === true);
  await witnessDraw(bureau.deps)(bureau.by('孙岩'), task, '3859');
  const drawn = await until(({ draw }) => draw?.phase === 'drawn');
  expect(drawn.draw?.contributions.at(-1)).toMatchObject({ who: '孙岩', text: '3859', closes: true });
  expect(drawn.draw?.rows.length).toBeGreaterThan(0);
  for (const row of drawn.draw?.rows ?? []) expect(row).toMatchObject({ ticket: expect.stringMatching(/^[0-9a-f]{8}$/), rank: expect.stringMatching(/^\d+\/\d+$/), team: expect.stringContaining('★') });
  expect(JSON.stringify(drawn)).not.toMatch(/ZF\d/);
  expect(phases.at(-1)).toBe('drawn');
  stream.stop();
});

test('targets that must not be told have numbers on the screen', async () => {
  const bureau = await openBureau();
  const task = await newTaskIn(bureau, { noNotice: true });
  await confirmAll(bureau, task);
  await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
  await witnessDraw(bureau.deps)(bureau.by('孙岩'), task, '3859');
  const shown = await (await screenOf(bureau.deps)(task))?.show();
  expect(shown?.draw?.rows.map(({ target }) => target)).toEqual(shown?.draw?.rows.map(({ no }) => `对象 ${String(no)}`));
});

test('half a day after the draw began the address shows nothing any more, and an open screen is told', async () => {
  const bureau = await openBureau();
  const at = await serve(bureau);
  const task = await newTaskIn(bureau);
  await confirmAll(bureau, task);
  await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
  const address = at(bureau.deps.links.to('screen', task));
  const stream = await eventsOf(`${address}/events`);
  expect((await stream.next())?.name).toBe('screen');
  bureau.setTime(new Date(Date.parse(bureau.now()) + SCREEN_HOURS * 3_600_000 + 1).toISOString());
  expect((await stream.next())?.name).toBe('over');
  expect(await stream.next()).toBeNull();
  expect((await fetch(address)).status).toBe(404);
});

test('the page runs nothing but its own script', async () => {
  const bureau = await openBureau();
  const at = await serve(bureau);
  const answer = await fetch(at(bureau.deps.links.to('screen', await newTaskIn(bureau))));
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'sha256-[^ ;']+'; style-src 'sha256-[^ ;']+'; connect-src 'self';/);
});
