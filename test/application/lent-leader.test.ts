/** 代组长 who was lent and has no account in the chat: what only the leader may register is not left undone. */
import { finishVisit } from '../../src/application/finish.ts';
import { acceptAssignment } from '../../src/application/substitution.ts';
import { seekWay } from '../../src/application/ways.ts';
import { inspectorCode } from '../../src/domain/ids.ts';
import { outcomeOf } from '../support/rules.ts';
import { shortHanded } from '../support/short-handed.ts';

const LENT = inspectorCode('ZF9001');
if (LENT === null) throw new Error('bad code');

test('his colleague of the bureau registers the end of the visit', async () => {
  const { bureau, inspection, substitution, staying } = await shortHanded('weihai-lg', { leads: true });
  await seekWay(bureau.deps)(bureau.by('陈志远'), substitution, { kind: 'borrow', inspector: LENT, name: '王五', unit: '市教育局', until: '2028-12-31', letter: '市教函〔2026〕12号', cleared: true, acting: true }, '本科室其余人员均应回避');
  await acceptAssignment(bureau.deps)(bureau.by(staying.name), inspection);
  bureau.setTime('2026-09-15T01:00:00.000Z');
  const end = () => finishVisit(bureau.deps)(bureau.by(staying.name), inspection, { on: '2026-09-15', resultOn: null, outcomes: ['01'], text: '' });
  expect(await outcomeOf(end)).toBe('done');
});
