// The kinds of steps to choose from, opened at a place that a step is added to.
export const menu = (canvas, signal) => {
  const { root, one, reads, spotAt, tell } = canvas;
  const kinds = one("[data-kinds]");
  let asked = ""; // the place that it is open for

  const open = (spot) => {
    asked = spot.dataset.place;
    spot.ariaExpanded = "true";
    kinds.hidden = false;
    canvas.view.beside(kinds, spot.offsetLeft + 18, spot.offsetTop + 18);
    kinds.scrollIntoView({ block: "nearest", inline: "nearest" });
    kinds.querySelector("button").focus();
  };
  const close = () => {
    if (reads) return;
    if (asked) spotAt(asked)?.removeAttribute("aria-expanded");
    kinds.hidden = true;
    asked = "";
  };
  const toggle = (spot) => (asked === spot.dataset.place ? close() : open(spot));
  const add = (kind) => {
    const place = asked;
    close();
    spotAt(place)?.focus({ preventScroll: true });
    tell.new(kind, place);
  };
  const key = (event) => {
    const all = [...kinds.querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) all[(next + all.length) % all.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      const place = asked;
      close();
      spotAt(place)?.focus();
    } else return;
    event.preventDefault();
  };

  document.addEventListener("pointerdown", (event) => !root.contains(event.target) && close(), { signal });
  return { add, close, has: (element) => kinds?.contains(element), key, open, toggle };
};
