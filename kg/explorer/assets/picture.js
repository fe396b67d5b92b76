// The picture: vis-network draws nodes and lines; this file decides their colours, widths and what is pale.

const container = $("picture");
/** Width, pattern and opacity of a line, by what its strongest fact is. */
const LINE_STYLES = {
  makes: { width: 2.2, dashes: false, opacity: 0.8 },
  entities: { width: 1.6, dashes: [7, 4], opacity: 0.75 },
  studies: { width: 1.2, dashes: false, opacity: 0.45 },
  mentions: { width: 1.1, dashes: [2, 5], opacity: 0.45 },
};
const MOST_STRETCHED = 1.5;

/** Where the nodes of the picture stand, by number; those that are brought in later get a place then. */
const places = network.nodes.map((node) => ({ ...node }));
/** The places that are taken now. */
const taken = () => [...state.staged].map((index) => places[index]);

/** Positions come from the page; they are stretched to the shape of the screen. */
function stretch() {
  const range = (values) => Math.max(...values) - Math.min(...values) || 1;
  const wanted = container.clientWidth / container.clientHeight || 1;
  const given = range(places.map(({ x }) => x)) / range(places.map(({ y }) => y));
  const factor = Math.min(MOST_STRETCHED, Math.max(1 / MOST_STRETCHED, wanted / given)) || 1;
  for (const node of places) {
    if (factor > 1) node.x *= factor;
    else node.y /= factor;
  }
}

if (places.length) stretch();

const CLEARANCE = 14;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Gives a node the first free place on a spiral around another, or around the middle. */
function placeBeside(index, anchor) {
  const { size, type } = nodes[index];
  const middle = places[anchor] ?? { x: 0, y: 0, size: 0 };
  const others = taken();
  for (let turn = 0; ; turn += 1) {
    const away = middle.size + size + 50 + 11 * Math.sqrt(turn);
    const x = Math.round(middle.x + away * Math.cos(turn * GOLDEN_ANGLE));
    const y = Math.round(middle.y + away * Math.sin(turn * GOLDEN_ANGLE));
    if (others.every((other) => Math.hypot(other.x - x, other.y - y) > other.size + size + CLEARANCE)) {
      places[index] = { id: index, x, y, size, shape: typeOf.get(type).shape };
      return;
    }
  }
}

const isStaged = (line) => state.staged.has(line.from) && state.staged.has(line.to);
const pictureNodes = new vis.DataSet(places.map((node) => ({ ...node })));
const pictureLines = new vis.DataSet(lines.filter(isStaged).map(({ id, from, to }) => ({ id, from, to })));
const view = new vis.Network(container, { nodes: pictureNodes, edges: pictureLines }, JSON.parse(network.options));
// The container takes the keys, so the frame inside must not be a second stop.
container.querySelector(".vis-network").tabIndex = -1;

let palette = {};

/** What the theme's custom properties say, for those who draw on the canvas. */
function readPalette() {
  const style = getComputedStyle(root);
  const get = (name) => style.getPropertyValue(name).trim();
  palette = {
    ink: get("--ink"),
    ground: get("--ground"),
    outline: get("--outline"),
    line: get("--edge"),
    accent: get("--accent"),
    pale: Number(get("--pale")),
    font: getComputedStyle(document.body).fontFamily,
    surface: get("--surface"),
    rule: get("--rule"),
    soft: get("--soft"),
    types: new Map(page.types.map((type) => [type.name, get(`--type-${type.name.toLowerCase()}`)])),
  };
}

/** The node in whose light the picture stands: pointed at, or chosen; null if none. */
function centre() {
  if (state.hovered !== null) return state.hovered;
  const node = state.selected?.node;
  return node === undefined || state.selected.atRest || !visible.nodes[node] ? null : node;
}

/** The nodes that stay bright, or null if all do. */
function brightNodes() {
  const middle = centre();
  if (middle !== null) return neighbourhood(middle);
  const chosen = state.selected && state.selected.node === undefined ? selectedNodes(state.selected) : [];
  return chosen.length ? new Set(chosen) : null;
}

/** True for a line that stays bright among `bright`: at the node in the middle, or between what was chosen. */
function isBright(line, bright, middle) {
  if (!bright) return true;
  if (middle !== null) return line.from === middle || line.to === middle;
  if (!bright.has(line.from) || !bright.has(line.to)) return false;
  const { path } = state.selected ?? {};
  return !path || Math.abs(path.indexOf(line.from) - path.indexOf(line.to)) === 1;
}

/** True for a node that the picture shows. */
const isShown = (index) => Boolean(visible.nodes[index]) && state.staged.has(index);

function nodeStyle(index, bright) {
  const shades = { background: palette.types.get(nodes[index].type), border: palette.outline };
  return {
    id: index,
    hidden: !isShown(index),
    opacity: !bright || bright.has(index) ? 1 : palette.pale,
    color: { ...shades, highlight: shades, hover: shades },
  };
}

/** A paper's lines have the colour of what they lead to, so that kinds of ties can be told apart at a glance. */
function lineColour(line) {
  const ends = [nodes[line.from], nodes[line.to]];
  const entity = ends.find((node) => !isPaper(node));
  return entity && ends.some(isPaper) ? palette.types.get(entity.type) : palette.line;
}

function lineStyle(line, bright, middle) {
  const shown = line.facts.map((index) => facts[index]).filter((fact) => visible.facts[fact.index]);
  const drawn = new Set(shown.map((fact) => predicateOf.get(fact.predicate).drawn));
  const style = LINE_STYLES[Object.keys(LINE_STYLES).find((name) => drawn.has(name)) ?? "studies"];
  const confidence = Math.max(0, ...shown.map(confidenceOf));
  const near = isBright(line, bright, middle);
  const color = lineColour(line);
  const lit = bright && near;
  return {
    id: line.id,
    hidden: !visible.lines[line.id] || !isStaged(line),
    width: style.width * (0.6 + 0.6 * confidence) + (lit ? 0.6 : 0),
    dashes: style.dashes,
    color: {
      color,
      highlight: color,
      hover: color,
      inherit: false,
      opacity: lit ? 0.95 : near ? style.opacity : palette.pale / 2,
    },
  };
}

function paint() {
  if (state.view === "map") return;
  const bright = brightNodes();
  const middle = centre();
  pictureNodes.update(pictureNodes.getIds().map((index) => nodeStyle(index, bright)));
  pictureLines.update(pictureLines.getIds().map((id) => lineStyle(lines[id], bright, middle)));
}

/** Lines that have been looked at: those that come in later are behind them. */
let linesSeen = lines.length;

/** Makes the picture hold what is staged, no more and no less. */
function restock() {
  const isExtra = (index) => !state.staged.has(index);
  pictureLines.remove(pictureLines.getIds().filter((id) => !isStaged(lines[id])));
  pictureNodes.remove(pictureNodes.getIds().filter(isExtra));
  const newcomers = [...state.staged].filter((index) => !pictureNodes.get(index));
  pictureNodes.add(newcomers.map((index) => ({ ...places[index] })));
  const ties = new Set([...newcomers.flatMap((index) => linesOf[index]), ...lines.slice(linesSeen)].filter(isStaged));
  linesSeen = lines.length;
  pictureLines.add([...ties].filter(({ id }) => !pictureLines.get(id)).map(({ id, from, to }) => ({ id, from, to })));
}

on("stage", restock);
on("view", paint);
on("filter", paint);
on("select", paint);
on("hover", paint);
on("theme", () => {
  readPalette();
  paint();
});
readPalette();
paint();
