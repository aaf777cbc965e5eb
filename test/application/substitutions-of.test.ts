/** What the fairness sheet counts: every request of a span of days, who asked, who decided, who was sent, by choice or by lot. */
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { substitutionsOf } from '../../src/application/queries/substitutions-of.ts';
import { witnessRound } from '../../src/application/rounds.ts';
import { approveSubstitution, refuseSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { substitutionId } from '../../src/domain/ids.ts';
import { openBureau, personOf, U1 } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';

test.each([['nantong-tz', false], ['fuzhou-gx', true]] as const)('%s: one approved, one refused; the day before nothing', async (preset, byLot) => {
  const bureau = await openBureau({ preset });
  const task = await dispatchedTask(bureau);
  const posts = (await bureau.deps.states.find('inspection', { task })).flatMap(({ state }) => state.posts.filter(({ leader, section }) => !leader && section === '教育科').slice(0, 1).map((post) => ({ post, id: state.id })));
  const ids = [];
  for (const { post, id } of posts.slice(0, 2)) {
    if (id === null) throw new Error('no visit');
    const entry = await requestSubstitution(bureau.deps)(bureau.by('王敏'), id, post.inspector, 'work-conflict', '');
    const fact = entry.events.find((each) => each.type === 'SubstitutionRequested');
    const substitution = substitutionId(fact?.substitution ?? '');
    if (substitution === null) throw new Error('not requested');
    ids.push(substitution);
  }
  const [one, other] = ids;
  if (one === undefined || other === undefined) throw new Error('too few posts of 教育科');
  const pick = (await substitutes(bureau.deps)(one)).candidates[0]?.inspector ?? null;
  await approveSubstitution(bureau.deps)(bureau.by('陈志远'), one, pick);
  if (byLot) await witnessRound(bureau.deps)(bureau.by('孙岩'), one, '3859');
  await refuseSubstitution(bureau.deps)(bureau.by('陈志远'), other, '该时段可调整');
  const [clerk, deputy] = [await personOf(bureau, '王敏'), await personOf(bureau, '陈志远')];
  const records = await substitutionsOf(bureau.deps)(U1, '2026-09-08', '2026-09-08');
  expect(records).toEqual([
    expect.objectContaining({ id: one, task, reason: 'work-conflict', requestedBy: clerk.id, phase: 'approved', byLot, decidedBy: deputy.id, decidedFor: null }),
    expect.objectContaining({ id: other, phase: 'refused', pick: null, byLot: false, decidedBy: deputy.id }),
  ]);
  if (!byLot) expect(records[0]?.pick).toBe(pick);
  expect(await substitutionsOf(bureau.deps)(U1, '2026-09-01', '2026-09-07')).toEqual([]);
});
