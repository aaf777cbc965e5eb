/**
 * 证明 behind a request: dropped in private it goes to the request, encrypted and apart; only who decides sees it, by a link that runs
 * out; it can be taken back, and the trail keeps a digest.
 */
import { evidencePage, fileSubstitutionEvidence } from '../../src/application/substitution-evidence.ts';
import { substitutionId } from '../../src/domain/ids.ts';
import { evidenceLinkId } from '../../src/domain/substitution/evidence.ts';
import { bindPerson } from '../../src/application/set-up.ts';
import { account, openBureau, personOf, U1 } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const PDF = new TextEncoder().encode('%PDF-1.7 病假条');

const asked = async (): Promise<{ office: Office; member: string; leader: string }> => {
  const bureau = await openBureau({ preset: 'weihai-lg' });
  const task = await dispatchedTask(bureau);
  const office = await openOffice({ bureau });
  const posts = (await bureau.deps.states.find('inspection', { task }))[0]?.state.posts ?? [];
  const member = posts.find((post) => !post.leader)?.name ?? '';
  await office.say(member, '更换 1-1 健康 阑尾炎住院');
  return { office, member, leader: posts.find((post) => post.leader)?.name ?? '' };
};
const nothing = (): never => { throw new Error('bad id'); };
const linkIn = (text: string): string => /\/evidence\/([\w.-]+)/.exec(text)?.[1] ?? '';
const stateOf = async (office: Office) => (await office.bureau.deps.states.load('substitution', 'SUB2026-001')).state;

test('a photo dropped by who asked is his proof; the approver opens it for half an hour, nobody else, and the record holds no name', async () => {
  const { office, member, leader } = await asked();
  const { deps } = office.bureau;
  const stored = (await deps.journal.head()).seq;
  expect(words(office, await office.drop(member, '阑尾炎诊断书.jpg', JPEG))).toContain('已作为 SUB2026-001 的证明加密保存，共 1 份');
  expect(JSON.stringify(await deps.journal.read(stored, 100))).toMatch(/SubstitutionEvidenceFiled/);
  expect(JSON.stringify(await deps.journal.read(0, 10_000))).not.toContain('阑尾');
  const card = office.card(office.inbox('陈志远'), '更换申请');
  await office.press('陈志远', card, '查看证明（1）');
  const shown = words(office, office.inbox('陈志远').slice(-1));
  expect(shown).not.toContain('阑尾炎');
  const token = linkIn(shown);
  const id = deps.links.idOf('evidence', token);
  const page = await evidencePage(deps)(id ?? '');
  expect(page).toMatchObject({ type: 'image/jpeg', name: '阑尾炎诊断书.jpg' });
  expect([...(page?.data ?? [])]).toEqual([...JPEG]);
  for (const name of ['孙岩', '王敏', leader, member, '周正']) expect(linkIn(words(office, await office.say(name, '更换 证明 SUB2026-001')))).toBe('');
  expect(words(office, await office.say('孙岩', '更换 证明 SUB2026-001'))).toMatch(/只给审批人看|不能审批更换/);
  office.bureau.setTime('2026-09-08T01:31:00.000Z');
  expect(await evidencePage(deps)(id ?? '')).toBeNull();
  expect(await evidencePage(deps)(evidenceLinkId('SUB2026-001', 2, deps.clock()))).toBeNull();
  expect(deps.links.idOf('evidence', token.replace(/\.(.)/, (_, first: string) => `.${first === 'A' ? 'B' : 'A'}`))).toBeNull();
  expect(words(office, office.inGroup())).not.toMatch(/证明 SUB|诊断书/);
});

test('somebody with a visit to inspect is asked what the file is for; nothing is kept before he says', async () => {
  const { office, member } = await asked();
  const { deps } = office.bureau;
  const own = (await deps.states.find('inspection', { inspectors: office.bureau.certificate(member) })).map(({ id }) => id).filter((id) => id !== 'T2026-001-01');
  await office.say(member, `接受 ${own[0] ?? ''}`);
  const puts: string[] = [];
  const { put } = deps.blobs;
  Object.assign(deps.blobs, { put: (name: string, data: Uint8Array) => { puts.push(name); return put(name, data); } });
  const card = office.card(await office.drop(member, '病假条.pdf', PDF), '这个文件作什么用');
  expect(puts).toEqual([]);
  expect((await stateOf(office)).evidence).toBeUndefined();
  expect((await office.press(member, card, '证明 SUB2026-001')).text).toContain('共 1 份');
  expect(puts).toEqual([]);
  const photo = office.card(await office.drop(member, '现场.jpg', JPEG), '这个文件作什么用');
  expect((await office.press(member, photo, `证据 ${own[0] ?? ''}`)).text).toContain(`已归入 ${own[0] ?? ''}`);
  expect(puts).toEqual(['现场.jpg']);
});

