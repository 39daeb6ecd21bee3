// Keeps today's plan for when there is no network. It keeps nothing else of what a login shows.
"use strict";
const KEPT = "anhduong-plan-1";
const PLAN = "/ke-hoach";
const LOGIN = "/dang-nhap";
const LOGOUT = "/dang-xuat";
const FRESH_MS = 5 * 60 * 1000;
let renewed = 0;

const forget = () => { renewed = 0; return caches.delete(KEPT); };

// A session that has ended answers with the login: then what was kept is nobody's business any more.
const renew = async () => {
  if (Date.now() - renewed < FRESH_MS) return;
  const answer = await fetch(PLAN, { credentials: "same-origin", cache: "no-store" });
  if (answer.redirected || answer.status === 403) { await forget(); return; }
  if (!answer.ok) return;
  const cache = await caches.open(KEPT);
  const page = await answer.clone().text();
  const styles = [...page.matchAll(/href="(\/static\/[^"]+)"/g)].map((found) => found[1]);
  await cache.addAll(styles);
  await cache.put(PLAN, answer);
  renewed = Date.now();
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const visit = async (event, path) => {
  try {
    const answer = await fetch(event.request);
    if (path === LOGIN || path === LOGOUT) event.waitUntil(forget());
    else if (answer.ok) event.waitUntil(renew().catch(() => {}));
    return answer;
  } catch (error) {
    const plan = event.request.method === "GET" ? await caches.match(PLAN) : undefined;
    if (plan) return plan;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(visit(event, url.pathname));
  else if (event.request.method === "GET" && url.pathname.startsWith("/static/")) {
    event.respondWith(fetch(event.request).catch(async (error) => {
      const kept = await caches.match(event.request);
      if (kept) return kept;
      throw error;
    }));
  }
});
