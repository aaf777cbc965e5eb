/**
 * What one try to reach the app came to, over either transport: an answer, or why there is none.
 */
export type Outcome =
  /** HTTP 200 or ack code 200. `body` is what the app sent: text of the HTTP body, JSON of the ack's data, '' when the ack had none. */
  | { readonly kind: 'answered'; readonly via: 'http' | 'websocket'; readonly body: string }
  | { readonly kind: 'refused'; readonly via: 'http' | 'websocket'; readonly status: number }
  | { readonly kind: 'timeout'; readonly via: 'http' | 'websocket' }
  | { readonly kind: 'unreachable'; readonly via: 'http' | 'websocket'; readonly reason: 'tcp' | 'dns' }
  /** No open connection, or no verified URL. */
  | { readonly kind: 'nobody' };

export const describe = (outcome: Outcome): string => {
  switch (outcome.kind) {
    case 'answered': return isLost(outcome) ? 'lost by client' : outcome.via === 'http' ? 'HTTP 200' : 'ack 200';
    case 'refused': return outcome.via === 'http' ? `HTTP ${outcome.status}` : `ack ${outcome.status}`;
    case 'timeout': return 'timeout';
    case 'unreachable': return outcome.reason === 'dns' ? 'name not found' : 'connection refused';
    case 'nobody': return 'no connection';
  }
};
/** The SDK acknowledges events it has no handler for: to the platform they are delivered, to the app they are lost. */
export const isLost = (outcome: Outcome): boolean => outcome.kind === 'answered' && /^"?no .* (event )?handle"?$/.test(outcome.body.trim());
