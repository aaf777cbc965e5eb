/**
 * 岗位权限表, cell by cell and in both directions: whoever may, does it; everybody else is refused with the reason, and nothing
 * is written. By a typed command, by a button, and by a button of a card that was sent to somebody else.
 *
 * Held against the bureaus' own table (table.ts), which is copied by hand and knows nothing of the product's.
 */
import { ACTIONS } from '../../src/chat/actions.ts';
import { VERBS } from '../../src/chat/commands.ts';
import { readCommand } from '../../src/chat/parse/command.ts';
import { extentOf, MATRIX, TITLES } from '../../src/domain/people/permissions.ts';
import type { Operation } from '../../src/domain/people/permissions.ts';
import { ROLE_NAMES, ROLES } from '../../src/domain/people/roles.ts';
import { unbindPerson } from '../../src/application/set-up.ts';
import { personOf, U1 } from '../support/bureau.ts';
import { PROBES } from './probes.ts';
import { copyOf, enter, tried, WAYS } from './probing.ts';
import type { Actor, Outcome, Way } from './probing.ts';
import { powerOf, READINGS, writtenPower } from './table.ts';

const OPERATIONS = Object.keys(MATRIX) as Operation[];
const ACTORS: readonly Actor[] = [...ROLES, 'public' as const].flatMap((role) => [{ role, reach: 'own' as const }, { role, reach: 'other' as const }]);

const may = (operation: Operation, { role, reach }: Actor): boolean => {
  const power = role === 'public' ? null : powerOf(operation, role);
  return power === 'all' || (power === 'own' && (reach === 'own' || PROBES[operation].isWhole === true));
};

/** Null where no card says it. */
const attempt = async (operation: Operation, actor: Actor, way: Way): Promise<Outcome | null> => {
  const probe = PROBES[operation];
  const { bureau } = copyOf(await probe.scene(actor));
  const self = probe.self === undefined ? '张伟' : await probe.self(bureau);
  const who = await enter(bureau, actor, self);
  await probe.before?.(bureau);
  const act = await probe.act({ bureau, self });
  return way !== 'typed' && act.press === null ? null : tried(bureau, who, act, way);
};

const wasDone = (operation: Operation, { facts, words }: Outcome): boolean => {
  const { done } = PROBES[operation];
  return typeof done === 'string' ? facts.some(({ type }) => type === done) : done.test(words);
};

/** What came of a try: 'done', 'refused', or words that name what is wrong when it is not what the table says. */
const verdict = (operation: Operation, outcome: Outcome): string => {
  if (wasDone(operation, outcome)) return 'done';
  if (outcome.facts.length > 0) return `not done, but written: ${outcome.facts.map(({ type }) => type).join(', ')}`;
  const isExplained = outcome.words.includes(`不能${TITLES[operation]}`) || outcome.words.includes('您还没有绑定身份') || PROBES[operation].refusal?.test(outcome.words) === true;
  return isExplained ? 'refused' : `neither done nor refused with the reason: ${outcome.words.slice(0, 200)}`;
};

const nameOf = ({ role, reach }: Actor): string => `${role === 'public' ? '公众' : ROLE_NAMES[role]}（${reach === 'own' ? '本科室' : '别的科室'}）`;

test.each(OPERATIONS)('%s: whoever the table names does it, nobody else', async (operation) => {
  const found: Record<string, string> = {};
  const wanted: Record<string, string> = {};
  for (const way of WAYS) {
    for (const actor of ACTORS) {
      const outcome = await attempt(operation, actor, way);
      if (outcome === null) continue;
      const cell = `${way} ${nameOf(actor)}`;
      found[cell] = verdict(operation, outcome);
      wanted[cell] = may(operation, actor) ? 'done' : 'refused';
    }
  }
  expect(found).toEqual(wanted);
});

test.each(OPERATIONS.filter((operation) => extentOf(operation, 'leader') === 'stand-in'))('%s: the main leader stands in once no deputy is left', async (operation) => {
  const probe = PROBES[operation];
  const { bureau } = copyOf(await probe.scene({ role: 'leader', reach: 'own' }));
  await unbindPerson(bureau.deps)(bureau.by('何涛'), U1, (await personOf(bureau, '陈志远')).id);
  expect(verdict(operation, await tried(bureau, '周正', await probe.act({ bureau, self: '张伟' }), 'typed'))).toBe('done');
});

test('what only a typed line can say has no button anywhere', async () => {
  const typedOnly = await Promise.all(OPERATIONS.map(async (operation) => {
    const probe = PROBES[operation];
    const { bureau } = copyOf(await probe.scene({ role: 'clerk', reach: 'own' }));
    const { typed, press } = await probe.act({ bureau, self: '张伟' });
    const read = readCommand(typed, VERBS);
    return press === null && read.kind === 'command' ? [read.command.verb] : [];
  }));
  const buttons = new Set(ACTIONS.map(({ verb }) => verb));
  expect(typedOnly.flat().filter((verb) => buttons.has(verb))).toEqual([]);
});

test('the table in the code and the table of the bureaus are the same, cell by cell', () => {
  const cells = (power: (operation: Operation, role: (typeof ROLES)[number]) => string | null) => Object.fromEntries(OPERATIONS.map((operation) => [operation, Object.fromEntries(ROLES.map((role) => [role, power(operation, role)]))]));
  // Standing in where no deputy is free is the separation of duties, not a power of the main leader.
  expect(cells((operation, role) => { const extent = extentOf(operation, role); return extent === 'stand-in' ? null : extent; })).toEqual(cells(powerOf));
});

test('every departure from the table is one, and says why', () => {
  for (const reading of Object.values(READINGS)) {
    if ('said' in reading) continue;
    for (const role of ROLES) {
      const departure = reading.departs?.[role];
      if (departure === undefined) continue;
      expect([role, reading.row, departure[0]]).not.toEqual([role, reading.row, writtenPower(reading, role)]);
      expect(departure[1].length).toBeGreaterThan(10);
    }
  }
});
