/**
 * A conversation: the whole service against the sandbox over real sockets, spoken to as people do – say, upload, click, read.
 *
 * Waiting is by events: whoever waits for a message is woken by the sandbox when one appears or changes. Only a safety limit
 * runs on the wall clock, so that a test that would wait for ever says what it was waiting for.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { ClickResult, FormInput, MessageView, Where } from '../../src/sandbox/control-api.ts';
import { deploy } from './deployment.ts';
import type { Deployment, DeploymentKind } from './deployment.ts';

export const GROUP = '双随机工作群';
/** How long somebody waits for an answer before the test gives up and says for what. */
const PATIENCE_MS = 20_000;

export type Transport = 'ws' | 'http';
export interface Conversation {
  readonly sandbox: Sandbox;
  readonly dataDir: string;
  readonly service: () => Deployment;
  /** In the group when `chat` is given, else in private with the bot. */
  readonly say: (as: string, text: string, chat?: string) => string;
  readonly upload: (as: string, name: string, bytes: Uint8Array, chat?: string) => string;
  readonly messages: (as: string, chat?: string) => readonly MessageView[];
  /** The first message after `since` (a message id) that fits, now or when it comes. */
  readonly until: (what: string, as: string, fits: (message: MessageView) => boolean, options?: { readonly chat?: string; readonly since?: string }) => Promise<MessageView>;
  /** Says something and waits for the bot's next answer that fits (default: any). */
  readonly ask: (as: string, text: string, options?: { readonly chat?: string; readonly fits?: (text: string) => boolean }) => Promise<MessageView>;
  readonly click: (as: string, message: MessageView, button: string, form?: Readonly<Record<string, FormInput>>) => Promise<ClickResult>;
  readonly restart: (how: 'SIGTERM' | 'SIGKILL') => Promise<void>;
  readonly close: () => Promise<void>;
}

const strings = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => (key === 'content' || key === 'text' || typeof member === 'object' ? strings(member) : []));
};

/** All words a person reads in a message, one string. */
export const textOf = ({ body }: MessageView): string => {
  switch (body.kind) {
    case 'text': return body.text;
    case 'card': return strings(body.card).join('\n');
    case 'file': return body.name;
    default: return '';
  }
};
export const isCard = (message: MessageView): boolean => message.body.kind === 'card';
export const saying = (...parts: readonly (string | RegExp)[]) => (message: MessageView): boolean =>
  message.from.kind === 'bot' && parts.every((part) => (typeof part === 'string' ? textOf(message).includes(part) : part.test(textOf(message))));

const where = (as: string, chat: string | undefined): Where => (chat === undefined ? { as, private: true } : { as, chat });

/** @param kind 'inside': in this process, quick; 'process': its own process, that can be killed */
export const openConversation = async ({ transport = 'ws', kind = 'inside', pageDir = null, env = {}, patienceMs = PATIENCE_MS }: {
  transport?: Transport; kind?: DeploymentKind; pageDir?: string | null; env?: Readonly<Record<string, string>>; patienceMs?: number;
} = {}): Promise<Conversation> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yaohao-conversation-'));
  const sandbox = await startSandbox({ clock: 'real', seed: 'conversation', pageDir });
  const { control } = sandbox;
  let service = await deploy({ kind, dataDir, sandbox, transport, env });

  const messages: Conversation['messages'] = (as, chat) => control.chat(where(as, chat)).messages;
  const until: Conversation['until'] = async (what, as, fits, options = {}) =>
    new Promise((resolve, reject) => {
      const look = (): MessageView | undefined => {
        let all: readonly MessageView[];
        // The private chat may not exist yet.
        try { all = messages(as, options.chat); } catch { return undefined; }
        const from = options.since === undefined ? 0 : all.findIndex(({ messageId }) => messageId === options.since) + 1;
        return all.slice(from).find(fits);
      };
      const done = (message: MessageView): void => { stop(); clearTimeout(limit); resolve(message); };
      const stop = control.listen(() => {
        const found = look();
        if (found !== undefined) done(found);
      });
      const limit = setTimeout(() => {
        stop();
        let seen: string;
        try { seen = messages(as, options.chat).slice(-4).map((message) => `· ${textOf(message).slice(0, 300)}`).join('\n'); } catch { seen = '(no chat)'; }
        reject(new Error(`waited in vain for ${what} (${as}${options.chat === undefined ? '' : ` in ${options.chat}`}); last messages:\n${seen}`));
      }, patienceMs);
      const now = look();
      if (now !== undefined) done(now);
    });
  const say: Conversation['say'] = (as, text, chat) => control.say({ ...where(as, chat), text: chat === undefined ? text : `@bot ${text}` }).message;
  return {
    sandbox, dataDir, say, messages, until,
    service: () => service,
    upload: (as, name, bytes, chat) => control.upload({ ...where(as, chat), name, bytes }).message,
    ask: (as, text, { chat, fits = () => true } = {}) => {
      const since = say(as, text, chat);
      return until(`an answer to 「${text}」`, as, (message) => message.from.kind === 'bot' && fits(textOf(message)), { since, ...(chat === undefined ? {} : { chat }) });
    },
    click: (as, message, button, form) => control.click({ as, message: message.messageId, button, ...(form === undefined ? {} : { form }) }),
    restart: async (how) => {
      await service.stop(how);
      service = await deploy({ kind, dataDir, sandbox, transport, env });
    },
    close: async () => {
      await service.stop('SIGTERM');
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
