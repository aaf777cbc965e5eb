/**
 * The first screen: choose who you are. Also used, smaller, to choose who sits beside.
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Person, State } from '../../control-api.ts';
import { Avatar } from './avatar.tsx';

const departmentOf = (person: Person): string => {
  if (person.external) return '外部单位';
  return person.departments.length === 0 ? '未分部门' : person.departments.join('、');
};

interface Props { readonly state: State; readonly except?: string; readonly onChoose: (openId: string) => void }

export const Chooser = ({ state, except, onChoose }: Props): JSX.Element => {
  const [query, setQuery] = useState('');
  const people = state.people.filter((person) => person.openId !== except && !person.resigned && `${person.name}${person.jobTitle}${departmentOf(person)}`.includes(query.trim()));
  const departments = [...new Set(people.map((person) => departmentOf(person)))];
  return (
    <div class="chooser">
      <input class="input" type="search" placeholder="按姓名、科室或职务查找" aria-label="查找人员" value={query} onInput={(event) => { setQuery(event.currentTarget.value); }} />
      {people.length === 0 && <p class="empty">没有找到“{query}”，换个姓名或科室试试</p>}
      {departments.map((department) => (
        <section key={department} aria-label={department}>
          <h2>{department}</h2>
          <ul class="people">
            {people.filter((person) => departmentOf(person) === department).map((person) => (
              <li key={person.openId}>
                <button type="button" class="person-card" onClick={() => { onChoose(person.openId); }}>
                  <Avatar name={person.name} size={40} />
                  <span><strong>{person.name}</strong><small>{person.jobTitle === '' ? '工作人员' : person.jobTitle}</small></span>
                  {person.external && <span class="outside-tag">外部</span>}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
};
