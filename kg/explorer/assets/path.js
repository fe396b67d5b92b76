// The path between two nodes: over facts that the filters let through, shortest first, telling ones before vague ones.

/** The node that a path begins at while its end is being chosen, or null. */
let pathStart = null;

/** What a hop costs: what is only mentioned, a metric in common, and what everybody has to do with, say little. */
function hopCost(fact, to) {
  const vague = (fact.predicate === "mentions" ? 1.5 : 0) + (nodes[to].type === "Metric" ? 0.75 : 0);
  const common = isPaper(nodes[to]) ? 0 : Math.log2(1 + nodes[to].degree) / 16;
  return 1 + vague + common + (1 - confidenceOf(fact)) / 8;
}

/** Facts that are used: those that the filters of kind, relation and confidence let through, in the picture or not. */
function isUsable(fact) {
  const ends = [nodes[fact.from], nodes[fact.to]];
  return (
    !state.hiddenPredicates.has(fact.predicate) &&
    confidenceOf(fact) >= state.minConfidence &&
    ends.every((node) => !state.hiddenTypes.has(node.type)) &&
    !state.removed.has(fact.from) &&
    !state.removed.has(fact.to)
  );
}

/** The cheapest path as nodes, or null: Dijkstra's algorithm, whose queue is a heap. */
function findPath(start, end) {
  const cost = new Float64Array(nodes.length).fill(Infinity);
  const before = new Int32Array(nodes.length).fill(-1);
  const queue = [[0, start]];
  cost[start] = 0;
  const isLess = (a, b) => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
  const push = (entry) => {
    let place = queue.push(entry) - 1;
    while (place && isLess(entry, queue[(place - 1) >> 1])) {
      queue[place] = queue[(place - 1) >> 1];
      place = (place - 1) >> 1;
    }
    queue[place] = entry;
  };
  const pop = () => {
    const top = queue[0];
    const last = queue.pop();
    if (!queue.length) return top;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= queue.length) break;
      if (child + 1 < queue.length && isLess(queue[child + 1], queue[child])) child += 1;
      if (!isLess(queue[child], last)) break;
      queue[place] = queue[child];
      place = child;
    }
    queue[place] = last;
    return top;
  };
  while (queue.length) {
    const [spent, node] = pop();
    if (node === end) break;
    if (spent > cost[node]) continue;
    for (const fact of factsOf[node]) {
      if (!isUsable(fact)) continue;
      const to = otherEnd(fact, node);
      const total = spent + hopCost(fact, to);
      if (total >= cost[to]) continue;
      cost[to] = total;
      before[to] = node;
      push([total, to]);
    }
  }
  if (before[end] < 0) return null;
  const path = [end];
  while (path[0] !== start) path.unshift(before[path[0]]);
  return path;
}

/** The usable facts between two nodes, the surest first. */
const factsBetween = (a, b) =>
  factsOf[a]
    .filter((fact) => otherEnd(fact, a) === b && isUsable(fact))
    .sort((one, other) => confidenceOf(other) - confidenceOf(one) || one.index - other.index);

function showPathPrompt() {
  $("prompt").hidden = pathStart === null;
  input.placeholder = pathStart === null ? SEARCH_HINT : "Where does the path end?";
  if (pathStart !== null) $("prompt-text").textContent = `Path from ${nodes[pathStart].label} to …`;
}

/** Asks for the end of a path that begins at `index`. */
function startPath(index) {
  pathStart = index;
  showPathPrompt();
  input.focus();
  announce(`Choose where the path from ${nodes[index].label} ends.`);
}

function cancelPath() {
  pathStart = null;
  showPathPrompt();
}

async function endPath(end) {
  const start = pathStart;
  cancelPath();
  if (start === end || !(isWhole || (await withServer("Loading the whole graph…", loadWhole)))) return;
  const path = findPath(start, end);
  if (path) select({ path });
  else {
    select({ node: end });
    announce(`No path leads from ${nodes[start].label} to ${nodes[end].label}.`);
    $("prompt").hidden = false;
    $("prompt-text").textContent =
      `No path leads from ${nodes[start].label} to ${nodes[end].label} under these filters.`;
  }
}

/** Chooses a node: the end of a path if one is asked for, else what the card is about. */
function pick(index) {
  if (pathStart !== null) endPath(index);
  else {
    $("prompt").hidden = true;
    select({ node: index });
  }
}

$("prompt-cancel").addEventListener("click", () => {
  cancelPath();
  $("prompt").hidden = true;
});
