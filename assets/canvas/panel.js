// The panel of a step, opened and closed; its fields are stored once they are left or chosen from.
export const PANEL = "[data-panel]";
const FIELD = "select, input:not([type=hidden]), textarea";

export const panel = (canvas, signal) => {
  const { root, one, card, tell } = canvas;
  let awaited = null; // {key, field, takes}: the step whose panel opens, and whether it takes the focus

  const edit = (key, field = "", takes = true) => {
    tell.edit(key);
    expect(key, takes, field);
  };
  const expect = (key, takes, field = "") => {
    awaited = { key, field, takes };
    arrive();
  };
  const arrive = () => {
    const opened = awaited && one(`[data-panel="${CSS.escape(awaited.key)}"]`);
    if (!opened) return;
    const { field, takes } = awaited;
    awaited = null;
    reveal(opened);
    if (!takes) return;
    const named = field && opened.querySelector(`[name="${CSS.escape(field)}"]`);
    (named || opened.querySelector(FIELD) || opened.querySelector("button")).focus({ preventScroll: !named });
  };
  // The step beside its panel, which on a phone covers the lower half.
  const reveal = (opened) => {
    const step = card(opened.dataset.panel);
    if (!step) return;
    const [at, over] = [step.getBoundingClientRect(), opened.getBoundingClientRect()];
    if (at.bottom > over.top && at.right > over.left) step.scrollIntoView({ block: "start", inline: "nearest" });
  };
  const close = () => {
    const { panel: key } = one(PANEL).dataset;
    document.activeElement.blur(); // what is typed there is stored by that
    tell.close();
    canvas.acts.go(key);
  };

  const store = (event) => event.target.closest("form[data-autosave]")?.requestSubmit();
  root.addEventListener("change", store, { signal });
  const opening = new MutationObserver(() => (awaited ? arrive() : null));
  opening.observe(root, { childList: true, subtree: true, attributeFilter: ["data-panel"] });
  signal.addEventListener("abort", () => opening.disconnect());
  return { close, edit, expect };
};
