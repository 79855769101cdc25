// The picture follows the mouse that pulls at it where nothing lies. (A finger scrolls by itself.)
import { CARD } from "./places.js";

const HELD = `${CARD}, button, [role=toolbar], [role=menu]`; // what a mouse takes hold of itself

export const pulling = ({ root, one }, signal) => {
  const scroller = one("[data-scroller]");
  let from = null;
  let moved = false;

  const isOnBar = ({ offsetX, offsetY, target }) =>
    target === scroller && (offsetX > scroller.clientWidth || offsetY > scroller.clientHeight);
  const hold = (event) => {
    moved = false;
    if (event.pointerType !== "mouse" || event.button || event.target.closest(HELD) || isOnBar(event)) return;
    from = { left: scroller.scrollLeft + event.clientX, top: scroller.scrollTop + event.clientY };
  };
  const pull = (event) => {
    if (!from) return;
    moved = true;
    root.dataset.pulling = "";
    scroller.scrollTo(from.left - event.clientX, from.top - event.clientY);
  };
  const letGo = () => {
    from = null;
    delete root.dataset.pulling;
  };

  scroller.addEventListener("pointerdown", hold, { signal });
  document.addEventListener("pointermove", pull, { signal });
  document.addEventListener("pointerup", letGo, { signal });
  // Whether the click that comes now ends a pull.
  return { moved: () => moved };
};
