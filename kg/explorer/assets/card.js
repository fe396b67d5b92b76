// The card: what is known of a node or a line, each fact with the sentence that it was read from.

const body = $("card-body");
const FACTS_AT_FIRST = 4;
const ALIASES_AT_FIRST = 5;
/** How many facts, or neighbours, come at a time. */
const STEP = 20;
const PROOFS_OF_ANSWER = 2;
const MEMBERS_AT_FIRST = 8;
/** What was chosen before, for going back. */
const past = [];

/** Takes the keyboard to the card. */
const focusCard = () => body.focus({ preventScroll: true });

const quietLabel = (text) => el("span", { class: "quiet-label", text });
const count = (number) => el("span", { class: "count", text: NUMBER.format(number) });
const heading = (text, number) => el("h3", {}, text, number === undefined ? null : count(number));
const separated = (parts) => parts.filter(Boolean).flatMap((part, index) => (index ? [" · ", part] : [part]));

/** A sentence with the entity's name marked. */
function quotation([sentence, ...marks]) {
  const [text, start, end] = ["text", "start", "end"].map((name) => page.sentences[name][sentence]);
  const parts = [];
  let place = 0;
  for (let mark = 0; mark < marks.length; mark += 2) {
    parts.push(text.slice(place, marks[mark]), el("mark", { text: text.slice(marks[mark], marks[mark + 1]) }));
    place = marks[mark + 1];
  }
  parts.push(text.slice(place));
  return el("blockquote", { title: `Characters ${start} to ${end} of title and abstract` }, parts);
}

/** Date and pages of a paper. */
function whereToRead({ date, links }) {
  const anchors = (links ?? []).map((link, index) => webLink(link, index ? `Link ${index + 1} ↗` : "Open paper ↗"));
  return [date, ...anchors].filter(Boolean);
}

/** The paper that a sentence stands in. */
function sourceLine(sentence) {
  const source = sourceOf(sentence);
  const paper = paperOf(source);
  const title = paper === undefined ? el("span", { text: source.title }) : nodeButton(paper);
  return el("p", { class: "source" }, separated([title, ...whereToRead(nodes[paper] ?? source)]));
}

function paperLine(paper) {
  const parts = whereToRead(paper);
  return parts.length ? el("p", { class: "source" }, separated(parts)) : null;
}

function confidenceMeter(fact) {
  if (fact.confidence === undefined) {
    return el("span", { class: "meter", text: "vocabulary", title: "Not read from a paper: the vocabulary says so" });
  }
  const number = fact.confidence.toFixed(2);
  const bar = el("span", { class: "meter-fill" });
  bar.style.width = `${Math.round(fact.confidence * 100)}%`;
  return el(
    "span",
    { class: "meter", title: `Confidence ${number}${fact.extractor ? `, read by ${fact.extractor}` : ""}` },
    el("span", { class: "meter-track", "aria-hidden": "true" }, bar),
    el("span", { class: "unseen", text: "confidence " }),
    number,
  );
}

/** A button that goes to a node. */
function nodeButton(index, text) {
  const button = el("button", { type: "button", class: "go", text: text ?? nodes[index].label });
  button.addEventListener("click", () => {
    past.push(state.selected);
    pick(index);
    focusCard();
  });
  return button;
}

const nodeLine = (index) =>
  el("span", { class: "node-line" }, shapeIcon(typeOf.get(nodes[index].type)), nodeButton(index));

/** The sentences of a fact; where no end of it is their paper, the paper is named. */
function proof(fact) {
  if (!fact.evidence.length) {
    const known = "Stated by the vocabulary, not read from a paper.";
    const missing = hasServer
      ? "Its sentence is being loaded."
      : "Its sentence is not in this file. kg show prints it.";
    return el("p", { class: "source", text: fact.confidence === undefined ? known : missing });
  }
  const isOfPaper = isPaper(nodes[fact.from]);
  return fact.evidence.map((evidence) => [quotation(evidence), isOfPaper ? null : sourceLine(evidence[0])]);
}

function factItem(fact, node) {
  const other = otherEnd(fact, node);
  return el(
    "li",
    { class: "fact" },
    el("div", { class: "fact-head" }, nodeLine(other), confidenceMeter(fact)),
    proof(fact),
    isPaper(nodes[other]) ? paperLine(nodes[other]) : null,
  );
}

