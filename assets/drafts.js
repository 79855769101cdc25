// Forms marked data-kept outlive a session that ends while they are filled in: what was typed stays
// in this tab, and is put back when the same person opens the same form again.
(() => {
  const DRAFT = "yardflow-draft";
  const FORM = "form[data-kept]";
  const FIELD = "input:not([type=hidden]):not([type=password]):not([type=file]), textarea, select";
  const person = () => document.querySelector("[data-person]")?.dataset.person ?? "";
  const fieldsOf = (form) => [...form.elements].filter((element) => element.matches(FIELD));
  const ticked = (field) => field.type === "checkbox" || field.type === "radio";
  const place = (form) => {
    const search = new URLSearchParams(location.search);
    for (const name of ["error", "next"]) search.delete(name); // the login's own can stay behind
    return [location.pathname, search, form.dataset.kept].join(" ");
  };

  const onLogin = () => location.pathname.startsWith("/login");

  let open = null; // the form that the draft is of
  const closing = new MutationObserver(() => {
    if (open.isConnected) return;
    closing.disconnect();
    if (onLogin()) note();
    else sessionStorage.removeItem(DRAFT); // it was saved or given up
  });
  const keep = ({ target }) => {
    const form = target instanceof Element && target.closest(FORM);
    if (!form) return;
    open = form;
    closing.observe(document, { childList: true, subtree: true });
    const values = fieldsOf(form).map((field) => (ticked(field) ? field.checked : field.value));
    const draft = { person: person(), place: place(form), values, ended: false };
    sessionStorage.setItem(DRAFT, JSON.stringify(draft));
  };
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);

  const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
  const ended = () => new URLSearchParams(location.search).get("error") === "ended";
  const note = () => {
    const kept = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
    if (kept && ended()) sessionStorage.setItem(DRAFT, JSON.stringify({ ...kept, ended: true }));
    else if (kept && onLogin() && !kept.ended) sessionStorage.removeItem(DRAFT); // signed out
  };
  window.addEventListener("pagehide", note);
  if (!draft) return;
  if (onLogin()) return note();
  if (!draft.ended) return sessionStorage.removeItem(DRAFT);

  const put = (form) => {
    if (fieldsOf(form).length !== draft.values.length) return; // another version of it
    fieldsOf(form).forEach((field, at) => {
      if (ticked(field)) field.checked = draft.values[at];
      else field.value = draft.values[at];
      // To choose in place is to save (in_place.js): what is put back waits for its person.
      const saves = form.matches("[data-in-place]") && field.matches("select");
      for (const heard of saves ? ["input"] : ["input", "change"])
        field.dispatchEvent(new Event(heard, { bubbles: true }));
    });
  };
  const observer = new MutationObserver(() => {
    const form = [...document.querySelectorAll(FORM)].find((form) => place(form) === draft.place);
    if (!person() || (!form && person() === draft.person)) return;
    observer.disconnect();
    sessionStorage.removeItem(DRAFT);
    if (person() === draft.person) put(form);
  });
  observer.observe(document, { childList: true, subtree: true, attributeFilter: ["data-person"] });
})();
