// While the connection is lost, the page stays: another one may not have been loaded yet, and a browser
// that can't load it leaves with all that waits to be sent. Calls and emails need no connection of ours.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.origin !== location.origin || !document.querySelector(".yf-banner")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
