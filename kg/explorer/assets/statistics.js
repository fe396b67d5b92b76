// What there is most of, as bars that are filters: papers a language, a method, a benchmark.

const BARS = 6;
/** In the order in which people ask for them. */
const BAR_TYPES = ["Language", "Method", "Dataset", "Model", "Task", "Metric"];

/** Visible papers of each entity that say more than its name, by type and falling number. */
function paperCounts() {
  const papers = new Map();
  const isCounted = new Uint8Array(lines.length);
  for (const { index, line, from, to, predicate } of facts) {
    // A line is a paper and an entity, however much the one says of the other.
    if (!visible.facts[index] || isCounted[line] || predicate === "mentions" || !isPaper(nodes[from])) continue;
    isCounted[line] = 1;
    papers.set(to, (papers.get(to) ?? 0) + 1);
  }
  const rows = [...papers].map(([index, count]) => ({ index, count }));
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

// Time

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Papers of more years than this are counted by year, of fewer by month. */
const FEW_YEARS = 2;
/** So many columns have room for a label each. */
const MOST_LABELS = 8;

/** "2023-05" as people write it. */
function periodName(period) {
  const [year, month] = period.split("-");
  return month ? `${MONTHS[Number(month) - 1] ?? month} ${year}` : year;
}

/** The year, or the month, after another. */
function nextPeriod(period) {
  const [year, month] = period.split("-").map(Number);
  if (!month) return String(year + 1).padStart(4, "0");
  const following = month === 12 ? [year + 1, 1] : [year, month + 1];
  return following.map((part) => String(part).padStart(2, "0")).join("-");
}

/** Papers by year, or by month where that tells more; periods between first and last that have none count too. */
function papersOverTime() {
  const dated = [...visible.dates].filter(([date]) => /^\d{4}(-(0[1-9]|1[0-2])(-|$)|$)/.test(date));
  const years = new Set(dated.map(([date]) => date.slice(0, 4)));
  const isMonthly = years.size <= FEW_YEARS && dated.every(([date]) => date.length >= 7);
  const counts = new Map();
  for (const [date, count] of dated) {
    const period = date.slice(0, isMonthly ? 7 : 4);
    counts.set(period, (counts.get(period) ?? 0) + count);
  }
  const [first, last] = [[...counts.keys()].sort()[0], [...counts.keys()].sort().at(-1)];
  const periods = [];
  for (let period = first; period && period <= last; period = nextPeriod(period)) {
    periods.push({ period, count: counts.get(period) ?? 0 });
  }
  return { periods, isMonthly };
}

/** Columns that are filters: how many papers there are of each year or month. */
function timeChart() {
  const { periods, isMonthly } = papersOverTime();
  if (periods.length < 2) return null;
  const most = Math.max(...periods.map(({ count }) => count));
  const every = Math.ceil(periods.length / MOST_LABELS);
  const columns = periods.map(({ period, count }, place) => {
    const fill = el("span", { class: "column-fill" });
    fill.style.height = `${count ? Math.max(4, Math.round((100 * count) / most)) : 0}%`;
    const isLabelled = place % every === 0;
    const short = isMonthly ? MONTHS[Number(period.slice(5)) - 1] : period;
    const button = el(
      "button",
      {
        type: "button",
        class: "column",
        "aria-pressed": String(state.periods.has(period)),
        "data-period": period,
        title: `${periodName(period)}: ${counted(count, "paper")}`,
        disabled: !count && !state.periods.has(period),
      },
      el("span", { class: "column-track", "aria-hidden": "true" }, fill),
      el("span", { class: "column-label", "aria-hidden": "true", text: isLabelled ? short : "" }),
      el("span", { class: "unseen", text: `${periodName(period)}: ${counted(count, "paper")}, show only these` }),
    );
    button.addEventListener("click", () => {
      togglePeriod(period);
      body.querySelector(`[data-period="${period}"]`)?.focus();
    });
    return el("li", {}, button);
  });
  const span = isMonthly ? `${periodName(periods[0].period)} to ${periodName(periods.at(-1).period)}` : "";
  return el(
    "section",
    { class: "group" },
    heading(`Papers by ${isMonthly ? "month" : "year"}`),
    el("ul", { class: state.periods.size ? "columns some-chosen" : "columns" }, columns),
    span ? el("p", { class: "source", text: span }) : null,
  );
}

const statistics = () => paperCounts().map(barGroup);
