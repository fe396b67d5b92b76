// The table: the facts that the filters let through, one a row, sorted by any column.

const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });
const firstSentence = (fact) => (fact.evidence.length ? page.sentences.text[fact.evidence[0][0]] : "");
const COLUMNS = [
  { name: "subject", label: "Subject", value: (fact) => nodes[fact.from].label },
  { name: "relation", label: "Relation", value: (fact) => predicateOf.get(fact.predicate).forwards },
  { name: "object", label: "Object", value: (fact) => nodes[fact.to].label },
  { name: "kind", label: "Kind", value: (fact) => nodes[fact.to].type },
  // What the vocabulary says stands above all that was read.
  { name: "confidence", label: "Confidence", value: (fact) => fact.confidence ?? 2, descendsFirst: true },
  { name: "evidence", label: "Sentence", value: firstSentence },
];
/** Rows that are made at a time: a browser needs a second for ten thousand. */
const ROWS_AT_ONCE = 200;
const sorting = { column: COLUMNS[0], descending: false };

function compare(a, b) {
  const [left, right] = [sorting.column.value(a), sorting.column.value(b)];
  const order = typeof left === "number" ? left - right : collator.compare(left, right);
  return (sorting.descending ? -order : order) || a.index - b.index;
}

function factRow(fact) {
  const object = nodes[fact.to];
  const name = sentenceOf(fact, (node) => node.label);
  const subject = { type: "button", class: "go", text: nodes[fact.from].label, "aria-label": `Evidence: ${name}` };
  const row = el(
    "tr",
    { "data-fact": String(fact.index) },
    el("th", { scope: "row" }, el("button", subject)),
    el("td", { text: predicateOf.get(fact.predicate).forwards }),
    el("td", {}, el("span", { class: "node-line" }, shapeIcon(typeOf.get(object.type)), object.label)),
    el("td", { class: "kind-cell", text: object.type }),
    el("td", { class: "number", text: fact.confidence?.toFixed(2) ?? "vocabulary" }),
    el("td", { class: "column-evidence" }, fact.evidence.length ? quotation(fact.evidence[0]) : null),
  );
  row.addEventListener("click", () => {
    past.length = 0;
    select({ fact: fact.index });
  });
  return row;
}

function markChosen() {
  const chosen = String(state.selected?.fact);
  for (const row of $("rows").children) row.classList.toggle("chosen", row.dataset.fact === chosen);
}

function showRows() {
  $("panes").classList.toggle("table-shown", state.view === "table");
  if (state.view !== "table") return;
  const rest = facts.filter((fact) => visible.facts[fact.index]).sort(compare);
  $("rows").replaceChildren(...rest.splice(0, ROWS_AT_ONCE).map(factRow));
  const more = $("more-rows");
  const label = () => {
    more.hidden = !rest.length;
    more.textContent = `Show ${NUMBER.format(Math.min(ROWS_AT_ONCE, rest.length))} of ${NUMBER.format(rest.length)} more`;
  };
  more.onclick = () => {
    const rows = rest.splice(0, ROWS_AT_ONCE).map(factRow);
    $("rows").append(...rows);
    rows[0].querySelector("button").focus();
    label();
  };
  label();
  markChosen();
}

const headings = COLUMNS.map((column) => {
  const button = el("button", { type: "button", text: column.label });
  button.addEventListener("click", () => {
    sorting.descending = sorting.column === column ? !sorting.descending : Boolean(column.descendsFirst);
    sorting.column = column;
    showSorting();
    showRows();
  });
  return { column, element: el("th", { scope: "col", class: `column-${column.name}` }, button) };
});

function showSorting() {
  const direction = sorting.descending ? "descending" : "ascending";
  for (const { column, element } of headings) {
    element.setAttribute("aria-sort", column === sorting.column ? direction : "none");
  }
}

$("columns").append(...headings.map(({ element }) => element));
showSorting();
on("filter", showRows);
on("view", showRows);
on("select", markChosen);
