// Names in the picture, and rings around what was asked for, chosen or pointed at.

const LABELS_AT_FIRST = 30;
/** A stage of this size, in square pixels, has room for all of them. */
const ROOMY = 720 * 640;
/** So few nodes can all be named. */
const FEW = 40;
/** From this zoom on, compared with that of the whole picture, papers are named too. */
const CLOSE = 1.35;

/** `value`, moved into a range; where that is too small, to its middle. */
const within = (value, least, most) => (least > most ? (least + most) / 2 : Math.min(most, Math.max(least, value)));

/** A box around a point. */
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

/** Widths of texts in fonts of one pixel. Measuring is dear: a name is measured once, not with every step of a zoom. */
const widths = new Map();
const MEASURED_AT = 24;

function widthOf(context, text, weight) {
  const key = `${weight} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    context.font = `${weight} ${MEASURED_AT}px ${palette.font}`;
    width = context.measureText(text).width / MEASURED_AT;
    widths.set(key, width);
  }
  return width;
}

/** Below, above, right and left of a point; below and above a name may move aside, so that the edge does not cut it. */
function placesAround(x, y, away, width, height, screen) {
  const aside = x > screen.left && x < screen.right ? within(x, screen.left + width / 2, screen.right - width / 2) : x;
  return [
    boxAround(aside, y + away + height / 2, width, height),
    boxAround(aside, y - away - height / 2, width, height),
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
  const isClose = zoom > CLOSE || taken().filter(({ id }) => isShown(id)).length <= FEW;
  const order = byImportance.filter(
    (index) => isShown(index) && (isClose || isFocus.has(index) || state.pinned.has(index) || !isPaper(nodes[index])),
  );
  return { order, budget: LABELS_AT_FIRST * room * Math.max(1, zoom ** 2) };
}

/** Radius of the ring around a node, in the picture's own units. */
const ringRadius = (size, scale) => size * 1.25 + 5 / scale;

/**
 * The names to be written now and where. They have one size whatever the zoom; none stands over another, nor on a node
 * where there is a choice.
 */
function placeLabels(context) {
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
  const obstacles = taken()
    .filter(({ id }) => isShown(id) && (!bright || bright.has(id)))
    .map(({ x, y, size }) => boxAround(x, y, 1.7 * size, 1.7 * size));
  const named = [];
  context.save();
  for (const index of order) {
    if (named.length >= budget) break;
    if (!isShown(index)) continue;
    const text = shortName(nodes[index]);
    const strong = isFocus.has(index) || state.pinned.has(index) || index === middle;
    const pixels = (strong ? 14 : isPaper(nodes[index]) ? 12 : 13) / scale;
    const weight = strong ? 650 : isPaper(nodes[index]) ? 400 : 500;
    const width = pixels * widthOf(context, text, weight) + 8 / scale;
    const height = pixels * 1.2;
    const hidden = (box) =>
      obstacles.reduce((sum, obstacle) => sum + overlap(box, obstacle), width * height - overlap(box, screen));
    const { x, y, size } = places[index];
    const away = (strong ? ringRadius(size, scale) : size) + 2 / scale;
    const [best] = placesAround(x, y, away, width, height, screen)
      .filter((box) => !named.some((other) => overlap(box, other.box)))
      .map((box) => ({ box, cost: hidden(box) }))
      .sort((a, b) => a.cost - b.cost);
    if (!best) continue;
    named.push({ text, box: best.box, pixels, weight });
  }
  context.restore();
  return named;
}

function drawLabels(context) {
  const labels = placeLabels(context);
  context.save();
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4 / view.getScale();
  context.strokeStyle = palette.ground;
  context.fillStyle = palette.ink;
  for (const { text, box, pixels, weight } of labels) {
    context.font = `${weight} ${pixels}px ${palette.font}`;
    context.strokeText(text, box.x, box.y);
    context.fillText(text, box.x, box.y);
  }
  context.restore();
}

function drawRings(context) {
  const scale = view.getScale();
  const ring = (index, width, opacity) => {
    if (!isShown(index)) return;
    const { x, y, size } = places[index];
    context.globalAlpha = opacity;
    context.lineWidth = width / scale;
    context.beginPath();
    context.arc(x, y, ringRadius(size, scale), 0, 2 * Math.PI);
    context.stroke();
  };
  context.save();
  context.strokeStyle = palette.accent;
  page.focus.forEach((index) => ring(index, 2, 0.55));
  context.setLineDash([3 / scale, 3 / scale]);
  state.pinned.forEach((index) => ring(index, 2, 1));
  context.setLineDash([]);
  for (const index of state.selected?.path ?? []) ring(index, 2.5, 1);
  if (state.selected?.node !== undefined) ring(state.selected.node, 3, 1);
  if (state.hovered !== null) ring(state.hovered, 2, 1);
  context.restore();
}

view.on("beforeDrawing", drawRings);
view.on("afterDrawing", drawLabels);
