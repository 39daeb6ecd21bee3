"use strict";

const menuButton = document.querySelector(".nut-thuc-don");
menuButton?.addEventListener("click", () => {
  const open = menuButton.getAttribute("aria-expanded") === "true";
  menuButton.setAttribute("aria-expanded", String(!open));
});

for (const button of document.querySelectorAll("[data-sao-chep]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.saoChep);
    button.textContent = "Đã sao chép";
  });
}

for (const button of document.querySelectorAll("[data-in-trang]")) {
  button.addEventListener("click", () => window.print());
}
