// What a plain upload form lacks: the chosen file's name, the upload's progress, and a refusal
// without leaving the page. Forms marked data-upload (`upload_form`) work without this script too.
// One that has a field marked data-uploaded posts what is chosen at once, and then says there which
// file it is. On a page with a button marked data-imports, a file that is dragged in opens the form
// marked data-drops, which takes it wherever it is dropped.
(() => {
  const LOST = "Connection lost. Try again.";

  const isTooLarge = (form, file) => file.size > Number(form.dataset.largest);
  const uploadedOf = (form) => form.querySelector("[data-uploaded]");

  const formOf = (node) => node instanceof Element && node.closest("form[data-upload]");
  const zoneOf = (node) => node instanceof Element && node.closest(".yf-drop");

  const size = (bytes) =>
    bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

  function refuse(form, text) {
    form.querySelector("[data-refusal]").textContent = text;
  }

  function show(form, percent) {
    const place = form.querySelector("[data-progress]");
    place.classList.toggle("yf-sending", percent !== null);
    const button = form.querySelector("button[type=submit]");
    if (button) button.disabled = percent !== null;
    if (percent === null) return;
    place.querySelector(".yf-progress > div").style.width = `${percent}%`;
    const done = percent === 100;
    place.querySelector("span").textContent = done ? "Reading file…" : `Uploading… ${percent}%`;
  }

  function chosen(form, input) {
    const file = input.files[0];
    const large = Boolean(file) && isTooLarge(form, file);
    const zone = input.closest(".yf-drop");
    zone.classList.toggle("yf-has-file", Boolean(file));
    // Only a workbook has sheets to choose from, only a text file an encoding.
    const workbook = Boolean(file) && /\.xlsx$/i.test(file.name);
    form.classList.toggle("yf-workbook", workbook);
    form.classList.toggle("yf-text-file", Boolean(file) && !workbook);
    zone.querySelector("[data-chosen]").textContent = file ? `${file.name} · ${size(file.size)}` : "";
    refuse(form, large ? form.dataset.tooLarge : "");
    if (file && !large && uploadedOf(form)) send(form);
  }

  function uploaded(form, { id, name, missing }) {
    const field = uploadedOf(form);
    show(form, null);
    form.querySelector("input[type=file]").value = "";
    form.querySelector(".yf-drop").classList.remove("yf-has-file");
    form.querySelector("[data-chosen]").textContent = "";
    field.setRangeText(`${id} ${missing ?? name}`, 0, field.value.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function messageOf(request) {
    try {
      return JSON.parse(request.responseText).error.message;
    } catch {
      return null;
    }
  }

  function send(form) {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    // Answered like a plain form: led to the draft, or back here with the reason.
    request.setRequestHeader("Accept", uploadedOf(form) ? "application/json" : "text/html");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) show(form, Math.round((100 * event.loaded) / event.total));
    };
    request.onload = () => {
      if (request.status === 401) location.assign(`/login?error=ended&next=${encodeURIComponent(location.pathname)}`);
      else if (request.status === 201 && uploadedOf(form))
        uploaded(form, JSON.parse(request.responseText));
      else if (request.status === 200) location.assign(request.responseURL);
      else {
        show(form, null);
        refuse(form, messageOf(request) ?? LOST);
      }
    };
    request.onerror = () => {
      show(form, null);
      refuse(form, LOST);
    };
    show(form, 0);
    refuse(form, "");
    request.send(new FormData(form));
  }

  document.addEventListener("change", (event) => {
    const form = formOf(event.target);
    if (form && event.target.type === "file") chosen(form, event.target);
  });
  document.addEventListener("submit", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    event.preventDefault();
    const file = form.querySelector("input[type=file]").files[0];
    if (!file) refuse(form, "Choose a file first.");
    else if (isTooLarge(form, file)) refuse(form, form.dataset.tooLarge);
    else send(form);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const zone = zoneOf(event.target);
      if (zone) zone.classList.toggle("yf-over", name === "dragenter" || name === "dragover");
    });
  }

  const ANSWER_MS = 5000; // for a form that was asked for to open
  const dropForm = () => document.querySelector("form[data-drops]");
  const opener = () => document.querySelector("[data-imports]");
  const isFile = (event) => event.dataTransfer?.types.includes("Files");
  let opening = -Infinity; // since when
  function open() {
    if (dropForm() || performance.now() - opening < ANSWER_MS) return;
    opening = performance.now();
    opener().click();
  }
  function take(files) {
    const form = dropForm();
    if (!form) return performance.now() - opening < ANSWER_MS && requestAnimationFrame(() => take(files));
    opening = -Infinity;
    if (files.length > 1) return refuse(form, "Drop one file at a time.");
    const input = form.querySelector("input[type=file]");
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("dragover", (event) => {
    if (!isFile(event) || zoneOf(event.target) || !(dropForm() ?? opener())) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("drop", (event) => {
    if (!isFile(event) || zoneOf(event.target) || !(dropForm() ?? opener())) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
})();
