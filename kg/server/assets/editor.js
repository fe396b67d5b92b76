// The query page with an editor: CodeMirror in the place of the text box, completion of what the graph knows, results
// without leaving the page, and columns that sort. Without this script the page is a form that works.

import {
  autocompletion,
  bracketMatching,
  classHighlighter,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  defaultKeymap,
  drawSelection,
  EditorState,
  EditorView,
  history,
  historyKeymap,
  indentUnit,
  keymap,
  placeholder,
  Prec,
  setDiagnostics,
  snippetCompletion,
  sparql,
  StreamLanguage,
  syntaxHighlighting,
  syntaxTree,
} from "./codemirror.js";

const $ = (id) => document.getElementById(id);
const words = JSON.parse($("editor-words").textContent);
const form = $("query-form");
const box = $("query");

// What is completed

const KEYWORDS = [
  "SELECT DISTINCT CONSTRUCT ASK DESCRIBE WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND AS GROUP ORDER BY",
  "HAVING LIMIT OFFSET ASC DESC EXISTS NOT IN FROM NAMED PREFIX",
].flatMap((line) => line.split(" "));
const FUNCTIONS = [
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG DATATYPE BOUND IF COALESCE REGEX CONTAINS STRSTARTS STRENDS",
  "STRLEN SUBSTR UCASE LCASE REPLACE CONCAT YEAR MONTH ROUND ABS isIRI isLITERAL sameTerm",
].flatMap((line) => line.split(" "));
/** Nodes of the syntax tree in which nothing is completed. */
const QUIET = new Set(["string", "comment"]);

const keywordOptions = [
  ...KEYWORDS.map((label) => ({ label, type: "keyword" })),
  ...FUNCTIONS.map((label) => ({ label, type: "function", apply: `${label}(` })),
];
const termOptions = words.terms.map(({ name, kind, label, info }) => ({
  label: name,
  type: kind,
  // "quant" finds kg:quantizes too.
  detail: label,
  info: info || undefined,
  boost: (kind === "relation" ? 2 : 0) + (name.startsWith("kg:") ? 1 : 0),
}));
const prefixOptions = Object.entries(words.prefixes).map(([prefix, namespace]) => ({
  label: `${prefix}:`,
  type: "namespace",
  detail: namespace,
}));
const queryOptions = words.queries.map(({ title, info, text }) => ({
  label: title,
  type: "text",
  detail: "ready-made query",
  info,
  apply: (view) => setText(view, text),
}));
const patternOptions = [
  snippetCompletion(
    [
      "?statement rdf:subject ?${paper} ; rdf:predicate ?${predicate} ; rdf:object ?${entity} ;",
      "  oa:hasSelector/oa:exact ?${sentence} .",
    ].join("\n"),
    {
      label: "statement with its sentence",
      type: "text",
      detail: "pattern",
    },
  ),
  snippetCompletion("{ SELECT DISTINCT ?${kind} { ?${kind} skos:broader* ${kgr:} } }", {
    label: "entity and all below it",
    type: "text",
    detail: "pattern",
  }),
];

/** A name below kgr: as SPARQL writes it, with its slashes escaped. */
const written = (id) => id.replace(/(?<=:.*)[^\w:.%-]/gu, (character) => `\\${character}`);

/** Entities and papers by what has been typed behind kgr:, or in a name of several words behind it. */
async function completeNames(context, word) {
  const typed = word.text
    .slice(word.text.indexOf(":") + 1)
    .replace(/\\/g, "")
    .split("/")
    .at(-1);
  const typing = new AbortController();
  context.addEventListener("abort", () => typing.abort());
  try {
    const reply = await fetch(`/explore/find?${new URLSearchParams({ q: typed.replace(/[-_]/g, " ") })}`, {
      signal: typing.signal,
    });
    if (!reply.ok) return null;
    const found = await reply.json();
    const options = found.map(({ id, label, type }) => ({
      label,
      type: "constant",
      detail: type,
      info: id,
      apply: written(id),
    }));
    return { from: word.from, options, filter: false };
  } catch {
    return null; // the server has gone, or the next key was pressed
  }
}

