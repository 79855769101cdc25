// Steps and the places between them, and which of them is near what.
export const CARD = "[data-step]";
export const SPOT = "[data-place]";

export const middle = (element) => {
  const box = element.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
};
export const far = ([x, y], [toX, toY]) => Math.hypot(toX - x, toY - y);
export const closest = (at, elements) => least(elements.map((each) => [far(middle(each), at), each]));
const least = (costs) => costs.reduce((best, each) => (each[0] < best[0] ? each : best), [Infinity, null])[1];

// The next one in a direction: what lies straight ahead comes before what lies aside.
export const towards = (from, others, [dx, dy]) => {
  const [x, y] = middle(from);
  const cost = (other) => {
    const [toX, toY] = middle(other);
    const ahead = (toX - x) * dx + (toY - y) * dy;
    const aside = Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx);
    return ahead > 4 ? ahead + 2 * aside : Infinity;
  };
  return least(others.filter((each) => each !== from).map((each) => [cost(each), each]));
};
