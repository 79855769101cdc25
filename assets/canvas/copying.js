// What was copied last: a step of this sequence or of another one, in this tab or another.
import { SPOT } from "./places.js";

const KEPT = "yardflow-copied-step"; // its sequence and its key

export const copying = (canvas) => {
  const { root, of, behind, tell } = canvas;
  const copy = (key) => {
    localStorage.setItem(KEPT, `${root.dataset.sequence} ${key}`);
    canvas.say("Copied. Ctrl+V pastes it after a step, here or in another sequence.");
  };
  // After a step, or where steps begin; where that may be several places, the next click says which.
  const paste = (key) => {
    const copied = localStorage.getItem(KEPT);
    if (!copied) return canvas.say("Copy a step first.");
    const [place, ...more] = key ? behind(key) : of(SPOT);
    if (place && !more.length) return tell.paste(copied, place.dataset.place);
    canvas.carrying.carry("paste", copied);
    canvas.say("Choose a place. Escape cancels.");
    place?.focus();
  };
  return { copy, paste };
};
