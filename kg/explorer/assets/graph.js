// The data of the page, its indexes, and the one state that all views share.

const page = JSON.parse($("page-data").textContent);
const network = JSON.parse($("network-data").textContent);

/** Columns as they came, one object a row. */
const nodes = page.nodes.id.map((id, index) => ({
  id,
  label: page.nodes.label[index],
  type: page.types[page.nodes.type[index]].name,
  degree: page.nodes.degree[index],
  size: page.nodes.size[index],
  ...page.nodes.more[index],
}));
const facts = page.edges.from.map((from, index) => ({
  index,
  from,
  to: page.edges.to[index],
  predicate: page.predicates[page.edges.predicate[index]].name,
  confidence: page.edges.confidence[index] ?? undefined,
  extractor: page.extractors[page.edges.extractor[index]],
  evidence: page.edges.evidence[index],
}));
const typeOf = new Map(page.types.map((type) => [type.name, type]));
const predicateOf = new Map(page.predicates.map((predicate) => [predicate.name, predicate]));
const numberOf = new Map(nodes.map((node, index) => [node.id, index]));
const isFocus = new Set(page.focus);

/** Facts of each node, and lines (one for each pair of nodes) at each node. Those of the picture come first. */
const factsOf = nodes.map(() => []);
const linesOf = nodes.map(() => []);
const lines = network.edges;

function indexLines() {
  const lineOf = new Map(lines.map((line) => [line.from * nodes.length + line.to, line]));
  for (const fact of facts) {
    factsOf[fact.from].push(fact);
    if (fact.to !== fact.from) factsOf[fact.to].push(fact);
    const from = Math.min(fact.from, fact.to);
    const to = Math.max(fact.from, fact.to);
    const key = from * nodes.length + to;
    let line = lineOf.get(key);
    if (!line) {
      line = { id: lines.length, from, to, facts: [] };
      lineOf.set(key, line);
      lines.push(line);
    } else if (line.id < drawnAtFirst) continue; // its facts came with it
    line.facts.push(fact.index);
  }
  for (const line of lines) {
    linesOf[line.from].push(line);
    if (line.to !== line.from) linesOf[line.to].push(line);
  }
}

const drawnAtFirst = lines.length;
indexLines();

const isPaper = (node) => node.type === "Paper";
/** Number in confidence, 1 where nothing was read and so nothing can be misread. */
const confidenceOf = (fact) => fact.confidence ?? 1;
const otherEnd = (fact, node) => (fact.from === node ? fact.to : fact.from);

/** Nodes by importance: what was asked for, then what most is said about; papers last. */
const byImportance = nodes
  .map((_, index) => index)
  .sort(
    (a, b) =>
      isFocus.has(b) - isFocus.has(a) ||
      isPaper(nodes[a]) - isPaper(nodes[b]) ||
      nodes[b].degree - nodes[a].degree ||
      a - b,
  );

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
  /** Entities that a paper must have to do with, to be shown. */
  facets: new Set(),
  /** Nodes in the picture: those that it began with, and those that were brought in. */
  staged: new Set(Array.from({ length: page.shown }, (_, index) => index)),
  /** Nodes that the reader put away, and those that stay whatever the filters say. */
  removed: new Set(),
  pinned: new Set(),
  /** {node}, {line}, {fact}, {disc}, {path: [node, ...]} or null; `atRest`: nothing is dimmed. */
  selected: null,
  /** A node that the pointer or the keyboard is at, or null. */
  hovered: null,
  view: "picture",
  /** What filters, counts and the table are about: the "picture" or the "whole" graph. */
  scope: "picture",
};

const listeners = { filter: [], select: [], hover: [], theme: [], view: [], stage: [] };
const on = (event, listener) => listeners[event].push(listener);
const emit = (event) => listeners[event].forEach((listener) => listener());

const isInScope = (node) => (state.scope === "whole" || state.staged.has(node)) && !state.removed.has(node);

/** What the filters let through; computed again by `applyFilters`. */
const visible = {
  nodes: new Uint8Array(nodes.length),
  facts: new Uint8Array(facts.length),
  lines: new Uint8Array(lines.length),
};
/** How many nodes and facts there are in scope, filtered or not. */
const inScope = { nodes: 0, facts: 0 };

/** Leaves only papers that have to do with every chosen facet, and what they say. */
function applyFacets() {
  for (const facet of state.facets) {
    const papers = new Set();
    for (const fact of factsOf[facet]) if (visible.facts[fact.index]) papers.add(otherEnd(fact, facet));
    for (const fact of facts) {
      if (visible.facts[fact.index] && isPaper(nodes[fact.from]) && !papers.has(fact.from))
        visible.facts[fact.index] = 0;
    }
  }
  if (!state.facets.size) return;
  const said = new Set();
  for (const fact of facts) {
    if (visible.facts[fact.index] && isPaper(nodes[fact.from])) said.add(fact.from).add(fact.to);
  }
  for (const fact of facts) {
    if (!said.has(fact.from) || !said.has(fact.to)) visible.facts[fact.index] = 0;
  }
}

