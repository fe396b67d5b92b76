// The legend, which is the filter: kinds, relations and confidence, each with its count.

/** A row of the legend: a check box with sign, name and count, and a button that leaves only this one of `others`. */
function legendRow({ sign, name, label, countIn, hidden, others }) {
  const box = el("input", { type: "checkbox", value: name });
  box.checked = true;
  box.addEventListener("change", () => {
    if (box.checked) hidden.delete(name);
    else hidden.add(name);
    applyFilters();
  });
  on("filter", () => (box.checked = !hidden.has(name)));
  const only = el("button", { type: "button", class: "only", text: "only", "aria-label": `only ${label}` });
  only.addEventListener("click", () => {
    const isOnly = !hidden.has(name) && hidden.size === others.length;
    hidden.clear();
    if (!isOnly) others.forEach((other) => hidden.add(other));
    applyFilters();
  });
  const number = el("span", { class: "count" });
  const row = el("label", {}, box, sign, el("span", { class: "legend-name", text: label }), number);
  const item = el("li", {}, row, others.length ? only : null);
  const recount = () => {
    const here = countIn();
    number.textContent = NUMBER.format(here);
    item.hidden = here === 0;
  };
  on("stage", recount);
  on("view", recount);
  recount();
  return item;
}

function typeRow(type) {
  // Facts need papers: "only" leaves them in beside the chosen kind, and has no meaning for themselves.
  const others = page.types.map(({ name }) => name).filter((name) => name !== "Paper" && name !== type.name);
  return legendRow({
    sign: shapeIcon(type),
    name: type.name,
    label: type.plural,
    countIn: () => nodes.filter((node, index) => node.type === type.name && isInScope(index)).length,
    hidden: state.hiddenTypes,
    others: type.name === "Paper" ? [] : others,
  });
}

function predicateRow(predicate) {
  return legendRow({
    sign: el("span", { class: `sample sample-${predicate.drawn}`, "aria-hidden": "true" }),
    name: predicate.name,
    label: predicate.forwards,
    countIn: () =>
      facts.filter((fact) => fact.predicate === predicate.name && isInScope(fact.from) && isInScope(fact.to)).length,
    hidden: state.hiddenPredicates,
    others: page.predicates.map(({ name }) => name).filter((name) => name !== predicate.name),
  });
}

const confidenceInput = $("confidence");

function showConfidence() {
  const value = state.minConfidence === 0 ? "any" : state.minConfidence.toFixed(2);
  confidenceInput.value = state.minConfidence;
  confidenceInput.setAttribute("aria-valuetext", value);
  $("confidence-value").textContent = value;
}

/** A button that lets go of a filter. */
function chip(sign, text, letGo) {
  const cross = el("span", { text: "✕", "aria-hidden": "true" });
  const parts = [sign, el("span", { text }), cross];
  const button = el("button", { type: "button", class: "chip", title: "Remove this filter" }, parts);
  button.addEventListener("click", letGo);
  return button;
}

const facetChip = (index) =>
  chip(shapeIcon(typeOf.get(nodes[index].type)), nodes[index].label, () => toggleFacet(index));
const periodChip = (period) => chip(null, `Papers of ${periodName(period)}`, () => togglePeriod(period));

function toggleFacet(index) {
  if (!state.facets.delete(index)) state.facets.add(index);
  applyFilters();
}

function togglePeriod(period) {
  if (!state.periods.delete(period)) state.periods.add(period);
  applyFilters();
}

function showStatus() {
  const shownNodes = visible.nodes.filter(Boolean).length;
  const shownFacts = visible.facts.filter(Boolean).length;
  const part = (shown, all, noun) =>
    isFiltered() ? `${NUMBER.format(shown)} of ${counted(all, noun)}` : counted(all, noun);
  const away = state.removed.size ? `, ${NUMBER.format(state.removed.size)} hidden` : "";
  $("status").textContent =
    `${part(shownNodes, inScope.nodes, "node")}, ${part(shownFacts, inScope.facts, "fact")}${away}`;
  $("reset").disabled = !isFiltered();
  $("facets").hidden = !isNarrowed();
  $("facets").replaceChildren(...[...state.facets].map(facetChip), ...[...state.periods].map(periodChip));
  $("empty").hidden = shownNodes > 0;
  $("empty-reset").hidden = !isFiltered();
  $("empty-text").textContent = nodes.length
    ? "No fact passes these filters."
    : "There is nothing to draw: the graph holds no facts about this.";
}

function showCounts() {
  const here = nodes.filter((_, index) => isInScope(index));
  const entities = here.filter((node) => !isPaper(node)).length;
  $("counts").textContent = [
    counted(here.length - entities, "paper"),
    counted(entities, "entity", "entities"),
    counted(inScope.facts, "fact"),
  ].join(" · ");
}

$("types").append(...page.types.map(typeRow));
$("predicates").append(...page.predicates.map(predicateRow));
confidenceInput.addEventListener("input", () => {
  state.minConfidence = Number(confidenceInput.value);
  applyFilters();
});
$("reset").addEventListener("click", resetFilters);
$("empty-reset").addEventListener("click", resetFilters);
on("filter", () => {
  showConfidence();
  showStatus();
  showCounts();
});
showCounts();
showStatus();
