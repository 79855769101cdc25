// The canvas of a sequence: steps are dragged, or carried by touch and keyboard, to the places
// between them ([data-place]); what is done there is told to the server by the handlers of `Canvas`.
import { createElement, useEffect, useRef } from "react";

const CARD = "[data-step]";
const SPOT = "[data-place]";
const ELSEWHERE =
  "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";
const DIALOG = "[role=dialog], [role=alertdialog]";
const NEAR = 120; // how far from a place it takes what is dragged
const ZOOMS = [0.25, 0.35, 0.5, 0.65, 0.8, 1];
const WHEEL = 60; // how far a wheel turns, or fingers move apart, for one step of zoom
const SIDEWAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const ARROWS = { ...SIDEWAYS, ArrowUp: [0, -1], ArrowDown: [0, 1] };

const middle = (element) => {
  const box = element.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
};
const far = ([x, y], [toX, toY]) => Math.hypot(toX - x, toY - y);
const closest = (at, elements) =>
  elements.reduce((best, each) => (best && far(middle(best), at) <= far(middle(each), at) ? best : each), null);

// The next one in a direction: what lies straight ahead comes before what lies aside.
const towards = (from, others, [dx, dy]) => {
  const [x, y] = middle(from);
  const cost = (other) => {
    const [toX, toY] = middle(other);
    const ahead = (toX - x) * dx + (toY - y) * dy;
    const aside = Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx);
    return ahead > 4 ? ahead + 2 * aside : Infinity;
  };
  const costs = others.filter((each) => each !== from).map((each) => [cost(each), each]);
  const [least, nearest] = costs.reduce((a, b) => (b[0] < a[0] ? b : a), [Infinity, null]);
  return least < Infinity ? nearest : null;
};

// How large the picture is shown, and the small picture that says which part of it.
const zooming = (root, one, signal) => {
  const [scroller, plane] = [one("[data-scroller]"), one("[data-plane]")];
  const kept = `yardflow-canvas-zoom ${location.pathname}`;
  let zoom = 1;
  let turned = 0;

  const look = () => {
    const seen = one("[data-seen]");
    if (!seen) return;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = scroller;
    const box = { x: scrollLeft, y: scrollTop, width: clientWidth, height: clientHeight };
    for (const [name, length] of Object.entries(box)) seen.setAttribute(name, length / zoom);
  };
  // What was in the middle stays there.
  const to = (next) => {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = scroller;
    const [x, y] = [(scrollLeft + clientWidth / 2) / zoom, (scrollTop + clientHeight / 2) / zoom];
    zoom = next;
    plane.style.setProperty("--zoom", zoom);
    scroller.scrollTo(x * zoom - clientWidth / 2, y * zoom - clientHeight / 2);
    sessionStorage.setItem(kept, zoom);
    look();
  };
  const by = (steps) => {
    const further = steps > 0 ? ZOOMS.find((z) => z > zoom + 0.01) : ZOOMS.findLast((z) => z < zoom - 0.01);
    if (further) to(further);
  };
  const fit = () => {
    const most = parseFloat(getComputedStyle(scroller).maxHeight) || scroller.clientHeight;
    to(Math.min(1, scroller.clientWidth / plane.offsetWidth, most / plane.offsetHeight));
    scroller.scrollTo(scroller.scrollLeft, 0);
  };
  const wheel = (event) => {
    if (!(event.ctrlKey || event.metaKey) || !event.target.closest("[data-scroller]")) return;
    event.preventDefault();
    turned += event.deltaY;
    if (Math.abs(turned) < WHEEL) return;
    by(-turned);
    turned = 0;
  };
  const jump = (event) => {
    const box = event.target.closest("[data-map]").getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * plane.offsetWidth * zoom;
    const y = ((event.clientY - box.top) / box.height) * plane.offsetHeight * zoom;
    scroller.scrollTo(x - scroller.clientWidth / 2, y - scroller.clientHeight / 2);
  };
  // Beside an element of the picture, and within it. What is put there is as large at every zoom.
  const beside = (element, left, top) => {
    const within = (at, size, length) => Math.max(0, Math.min(at, length - size / zoom));
    element.style.left = `${within(left, element.offsetWidth, plane.offsetWidth)}px`;
    element.style.top = `${within(top, element.offsetHeight, plane.offsetHeight)}px`;
    const hidden = element.getBoundingClientRect().right - scroller.getBoundingClientRect().right;
    if (hidden > 0) scroller.scrollLeft += hidden + 4;
  };

  root.addEventListener("wheel", wheel, { passive: false, signal });
  scroller.addEventListener("scroll", look, { passive: true, signal });
  window.addEventListener("resize", look, { signal });
  to(Number(sessionStorage.getItem(kept)) || 1);
  const first = one(SPOT);
  if (first) scroller.scrollTo(first.offsetLeft * zoom - scroller.clientWidth / 2, 0);
  return { beside, by, fit, jump, look, near: () => NEAR * zoom, zoom: () => zoom };
};

