// What the composer does beyond its form: keeps the typing on the desk, draws the frame of a cutting, says what changed.
// Everything can be done without this file, by the form's own fields and buttons.
(() => {
  "use strict";
  const form = document.getElementById("compose");
  const kept = document.getElementById("kept");
  if (!form || !kept) return;

  // --- keeping what is typed

  const AFTER = 2000;
  const AGAIN = 15000;
  const said = document.getElementById("composer-said");
  const say = (text) => { if (said.textContent !== text) said.textContent = text; };
  const body = () => new URLSearchParams(new FormData(form));
  const content = () => {
    const now = body();
    now.delete("_csrf");
    return now.toString();
  };
  let last = content();
  let timer = 0;
  let asking = null;
  let sent = false;

  const told = () => [...kept.querySelectorAll("[data-said]")].map((each) => each.dataset.said).join(" ");

  const trouble = (text) => {
    const note = document.createElement("p");
    note.className = "note strong";
    note.textContent = text;
    kept.replaceChildren(note);
    say(text);
  };

  const keep = async () => {
    timer = 0;
    const now = content();
    if (sent || asking || now === last) return;
    asking = new AbortController();
    try {
      const answer = await fetch(kept.dataset.path, { method: "POST", body: body(), signal: asking.signal });
      if (sent) return;
      if (answer.ok) {
        const open = kept.querySelector("details[open]") !== null;
        kept.innerHTML = await answer.text();
        if (open) kept.querySelector("details")?.setAttribute("open", "");
        say(told());
        last = now;
        form.dispatchEvent(new CustomEvent("desk:kept", { bubbles: true }));
      } else {
        trouble(answer.status === 401 || answer.status === 409 ? kept.dataset.over : kept.dataset.failed);
      }
    } catch {
      if (!sent) trouble(kept.dataset.failed);
    } finally {
      asking = null;
      if (!sent && content() !== last) soon(AGAIN);
    }
  };
  const soon = (after) => { if (!timer) timer = setTimeout(keep, after); };

  form.addEventListener("input", () => soon(AFTER));
  form.addEventListener("submit", () => {
    sent = true;
    asking?.abort();
  });
  window.addEventListener("pageshow", () => { sent = false; });
  const leave = () => {
    if (!sent && content() !== last && navigator.sendBeacon(kept.dataset.path, body())) last = content();
  };
  // Before unloading, because what is sent later goes through the page's service worker and is lost with the page; the
  // other two, because a phone ends a hidden page without a word.
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  for (const going of ["beforeunload", "pagehide"]) window.addEventListener(going, leave);

  // A session that has ended must not put the login in the place of what is typed.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 400) return;
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    if (event.detail.xhr.status === 401 || event.detail.xhr.status === 409) trouble(kept.dataset.over);
  });

  // --- the frame over a picture: the fields stand for all of it, the frame only writes them

  const SIDES = ["trai", "tren", "rong", "cao"];
  const LEAST = 5;
  const rounded = (value) => Math.round(value * 10) / 10;
  const within = (value, low, high) => Math.min(Math.max(value, low), high);
  // Where a side begins and how long it is once one of its ends, the near or the far one, has moved by so much.
  const dragged = (start, length, by, near) => {
    if (!near) return [start, within(length + by, LEAST, 100 - start)];
    const moved = within(start + by, 0, start + length - LEAST);
    return [moved, start + length - moved];
  };

  const isAll = (at) => at.left <= 0 && at.top <= 0 && at.width >= 100 && at.height >= 100;

  const cropper = (box) => {
    const fields = SIDES.map((side) => document.getElementById(side + box.dataset.crop));
    const frame = document.createElement("div");
    frame.className = "crop-frame";
    frame.setAttribute("aria-hidden", "true");
    for (const corner of ["nw", "ne", "sw", "se"]) {
      const handle = document.createElement("span");
      handle.dataset.corner = corner;
      frame.append(handle);
    }
    box.append(frame);

    const read = () => {
      const typed = fields.map((field) => field.value.trim().replace(",", "."));
      const [left, top] = typed.slice(0, 2).map((text) => (text === "" ? 0 : Number(text)));
      const width = typed[2] === "" ? 100 - left : Number(typed[2]);
      const height = typed[3] === "" ? 100 - top : Number(typed[3]);
      return { left, top, width, height };
    };
    const draw = () => {
      const at = read();
      const right = at.left >= 0 && at.top >= 0 && at.width >= LEAST && at.height >= LEAST
        && at.left + at.width <= 100 && at.top + at.height <= 100;
      frame.hidden = !right;
      frame.classList.toggle("all", isAll(at));
      if (!right) return;
      for (const side of ["left", "top", "width", "height"]) frame.style[side] = `${at[side]}%`;
    };
    const write = (at) => {
      const whole = isAll(at);
      [at.left, at.top, at.width, at.height].forEach((value, n) => { fields[n].value = whole ? "" : String(rounded(value)); });
      draw();
    };

    frame.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      frame.setPointerCapture(event.pointerId);
      const area = box.getBoundingClientRect();
      const from = read();
      const corner = event.target.dataset.corner ?? "";
      const move = (to) => {
        const x = (to.clientX - event.clientX) / area.width * 100;
        const y = (to.clientY - event.clientY) / area.height * 100;
        let { left, top, width, height } = from;
        if (corner === "") {
          left = within(left + x, 0, 100 - width);
          top = within(top + y, 0, 100 - height);
        } else {
          [left, width] = dragged(left, width, x, corner.includes("w"));
          [top, height] = dragged(top, height, y, corner.includes("n"));
        }
        left = rounded(left);
        top = rounded(top);
        write({ left, top, width: Math.min(rounded(width), rounded(100 - left)), height: Math.min(rounded(height), rounded(100 - top)) });
      };
      const done = () => {
        frame.removeEventListener("pointermove", move);
        fields[0].dispatchEvent(new Event("input", { bubbles: true }));
      };
      frame.addEventListener("pointermove", move);
      frame.addEventListener("pointerup", done, { once: true });
      frame.addEventListener("pointercancel", done, { once: true });
    });
    for (const field of fields) field.addEventListener("input", draw);
    draw();
  };
  for (const box of form.querySelectorAll("[data-crop]")) cropper(box);
})();
