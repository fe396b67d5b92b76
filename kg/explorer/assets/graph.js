// The data of the page, its indexes, and the one state that all views share.

const page = JSON.parse($("page-data").textContent);
const network = JSON.parse($("network-data").textContent);

const typeOf = new Map(page.types.map((type) => [type.name, type]));
const predicateOf = new Map(page.predicates.map((predicate) => [predicate.name, predicate]));

/** Rows of what came in columns; a page that has a server gets more of them later. */
const nodes = [];
const facts = [];
/** One line for each pair of nodes. Those of the picture come first, and know their ends and nothing else. */
const lines = network.edges;
const numberOf = new Map();
/** Facts of each node, and lines at each node. */
const factsOf = [];
const linesOf = [];
/** Lines by their lower end, then by their other one: keys that are small numbers are found quickly. */
const lineOf = [];

function indexLine(line) {
  line.facts = [];
  (lineOf[line.from] ??= new Map()).set(line.to, line);
  linesOf[line.from].push(line);
  if (line.to !== line.from) linesOf[line.to].push(line);
}

function addNode(node) {
  numberOf.set(node.id, nodes.length);
  factsOf.push([]);
  linesOf.push([]);
  return nodes.push(node) - 1;
}

function addFact(fact) {
  fact.index = facts.push(fact) - 1;
  factsOf[fact.from].push(fact);
  if (fact.to !== fact.from) factsOf[fact.to].push(fact);
  const [from, to] = fact.from < fact.to ? [fact.from, fact.to] : [fact.to, fact.from];
  let line = lineOf[from]?.get(to);
  if (!line) {
    line = { id: lines.length, from, to, facts: [] };
    lines.push(line);
    indexLine(line);
  }
  line.facts.push(fact.index);
  fact.line = line.id;
}

/** The rows that stand in columns, with the numbers that are theirs there. */
const nodeRow = ({ nodes: columns, types }, row) => ({
  id: columns.id[row],
  label: columns.label[row],
  type: types[columns.type[row]].name,
  degree: columns.degree[row],
  size: columns.size[row],
  ...columns.more[row],
});
const factRowOf = ({ edges, predicates, extractors }, row) => ({
  from: edges.from[row],
  to: edges.to[row],
  predicate: predicates[edges.predicate[row]].name,
  confidence: edges.confidence[row] ?? undefined,
  extractor: extractors[edges.extractor[row]],
  evidence: edges.evidence[row],
});

for (const row of page.nodes.id.keys()) addNode(nodeRow(page, row));
lines.forEach(indexLine);
for (const row of page.edges.from.keys()) addFact(factRowOf(page, row));
const isFocus = new Set(page.focus);

const isPaper = (node) => node.type === "Paper";
/** Number in confidence, 1 where nothing was read and so nothing can be misread. */
const confidenceOf = (fact) => fact.confidence ?? 1;
const otherEnd = (fact, node) => (fact.from === node ? fact.to : fact.from);

/** Nodes by importance: what was asked for, then what most is said about; papers last. */
const ranked = () =>
  nodes
    .map((_, index) => index)
    .sort(
      (a, b) =>
        isFocus.has(b) - isFocus.has(a) ||
        isPaper(nodes[a]) - isPaper(nodes[b]) ||
        nodes[b].degree - nodes[a].degree ||
        a - b,
    );
let byImportance = ranked();

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
  /** Years or months that a paper must be from, as its date begins; empty for any. */
  periods: new Set(),
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

const listeners = { filter: [], select: [], hover: [], theme: [], view: [], stage: [], grow: [], grown: [] };
const on = (event, listener) => listeners[event].push(listener);
const emit = (event) => listeners[event].forEach((listener) => listener());

const isInScope = (node) => (state.scope === "whole" || state.staged.has(node)) && !state.removed.has(node);

/** What the filters let through; computed again by `applyFilters`. */
const visible = {
  nodes: new Uint8Array(nodes.length),
  facts: new Uint8Array(facts.length),
  lines: new Uint8Array(lines.length),
  /** Papers by their date, whatever periods are chosen: what the chart of time shows. */
  dates: new Map(),
};
/** How many nodes and facts there are in scope, filtered or not. */
const inScope = { nodes: 0, facts: 0 };

const isFromPeriod = ({ date = "" }) => [...state.periods].some((period) => date.startsWith(period));

/** Lets go of what papers say that do not pass. */
function keepPapers(passes) {
  for (const fact of facts) if (isPaper(nodes[fact.from]) && !passes(fact.from)) visible.facts[fact.index] = 0;
}

/** Leaves only papers that have to do with every chosen facet. */
function applyFacets() {
  for (const facet of state.facets) {
    const papers = new Set();
    for (const fact of factsOf[facet]) if (visible.facts[fact.index]) papers.add(otherEnd(fact, facet));
    keepPapers((paper) => papers.has(paper));
  }
}

/** Counts papers by date, and leaves only those from the chosen periods. */
function applyPeriods() {
  visible.dates = new Map();
  const counted = new Set();
  for (const fact of facts) {
    const { date } = nodes[fact.from];
    if (!visible.facts[fact.index] || !date || counted.has(fact.from)) continue;
    counted.add(fact.from);
    visible.dates.set(date, (visible.dates.get(date) ?? 0) + 1);
  }
  if (state.periods.size) keepPapers((paper) => isFromPeriod(nodes[paper]));
}

/** True while only some papers are shown, and with them only what they speak of. */
const isNarrowed = () => state.facets.size > 0 || state.periods.size > 0;

function keepWhatPapersSay() {
  const said = new Set();
  for (const fact of facts) {
    if (visible.facts[fact.index] && isPaper(nodes[fact.from])) said.add(fact.from).add(fact.to);
  }
  for (const fact of facts) {
    if (!said.has(fact.from) || !said.has(fact.to)) visible.facts[fact.index] = 0;
  }
}

function computeVisible() {
  for (const [name, rows] of Object.entries({ nodes, facts, lines })) {
    if (visible[name].length !== rows.length) visible[name] = new Uint8Array(rows.length);
  }
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
  applyPeriods();
  if (isNarrowed()) keepWhatPapersSay();
  const isTied = new Uint8Array(nodes.length);
  visible.lines.fill(0);
  for (const { index, line, from, to } of facts) {
    if (visible.facts[index]) visible.lines[line] = isTied[from] = isTied[to] = 1;
  }
  const isAsked = (index) => isFocus.has(index) && !isNarrowed();
  // A node whose facts are all filtered away goes with them, unless it was asked for.
  nodes.forEach((_, index) => {
    visible.nodes[index] =
      (here[index] && state.pinned.has(index)) ||
      (typeShown[index] && (isTied[index] || isAsked(index) || (factsOf[index].length === 0 && !isNarrowed())));
  });
}

function applyFilters() {
  computeVisible();
  emit("filter");
}

const isFiltered = () =>
  state.hiddenTypes.size > 0 || state.hiddenPredicates.size > 0 || state.minConfidence > 0 || isNarrowed();

function clearFilters() {
  state.hiddenTypes.clear();
  state.hiddenPredicates.clear();
  state.facets.clear();
  state.periods.clear();
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
