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
  document.addEventListener("desk:kept", () => { dirty = false; });
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

  // Dragging in the calendar fills a form and sends it; the forms behind “⋯” and on a day's page do the same.
  const dropForm = document.querySelector("[data-drop-form]");
  const say = (text) => { document.getElementById("status").textContent = text; };
  let dragged = null;
  const placeOf = (event) => dragged && event.target instanceof Element
    ? event.target.closest("[data-drop-wall], [data-drop-day]") : null;
  const unmark = () => { for (const one of document.querySelectorAll(".drop-here")) one.classList.remove("drop-here"); };

  const drop = (place) => {
    const { post, page } = dragged.dataset;
    const slot = place.dataset.dropWall;
    if (slot && place.dataset.page !== page) {
      say(dropForm.dataset.copy);
      const query = new URLSearchParams({ trang: place.dataset.page, gio: slot.slice(0, 16), ve: dropForm.elements.back.value });
      location.assign(`/bai-dang/${post.split(".")[0]}/chep?${query}`);
      return;
    }
    if (!slot && place.contains(dragged)) return;
    dropForm.elements.bai.value = post;
    dropForm.elements.wall_time.value = slot ?? "";
    dropForm.elements.ngay.value = slot ? "" : place.dataset.dropDay;
    say(dropForm.dataset.moving);
    dropForm.requestSubmit();
  };

  if (dropForm) {
    for (const one of document.querySelectorAll("[data-post]")) one.draggable = true;
    // A link would be dragged by itself, as an address.
    for (const link of document.querySelectorAll("[data-post] a")) link.draggable = false;
    for (const hint of document.querySelectorAll("[data-drag-hint]")) hint.hidden = false;
    document.addEventListener("dragstart", (event) => {
      dragged = event.target instanceof Element ? event.target.closest("[data-post]") : null;
      if (!dragged) return;
      dragged.classList.add("dragging");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.dataset.post);
    });
    document.addEventListener("dragend", () => { dragged?.classList.remove("dragging"); dragged = null; unmark(); });
    document.addEventListener("dragover", (event) => {
      const place = placeOf(event);
      unmark();
      if (!place) return;
      event.preventDefault();
      place.classList.add("drop-here");
    });
    document.addEventListener("drop", (event) => {
      const place = placeOf(event);
      if (!place) return;
      event.preventDefault();
      drop(place);
    });
  }

  document.addEventListener("focusin", (event) => { if (event.target.matches("[data-select]")) event.target.select(); });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

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
  const problem = document.querySelector(".alert[data-focus], .ask[data-focus], .moves[data-focus], .note[data-focus]");
  if (problem) problem.focus();
})();