const behave = (root, tell, signal) => {
  const of = (selector) => [...root.querySelectorAll(selector)];
  const one = (selector) => root.querySelector(selector);
  const card = (key) => one(`[data-step="${CSS.escape(key)}"]`);
  const spotAt = (place) => one(`[data-place="${CSS.escape(place)}"]`);
  const [plane, tools, menu] = [one("[data-plane]"), one("[data-tools]"), one("[data-kinds]")];
  const view = zooming(root, one, signal);
  let carried = null; // {act, what}: what a drag or the next click puts in a place
  let copied = ""; // the step that Ctrl+C took
  let chosen = ""; // the step that the tools are for
  let asked = ""; // the place that the menu is open for
  let order = of(CARD).map((each) => each.dataset.step);

  const say = (text) => {
    one("[data-says-now]").textContent = text;
  };

  // Carrying: places beside the carried step are where it is already.
  const takes = (spot) => {
    if (carried?.act !== "move") return true;
    const { place, leads } = spot.dataset;
    const isAlone = !spotAt(`${carried.what}/join`);
    return place.split("/")[0] !== carried.what && !(leads === carried.what && isAlone);
  };
  const spots = () => of(SPOT).filter(takes);
  const carry = (act, what) => {
    closeMenu();
    carried = { act, what };
    root.dataset.carrying = act;
    for (const spot of of(SPOT)) {
      spot.toggleAttribute("data-closed", !takes(spot));
      spot.setAttribute("aria-label", spot.title.replace(/^Add (a|the first) step/, "Put it"));
    }
  };
  const release = () => {
    carried = null;
    delete root.dataset.carrying;
    over(null);
    for (const spot of of(SPOT)) spot.setAttribute("aria-label", spot.title);
  };
  const over = (spot) => {
    for (const each of of("[data-over]")) if (each !== spot) delete each.dataset.over;
    if (spot) spot.dataset.over = "";
  };
  const put = (place) => {
    const { act, what } = carried;
    release();
    if (act === "move") card(what)?.focus({ preventScroll: true });
    else spotAt(place)?.focus({ preventScroll: true });
    tell[act](what, place);
  };
  const drop = () => {
    const { what } = carried;
    release();
    say("Canceled");
    (card(what) ?? one(`[data-new="${CSS.escape(what)}"]`))?.focus({ preventScroll: true });
  };
  const begin = (act, key) => {
    if (act !== "move" && act !== "copy") return tell[act](key);
    carry(act, key);
    const place = closest(middle(card(key)), spots());
    if (!place) {
      release();
      return say("There is no other place for it");
    }
    say("Choose a place. Escape cancels.");
    place.focus();
  };

  // The chosen step has the tools beside it, and is where Tab comes to.
  const choose = (element) => {
    chosen = element?.dataset.step ?? "";
    for (const each of of("[data-chosen]")) if (each !== element) delete each.dataset.chosen;
    for (const each of of(CARD)) each.tabIndex = each === (element ?? one(CARD)) ? 0 : -1;
    tools.hidden = !element;
    if (!element) return;
    element.dataset.chosen = "";
    // (Where it is going to be: it moves there slowly.)
    const { left, top } = element.dataset;
    // They end where it ends: under it are the places behind it.
    const above = tools.offsetHeight / view.zoom() - element.offsetHeight;
    view.beside(tools, Number(left) + element.offsetWidth + 6, Number(top) - above);
    for (const tool of tools.querySelectorAll("[data-act]")) {
      tool.title = tool.dataset.says.replace("#", element.dataset.number);
      tool.setAttribute("aria-label", tool.title);
      const allowed = { up: element.dataset.up, down: element.dataset.down }[tool.dataset.act];
      tool.setAttribute("aria-disabled", allowed === "false");
    }
  };
  const go = (key) => {
    card(key)?.focus({ preventScroll: true });
    card(key)?.scrollIntoView({ block: "center", inline: "center" });
  };
  // The dialog that a step came from takes a moment to close, and gives the focus to the place.
  const focusSoon = (key, tries = 10) =>
    setTimeout(() => {
      if (signal.aborted || !tries) return;
      const { activeElement } = document;
      const isFree = !carried && (activeElement === document.body || activeElement.matches(SPOT));
      if (isFree && !document.querySelector(DIALOG)) go(key);
      else focusSoon(key, tries - 1);
    }, 100);

  const openMenu = (spot) => {
    asked = spot.dataset.place;
    spot.ariaExpanded = "true";
    menu.hidden = false;
    view.beside(menu, spot.offsetLeft + 18, spot.offsetTop + 18);
    menu.querySelector("button").focus();
  };
  const closeMenu = () => {
    if (asked) spotAt(asked)?.removeAttribute("aria-expanded");
    menu.hidden = true;
    asked = "";
  };
  const addHere = (kind) => {
    const place = asked;
    closeMenu();
    spotAt(place)?.focus({ preventScroll: true });
    tell.new(kind, place);
  };
  // Behind a step: its only branch, else one to choose from them.
  const behind = (key) => of(`[data-place^="${CSS.escape(key)}/"]`).filter((spot) => !spot.dataset.place.endsWith("/join"));
  const pasteBehind = (key) => {
    const [place, ...more] = behind(key);
    if (place && !more.length) return tell.copy(copied, place.dataset.place);
    begin("copy", copied);
    place?.focus();
  };
  const addBehind = (key) => {
    const [place, ...more] = behind(key);
    if (place && !more.length) openMenu(place);
    else place?.focus();
  };

  const target = (event) => {
    if (!event.target.closest("[data-scroller]")) return null;
    const at = [event.clientX, event.clientY];
    const place = closest(at, spots());
    return place && far(middle(place), at) <= view.near() ? place : null;
  };
  const click = (event) => {
    const at = (selector) => event.target.closest(selector);
    const spot = at(SPOT);
    if (spot && carried) return put(spot.dataset.place);
    if (spot) return asked === spot.dataset.place ? closeMenu() : openMenu(spot);
    if (at("[data-add]")) return addHere(at("[data-add]").dataset.add);
    if (at("[data-cancel]")) return carried && drop();
    if (at("[data-new]")) {
      carry("new", at("[data-new]").dataset.new);
      say("Choose a place. Escape cancels.");
      return (behind(chosen)[0] ?? spots().at(-1))?.focus();
    }
    const tool = at("[data-act]");
    if (tool) return tool.ariaDisabled === "true" || begin(tool.dataset.act, chosen);
    if (at("[data-zoom]")) {
      const { zoom } = at("[data-zoom]").dataset;
      return zoom === "fit" ? view.fit() : view.by(zoom === "in" ? 1 : -1);
    }
    if (at("[data-go]")) return go(at("[data-go]").dataset.go);
    if (at("[data-map]")) return view.jump(event);
    if (!at("[data-scroller]")) return;
    if (carried) drop();
    else if (!at(CARD)) choose(null);
  };
  const on = {
    click,
    dragstart: (event) => {
      const dragged = event.target.closest?.(`[data-new], ${CARD}`);
      if (!dragged) return;
      event.dataTransfer.effectAllowed = "copyMove";
      event.dataTransfer.setData("text/plain", dragged.textContent);
      const { new: kind, step } = dragged.dataset;
      // (What is shown while dragging is a picture of before.)
      setTimeout(() => (kind ? carry("new", kind) : carry("move", step)));
    },
    dragover: (event) => {
      if (!carried) return;
      const place = target(event);
      over(place);
      if (place) event.preventDefault();
    },
    drop: (event) => {
      const place = carried && target(event);
      if (!place) return;
      event.preventDefault();
      put(place.dataset.place);
    },
    dragend: release,
    dblclick: (event) => {
      const key = event.target.closest(CARD)?.dataset.step;
      if (key) tell.edit(key);
    },
    focusin: (event) => {
      const element = event.target.closest(CARD);
      if (element && !carried) choose(element);
    },
  };

  const keyInMenu = (event) => {
    const all = [...menu.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) all[(next + all.length) % all.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      const place = asked;
      closeMenu();
      spotAt(place)?.focus();
    } else return;
    event.preventDefault();
  };
  // Up and down go along the lines, aside to whatever stands there.
  const walk = (element, name) => {
    const key = element.dataset.step;
    const lines = of(SPOT).filter((spot) => !spot.dataset.place.endsWith("/join"));
    const next = {
      ArrowDown: lines.find((spot) => spot.dataset.place === `${key}/0`)?.dataset.leads,
      ArrowUp: lines.find((spot) => spot.dataset.leads === key)?.dataset.place.split("/")[0],
    }[name];
    (card(next ?? "") ?? towards(element, of(CARD), ARROWS[name]))?.focus();
  };
  const keyOnCard = (event, element) => {
    const key = element.dataset.step;
    const pressed = event.key.toLowerCase();
    if (event.altKey) {
      const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
      if (!way) return false;
      return element.dataset[way] === "true" && tell[way](key);
    }
    if (event.ctrlKey || event.metaKey) {
      if (pressed === "c" && getSelection().isCollapsed) copied = key;
      else if (pressed === "v" && card(copied)) pasteBehind(key);
      else return false;
      return pressed === "c" ? say("Copied. Ctrl+V puts it behind the chosen step.") : true;
    }
    if (ARROWS[event.key]) return walk(element, event.key);
    if (pressed === "a") return addBehind(key);
    const act = { enter: "edit", delete: "delete", backspace: "delete", m: "move", c: "copy" }[pressed];
    return act ? begin(act, key) : false;
  };
  const keys = (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { target: at } = event;
    if (menu.contains(at)) return keyInMenu(event);
    if (at.closest?.(ELSEWHERE) || document.querySelector(DIALOG)) return;
    const isOurs = root.contains(at);
    if (!isOurs && at !== document.body) return;
    const pressed = event.key.toLowerCase();
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (command && (pressed === "z" || pressed === "y")) {
      event.preventDefault();
      return one(pressed === "y" || event.shiftKey ? "[data-redo]" : "[data-undo]")?.click();
    }
    if (pressed === "escape" && carried) return drop();
    if (!isOurs) return;
    if (event.repeat && !ARROWS[event.key]) return event.preventDefault();
    if (at.matches("[data-new]") && [" ", "enter"].includes(pressed)) {
      event.preventDefault();
      return at.click();
    }
    if (tools.contains(at) && SIDEWAYS[event.key]) {
      const all = [...tools.querySelectorAll("button")];
      const next = all.indexOf(at) + SIDEWAYS[event.key][0];
      return all[(next + all.length) % all.length].focus();
    }
    const spot = at.closest(SPOT);
    if (spot && ARROWS[event.key]) {
      event.preventDefault();
      return towards(spot, carried ? spots() : [...of(CARD), ...of(SPOT)], ARROWS[event.key])?.focus();
    }
    if (at.matches(CARD) && keyOnCard(event, at) !== false) event.preventDefault();
  };

  // The chosen step was moved, or is gone: then the one in its place is chosen. One that was added
  // is chosen itself.
  const follow = () => {
    const all = of(CARD).map((each) => each.dataset.step);
    const added = all.filter((key) => !order.includes(key));
    const heir = () => all[Math.min(order.indexOf(chosen), all.length - 1)] ?? "";
    const isGone = chosen && !card(chosen);
    const key = order.length && added.length === 1 ? added[0] : isGone ? heir() : chosen;
    const isNew = key !== chosen;
    order = all;
    choose(card(key));
    if (isNew && isGone && document.activeElement === document.body) card(key)?.focus();
    else if (isNew && key) focusSoon(key);
    else if (document.activeElement === card(key)) {
      card(key)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    view.look();
  };

  for (const [name, listener] of Object.entries(on)) root.addEventListener(name, listener, { signal });
  document.addEventListener("keydown", keys, { signal });
  document.addEventListener("pointerdown", (event) => !root.contains(event.target) && closeMenu(), { signal });
  const watch = new MutationObserver(follow);
  watch.observe(plane, { childList: true, subtree: true, attributeFilter: ["data-left", "data-top", "data-up", "data-down"] });
  signal.addEventListener("abort", () => watch.disconnect());
  choose(null);
};

export function Canvas({ onNew, onMove, onCopy, onEdit, onDelete, onUp, onDown, children, ...rest }) {
  const root = useRef(null);
  const tell = useRef({});
  tell.current = {
    new: onNew, move: onMove, copy: onCopy, edit: onEdit, delete: onDelete, up: onUp, down: onDown,
  };
  useEffect(() => {
    const ended = new AbortController();
    const latest = new Proxy({}, { get: (_, act) => (...what) => tell.current[act](...what) });
    behave(root.current, latest, ended.signal);
    return () => ended.abort();
  }, []);
  return createElement("div", { ...rest, ref: root }, children);
}
