// Dialogs that the state opens have no trigger of their own, so nobody gives the keyboard back when
// they close. This remembers where it was outside of any dialog; components/dialogs.py asks for it.
//
// A control that goes away with what it did, such as the cross of a filter, leaves the keyboard to the
// one beside it, and the bar of a selection or a notice to the list, or else to the page.
(() => {
  const inside = "[role=dialog], [role=alertdialog], [data-radix-focus-guard]";
  let opener = null;
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest(inside)) opener = event.target;
  });
  window.yardflowFocusOpener = (event) => {
    event.preventDefault();
    if (opener?.isConnected) opener.focus();
  };

  const CONTROLS = "a[href], button:enabled, input, select, textarea, summary, [tabindex='0']";
  const REGION = "[data-list-scroll]";
  const OVER_THE_PAGE = ".yf-selection, .yf-notice"; // the whole of it goes away with what it did
  // A field that is edited in place, the canvas and the review give the keyboard on by themselves.
  const BY_ITSELF = "form[data-in-place], .yf-canvas-root, [data-review]";
  let held = []; // what has the keyboard, what comes after it in its place, and then what is before it
  document.addEventListener("focusin", ({ target }) => {
    if (target.closest(`${inside}, [role=menu]`)) return; // whose opener may be gone when it closes
    const place = target.closest(`.yf-selection, .yf-notice, .yf-list-bar, .yf-card, ${REGION}`);
    const controls = place ? [...place.querySelectorAll(CONTROLS)] : [];
    const at = controls.indexOf(target);
    if (at < 0 || target.closest(BY_ITSELF)) return (held = []);
    held = [...controls.slice(at), ...controls.slice(0, at).reverse()];
    if (place.matches(OVER_THE_PAGE)) held.push(document.querySelector(REGION) ?? document.getElementById("content"));
  });
  document.addEventListener("pointerdown", () => (held = []), true);
  new MutationObserver(() => {
    if (!held[0] || held[0].isConnected || document.activeElement !== document.body) return;
    const next = held.find((each) => each?.isConnected && each.checkVisibility());
    held = [];
    next?.focus({ preventScroll: true });
  }).observe(document, { subtree: true, childList: true });
})();