/** Facts of a node by what they say, in the order of the legend, and how many of each kind the graph holds. */
function readingsOf(node) {
  const ways = waysOf.get(node) ?? [];
  const readings = page.predicates.flatMap(({ name, forwards, backwards }) =>
    [true, false].map((isSubject) => {
      const said = factsOf[node].filter((fact) => fact.predicate === name && (fact.from === node) === isSubject);
      const way = ways.find((one) => one.predicate === name && one.isSubject === isSubject);
      const key = `${node} ${name} ${isSubject}`;
      return {
        key,
        way,
        text: isSubject ? forwards : backwards,
        facts: said,
        count: Math.max(said.length, way?.count ?? 0),
      };
    }),
  );
  return readings.filter((reading) => reading.count);
}

const surestFirst = (a, b) => confidenceOf(b) - confidenceOf(a) || a.index - b.index;

/** How many facts of a kind are listed on the card, by the key of their reading; of others the first few. */
const listed = new Map();

/** Groups of facts; the surest first, the first few at first. */
function factGroups(node) {
  return readingsOf(node).map((reading) => {
    const shown = listed.get(reading.key) ?? FACTS_AT_FIRST;
    const items = reading.facts
      .toSorted(surestFirst)
      .slice(0, shown)
      .map((fact) => factItem(fact, node));
    const rest = reading.count - items.length;
    return el(
      "section",
      { class: "group", "data-reading": reading.key },
      heading(capital(reading.text), reading.count),
      el("ul", {}, items),
      rest > 0 ? showMore(node, reading, items.length, rest) : null,
    );
  });
}

/** A button that lists the next facts of a kind; the server is asked for those that are not here. */
function showMore(node, reading, shown, rest) {
  const button = action(`Show ${Math.min(STEP, rest)} more`, async () => {
    const wanted = shown + Math.min(STEP, rest);
    listed.set(reading.key, wanted);
    if (wanted > reading.facts.length && !(await loadUntil(node, reading, () => countOf(node, reading) >= wanted))) {
      listed.set(reading.key, shown);
      return;
    }
    showCard();
    const group = [...body.querySelectorAll("[data-reading]")].find((one) => one.dataset.reading === reading.key);
    group?.querySelectorAll(".fact")[shown]?.querySelector("button").focus();
  });
  button.classList.add("more");
  return button;
}

const countOf = (node, { key }) => readingsOf(node).find((reading) => reading.key === key).facts.length;

/** Loads facts of a kind until there are enough or no more; gives false if the server failed. */
const loadUntil = (node, { way }, isEnough) =>
  withServer("Loading more…", async () => {
    if (!way && hasServer && !isWhole) await loadNode(nodes[node].id);
    while (way && !isEnough() && way.here < way.count) await loadFacts(node, way);
  });

/** What the graph holds around a node that the picture does not: a button for each relation, with its count. */
function expansions(node) {
  if (state.scope === "whole" && state.view !== "table") return null;
  const buttons = readingsOf(node)
    .map((reading) => ({ reading, number: reading.count - reading.facts.length + beyond(node, reading.facts).length }))
    .filter(({ number }) => number > 0)
    .map(({ reading, number: all }) => {
      const some = Math.min(STEP, all);
      const number = some < all ? `${some} of ${NUMBER.format(all)}` : String(some);
      const label = [`${capital(reading.text)} `, el("b", { text: `+${number}` })];
      const button = el("button", { type: "button", class: "quiet expand" }, label);
      button.title = `Bring ${number} more into the picture`;
      button.addEventListener("click", () => expand(node, reading, some));
      return button;
    });
  return buttons.length
    ? el(
        "section",
        { class: "group expansions" },
        heading("Bring into the picture"),
        el("div", { class: "chips" }, buttons),
      )
    : null;
}

/** Brings so many neighbours of a kind into the picture. */
async function expand(node, reading, some) {
  const more = () => beyond(node, readingsOf(node).find(({ key }) => key === reading.key).facts);
  if (more().length < some && !(await loadUntil(node, reading, () => more().length >= some))) return;
  stage(`expand ${shortName(nodes[node])}`, more().slice(0, STEP), node);
  emit("select");
  focusCard();
}

/** Other ends of facts that are not in the picture, what the page knows most of first. */
function beyond(node, said) {
  const others = new Map();
  for (const fact of said) {
    const other = otherEnd(fact, node);
    if (!state.staged.has(other) || state.removed.has(other)) others.set(other, fact);
  }
  return [...others.keys()].sort((a, b) => nodes[b].degree - nodes[a].degree || a - b);
}

