/**
 * The assignment of inspectors, recomputed on an explicit flow network with residual capacities:
 * source → person → (person, visit) → post → sink. A complete flow is a lawful assignment.
 */
import { wrong } from './canonical.mjs';
import { compareBytes } from './lists.mjs';
import { byTicket, keyOf, ticketOf } from './objects.mjs';

/** The first thing that keeps a person from a post; undefined when nothing does. */
export function obstacle(person, postIndex, visit, team, barred) {
  if (person.away !== '') return person.away;
  if (barred.has(`${person.id}\n${visit.code}`)) return 'recused';
  if (postIndex < Math.max(1, team.minCertified) && !person.certified) return 'uncertified';
  if (postIndex === 0) {
    if (!person.mayLead) return 'may-not-lead';
    if (team.leaderSection !== null && person.section !== team.leaderSection) return 'other-section';
  } else {
    if (team.crossCheck === true && person.section === visit.section) return 'own-section';
    const wanted = team.specialties?.[postIndex - 1] ?? '';
    if (wanted !== '' && !person.specialties.includes(wanted)) return 'no-specialty';
  }
  return undefined;
}

export const barredPairs = (recusals) => new Set(recusals.map(({ inspector, target }) => `${inspector}\n${target}`));

/** Loads for balancing: nobody is more than `catchUp` behind the average of those present. */
function startingLoads(people, catchUp) {
  const present = people.filter(({ away }) => away === '');
  if (catchUp === undefined || catchUp === null || present.length === 0) return people.map(({ load }) => load);
  const floor = Math.floor(present.reduce((sum, { load }) => sum + load, 0) / present.length) - catchUp;
  return people.map(({ load }) => Math.max(load, floor));
}

/** A residual network; edge e and e ^ 1 are each other's reverse. */
function network(nodes, capacity) {
  const head = new Int32Array(nodes).fill(-1);
  const [to, room, next] = [new Int32Array(capacity * 2), new Int32Array(capacity * 2), new Int32Array(capacity * 2)];
  let edges = 0;
  const link = (from, target, size) => {
    for (const [a, b, c] of [[from, target, size], [target, from, 0]]) { to[edges] = b; room[edges] = c; next[edges] = head[a]; head[a] = edges; edges += 1; }
    return edges - 2;
  };
  const via = new Int32Array(nodes);
  const seen = new Int32Array(nodes);
  let stamp = 0;
  /** One more unit from source to target, searched backwards from the target. */
  const push = (source, target) => {
    stamp += 1;
    const queue = [target];
    seen[target] = stamp;
    for (let i = 0; i < queue.length; i += 1) {
      for (let e = head[queue[i]]; e >= 0; e = next[e]) {
        const from = to[e];
        if (room[e ^ 1] === 0 || seen[from] === stamp) continue;
        seen[from] = stamp;
        via[from] = e ^ 1;
        if (from === source) {
          for (let node = source; node !== target; node = to[via[node]]) { room[via[node]] -= 1; room[via[node] ^ 1] += 1; }
          return true;
        }
        queue.push(from);
      }
    }
    return false;
  };
  return { link, push, room, head, to, next };
}

function build(visits, people, candidates, width, caps) {
  const pairs = visits.length * people.length;
  const [pairAt, postAt] = [1 + people.length, 1 + people.length + pairs];
  const count = candidates.reduce((sum, list) => sum + list.length, 0);
  const net = network(postAt + candidates.length, people.length + pairs + count);
  const source = people.map((_, i) => net.link(0, 1 + i, caps[i]));
  const linked = new Set();
  const intoPost = candidates.map((list, slot) => {
    const visit = Math.floor(slot / width);
    return new Map(list.map((i) => {
      const pair = visit * people.length + i;
      if (!linked.has(pair)) { net.link(1 + i, pairAt + pair, 1); linked.add(pair); }
      return [i, net.link(pairAt + pair, postAt + slot, 1)];
    }));
  });
  const fill = (slot) => net.push(0, postAt + slot);
  return { net, source, intoPost, fill, complete: candidates.every((_, slot) => fill(slot)) };
}

