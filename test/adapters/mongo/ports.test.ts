import { randomBytes } from 'node:crypto';
import { storageOn } from '../../../src/adapters/mongo/storage.ts';
import type { Storage } from '../../../src/adapters/mongo/storage.ts';
import { checkpointsContract, inboxContract, outboxContract } from '../../contract/boxes.contract.ts';
import { clockOf } from '../../contract/drafts.ts';
import { journalContract } from '../../contract/journal.contract.ts';
import { blobsContract, confidentialContract, importsContract, rostersContract, secretsContract } from '../../contract/stores.contract.ts';
import { testDatabase } from '../../support/engine.ts';

const secretKey = { id: 'k1', key: new Uint8Array(32).fill(7) };

describe('on MongoDB', () => {
  const database = testDatabase();
  const storage = async (clock = clockOf()): Promise<Storage> => storageOn(database.get(), { clock, random: randomBytes, secretKey });

  describe('the journal', () => {
    journalContract(storage);
  });
  describe('the journal of one process among several', () => {
    journalContract(async (clock) => storageOn({ ...database.get(), exclusive: false }, { clock, random: randomBytes, secretKey }));
  });
  describe('the journal of a process that is alone', () => {
    const opened: Storage[] = [];
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.drain();
    });
    journalContract(async (clock) => {
      opened.push(await storageOn(database.get(), { clock, random: randomBytes, secretKey, writeBehind: true }));
      return opened[0] ?? storage(clock);
    });
  });
  describe('blobs', () => {
    blobsContract(async () => (await storage()).blobs);
  });
  describe('rosters', () => {
    rostersContract(storage);
  });
  describe('imports, secrets and confidential texts', () => {
    importsContract(async () => (await storage()).imports);
    secretsContract(async () => (await storage()).secrets);
    confidentialContract(async () => (await storage()).confidential);
  });
  describe('the inbox', () => {
    inboxContract(async () => (await storage()).inbox);
  });
  describe('the outbox', () => {
    outboxContract(async () => (await storage()).outbox);
  });
  describe('checkpoints', () => {
    checkpointsContract(async () => (await storage()).checkpoints);
  });
});
