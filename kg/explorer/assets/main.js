// The frame around the views: tabs, sheets on narrow screens, keys for the whole page; then the first drawing.

const narrow = window.matchMedia("(max-width: 1080px)");
const tabs = [$("picture-tab"), $("map-tab"), $("table-tab")];

/**
 * Goes to a view; the table is about what was seen before it, unless `scope` says otherwise. Gives a promise where
 * the graph has to be loaded first.
 */
function show(name, scope) {
  state.view = name;
  state.scope = scope ?? { picture: "picture", map: "whole" }[name] ?? state.scope;
  for (const tab of tabs) {
    const chosen = tab.id === `${name}-tab`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    $(tab.getAttribute("aria-controls")).hidden = !chosen;
  }
  hover(null);
  // The card that a page opens with is no choice of the reader's; communities are of the map alone.
  if (state.selected?.atRest || (name !== "map" && state.selected?.disc !== undefined)) select(null);
  applyFilters();
  emit("view");
  // What was chosen on the map is brought into the picture.
  if (selectedNodes(state.selected ?? {}).some((index) => !isInScope(index))) select(state.selected);
  if (state.scope === "whole" && !isWhole) return openWhole(name);
  if (name === "map") {
    if (!isMapSeen) fitMap();
    isMapSeen = true;
    redrawMap(true);
  } else if (name === "picture" && !isPictureSeen && container.clientWidth) {
    isPictureSeen = true;
    view.setSize("100%", "100%");
    view.redraw();
    fit();
  }
  return undefined;
}

/** Loads the graph for a view of all of it, which is then shown, unless the reader has gone elsewhere. */
async function openWhole(name) {
  const isHere = await withServer("Loading the whole graph…", loadWhole);
  if (isHere && state.view === name && state.scope === "whole") show(name, "whole");
}

let isMapSeen = false;
let isPictureSeen = false;

tabs.forEach((tab, place) => {
  tab.addEventListener("click", () => show(tab.id.replace("-tab", "")));
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const next = tabs[(place + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
    next.click();
    next.focus();
    event.preventDefault();
  });
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  show("table");
  $("table-tab").focus();
});

const sheets = { filters: $("open-filters"), card: $("open-card") };

function openSheet(name) {
  for (const [other, button] of Object.entries(sheets)) {
    $(other).classList.toggle("open", other === name);
    button.setAttribute("aria-expanded", String(other === name));
  }
}

for (const [name, button] of Object.entries(sheets)) {
  button.addEventListener("click", () => {
    const closes = $(name).classList.contains("open");
    openSheet(closes ? null : name);
    if (!closes) $(name).querySelector("[data-close]").focus();
  });
  document.querySelector(`[data-close="${name}"]`).addEventListener("click", () => {
    openSheet(null);
    button.focus();
  });
}
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
  const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (isUndo && !typing) {
    undo();
    event.preventDefault();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
  const { node } = state.selected ?? {};
  if (event.key === "/") {
    input.focus();
    event.preventDefault();
  } else if (event.key === "u") undo();
  else if (event.key === "h" && node !== undefined) remove(node);
  else if (event.key === "p" && node !== undefined) togglePin(node);
  else if (event.key === "Escape") {
    cancelPath();
    const open = document.querySelector(".pane.open");
    if (open) {
      openSheet(null);
      sheets[open.id].focus();
    }
    hover(null);
    if (state.selected) {
      past.length = 0;
      select(null);
    }
  }
});

/** On a new size everything is shown again, unless the reader has zoomed in. */
let [width, height] = [container.clientWidth, container.clientHeight];
new ResizeObserver(() => {
  const { clientWidth, clientHeight } = container;
  if (!clientWidth || (clientWidth === width && clientHeight === height)) return;
  [width, height] = [clientWidth, clientHeight];
  const untouched = Math.abs(view.getScale() - fitScale) < 0.01;
  view.setSize("100%", "100%");
  view.redraw();
  if (untouched) fit();
}).observe(container);

new ResizeObserver(() => {
  measureMap();
  if (!sheet.width) return;
  const untouched = Math.abs(camera.scale - mapFit) < 0.001;
  if (untouched) fitMap();
  redrawMap(true);
}).observe(mapBox);

function showUndo() {
  const last = steps.at(-1);
  $("undo").hidden = !last;
  $("undo").textContent = last ? `Undo: ${clipped(last.label, 34)}` : "";
}

$("undo").addEventListener("click", undo);
on("stage", showUndo);

for (const button of document.querySelectorAll("[data-scope]")) {
  button.addEventListener("click", () => show("table", button.dataset.scope));
  on("view", () => button.setAttribute("aria-pressed", String(state.scope === button.dataset.scope)));
}
$("scopes").hidden = isWhole && nodes.length === page.shown;

isFollowing = true;
show(page.view);
if (page.focus.length === 1 && page.view === "picture") select({ node: page.focus[0], atRest: true });
isFollowing = false;
followHash();
// What the reader chooses from now on opens the sheet of a narrow screen, and is brought to where it can be seen.
on("select", () => {
  if (narrow.matches) openSheet(state.selected ? "card" : null);
  const chosen = selectedNodes(state.selected ?? {});
  if (!chosen.length || isFollowing) return;
  if (state.view === "picture" && state.selected.line === undefined) chosen.forEach(reveal);
  else if (state.view === "map") revealOnMap(chosen);
});
// For those who measure: the first drawing is there.
const isReady = () => {
  root.dataset.ready = "true";
  performance.mark("ready");
};
if (state.view === "picture") {
  view.once("afterDrawing", isReady);
  view.redraw();
} else requestAnimationFrame(() => requestAnimationFrame(isReady));
