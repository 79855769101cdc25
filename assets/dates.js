// Days: what is typed is understood in the usual ways and shown in one; the calendar is a popover of
// the field, so that it is inside of a dialog where the field is. The markup around it is that of
// components/kit/dates.py.
(() => {
  const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
  const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  let open = null; // the field whose calendar is open
  let day = null; // the day in it that has the keyboard

  const fieldOf = (node) => (node instanceof Element ? node.closest(".yf-date") : null);
  const parts = (field) => ({
    sent: field.querySelector("input[type=hidden]"),
    text: field.querySelector("input[type=text]"),
    button: field.querySelector(".yf-date-open"),
    calendar: field.querySelector(".yf-calendar"),
  });

  const at = (year, month, date) => {
    const made = new Date(year, month, date, 12);
    const same = made.getFullYear() === year && made.getMonth() === month && made.getDate() === date;
    return same && year > 1900 && year < 2200 ? made : null;
  };
  const iso = (date) =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()]
      .map((part) => String(part).padStart(2, "0"))
      .join("-");
  const shown = (date) => date.toLocaleDateString("en-US", { dateStyle: "medium" });
  const moved = (date, days) =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 12);
  // The same day some months on, or the last one of a shorter month.
  const movedMonths = (date, months) => {
    const last = new Date(date.getFullYear(), date.getMonth() + months + 1, 0, 12);
    last.setDate(Math.min(date.getDate(), last.getDate()));
    return last;
  };

  // 2026-12-08, 12/8/2026, 12/8, 8.12.2026, Dec 8, 2026, 8 December
  function understood(text) {
    const words = text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
    const named = words.find((word) => /[a-z]/.test(word)) ?? "";
    const [a, b, c] = words.filter((word) => /\d/.test(word)).map(Number);
    const year = (given) => given === undefined ? new Date().getFullYear() : given < 100 ? 2000 + given : given;
    if (named) {
      const month = MONTHS.indexOf(named.slice(0, 3));
      if (month < 0 || a === undefined || named.length < 3 || words.length > 3) return null;
      return at(year(b), month, a);
    }
    if (b === undefined || words.length > 3) return null;
    if (a > 31) return c === undefined ? null : at(a, b - 1, c);
    return text.includes(".") ? at(year(c), b - 1, a) : at(year(c), a - 1, b);
  }

  function read(field) {
    const { sent, text } = parts(field);
    const written = text.value.trim();
    const date = understood(written);
    sent.value = date ? iso(date) : written;
    return date;
  }

  function choose(date) {
    const { sent, text } = parts(open);
    sent.value = date ? iso(date) : "";
    text.value = date ? shown(date) : "";
    text.removeAttribute("aria-invalid");
    close();
    text.focus();
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function draw(focus) {
    const { calendar, text } = parts(open);
    const chosen = understood(text.value);
    const today = iso(new Date());
    const title = day.toLocaleDateString("en-US", { month: "long", year: "numeric" });
    const first = new Date(day.getFullYear(), day.getMonth(), 1, 12);
    const start = moved(first, -first.getDay());
    const body = element("tbody", {});
    for (let week = 0; week < 6; week += 1) {
      const row = element("tr", {});
      for (let place = 0; place < 7; place += 1) {
        const date = moved(start, week * 7 + place);
        const its = iso(date);
        const selected = Boolean(chosen) && iso(chosen) === its;
        const button = element(
          "button",
          {
            type: "button",
            tabindex: its === iso(day) ? "0" : "-1",
            "data-day": its,
            "aria-label": date.toLocaleDateString("en-US", { dateStyle: "full" }),
            ...(its === today ? { "aria-current": "date" } : {}),
            ...(date.getMonth() === day.getMonth() ? {} : { "data-outside": "" }),
          },
          String(date.getDate()),
        );
        row.append(element("td", { role: "gridcell", "aria-selected": String(selected) }, button));
      }
      body.append(row);
    }
    const heads = [..."SMTWTFS"].map((letter, place) =>
      element("th", { scope: "col", abbr: moved(start, place).toLocaleDateString("en-US", { weekday: "long" }) }, letter),
    );
    const step = (by, name, sign) =>
      element("button", { type: "button", "data-months": by, "aria-label": name }, sign);
    calendar.replaceChildren(
      element(
        "span",
        { class: "yf-calendar-head" },
        element("span", { "aria-live": "polite", class: "yf-calendar-title" }, title),
        step(-1, "Previous month", "‹"),
        step(1, "Next month", "›"),
      ),
      element("table", { role: "grid", "aria-label": title }, element("thead", {}, element("tr", {}, ...heads)), body),
      element(
        "span",
        { class: "yf-calendar-foot" },
        element("button", { type: "button", "data-today": "" }, "Today"),
        element("button", { type: "button", "data-clear": "" }, "Clear"),
      ),
    );
    if (focus) calendar.querySelector("[tabindex='0']").focus();
  }

  function place() {
    const { calendar } = parts(open);
    const field = open.getBoundingClientRect();
    const { width, height } = calendar.getBoundingClientRect();
    const below = field.bottom + 4 + height <= innerHeight || field.top < height + 8;
    calendar.style.left = `${Math.max(8, Math.min(field.left, innerWidth - width - 8))}px`;
    calendar.style.top = `${below ? Math.min(field.bottom + 4, innerHeight - height - 8) : field.top - height - 4}px`;
  }

  function show(field) {
    close();
    open = field;
    day = read(field) ?? new Date();
    parts(field).calendar.showPopover();
    parts(field).button.setAttribute("aria-expanded", "true");
    draw(true);
    place();
  }

  function close() {
    if (!open) return;
    const { calendar, button, text } = parts(open);
    open = null;
    // A form in place is left when its focus goes nowhere.
    if (calendar.contains(document.activeElement)) text.focus();
    if (calendar.isConnected) calendar.hidePopover();
    calendar.replaceChildren();
    button.setAttribute("aria-expanded", "false");
  }

  function go(to) {
    day = to;
    draw(true);
  }

  document.addEventListener("input", ({ target }) => {
    const field = fieldOf(target);
    if (field) read(field);
  });
  // A page that is shown anew puts its own value back into what is sent.
  document.addEventListener(
    "submit",
    ({ target }) => target.querySelectorAll(".yf-date").forEach(read),
    true,
  );
  // When the field is left, the day is written out; what is no day is marked, and sent as it is.
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const field = fieldOf(target);
    if (!field) return;
    const { text } = parts(field);
    if (target === text) {
      const date = read(field);
      if (date) text.value = shown(date);
      if (date || text.value.trim() === "") text.removeAttribute("aria-invalid");
      else text.setAttribute("aria-invalid", "true");
    }
    if (field === open && relatedTarget && !field.contains(relatedTarget)) close();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (open && !open.contains(target)) close();
  });
  document.addEventListener("click", ({ target }) => {
    const field = fieldOf(target);
    const button = field && target.closest("button");
    if (!button) return;
    if (button.matches(".yf-date-open")) return field === open ? close() : show(field);
    if (field !== open) return;
    if (button.dataset.day) return choose(at(...button.dataset.day.split("-").map((part, index) => Number(part) - (index === 1))));
    if ("today" in button.dataset) return choose(new Date());
    if ("clear" in button.dataset) return choose(null);
    day = movedMonths(day, Number(button.dataset.months));
    draw(false);
    open.querySelector(`[data-months="${button.dataset.months}"]`).focus();
  });
  // On the window and before everything else: Escape closes the calendar, not the dialog around it.
  window.addEventListener(
    "keydown",
    (event) => {
      const field = fieldOf(event.target);
      if (!field) return;
      if (field !== open) {
        if (event.target !== parts(field).text || event.key !== "ArrowDown") return;
        event.preventDefault();
        return show(field);
      }
      if (event.key === "Escape") {
        const { text } = parts(open);
        event.preventDefault();
        event.stopImmediatePropagation();
        close();
        return text.focus();
      }
      if (event.key === "Tab") {
        const stops = [...parts(open).calendar.querySelectorAll("button:not([tabindex='-1'])")];
        const next = stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
        event.preventDefault();
        event.stopImmediatePropagation();
        return stops[(next + stops.length) % stops.length].focus();
      }
      if (!event.target.dataset.day) return;
      const weekday = day.getDay();
      const to =
        event.key in KEYS
          ? moved(day, KEYS[event.key])
          : event.key === "Home"
            ? moved(day, -weekday)
            : event.key === "End"
              ? moved(day, 6 - weekday)
              : event.key === "PageUp"
                ? movedMonths(day, event.shiftKey ? -12 : -1)
                : event.key === "PageDown"
                  ? movedMonths(day, event.shiftKey ? 12 : 1)
                  : null;
      if (!to) return;
      event.preventDefault();
      go(to);
    },
    true,
  );
  for (const change of ["resize", "scroll"])
    window.addEventListener(change, () => open?.isConnected && place(), true);
})();