function computeVisible() {
  const here = nodes.map((_, index) => isInScope(index));
  const typeShown = nodes.map((node, index) => here[index] && !state.hiddenTypes.has(node.type));
  const predicateShown = new Map(page.predicates.map(({ name }) => [name, !state.hiddenPredicates.has(name)]));
  inScope.nodes = here.filter(Boolean).length;
  inScope.facts = 0;
  for (const fact of facts) {
    if (here[fact.from] && here[fact.to]) inScope.facts += 1;
    visible.facts[fact.index] =
      typeShown[fact.from] &&
      typeShown[fact.to] &&
      predicateShown.get(fact.predicate) &&
      confidenceOf(fact) >= state.minConfidence;
  }
  applyFacets();
  for (const line of lines) visible.lines[line.id] = line.facts.some((index) => visible.facts[index]);
  const isAsked = (index) => isFocus.has(index) && !state.facets.size;
  // A node whose facts are all filtered away goes with them, unless it was asked for.
  nodes.forEach((_, index) => {
    visible.nodes[index] =
      (here[index] && state.pinned.has(index)) ||
      (typeShown[index] &&
        (isAsked(index) ||
          (factsOf[index].length === 0 && !state.facets.size) ||
          factsOf[index].some((fact) => visible.facts[fact.index])));
  });
}

function applyFilters() {
  computeVisible();
  emit("filter");
}

const isFiltered = () =>
  state.hiddenTypes.size > 0 || state.hiddenPredicates.size > 0 || state.minConfidence > 0 || state.facets.size > 0;

function clearFilters() {
  state.hiddenTypes.clear();
  state.hiddenPredicates.clear();
  state.facets.clear();
  state.minConfidence = 0;
}

function resetFilters() {
  clearFilters();
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

/** Nodes that a selection is about. */
function selectedNodes({ node, line, fact, path }) {
  if (node !== undefined) return [node];
  if (line !== undefined) return [lines[line].from, lines[line].to];
  if (fact !== undefined) return [facts[fact].from, facts[fact].to];
  return path ?? [];
}

/** Selects something or nothing. What is not in the picture is brought in, and filters that hide it are lifted. */
function select(selection) {
  state.selected = selection;
  state.hovered = null;
  const shown = selectedNodes(selection ?? {});
  const missing = shown.filter((index) => !isInScope(index));
  if (missing.length) stage(`show ${shortName(nodes[missing[0]])}`, missing, shown[0]);
  const hidden = shown.find((index) => !visible.nodes[index]);
  if (hidden !== undefined) {
    resetFilters();
    announce(`Filters were reset to show ${nodes[hidden].label}.`);
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

// What is in the picture: brought in, put away, kept; each step can be undone.

const STEPS_KEPT = 50;
const steps = [];

function keepStep(label) {
  const { staged, removed, pinned } = state;
  steps.push({ label, staged: new Set(staged), removed: new Set(removed), pinned: new Set(pinned) });
  if (steps.length > STEPS_KEPT) steps.shift();
}

/** Tells everybody that other nodes are there now. */
function restage() {
  emit("stage");
  applyFilters();
}

/** Brings nodes in, beside the node `anchor`. */
function stage(label, indexes, anchor) {
  keepStep(label);
  for (const index of indexes) {
    if (!state.staged.has(index)) placeBeside(index, anchor);
    state.staged.add(index);
    state.removed.delete(index);
  }
  restage();
}

function remove(index) {
  keepStep(`hide ${shortName(nodes[index])}`);
  state.removed.add(index);
  state.pinned.delete(index);
  if (state.selected?.node === index) state.selected = null;
  restage();
  emit("select");
  announce(`${nodes[index].label} is hidden.`);
}

function togglePin(index) {
  keepStep(`${state.pinned.has(index) ? "unpin" : "pin"} ${shortName(nodes[index])}`);
  if (!state.pinned.delete(index)) state.pinned.add(index);
  restage();
  emit("select");
}

/** Takes the last step back. */
function undo() {
  const step = steps.pop();
  if (!step) return;
  Object.assign(state, { staged: step.staged, removed: step.removed, pinned: step.pinned });
  if (selectedNodes(state.selected ?? {}).some((index) => !isInScope(index))) state.selected = null;
  restage();
  emit("select");
  announce(`Undone: ${step.label}.`);
}
