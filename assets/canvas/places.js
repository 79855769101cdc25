// Steps and the places between them, and which of them is near what.
export const CARD = "[data-step]";
export const SPOT = "[data-place]";

export const middle = (element) => {
  const box = element.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
};
export const far = ([x, y], [toX, toY]) => Math.hypot(toX - x, toY - y);
export const closest = (at, elements) =>
  elements.reduce((best, each) => (best && far(middle(best), at) <= far(middle(each), at) ? best : each), null);

// The next one in a direction: what lies straight ahead comes before what lies aside.
export const towards = (from, others, [dx, dy]) => {
  const [x, y] = middle(from);
  const cost = (other) => {
    const [toX, toY] = middle(other);
    const ahead = (toX - x) * dx + (toY - y) * dy;
    const aside = Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx);
    return ahead > 4 ? ahead + 2 * aside : Infinity;
  };
  const costs = others.filter((each) => each !== from).map((each) => [cost(each), each]);
  const [least, nearest] = costs.reduce((a, b) => (b[0] < a[0] ? b : a), [Infinity, null]);
  return least < Infinity ? nearest : null;
};
