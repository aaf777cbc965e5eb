/**
 * What the chat hands out as proof: the key from the first day, the public package to the group, everything to the supervisor.
 */
import { readBundle } from '../../src/domain/draw/bundle.ts';
import { digest } from '../../src/domain/ids.ts';
import { openBureau, STAFF } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { ALL } from '../support/verifiers.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const blobsOf = async ({ bureau }: Office, list: readonly Delivered[]): Promise<ReadonlyMap<string, Uint8Array>> =>
  new Map(await Promise.all(list.flatMap(({ message }) => (message.kind === 'file' ? [[message.name, digest(message.blob)] as const] : [])).map(async ([name, blob]) => [name, blob === null ? new Uint8Array() : await bureau.deps.blobs.get(blob)] as const)));

test('the key is shown where the group is bound, asked for by name, and confirms the package the group is given', async () => {
  const bureau = await openBureau();
  const office = await openOffice({ bureau });
  const key = Buffer.from(bureau.deps.signer.publicKey).toString('base64');
  expect(words(office, office.inGroup())).toContain(key);
  const asked = await office.say('王敏', '日志 公钥', { group: true });
  expect(words(office, asked)).toContain(key);
  const [old] = [...(await blobsOf(office, asked)).values()];

  await dispatchedTask(bureau);
  await office.settle();
  const given = await blobsOf(office, await office.say('王敏', '复核 1', { group: true }));
  expect([...given.keys()].map((name) => name.split('_').at(-1))).toEqual(['T2026-001.json', 'roster.jsonl', 'inspectors.jsonl', 'teams.jsonl', '3.txt']);
  const everything = [...given.values()].map((bytes) => new TextDecoder().decode(bytes)).join('\n');
  expect(STAFF.flatMap(({ name, certificate }) => [name, certificate ?? name]).filter((secret) => everything.includes(secret))).toEqual([]);
  const [bundle = new Uint8Array(), ...lists] = [...given.values()];
  for (const [, judge] of ALL) expect(judge([{ bundle, lists, key, checkpoint: new TextDecoder().decode(old) }])[0]).toMatchObject({ ok: true });
});

test('a supervisor gets everything in private, and in the group what the group gets', async () => {
  const bureau = await openBureau();
  await dispatchedTask(bureau);
  const office = await openOffice({ bureau });
  const at = async (where: { readonly group?: boolean }): Promise<string> => [...(await blobsOf(office, await office.say('孙岩', '复核 1', where))).values()].map((bytes) => new TextDecoder().decode(bytes)).join('\n');
  expect(await at({})).toContain('ZF0001');
  expect(await at({ group: true })).not.toContain('ZF0001');
});

test('a task that is not told beforehand: the group hears the hash of the plan and no target until the window is over', async () => {
  const bureau = await openBureau();
  const task = await dispatchedTask(bureau, { noNotice: true });
  const office = await openOffice({ bureau });
  const { state } = await bureau.deps.states.load('task', task);
  const early = await office.say('王敏', '复核 1', { group: true });
  expect(words(office, early)).toContain(state.attempts[0]?.planHash);
  expect(words(office, early)).not.toContain('培训机构QT');
  expect((await blobsOf(office, early)).size).toBe(0);
  bureau.setTime('2026-10-01T01:00:00.000Z');
  const [bundle = new Uint8Array()] = (await blobsOf(office, await office.say('王敏', '复核 1', { group: true }))).values();
  expect(readBundle(bundle).log.length).toBeGreaterThan(5);
});

test('a group with outsiders is given the package when the list is locked, not before', async () => {
  const bureau = await openBureau();
  const office = await openOffice({ bureau });
  office.platform.groups.set('oc_media', { chat: 'oc_media', name: '媒体通气群', outsiders: true });
  await office.say('何涛', '绑定 本群', { group: 'oc_media' });
  await dispatchedTask(bureau);
  expect((await blobsOf(office, await office.say('王敏', '复核 1', { group: 'oc_media' }))).size).toBeGreaterThan(3);
});
