// The frame around the views: tabs, sheets on narrow screens, keys for the whole page; then the first drawing.

const narrow = window.matchMedia("(max-width: 1080px)");
const tabs = [$("picture-tab"), $("table-tab")];

function show(name) {
  state.view = name;
  for (const tab of tabs) {
    const chosen = tab.id === `${name}-tab`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    $(tab.getAttribute("aria-controls")).hidden = !chosen;
  }
  emit("view");
}

tabs.forEach((tab, place) => {
  tab.addEventListener("click", () => show(tab.id.replace("-tab", "")));
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const next = tabs[(place + 1) % tabs.length];
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
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
  if (event.key === "/" && !typing) {
    input.focus();
    event.preventDefault();
  } else if (event.key === "Escape") {
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
let width = container.clientWidth;
new ResizeObserver(() => {
  if (!container.clientWidth || container.clientWidth === width) return;
  width = container.clientWidth;
  const untouched = Math.abs(view.getScale() - fitScale) < 0.01;
  view.setSize("100%", "100%");
  view.redraw();
  if (untouched) fit();
}).observe(container);

showCard();
if (page.focus.length === 1) select({ node: page.focus[0], atRest: true });
fit();
// What the reader chooses from now on opens the sheet of a narrow screen, and is brought to where it can be seen.
on("select", () => {
  if (narrow.matches) openSheet(state.selected ? "card" : null);
  if (state.view === "picture" && state.selected?.node !== undefined) reveal(state.selected.node);
});
// For those who measure: the picture is there.
view.once("afterDrawing", () => (root.dataset.ready = "true"));
view.redraw();
