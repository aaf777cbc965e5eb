import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { entryOf, seal, upcast } from '../../../src/adapters/mongo/entry.ts';
import type { StoredEntry } from '../../../src/adapters/mongo/entry.ts';
import { storageOn } from '../../../src/adapters/mongo/storage.ts';
import type { Storage } from '../../../src/adapters/mongo/storage.ts';
import { StreamMoved } from '../../../src/application/ports.ts';
import type { Entry } from '../../../src/application/ports.ts';
import { UNIT, addSection, at, clockOf, draftOf, acceptance, INSPECTION, resultOf, rosterImport, taskToLock } from '../../contract/drafts.ts';
import { testDatabase } from '../../support/engine.ts';

const options = { clock: clockOf(), random: randomBytes, secretKey: { id: 'k1', key: new Uint8Array(32).fill(7) } };

/** Loads, decides, appends, and decides again when somebody was faster; asks again when the database was away. */
const untilRecorded = async ({ journal, states }: Storage, streams: readonly string[], section: string, cause: string, isPatient = false): Promise<Entry> => {
  for (;;) {
    try {
      const versions = await Promise.all(streams.map(async (unit) => (await states.load('unit', unit)).version));
      return await journal.append(draftOf(cause, streams.map((unit, i) => at(`unit/${unit}`, (versions[i] ?? 0) + 1)), [{ type: 'SectionAdded', unit: UNIT, section }]));
    } catch (error) {
      if (!(error instanceof StreamMoved) && !isPatient) throw error;
    }
  }
};

