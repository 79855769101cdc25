// Forms marked data-kept outlive a session that ends while they are filled in, and a connection that is
// lost: what was typed stays in this tab, and is put back when the same person opens the same form again.
(() => {
  const DRAFT = "yardflow-draft";
  const FORM = "form[data-kept]";
  const FIELD = "input:not([type=hidden]):not([type=password]):not([type=file]), textarea, select";
  // Whoever comes back reads the page again, and for so long what goes away may go with that.
  const READ_AGAIN_MS = 10_000;
  const person = () => document.querySelector("[data-person]")?.dataset.person ?? "";
  const fieldsOf = (form) => [...form.elements].filter((element) => element.matches(FIELD));
  const ticked = (field) => field.type === "checkbox" || field.type === "radio";
  const place = (form) => {
    const search = new URLSearchParams(location.search);
    for (const name of ["error", "next"]) search.delete(name); // the login's own can stay behind
    return [location.pathname, search, form.dataset.kept].join(" ");
  };
  const isHere = (draft) => draft.place.startsWith(`${location.pathname} `);
  const stored = () => JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");

  const onLogin = () => location.pathname.startsWith("/login");

  // What Reflex calls for who measures it; nothing else says that a socket came back.
  let connectedAt = -Infinity;
  window.__reflex_otel = { onSocketConnect: () => (connectedAt = performance.now()) };

  let open = null; // the form that the draft is of, and in it the field that was typed in
  const closing = new MutationObserver(() => {
    const readAgain = performance.now() - connectedAt < READ_AGAIN_MS;
    if (open.form.isConnected && (open.field.isConnected || !readAgain)) return;
    closing.disconnect();
    if (onLogin()) return note();
    const draft = stored();
    sessionStorage.removeItem(DRAFT); // it was saved or given up, unless it went with what was read again
    if (draft && readAgain && !draft.sent && isHere(draft)) putBack(draft, () => !isHere(draft));
  });
  const keep = ({ target }) => {
    const form = target instanceof Element && target.closest(FORM);
    if (!form) return;
    open = { form, field: target };
    closing.observe(document, { childList: true, subtree: true });
    const values = fieldsOf(form).map((field) => (ticked(field) ? field.checked : field.value));
    const draft = { person: person(), place: place(form), values, ended: false };
    sessionStorage.setItem(DRAFT, JSON.stringify(draft));
  };
  document.addEventListener("input", keep); // (A change may come from a field that is being taken away.)
  // Whoever presses a button or Escape has a form go away themselves.
  document.addEventListener("click", ({ target }) => target.closest?.("button") && (connectedAt = -Infinity), true);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && (connectedAt = -Infinity), true);
  document.addEventListener("submit", ({ target }) => {
    // A form that is taken away is sent to nobody.
    const mark = () => sessionStorage.setItem(DRAFT, JSON.stringify({ ...stored(), sent: true }));
    if (target === open?.form) setTimeout(() => target.isConnected && mark());
  });

  const ended = () => new URLSearchParams(location.search).get("error") === "ended";
  const note = () => {
    const kept = stored();
    if (kept && ended()) sessionStorage.setItem(DRAFT, JSON.stringify({ ...kept, ended: true }));
    else if (kept && onLogin() && !kept.ended) sessionStorage.removeItem(DRAFT); // signed out
  };
  window.addEventListener("pagehide", note);

  // As if it were typed: React doesn't hear of what is set past its own setter.
  const set = (field, value) =>
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, value);
  const put = (form, { values }) => {
    if (fieldsOf(form).length !== values.length) return; // another version of it
    fieldsOf(form).forEach((field, at) => {
      if (ticked(field)) field.checked = values[at];
      else set(field, values[at]);
      // To choose in place is to save (in_place.js): what is put back waits for its person.
      const saves = form.matches("[data-in-place]") && field.matches("select");
      for (const heard of saves ? ["input"] : ["input", "change"])
        field.dispatchEvent(new Event(heard, { bubbles: true }));
    });
  };
  // Once its form is there, unless it is given up before.
  const putBack = (draft, givenUp) => {
    const look = () => {
      const form = [...document.querySelectorAll(FORM)].find((form) => place(form) === draft.place);
      if (!givenUp() && (!person() || (!form && person() === draft.person))) return;
      observer.disconnect();
      if (givenUp()) return;
      sessionStorage.removeItem(DRAFT);
      if (person() === draft.person) put(form, draft);
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true, attributeFilter: ["data-person"] });
    look();
  };

  const draft = stored();
  if (!draft) return;
  if (onLogin()) return note();
  if (!draft.ended) return sessionStorage.removeItem(DRAFT);
  putBack(draft, () => false);
})();
