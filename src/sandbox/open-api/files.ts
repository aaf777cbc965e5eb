/**
 * Files and images: uploads of the app, what it uploaded, and what people attached to messages.
 *
 * https://open.feishu.cn/document/server-docs/im-v1/file/create · …/image/create · …/message/get-2
 */
import { ApiRefusal } from '../world/errors.ts';
import type { StoredFile } from '../world/records.ts';
import { objectIn, stringAt } from '../world/json.ts';
import { pictureType, storeFile, typeByName } from '../world/files.ts';
import type { World } from '../world/world.ts';
import { textPart } from './multipart.ts';
import type { Part } from './multipart.ts';
import type { ApiAnswer, ApiRequest, Route } from './request.ts';
import { chatOf, knownMessage, requireBot } from './send.ts';

const MEGABYTE = 1024 * 1024;
const FILE_LIMIT_BYTES = 30 * MEGABYTE;
const IMAGE_LIMIT_BYTES = 10 * MEGABYTE;
const DOWNLOAD_LIMIT_BYTES = 100 * MEGABYTE;
const FILE_TYPES = ['opus', 'mp4', 'pdf', 'doc', 'xls', 'ppt', 'stream'];

const invalid = (): ApiRefusal => new ApiRefusal(234001, 'Invalid request param.');
const requireAbility = (world: World): void => {
  if (!world.settings.switches.botAbility) throw new ApiRefusal(234007, 'App does not enable bot feature.');
};
/** The bytes of the named part, within 1 … limit. */
const bytesOf = (parts: readonly Part[], name: string, limitBytes: number): Part => {
  const part = parts.find((one) => one.name === name);
  if (part === undefined) throw invalid();
  if (part.bytes.length === 0) throw new ApiRefusal(234010, "File's size can't be 0.");
  if (part.bytes.length > limitBytes) throw new ApiRefusal(234006, 'The file size exceed the max value.');
  return part;
};
const uploadFile = ({ world, parts }: ApiRequest): ApiAnswer => {
  requireAbility(world);
  const type = textPart(parts, 'file_type');
  const name = textPart(parts, 'file_name');
  if (type === null || !FILE_TYPES.includes(type) || name === null || name === '') throw invalid();
  const { bytes } = bytesOf(parts, 'file', FILE_LIMIT_BYTES);
  return { data: { file_key: storeFile(world, { kind: 'file', name, contentType: typeByName(name), byApp: true }, bytes).key } };
};
const uploadImage = ({ world, parts }: ApiRequest): ApiAnswer => {
  requireAbility(world);
  const type = textPart(parts, 'image_type');
  if (type !== 'message' && type !== 'avatar') throw invalid();
  const { bytes } = bytesOf(parts, 'image', IMAGE_LIMIT_BYTES);
  const contentType = pictureType(bytes);
  if (contentType === null) throw new ApiRefusal(234011, "Can't recognize the image format.");
  return { data: { image_key: storeFile(world, { kind: 'image', name: 'image', contentType, byApp: true }, bytes).key } };
};

const download = (world: World, file: StoredFile): ApiAnswer => {
  const bytes = world.memory.getBytes(file.key);
  if (bytes === undefined) throw new ApiRefusal(234040, 'The content is no longer available.');
  if (bytes.length > DOWNLOAD_LIMIT_BYTES) throw new ApiRefusal(234037, 'Downloaded file size exceeds limit.');
  return { binary: bytes, name: file.name, contentType: file.contentType };
};
const ownFile = (kind: 'file' | 'image') => ({ world, params }: ApiRequest): ApiAnswer => {
  requireAbility(world);
  const file = world.files.get(params['file_key'] ?? params['image_key'] ?? '');
  if (file === undefined || file.kind !== kind) throw invalid();
  if (!file.byApp) throw new ApiRefusal(234008, 'The app is not the resource sender.');
  return download(world, file);
};
const resource = ({ world, params, query }: ApiRequest): ApiAnswer => {
  requireBot(world);
  const type = query.get('type');
  if (type !== 'file' && type !== 'image') throw invalid();
  const message = knownMessage(world, params['message_id'] ?? '');
  if (!chatOf(world, message).bot) throw new ApiRefusal(234004, 'The app is not in the chat.');
  if (message.recalled) throw new ApiRefusal(234040, 'The message is invisible to the app.');
  if (message.type === 'interactive') throw new ApiRefusal(234043, 'Unsupported message type.');
  const key = params['file_key'] ?? '';
  const content = objectIn(message.content);
  const isInMessage = stringAt(content, 'file_key') === key || stringAt(content, 'image_key') === key || (message.type === 'post' && message.content.includes(key));
  const file = isInMessage ? world.files.get(key) : undefined;
  if (file === undefined) throw new ApiRefusal(234003, 'File not in msg.');
  if ((file.kind === 'image') !== (type === 'image')) throw invalid();
  return download(world, file);
};

const scopes = ['im:resource', 'im:resource:upload'];
const reading = ['im:message', 'im:message:readonly', 'im:message:send_as_bot'];
export const fileRoutes: readonly Route[] = [
  { method: 'POST', path: '/open-apis/im/v1/files', scopes, isUpload: true, run: uploadFile },
  { method: 'POST', path: '/open-apis/im/v1/images', scopes, isUpload: true, run: uploadImage },
  { method: 'GET', path: '/open-apis/im/v1/files/{file_key}', scopes, run: ownFile('file') },
  { method: 'GET', path: '/open-apis/im/v1/images/{image_key}', scopes, run: ownFile('image') },
  { method: 'GET', path: '/open-apis/im/v1/messages/{message_id}/resources/{file_key}', scopes: reading, run: resource },
];
