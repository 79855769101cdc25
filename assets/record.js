// A record by keyboard: J and K walk along the list that it was opened from, the arrows along the
// steps of a stepper.
(() => {
  const ELSEWHERE =
    "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";
  const PATIENCE_MS = 3000;
  const BESIDE = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const stepper = event.target.closest?.("[role=group].yf-stepper");
    if (stepper && event.key in BESIDE) {
      const steps = [...stepper.querySelectorAll("button")];
      event.preventDefault();
      return steps[steps.indexOf(document.activeElement) + BESIDE[event.key]]?.focus();
    }
    if (event.target.closest?.(ELSEWHERE) || document.querySelector("[role=dialog]")) return;
    if (event.key === "j" || event.key === "k") walk(event.key);
  });

  // A second press goes on from the record that the first one led to, once that is in sight.
  const walk = (key, until = performance.now() + PATIENCE_MS) => {
    const link = document.querySelector(`[data-walk=${key}]`);
    if (link && link.pathname !== location.pathname) return link.click();
    if (link && performance.now() < until) requestAnimationFrame(() => walk(key, until));
  };
})();
