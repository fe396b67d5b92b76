// What there is most of, as bars that are filters: papers a language, a method, a benchmark.

const BARS = 6;
/** In the order in which people ask for them. */
const BAR_TYPES = ["Language", "Method", "Dataset", "Model", "Task", "Metric"];

/** Visible papers of each entity that say more than its name, by type and falling number. */
function paperCounts() {
  const papers = new Map();
  for (const fact of facts) {
    if (!visible.facts[fact.index] || fact.predicate === "mentions" || !isPaper(nodes[fact.from])) continue;
    if (!papers.has(fact.to)) papers.set(fact.to, new Set());
    papers.get(fact.to).add(fact.from);
  }
  const rows = [...papers].map(([index, all]) => ({ index, count: all.size }));
  rows.sort((a, b) => b.count - a.count || a.index - b.index);
  return BAR_TYPES.map((name) => ({ name, rows: rows.filter(({ index }) => nodes[index].type === name) }));
}

function bar({ index, count }, most) {
  const pressed = state.facets.has(index);
  const fill = el("span", { class: `bar-fill bar-${nodes[index].type}` });
  fill.style.width = `${Math.max(2, Math.round((100 * count) / most))}%`;
  const button = el(
    "button",
    { type: "button", class: "bar", "aria-pressed": String(pressed) },
    el("span", { class: "bar-name", text: nodes[index].label }),
    el(
      "span",
      { class: "count" },
      NUMBER.format(count),
      el("span", { class: "unseen", text: " papers: show only these" }),
    ),
    el("span", { class: "bar-track", "aria-hidden": "true" }, fill),
  );
  button.addEventListener("click", () => {
    toggleFacet(index);
    body.querySelector(`[data-entity="${index}"] .bar`)?.focus();
  });
  const open = el("button", {
    type: "button",
    class: "only",
    text: "open",
    "aria-label": `open ${nodes[index].label}`,
  });
  open.addEventListener("click", () => {
    past.push(null);
    pick(index);
    focusCard();
  });
  return el("li", { "data-entity": String(index) }, button, open);
}

function barGroup({ name, rows }) {
  if (!rows.length) return null;
  const title = `Papers by ${name === "Dataset" ? "dataset or benchmark" : name.toLowerCase()}`;
  const shown = rows.filter(({ index }, place) => place < BARS || state.facets.has(index));
  const list = el(
    "ul",
    { class: "bars" },
    shown.map((row) => bar(row, rows[0].count)),
  );
  const group = el("section", { class: "group" }, heading(title, rows.length), list);
  const rest = rows.filter((row) => !shown.includes(row));
  if (!rest.length) return group;
  const more = action(`Show ${Math.min(STEP, rest.length)} more`, () => {
    const items = rest.splice(0, STEP).map((row) => bar(row, rows[0].count));
    list.append(...items);
    items[0].querySelector("button").focus();
    if (rest.length) more.textContent = `Show ${Math.min(STEP, rest.length)} more`;
    else more.remove();
  });
  more.classList.add("more");
  group.append(more);
  return group;
}

const statistics = () => paperCounts().map(barGroup);
