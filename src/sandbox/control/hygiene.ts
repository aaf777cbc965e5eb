/**
 * What must not be left behind by a good test: unknown endpoints, unexpected refusals, lost deliveries, secrets in logs.
 */
import type { World } from '../world/world.ts';

export const hygieneOf = (world: World, query: { readonly expect?: readonly number[]; readonly logs?: string }): readonly string[] => {
  const expected = new Set(query.expect ?? []);
  const problems: string[] = [];
  for (const call of world.calls) {
    if (call.status === 404 && call.code === null) problems.push(`unknown endpoint: ${call.method} ${call.path}`);
    else if (call.code !== null && call.code !== 0 && !expected.has(call.code)) problems.push(`refused: ${call.method} ${call.path}: ${call.code} ${call.msg}`);
  }
  for (const { event, type, state } of world.deliveries.all()) {
    if (type === 'card.action.trigger' && state === 'gave-up') problems.push(`callback never answered: ${event}`);
    else if (state === 'gave-up') problems.push(`delivery given up: ${type} ${event}`);
    else if (state === 'lost-by-client') problems.push(`acknowledged without a handler: ${type} ${event}`);
  }
  const logs = query.logs ?? '';
  for (const [what, secrets] of secretsOf(world)) if (secrets.some((secret) => logs.includes(secret))) problems.push(`in the logs: ${what}`);
  return problems;
};

const secretsOf = (world: World): readonly (readonly [string, readonly string[]])[] => [
  ['app secret', [world.app.appSecret]],
  ['encrypt key', [world.app.encryptKey]],
  ['verification token', [world.app.verificationToken]],
  ['access token', world.tokens.list.map((token) => token.value)],
  ['card update token', [...world.updateTokens.keys()]],
  ['mobile number', [...world.people.all()].map((person) => person.mobile)],
];
