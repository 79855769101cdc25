// The canvas of a sequence: steps are dragged, or carried by touch and keyboard, to the places
// between them ([data-place]); what is done there is told to the server by the handlers of `Canvas`.
import { createElement, useLayoutEffect, useRef } from "react";

import { carrying } from "./canvas/carrying.js";
import { choosing } from "./canvas/choosing.js";
import { copying } from "./canvas/copying.js";
import { keyboard } from "./canvas/keyboard.js";
import { menu } from "./canvas/menu.js";
import { CARD, closest, middle, SPOT } from "./canvas/places.js";
import { panel } from "./canvas/panel.js";
import { pulling } from "./canvas/pulling.js";
import { zooming } from "./canvas/zooming.js";

const reading = (root) => ({
  root,
  reads: root.dataset.reads === "true",
  of: (selector) => [...root.querySelectorAll(selector)],
  one: (selector) => root.querySelector(selector),
  card: (key) => root.querySelector(`[data-step="${CSS.escape(key)}"]`),
  spotAt: (place) => root.querySelector(`[data-place="${CSS.escape(place)}"]`),
  // Behind a step: its only branch, else those to choose from.
  behind: (key) =>
    [...root.querySelectorAll(`[data-place^="${CSS.escape(key)}/"]`)].filter(
      (spot) => !spot.dataset.place.endsWith("/join"),
    ),
  say: (text) => {
    root.querySelector("[data-says-now]").textContent = text;
  },
});

// What is done with a step: the same by its tools, its keys and a click.
const acting = (canvas) => {
  const begin = (act, key) => {
    if (act === "edit") return canvas.panel.edit(key);
    if (act === "copy") canvas.copying.copy(key);
    if (act !== "move" && act !== "copy") return canvas.tell[act](key);
    canvas.carrying.carry(act, key);
    const place = closest(middle(canvas.card(key)), canvas.carrying.spots());
    if (!place) {
      canvas.carrying.release();
      return canvas.say("There is no other place for it");
    }
    canvas.say("Choose a place. Escape cancels.");
    place.focus();
  };
  const go = (key) => {
    canvas.card(key)?.focus({ preventScroll: true });
    canvas.card(key)?.scrollIntoView({ block: "center", inline: "center" });
  };
  return { begin, go };
};

const clicking = (canvas) => (event) => {
  const { carrying, choosing, menu, panel, pulling, view } = canvas;
  const at = (selector) => event.target.closest(selector);
  const spot = at(SPOT);
  if (spot && carrying.carried()) return carrying.put(spot.dataset.place);
  if (spot) return menu.toggle(spot);
  if (at("[data-add]")) return menu.add(at("[data-add]").dataset.add);
  if (at("[data-paste]")) return canvas.copying.paste(choosing.chosen());
  if (at("[data-cancel]")) return carrying.carried() && carrying.drop();
  if (at("[data-new]")) {
    carrying.carry("new", at("[data-new]").dataset.new);
    canvas.say("Choose a place. Escape cancels.");
    return (canvas.behind(choosing.chosen())[0] ?? carrying.spots().at(-1))?.focus();
  }
  const tool = at("[data-act]");
  if (tool) return tool.ariaDisabled === "true" || canvas.acts.begin(tool.dataset.act, choosing.chosen());
  if (at("[data-zoom]")) {
    const { zoom } = at("[data-zoom]").dataset;
    return zoom === "fit" ? view.fit() : view.by(zoom === "in" ? 1 : -1);
  }
  if (at("[data-close-panel]")) return panel.close();
  if (at("[data-go]")) {
    const { go: key, field } = at("[data-go]").dataset;
    canvas.acts.go(key);
    return panel.edit(key, field);
  }
  if (at("[data-map]")) return view.jump(event);
  if (!at("[data-scroller]") || pulling.moved()) return;
  if (carrying.carried()) carrying.drop();
  else if (at(CARD)) {
    choosing.choose(at(CARD)); // it may have had the focus already
    panel.edit(at(CARD).dataset.step, "", false);
  }
  else choosing.choose(null);
};

const behave = (root, tell, signal) => {
  const canvas = { ...reading(root), tell };
  canvas.view = zooming(canvas, signal);
  canvas.pulling = pulling(canvas, signal);
  canvas.acts = acting(canvas);
  canvas.menu = menu(canvas, signal);
  canvas.carrying = carrying(canvas, signal);
  canvas.panel = panel(canvas, signal);
  canvas.copying = copying(canvas);
  canvas.choosing = choosing(canvas, signal);
  keyboard(canvas, signal);
  root.addEventListener("click", clicking(canvas), { signal });
};

export function Canvas({ onNew, onMove, onCopy, onEdit, onClose, onPaste, onDelete, onUp, onDown, onPeople, children, ...rest }) {
  const root = useRef(null);
  const tell = useRef({});
  tell.current = {
    new: onNew, move: onMove, copy: onCopy, paste: onPaste, edit: onEdit, close: onClose, delete: onDelete, up: onUp, down: onDown,
    people: onPeople,
  };
  // (Before it is seen: no click may come before.)
  useLayoutEffect(() => {
    const ended = new AbortController();
    const latest = new Proxy({}, { get: (_, act) => (...what) => tell.current[act](...what) });
    behave(root.current, latest, ended.signal);
    return () => ended.abort();
  }, []);
  return createElement("div", { ...rest, ref: root }, children);
}
