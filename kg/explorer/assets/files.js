// Taking along what is visible: as a picture, as data, or as the query that yields it.

const asBlob = (text, type) => new Blob([text], { type: `${type};charset=utf-8` });

function download(blob, ending) {
  const name = compact(page.question || page.title).slice(0, 40) || "papers";
  const anchor = el("a", { href: URL.createObjectURL(blob), download: `${name}.${ending}` });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
  announce(`Saved ${name}.${ending}.`);
}

const visibleFacts = () => facts.filter((fact) => visible.facts[fact.index]);
const visibleNodes = () => nodes.map((_, index) => index).filter((index) => visible.nodes[index]);

/** The full IRI of a CURIE, or of an IRI itself; what may not stand in one is escaped. */
function expandId(id) {
  const colon = id.indexOf(":");
  const namespace = page.prefixes[id.slice(0, colon)];
  const iri = namespace === undefined ? id : namespace + id.slice(colon + 1);
  return iri.replace(/[\u0000-\u0020<>"{}|\\^`]/g, (character) => encodeURIComponent(character));
}

const asIri = (index) => `<${expandId(nodes[index].id)}>`;
const asPredicate = (name) => (name === "broader" ? "skos:broader" : `kg:${name}`);
const prefixLines = (names, write) => names.map((name) => write(name, page.prefixes[name])).join("\n");

// Data

function asJson() {
  const sentence = ([number]) => ({
    paper: sourceId(page.sentences.source[number]),
    text: page.sentences.text[number],
    start: page.sentences.start[number],
    end: page.sentences.end[number],
  });
  const picked = visibleNodes().map((index) => {
    const { size, ...rest } = nodes[index];
    return rest;
  });
  const said = visibleFacts().map((fact) => ({
    subject: nodes[fact.from].id,
    predicate: fact.predicate,
    object: nodes[fact.to].id,
    confidence: fact.confidence ?? null,
    extractor: fact.extractor || null,
    evidence: fact.evidence.map(sentence),
  }));
  return JSON.stringify({ title: page.title, question: page.question, nodes: picked, facts: said }, null, 1);
}

/** CURIE of the paper of a source. */
function sourceId(number) {
  const source = page.sources[number];
  return source.node === undefined ? source.id : nodes[source.node].id;
}

function asCsv() {
  const quote = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const header = ["subject_id", "subject", "predicate", "object_id", "object", "object_type", "confidence", "sentence"];
  const rows = visibleFacts().map((fact) => [
    nodes[fact.from].id,
    nodes[fact.from].label,
    fact.predicate,
    nodes[fact.to].id,
    nodes[fact.to].label,
    nodes[fact.to].type,
    fact.confidence === undefined ? "" : String(fact.confidence),
    firstSentence(fact),
  ]);
  return [header, ...rows].map((row) => row.map(quote).join(",")).join("\r\n") + "\r\n";
}

function literal(text) {
  const escapes = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return `"${text.replace(/[\\"\n\r\t]/g, (character) => escapes[character])}"`;
}

/** Each node with its type and name, each fact as a triple, and what was read from papers as a statement as well. */
function asTurtle() {
  const out = [prefixLines(["dcterms", "kg", "rdf", "skos"], (name, iri) => `@prefix ${name}: <${iri}> .`), ""];
  for (const index of visibleNodes()) {
    const naming = isPaper(nodes[index]) ? "dcterms:title" : "skos:prefLabel";
    out.push(`${asIri(index)} a kg:${nodes[index].type} ; ${naming} ${literal(nodes[index].label)} .`);
  }
  for (const fact of visibleFacts()) {
    const [subject, predicate, object] = [asIri(fact.from), asPredicate(fact.predicate), asIri(fact.to)];
    out.push(`${subject} ${predicate} ${object} .`);
    if (!isPaper(nodes[fact.from])) continue;
    const parts = `rdf:subject ${subject} ; rdf:predicate ${predicate} ; rdf:object ${object}`;
    out.push(`[] a kg:Statement ; ${parts} ; kg:confidence ${fact.confidence.toFixed(2)} .`);
  }
  return `${out.join("\n")}\n`;
}

/** A query whose rows are the visible facts; `kg query` runs it as it is. */
function asSparql() {
  const said = visibleFacts();
  const used = page.predicates.filter(({ name }) => said.some((fact) => fact.predicate === name));
  const isAll = state.scope === "whole" && !state.removed.size && !state.hiddenTypes.size && !isNarrowed();
  const among = (name, indexes) =>
    isAll ? "" : `    VALUES ?${name} {\n      ${indexes.map(asIri).join("\n      ")}\n    }\n`;
  const shown = visibleNodes();
  const papers = shown.filter((index) => isPaper(nodes[index]));
  const entities = shown.filter((index) => !isPaper(nodes[index]));
  const least = state.minConfidence;
  const oneOf = (predicates) =>
    `    FILTER (?predicate IN (${predicates.map(({ name }) => asPredicate(name)).join(", ")}))\n`;
  const stated = used.filter(({ drawn }) => drawn !== "entities");
  const known = used.filter(({ name, drawn, madeBy }) => drawn === "entities" && !madeBy);
  const derived = used.filter(({ madeBy }) => madeBy);
  const branches = [];
  if (stated.length) {
    branches.push(
      `${among("subject", papers)}${among("object", entities)}    GRAPH ?paper {
      ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; kg:confidence ?confidence .
    }\n${oneOf(stated)}${least ? `    FILTER (?confidence >= ${least})\n` : ""}`,
    );
  }
  if (known.length) {
    branches.push(
      `${among("subject", entities)}${among("object", entities)}    GRAPH ?vocabulary { ?subject ?predicate ?object }\n${oneOf(known)}    FILTER (?vocabulary = <${page.prefixes.kgr}graph/vocabulary>)\n`,
    );
  }
  for (const { name, madeBy } of derived) {
    branches.push(
      `${among("subject", entities)}${among("object", entities)}    GRAPH ?paper {
      ?subject kg:${name} ?object .
      OPTIONAL { ?statement rdf:predicate kg:${madeBy} ; rdf:object ?object ; kg:confidence ?confidence . }
    }
    BIND (kg:${name} AS ?predicate)\n${least ? `    FILTER (!BOUND(?confidence) || ?confidence >= ${least})\n` : ""}`,
    );
  }
  if (!branches.length) branches.push("    FILTER (false)\n");
  const prefixes = prefixLines(["kg", "rdf", "skos"], (name, iri) => `PREFIX ${name}: <${iri}>`);
  const where = branches.map((branch) => `  {\n${branch}  }`).join("\n  UNION\n");
  return `# ${(page.question || page.title).replace(/\s+/g, " ")}: the facts that the page shows
${prefixes}
SELECT DISTINCT ?subject ?predicate ?object ?confidence WHERE {
${where}
}
ORDER BY ?subject ?predicate ?object
`;
}

// Pictures

/** What is on the screen, on the ground of the page. */
function asPng() {
  const sheets = state.view === "map" ? [base, canvas] : [container.querySelector("canvas")];
  const copy = el("canvas", { width: String(sheets[0].width), height: String(sheets[0].height) });
  const context = copy.getContext("2d");
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, copy.width, copy.height);
  sheets.forEach((source) => context.drawImage(source, 0, 0));
  return new Promise((resolve) => copy.toBlob(resolve, "image/png"));
}

const xml = (text) =>
  text.replace(/[<>&"]/g, (character) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" })[character]);
