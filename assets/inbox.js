// Lists by keyboard. A key clicks the visible button of the row that has the focus, or of the page,
// that names it in aria-keyshortcuts; Enter follows the row's link, or opens the choice of its place.
(() => {
  const ITEM = "[data-inbox-item]";
  const ELSEWHERE =
    "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";
  const items = () => [...document.querySelectorAll(ITEM)];
  const rowOf = (element) => element?.closest?.("tr, li") ?? null;
  const row = () => rowOf(document.activeElement);
  const focused = () => row()?.querySelector(ITEM) ?? null;
  let last = -1; // the place of the row that had the focus last

  const focus = (item) => {
    if (!item) return;
    item.focus({ preventScroll: true });
    rowOf(item).scrollIntoView({ block: "nearest" });
  };
  const move = (by) => {
    const all = items();
    const at = all.indexOf(focused());
    focus(all[at < 0 ? Math.max(last, 0) : Math.max(0, Math.min(all.length - 1, at + by))]);
  };
  const open = () => {
    const link = row()?.querySelector(".yf-row-link") ?? row()?.querySelector("[data-do=place]");
    link?.click();
  };
  const MOVES = {
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    Enter: open,
  };
  // What a key does: to the row that has the focus, to the page, or first to move to a row.
  const doing = (key) => {
    if (MOVES[key]) return items().length ? MOVES[key] : null;
    if (!/^[a-z0-9]$/.test(key)) return null;
    const named = [...document.querySelectorAll(`[aria-keyshortcuts="${key.toUpperCase()}"]`)];
    const ofPage = named.find((button) => button.closest("[data-inbox]"));
    if (ofPage) return () => ofPage.click();
    if (!items().length) return null;
    if (!focused()) return () => move(0);
    const ofRow = named.find((button) => rowOf(button) === row());
    return ofRow ? () => ofRow.click() : null;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.target.closest?.(ELSEWHERE) || document.querySelector("[role=dialog]")) return;
    // Enter on a button or a link is theirs.
    if (event.key === "Enter" && !event.target.matches?.(ITEM)) return;
    const does = event.defaultPrevented ? null : doing(event.key);
    if (!does) return;
    event.preventDefault();
    does();
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
