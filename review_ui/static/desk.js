// What the pages do beyond forms: single keys in the review queue, focus after a swap, a live count.
// Every action works without this file.
(() => {
  "use strict";
  const STORED = "anhduong-keys";
  const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

  const remembered = () => {
    try { return localStorage.getItem(STORED) !== "off"; } catch { return true; }
  };
  let keysOn = remembered();

  const showKeys = () => {
    document.body.classList.toggle("keys-off", !keysOn);
    for (const box of document.querySelectorAll("[data-keys-switch]")) {
      box.checked = keysOn;
      box.closest("label").hidden = false;
    }
  };

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    keysOn = event.target.checked;
    try { localStorage.setItem(STORED, keysOn ? "on" : "off"); } catch { /* kept for this page only */ }
    showKeys();
  });

  const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();

  const reject = () => {
    const panel = document.querySelector("[data-reject]");
    if (!panel) return;
    const chosen = panel.querySelector("input[name=reason]:checked");
    if (panel.open && chosen) { press("reject"); return; }
    panel.open = true;
    (chosen ?? panel.querySelector("input[name=reason]")).focus({ preventScroll: true });
  };

  const choose = (digit) => {
    const panel = document.querySelector("[data-reject]");
    const choice = panel?.querySelector(`[data-digit="${digit}"]`);
    if (!choice) return;
    panel.open = true;
    choice.checked = true;
    choice.focus({ preventScroll: true });
  };

  const correct = () => {
    const panel = document.querySelector("[data-correct]");
    if (!panel) return;
    panel.open = true;
    panel.querySelector("select").focus();
  };

  const close = () => {
    const within = document.activeElement?.closest("details.answer[open], details.correct[open], details.why[open]");
    const panel = within ?? document.querySelector("[data-reject][open]");
    if (!panel) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  };

  const ACTIONS = { d: () => press("approve"), s: () => press("skip"), h: () => press("undo"), l: reject, t: correct };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); return; }
    if (!keysOn || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    if (!document.getElementById("card")) return;
    // A Vietnamese input method may hide the letter; then its place on the keyboard counts.
    const key = event.key === "Process" ? event.code.replace(/^(Key|Digit)/, "").toLowerCase() : event.key.toLowerCase();
    const action = ACTIONS[key] ?? (/^[1-9]$/.test(key) ? () => choose(key) : null);
    if (!action) return;
    event.preventDefault();
    action();
  });

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
    showKeys();
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
    const { post, page, day, wall } = dragged.dataset;
    const slot = place.dataset.dropWall;
    if (slot && place.dataset.page !== page) {
      say(dropForm.dataset.copy);
      const query = new URLSearchParams({ trang: place.dataset.page, gio: slot.slice(0, 16), ve: dropForm.elements.back.value });
      location.assign(`/bai-dang/${post.split(".")[0]}/chep?${query}`);
      return;
    }
    if (slot ? slot === wall : place.dataset.dropDay === day) return;
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

  ready();
  const problem = document.querySelector(".alert[data-focus], .ask[data-focus], .moves[data-focus], .note[data-focus]");
  if (problem) problem.focus();
})();