/** Variables that the query has, but for the one that is being typed. */
function variablesOf(context, word) {
  const text = context.state.doc.toString();
  const names = new Set(
    [...text.matchAll(/[?$]\w+/g)].filter(({ index }) => index !== word.from).map(([name]) => name),
  );
  return [...names].map((label) => ({ label, type: "variable" }));
}

function complete(context) {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  if (QUIET.has(node.name)) return null;
  const variable = context.matchBefore(/[?$]\w*/);
  if (variable) return { from: variable.from, options: variablesOf(context, variable), validFor: /^[?$]\w*$/ };
  const resource = context.matchBefore(/\bkgr:[\w\\/.%-]*/);
  if (resource && resource.text.length > 4) return completeNames(context, resource);
  const prefixed = context.matchBefore(/\b[a-z]+:\w*/);
  if (prefixed) return { from: prefixed.from, options: termOptions, validFor: /^[a-z]+:\w*$/ };
  const word = context.matchBefore(/\b\w+/);
  if (!word && !context.explicit) return null;
  const isStart = !context.state.doc.sliceString(0, word?.from ?? context.pos).trim();
  // Terms come by their label too: who types "fine" finds kg:fineTunes.
  const byLabel = termOptions.map((option) => ({
    ...option,
    label: option.label.split(":")[1],
    displayLabel: option.label,
    apply: option.label,
  }));
  const options = [
    ...keywordOptions,
    ...byLabel,
    ...prefixOptions,
    ...patternOptions,
    ...(isStart ? queryOptions : []),
  ];
  return { from: word?.from ?? context.pos, options, validFor: /^\w*$/ };
}

// The editor

const look = EditorView.theme({
  "&": { fontSize: "0.875rem", backgroundColor: "transparent", color: "var(--ink)", maxHeight: "26rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto", minHeight: "9.5rem" },
  ".cm-content": { padding: "12px 4px 12px 14px", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".tok-keyword": { color: "var(--code-keyword)", fontWeight: "600" },
  ".tok-variableName": { color: "var(--code-function)" },
  ".tok-variableName.tok-local": { color: "var(--code-variable)" },
  ".tok-atom": { color: "var(--code-name)" },
  ".tok-string": { color: "var(--code-string)" },
  ".tok-comment": { color: "var(--soft)", fontStyle: "italic" },
  ".tok-punctuation, .tok-operator": { color: "var(--soft)" },
  ".cm-placeholder": { color: "var(--soft)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--selection)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    background: "var(--accent-soft)",
    outline: "1px solid var(--accent)",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--warn)",
    textUnderlineOffset: "3px",
  },
  ".cm-tooltip": {
    border: "1px solid var(--rule)",
    borderRadius: "8px",
    background: "var(--surface)",
    color: "var(--ink)",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--sans)", fontSize: "0.875rem", maxHeight: "18rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "5px 12px", lineHeight: "1.4" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal", marginLeft: "10px" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "650", color: "var(--accent)" },
  ".cm-completionInfo": {
    padding: "9px 13px",
    maxWidth: "22rem",
    fontFamily: "var(--sans)",
    fontSize: "0.8125rem",
    lineHeight: "1.45",
    color: "var(--soft)",
  },
  ".cm-tooltip-lint": { fontFamily: "var(--sans)", fontSize: "0.8125rem" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--warn)" },
});

function setText(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
}

/** The editor in the place of the text box, whose text goes on being what the form sends. */
function makeEditor() {
  const host = document.createElement("div");
  host.className = "code-editor";
  // Within a shadow root CodeMirror makes its style sheets as objects, which the page's policy allows; in the page
  // itself it would write <style> elements, which it does not.
  const root = host.attachShadow({ mode: "open" });
  box.before(host);
  box.hidden = true;
  const run = () => {
    form.requestSubmit();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: box.value,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        indentUnit.of("  "),
        StreamLanguage.define(sparql),
        syntaxHighlighting(classHighlighter),
        autocompletion({ override: [complete], icons: false }),
        // Tab is left to lead on, as it does everywhere else on the page.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        placeholder(box.placeholder),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Query", spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) box.value = state.doc.toString();
        }),
        look,
      ],
    }),
  });
  return view;
}

