// The address of a view: what is chosen, filtered, brought in and put away stands behind the #, by the graph's own ids.

const KEPT_MS = 250;
let waiting = 0;
/** While an address is being followed it is not written anew. */
let isFollowing = false;

const ids = (indexes) => [...indexes].map((index) => nodes[index].id).join(" ");

function currentHash() {
  const { node, path, fact } = state.selected ?? {};
  const brought = [...state.staged].filter((index) => index >= page.shown);
  const parts = {
    view: state.view === page.view ? "" : state.view,
    rows: state.view === "table" && state.scope === "whole" ? "whole" : "",
    node: node === undefined || state.selected.atRest ? "" : nodes[node].id,
    path: path ? ids(path) : "",
    fact:
      fact === undefined ? "" : `${nodes[facts[fact].from].id} ${facts[fact].predicate} ${nodes[facts[fact].to].id}`,
    with: ids(brought),
    without: ids(state.removed),
    pin: ids(state.pinned),
    papers: ids(state.facets),
    dates: [...state.periods].join(" "),
    kinds: [...state.hiddenTypes].join(" "),
    relations: [...state.hiddenPredicates].join(" "),
    confidence: state.minConfidence ? String(state.minConfidence) : "",
    at:
      state.view === "map" && Math.abs(camera.scale / mapFit - 1) > 0.01
        ? [Math.round(camera.x), Math.round(camera.y), camera.scale.toFixed(2)].join(" ")
        : "",
  };
  return new URLSearchParams(Object.entries(parts).filter(([, value]) => value)).toString();
}

/** Writes the address a moment after something has changed. */
function placed() {
  if (isFollowing) return;
  clearTimeout(waiting);
  waiting = setTimeout(writeHash, KEPT_MS);
}

function writeHash() {
  const hash = currentHash();
  if (hash === window.location.hash.slice(1)) return;
  window.history.replaceState(null, "", hash ? `#${hash}` : "#");
}

/** True if every node of a path still has to do with the next. */
const isPath = (path) =>
  path.length > 1 && path.slice(1).every((end, place) => factsBetween(path[place], end).length > 0);

/** Goes to where an address leads; what this graph does not hold is passed over. */
async function followHash() {
  const parts = new URLSearchParams(window.location.hash.slice(1));
  const list = (name) => (parts.get(name) ?? "").split(" ").filter(Boolean);
  const named = ["with", "without", "pin", "papers", "node", "path", "fact"].flatMap(list);
  const unknown = [...new Set(named)].filter((id) => id.includes(":") && !numberOf.has(id));
  if (hasServer && unknown.length) {
    const here = [...state.staged].map((index) => nodes[index].id);
    await withServer("Loading what the address names…", () => loadTies(unknown, here));
  }
  const known = (name) =>
    list(name)
      .map((id) => numberOf.get(id))
      .filter((index) => index !== undefined);
  if (![...parts.keys()].length) return;
  isFollowing = true;
  clearFilters();
  list("kinds")
    .filter((name) => typeOf.has(name))
    .forEach((name) => state.hiddenTypes.add(name));
  list("relations")
    .filter((name) => predicateOf.has(name))
    .forEach((name) => state.hiddenPredicates.add(name));
  const confidence = Number(parts.get("confidence"));
  state.minConfidence = confidence > 0 && confidence <= 1 ? confidence : 0;
  known("papers").forEach((index) => state.facets.add(index));
  list("dates").forEach((period) => state.periods.add(period));
  state.removed = new Set(known("without"));
  state.pinned = new Set(known("pin"));
  for (const index of known("with")) {
    const neighbours = linesOf[index].map((line) => (line.from === index ? line.to : line.from));
    if (!state.staged.has(index))
      placeBeside(
        index,
        neighbours.find((other) => state.staged.has(other)),
      );
    state.staged.add(index);
  }
  restage();
  const view = parts.get("view");
  const opening = show(
    ["picture", "map", "table"].includes(view) ? view : page.view,
    parts.get("rows") === "whole" ? "whole" : undefined,
  );
  if (opening) await opening;
  const [x, y, scale] = list("at").map(Number);
  if (scale > 0 && Number.isFinite(x) && Number.isFinite(y)) Object.assign(camera, { x, y, scale: clampScale(scale) });
  const [node] = known("node");
  const path = known("path");
  const [from, predicate, to] = list("fact");
  const fact = (factsOf[numberOf.get(from)] ?? []).find(
    (one) => one.predicate === predicate && nodes[one.to].id === to,
  );
  if (node !== undefined) select({ node });
  else if (isPath(path)) select({ path });
  else if (fact) select({ fact: fact.index });
  else select(null);
  redrawMap(true);
  isFollowing = false;
}

for (const event of ["filter", "select", "stage", "view"]) on(event, placed);
window.addEventListener("hashchange", followHash);
$("copy-link").addEventListener("click", async () => {
  writeHash();
  try {
    await navigator.clipboard.writeText(window.location.href);
    announce("The address of this view is copied.");
    $("files-note").textContent = "Copied.";
  } catch {
    $("files-note").textContent = "The address of this view is in the address bar.";
  }
});
