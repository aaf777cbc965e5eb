/**
 * The page's only way out: the sandbox's control API over HTTP.
 *
 * Every call either yields the typed answer or throws `ApiError` with a Chinese sentence that can be shown as it is.
 */
import type { ApiCall, ChatView, Click, ClickResult, Delivery, Faults, State, Where } from '../control-api.ts';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const UNREACHABLE = '连接不上沙箱，请确认服务仍在运行，稍后会自动重连';

const answerOf = async (request: Promise<Response>): Promise<unknown> => {
  const response = await request.catch(() => null);
  if (response === null) throw new ApiError(0, UNREACHABLE);
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const sentence = typeof answer === 'object' && answer !== null && 'error' in answer && typeof answer.error === 'string' ? answer.error : `沙箱答复异常（HTTP ${String(response.status)}），请重试`;
  throw new ApiError(response.status, sentence);
};

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

const queryOf = (query: Query): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return parameters.toString();
};

const get = (verb: string, query: Query = {}): Promise<unknown> => answerOf(fetch(`/control/${verb}?${queryOf(query)}`, { headers: { accept: 'application/json' } }));

const post = (verb: string, body: object): Promise<unknown> =>
  answerOf(fetch(`/control/${verb}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));

export const api = {
  state: async (): Promise<State> => (await get('state')) as State,
  chat: async (where: Where & { readonly read?: boolean }): Promise<ChatView> => (await get('chat', { ...where })) as ChatView,
  say: async (what: Where & { readonly text: string; readonly replyTo?: string }): Promise<void> => { await post('say', what); },
  click: async (what: Click): Promise<ClickResult> => (await post('click', what)) as ClickResult,
  recall: async (what: { readonly as: string; readonly message: string }): Promise<void> => { await post('recall', what); },
  open: async (as: string): Promise<{ readonly chat: string }> => (await post('open', { as })) as { readonly chat: string },
  upload: async (where: Where, file: File): Promise<void> => {
    const kind = /^image\/(?:png|jpeg|gif|webp|bmp)$/.test(file.type) ? 'image' : file.type === 'video/mp4' ? 'media' : 'file';
    await answerOf(fetch(`/control/upload?${queryOf({ ...where, name: file.name, kind })}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file }));
  },
  advance: async (advanceMs: number): Promise<{ readonly now: string }> => (await post('clock', { advanceMs })) as { readonly now: string },
  faults: async (change: Partial<Faults>): Promise<Faults> => (await post('faults', change)) as Faults,
  disconnect: async (code: number | 'half-open'): Promise<{ readonly connections: number }> => (await post('disconnect', { code })) as { readonly connections: number },
  requests: async (after: number): Promise<readonly ApiCall[]> => (await get('requests', { after })) as readonly ApiCall[],
  deliveries: async (): Promise<readonly Delivery[]> => (await get('deliveries')) as readonly Delivery[],
} as const;

/** Where the bytes of a file or picture are. */
export const fileUrl = (key: string): string => `/control/file/${encodeURIComponent(key)}`;

/** What to show for anything thrown. */
export const sentenceOf = (error: unknown): string => (error instanceof ApiError ? error.message : '页面出错了，请刷新后重试');
