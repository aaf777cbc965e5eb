/**
 * What the address says: who is looking, at which chat, and who sits beside.
 *
 * `#as=ou_…&chat=oc_…&with=ou_…&beside=oc_…`, so that a view can be bookmarked and opened twice.
 */
export interface Seat { readonly as: string; readonly chat: string | null }
export interface Route { readonly main: Seat | null; readonly beside: Seat | null }

export const parseRoute = (hash: string): Route => {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const seat = (who: string, chat: string): Seat | null => {
    const as = parameters.get(who);
    return as === null || as === '' ? null : { as, chat: parameters.get(chat) };
  };
  const main = seat('as', 'chat');
  return { main, beside: main === null ? null : seat('with', 'beside') };
};

export const writeRoute = ({ main, beside }: Route): string => {
  const parameters = new URLSearchParams();
  if (main !== null) {
    parameters.set('as', main.as);
    if (main.chat !== null) parameters.set('chat', main.chat);
  }
  if (beside !== null) {
    parameters.set('with', beside.as);
    if (beside.chat !== null) parameters.set('beside', beside.chat);
  }
  const text = parameters.toString();
  return text === '' ? '#' : `#${text}`;
};
