// Search with suggestions over names, aliases and titles: a combobox after the ARIA pattern.

const input = $("search");
const list = $("suggestions");
const SUGGESTIONS = 8;
const SEARCH_HINT = input.placeholder;
const asName = (text) => ({ text, folded: ` ${fold(text)}`, joined: compact(text) });
/** Names as they are compared; made when first asked for, for it takes a moment for a large graph. */
let searchIndex = null;
on("grow", () => (searchIndex = null));
const searchable = () =>
  (searchIndex ??= nodes.map((node, place) => ({
    index: place,
    names: [node.label, ...(node.aliases ?? [])].map(asName),
  })));
let suggested = [];
let active = -1;

/** How well a name fits: 0 the same, 1 begins so, 2 a word of it does, 3 blanks aside, 4 holds it, or not at all. */
function fitOf({ folded, joined }, query, joinedQuery) {
  if (folded === ` ${query}`) return 0;
  if (folded.startsWith(` ${query}`)) return 1;
  if (folded.includes(` ${query}`)) return 2;
  if (joined.startsWith(joinedQuery)) return 3;
  return folded.includes(query) ? 4 : Infinity;
}

/** A node's best name for a query; other names than its own count half a step less. */
function bestName({ index, names }, query, joinedQuery) {
  const fits = names.map((name, place) => ({
    index,
    name: name.text,
    fit: fitOf(name, query, joinedQuery) + (place ? 0.5 : 0),
  }));
  return fits.reduce((best, next) => (next.fit < best.fit ? next : best));
}

function search(text) {
  const query = fold(text);
  if (!query) return [];
  return searchable()
    .map((entry) => bestName(entry, query, compact(text)))
    .filter(({ fit }) => fit < Infinity)
    .sort(
      (a, b) =>
        a.fit - b.fit ||
        isPaper(nodes[a.index]) - isPaper(nodes[b.index]) ||
        nodes[b.index].degree - nodes[a.index].degree ||
        a.index - b.index,
    )
    .slice(0, SUGGESTIONS);
}

/** How long one waits for the next key before the server is asked, in milliseconds. */
const PAUSE_MS = 120;
let pausing = 0;
/** The answer that is on its way, if one is. */
let asking = null;

/** What the server knows by that name, as suggestions. */
async function searchEverywhere(text) {
  const found = await ask("find", { q: text });
  return found.map(({ id, name, label, type, statements }) => ({
    index: numberOf.get(id),
    name,
    node: nodes[numberOf.get(id)] ?? { id, label, type, degree: statements },
  }));
}

/** Asks the server too, a moment after the last key; its answer takes the place of what the page knows. */
function askEverywhere() {
  clearTimeout(pausing);
  asking = null;
  const text = input.value;
  if (isWhole || !fold(text)) return;
  pausing = setTimeout(() => {
    const answer = searchEverywhere(text).catch(() => null);
    asking = answer;
    answer.then((found) => {
      if (asking !== answer) return;
      asking = null;
      if (found === null) listSuggestions("The server does not answer. This page has nothing of that name.");
      else if (active < 0) {
        suggested = found;
        listSuggestions("Nothing in the graph has that name.");
      }
    });
  }, PAUSE_MS);
}

function suggestionRow({ index, name, node = nodes[index] }, place) {
  const alias = name === node.label ? null : el("small", { text: `also ${name}` });
  const row = el(
    "li",
    { role: "option", id: `suggestion-${place}`, "aria-selected": "false" },
    shapeIcon(typeOf.get(node.type)),
    el("span", { class: "suggestion-name", text: node.label }, alias),
    el("small", { class: "count", text: isPaper(node) ? "paper" : counted(node.degree, "fact") }),
  );
  // Else the box would lose the keyboard, and with it the list, before the click.
  row.addEventListener("mousedown", (event) => event.preventDefault());
  row.addEventListener("click", () => choose(place));
  return row;
}

function listSuggestions(otherwise) {
  const nothing = el("li", { class: "nothing", role: "presentation", text: otherwise });
  list.replaceChildren(...(suggested.length ? suggested.map(suggestionRow) : [nothing]));
  list.hidden = !input.value.trim();
  input.setAttribute("aria-expanded", String(!list.hidden));
  setActive(-1);
}

function showSuggestions() {
  suggested = search(input.value);
  listSuggestions(isWhole ? "Nothing on this page has that name." : "Looking for it…");
  askEverywhere();
}

function closeSuggestions() {
  clearTimeout(pausing);
  asking = null;
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  setActive(-1);
}

function setActive(place) {
  active = place;
  [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === place)));
  if (place < 0) {
    input.removeAttribute("aria-activedescendant");
    return;
  }
  input.setAttribute("aria-activedescendant", `suggestion-${place}`);
  list.children[place].scrollIntoView({ block: "nearest" });
}

async function choose(place) {
  const { index, node } = suggested[place];
  input.value = "";
  closeSuggestions();
  if (index === undefined && !(await withServer("Loading it…", () => loadNode(node.id)))) return;
  pick(index ?? numberOf.get(node.id));
  focusCard();
}

/** Chooses what is marked, or the best; what the page does not know the server may. */
async function chooseBest() {
  const place = active;
  if (place < 0 && !suggested.length && !isWhole) {
    suggested = (await searchEverywhere(input.value).catch(() => null)) ?? [];
  }
  if (suggested.length) choose(Math.max(place, 0));
}

input.addEventListener("input", showSuggestions);
input.addEventListener("focus", () => input.value && showSuggestions());
input.addEventListener("blur", closeSuggestions);
input.addEventListener("keydown", (event) => {
  const last = suggested.length - 1;
  if (event.key === "ArrowDown" && last >= 0) setActive(active >= last ? 0 : active + 1);
  else if (event.key === "ArrowUp" && last >= 0) setActive(active <= 0 ? last : active - 1);
  else if (event.key === "Enter" && !list.hidden) chooseBest();
  else if (event.key === "Escape") {
    input.value = "";
    closeSuggestions();
    cancelPath();
    input.blur();
  } else return;
  event.preventDefault();
  event.stopPropagation();
});