const rounded = (value) => Number(value.toFixed(1));

function svgNode(index, { x, y, size }, opacity = 1) {
  const { path } = typeOf.get(nodes[index].type);
  const scale = rounded(size / 6);
  const fill = palette.types.get(nodes[index].type);
  const place = `translate(${rounded(x - 8 * scale)} ${rounded(y - 8 * scale)}) scale(${scale})`;
  const paint = `fill="${fill}" stroke="${palette.outline}" stroke-width="${rounded(1.2 / scale)}" opacity="${opacity}"`;
  return `<path d="${path}" transform="${place}" ${paint}><title>${xml(nodes[index].label)}</title></path>`;
}

function svgText(text, x, y, pixels, weight) {
  const halo = `paint-order="stroke" stroke="${palette.ground}" stroke-width="${rounded(pixels / 3.5)}" stroke-linejoin="round"`;
  const font = `font-size="${rounded(pixels)}" font-weight="${weight}" text-anchor="middle" dominant-baseline="central"`;
  return `<text x="${rounded(x)}" y="${rounded(y)}" ${font} fill="${palette.ink}" ${halo}>${xml(text)}</text>`;
}

function svgLine(a, b, { color, width, opacity, dashes }) {
  const dash = dashes ? ` stroke-dasharray="${dashes.join(" ")}"` : "";
  const ends = `x1="${rounded(a.x)}" y1="${rounded(a.y)}" x2="${rounded(b.x)}" y2="${rounded(b.y)}"`;
  return `<line ${ends} stroke="${color}" stroke-width="${rounded(width)}" opacity="${opacity}"${dash}/>`;
}

