// Fields edited in place (components/kit/in_place.py) are saved by Enter and by leaving their form,
// selects by choosing. Escape ends a form: nothing of it is sent from then on.
(() => {
  const FORM = "form[data-in-place]";
  const opened = new WeakMap(); // what a form held when the focus first came into it
  const sent = new WeakMap(); // what was last sent of it
  const ended = new WeakSet();
  let pressed = null; // what the pointer is on
  let released = 0;
  let leaving = null; // the form that is left once the pointer is released

  const formOf = (node) => (node instanceof Element ? node.closest(FORM) : null);
  const written = (form) => {
    const values = new FormData(form);
    values.delete("left");
    return new URLSearchParams(values).toString();
  };
  const end = (form, button) => {
    ended.add(form);
    form.querySelector(button)?.click();
  };
  const leave = (form) => {
    const now = written(form);
    if (ended.has(form) || !form.isConnected || now === sent.get(form)) return;
    if (now === opened.get(form)) return end(form, "[data-close]");
    form.elements.left.value = "yes";
    form.requestSubmit(); // React has read the form when this returns
    form.elements.left.value = "";
  };

  document.addEventListener("focusin", ({ target }) => {
    const form = formOf(target);
    if (form && !opened.has(form)) opened.set(form, written(form));
  });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const form = formOf(target);
    // When only the window loses the focus, the element keeps it.
    if (!form || form.contains(relatedTarget) || document.activeElement === target) return;
    // A calendar is drawn anew under the focus (dates.js).
    if (!relatedTarget && target.closest(".yf-calendar")) return;
    const byPointer = pressed && performance.now() - released < 700;
    if (byPointer && form.contains(pressed)) return;
    // What is under the pointer must not move before the click is over.
    if (byPointer && released === Infinity) leaving = form;
    else leave(form);
  });
  // The way back takes the form away before it loses the focus.
  window.addEventListener(
    "popstate",
    () => {
      const form = formOf(document.activeElement);
      if (form) leave(form);
    },
    true,
  );
  document.addEventListener("pointerdown", ({ target }) => ([pressed, released] = [target, Infinity]), true);
  for (const over of ["pointerup", "pointercancel"])
    document.addEventListener(
      over,
      () => {
        released = performance.now();
        if (leaving) leave(leaving);
        leaving = null;
      },
      true,
    );

  document.addEventListener(
    "submit",
    (event) => {
      const form = formOf(event.target);
      if (!form) return;
      // React hears of nothing while it takes a form away: the browser must not send it then, which
      // would load the page anew, with everything typed in its address.
      event.preventDefault();
      const now = written(form);
      const left = form.elements.left.value !== "";
      if (ended.has(form) || (!left && now === opened.get(form))) {
        event.stopImmediatePropagation();
        if (!ended.has(form)) end(form, "[data-leave]");
      } else sent.set(form, now);
    },
    true,
  );
  document.addEventListener("keydown", () => (pressed = null), true);
  document.addEventListener("keydown", (event) => {
    const form = formOf(event.target);
    if (!form || event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    end(form, "[data-leave]");
  });

  document.addEventListener("change", ({ target }) => {
    const form = formOf(target);
    if (!form) return;
    if (target instanceof HTMLSelectElement) return form.requestSubmit();
    // While this box is ticked, the others show what it stands for and can't be changed.
    if (!target.hasAttribute("data-automatic")) return;
    for (const box of form.querySelectorAll("[data-inferred]")) {
      box.disabled = target.checked;
      if (target.checked) box.checked = box.dataset.inferred === "true";
    }
  });
})();
