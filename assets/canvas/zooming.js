// How large the picture is shown, and the small picture that says which part of it.
import { SPOT } from "./places.js";

const ZOOMS = [0.25, 0.35, 0.5, 0.65, 0.8, 1];
const LEAST_LEGIBLE = 0.7; // a picture that is opened is not made smaller than this
const WHEEL = 60; // how far a wheel turns, or fingers move apart, for one step of zoom

export const zooming = ({ root, one }, signal) => {
  const [scroller, plane, percent] = [one("[data-scroller]"), one("[data-plane]"), one("[data-percent]")];
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
  const across = () => scroller.clientWidth / plane.offsetWidth;
  // What was in the middle stays there.
  const show = (next) => {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = scroller;
    const [x, y] = [(scrollLeft + clientWidth / 2) / zoom, (scrollTop + clientHeight / 2) / zoom];
    zoom = next;
    plane.style.setProperty("--zoom", zoom);
    scroller.scrollTo(x * zoom - clientWidth / 2, y * zoom - clientHeight / 2);
    percent.textContent = `${Math.round(zoom * 100)}%`;
    look();
  };
  const to = (next) => {
    show(next);
    sessionStorage.setItem(kept, zoom);
  };
  const by = (steps) => {
    const further = steps > 0 ? ZOOMS.find((z) => z > zoom + 0.01) : ZOOMS.findLast((z) => z < zoom - 0.01);
    if (further) to(further);
  };
  const fit = () => {
    const most = parseFloat(getComputedStyle(scroller).maxHeight) || scroller.clientHeight;
    to(Math.min(1, across(), most / plane.offsetHeight));
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
    const x = within(left, element.offsetWidth, plane.offsetWidth);
    const y = within(top, element.offsetHeight, plane.offsetHeight);
    const right = plane.getBoundingClientRect().left + x * zoom + element.offsetWidth;
    const hidden = right - scroller.getBoundingClientRect().right;
    // (Written once all is read: whatever is read after that has the page laid out again.)
    element.style.left = `${x}px`;
    element.style.top = `${y}px`;
    if (hidden > 0) scroller.scrollLeft += hidden + 4;
  };

  root.addEventListener("wheel", wheel, { passive: false, signal });
  scroller.addEventListener("scroll", look, { passive: true, signal });
  window.addEventListener("resize", look, { signal });
  show(Number(sessionStorage.getItem(kept)) || Math.min(1, Math.max(LEAST_LEGIBLE, across())));
  const first = one(SPOT);
  if (first) scroller.scrollTo(first.offsetLeft * zoom - scroller.clientWidth / 2, 0);
  return { beside, by, fit, jump, look, zoom: () => zoom };
};
