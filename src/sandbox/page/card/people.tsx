/**
 * People named by a card.
 */
import type { JSX } from 'preact';
import { Avatar } from '../people/avatar.tsx';
import { useCard } from './context.ts';
import type { PersonElement, PersonListElement } from './model.ts';

export const PersonChip = ({ openId, avatar = true, name = true }: { readonly openId: string; readonly avatar?: boolean; readonly name?: boolean }): JSX.Element => {
  const card = useCard();
  const known = card.nameOf(openId) ?? '未知成员';
  return <span class="person" title={known}>{avatar && <Avatar name={known} size={22} />}{name && <span>{known}</span>}</span>;
};

export const Person = ({ element }: { readonly element: PersonElement }): JSX.Element => <PersonChip openId={element.user_id} avatar={element.show_avatar ?? true} name={element.show_name ?? false} />;

export const PersonList = ({ element }: { readonly element: PersonListElement }): JSX.Element => (
  <div class="persons">{(element.persons ?? []).map(({ id }) => <PersonChip key={id} openId={id} avatar={element.show_avatar ?? true} name={element.show_name ?? true} />)}</div>
);
