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

/** Positions come from the page; they are stretched to the shape of the screen. */
function stretch() {
  const range = (values) => Math.max(...values) - Math.min(...values) || 1;
  const wanted = container.clientWidth / container.clientHeight;
  const given = range(network.nodes.map(({ x }) => x)) / range(network.nodes.map(({ y }) => y));
  const factor = Math.min(MOST_STRETCHED, Math.max(1 / MOST_STRETCHED, wanted / given)) || 1;
  for (const node of network.nodes) {
    if (factor > 1) node.x *= factor;
    else node.y /= factor;
  }
}

if (nodes.length) stretch();
const pictureNodes = new vis.DataSet(network.nodes.map((node) => ({ ...node })));
const pictureLines = new vis.DataSet(lines.map(({ id, from, to }) => ({ id, from, to })));
const view = new vis.Network(
  container,
  { nodes: pictureNodes, edges: pictureLines },
  JSON.parse(network.options),
);
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
  const { line, fact } = state.selected ?? {};
  if (line !== undefined) return new Set([lines[line].from, lines[line].to]);
  if (fact !== undefined) return new Set([facts[fact].from, facts[fact].to]);
  return null;
}

function nodeStyle(index, bright) {
  const shades = { background: palette.types.get(nodes[index].type), border: palette.outline };
  return {
    id: index,
    hidden: !visible.nodes[index],
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
  const ends = [line.from, line.to];
  const near = !bright || (middle === null ? ends.every((end) => bright.has(end)) : ends.includes(middle));
  const color = lineColour(line);
  const lit = bright && near;
  return {
    id: line.id,
    hidden: !visible.lines[line.id],
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
  const bright = brightNodes();
  const middle = centre();
  pictureNodes.update(nodes.map((_, index) => nodeStyle(index, bright)));
  pictureLines.update(lines.map((line) => lineStyle(line, bright, middle)));
}

on("filter", paint);
on("select", paint);
on("hover", paint);
on("theme", () => {
  readPalette();
  paint();
});
readPalette();
paint();
