// Seconds that are left to undo something: [data-countdown] counts down, and the page is asked anew when they are over.
export function startCountdown() {
  const shown = document.querySelector("[data-countdown]");
  if (!shown) return;
  const over = performance.now() + Number(shown.dataset.countdown) * 1000;
  const tick = setInterval(() => {
    const left = Math.max(0, Math.ceil((over - performance.now()) / 1000));
    shown.textContent = left;
    if (left) return;
    clearInterval(tick);
    window.location.reload();
  }, 250);
}
