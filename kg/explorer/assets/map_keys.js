// Moving about on the map: pointer, wheel, two fingers, keys.

const DRAGGED = 4;
const CLOSE_TO_NODE = 6;
const fingers = new Map();
let pressed = null;

function clampScale(scale) {
  return Math.min(MOST_MAP_ZOOM, Math.max(Math.min(mapFit, DETAIL) * 0.5, scale));
}

/** Zooms so that the point under `x`, `y` stays there. */
function zoomMap(factor, x = sheet.width / 2, y = sheet.height / 2) {
  const [mx, my] = toMap(x, y);
  camera.scale = clampScale(camera.scale * factor);
  camera.x = mx - (x - sheet.width / 2) / camera.scale;
  camera.y = my - (y - sheet.height / 2) / camera.scale;
  redrawMap(true);
  placed();
}

/** Moves the camera there in a few frames, or at once for those who want no motion. */
function flyTo(x, y, scale) {
  const start = { ...camera };
  const began = performance.now();
  const step = () => {
    const share = calm.matches ? 1 : Math.min(1, (performance.now() - began) / 320);
    const eased = share * share * (3 - 2 * share);
    camera.x = start.x + (x - start.x) * eased;
    camera.y = start.y + (y - start.y) * eased;
    camera.scale = start.scale * (clampScale(scale) / start.scale) ** eased;
    redrawMap(true);
    if (share < 1) requestAnimationFrame(step);
    else placed();
  };
  step();
}

/** Where the whole map is seen. */
function mapExtent() {
  const left = Math.min(...discs.map(({ x, radius }) => x - radius));
  const right = Math.max(...discs.map(({ x, radius }) => x + radius));
  const top = Math.min(...discs.map(({ y, radius }) => y - radius));
  const bottom = Math.max(...discs.map(({ y, radius }) => y + radius));
  const scale = Math.min((sheet.width - 30) / (right - left), (sheet.height - 30) / (bottom - top), 3);
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale };
}

function fitMap() {
  measureMap();
  if (!discs.length || !sheet.width) return;
  const { x, y, scale } = mapExtent();
  mapFit = scale;
  flyTo(x, y, scale);
}

function showDisc(place) {
  const { x, y, radius } = discs[place];
  flyTo(x, y, Math.max(DETAIL * 1.2, (Math.min(sheet.width, sheet.height) * 0.46) / radius));
}

/** Brings nodes to where they can be seen; a single one close enough to tell it from others. */
function revealOnMap(wanted) {
  const chosen = wanted.filter(isOnMap);
  if (!chosen.length) return;
  measureMap();
  const free = sheet.height - covered(mapBox);
  const isIn = chosen.every((index) => {
    const [x, y] = [toScreenX(mapX[index]), toScreenY(mapY[index])];
    return x > 40 && y > 40 && x < sheet.width - 40 && y < free - 40;
  });
  if (isIn && (isDetailed() || chosen.length > 1)) return;
  const range = (values) => [Math.min(...values), Math.max(...values)];
  const [left, right] = range(chosen.map((index) => mapX[index]));
  const [top, bottom] = range(chosen.map((index) => mapY[index]));
  const across = Math.min((sheet.width * 0.7) / (right - left), (free * 0.7) / (bottom - top));
  const scale = clampScale(chosen.length === 1 ? Math.max(camera.scale, DETAIL * 1.4) : across);
  flyTo((left + right) / 2, (top + bottom) / 2 + (sheet.height - free) / 2 / scale, scale);
}

/** The visible node under a point of the screen, or null; nodes smaller than a finger's width are widened a little. */
function nodeAt(x, y) {
  const [mx, my] = toMap(x, y);
  let best = null;
  let least = Infinity;
  for (let index = 0; index < nodes.length; index += 1) {
    if (!visible.nodes[index]) continue;
    const away = Math.hypot(mapX[index] - mx, mapY[index] - my) - mapRadius[index];
    if (away < least) [best, least] = [index, away];
  }
  return least * camera.scale < CLOSE_TO_NODE ? best : null;
}

function discAt(x, y) {
  const [mx, my] = toMap(x, y);
  const place = discs.findIndex((disc, at) => discShown[at] && Math.hypot(disc.x - mx, disc.y - my) < disc.radius);
  return place < 0 ? null : place;
}

/** Where a pointer is, in pixels of the map. */
function spotOf(event) {
  const { left, top } = mapBox.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

const spread = ([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) });

