// What a plain upload form lacks: the chosen file's name, the upload's progress, and a refusal
// without leaving the page. Forms marked data-upload work without this script too.
(() => {
  const LARGEST = 50 * 1024 * 1024;
  const TOO_LARGE = "This file is over 50 MB. Split it and import each part.";
  const LOST = "Connection lost. Nothing was imported. Try again.";

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
    form.querySelector("button[type=submit]").disabled = percent !== null;
    if (percent === null) return;
    place.querySelector(".yf-progress > div").style.width = `${percent}%`;
    const done = percent === 100;
    place.querySelector("span").textContent = done ? "Reading file…" : `Uploading… ${percent}%`;
  }

  function chosen(form, input) {
    const file = input.files[0];
    const large = Boolean(file) && file.size > LARGEST;
    const zone = input.closest(".yf-drop");
    zone.classList.toggle("yf-has-file", Boolean(file));
    // Only a workbook has sheets to choose from, only a text file an encoding.
    const workbook = Boolean(file) && /\.xlsx$/i.test(file.name);
    form.classList.toggle("yf-workbook", workbook);
    form.classList.toggle("yf-text-file", Boolean(file) && !workbook);
    zone.querySelector("[data-chosen]").textContent = file ? `${file.name} · ${size(file.size)}` : "";
    refuse(form, large ? TOO_LARGE : "");
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
    request.setRequestHeader("Accept", "text/html");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) show(form, Math.round((100 * event.loaded) / event.total));
    };
    request.onload = () => {
      if (request.status === 401) location.assign("/login?error=ended&next=/import/");
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
    if (!file) refuse(form, "Choose a CSV or Excel file first.");
    else if (file.size > LARGEST) refuse(form, TOO_LARGE);
    else send(form);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const zone = zoneOf(event.target);
      if (zone) zone.classList.toggle("yf-over", name === "dragenter" || name === "dragover");
    });
  }
})();
