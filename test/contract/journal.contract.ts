/** What every journal and its states promise, whatever keeps them. */
import { StreamMoved } from '../../src/application/ports.ts';
import type { Blobs, Clock, Journal, States } from '../../src/application/ports.ts';
import { INSPECTION, INSPECTOR, TASK, UNIT, acceptance, addSection, at, clockOf, draftOf, resultOf, taskToLock } from './drafts.ts';

export interface JournalParts {
  readonly journal: Journal;
  readonly states: States;
  readonly blobs: Blobs;
}

/** @param open a journal of its own for each test */
export const journalContract = (open: (clock: Clock) => Promise<JournalParts>): void => {
  it('records a decision once and shows its state', async () => {
    const { journal, states } = await open(clockOf('2026-09-08T01:00:00.000Z'));
    const entry = await journal.append(addSection('U1', 1, '餐饮科'));
    expect(entry).toMatchObject({ id: 'main:000000000001', seq: 1, at: '2026-09-08T01:00:00.000Z', schema: 1, touches: [{ stream: 'unit/U1', version: 1 }] });
    expect(await states.load('unit', 'U1')).toMatchObject({ version: 1, state: { sections: ['餐饮科'] } });
    expect(await journal.head()).toEqual({ seq: 1, hash: entry.hash });
    expect(await states.load('unit', 'U2')).toMatchObject({ version: 0, state: { sections: [] } });
  });

  it('chains every entry to the one before, and time never runs backwards', async () => {
    const { journal } = await open(clockOf('2026-09-08T01:00:00.000Z', '2026-09-08T00:59:00.000Z', '2026-09-08T01:02:00.000Z'));
    for (const [i, section] of ['甲', '乙', '丙'].entries()) await journal.append(addSection('U1', i + 1, section));
    const entries = await journal.read(0, 10);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(entries.map(({ at: instant }) => instant)).toEqual(['2026-09-08T01:00:00.000Z', '2026-09-08T01:00:00.000Z', '2026-09-08T01:02:00.000Z']);
    expect(entries.map(({ prevHash }) => prevHash)).toEqual(['0'.repeat(64), ...entries.slice(0, 2).map(({ hash }) => hash)]);
    expect(await journal.read(1, 1)).toEqual([entries[1]]);
  });

  it('the same cause again gives back the first entry and changes nothing', async () => {
    const { journal, states } = await open(clockOf());
    const first = await journal.append(addSection('U1', 1, '餐饮科', 'click-1'));
    expect(await journal.append(addSection('U1', 1, '餐饮科', 'click-1'))).toEqual(first);
    expect(await journal.append(addSection('U1', 2, '另一科', 'click-1'))).toEqual(first);
    expect(await journal.byCause('click-1')).toEqual(first);
    expect(await journal.byCause('click-2')).toBeNull();
    expect(await states.load('unit', 'U1')).toMatchObject({ version: 1, state: { sections: ['餐饮科'] } });
  });

  it('the same cause twice at once is recorded once', async () => {
    const { journal } = await open(clockOf());
    const [one, two] = await Promise.all([journal.append(addSection('U1', 1, '餐饮科', 'click-1')), journal.append(addSection('U1', 1, '餐饮科', 'click-1'))]);
    expect(one).toEqual(two);
    expect(await journal.head()).toMatchObject({ seq: 1 });
  });

  it('sends a decision back when a stream it touches has moved', async () => {
    const { journal, states } = await open(clockOf());
    await journal.append(addSection('U1', 1, '餐饮科'));
    await expect(journal.append(addSection('U1', 1, '特设科'))).rejects.toThrow(StreamMoved);
    await expect(journal.append(draftOf('both', [at('unit/U2', 1), at('unit/U1', 1)], []))).rejects.toMatchObject({ streams: ['unit/U1'] });
    expect(await states.load('unit', 'U2')).toMatchObject({ version: 0 });
    expect(await journal.head()).toMatchObject({ seq: 1 });
  });

  it('whoever reads along sees the states no older than the entries', async () => {
    const { journal, states } = await open(clockOf());
    const behind: string[] = [];
    const appending = (async () => { for (let version = 1; version <= 60; version += 1) await journal.append(addSection('U1', version, `科室${String(version)}`)); })();
    for (let seen = 0; seen < 60; ) {
      for (const entry of await journal.read(seen, 10)) {
        const { version } = await states.load('unit', 'U1');
        if (version < (entry.touches[0]?.version ?? 0)) behind.push(`entry ${String(entry.seq)}: state at ${String(version)}`);
        seen = entry.seq;
      }
      await new Promise(setImmediate);
    }
    await appending;
    expect(behind).toEqual([]);
  });

  it('refuses to leave a gap in a stream', async () => {
    const { journal } = await open(clockOf());
    await expect(journal.append(addSection('U1', 2, '餐饮科'))).rejects.toThrow('is at version 0');
    expect(await journal.head()).toMatchObject({ seq: 0, hash: '0'.repeat(64) });
  });

  it('refuses a decision that has no canonical form, and goes on', async () => {
    const { journal } = await open(clockOf());
    await expect(journal.append(addSection('U1', 1, '\ud800'))).rejects.toThrow('lone surrogate');
    await expect(journal.append(addSection('U1', 1, '餐饮科'))).resolves.toMatchObject({ seq: 1 });
  });

  it('twenty decide on one stream at once: all get through by deciding again, in one order', async () => {
    const { journal, states } = await open(clockOf());
    const decide = async (section: string): Promise<void> => {
      for (;;) {
        const { version } = await states.load('unit', 'U1');
        try {
          await journal.append(addSection('U1', version + 1, section));
          return;
        } catch (error) {
          if (!(error instanceof StreamMoved)) throw error;
        }
      }
    };
    const sections = Array.from({ length: 20 }, (_, i) => `第${String(i)}科`);
    await Promise.all(sections.map(decide));
    const { state, version } = await states.load('unit', 'U1');
    expect(version).toBe(20);
    expect([...state.sections].sort()).toEqual([...sections].sort());
    expect((await journal.ofStream('unit/U1')).map(({ touches }) => touches[0]?.version)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('gives the trail of one stream, or the latest of it', async () => {
    const { journal } = await open(clockOf());
    for (let i = 1; i <= 12; i++) await journal.append(addSection(i % 2 === 0 ? 'U1' : 'U11', Math.ceil(i / 2), `第${String(i)}科`));
    expect((await journal.ofStream('unit/U1')).map(({ seq }) => seq)).toEqual([2, 4, 6, 8, 10, 12]);
    expect((await journal.ofStream('unit/U1', 2)).map(({ seq }) => seq)).toEqual([10, 12]);
    expect(await journal.ofStream('unit/U9')).toEqual([]);
  });

  it('a locked draw brings its inspections into being, and they can be found', async () => {
    const { journal, states, blobs } = await open(clockOf());
    const result = await blobs.put('result.json', resultOf());
    for (const draft of taskToLock(result)) await journal.append(draft);
    expect(await states.load('inspection', INSPECTION)).toMatchObject({ version: 0, state: { task: TASK, posts: [{ inspector: INSPECTOR, acceptedAt: null }] } });
    expect(await states.find('inspection', { inspectors: INSPECTOR })).toMatchObject([{ id: INSPECTION, version: 0 }]);
    const accepted = await journal.append(acceptance(1));
    // Not there is a value too: visits that are not over.
    expect((await states.find('inspection', { inspectors: INSPECTOR, finished: null })).map(({ id }) => id)).toEqual([INSPECTION]);
    expect(await states.find('inspection', { task: TASK, unit: UNIT })).toMatchObject([{ id: INSPECTION, version: 1, state: { posts: [{ acceptedAt: accepted.at }] } }]);
    expect(await states.find('task', { phase: 'locked' })).toMatchObject([{ id: TASK, version: 4 }]);
    expect(await states.find('task', { phase: 'confirming' })).toEqual([]);
  });

  it('finds states in the order of their ids, up to a limit, by indexed members only', async () => {
    const { journal, states } = await open(clockOf());
    for (const unit of ['U2', 'U10', 'U1'] as const) {
      await journal.append(draftOf(`bind ${unit}`, [at(`unit/${unit}`, 1)], [{ type: 'GroupBound', unit: UNIT, platform: 'feishu', chat: 'oc_1', name: '工作群', outsiders: false }]));
    }
    expect((await states.find('unit', { chats: 'feishu:oc_1' })).map(({ id }) => id)).toEqual(['U1', 'U10', 'U2']);
    expect((await states.find('unit', { chats: 'feishu:oc_1' }, 2)).map(({ id }) => id)).toEqual(['U1', 'U10']);
    await expect(states.find('unit', { name: '临港' })).rejects.toThrow('not searched by name');
  });
};