/** From afar a click is meant for a community, except on a node that can be seen. */
function pickAt({ x, y }) {
  const node = nodeAt(x, y);
  const disc = discAt(x, y);
  if (node !== null && (isDetailed() || mapRadius[node] * camera.scale > 4)) pick(node);
  else if (disc !== null) select({ disc });
  else select(null);
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, spotOf(event));
  pressed = fingers.size === 1 ? { ...spotOf(event), moved: false } : null;
  mapBox.focus({ preventScroll: true });
});
canvas.addEventListener("pointermove", (event) => {
  const spot = spotOf(event);
  const before = fingers.get(event.pointerId);
  if (!before) {
    const node = nodeAt(spot.x, spot.y);
    hover(node);
    canvas.classList.toggle("at-node", node !== null);
    return;
  }
  if (fingers.size === 2) {
    const old = spread([...fingers.values()]);
    fingers.set(event.pointerId, spot);
    const now = spread([...fingers.values()]);
    camera.x -= (now.x - old.x) / camera.scale;
    camera.y -= (now.y - old.y) / camera.scale;
    zoomMap(now.apart / (old.apart || 1), now.x, now.y);
    return;
  }
  fingers.set(event.pointerId, spot);
  if (pressed && Math.hypot(spot.x - pressed.x, spot.y - pressed.y) > DRAGGED) pressed.moved = true;
  if (pressed && !pressed.moved) return;
  camera.x -= (spot.x - before.x) / camera.scale;
  camera.y -= (spot.y - before.y) / camera.scale;
  redrawMap(true);
});
for (const name of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(name, (event) => {
    fingers.delete(event.pointerId);
    if (name === "pointerup" && pressed && !pressed.moved) pickAt(spotOf(event));
    else placed();
    pressed = null;
  });
}
canvas.addEventListener("pointerleave", () => fingers.size || hover(null));
canvas.addEventListener("dblclick", (event) => {
  const { x, y } = spotOf(event);
  zoomMap(2, x, y);
});
canvas.addEventListener(
  "wheel",
  (event) => {
    const { x, y } = spotOf(event);
    zoomMap(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
    event.preventDefault();
  },
  { passive: false },
);

/** What lies next in a direction among points, or null. */
function nextPoint(from, points, [dx, dy]) {
  let best = null;
  let least = Infinity;
  for (const point of points) {
    const along = (point.x - from.x) * dx + (point.y - from.y) * dy;
    const across = Math.abs((point.x - from.x) * dy) + Math.abs((point.y - from.y) * dx);
    if (along > 0.5 && across <= along * 2 && along + 1.5 * across < least)
      [best, least] = [point, along + 1.5 * across];
  }
  return best;
}

/** From afar arrows lead from community to community, close by from node to node. */
function walkMap(direction) {
  if (!isDetailed()) {
    const here = state.selected?.disc;
    const shown = discs.map(({ x, y }, disc) => ({ x, y, disc })).filter(({ disc }) => discShown[disc]);
    const next = here === undefined ? shown[0] : nextPoint(discs[here], shown, direction);
    if (!next) return;
    select({ disc: next.disc });
    announce(`Community ${discLabel(discs[next.disc])}, ${counted(discShown[next.disc], "node")}`);
    return;
  }
  const here = state.hovered ?? state.selected?.node ?? null;
  const from = here === null ? camera : { x: mapX[here], y: mapY[here] };
  const points = byImportance
    .filter((index) => visible.nodes[index])
    .map((index) => ({ x: mapX[index], y: mapY[index], index }));
  const next = nextPoint(from, points, direction);
  if (!next) return;
  hover(next.index);
  revealOnMap([next.index]);
  const neighbours = counted(neighbourhood(next.index).size - 1, "neighbour");
  announce(`${nodes[next.index].label}, ${nodes[next.index].type}, ${neighbours}`);
}

function enterMap() {
  const here = state.hovered ?? state.selected?.node;
  if (state.selected?.disc !== undefined && state.hovered === null) showDisc(state.selected.disc);
  else if (here !== undefined && here !== null) {
    pick(here);
    focusCard();
  }
}

const MAP_KEYS = {
  Enter: enterMap,
  " ": enterMap,
  "+": () => zoomMap(1.4),
  "=": () => zoomMap(1.4),
  "-": () => zoomMap(1 / 1.4),
  0: fitMap,
};

mapBox.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (ARROWS[event.key]) walkMap(ARROWS[event.key]);
  else if (MAP_KEYS[event.key]) MAP_KEYS[event.key]();
  else return;
  event.preventDefault();
});
$("map-in").addEventListener("click", () => zoomMap(1.5));
$("map-out").addEventListener("click", () => zoomMap(1 / 1.5));
$("map-fit").addEventListener("click", fitMap);
