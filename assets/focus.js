// Dialogs that the state opens have no trigger of their own, so nobody gives the keyboard back when
// they close. This remembers where it was outside of any dialog; components/dialogs.py asks for it.
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
})();
