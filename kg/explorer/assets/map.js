// The map: the whole graph on a canvas of our own. Communities are discs; ties between them are bundled until one looks
// closer, then every line and name is drawn.

const mapBox = $("map");
/** Two sheets: the map itself, drawn anew only when camera or filters change, and above it what is lit. */
const base = $("map-base");
const basePen = base.getContext("2d", { alpha: false });
const canvas = $("map-canvas");
const pen = canvas.getContext("2d");

let discs = [];
let mapX = new Float32Array(0);
let mapY = new Float32Array(0);
let mapRadius = new Float32Array(0);
/** The disc of each node; -1 for those that came in after the map was drawn up, which it does not show. */
let discOf = new Int16Array(0);
/** Nodes by type, so that the colour of the pen seldom changes. */
let nodesOfType = [];
let lineFrom = new Int32Array(0);
let lineTo = new Int32Array(0);

/** Takes over a map; `here` says which number on the page each of its nodes has. */
function readMap(map, here) {
  discs = map.discs.map((disc) => ({ ...disc, names: disc.names.map((place) => here[place]) }));
  const fill = (array, values, otherwise) => {
    array.fill(otherwise);
    here.forEach((index, place) => (array[index] = values[place]));
    return array;
  };
  mapX = fill(new Float32Array(nodes.length), map.x, NaN);
  mapY = fill(new Float32Array(nodes.length), map.y, NaN);
  mapRadius = fill(new Float32Array(nodes.length), map.radius, 0);
  discOf = fill(new Int16Array(nodes.length), map.disc, -1);
  discShown = new Uint32Array(discs.length);
  indexForMap();
  nameMap();
}

/** What the map asks of nodes and lines, in a form that is quick to go through. */
function indexForMap() {
  const members = new Map(page.types.map(({ name }) => [name, []]));
  for (let index = 0; index < nodes.length; index += 1) members.get(nodes[index].type).push(index);
  nodesOfType = [...members.values()];
  lineFrom = new Int32Array(lines.length);
  lineTo = new Int32Array(lines.length);
  for (const { id, from, to } of lines) {
    lineFrom[id] = from;
    lineTo[id] = to;
  }
}

function nameMap() {
  const size = `${counted(nodes.length, "node")} in ${counted(discs.length, "community", "communities")}`;
  mapBox.setAttribute("aria-label", `Map of the graph: ${size}`);
}

const camera = { x: 0, y: 0, scale: 1 };
/** Size of the map on the screen, in pixels; asking the page for it is dear. */
const sheet = { width: 0, height: 0 };

function measureMap() {
  sheet.width = mapBox.clientWidth;
  sheet.height = mapBox.clientHeight;
}

/** The zoom at which the whole map is seen. */
let mapFit = 1;
/** From this zoom on lines and names of single nodes are drawn. */
const DETAIL = 1.1;
const MOST_MAP_ZOOM = 8;
const MOST_LINES = 9000;
const MOST_BUNDLES = 220;
/** Smaller than this, in pixels, a node is a point; from afar, where shapes cannot be told apart, sooner. */
const POINT = 1.7;
const FAR_POINT = 3;
/** Names of single nodes: when all is seen, and at most. */
const FEW_NAMES = 30;
const MOST_NAMES = 80;
/** Names in the title of a disc that one looks into. */
const NAMES_OF_TITLE = 2;
/** Opacity of nodes from afar. */
const FAR = 0.55;

const isOnMap = (index) => discOf[index] >= 0;
const isDetailed = () => camera.scale >= DETAIL;
const toScreenX = (x) => (x - camera.x) * camera.scale + sheet.width / 2;
const toScreenY = (y) => (y - camera.y) * camera.scale + sheet.height / 2;
const toMap = (x, y) => [
  (x - sheet.width / 2) / camera.scale + camera.x,
  (y - sheet.height / 2) / camera.scale + camera.y,
];

/** What a disc is called: the entities that are most its own. */
const discNames = ({ names }) => names.map((index) => clipped(nodes[index].label, 26));
const discLabel = (disc) => discNames(disc).join(", ") || "Small groups";

/** Visible ties between discs, the strongest first; counted anew for new filters. */
let bundles = [];
/** Visible nodes of each disc. */
let discShown = new Uint32Array(0);

