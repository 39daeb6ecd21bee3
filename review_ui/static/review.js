// The review page beyond its forms: single keys, and the next card at once. The card that comes next is fetched while
// this one is read; a decision shows it and is sent behind it. Where the desk answers otherwise (somebody was faster, the
// session is over, no network), the old card comes back with all that was typed. Every action works without this file.
(() => {
  "use strict";
  const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";
  const PANELS = "#card [data-reject][open], #card [data-hold][open]";
  const STILL_OPEN_EVERY = 60_000;
  const AWAY_AFTER = 5 * 60_000;
  const card = () => document.getElementById("card");
  const status = (text) => { const place = document.getElementById("status"); if (place) place.textContent = text; };
  const focusOn = (root) => (root.querySelector("[data-focus]") ?? root.querySelector("h2"))?.focus({ preventScroll: true });
  const parsed = (text) => { const holder = document.createElement("template"); holder.innerHTML = text; return holder.content; };

  // -- keys --------------------------------------------------------------------------------------------

  const keys = () => {
    const place = document.querySelector("[data-actions]");
    const actions = new Map((place?.dataset.actions ?? "").split(" ").filter(Boolean).map((pair) => pair.split("=")));
    return { actions, digits: Boolean(place?.matches("[data-digits]")) };
  };
  const press = (name) => document.querySelector(`#card [data-key="${name}"]`)?.click();

  const panel = (name, field, ready) => {
    const place = document.querySelector(`#card [data-${name}]`);
    if (!place) return;
    if (place.open && ready(place)) { press(name); return; }
    for (const other of document.querySelectorAll(PANELS)) if (other !== place) other.open = false;
    place.open = true;
    (place.querySelector("input[name=reason]:checked") ?? place.querySelector(field)).focus({ preventScroll: true });
  };

  const choose = (digit) => {
    const place = document.querySelector("#card [data-reject]");
    const choice = place?.querySelector(`[data-digit="${digit}"]`);
    if (!choice) return;
    for (const other of document.querySelectorAll(PANELS)) if (other !== place) other.open = false;
    place.open = true;
    choice.checked = true;
    choice.focus({ preventScroll: true });
  };

  const correct = () => {
    const place = document.querySelector("#card [data-correct]");
    if (!place) return;
    place.open = true;
    place.querySelector("select").focus();
  };

  const close = () => {
    const within = document.activeElement?.closest("#card details[open]:not(.revision)");
    const place = within ?? document.querySelector(PANELS);
    if (!place) return;
    place.open = false;
    place.querySelector("summary").focus();
  };

  const ACTIONS = {
    approve: () => press("approve"),
    skip: () => press("skip"),
    undo: () => press("undo"),
    reject: () => panel("reject", "input[name=reason]", (place) => place.querySelector("input[name=reason]:checked")),
    hold: () => panel("hold", "input[name=note]", () => true),
    topics: correct,
  };

  document.addEventListener("keydown", (event) => {
    if (!card()) return;
    if (event.key === "Escape") { close(); return; }
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    // A Vietnamese input method may hide the letter; then its place on the keyboard counts.
    const key = event.key === "Process" ? event.code.replace(/^(Key|Digit)/, "").toLowerCase() : event.key.toLowerCase();
    const { actions, digits } = keys();
    const action = ACTIONS[actions.get(key)] ?? (digits && /^[1-9]$/.test(key) ? () => choose(key) : null);
    if (!action) return;
    event.preventDefault();
    action();
  });

  // -- the next card -----------------------------------------------------------------------------------

  let ahead = null;     // the card that comes next, not in the page yet
  let sending = false;  // a decision is on its way
  let pressed = null;   // a form sent while another is on its way

  const lookAhead = async () => {
    ahead = null;
    const here = card();
    if (!here?.matches("[data-live][data-article]")) return;
    const asked = new URLSearchParams({ hang: here.dataset.queue, sau: here.dataset.article });
    try {
      const answer = await fetch(`/duyet/ke-tiep?${asked}`, { headers: { "HX-Request": "true" } });
      if (answer.status !== 200) return;
      const next = parsed(await answer.text()).querySelector("#card[data-article]");
      if (!next || card() !== here) return;
      ahead = document.adoptNode(next);
      here.dataset.ahead = next.dataset.article;
    } catch { /* no network: the decision itself will say so */ }
  };

  // What a reader would be asked for again is sent the plain way, so that the card stays where it is.
  const whole = (form) => {
    if (!form.querySelector("input[name=reason]")) return true;
    const reason = form.querySelector("input[name=reason]:checked");
    return Boolean(reason) && (reason.value !== "other" || form.elements.note.value.trim() !== "");
  };

  const show = (old, shown) => {
    old.replaceWith(shown);
    if (!shown.dataset.known) { window.htmx?.process(shown); shown.dataset.known = "1"; }
    window.scrollTo(0, 0);
    focusOn(shown);
  };

  const beside = (content) => {
    for (const part of content.querySelectorAll("[hx-swap-oob]")) {
      const how = part.getAttribute("hx-swap-oob");
      const place = document.getElementById(part.id);
      part.removeAttribute("hx-swap-oob");
      if (!place) continue;
      if (how === "innerHTML") place.replaceChildren(...part.childNodes);
      else place.replaceWith(part);
    }
  };

  const wholePage = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    document.title = page.title;
    document.body.replaceChildren(...page.body.childNodes);
    window.htmx?.process(document.body);
    const place = document.querySelector("[autofocus], [data-focus], h1");
    place?.focus();
  };

  const send = async (form) => {
    const old = card();
    const shown = ahead;
    const body = new URLSearchParams(new FormData(form));
    ahead = null;
    sending = true;
    show(old, shown);
    const back = (text) => {
      show(shown, old);
      ahead = shown;
      status(text);
    };
    let answer;
    let text;
    try {
      answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        body,
        headers: { "HX-Request": "true", "X-Card-Shown": `${shown.dataset.article}:${shown.dataset.version}` },
      });
      text = await answer.text();
    } catch {
      sending = false;
      back(document.body.dataset.offline);
      return;
    }
    sending = false;
    if (answer.status >= 500) {
      const page = new DOMParser().parseFromString(text, "text/html");
      back(page.querySelector("main p:not(.error-code)")?.textContent ?? document.body.dataset.offline);
      return;
    }
    if (answer.headers.get("HX-Retarget") === "body") { wholePage(text); return; }
    const content = parsed(text);
    beside(content);
    if (answer.headers.get("X-Card") !== "kept") {
      const right = content.querySelector("#card");
      if (right) show(shown, document.adoptNode(right));
    }
    await lookAhead();
    const next = pressed;
    pressed = null;
    if (next?.isConnected) next.requestSubmit();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("#card[data-live] form[data-decides]")) return;
    if (!sending && (!ahead || !whole(form))) return;  // htmx sends it, and shows what comes back
    event.preventDefault();
    event.stopImmediatePropagation();
    if (sending) pressed = form;
    else send(form);
  }, true);

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "card" || event.detail.target === document.body) lookAhead();
  });

  // -- the lease ---------------------------------------------------------------------------------------

  // Who has gone from the screen keeps neither the card nor the session alive.
  let active = Date.now();
  for (const sign of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(sign, () => { active = Date.now(); }, { passive: true });
  }

  setInterval(async () => {
    const here = card();
    if (document.hidden || Date.now() - active > AWAY_AFTER || !here?.matches("[data-open][data-article]")) return;
    const body = new URLSearchParams({ _csrf: here.querySelector("input[name=_csrf]").value });
    try {
      const answer = await fetch(`/duyet/${here.dataset.article}/con-mo`, { method: "POST", body });
      if (answer.status === 409 && card() === here) status(await answer.text());
    } catch { /* no network: the decision itself will say so */ }
  }, STILL_OPEN_EVERY);

  lookAhead();
})();
