// What the pages do beyond forms: focus after a swap, a live count, ticks. `review.js` has the review page.
// Every action works without this file.
(() => {
  "use strict";
  const length = (text) => [...text.normalize("NFC").trim()].length;
  const countOf = (field) => {
    const out = document.querySelector(`[data-count-for="${field.id}"]`);
    if (!out) return;
    const used = length(field.value);
    out.textContent = out.dataset.text.replace("{n}", String(used));
    field.setAttribute("aria-invalid", String(used > Number(field.dataset.limit)));
  };

  let dirty = false;
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-limit]")) countOf(event.target);
    if (event.target.closest("[data-keep]")) dirty = true;
  });
  document.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  const focusOn = (root) => {
    const place = root.querySelector("[data-focus]");
    if (place) place.focus({ preventScroll: true });
  };

  const ready = () => {
    for (const field of document.querySelectorAll("[data-limit]")) {
      const invalid = field.getAttribute("aria-invalid");
      countOf(field);
      if (invalid) field.setAttribute("aria-invalid", invalid);
    }
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    const id = event.detail.target.id;
    if (id === "card" || event.detail.target === document.body) { ready(); focusOn(document); }
  });
  document.addEventListener("htmx:sendError", () => {
    document.getElementById("status").textContent = document.body.dataset.offline;
  });

  const ticks = document.querySelector("[data-ticks]");
  const tell = () => {
    const boxes = [...ticks.querySelectorAll(".tick input")];
    const count = boxes.filter((box) => box.checked).length;
    const out = ticks.querySelector("[data-ticked]");
    out.textContent = out.dataset.text.replace("{n}", String(count));
    ticks.querySelector("[data-tick-all]").checked = count === boxes.length;
  };
  if (ticks) {
    ticks.querySelector(".tick-all").hidden = false;
    ticks.addEventListener("change", (event) => {
      if (event.target.matches("[data-tick-all]")) {
        for (const box of ticks.querySelectorAll(".tick input")) box.checked = event.target.checked;
      }
      tell();
    });
    tell();
  }

  ready();
  const problem = document.querySelector(".alert[data-focus], .ask[data-focus], .moves[data-focus]");
  if (problem) problem.focus();
})();
