// The review queue by keyboard. Keys click the buttons that are there for everybody, marked with
// data-do; an open suggestion is a [data-review-item] that can hold the keyboard.
(() => {
  const ITEM = "[data-review-item]";
  const ELSEWHERE =
    "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";
  const root = () => document.querySelector("[data-review]");
  const items = () => [...(root()?.querySelectorAll(ITEM) ?? [])];
  const held = () => document.activeElement?.closest?.(ITEM) ?? null;
  let place = 0; // of the suggestion that last held the keyboard, among the open ones
  let engaged = false; // whether one ever did since the page was opened

  const hold = (item) => {
    if (!item) return;
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  };
  const move = (by) => {
    const open = items();
    const item = held();
    const from = item ? open.indexOf(item) + by : place;
    hold(open[Math.max(0, Math.min(open.length - 1, from))]);
  };
  const press = (where, what) => where?.querySelector(`[data-do=${what}]`)?.click();
  const field = (item) => item.closest("[data-review-field]");

  // The next one holds the keyboard at once; the answer of the server finds it there.
  const settle = (what) => {
    const item = held();
    if (!item) return move(0);
    const open = items();
    const rest = open.slice(open.indexOf(item) + 1);
    const others = what === "accept" ? rest.filter((one) => field(one) !== field(item)) : rest;
    press(item, what);
    item.dataset.leaving = "";
    setTimeout(() => delete item.dataset.leaving, 3000);
    hold(others[0] ?? open[open.indexOf(item) - 1]);
  };

  const KEYS = {
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    a: () => settle("accept"),
    r: () => settle("reject"),
    e: () => (held() ? press(held(), "edit") : move(0)),
    u: () => press(root(), "undo"),
    A: () => press(root(), "above"),
  };

  document.addEventListener("keydown", (event) => {
    const key = KEYS[event.key];
    if (!key || !root() || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.(ELSEWHERE) || document.querySelector("[role=dialog]")) return;
    event.preventDefault();
    key();
  });
  document.addEventListener("focusin", () => {
    const item = held();
    if (!item) return;
    engaged = true;
    place = Math.max(0, items().indexOf(item));
  });
  // What held the keyboard is gone, because it was settled or the page was turned: go on from there.
  new MutationObserver(() => {
    if (!root()) engaged = false;
    if (!engaged || document.activeElement !== document.body) return;
    if (document.querySelector("[role=dialog]")) return;
    const open = items();
    hold(open[Math.min(place, open.length - 1)]);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
