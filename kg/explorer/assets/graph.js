// The data of the page, its indexes, and the one state that all views share.

const page = JSON.parse($("page-data").textContent);
const network = JSON.parse($("network-data").textContent);

const nodes = page.nodes;
const facts = page.edges;
const typeOf = new Map(page.types.map((type) => [type.name, type]));
const predicateOf = new Map(page.predicates.map((predicate) => [predicate.name, predicate]));
const isFocus = new Set(page.focus);
/** Facts of each node, and lines (one for each pair of nodes) at each node. */
const factsOf = nodes.map(() => []);
const linesOf = nodes.map(() => []);
const lines = network.edges;

facts.forEach((fact, index) => {
  fact.index = index;
  fact.evidence ??= [];
  factsOf[fact.from].push(fact);
  if (fact.to !== fact.from) factsOf[fact.to].push(fact);
});
lines.forEach((line) => {
  linesOf[line.from].push(line);
  if (line.to !== line.from) linesOf[line.to].push(line);
});

const isPaper = (node) => node.type === "Paper";
/** Number in confidence, 1 where nothing was read and so nothing can be misread. */
const confidenceOf = (fact) => fact.confidence ?? 1;
const otherEnd = (fact, node) => (fact.from === node ? fact.to : fact.from);

/** What papers are called in the picture: the name before the colon where there is one. */
function shortName(node) {
  if (!isPaper(node)) return clipped(node.label, 32);
  const colon = node.label.indexOf(":");
  return colon > 1 && colon <= 28 ? node.label.slice(0, colon) : clipped(node.label, 34);
}

/** A fact in words. */
const sentenceOf = (fact, name) =>
  `${name(nodes[fact.from])} ${predicateOf.get(fact.predicate).forwards} ${name(nodes[fact.to])}`;

const state = {
  hiddenTypes: new Set(),
  hiddenPredicates: new Set(),
  minConfidence: 0,
  /** {node: number}, {line: number}, {fact: number} or null; `atRest` if nothing is to be dimmed for it. */
  selected: null,
  /** A node that the pointer or the keyboard is at, or null. */
  hovered: null,
  view: "picture",
};

const listeners = { filter: [], select: [], hover: [], theme: [], view: [] };
const on = (event, listener) => listeners[event].push(listener);
const emit = (event) => listeners[event].forEach((listener) => listener());

/** What the filters let through; computed again by `applyFilters`. */
const visible = { nodes: [], facts: [], lines: [] };

function computeVisible() {
  const typeShown = nodes.map((node) => !state.hiddenTypes.has(node.type));
  visible.facts = facts.map(
    (fact) =>
      typeShown[fact.from] &&
      typeShown[fact.to] &&
      !state.hiddenPredicates.has(fact.predicate) &&
      confidenceOf(fact) >= state.minConfidence,
  );
  visible.lines = lines.map((line) => line.facts.some((index) => visible.facts[index]));
  // A node whose facts are all filtered away goes with them, unless it was asked for.
  visible.nodes = nodes.map(
    (node, index) =>
      typeShown[index] &&
      (isFocus.has(index) || factsOf[index].length === 0 || factsOf[index].some((fact) => visible.facts[fact.index])),
  );
}

function applyFilters() {
  computeVisible();
  emit("filter");
}

const isFiltered = () => state.hiddenTypes.size > 0 || state.hiddenPredicates.size > 0 || state.minConfidence > 0;

function resetFilters() {
  state.hiddenTypes.clear();
  state.hiddenPredicates.clear();
  state.minConfidence = 0;
  applyFilters();
}

/** Neighbours of a node over what is visible, the node itself included. */
function neighbourhood(node) {
  const near = new Set([node]);
  for (const line of linesOf[node]) {
    if (visible.lines[line.id]) near.add(line.from === node ? line.to : line.from);
  }
  return near;
}

/** Selects a node, a line, a fact or nothing. Filters that hide a chosen node are lifted, and that is said. */
function select(selection) {
  state.selected = selection;
  state.hovered = null;
  if (selection?.node !== undefined && !visible.nodes[selection.node]) {
    resetFilters();
    announce(`Filters were reset to show ${nodes[selection.node].label}.`);
  }
  emit("select");
}

function hover(node) {
  if (state.hovered === node) return;
  state.hovered = node;
  emit("hover");
}

/** Says something to those who do not see it happen. */
function announce(text) {
  $("announcer").textContent = text;
}

computeVisible();
