// A record by keyboard: J and K walk along the list that it was opened from, the arrows along the
// steps of a stepper.
(() => {
  const ELSEWHERE =
    "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";
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
    if (event.key === "j" || event.key === "k")
      document.querySelector(`[data-walk=${event.key}]`)?.click();
  });
})();
