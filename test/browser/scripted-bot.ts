/**
 * A bot of a few lines for the page's tests: speaks through the official SDK and remembers what was pressed.
 *
 * It answers 帮助 with a text; everything else it sends when the test says so. A press is answered with a toast at once;
 * the test replaces the card afterwards, as a careful app does.
 */
import { createReadStream } from 'node:fs';
import * as lark from '@larksuiteoapi/node-sdk';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export interface Pressed { readonly operator: string; readonly action: Readonly<Record<string, unknown>> }
export interface Bot {
  readonly heard: readonly string[];
  readonly pressed: readonly Pressed[];
  /** What the next presses are answered with. */
  answerWith(toast: { readonly type: string; readonly content: string }): void;
  text(chat: string, text: string): Promise<string>;
  card(chat: string, card: object): Promise<string>;
  replace(message: string, card: object): Promise<void>;
  file(chat: string, path: string, name: string): Promise<string>;
  image(path: string): Promise<string>;
  /** 加急: asks these people for attention. */
  urge(message: string, people: readonly string[]): Promise<void>;
  stop(): void;
}

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined, trace: () => undefined };
const HELP = '我能做这些：\n导入、名录、任务、抽取、锁定、派发、接受、更换\n详见 https://example.gov.cn/help';

interface Heard { readonly message: { readonly chat_id: string; readonly content: string } }
interface PressedEvent { readonly operator: { readonly open_id?: string }; readonly action: Readonly<Record<string, unknown>> }

export const startBot = async (sandbox: Sandbox): Promise<Bot> => {
  const shared = { appId: sandbox.app.appId, appSecret: sandbox.app.appSecret, domain: sandbox.openApiUrl, logger: silent, loggerLevel: lark.LoggerLevel.error };
  const client = new lark.Client({ ...shared, cache: new lark.DefaultCache() });
  const heard: string[] = [];
  const pressed: Pressed[] = [];
  let toast: { readonly type: string; readonly content: string } = { type: 'success', content: '收到' };

  const send = async (chat: string, type: string, content: object): Promise<string> => {
    const answer = await client.im.v1.message.create({ params: { receive_id_type: 'chat_id' }, data: { receive_id: chat, msg_type: type, content: JSON.stringify(content) } });
    const id = answer.data?.message_id;
    if (answer.code !== 0 || id === undefined) throw new Error(`the bot could not send: ${String(answer.code)} ${String(answer.msg)}`);
    return id;
  };

  const events = new lark.EventDispatcher({ logger: silent }).register({
    'im.message.receive_v1': async ({ message }: Heard) => {
      const content = JSON.parse(message.content) as { readonly text?: string };
      heard.push(content.text ?? message.content);
      if (content.text?.includes('帮助') === true) await send(message.chat_id, 'text', { text: HELP });
    },
    'card.action.trigger': ({ operator, action }: PressedEvent) => {
      pressed.push({ operator: operator.open_id ?? '', action });
      return { toast };
    },
  });
  const line = await new Promise<lark.WSClient>((ready, failed) => {
    const link: lark.WSClient = new lark.WSClient({ ...shared, onReady: () => { ready(link); }, onError: failed });
    void link.start({ eventDispatcher: events });
  });

  return {
    heard, pressed,
    answerWith: (next) => { toast = next; },
    text: (chat, text) => send(chat, 'text', { text }),
    card: (chat, card) => send(chat, 'interactive', card),
    replace: async (message, card) => {
      const answer = await client.im.v1.message.patch({ path: { message_id: message }, data: { content: JSON.stringify(card) } });
      if (answer.code !== 0) throw new Error(`the bot could not replace the card: ${String(answer.code)} ${String(answer.msg)}`);
    },
    file: async (chat, path, name) => {
      const stored = await client.im.v1.file.create({ data: { file_type: 'xls', file_name: name, file: createReadStream(path) } });
      if (stored?.file_key === undefined) throw new Error('the bot could not upload');
      return send(chat, 'file', { file_key: stored.file_key });
    },
    image: async (path) => {
      const stored = await client.im.v1.image.create({ data: { image_type: 'message', image: createReadStream(path) } });
      if (stored?.image_key === undefined) throw new Error('the bot could not upload the picture');
      return stored.image_key;
    },
    urge: async (message, people) => {
      const answer = await client.im.v1.message.urgentApp({ path: { message_id: message }, params: { user_id_type: 'open_id' }, data: { user_id_list: [...people] } });
      if (answer.code !== 0) throw new Error(`the bot could not urge: ${String(answer.code)} ${String(answer.msg)}`);
    },
    stop: () => { line.close({ force: true }); },
  };
};
