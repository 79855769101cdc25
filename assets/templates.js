// Inserts a variable where the cursor was last in a field of the template (pages/templates/record.py).
(() => {
  let last = null;
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target.matches("[data-takes-variables]")) last = target;
  });
  const insert = ({ target }) => {
    const item = target instanceof Element ? target.closest("[data-insert]") : null;
    if (!item) return;
    const field = last?.isConnected ? last : document.querySelector("textarea[data-takes-variables]");
    if (!field) return;
    field.setRangeText(item.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    last = field;
    setTimeout(() => field.focus()); // once the menu has given the focus back
  };
  document.addEventListener("click", insert);
})();
