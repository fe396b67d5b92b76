// Names in the picture, and rings around what was asked for, chosen or pointed at.

const LABELS_AT_FIRST = 30;
/** A stage of this size, in square pixels, has room for all of them. */
const ROOMY = 720 * 640;
/** So few nodes can all be named. */
const FEW = 40;
/** From this zoom on, compared with that of the whole picture, papers are named too. */
const CLOSE = 1.35;

/** Nodes by importance: what was asked for, then what most is said about; papers last. */
const byImportance = nodes
  .map((_, index) => index)
  .sort(
    (a, b) =>
      isFocus.has(b) - isFocus.has(a) ||
      isPaper(nodes[a]) - isPaper(nodes[b]) ||
      nodes[b].degree - nodes[a].degree ||
      a - b,
  );

const boxAround = (x, y, width, height) => ({
  x,
  y,
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
});

/** Area that two boxes share. */
function overlap(a, b) {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Below, above, right and left of a point. */
function placesAround(x, y, away, width, height) {
  return [
    boxAround(x, y + away + height / 2, width, height),
    boxAround(x, y - away - height / 2, width, height),
    boxAround(x + away + width / 2, y, width, height),
    boxAround(x - away - width / 2, y, width, height),
  ];
}

/** The nodes that may be named now, the most important first, and how many of them. */
function candidates(bright, scale) {
  if (bright) {
    const middle = centre();
    const order = byImportance.filter((index) => bright.has(index) && index !== middle);
    return { order: middle === null ? order : [middle, ...order], budget: Infinity };
  }
  const zoom = scale / fitScale;
  // Fewer on a small screen, more the closer one looks.
  const room = Math.min(1, (container.clientWidth * container.clientHeight) / ROOMY);
  const isClose = zoom > CLOSE || visible.nodes.filter(Boolean).length <= FEW;
  const order = byImportance.filter((index) => isClose || isFocus.has(index) || !isPaper(nodes[index]));
  return { order, budget: LABELS_AT_FIRST * room * Math.max(1, zoom ** 2) };
}

/** Radius of the ring around a node, in the picture's own units. */
const ringRadius = (size, scale) => size * 1.25 + 5 / scale;

/** Names have one size whatever the zoom; none stands over another, nor on a node where there is a choice. */
function drawLabels(context) {
  const scale = view.getScale();
  const bright = brightNodes();
  const middle = centre();
  const { order, budget } = candidates(bright, scale);
  const corner = view.DOMtoCanvas({ x: 0, y: 0 });
  const screen = {
    left: corner.x,
    top: corner.y,
    right: corner.x + container.clientWidth / scale,
    bottom: corner.y + container.clientHeight / scale,
  };
  const obstacles = network.nodes
    .filter(({ id }) => visible.nodes[id] && (!bright || bright.has(id)))
    .map(({ x, y, size }) => boxAround(x, y, 1.7 * size, 1.7 * size));
  const taken = [];
  context.save();
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4 / scale;
  context.strokeStyle = palette.ground;
  context.fillStyle = palette.ink;
  for (const index of order) {
    if (taken.length >= budget) break;
    if (!visible.nodes[index]) continue;
    const text = shortName(nodes[index]);
    const strong = isFocus.has(index) || index === middle;
    const pixels = (strong ? 14 : isPaper(nodes[index]) ? 12 : 13) / scale;
    context.font = `${strong ? 650 : isPaper(nodes[index]) ? 400 : 500} ${pixels}px ${palette.font}`;
    const width = context.measureText(text).width + 8 / scale;
    const height = pixels * 1.2;
    const hidden = (box) =>
      obstacles.reduce((sum, obstacle) => sum + overlap(box, obstacle), width * height - overlap(box, screen));
    const { x, y, size } = network.nodes[index];
    const away = (strong ? ringRadius(size, scale) : size) + 2 / scale;
    const [best] = placesAround(x, y, away, width, height)
      .filter((box) => !taken.some((other) => overlap(box, other)))
      .map((box) => ({ box, cost: hidden(box) }))
      .sort((a, b) => a.cost - b.cost);
    if (!best) continue;
    taken.push(best.box);
    context.strokeText(text, best.box.x, best.box.y);
    context.fillText(text, best.box.x, best.box.y);
  }
  context.restore();
}

function drawRings(context) {
  const scale = view.getScale();
  const ring = (index, width, opacity) => {
    if (!visible.nodes[index]) return;
    const { x, y, size } = network.nodes[index];
    context.globalAlpha = opacity;
    context.lineWidth = width / scale;
    context.beginPath();
    context.arc(x, y, ringRadius(size, scale), 0, 2 * Math.PI);
    context.stroke();
  };
  context.save();
  context.strokeStyle = palette.accent;
  page.focus.forEach((index) => ring(index, 2, 0.55));
  if (state.selected?.node !== undefined) ring(state.selected.node, 3, 1);
  if (state.hovered !== null) ring(state.hovered, 2, 1);
  context.restore();
}

view.on("beforeDrawing", drawRings);
view.on("afterDrawing", drawLabels);
