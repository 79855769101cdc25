// The canvas by keys: walked, edited, undone.
import { PANEL } from "./panel.js";
import { CARD, SPOT, towards } from "./places.js";

const TYPED = "input:not([type=checkbox]), textarea, [contenteditable]";
const ELSEWHERE = `${TYPED}, input, select, [role=dialog], [role=alertdialog], [role=menu]`;
const DIALOG = "[role=dialog], [role=alertdialog]";
const SIDEWAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const ARROWS = { ...SIDEWAYS, ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ACTS = { enter: "edit", delete: "delete", backspace: "delete", m: "move", c: "copy", p: "people" };

export const keyboard = (canvas, signal) => {
  const { root, of, one, card, reads, tell, acts, carrying, copying, menu, panel, choosing } = canvas;
  const { tools } = choosing;

  const add = (key) => {
    const [place, ...more] = canvas.behind(key);
    if (place && !more.length) menu.open(place);
    else place?.focus();
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
  const onCard = (event, element) => {
    const key = element.dataset.step;
    const pressed = event.key.toLowerCase();
    if (event.altKey && !reads) {
      const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
      if (!way) return false;
      return element.dataset[way] === "true" && tell[way](key);
    }
    if ((event.ctrlKey || event.metaKey) && !reads) {
      if (pressed === "c" && getSelection().isCollapsed) return copying.copy(key);
      return pressed === "v" && copying.paste(key);
    }
    if (ARROWS[event.key]) return walk(element, event.key);
    if (reads) return pressed === "enter" && panel.edit(key);
    if (pressed === "a") return add(key);
    return ACTS[pressed] ? acts.begin(ACTS[pressed], key) : false;
  };
  const alongTools = (event) => {
    const all = [...tools.querySelectorAll("button")];
    const next = all.indexOf(event.target) + SIDEWAYS[event.key][0];
    return all[(next + all.length) % all.length].focus();
  };
  // (A template that is edited there is stored by its button alone.)
  const leavesPanel = (at) => at === document.body || (at.closest?.(PANEL) && !at.closest("form:not([data-autosave])"));

  const press = (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { target: at } = event;
    if (menu.has(at)) return menu.key(event);
    if (document.querySelector(DIALOG)) return;
    const isOurs = root.contains(at);
    if (!isOurs && at !== document.body) return;
    const pressed = event.key.toLowerCase();
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (pressed === "escape" && leavesPanel(at) && !carrying.carried() && one(PANEL)) return panel.close();
    if (at.closest?.(command ? TYPED : ELSEWHERE)) return;
    if (command && (pressed === "z" || pressed === "y")) {
      event.preventDefault();
      return one(pressed === "y" || event.shiftKey ? "[data-redo]" : "[data-undo]")?.click();
    }
    if (pressed === "escape" && carrying.carried()) return carrying.drop();
    // (Where there is no step yet, none has the focus.)
    if (command && pressed === "v" && !reads && !one(CARD)) return copying.paste("");
    if (!isOurs) return;
    if (event.repeat && !ARROWS[event.key]) return event.preventDefault();
    if (at.matches("[data-new]") && [" ", "enter"].includes(pressed)) {
      event.preventDefault();
      return at.click();
    }
    if (tools?.contains(at) && SIDEWAYS[event.key]) return alongTools(event);
    const spot = at.closest(SPOT);
    if (spot && ARROWS[event.key]) {
      event.preventDefault();
      const others = carrying.carried() ? carrying.spots() : [...of(CARD), ...of(SPOT)];
      return towards(spot, others, ARROWS[event.key])?.focus();
    }
    if (at.matches(CARD) && onCard(event, at) !== false) event.preventDefault();
  };
  document.addEventListener("keydown", press, { signal });
};
