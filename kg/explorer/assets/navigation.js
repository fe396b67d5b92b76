// Moving about in the picture: zoom, keys and pointer.

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const MOST_ZOOMED = 6;
const LEAST_ZOOMED = 0.08;
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** The zoom at which the whole picture is seen. */
let fitScale = 1;

const motion = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

/** Shows everything that is visible, with room for the names at the rim. */
function fit(animation = false) {
  const shown = taken().filter(({ id }) => isShown(id));
  if (!shown.length || !container.clientWidth) return;
  const left = Math.min(...shown.map(({ x, size }) => x - size));
  const right = Math.max(...shown.map(({ x, size }) => x + size));
  const top = Math.min(...shown.map(({ y, size }) => y - size));
  const bottom = Math.max(...shown.map(({ y, size }) => y + size));
  const margin = Math.min(70, container.clientWidth / 10);
  fitScale = Math.min(
    (container.clientWidth - 2 * margin) / (right - left),
    (container.clientHeight - 70) / (bottom - top),
    1.5,
  );
  // A little above the middle: names stand below their nodes.
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 + 6 / fitScale };
  view.moveTo({ position, scale: fitScale, animation });
}

function zoom(factor) {
  const scale = Math.min(MOST_ZOOMED, Math.max(LEAST_ZOOMED, view.getScale() * factor));
  view.moveTo({ scale, animation: motion() });
}

const MARGIN = 60;

/** How much of a view, from below, is under the sheet that slides over a phone's screen. */
function covered(box) {
  const sheet = document.querySelector(".pane.open");
  const isAcross = sheet && sheet.offsetWidth >= box.clientWidth;
  return isAcross ? Math.min(sheet.offsetHeight, box.clientHeight - 2 * MARGIN) : 0;
}

/** Brings a node of the picture to where it can be seen. */
function reveal(index) {
  const { x, y } = places[index];
  const place = view.canvasToDOM({ x, y });
  const hidden = covered(container);
  const isInSight =
    place.x > MARGIN &&
    place.y > MARGIN &&
    place.x < container.clientWidth - MARGIN &&
    place.y < container.clientHeight - hidden - MARGIN;
  if (isInSight) return;
  const scale = Math.max(view.getScale(), fitScale);
  view.moveTo({ position: { x, y }, scale, offset: { x: 0, y: -hidden / 2 }, animation: motion() });
}

/** The visible node that lies next in a direction, or null. */
function nextNode(from, [dx, dy]) {
  const start = places[from];
  let best = null;
  let least = Infinity;
  for (const { id, x, y } of taken()) {
    if (id === from || !isShown(id)) continue;
    const along = (x - start.x) * dx + (y - start.y) * dy;
    const across = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    const cost = along + across * 1.5;
    if (along > 0 && across <= along * 2 && cost < least) [best, least] = [id, cost];
  }
  return best;
}

function walk(direction) {
  const here = state.hovered ?? state.selected?.node;
  const to = here === undefined ? byImportance.find(isShown) : nextNode(here, direction);
  if (to === undefined || to === null) return;
  hover(to);
  reveal(to);
  const neighbours = counted(neighbourhood(to).size - 1, "neighbour");
  announce(`${nodes[to].label}, ${nodes[to].type}, ${neighbours}`);
}

/** Opens the card of the node that the keyboard is at. */
function enter() {
  const here = state.hovered ?? state.selected?.node;
  if (here === undefined) return;
  pick(here);
  focusCard();
}

const KEYS = {
  Enter: enter,
  " ": enter,
  "+": () => zoom(1.3),
  "=": () => zoom(1.3),
  "-": () => zoom(1 / 1.3),
  0: () => fit(motion()),
};

container.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (ARROWS[event.key]) walk(ARROWS[event.key]);
  else if (KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
});

/** What a line says, beside the pointer. */
function showTip(id, { x, y }) {
  const tip = $("tip");
  tip.textContent = lines[id].facts
    .filter((index) => visible.facts[index])
    .map((index) => sentenceOf(facts[index], shortName))
    .join("\n");
  tip.hidden = false;
  tip.style.left = `${Math.min(x + 14, container.clientWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${Math.max(8, y - tip.offsetHeight - 10)}px`;
}

function hideTip() {
  $("tip").hidden = true;
}

view.on("dragEnd", ({ nodes: [node] }) => {
  if (node !== undefined) Object.assign(places[node], view.getPosition(node));
});
view.on("hoverNode", ({ node }) => hover(node));
view.on("blurNode", () => hover(null));
view.on("hoverEdge", ({ edge, pointer }) => showTip(edge, pointer.DOM));
view.on("blurEdge", hideTip);
view.on("click", ({ nodes: [node], edges: [line] }) => {
  if (node !== undefined) pick(node);
  else if (line !== undefined) select({ line });
  else select(null);
});
container.addEventListener("mouseleave", () => {
  hover(null);
  hideTip();
});
$("zoom-in").addEventListener("click", () => zoom(1.4));
$("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
$("zoom-fit").addEventListener("click", () => fit(motion()));
container.setAttribute(
  "aria-label",
  `Picture of the graph: ${counted(nodes.length, "node")}, ${counted(lines.length, "line")}`,
);