/** Other names: of spellings that fold alike one is shown, and of many the first few until asked for. */
function aliasLine(node) {
  const spellings = new Map([[compact(node.label), node.label]]);
  for (const alias of node.aliases) {
    if (!spellings.has(compact(alias))) spellings.set(compact(alias), alias);
  }
  const distinct = [...spellings.values()].slice(1);
  const some = distinct.length ? distinct.slice(0, ALIASES_AT_FIRST) : node.aliases.slice(0, 1);
  const rest = node.aliases.length - some.length;
  const line = el("p", { class: "aliases" }, quietLabel("Also "), some.join(", "));
  if (!rest) return line;
  const more = el("button", { type: "button", class: "inline", text: `${rest} more` });
  more.addEventListener("click", () => {
    line.replaceChildren(quietLabel("Also "), node.aliases.join(", "));
    line.tabIndex = -1;
    line.focus();
  });
  line.append(" and ", more);
  return line;
}

/** How many statements about a node the graph holds beyond those on the page, where they cannot be had. */
function statementsElsewhere(index) {
  if (hasServer) return 0;
  const isStatement = (fact) => isPaper(nodes[fact.from]);
  return nodes[index].degree - factsOf[index].filter(isStatement).length;
}

function action(text, run, pressed) {
  const button = el("button", { type: "button", class: "quiet", text, "aria-pressed": pressed });
  button.addEventListener("click", run);
  return button;
}

/** What can be done with a node. */
function nodeActions(index) {
  const isMap = state.view === "map";
  const go = async () => {
    const opening = show(isMap ? "picture" : "map");
    if (opening) await opening;
    select({ node: index });
  };
  return el(
    "div",
    { class: "chips actions" },
    action("Path to…", () => startPath(index)),
    action("Pin", () => togglePin(index), String(state.pinned.has(index))),
    action("Hide", () => remove(index)),
    action(isMap ? "Show in picture" : "Show on map", go),
    isPaper(nodes[index]) ? null : action("Only its papers", () => toggleFacet(index)),
  );
}

function nodeCard(index) {
  const node = nodes[index];
  const type = typeOf.get(node.type);
  const coined = { class: "badge", text: "new name", title: "Found in a paper; no vocabulary knows it" };
  const published = [node.venue, node.date].filter(Boolean).join(" · ");
  const elsewhere = statementsElsewhere(index);
  const note = `${counted(elsewhere, "more statement")} about this in the graph, not on this page.`;
  return [
    el(
      "p",
      { class: "kind" },
      shapeIcon(type),
      separated([type.name, node.kind]),
      node.coined ? el("span", coined) : null,
    ),
    el("h2", { class: isPaper(node) ? "card-title paper-title" : "card-title", text: node.label }),
    node.definition ? el("p", { class: "definition", text: node.definition }) : null,
    node.aliases ? aliasLine(node) : null,
    node.authors ? el("p", { class: "authors", text: node.authors }) : null,
    published ? el("p", { class: "source", text: published }) : null,
    node.links ? el("p", { class: "links" }, separated(node.links.map((link) => webLink(link)))) : null,
    nodeActions(index),
    expansions(index),
    factGroups(index),
    elsewhere > 0 ? el("p", { class: "note", text: note }) : null,
    hasServer ? el("p", { class: "links" }, el("a", { href: pageOf(node.id), text: "Its own page" })) : null,
    el("p", { class: "identifier", text: node.id }),
  ];
}

/** Facts in full: both ends, what lies between them, and the proof. */
function factsCard(shown) {
  const sections = shown.map((fact) => {
    const predicate = predicateOf.get(fact.predicate).forwards;
    return el(
      "section",
      { class: "group" },
      el(
        "div",
        { class: "triple" },
        nodeLine(fact.from),
        el("p", { class: "predicate" }, predicate, confidenceMeter(fact)),
        nodeLine(fact.to),
      ),
      proof(fact),
      isPaper(nodes[fact.from]) ? paperLine(nodes[fact.from]) : null,
    );
  });
  const title = shown.length === 1 ? "One fact" : `${shown.length} facts`;
  return [el("h2", { class: "card-title", text: title }), ...sections];
}

/** What proves an answer; a paper need not be named beside itself. */
function answerProof(index, proofs) {
  return proofs
    .slice(0, PROOFS_OF_ANSWER)
    .map((evidence) => [quotation(evidence), isPaper(nodes[index]) ? null : sourceLine(evidence[0])]);
}

