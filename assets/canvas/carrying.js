// What a drag or the next click puts in a place: a new step, or one that is moved or copied.
import { CARD, closest, far, middle, SPOT } from "./places.js";

const NEAR = 120; // how far from a place it takes what is dragged

export const carrying = (canvas, signal) => {
  const { root, of, one, card, spotAt, tell } = canvas;
  let carried = null; // {act, what, isAlone}: no branches that meet lead to it

  // Places beside the carried step are where it is already.
  const takes = (spot) => {
    if (carried?.act !== "move") return true;
    const { place, leads } = spot.dataset;
    return place.split("/")[0] !== carried.what && !(leads === carried.what && carried.isAlone);
  };
  const spots = () => of(SPOT).filter(takes);
  const carry = (act, what) => {
    canvas.menu.close();
    carried = { act, what, isAlone: !spotAt(`${what}/join`) };
    root.dataset.carrying = act;
    for (const spot of of(SPOT)) {
      spot.toggleAttribute("data-closed", !takes(spot));
      spot.setAttribute("aria-label", spot.title.replace("Add a step", "Put it").replace("Add the first step", "Put it here"));
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
    tell[act](what, place); // at once: to be drawn again and to take the focus lasts a frame
    release();
    if (act === "move") card(what)?.focus({ preventScroll: true });
    else spotAt(place)?.focus({ preventScroll: true });
  };
  const drop = () => {
    const { what } = carried;
    release();
    canvas.say("Canceled");
    (card(what) ?? one(`[data-new="${CSS.escape(what)}"]`))?.focus({ preventScroll: true });
  };

  const target = (event) => {
    if (!event.target.closest("[data-scroller]")) return null;
    const at = [event.clientX, event.clientY];
    const place = closest(at, spots());
    return place && far(middle(place), at) <= NEAR * canvas.view.zoom() ? place : null;
  };
  const on = {
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
  };
  for (const [name, listener] of Object.entries(on)) root.addEventListener(name, listener, { signal });
  return { carried: () => carried, carry, drop, put, release, spots };
};