function svgPicture() {
  const shown = taken().filter(({ id }) => isShown(id));
  const drawn = lines
    .filter((line) => visible.lines[line.id] && isStaged(line))
    .map((line) => {
      const { width, dashes, color } = lineStyle(line, null, null);
      return svgLine(places[line.from], places[line.to], { color: color.color, width, dashes, opacity: color.opacity });
    });
  const names = placeLabels(container.querySelector("canvas").getContext("2d")).map(({ text, box, pixels, weight }) =>
    svgText(text, box.x, box.y, pixels, weight),
  );
  return {
    parts: [...drawn, ...shown.map((place) => svgNode(place.id, place)), ...names],
    boxes: shown.map(({ x, y, size }) => [x, y, size + 60]),
  };
}

function svgMap() {
  const rims = discs
    .filter((_, place) => discShown[place])
    .map(
      ({ x, y, radius }) =>
        `<circle cx="${x}" cy="${y}" r="${radius}" fill="${palette.surface}" stroke="${palette.rule}"/>`,
    );
  const most = Math.sqrt(bundles[0]?.count ?? 1);
  const ties = bundles.map(({ from, to, count }) => {
    const share = Math.sqrt(count) / most;
    return svgLine(discs[from], discs[to], {
      color: palette.line,
      width: 1 + 8 * share,
      opacity: rounded(0.1 + 0.3 * share),
    });
  });
  const dots = visibleNodes()
    .filter(isOnMap)
    .map((index) => svgNode(index, { x: mapX[index], y: mapY[index], size: mapRadius[index] }));
  const names = discs.flatMap((disc, place) => {
    const rows = discShown[place] ? discNames(disc) : [];
    const pixels = Math.max(10, disc.radius / 6);
    return rows.map((row, at) =>
      svgText(row, disc.x, disc.y + (at - (rows.length - 1) / 2) * pixels * 1.2, pixels, 600),
    );
  });
  return { parts: [...ties, ...rims, ...dots, ...names], boxes: discs.map(({ x, y, radius }) => [x, y, radius]) };
}

function asSvg() {
  const { parts, boxes } = state.view === "map" ? svgMap() : svgPicture();
  const left = Math.min(0, ...boxes.map(([x, , r]) => x - r)) - 20;
  const top = Math.min(0, ...boxes.map(([, y, r]) => y - r)) - 20;
  const width = Math.max(0, ...boxes.map(([x, , r]) => x + r)) + 20 - left;
  const height = Math.max(0, ...boxes.map(([, y, r]) => y + r)) + 20 - top;
  const box = [left, top, width, height].map(rounded);
  const ground = `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${palette.ground}"/>`;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(" ")}" font-family="${xml(palette.font)}">`;
  return `${head}\n<title>${xml(page.question || page.title)}</title>\n${ground}\n${parts.join("\n")}\n</svg>\n`;
}

const FILES = {
  png: () => asPng(),
  svg: () => asBlob(asSvg(), "image/svg+xml"),
  json: () => asBlob(asJson(), "application/json"),
  csv: () => asBlob(asCsv(), "text/csv"),
  ttl: () => asBlob(asTurtle(), "text/turtle"),
  rq: () => asBlob(asSparql(), "application/sparql-query"),
};

const filesButton = $("files-button");

function toggleFiles(open = $("files").hidden) {
  $("files").hidden = !open;
  filesButton.setAttribute("aria-expanded", String(open));
  $("files-note").textContent =
    `${counted(visibleNodes().length, "node")} and ${counted(visibleFacts().length, "fact")}, as filtered now`;
  for (const name of ["png", "svg"])
    $("files").querySelector(`[data-file="${name}"]`).disabled = state.view === "table";
  if (open) $("files").querySelector("button:not(:disabled)").focus();
}

filesButton.addEventListener("click", () => toggleFiles());
$("files").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  toggleFiles(false);
  filesButton.focus();
  event.stopPropagation();
});
document.addEventListener("pointerdown", (event) => {
  if (!$("files").hidden && !event.target.closest(".files-box")) toggleFiles(false);
});
for (const button of $("files").querySelectorAll("[data-file]")) {
  button.addEventListener("click", async () => {
    const ending = button.dataset.file;
    download(await FILES[ending](), ending);
    toggleFiles(false);
    filesButton.focus();
  });
}
