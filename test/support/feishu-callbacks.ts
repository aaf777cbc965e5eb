/** Builds callbacks as the platform sends them – encrypted, signed – and spoils them where a test asks for it. */
import { createCipheriv, createHash } from 'node:crypto';

export const APP = 'cli_0123456789abcdef';
export const TENANT = 'tenant-linhai';
export const ENCRYPT_KEY = 'a-key-for-tests-only';
export const VERIFICATION_TOKEN = 'a-token-for-tests-only';
export const NOW_MS = Date.parse('2026-03-10T01:00:00Z');
export const BOT = 'ou_b07b07b07b07b07b07b07b07b07b07b0';
export const WANG = 'ou_a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const LI = 'ou_b1b2c3d4e5f60718293a4b5c6d7e8f91';
export const GROUP = 'oc_0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a';
export const PRIVATE = 'oc_0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b';
export const MESSAGE = 'om_0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c';

type Json = Readonly<Record<string, unknown>>;

export const encrypted = (text: string, key = ENCRYPT_KEY): string => {
  const iv = Buffer.alloc(16, 7);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
};

export const eventOf = (type: string, event: Json, header: Json = {}): Json => ({
  schema: '2.0',
  header: { event_id: `event-of-${type}`, event_type: type, create_time: String(NOW_MS), token: VERIFICATION_TOKEN, app_id: APP, tenant_key: TENANT, ...header },
  event,
});

export const said = (message: Json, sender: Json = {}): Json =>
  eventOf('im.message.receive_v1', {
    sender: { sender_id: { open_id: WANG, union_id: 'on_wang' }, sender_type: 'user', tenant_key: TENANT, ...sender },
    message: { message_id: MESSAGE, chat_id: GROUP, chat_type: 'group', create_time: String(NOW_MS), message_type: 'text', content: '{"text":"帮助"}', ...message },
  });

export const clicked = (action: Json, event: Json = {}): Json =>
  eventOf(
    'card.action.trigger',
    { operator: { open_id: WANG, union_id: 'on_wang', tenant_key: TENANT }, token: 'c-0123456789', action, context: { open_message_id: MESSAGE, open_chat_id: GROUP }, ...event },
    { create_time: `${NOW_MS}000` },
  );

export interface Callback { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

export const signed = (body: string | Buffer, timestampSeconds = NOW_MS / 1000, key = ENCRYPT_KEY): Callback => {
  const bytes = Buffer.from(body);
  const signature = createHash('sha256').update(`${timestampSeconds}nonce${key}`).update(bytes).digest('hex');
  return { headers: { 'x-lark-request-timestamp': String(timestampSeconds), 'x-lark-request-nonce': 'nonce', 'x-lark-signature': signature }, body: bytes };
};

export const callbackOf = (envelope: Json): Callback => signed(JSON.stringify({ encrypt: encrypted(JSON.stringify(envelope)) }));
