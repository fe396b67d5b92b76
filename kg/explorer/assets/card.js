// The card: what is known of a node or a line, each fact with the sentence that it was read from.

const body = $("card-body");
const FACTS_AT_FIRST = 4;
const ALIASES_AT_FIRST = 5;
const TOP_OF_TYPE = 3;
const PROOFS_OF_ANSWER = 2;
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
  const { text, start, end } = page.sentences[sentence];
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
  const source = page.sources[page.sentences[sentence].source];
  const isShown = source.node !== undefined;
  const title = isShown ? nodeButton(source.node, source.title) : el("span", { text: source.title });
  return el("p", { class: "source" }, separated([title, ...whereToRead(source)]));
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
    select({ node: index });
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
    const missing = "No sentence is recorded for this fact.";
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

/** Facts of a node by what they say, in the order of the legend; the surest first, the first few at first. */
function factGroups(node) {
  const readings = page.predicates.flatMap(({ name, forwards, backwards }) => [
    { text: forwards, facts: factsOf[node].filter((fact) => fact.predicate === name && fact.from === node) },
    { text: backwards, facts: factsOf[node].filter((fact) => fact.predicate === name && fact.from !== node) },
  ]);
  return readings
    .filter((reading) => reading.facts.length)
    .map((reading) => {
      const sorted = reading.facts.toSorted((a, b) => confidenceOf(b) - confidenceOf(a) || a.index - b.index);
      const items = sorted.map((fact) => factItem(fact, node));
      const rest = items.slice(FACTS_AT_FIRST);
      rest.forEach((item) => (item.hidden = true));
      const list = el("ul", {}, items);
      const group = el("section", { class: "group" }, heading(capital(reading.text), items.length), list);
      if (rest.length) group.append(showMore(rest));
      return group;
    });
}

function showMore(rest) {
  const button = el("button", { type: "button", class: "quiet more", text: `Show ${rest.length} more` });
  button.addEventListener("click", () => {
    rest.forEach((item) => (item.hidden = false));
    rest[0].querySelector("button").focus();
    button.remove();
  });
  return button;
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

/** How many statements about a node the graph holds beyond those on the page. */
function statementsElsewhere(index) {
  const isStatement = (fact) => isPaper(nodes[fact.from]);
  return nodes[index].degree - factsOf[index].filter(isStatement).length;
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
    factGroups(index),
    elsewhere > 0 ? el("p", { class: "note", text: note }) : null,
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

/** What the page shows, while nothing is chosen: what was asked for, what was left out, and ways in. */
function overviewCard() {
  const leftOut = page.leftOut.join(" ") || "All that the graph holds is shown.";
  const section = (text, number, items) =>
    el("section", { class: "group" }, heading(text, number), el("ul", { class: "plain" }, items));
  const focus = page.focus.map((index, place) => el("li", {}, nodeLine(index), answerProof(index, page.proofs[place])));
  const top = (type) =>
    byImportance
      .filter((index) => nodes[index].type === type.name)
      .slice(0, TOP_OF_TYPE)
      .map((index) => {
        const statements = el("span", { class: "count", text: counted(nodes[index].degree, "statement") });
        return el("li", { class: "fact-head" }, nodeLine(index), statements);
      });
  return [
    el("h2", { class: "card-title", text: "On this page" }),
    nodes.length ? el("p", { class: "note", text: leftOut }) : null,
    focus.length ? section(page.question ? "Answers" : "In focus", focus.length, focus) : null,
    page.types.filter((type) => type.name !== "Paper").map((type) => section(type.plural, undefined, top(type))),
  ];
}

function cardContent() {
  const { node, line, fact } = state.selected ?? {};
  if (node !== undefined) return nodeCard(node);
  if (line !== undefined) return factsCard(lines[line].facts.map((index) => facts[index]));
  if (fact !== undefined) return factsCard([facts[fact]]);
  return overviewCard();
}

/** Ways back: to what was chosen before, and to the overview. */
function cardBar() {
  if (!state.selected) return null;
  const button = (text, action) => {
    const element = el("button", { type: "button", class: "quiet", text });
    element.addEventListener("click", action);
    return element;
  };
  const back = past.length ? button("← Back", () => select(past.pop())) : null;
  return el("div", { class: "card-bar" }, back, button("Overview", () => select(null)));
}

function showCard() {
  if (!state.selected) past.length = 0;
  body.replaceChildren(...[cardBar(), cardContent()].flat(Infinity).filter(Boolean));
  $("card").scrollTop = 0;
  $("panes").classList.toggle("has-selection", Boolean(state.selected && !state.selected.atRest));
}

on("select", showCard);
