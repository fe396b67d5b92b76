// The rest of the graph, part by part, from the server that the page comes from. A page that is a file has no server,
// and holds all that it will ever hold.

const hasServer = Boolean(page.server);
/** Whether every node and fact is here; and every sentence too. */
let isWhole = !hasServer;
let isQuoted = !hasServer;
/** Of nodes that the server was asked about: how many facts there are of each kind, and how many of them are here. */
const waysOf = new Map();
/** How often one tries again of its own accord, when the server asks for patience. */
const RETRIES = 2;
/** What is being waited for, in words. */
const underWay = new Set();

/** What the server says to a request; its words if it refuses, ours if it is not there. */
async function ask(part, parameters) {
  for (let attempt = 0; ; attempt += 1) {
    let reply = null;
    try {
      reply = await fetch(`${page.server}/${part}?${new URLSearchParams(parameters)}`);
    } catch {
      throw new Error("The server does not answer. What is on this page already can still be explored.");
    }
    if (reply.ok) return reply.json();
    const seconds = Number(reply.headers.get("Retry-After"));
    if (!seconds || attempt === RETRIES) throw new Error((await reply.text()).trim() || `Error ${reply.status}`);
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  }
}

/** Does what needs the server. If that fails it says why, and offers to try again; gives true if it did not. */
async function withServer(what, work) {
  underWay.add(what);
  showWaiting();
  try {
    await work();
    $("problem").hidden = true;
    return true;
  } catch (error) {
    $("problem-text").textContent = error.message;
    $("problem").hidden = false;
    $("problem-again").onclick = () => withServer(what, work);
    return false;
  } finally {
    underWay.delete(what);
    showWaiting();
  }
}

function showWaiting() {
  $("waiting").textContent = [...underWay].join(" ");
  $("waiting").hidden = !underWay.size;
}

const sourceOf = (sentence) => page.sources[page.sentences.source[sentence]];

/** Number on the page of the paper that a source is, or undefined. */
const paperOf = (source) => source.node ?? numberOf.get(source.id);

/** Facts by what they say; made when first something comes in that may be known. */
let known = null;
const factKey = ({ from, predicate, to }) => `${from} ${predicate} ${to}`;

function knownFacts() {
  if (known) return known;
  known = new Map();
  facts.forEach(remember);
  return known;
}

function remember(fact) {
  const key = factKey(fact);
  if (known.has(key)) known.get(key).push(fact);
  else known.set(key, [fact]);
}

/** True if two facts that say the same rest on the same sentence, or if of one it is not known. */
function isSameFact(one, other) {
  if (!one.evidence.length || !other.evidence.length) return true;
  const [a, b] = [one.evidence[0][0], other.evidence[0][0]];
  return page.sentences.text[a] === page.sentences.text[b] && page.sentences.start[a] === page.sentences.start[b];
}

/** Radius in the picture; the page that was sent has the others worked out (node_size in kg/explorer/data.py). */
function sizeOf({ type, degree }) {
  if (type === "Paper") return 7;
  return Math.round(10 * (9 + 17 * Math.min(1, degree / mostStatements) ** 0.5)) / 10;
}

const mostStatements = Math.max(1, ...nodes.filter((node) => !isPaper(node)).map(({ degree }) => degree));

/** Adds what a part has and the page has not; gives the number here of each node there. */
function takeIn(part) {
  const here = part.nodes.id.map((id, row) => {
    const node = nodeRow(part, row);
    return numberOf.get(id) ?? addNode({ ...node, size: sizeOf(node) });
  });
  const [firstSource, firstSentence] = [page.sources.length, page.sentences.text.length];
  page.sources.push(...part.sources.map((one) => (one.node === undefined ? one : { ...one, node: here[one.node] })));
  for (const name of ["text", "start", "end"]) page.sentences[name].push(...part.sentences[name]);
  page.sentences.source.push(...part.sentences.source.map((source) => source + firstSource));
  for (const row of part.edges.from.keys()) {
    const fact = factRowOf(part, row);
    Object.assign(fact, { from: here[fact.from], to: here[fact.to] });
    fact.evidence = fact.evidence.map(([sentence, ...marks]) => [sentence + firstSentence, ...marks]);
    const same = knownFacts()
      .get(factKey(fact))
      ?.find((other) => isSameFact(fact, other));
    if (!same) {
      addFact(fact);
      remember(fact);
    } else if (!same.evidence.length) Object.assign(same, { evidence: fact.evidence });
  }
  return here;
}

/** Tells everybody that there is more now. */
function grown() {
  byImportance = ranked();
  emit("grow");
  restage();
  emit("grown");
}

async function loadNode(id) {
  const part = await ask("node", { id });
  takeIn(part);
  waysOf.set(
    numberOf.get(id),
    part.ways.map((way) => ({ ...way, here: Math.min(STEP, way.count) })),
  );
  grown();
}

/** The next facts of a kind at a node. */
async function loadFacts(index, way) {
  const side = way.isSubject ? "subject" : "object";
  takeIn(await ask("facts", { id: nodes[index].id, predicate: way.predicate, side, start: String(way.here) }));
  way.here = Math.min(way.count, way.here + STEP);
  grown();
}

/** What ties nodes, by id, to each other and to others. */
async function loadTies(ids, others) {
  const pairs = [...ids.map((id) => ["id", id]), ...others.map((id) => ["to", id])];
  takeIn(await ask("ties", pairs));
  grown();
}

async function loadWhole() {
  if (isWhole) return;
  const part = await ask("whole", {});
  const here = takeIn(part);
  isWhole = true;
  isQuoted = part.sentences.text.length > 0;
  readMap(part.map, here);
  grown();
}

/** Nodes of the picture whose ties to the others in it are all here. */
const tied = new Set(state.staged);

/** Lines that lead from what was brought in to what is there: the server knows them all. */
function tieStaged() {
  const fresh = [...state.staged].filter((index) => !tied.has(index));
  if (!hasServer || isQuoted || !fresh.length) return;
  fresh.forEach((index) => tied.add(index));
  const idOf = (index) => nodes[index].id;
  withServer("Loading ties…", () => loadTies(fresh.map(idOf), [...state.staged].map(idOf)));
}

/** Facts and sentences of what was chosen, as far as they are not here. */
function loadChosen() {
  if (!hasServer || isQuoted || !state.selected) return;
  const { node } = state.selected;
  if (node !== undefined) {
    if (!waysOf.has(node)) withServer("Loading its facts…", () => loadNode(nodes[node].id));
    return;
  }
  const chosen = selectedNodes(state.selected);
  const isBare = (fact) => chosen.includes(otherEnd(fact, fact.from)) && !fact.evidence.length && fact.extractor;
  if (chosen.some((index) => factsOf[index].some((fact) => chosen.includes(fact.from) && isBare(fact)))) {
    const ids = chosen.map((index) => nodes[index].id);
    withServer("Loading sentences…", () => loadTies(ids, []));
  }
}

on("stage", tieStaged);
on("select", loadChosen);

/** Address of a node's own page on the server. */
function pageOf(id) {
  const local = id.slice(id.indexOf(":") + 1);
  return `/${local.replace(/[^\w\-.~%/:@!$&'()*+,;=]/gu, encodeURIComponent)}`;
}