/** Teams as the result must show them. */
export function teamsFor(selected, people, recusals, team, seed) {
  people = [...people].sort((a, b) => compareBytes(a.id, b.id));
  const barred = barredPairs(recusals);
  const width = team.size;
  const visits = selected.map(({ code, section }) => ({ code, section }));
  const candidates = visits.flatMap((visit) => Array.from({ length: width }, (_, post) => people.flatMap((person, i) => (obstacle(person, post, visit, team, barred) === undefined ? [i] : []))));
  const loads = startingLoads(people, team.catchUp);
  const most = Math.min(team.maxPerInspector ?? visits.length, visits.length);
  const at = (level) => build(visits, people, candidates, width, loads.map((load) => Math.max(0, Math.min(most, level - load))));
  let high = Math.max(0, ...loads) + most;
  if (!at(high).complete) return wrong('检查组无法按规则组成，结果却列出了检查组');
  for (let low = Math.min(...loads); low < high;) {
    const middle = Math.floor((low + high) / 2);
    if (at(middle).complete) high = middle; else low = middle + 1;
  }
  const { net, source, intoPost, fill } = at(high);
  const K = keyOf(seed, 'inspectors');
  const holds = (slot) => [...intoPost[slot]].find(([, edge]) => net.room[edge ^ 1] > 0)?.[0];
  const open = candidates.map((list) => [...list]);
  const again = visits.flatMap((visit, v) => people.flatMap((person, i) => {
    const id = `last|${visit.code}|${person.id}`;
    return person.last?.includes(visit.code) === true && open.slice(v * width, v * width + width).some((list) => list.includes(i)) ? [{ v, i, id, ticket: ticketOf(K, id) }] : [];
  })).sort(byTicket);
  for (const { v, i } of again) shut(v, i);
  const order = candidates.map((_, slot) => { const id = `slot|${visits[Math.floor(slot / width)].code}|${slot % width}`; return { slot, id, ticket: ticketOf(K, id) }; }).sort(byTicket);
  const total = [...loads];
  const holder = new Map();
  for (const { slot } of order) {
    const visit = visits[Math.floor(slot / width)];
    const ranked = open[slot].map((i) => { const id = `pair|${visit.code}|${slot % width}|${people[i].id}`; return { i, id, ticket: ticketOf(K, id) }; })
      .sort((a, b) => total[a.i] - total[b.i] || byTicket(a, b));
    for (const { i } of ranked) {
      if (!settle(slot, i)) continue;
      holder.set(slot, i);
      total[i] += 1;
      break;
    }
  }
  /** Keeps a person out of a visit, if everything can still be filled. */
  function shut(visit, person) {
    const mine = Array.from({ length: width }, (_, post) => visit * width + post).filter((slot) => intoPost[slot].has(person));
    const held = mine.find((slot) => holds(slot) === person);
    if (held !== undefined) release(held, person);
    const edges = mine.map((slot) => intoPost[slot].get(person));
    for (const edge of edges) net.room[edge] = 0;
    if (held !== undefined && !fill(held)) {
      for (const edge of edges) net.room[edge] = 1;
      fill(held);
      return;
    }
    for (const slot of mine) { intoPost[slot].delete(person); open[slot] = open[slot].filter((i) => i !== person); }
  }
  /** Leaves the post only this person's edge, if everything can still be filled. */
  function settle(slot, person) {
    const now = holds(slot);
    const edges = intoPost[slot];
    if (now !== person) release(slot, now);
    const closed = [...edges].filter(([i]) => i !== person);
    for (const [, edge] of closed) net.room[edge] = 0;
    if (now === person || fill(slot)) return true;
    for (const [, edge] of closed) net.room[edge] = 1;
    fill(slot);
    return false;
  }
  /** Takes back the unit that runs through a post. */
  function release(slot, person) {
    const into = intoPost[slot].get(person);
    const pairNode = net.to[into ^ 1];
    let middle = -1;
    for (let e = net.head[pairNode]; e >= 0; e = net.next[e]) if (net.to[e] === 1 + person) middle = e ^ 1;
    for (const edge of [into, middle, source[person]]) { net.room[edge] += 1; net.room[edge ^ 1] -= 1; }
  }
  return visits.map((_, v) => {
    const slots = Array.from({ length: width }, (__, post) => v * width + post);
    const same = slots.filter((slot) => people[holder.get(slot)].last?.includes(visits[v].code) === true).length;
    return {
      no: selected[v].no,
      members: slots.map((slot, post) => { const { id, name, section } = people[holder.get(slot)]; return { inspector: id, name, section, leader: post === 0 }; }),
      singleCandidatePosts: slots.filter((slot) => candidates[slot].length === 1).length,
      ...(same > 0 ? { sameAsLast: same } : {}),
    };
  });
}
