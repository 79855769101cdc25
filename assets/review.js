// The review queue by keyboard. Keys click the visible buttons, marked with data-do; an open
// suggestion is a [data-review-item] that can have the focus.
(() => {
  const ITEM = "[data-review-item]";
  const ELSEWHERE =
    "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";
  const root = () => document.querySelector("[data-review]");
  const items = () => [...(root()?.querySelectorAll(ITEM) ?? [])];
  const focused = () => document.activeElement?.closest?.(ITEM) ?? null;
  let last = ""; // the id of the suggestion that had the focus last
  let order = []; // the ids of all that were open then
  let undone = null; // the ids that were open when undo was pressed, until its answer comes

  const ids = () => items().map((item) => item.id);
  // The suggestion that had the focus last; once that is decided, the next open one.
  const next = () => {
    const open = new Map(items().map((item) => [item.id, item]));
    const from = Math.max(0, order.indexOf(last));
    const near = [...order.slice(from), ...order.slice(0, from).reverse()];
    return open.get(near.find((id) => open.has(id))) ?? [...open.values()][0];
  };
  const focus = (item) => {
    if (!item) return;
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  };
  const move = (by) => {
    const open = items();
    const item = focused();
    if (!item) return focus(next());
    focus(open[Math.max(0, Math.min(open.length - 1, open.indexOf(item) + by))]);
  };
  const press = (where, what) => where?.querySelector(`[data-do=${what}]`)?.click();
  const field = (item) => item.closest("[data-review-field]");

  // The next suggestion has the focus at once, before the server answers.
  const decide = (what) => {
    const item = focused();
    if (!item) return focus(next());
    const open = items();
    const rest = open.slice(open.indexOf(item) + 1);
    const others = what === "accept" ? rest.filter((other) => field(other) !== field(item)) : rest;
    press(item, what);
    item.dataset.leaving = "";
    setTimeout(() => delete item.dataset.leaving, 3000);
    focus(others[0] ?? open[open.indexOf(item) - 1]);
  };

  const KEYS = {
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    a: () => decide("accept"),
    r: () => decide("reject"),
    e: () => (focused() ? press(focused(), "edit") : focus(next())),
    u: () => {
      undone = new Set(ids());
      press(root(), "undo");
    },
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
    const item = focused();
    if (item) [last, order] = [item.id, ids()];
  });
  // The focused suggestion was decided or the page was turned: focus the next one. What was undone
  // has the focus again.
  new MutationObserver(() => {
    if (!root()) [last, order, undone] = ["", [], null];
    if (!last || document.querySelector("[role=dialog]")) return;
    const back = undone && items().find((item) => !undone.has(item.id));
    if (back) undone = null;
    if (back || document.activeElement === document.body) focus(back || next());
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
