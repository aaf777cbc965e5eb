/** Dinic's maximum flow over a plain adjacency list: the independent judge of whether teams can be formed at all. */
interface Edge { readonly to: number; room: number; readonly back: number }

export const maxFlow = (nodes: number, edges: readonly (readonly [from: number, to: number, room: number])[], source: number, sink: number): number => {
  const graph: Edge[][] = Array.from({ length: nodes }, () => []);
  for (const [from, to, room] of edges) {
    const [there, back] = [graph[from] ?? [], graph[to] ?? []];
    there.push({ to, room, back: back.length });
    back.push({ to: from, room: 0, back: there.length - 1 });
  }
  let flow = 0;
  for (;;) {
    const level = new Array<number>(nodes).fill(-1);
    level[source] = 0;
    const queue = [source];
    for (const node of queue) for (const { to, room } of graph[node] ?? []) if (room > 0 && level[to] === -1) { level[to] = (level[node] ?? 0) + 1; queue.push(to); }
    if (level[sink] === -1) return flow;
    const push = (node: number, most: number): number => {
      if (node === sink) return most;
      for (const edge of graph[node] ?? []) {
        if (edge.room === 0 || level[edge.to] !== (level[node] ?? 0) + 1) continue;
        const sent = push(edge.to, Math.min(most, edge.room));
        if (sent === 0) continue;
        edge.room -= sent;
        const reverse = graph[edge.to]?.[edge.back];
        if (reverse !== undefined) reverse.room += sent;
        return sent;
      }
      return 0;
    };
    for (let sent = push(source, Number.MAX_SAFE_INTEGER); sent > 0; sent = push(source, Number.MAX_SAFE_INTEGER)) flow += sent;
  }
};
