import { randomBytes } from 'node:crypto';
import { memoryCheckpoints, memoryInbox, memoryOutbox } from '../support/memory-chat.ts';
import { memoryStorage } from '../support/memory-storage.ts';
import { checkpointsContract, inboxContract, outboxContract } from './boxes.contract.ts';
import { clockOf } from './drafts.ts';
import { journalContract } from './journal.contract.ts';
import { blobsContract, confidentialContract, importsContract, rostersContract, secretsContract } from './stores.contract.ts';

/** The stores the other tests stand on keep the promises of the real ones. */
const storage = (clock = clockOf()) => memoryStorage({ clock, random: randomBytes });

describe('the journal in memory', () => {
  journalContract(async (clock) => Promise.resolve(storage(clock)));
});
describe('blobs in memory', () => {
  blobsContract(async () => Promise.resolve(storage().blobs));
});
describe('rosters in memory', () => {
  rostersContract(async () => Promise.resolve(storage()));
});
describe('imports, secrets and confidential texts in memory', () => {
  importsContract(async () => Promise.resolve(storage().imports));
  secretsContract(async () => Promise.resolve(storage().secrets));
  confidentialContract(async () => Promise.resolve(storage().confidential));
});
describe('the inbox in memory', () => {
  inboxContract(async () => Promise.resolve(memoryInbox()));
});
describe('the outbox in memory', () => {
  outboxContract(async () => Promise.resolve(memoryOutbox()));
});
describe('checkpoints in memory', () => {
  checkpointsContract(async () => Promise.resolve(memoryCheckpoints()));
});
