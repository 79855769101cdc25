// The inbox by keyboard. Keys click the visible buttons of the row that has the focus, marked with
// data-do; Enter follows its link, or opens the choice of its place.
(() => {
  const ITEM = "[data-inbox-item]";
  const ELSEWHERE =
    "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";
  const items = () => [...document.querySelectorAll(ITEM)];
  const row = () => document.activeElement?.closest?.("tr") ?? null;
  const focused = () => row()?.querySelector(ITEM) ?? null;
  let last = -1; // the place of the row that had the focus last

  const focus = (item) => {
    if (!item) return;
    item.focus({ preventScroll: true });
    item.closest("tr").scrollIntoView({ block: "nearest" });
  };
  const move = (by) => {
    const all = items();
    const at = all.indexOf(focused());
    focus(all[at < 0 ? Math.max(last, 0) : Math.max(0, Math.min(all.length - 1, at + by))]);
  };
  const press = (what) => () => {
    if (!focused()) return move(0);
    row().querySelector(`[data-do=${what}]`)?.click();
  };
  const open = () => {
    const link = row()?.querySelector(".yf-row-link");
    link ? link.click() : press("place")();
  };
  const KEYS = {
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    Enter: open,
    d: press("done"),
    p: press("place"),
    s: press("successor"),
    h: press("hold"),
    x: press("suppress"),
  };

  document.addEventListener("keydown", (event) => {
    const key = KEYS[event.key];
    if (!key || !items().length || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.target.closest?.(ELSEWHERE) || document.querySelector("[role=dialog]")) return;
    // Enter on a button or a link is theirs.
    if (event.key === "Enter" && !event.target.matches?.(ITEM)) return;
    event.preventDefault();
    key();
  });
  document.addEventListener("focusin", () => {
    const item = focused();
    if (item) last = items().indexOf(item);
  });
  // The row that had the focus is dealt with: the one in its place has it.
  new MutationObserver(() => {
    const all = items();
    if (!all.length || last < 0 || document.querySelector("[role=dialog]")) return;
    if (document.activeElement === document.body) focus(all[Math.min(last, all.length - 1)]);
  }).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("popstate", () => (last = -1));
})();
