/**
 * A healthy platform and an app with what the product needs: where faults and switches start.
 */
import type { Faults, Switches } from '../control-api.ts';

export const NO_FAULTS: Faults = {
  api: [], busyRatio: 0, endpoint: null, refuseUpgrades: 0, withholdPongs: false, glueToUpgrade: 0, dropFragments: 0, connectionLimit: 50,
  duplicates: 0, holdEvents: false, callbackStyle: [],
};

export const USUAL_SWITCHES: Switches = {
  botAbility: true,
  scopes: [
    'im:message', 'im:message:send_as_bot', 'im:message.group_at_msg:readonly', 'im:message.p2p_msg:readonly', 'im:message.urgent', 'im:resource',
    'im:chat', 'im:chat.members:read', 'contact:contact.base:readonly', 'contact:user.base:readonly', 'contact:user.id:readonly', 'contact:department.base:readonly',
  ],
  ipAllowed: true,
  urgentAllowed: true,
  rateLimits: true,
  defaultPageSize: 5,
  tokenSeconds: 7200,
  fragmentBytes: 512,
  // The platform says 120 s, 120 s, 30 s: too slow to watch somebody reconnect.
  clientConfig: { PingInterval: 30, ReconnectCount: -1, ReconnectInterval: 1, ReconnectNonce: 0 },
  answerBudgetMs: 3000,
  duplicateUuid: 'original',
  uuidCoversChangedContent: true,
  formButtonBehaviors: 'deliver',
  rawCardInAnswer: 'apply',
  cardFrameType: 'event',
  invalidTokenStatus: 400,
  redeliveryTimestamp: 'fresh',
  maxTables: 5,
  emptyFormFields: 'missing',
  wsRedelivery: true,
  operatorIds: 'open_id',
  historyCardContent: 'degraded',
  earlyPatch: 'keep',
};