test('taken back by who handed it in; after the decision the approver may erase it; too many, too large or not a paper is refused', async () => {
  const { office, member } = await asked();
  const { deps } = office.bureau;
  await office.drop(member, '病假条.pdf', PDF);
  const [ref] = (await stateOf(office)).evidence ?? [];
  expect(words(office, await office.say('王敏', '证明 删除 SUB2026-001'))).toContain('不能删除');
  expect(words(office, await office.say(member, '证明 删除 SUB2026-001'))).toContain('已删除，不能恢复');
  expect(ref === undefined ? 'none' : await deps.confidential.getFile(ref)).toBeNull();
  expect(words(office, await office.say('陈志远', '更换 证明 SUB2026-001'))).toContain('没有证明，或已经删除');
  expect(words(office, await office.drop(member, '录像.mp4', new Uint8Array([1, 2, 3])))).toContain('不是照片或 PDF');
  expect(words(office, await office.drop(member, '大.jpg', new Uint8Array(11 * 1024 * 1024).fill(0xff)))).toContain('超过 10 MB');
  await office.drop(member, '病假条.pdf', PDF);
  await office.say('陈志远', '不同意 SUB2026-001 该时段可调整');
  expect(words(office, await office.drop(member, '再一张.jpg', JPEG))).not.toContain('已作为');
  expect(words(office, await office.say('陈志远', '证明 删除 SUB2026-001'))).toContain('已删除');
  expect((await stateOf(office)).evidence).toEqual([]);
});

test('whom the ill deputy named to decide in his place sees neither his proof nor who may come for him: nobody decides his own matter in his name', async () => {
  const bureau = await openBureau({ preset: 'weihai-lg' });
  const task = await dispatchedTask(bureau);
  const visit = (await bureau.deps.states.find('inspection', { task }))[0]?.state;
  const ill = visit?.posts.find((post) => !post.leader);
  if (visit?.id == null || ill === undefined) throw new Error('no team');
  await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account(ill.name), name: ill.name, section: ill.section, roles: ['inspector', 'deputy'], certificate: ill.inspector });
  const office = await openOffice({ bureau });
  expect(words(office, await office.say(ill.name, '授权 李建国 更换审批 9.8-9.18'))).toContain('授权生效');
  await office.say(ill.name, `更换 ${visit.id} 健康 阑尾炎住院`);
  await office.drop(ill.name, '诊断书.jpg', JPEG);
  const { evidence, approver } = await stateOf(office);
  expect([evidence?.length, approver]).toEqual([1, (await personOf(bureau, '陈志远')).id]);
  for (const line of ['更换 证明 SUB2026-001', '同意更换 SUB2026-001', '更换 说明 SUB2026-001']) {
    const answer = words(office, await office.say('李建国', line));
    expect([line, /evidence|阑尾|本年 \d+ 次/.test(answer)]).toEqual([line, false]);
  }
  expect(linkIn(words(office, await office.say('陈志远', '更换 证明 SUB2026-001')))).not.toBe('');
});

test('the answer of the store is lost on the way: what was recorded is not thrown away, what was not is', async () => {
  const { office, member } = await asked();
  const { deps } = office.bureau;
  const { append, byCause } = deps.journal;
  const file = (cause: string) => fileSubstitutionEvidence(deps)(office.bureau.by(member, cause), substitutionId('SUB2026-001') ?? nothing(), { name: 'a.jpg', data: JPEG });
  const lost = new Error('socket closed');
  Object.assign(deps.journal, { append: async (draft: Parameters<typeof append>[0]) => { await append(draft); throw lost; } });
  expect((await file('lost-answer')).events[0]?.type).toBe('SubstitutionEvidenceFiled');
  Object.assign(deps.journal, { append: async (draft: Parameters<typeof append>[0]) => { await append(draft); throw lost; }, byCause: () => Promise.reject(lost) });
  await expect(file('lost-twice')).rejects.toBe(lost);
  const erased: string[] = [];
  const { erase } = deps.confidential;
  Object.assign(deps.confidential, { erase: (ref: Parameters<typeof erase>[0]) => { erased.push(ref.id); return erase(ref); } });
  Object.assign(deps.journal, { append: () => Promise.reject(lost), byCause });
  await expect(file('not-recorded')).rejects.toBe(lost);
  expect(erased).toHaveLength(1);
  Object.assign(deps.journal, { append });
  expect((await stateOf(office)).evidence).toHaveLength(2);
  for (const ref of (await stateOf(office)).evidence ?? []) expect((await deps.confidential.getFile(ref))?.name).toBe('a.jpg');
});

test('the same photo delivered twice is one paper, and nothing is left behind', async () => {
  const { office, member } = await asked();
  const { deps } = office.bureau;
  const kept = new Set<string>();
  const { putFile, erase } = deps.confidential;
  Object.assign(deps.confidential, {
    putFile: async (...args: Parameters<typeof putFile>) => { const ref = await putFile(...args); kept.add(ref.id); return ref; },
    erase: async (ref: Parameters<typeof erase>[0]) => { kept.delete(ref.id); return erase(ref); },
  });
  const by = office.bureau.by(member, 'same-photo');
  for (let time = 0; time < 2; time += 1) await fileSubstitutionEvidence(deps)(by, substitutionId('SUB2026-001') ?? nothing(), { name: 'a.jpg', data: JPEG });
  expect((await stateOf(office)).evidence).toHaveLength(1);
  expect(kept.size).toBe(1);
});