const editor = makeEditor();

// Mistakes

/** Underlines the place that a message names ("line 3, column 5: ..."). */
function markMistake(text) {
  const [, line, column] = text?.match(/^line (\d+), column (\d+)/)?.map(Number) ?? [];
  const { doc } = editor.state;
  const marks = [];
  if (line && line <= doc.lines) {
    const { from: start, to: end } = doc.line(line);
    // What is missing at the end of a line is marked by its last character.
    const from = Math.max(start, Math.min(start + column - 1, end - 1));
    const rest = doc.sliceString(from, end).match(/^[\w:?$]+/)?.[0].length ?? 1;
    marks.push({ from, to: Math.min(doc.length, from + rest), severity: "error", message: text.split("\n")[0] });
  }
  editor.dispatch(setDiagnostics(editor.state, marks));
}

// Results

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Makes the columns of a result sort: numbers as numbers, the rest as words, and back again with a second click. */
function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", direction);
      const sign = direction === "ascending" ? 1 : -1;
      const value = (row) => row.cells[column].textContent.trim();
      const rows = [...table.tBodies[0].rows].sort((a, b) => sign * collator.compare(value(a), value(b)));
      table.tBodies[0].append(...rows);
    });
  });
}

function showResult(section) {
  $("result").replaceWith(section);
  finish();
}

function finish() {
  document.querySelectorAll("#result table").forEach(makeSortable);
  markMistake(document.querySelector("#result .problem pre")?.textContent);
}

function showProblem(message, hint) {
  const problem = document.createElement("div");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.append(...[message, hint].map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  $("result").replaceChildren(problem);
}

// Running

const HINT = $("hint").textContent;
let running = null;

function setRunning(request) {
  running = request;
  $("run").disabled = Boolean(request);
  $("stop").hidden = !request;
  $("result").setAttribute("aria-busy", String(Boolean(request)));
}

/** Says how long it has been taking, while it is. */
function watch(request, began) {
  if (running !== request) return;
  const seconds = (performance.now() - began) / 1000;
  $("hint").textContent = seconds < 0.3 ? "Running …" : `Running … ${seconds.toFixed(1)} s`;
  setTimeout(() => watch(request, began), 100);
}

/** Asks for the page of a query, and puts its result in the place of the one that is here. */
function run(address) {
  running?.abort();
  const request = new XMLHttpRequest();
  const began = performance.now();
  request.open("GET", address);
  request.setRequestHeader("Accept", "text/html");
  // A document, and not text that would have to be made into one here.
  request.responseType = "document";
  request.addEventListener("load", () => {
    const section = request.response?.getElementById("result");
    if (section) showResult(document.adoptNode(section));
    else showProblem(request.response?.querySelector("h1")?.textContent ?? `Error ${request.status}`, "Run it again.");
    $("hint").textContent = request.status === 200 ? `${Math.round(performance.now() - began)} ms` : HINT;
  });
  request.addEventListener("error", () => {
    showProblem("The server does not answer.", "Is kg serve still running? What is written here is kept.");
    $("hint").textContent = HINT;
  });
  request.addEventListener("abort", () => ($("hint").textContent = "Stopped."));
  request.addEventListener("loadend", () => running === request && setRunning(null));
  setRunning(request);
  watch(request, began);
  request.send();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return editor.focus();
  const address = `/query?${new URLSearchParams({ query: text })}`;
  window.history.pushState(null, "", address);
  return run(address);
});
$("stop").addEventListener("click", () => running?.abort());
// Back leads to the query that was here before, with its result.
window.addEventListener("popstate", () => window.location.reload());

finish();
document.documentElement.dataset.ready = "true";
