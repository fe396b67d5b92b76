// Search with suggestions over names, aliases and titles: a combobox after the ARIA pattern.

const input = $("search");
const list = $("suggestions");
const SUGGESTIONS = 8;
const SEARCH_HINT = input.placeholder;
const asName = (text) => ({ text, folded: ` ${fold(text)}`, joined: compact(text) });
/** Names as they are compared; made when first asked for, for it takes a moment for a large graph. */
let searchIndex = null;
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

function suggestionRow({ index, name }, place) {
  const node = nodes[index];
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

function showSuggestions() {
  suggested = search(input.value);
  const nothing = el("li", { class: "nothing", role: "presentation", text: "Nothing on this page has that name." });
  list.replaceChildren(...(suggested.length ? suggested.map(suggestionRow) : [nothing]));
  list.hidden = !input.value.trim();
  input.setAttribute("aria-expanded", String(!list.hidden));
  setActive(-1);
}

function closeSuggestions() {
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

function choose(place) {
  const { index } = suggested[place];
  input.value = "";
  closeSuggestions();
  pick(index);
  focusCard();
}

input.addEventListener("input", showSuggestions);
input.addEventListener("focus", () => input.value && showSuggestions());
input.addEventListener("blur", closeSuggestions);
input.addEventListener("keydown", (event) => {
  const last = suggested.length - 1;
  if (event.key === "ArrowDown" && last >= 0) setActive(active >= last ? 0 : active + 1);
  else if (event.key === "ArrowUp" && last >= 0) setActive(active <= 0 ? last : active - 1);
  else if (event.key === "Enter" && last >= 0 && !list.hidden) choose(Math.max(active, 0));
  else if (event.key === "Escape") {
    input.value = "";
    closeSuggestions();
    cancelPath();
    input.blur();
  } else return;
  event.preventDefault();
  event.stopPropagation();
});