function countBundles() {
  const ties = new Map();
  for (let id = 0; id < lineFrom.length; id += 1) {
    if (!visible.lines[id]) continue;
    const a = discOf[lineFrom[id]];
    const b = discOf[lineTo[id]];
    if (a === b || a < 0 || b < 0) continue;
    const key = Math.min(a, b) * discs.length + Math.max(a, b);
    ties.set(key, (ties.get(key) ?? 0) + 1);
  }
  bundles = [...ties]
    .map(([key, count]) => ({ from: Math.floor(key / discs.length), to: key % discs.length, count }))
    .sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
    .slice(0, MOST_BUNDLES);
  discShown = new Uint32Array(discs.length);
  for (let index = 0; index < discOf.length; index += 1) if (visible.nodes[index]) discShown[discOf[index]] += 1;
}

/** The part of the map that is on the screen, with a margin. */
function mapView() {
  const [left, top] = toMap(-20, -20);
  const [right, bottom] = toMap(sheet.width + 20, sheet.height + 20);
  return { left, top, right, bottom };
}

function drawDiscs(context) {
  context.lineWidth = 1;
  discs.forEach((disc, place) => {
    if (!discShown[place]) return;
    context.beginPath();
    context.arc(toScreenX(disc.x), toScreenY(disc.y), disc.radius * camera.scale, 0, 2 * Math.PI);
    context.fillStyle = palette.surface;
    context.fill();
    context.strokeStyle = palette.rule;
    context.stroke();
  });
}

