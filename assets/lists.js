// Lists by keyboard, and where they were scrolled to. "/" goes to the search, Escape clears the
// selection. Whoever comes back to a list, by Back or by the link above a record, finds it as they left
// it. A click on what shows more on hover follows the row, whose link it covers.
(() => {
  // On a phone the page scrolls, elsewhere the region.
  const REGION = "[data-list-scroll]";
  const TYPING =
    "input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";
  const PATIENCE_MS = 3000;
  const places = new Map(); // by the address of a list
  const here = () => location.pathname + location.search;
  let returning = false;

  const KEYS = { "/": () => search(), Escape: () => clear() };

  document.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.defaultPrevented || event.target.closest?.(TYPING)) return;
    if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
    if (KEYS[event.key]()) event.preventDefault();
  });
  const search = () => {
    const box = document.querySelector("[data-list] input[type=search]");
    if (!box?.checkVisibility()) return false;
    box.focus();
    box.select();
    return true;
  };
  const clear = () => {
    const button = document.querySelector("[data-clears-selection]");
    button?.click();
    return Boolean(button);
  };

  // The middle button opens a tab, as Ctrl does, or Cmd where that is the key.
  const follow = (event) => {
    const row = event.target.closest?.("[title]")?.closest(".yf-list-table tbody tr, .yf-contact-card");
    if (!row || event.target.closest("a, button, label") || !getSelection().isCollapsed) return;
    const middle = event.button === 1;
    const click = {
      bubbles: true,
      cancelable: true,
      ctrlKey: event.ctrlKey || middle,
      metaKey: event.metaKey || middle,
      shiftKey: event.shiftKey,
    };
    row.querySelector(".yf-row-link")?.dispatchEvent(new MouseEvent("click", click));
  };
  document.addEventListener("click", follow);
  document.addEventListener("auxclick", (event) => event.button === 1 && follow(event));

  const top = (region) => (region.scrollHeight > region.clientHeight + 1 ? region : document.scrollingElement);
  const keep = (event) => {
    const region = document.querySelector(REGION);
    if (!region || returning) return;
    if (event.target !== document && event.target !== region) return;
    places.set(here(), [top(region).scrollTop, region.scrollLeft]);
  };
  const restore = () => {
    const place = places.get(here());
    if (!place) return;
    const until = performance.now() + PATIENCE_MS;
    const address = here();
    const input = new AbortController();
    const stop = () => {
      returning = false;
      input.abort();
    };
    const step = () => {
      if (!returning || here() !== address) return stop();
      const region = document.querySelector(REGION);
      if (region) [top(region).scrollTop, region.scrollLeft] = place;
      const there = region && Math.abs(top(region).scrollTop - place[0]) < 2;
      if (there || performance.now() > until) return setTimeout(stop, 100);
      requestAnimationFrame(step);
    };
    returning = true;
    for (const name of ["wheel", "touchmove", "keydown", "pointerdown"])
      addEventListener(name, stop, { signal: input.signal, passive: true, capture: true });
    requestAnimationFrame(step);
  };
  document.addEventListener("scroll", keep, { capture: true, passive: true });
  addEventListener("popstate", () => setTimeout(restore));
  document.addEventListener("click", (event) => {
    const back = event.target.closest?.("[data-back]");
    if (back && !event.ctrlKey && !event.metaKey) setTimeout(() => whenAt(back.getAttribute("href")));
    const turns = event.target.closest?.(".yf-list .yf-pager button");
    if (turns) document.querySelector(REGION).scrollTop = 0;
  });
  const whenAt = (address, until = performance.now() + PATIENCE_MS) => {
    if (here() === address) return restore();
    if (performance.now() < until) requestAnimationFrame(() => whenAt(address, until));
  };
})();
