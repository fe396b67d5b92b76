"""How long the explorer's page takes to be there, and to draw a frame, in Chromium without a screen or a GPU.

    python benchmarks/explorer.py                 a made-up graph of 20,000 nodes and 80,000 edges
    python benchmarks/explorer.py --store DIR     beside it, the graph of a store

Needs chromium, chromedriver and selenium (`pip install 'paperkg[dev]'`). Exits with 1 if a budget is missed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from kg.explorer import Subgraph, render_page, select_subgraph, select_whole
from kg.explorer.records import Edge, Node, Totals
from kg.store import Store

PAPERS, ENTITIES, EDGES, GROUPS = 8_000, 12_000, 80_000, 90
TYPES = ("Model", "Dataset", "Method", "Task", "Language", "Metric")
PREDICATES = ("uses", "evaluates", "introduces", "mentions", "fineTunes")
#: Milliseconds: until the page is ready, and for a frame.
BUDGETS = {"picture": (500, 50), "map": (1000, 60)}
FRAMES = 40
OPENED = 3

#: What a reader does, one step a frame; `step` counts.
GESTURES = {
    "picture": {
        "hover": "view('picture').dispatchEvent(new KeyboardEvent('keydown', { key: arrows[step % 4] }))",
        "zoom": "document.getElementById(step % 2 ? 'zoom-in' : 'zoom-out').click()",
    },
    "map": {
        "hover": "pointer('pointermove', { clientX: 400 + 9 * step, clientY: 300 + 7 * step, pointerId: 1 })",
        "zoom": "wheel(step % 2 ? 40 : -40)",
        "zoom in": "wheel(-90)",
    },
}
MEASURE = """
    const [frames, done] = arguments;
    const view = (id) => document.getElementById(id);
    const arrows = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"];
    const send = (event) => view("map-canvas").dispatchEvent(event);
    const pointer = (type, values) => send(new PointerEvent(type, { bubbles: true, ...values }));
    const wheel = (deltaY) =>
      send(new WheelEvent("wheel", { deltaY, clientX: 600, clientY: 400, bubbles: true, cancelable: true }));
    const times = [];
    let last = performance.now();
    const frame = () => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      const step = times.length;
      if (step > frames) return done(times.slice(1));
      GESTURE;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
"""


def made_up_graph() -> Subgraph:
    """Papers that use entities of their group three times out of four, some entities far more often than others."""
    rng = np.random.default_rng(0)
    weight = 1 / np.arange(1, ENTITIES + 1) ** 0.75
    group = rng.integers(0, GROUPS, ENTITIES)
    members = [np.flatnonzero(group == number) for number in range(GROUPS)]
    shares = [np.cumsum(weight[one]) / weight[one].sum() for one in members]
    everywhere = np.cumsum(weight) / weight.sum()
    paper_group = rng.integers(0, GROUPS, PAPERS)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < EDGES:
        paper, draw = int(rng.integers(0, PAPERS)), rng.random()
        own = paper_group[paper]
        if rng.random() < 0.75:
            entity = int(members[own][np.searchsorted(shares[own], draw)])
        else:
            entity = int(np.searchsorted(everywhere, draw))
        pairs.add((paper, min(entity, ENTITIES - 1)))
    degree = np.zeros(PAPERS + ENTITIES, dtype=int)
    for paper, entity in pairs:
        degree[paper] += 1
        degree[PAPERS + entity] += 1
    nodes = [
        Node(f"kgr:paper/p{n}", f"Paper {n}: a title of usual length", "Paper", int(degree[n])) for n in range(PAPERS)
    ]
    nodes += [
        Node(f"kgr:entity/e{n}", f"Entity {n}", TYPES[n % len(TYPES)], int(degree[PAPERS + n])) for n in range(ENTITIES)
    ]
    edges = tuple(
        Edge(
            source=nodes[paper].id,
            target=nodes[PAPERS + entity].id,
            predicate=PREDICATES[(paper + entity) % len(PREDICATES)],
            confidence=round(0.5 + (paper * 7 + entity) % 50 / 100, 2),
            extractor="made-up/1",
        )
        for paper, entity in sorted(pairs)
    )
    return Subgraph(tuple(nodes), edges, (), Totals(PAPERS, ENTITIES, EDGES), len(nodes))


def first_of(whole: Subgraph, count: int = 120) -> Subgraph:
    """A picture of the nodes that most is said of, and the papers that say it."""
    entities = sorted((node for node in whole.nodes if not node.is_paper), key=lambda node: -node.degree)[: count // 2]
    inside = {node.id for node in entities}
    papers = dict.fromkeys(edge.source for edge in whole.edges if edge.target in inside)
    inside |= set(list(papers)[: count - len(entities)])
    return Subgraph(
        tuple(node for node in whole.nodes if node.id in inside),
        tuple(edge for edge in whole.edges if edge.source in inside and edge.target in inside),
        (),
        whole.totals,
        count,
    )


def start_browser(profile: Path) -> Any:
    """Chromium of the size of a laptop's screen."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    for flag in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", f"user-data-dir={profile}"):
        options.add_argument(f"--{flag}")
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    return driver


def ready_ms(driver: Any, page: Path) -> float:
    """Time from the start of the navigation to the first drawing."""
    driver.get("about:blank")
    driver.get(page.as_uri())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        marks = driver.execute_script("return performance.getEntriesByName('ready').map((mark) => mark.startTime)")
        if marks:
            return float(marks[0])
        time.sleep(0.02)
    raise TimeoutError(f"{page} was not ready after a minute")


def measure(driver: Any, name: str, view: str, page: str, folder: Path) -> bool:
    """Prints a row of figures for one page; says whether it keeps its budget."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    ready = median(ready_ms(driver, path) for _ in range(OPENED))
    frames = {
        gesture: driver.execute_async_script(MEASURE.replace("GESTURE", code), FRAMES)
        for gesture, code in GESTURES[view].items()
    }
    ready_budget, frame_budget = BUDGETS[view]
    slowest = max(median(times) for times in frames.values())
    figures = ", ".join(f"{gesture} {median(times):.0f} (worst {max(times):.0f})" for gesture, times in frames.items())
    is_kept = ready < ready_budget and slowest < frame_budget
    print(f"{name}: {len(page.encode()) / 1e6:.1f} MB, ready {ready:.0f} ms, ms a frame: {figures}", end="")
    print("" if is_kept else f"  OVER the budget of {ready_budget} and {frame_budget} ms")
    return is_kept


def main() -> int:
    """Run the benchmark; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", metavar="DIR", help="measure the pages of this graph too")
    args = parser.parse_args()
    began = time.perf_counter()
    whole = made_up_graph()
    pictured = first_of(whole)
    made = time.perf_counter()
    map_page = render_page(pictured, title="Map", whole=whole, opens_map=True)
    pages = [("map of 20,000 nodes and 80,000 edges", "map", map_page)]
    print(f"graph made in {made - began:.1f} s, its page written in {time.perf_counter() - made:.1f} s")
    pages.append(("picture of 120 nodes", "picture", render_page(pictured, title="Picture")))
    if args.store:
        with Store.open(args.store) as graph:
            all_of_it, part = select_whole(graph), select_subgraph(graph)
        for view in ("map", "picture"):
            page = render_page(part, title="Papers", whole=all_of_it, opens_map=view == "map")
            pages.append((f"{view} of {args.store} ({len(all_of_it.nodes):,} nodes)", view, page))
    with tempfile.TemporaryDirectory() as name:
        driver = start_browser(Path(name) / "profile")
        try:
            kept = [measure(driver, *page, Path(name)) for page in pages]
        finally:
            driver.quit()
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