/** Bundled ties: from rim to rim, the wider the more there are. */
function drawBundles(context) {
  if (!bundles.length) return;
  const most = Math.sqrt(bundles[0].count);
  context.strokeStyle = palette.line;
  context.lineCap = "round";
  for (const { from, to, count } of bundles) {
    const [a, b] = [discs[from], discs[to]];
    const distance = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const [dx, dy] = [(b.x - a.x) / distance, (b.y - a.y) / distance];
    const share = Math.sqrt(count) / most;
    context.globalAlpha = 0.06 + 0.24 * share;
    context.lineWidth = Math.max(0.75, 9 * share * Math.min(1, camera.scale));
    context.beginPath();
    context.moveTo(toScreenX(a.x + dx * a.radius), toScreenY(a.y + dy * a.radius));
    context.lineTo(toScreenX(b.x - dx * b.radius), toScreenY(b.y - dy * b.radius));
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Lines that touch the screen; of too many, those that lie on it whole. */
function linesInView({ left, top, right, bottom }) {
  const inView = new Uint8Array(nodes.length);
  for (let index = 0; index < mapX.length; index += 1) {
    inView[index] = mapX[index] > left && mapX[index] < right && mapY[index] > top && mapY[index] < bottom;
  }
  const touching = [];
  for (let id = 0; id < lineFrom.length; id += 1) {
    if (visible.lines[id] && (inView[lineFrom[id]] || inView[lineTo[id]])) touching.push(id);
  }
  if (touching.length <= MOST_LINES) return touching;
  return touching.filter((id) => inView[lineFrom[id]] && inView[lineTo[id]]).slice(0, MOST_LINES);
}

function strokeLines(context, ids, { color, width, opacity }) {
  context.beginPath();
  for (const id of ids) {
    context.moveTo(toScreenX(mapX[lineFrom[id]]), toScreenY(mapY[lineFrom[id]]));
    context.lineTo(toScreenX(mapX[lineTo[id]]), toScreenY(mapY[lineTo[id]]));
  }
  context.strokeStyle = color;
  context.lineWidth = width;
  context.globalAlpha = opacity;
  context.stroke();
  context.globalAlpha = 1;
}

/** Pictures of a type's sign, by type and size, so that twenty thousand are copied and not drawn. */
const sprites = new Map();

function spriteOf(type, radius, ratio) {
  const key = type * 4096 + Math.round(radius * 2 * ratio);
  let sprite = sprites.get(key);
  if (sprite) return sprite;
  const half = Math.ceil(radius * ratio * 1.25 + 2);
  sprite = document.createElement("canvas");
  sprite.width = sprite.height = 2 * half;
  const context = sprite.getContext("2d");
  const scale = (radius * ratio) / 6;
  context.setTransform(scale, 0, 0, scale, half - 8 * scale, half - 8 * scale);
  const path = new Path2D(page.types[type].path);
  context.fillStyle = palette.types.get(page.types[type].name);
  context.fill(path);
  context.strokeStyle = palette.outline;
  context.lineWidth = Math.min(1.4, 0.9 / scale);
  if (radius > 2.5) context.stroke(path);
  sprites.set(key, sprite);
  return sprite;
}

/** Draws the nodes that `wanted` says, types one after the other so that the colour seldom changes. */
function drawMapNodes(context, wanted) {
  const { left, top, right, bottom } = mapView();
  const ratio = window.devicePixelRatio;
  const { scale } = camera;
  const [moveX, moveY] = [sheet.width / 2 - camera.x * scale, sheet.height / 2 - camera.y * scale];
  const point = isDetailed() ? POINT : FAR_POINT;
  nodesOfType.forEach((members, type) => {
    context.fillStyle = palette.types.get(page.types[type].name);
    for (const index of members) {
      const x = mapX[index];
      const y = mapY[index];
      if (!(x >= left && x <= right && y >= top && y <= bottom) || !wanted(index)) continue;
      const radius = mapRadius[index] * scale;
      const side = Math.max(1, 1.8 * radius);
      if (radius < point) context.fillRect(x * scale + moveX - side / 2, y * scale + moveY - side / 2, side, side);
      else {
        const sprite = spriteOf(type, Math.min(radius, 40), ratio);
        const across = sprite.width / ratio;
        context.drawImage(sprite, x * scale + moveX - across / 2, y * scale + moveY - across / 2, across, across);
      }
    }
  });
}

/** Writes a name with a halo if nothing is there yet; says whether it did. */
function writeName(context, rows, x, y, { pixels, weight, named, color = palette.ink }) {
  const width = pixels * Math.max(...rows.map((row) => widthOf(context, row, weight))) + 6;
  const isIn = x > 0 && x < sheet.width;
  const middle = isIn ? within(x, width / 2, sheet.width - width / 2) : x;
  const box = boxAround(middle, y, width, rows.length * pixels * 1.18);
  if (named.some((other) => overlap(box, other))) return false;
  named.push(box);
  context.font = `${weight} ${pixels}px ${palette.font}`;
  context.lineWidth = 5;
  context.strokeStyle = palette.surface;
  context.fillStyle = color;
  rows.forEach((row, place) => {
    const line = y + (place - (rows.length - 1) / 2) * pixels * 1.18;
    context.strokeText(row, middle, line);
    context.fillText(row, middle, line);
  });
  return true;
}

/** A name in rows of about so many letters, broken at blanks. */
function wrapped(name, letters) {
  const rows = [];
  for (const word of name.split(" ")) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + word.length < letters) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}

/** The first names of a disc that fit into so many rows, whole; the very first in any case. */
function namesThatFit(disc, pixels, most) {
  const letters = Math.max(10, Math.floor((2.3 * disc.radius * camera.scale) / (pixels * 0.56)));
  const rows = [];
  for (const name of discNames(disc)) {
    const more = wrapped(name, letters);
    if (rows.length && rows.length + more.length > most) break;
    rows.push(...more);
  }
  return rows;
}

/** Names of discs, in as many rows as there is room for; smaller discs are named as one comes closer. */
function nameDiscs(context, named) {
  discs.forEach((disc, place) => {
    const across = disc.radius * camera.scale;
    if (!discShown[place] || across < 16 || !disc.names.length) return;
    const x = toScreenX(disc.x);
    if (isDetailed()) {
      const style = { pixels: 12, weight: 600, named, color: palette.soft };
      const title = discNames(disc).slice(0, NAMES_OF_TITLE).join(" · ");
      writeName(context, [title], x, toScreenY(disc.y - disc.radius) - 9, style);
      return;
    }
    // Whole sizes: with every other one the browser would draw all letters anew.
    const pixels = Math.round(Math.min(15, 9.5 + across / 18));
    for (let rows = across > 44 ? 4 : across > 28 ? 2 : 1; rows > 0; rows -= 1) {
      if (writeName(context, namesThatFit(disc, pixels, rows), x, toScreenY(disc.y), { pixels, weight: 620, named }))
        return;
    }
  });
}

/** Names of single nodes, the most important first. */
function nameNodes(context, order, named, most) {
  const { left, top, right, bottom } = mapView();
  let count = 0;
  for (const index of order) {
    if (count >= most) return;
    const [x, y] = [mapX[index], mapY[index]];
    if (!visible.nodes[index] || !(x >= left && x <= right && y >= top && y <= bottom)) continue;
    const below = toScreenY(y) + mapRadius[index] * camera.scale + 9;
    const style = { pixels: isPaper(nodes[index]) ? 11 : 12, weight: isPaper(nodes[index]) ? 400 : 550 };
    if (writeName(context, [shortName(nodes[index])], toScreenX(x), below, { ...style, named })) {
      count += 1;
    }
  }
}

function prepare(context, ratio) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
}

