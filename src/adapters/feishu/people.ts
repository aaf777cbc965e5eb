/**
 * Who and where: the platform's address book and its groups, in the chat's neutral words.
 *
 * Answers null for whom the app cannot see. A group has outsiders when the platform calls it external, or when anybody in
 * it belongs to another organisation than the app.
 *
 * https://open.feishu.cn/document/server-docs/contact-v3/user/get, /document/server-docs/group/chat/get-2
 */
import { type GroupProfile, PlatformError, type UserProfile } from '../../chat/platform.ts';
import type { Api } from './api.ts';
import { isId } from './ids.ts';
import { asRecord, asText } from './json.ts';

const orNull = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PlatformError && error.kind === 'unreachable') return null;
    throw error;
  }
};

export const findUser = async (api: Api, id: string): Promise<UserProfile | null> => {
  if (!isId('person', id)) return null;
  const answer = await orNull(api.call(null, (client) => client.contact.v3.user.get({ path: { user_id: id }, params: { user_id_type: 'open_id', department_id_type: 'open_department_id' } })));
  const user = answer?.data?.user;
  if (user === undefined) return null;
  const { status } = user;
  const gone = status?.is_resigned === true || status?.is_frozen === true || status?.is_exited === true || status?.is_unjoin === true;
  return { account: { platform: 'feishu', id }, name: user.name ?? '', active: !gone, departments: user.department_ids ?? [] };
};

/** Callbacks may name their operator by union_id only; our accounts are open_ids. */
export const openIdOf = async (api: Api, unionId: string): Promise<string | null> => {
  const answer = await orNull(api.call(null, (client) => client.contact.v3.user.get({ path: { user_id: unionId }, params: { user_id_type: 'union_id' } })));
  const openId = answer?.data?.user?.open_id;
  return isId('person', openId) ? openId : null;
};

const MEMBER_PAGE = 100;

const hasForeignMember = async (api: Api, chat: string, tenant: string): Promise<boolean> => {
  let pageToken: string | undefined;
  for (;;) {
    const answer = await api.call(null, (client) =>
      client.im.v1.chatMembers.get({
        path: { chat_id: chat }, params: { member_id_type: 'open_id', page_size: MEMBER_PAGE, ...(pageToken === undefined ? {} : { page_token: pageToken }) },
      }),
    );
    if ((answer.data?.items ?? []).some((member) => member.tenant_key !== undefined && member.tenant_key !== tenant)) return true;
    pageToken = answer.data?.page_token;
    if (answer.data?.has_more !== true || pageToken === undefined || pageToken === '') return false;
  }
};

/** @param tenant the app's own organisation, when an event has told it */
export const findGroup = async (api: Api, chat: string, tenant: string | null): Promise<GroupProfile | null> => {
  if (!isId('chat', chat)) return null;
  const answer = await orNull(api.call(null, (client) => client.im.v1.chat.get({ path: { chat_id: chat } })));
  if (answer?.data === undefined) return null;
  const data = asRecord(answer.data);
  const home = tenant ?? asText(data['tenant_key']);
  const outsiders = data['external'] === true || (home !== '' && (await hasForeignMember(api, chat, home)));
  return { chat, name: asText(data['name']), outsiders };
};