describe('the journal on a real database', () => {
  const database = testDatabase();
  const open = async (): Promise<Storage> => storageOn(database.get(), options);
  /** Another process on the same database. */
  const openAnother = async (): Promise<Storage> => storageOn(await database.another(), options);

  it('several processes append at once: one chain, no decision lost, none twice', async () => {
    const processes = [await openAnother(), await openAnother(), await openAnother()] as const;
    const work = processes.flatMap((storage, p) =>
      Array.from({ length: 20 }, async (_, i) => untilRecorded(storage, i % 3 === 0 ? ['U1'] : [`U${String(p + 2)}`, 'U9'].slice(0, i % 2 === 0 ? 2 : 1), `${String(p)}-${String(i)}`, `cause ${String(p)}-${String(i)}`)),
    );
    const entries = await Promise.all(work);
    expect(entries.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    const [one] = processes;
    expect(await one.verify()).toMatchObject({ entries: 60, findings: [] });
  }, 60_000);

  it('random decisions of two processes on shared streams fold to the same states everywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ process: fc.nat(1), streams: fc.uniqueArray(fc.constantFrom('U1', 'U2', 'U3'), { minLength: 1, maxLength: 3 }), cause: fc.nat(12) }), { minLength: 1, maxLength: 24 }), async (decisions) => {
        await Promise.all((await database.get().db.collections()).map((each) => each.deleteMany({})));
        const [one, two] = [await openAnother(), await openAnother()];
        await Promise.all(decisions.map(async ({ process, streams, cause }) => untilRecorded(process === 0 ? one : two, streams, `第${String(cause)}科`, `cause ${String(cause)}`)));
        expect((await one.journal.head()).seq).toBe(new Set(decisions.map(({ cause }) => cause)).size);
        expect(await two.verify()).toMatchObject({ findings: [] });
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it('what a crash left unfolded is folded at the next start, seeds included', async () => {
    const first = await open();
    await first.blobs.put('none', new Uint8Array());
    const result = await first.blobs.put('result.json', resultOf());
    for (const draft of [...taskToLock(result), acceptance(1)]) await first.journal.append(draft);
    const { db } = database.get();
    await Promise.all(['states_task', 'states_inspection', 'checkpoints'].map((name) => db.collection(name).deleteMany({})));
    const second = await open();
    expect(await second.states.find('inspection', { task: 'T2026-007' })).toMatchObject([{ id: INSPECTION, version: 1 }]);
    expect(await second.verify()).toMatchObject({ entries: 5, findings: [] });
  });

  it('a projection that fell behind is caught up by the decision that finds it', async () => {
    const first = await open();
    const second = await openAnother();
    await first.journal.append(addSection('U1', 1, '甲'));
    const { db } = database.get();
    const old = await db.collection('states_unit').findOne();
    await first.journal.append(addSection('U1', 2, '乙'));
    if (old !== null) await db.collection('states_unit').replaceOne({ _id: old._id }, old);
    expect(await second.states.load('unit', 'U1')).toMatchObject({ version: 1 });
    await expect(second.journal.append(addSection('U1', 2, '丙'))).rejects.toThrow(StreamMoved);
    expect(await second.states.load('unit', 'U1')).toMatchObject({ version: 2, state: { sections: ['甲', '乙'] } });
  });

  it('nothing acknowledged is lost when the engine is killed again and again under load', async () => {
    const storage = await open();
    const acknowledged: Entry[] = [];
    let isOver = false;
    const writers = Array.from({ length: 8 }, async (_, w) => {
      for (let i = 0; !isOver || i < 5; i++) acknowledged.push(await untilRecorded(storage, [`U${String(w + 1)}`], `第${String(i)}科`, `${String(w)}/${String(i)}`, true));
    });
    for (let kill = 0; kill < 3; kill++) {
      const before = acknowledged.length;
      while (acknowledged.length < before + 20 + kill * 7) await new Promise((resolve) => setImmediate(resolve));
      const pid = (await storage.health()).engine?.pid;
      if (typeof pid === 'number') process.kill(pid, 'SIGKILL');
    }
    const target = acknowledged.length + 20;
    while (acknowledged.length < target) await new Promise((resolve) => setImmediate(resolve));
    isOver = true;
    await Promise.all(writers);
    const recorded = new Map((await storage.journal.read(0, 100_000)).map((entry) => [entry.cause, entry]));
    expect(acknowledged.filter((entry) => recorded.get(entry.cause)?.hash !== entry.hash)).toEqual([]);
    expect(await storage.verify()).toMatchObject({ findings: [] });
    expect((await storage.health()).engine?.restarts).toBeGreaterThanOrEqual(3);
  }, 120_000);
});

describe('the verifier', () => {
  const database = testDatabase();
  const filled = async (): Promise<Storage> => {
    const storage = await storageOn(database.get(), options);
    await storage.blobs.put('none', new Uint8Array());
    const result = await storage.blobs.put('result.json', resultOf());
    for (const draft of [...taskToLock(result), acceptance(1)]) await storage.journal.append(draft);
    const changes = await storage.blobs.put('changes', new TextEncoder().encode('{"code":"A1","row":{"name":"甲"}}\n{"code":"B2","row":{"name":"乙"}}\n'));
    await storage.journal.append(rosterImport('targets', 1, changes));
    await storage.rosters.count(UNIT, 'targets', 1);
    return storage;
  };
  const collection = (name: string) => database.get().db.collection<{ _id: string }>(name);

  it('finds nothing in a record nobody touched, and leaves nothing behind', async () => {
    const storage = await filled();
    expect(await storage.verify()).toMatchObject({ entries: 6, blobs: 3, states: 3, rosterRows: 2, findings: [] });
    expect((await database.get().db.listCollections().toArray()).filter(({ name }) => name.startsWith('verify_'))).toEqual([]);
  });

  it.each<readonly [string, string, () => Promise<unknown>]>([
    ['a changed fact', '第 2 条:内容与哈希不符', async () => collection('journal').updateOne({ _id: 'main:000000000002' }, { $set: { 'events.0.attempt': 2 } })],
    ['a changed name', '第 1 条:内容与哈希不符', async () => collection('journal').updateOne({ _id: 'main:000000000001' }, { $set: { 'actor.name': '某某' } })],
    ['a removed entry', '编号不连续', async () => collection('journal').deleteOne({ _id: 'main:000000000003' })],
    ['a changed file', '缺失或被改动过', async () => collection('blobs.chunks').updateMany({}, { $set: { data: Buffer.from('x') } })],
    ['a removed file', '缺失或被改动过', async () => collection('blobs.files').deleteMany({ length: { $gt: 0 } })],
    ['a changed state', '投影 inspection/T2026-007-01 与留痕不一致', async () => collection('states_inspection').updateOne({}, { $set: { 'state.posts.0.name': '某某' } })],
    ['a removed state', '投影 task/T2026-007 缺失', async () => collection('states_task').deleteOne({})],
    ['an invented state', '没有依据', async () => collection('states_unit').insertOne({ _id: 'U7', version: 1, seq: 3, state: {} } as { _id: string })],
    ['a changed roster row', '名录 U1/targets 第 1 版的条目 B2', async () => collection('roster_rows').updateOne({ _id: 'U1/targets@1/B2' }, { $set: { row: '{"name":"丙"}' } })],
  ])('finds %s', async (_, sentence, tamper) => {
    const storage = await filled();
    await tamper();
    expect((await storage.verify()).findings.join('\n')).toContain(sentence);
  });

  it('finds an entry that was rewritten together with its hash: the next one no longer follows', async () => {
    const storage = await filled();
    const entries = database.get().db.collection<StoredEntry>('journal');
    const second = await entries.findOne({ seq: 2 });
    if (second === null) throw new Error('an entry');
    const { actor, via, unit, cause, events, blobs, ...place } = second;
    const forged = seal({ ...entryOf(second), actor: { ...actor, name: '某某' }, via, unit, cause, events, blobs }, place);
    await entries.replaceOne({ _id: second._id }, forged);
    expect((await storage.verify()).findings).toContainEqual(expect.stringContaining('第 3 条:与上一条的哈希不相连'));
  });
});

it('facts of an older schema are raised when they are read, one step after the other', () => {
  const steps = [1, 2].map((n) => (facts: readonly unknown[]) => facts.map((fact) => ({ ...(fact as object), [`step${String(n)}`]: true })));
  const { events } = addSection('U1', 1, '餐饮科');
  expect(upcast(events, 1, steps)).toEqual([{ ...events[0], step1: true, step2: true }]);
  expect(upcast(events, 2, steps)).toEqual([{ ...events[0], step2: true }]);
  expect(upcast(events, 3, steps)).toEqual(events);
  expect(() => upcast(events, 4, steps)).toThrow('newer version');
});
