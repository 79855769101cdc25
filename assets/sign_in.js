// What the form of the sign-in page lacks, which the browser itself posts: after a wrong password
// the email is still there, and a tab that waits goes on once another one has signed in.
(() => {
  const FORM = 'form[action="/api/auth/signin"]';
  const TRIED = "yardflow-email-tried"; // in this tab, from the attempt to its answer
  const SIGNED_IN = "yardflow-signed-in"; // for the other tabs
  const PATIENCE_MS = 10000;
  const onLogin = () => location.pathname.replace(/\/$/, "") === "/login";

  document.addEventListener(
    "submit",
    ({ target }) => {
      if (target.matches(FORM)) sessionStorage.setItem(TRIED, target.elements.email.value);
    },
    true,
  );
  // The page leads a person who is signed in on to where they were.
  window.addEventListener("storage", ({ key }) => {
    if (key === SIGNED_IN && onLogin()) location.reload();
  });

  const tried = sessionStorage.getItem(TRIED);
  sessionStorage.removeItem(TRIED);
  if (tried === null) return;
  if (!onLogin()) return localStorage.setItem(SIGNED_IN, String(Date.now()));
  const fill = () => {
    const fields = document.querySelector(FORM)?.elements;
    if (fields && !fields.email.value) fields.email.value = tried;
    else if (!fields && performance.now() < PATIENCE_MS) requestAnimationFrame(fill);
  };
  fill();
})();
