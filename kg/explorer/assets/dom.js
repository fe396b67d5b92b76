// Making elements. Text is only ever set as text, and only web addresses become links.

const $ = (id) => document.getElementById(id);

/** An element with attributes (`class` and `text` among them) and children; what is empty is left out. */
function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
/** The sign of a type: the shape and colour that it has in the picture. */
function shapeIcon(type) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `shape shape-${type.name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", type.path);
  svg.append(path);
  return svg;
}

/** A link to another site if `address` is one of the web, else its text: `javascript:` and the like stay inert. */
function webLink(address, text) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    return el("span", { text: text ?? address });
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return el("span", { text: address });
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", text: text ?? address });
}

/** `text` with case, accents and punctuation folded away, for comparing what people type with names. */
function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** `text` folded, without blanks: "Llama 2", "LLaMA-2" and "llama2" are one. */
const compact = (text) => fold(text).replaceAll(" ", "");

const NUMBER = new Intl.NumberFormat("en");
const counted = (n, one, many = `${one}s`) => `${NUMBER.format(n)} ${n === 1 ? one : many}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const clipped = (text, length) => (text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text);