function drawBase() {
  const ratio = window.devicePixelRatio;
  prepare(basePen, ratio);
  basePen.fillStyle = palette.ground;
  basePen.fillRect(0, 0, sheet.width, sheet.height);
  drawDiscs(basePen);
  if (isDetailed()) {
    const ids = linesInView(mapView());
    strokeLines(basePen, ids, { color: palette.line, width: 0.8, opacity: ids.length > 2500 ? 0.14 : 0.3 });
  } else drawBundles(basePen);
  // From afar the names of communities come first, and what they are made of stands back.
  basePen.globalAlpha = isDetailed() ? 1 : FAR;
  drawMapNodes(basePen, (index) => visible.nodes[index]);
  basePen.globalAlpha = 1;
  const named = [];
  nameDiscs(basePen, named);
  const most = Math.min(MOST_NAMES, FEW_NAMES * Math.max(1, camera.scale / mapFit) ** 2);
  if (isDetailed()) nameNodes(basePen, byImportance, named, most);
}

/** What stands in the light: a node and its neighbours, a path, the two ends of a fact; null for none. */
function litNodes() {
  const middle = centre();
  if (middle !== null) return neighbourhood(middle);
  const chosen = selectedNodes(state.selected ?? {});
  return chosen.length && !state.selected.atRest ? new Set(chosen) : null;
}

function drawLit(context) {
  const lit = litNodes();
  if (state.selected?.disc !== undefined) ringDisc(context, discs[state.selected.disc]);
  if (!lit) return;
  const middle = centre();
  context.globalAlpha = 0.72;
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.globalAlpha = 1;
  const ids = [...new Set([...lit].flatMap((index) => linesOf[index]))]
    .filter((line) => visible.lines[line.id] && lit.has(line.from) && lit.has(line.to) && isBright(line, lit, middle))
    .map(({ id }) => id);
  strokeLines(context, ids, { color: palette.accent, width: 1.2, opacity: ids.length > 200 ? 0.35 : 0.7 });
  drawMapNodes(context, (index) => lit.has(index) && visible.nodes[index]);
  const first = middle === null ? [] : [middle];
  context.strokeStyle = palette.accent;
  context.lineWidth = 2.5;
  for (const index of middle === null ? lit : first) {
    context.beginPath();
    context.arc(
      toScreenX(mapX[index]),
      toScreenY(mapY[index]),
      mapRadius[index] * camera.scale * 1.25 + 5,
      0,
      2 * Math.PI,
    );
    context.stroke();
  }
  nameNodes(context, [...first, ...byImportance.filter((index) => lit.has(index) && index !== middle)], [], 30);
}

function ringDisc(context, disc) {
  context.strokeStyle = palette.accent;
  context.lineWidth = 2.5;
  context.beginPath();
  context.arc(toScreenX(disc.x), toScreenY(disc.y), disc.radius * camera.scale + 3, 0, 2 * Math.PI);
  context.stroke();
}

let isStale = true;
let frame = 0;

function drawMap() {
  frame = 0;
  if (state.view !== "map") return;
  measureMap();
  if (!sheet.width) return;
  const ratio = window.devicePixelRatio;
  const [width, height] = [Math.round(sheet.width * ratio), Math.round(sheet.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    for (const paper of [base, canvas]) Object.assign(paper, { width, height });
    isStale = true;
  }
  if (isStale) drawBase();
  isStale = false;
  prepare(pen, ratio);
  pen.clearRect(0, 0, sheet.width, sheet.height);
  drawLit(pen);
}

/** Draws with the next frame; `stale` if more than what is lit has changed. */
function redrawMap(stale) {
  isStale ||= stale;
  frame ||= requestAnimationFrame(drawMap);
}

if (page.map) readMap(page.map, [...nodes.keys()]);
on("grow", () => discs.length && indexForMap());
on("filter", () => {
  if (state.scope === "whole") countBundles();
  redrawMap(true);
});
on("select", () => redrawMap(false));
on("hover", () => redrawMap(false));
on("theme", () => {
  sprites.clear();
  redrawMap(true);
});
