// The chosen step has the tools beside it, and is where Tab comes to.
import { CARD, SPOT } from "./places.js";

const DRAWN = ["data-left", "data-top", "data-up", "data-down"];

export const choosing = (canvas, signal) => {
  const { root, of, one, card, view } = canvas;
  const [plane, tools] = [one("[data-plane]"), one("[data-tools]")];
  const keys = () => of(CARD).map((each) => each.dataset.step);
  let chosen = "";
  let order = keys();

  const choose = (element) => {
    chosen = element?.dataset.step ?? "";
    for (const each of of("[data-chosen]")) if (each !== element) delete each.dataset.chosen;
    const reached = element ?? one(CARD);
    for (const each of of(`${CARD}[tabindex="0"]`)) if (each !== reached) each.tabIndex = -1;
    if (reached) reached.tabIndex = 0;
    if (element) element.dataset.chosen = "";
    if (!tools) return;
    tools.hidden = !element;
    if (element) offer(element);
  };
  // Right of it or left of it, where they lie over the fewest steps, names of branches and places.
  // They end where it ends, as under it are the places behind it, or begin where it begins.
  const besides = (element, left, top) => {
    const [width, height] = [tools.offsetWidth / view.zoom(), tools.offsetHeight / view.zoom()];
    const others = of(`${CARD}, ${SPOT}, [data-branch]`).filter((each) => each !== element);
    const boxes = others.map(({ offsetLeft: x, offsetTop: y, offsetWidth: w, offsetHeight: h, dataset }) =>
      dataset.step ? [x, y, w, h] : [x - w / 2, y - h / 2, w, h],
    );
    const covers = ([x, y]) =>
      boxes.filter(([l, t, w, h]) => x < l + w && l < x + width && y < t + h && t < y + height).length;
    const aside = [left + element.offsetWidth + 6, left - width - 6].filter((x) => x >= 0);
    const corners = aside.flatMap((x) => [[x, top + element.offsetHeight - height], [x, top]]);
    return corners.reduce((best, each) => (covers(each) < covers(best) ? each : best));
  };
  const offer = (element) => {
    // (Where it is going to be: it moves there slowly.)
    const { left, top } = element.dataset;
    view.beside(tools, ...besides(element, Number(left), Number(top)));
    for (const tool of tools.querySelectorAll("[data-act]")) {
      tool.title = tool.dataset.says.replace("#", element.dataset.number);
      tool.setAttribute("aria-label", tool.title);
      const allowed = { up: element.dataset.up, down: element.dataset.down }[tool.dataset.act];
      tool.setAttribute("aria-disabled", allowed === "false");
    }
  };

  // The chosen step was moved, or is gone: then the one in its place is chosen. One that was added
  // is chosen itself.
  const follow = () => {
    const all = keys();
    const added = all.filter((key) => !order.includes(key));
    const heir = () => all[Math.min(order.indexOf(chosen), all.length - 1)] ?? "";
    const isGone = chosen && !card(chosen);
    // (Whoever is at something else by then stays there.)
    const takes = order.length && added.length === 1 && document.activeElement.matches(`body, ${SPOT}`);
    const key = takes ? added[0] : isGone ? heir() : chosen;
    const isNew = key !== chosen;
    order = all;
    choose(card(key));
    if (isNew && isGone && document.activeElement === document.body) (card(key) ?? one(SPOT))?.focus();
    else if (takes) {
      canvas.acts.go(key);
      canvas.panel.expect(key, !matchMedia("(pointer: coarse)").matches);
    } else if (document.activeElement === card(key)) {
      card(key)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    view.look();
  };

  const reach = (event) => {
    const element = event.target.closest(CARD);
    if (element && element.dataset.step !== chosen && !canvas.carrying.carried()) choose(element);
  };
  root.addEventListener("focusin", reach, { signal });
  const watch = new MutationObserver(follow);
  watch.observe(plane, { childList: true, subtree: true, attributeFilter: DRAWN });
  signal.addEventListener("abort", () => watch.disconnect());
  choose(null);
  return { choose, chosen: () => chosen, tools };
};
