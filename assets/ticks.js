// Checkboxes of lists. They show what was clicked at once and follow the server when it answers.
import { createElement, useEffect, useRef, useState, useSyncExternalStore } from "react";

// How each box is told to show something else.
const shows = new WeakMap();
let anchor = null; // the row that was ticked last

const LIST = "[data-list]";
const rowsOf = (box) => [...(box.closest(LIST)?.querySelectorAll("input[data-record]") ?? [])];

// The rows that a click is about: with Shift all from the last one on.
const range = (box, shift) => {
  const rows = rowsOf(box);
  const [from, to] = [rows.indexOf(anchor), rows.indexOf(box)].sort((a, b) => a - b);
  return shift && from >= 0 ? rows.slice(from, to + 1) : [box];
};

// `record` is the id of the row that is selected; without one it is the box over all rows of the
// page, and `onTick` gets no ids. `refused` changes when the server did not follow.
export function Tick({ checked, record, refused, onTick, ...rest }) {
  const box = useRef(null);
  const [shown, show] = useState(checked);
  useEffect(() => show(checked), [checked, refused]);
  useEffect(() => void shows.set(box.current, show), []);
  const change = (event) => {
    const ticked = event.target.checked;
    const boxes = record ? range(event.target, event.nativeEvent.shiftKey) : rowsOf(event.target);
    for (const each of [event.target, ...boxes]) shows.get(each)?.(ticked);
    anchor = record ? event.target : null;
    onTick(record ? boxes.map((each) => Number(each.dataset.record)) : [], ticked);
  };
  return createElement("input", {
    ...rest, ref: box, type: "checkbox", checked: shown, onChange: change, "data-record": record,
  });
}

// Which columns a person shows or hides is kept in the browser, by list: {"contacts": {"email": false}}.
const KEPT = "yardflow-columns";
const listeners = new Set();
const sheet = typeof document === "undefined" ? null : new CSSStyleSheet();
let text = "{}";

// Where the browser keeps nothing, a choice holds until the tab is left.
const recall = () => {
  try {
    text = localStorage.getItem(KEPT) ?? "{}";
  } catch {}
};
const keep = (kept) => {
  text = JSON.stringify(kept);
  try {
    localStorage.setItem(KEPT, text);
  } catch {}
};
const read = () => {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
};
const apply = () => {
  const rules = Object.entries(read()).flatMap(([list, columns]) =>
    Object.entries(columns ?? {}).flatMap(([column, on]) => {
      const place = `[data-list="${CSS.escape(list)}"]`;
      return [
        `${place} { --shows-${CSS.escape(column)}: ${on ? 1 : 0}; }`,
        `${place} [data-column="${CSS.escape(column)}"] { display: ${on ? "table-cell" : "none"}; }`,
      ];
    }),
  );
  sheet.replaceSync(`@media (min-width: 640px) { ${rules.join("\n")} }`);
  for (const listener of listeners) listener();
};
if (sheet) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  addEventListener("storage", () => {
    recall();
    apply();
  });
  recall();
  apply();
}
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// The box that shows or hides a column; `shown` is how the column is at first.
export function ColumnTick({ list, column, shown, ...rest }) {
  useSyncExternalStore(subscribe, () => text, () => "{}");
  const change = (event) => {
    const kept = read();
    const columns = { ...kept[list], [column]: event.target.checked };
    keep({ ...kept, [list]: columns });
    apply();
  };
  return createElement("input", {
    ...rest, type: "checkbox", checked: read()[list]?.[column] ?? shown, onChange: change,
  });
}