/** A path: every node in turn, and between two of them what links them, with its proof. */
function pathCard(path) {
  const hops = path.slice(1).map((node, place) => {
    const between = factsBetween(path[place], node);
    const said = between.slice(0, FACTS_AT_FIRST).map((fact) => {
      const isForwards = fact.from === path[place];
      const predicate = predicateOf.get(fact.predicate);
      return [
        el("p", { class: "predicate" }, isForwards ? predicate.forwards : predicate.backwards, confidenceMeter(fact)),
        proof(fact),
      ];
    });
    return el("li", { class: "hop" }, el("div", { class: "hop-facts" }, said), nodeLine(node));
  });
  return [
    el("h2", { class: "card-title", text: `${counted(path.length - 1, "step")} apart` }),
    el("ol", { class: "hops" }, el("li", { class: "hop" }, nodeLine(path[0])), hops),
  ];
}

/** A community of the map: what it is named by, and its most important nodes. */
function discCard(place) {
  const disc = discs[place];
  const members = byImportance.filter((index) => discOf[index] === place && visible.nodes[index]);
  const ofType = (type) => members.filter((index) => nodes[index].type === type.name);
  return [
    el("p", { class: "kind", text: "Community" }),
    el("h2", { class: "card-title", text: discLabel(disc) }),
    el("p", {
      class: "source",
      text: `${counted(ofType({ name: "Paper" }).length, "paper")}, ${counted(members.length, "node")} in all`,
    }),
    el(
      "div",
      { class: "chips actions" },
      action("Zoom in", () => showDisc(place)),
    ),
    page.types.map((type) => {
      const all = ofType(type);
      if (!all.length) return null;
      const items = all.slice(0, MEMBERS_AT_FIRST).map((index) => el("li", {}, nodeLine(index)));
      return el("section", { class: "group" }, heading(type.plural, all.length), el("ul", { class: "plain" }, items));
    }),
  ];
}

/** What the page shows, while nothing is chosen: what was asked for, what was left out, and what there is most of. */
function overviewCard() {
  // What a page from a server left out at first may have come since.
  const isAllShown = hasServer && isWhole && state.scope === "whole";
  const leftOut = page.leftOut.join(" ") || "All that the graph holds is shown.";
  const focus = page.focus.map((index, place) => el("li", {}, nodeLine(index), answerProof(index, page.proofs[place])));
  const answers = () =>
    el(
      "section",
      { class: "group" },
      heading(page.question ? "Answers" : "In focus", focus.length),
      el("ul", { class: "plain" }, focus),
    );
  return [
    el("h2", { class: "card-title", text: "On this page" }),
    nodes.length && !isAllShown ? el("p", { class: "note", text: leftOut }) : null,
    focus.length && state.scope === "picture" ? answers() : null,
    timeChart(),
    statistics(),
  ];
}

function cardContent() {
  const { node, line, fact, disc, path } = state.selected ?? {};
  if (node !== undefined) return nodeCard(node);
  if (disc !== undefined) return discCard(disc);
  if (path !== undefined) return pathCard(path);
  if (line !== undefined) return factsCard(lines[line].facts.map((index) => facts[index]));
  if (fact !== undefined) return factsCard([facts[fact]]);
  return overviewCard();
}

/** Ways back: to what was chosen before, and to the overview. */
function cardBar() {
  if (!state.selected) return null;
  const back = past.length ? action("← Back", () => select(past.pop())) : null;
  return el(
    "div",
    { class: "card-bar" },
    back,
    action("Overview", () => select(null)),
  );
}

/** What the card was about when it was last drawn. */
let shownBefore = null;

function showCard() {
  if (!state.selected) past.length = 0;
  // What grows stays where the reader is; what is new begins at its top.
  const isSame = shownBefore !== null && shownBefore === state.selected;
  if (!isSame) listed.clear();
  shownBefore = state.selected;
  const scrolled = $("card").scrollTop;
  const hadKeyboard = body.contains(document.activeElement);
  body.replaceChildren(...[cardBar(), cardContent()].flat(Infinity).filter(Boolean));
  if (hadKeyboard) focusCard();
  $("card").scrollTop = isSame ? scrolled : 0;
  $("panes").classList.toggle("has-selection", Boolean(state.selected && !state.selected.atRest));
}

on("select", showCard);
on("filter", () => state.selected?.node === undefined && showCard());
on("view", () => state.selected?.node !== undefined && showCard());
on("grown", () => state.selected && showCard());
