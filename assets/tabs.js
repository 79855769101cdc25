// A row of tabs that is wider than its place shows the open one.
(() => {
  const shown = new WeakMap();
  const show = () => {
    for (const open of document.querySelectorAll(".yf-tabs [aria-current=page]")) {
      const row = open.parentElement;
      if (shown.get(row) === open) continue;
      shown.set(row, open);
      row.scrollLeft = open.offsetLeft - row.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
    }
  };
  const changes = { subtree: true, childList: true, attributeFilter: ["aria-current"] };
  new MutationObserver(show).observe(document, changes);
})();
